import type { Page } from "@playwright/test";

import type { ChatSettings } from "../../ui/src/bindings.ts";
import { callDesk, clipboardText, dayAppointments, openSampleData, openSettings } from "./actions.ts";
import { axeViolations } from "./axe.ts";
import { expect, test } from "./fixtures.ts";
import { LANGUAGES } from "./servers.ts";

test.use({ permissions: ["clipboard-read", "clipboard-write"] });

const template = (page: Page) => page.locator("[name=chat-template]");
const preview = (page: Page) => page.locator("[data-preview]");

async function openChatSettings(page: Page): Promise<void> {
	await openSettings(page);
	await page.locator("[data-panel=settings] [role=tab][data-value=chat]").click();
	await expect(preview(page)).toBeVisible();
}

const savedChatSettings = async (page: Page): Promise<ChatSettings> =>
	(await callDesk(page, "start", null)).settings.chat;

const savedTemplate = async (page: Page): Promise<string | null> =>
	(await savedChatSettings(page)).templates.ru;

for (const language of LANGUAGES) {
	test(`the chat text's language is independent of the program's: ${language}`, async ({ page, servers }) => {
		await openSampleData(page, servers, language);
		await openChatSettings(page);
		for (const [name, placeholder, month] of [
			["Русский", "{имя кратко}", "ноября"],
			["Қазақша", "{қысқа аты}", "қараша"],
			["English", "{short name}", "November"],
		] as const) {
			await page.locator("[data-panel=settings] [role=tabpanel]:visible label", { hasText: name }).click();
			await expect(preview(page)).toContainText(month);
			await expect(page.locator("[data-placeholder]")).toHaveCount(8);
			await expect(page.locator("[data-placeholder]", { hasText: placeholder })).toBeVisible();
		}
		await expect(page.locator("html")).toHaveAttribute("lang", language);

		await template(page).fill("{date} {врач}");
		const problem = page.locator("[data-template-problem=unknown]");
		await expect(problem).toContainText("{врач}");
		await expect(problem).toContainText("{short name}");
		await expect(template(page)).toHaveAttribute("aria-invalid", "true");
		await expect(preview(page)).toContainText("November");
		expect(await axeViolations(page, "[role=dialog]")).toEqual([]);
	});
}

for (const theme of ["light", "dark"] as const) {
	test(`axe finds no violation in the chat settings: ${theme} theme`, async ({ page, servers }) => {
		await page.emulateMedia({ colorScheme: theme });
		await openSampleData(page, servers);
		await openChatSettings(page);
		expect(await axeViolations(page, "[role=dialog]")).toEqual([]);
	});
}

test("a valid template is previewed and saved, and an invalid one is neither", async ({ page, servers }) => {
	await openSampleData(page, servers);
	await openChatSettings(page);
	expect(await template(page).inputValue()).toContain("{дата}");
	await template(page).fill("Ждём вас {день}, {дата}, в {время}");
	await expect(preview(page)).toContainText("Ждём вас Ср, 25 ноября, в 10:00, 11:30");
	await expect.poll(() => savedTemplate(page)).toBe("Ждём вас {день}, {дата}, в {время}");

	for (const [text, problem, part] of [
		["{дата} {врач}", "unknown", "{врач}"],
		["{дата} [, {имя}", "unpaired", "["],
		["я".repeat(501), "tooLong", ""],
	] as const) {
		await template(page).fill(text);
		await expect(page.locator(`[data-template-problem=${problem}]`)).toContainText(part);
		await expect(preview(page)).toContainText("Ждём вас Ср, 25 ноября");
	}
	// Closing the settings does not save the invalid template either.
	await page.keyboard.press("Escape");
	await openChatSettings(page);
	await expect(template(page)).toHaveValue("Ждём вас {день}, {дата}, в {время}");
	expect(await savedTemplate(page)).toBe("Ждём вас {день}, {дата}, в {время}");
	await expect(page.locator("[data-error]")).toHaveCount(0);
});

test("a placeholder is inserted at the cursor, and closing the settings saves the template", async ({
	page,
	servers,
}) => {
	await openSampleData(page, servers);
	await openChatSettings(page);
	await template(page).fill("Ждём вас {день}, {дата}, в {время}");
	await template(page).press("Home");
	await page.locator('[data-placeholder="имя"]').click();
	await expect(template(page)).toBeFocused();
	await expect(template(page)).toHaveValue("{имя}Ждём вас {день}, {дата}, в {время}");
	await page.keyboard.type(": ");
	await page.keyboard.press("Escape");
	await expect.poll(() => savedTemplate(page)).toBe("{имя}: Ждём вас {день}, {дата}, в {время}");
	await expect(page.locator("[data-error]")).toHaveCount(0);
});

test("a changed template can be restored to the original", async ({ page, servers }) => {
	await openSampleData(page, servers);
	await openChatSettings(page);
	const original = await template(page).inputValue();
	const restore = page.locator("[data-action=restore-template]");
	await expect(restore).toHaveCount(0);
	await template(page).fill("{имя}: Ждём вас {день}, {дата}, в {время}");
	await expect.poll(() => savedTemplate(page)).not.toBeNull();
	await restore.click();
	await expect(template(page)).toHaveValue(original);
	await expect(template(page)).toBeFocused();
	await expect(restore).toHaveCount(0);
	await expect.poll(() => savedTemplate(page)).toBeNull();
	await expect(page.locator("[data-error]")).toHaveCount(0);
});

test("the number of times in a chat text is limited to the range from 1 to 20", async ({ page, servers }) => {
	await openSampleData(page, servers);
	await openChatSettings(page);
	const field = page.locator("[name=chat-most]");
	for (const [entered, saved] of [
		["3", 3],
		["25", 20],
		["0", 1],
		["", 1],
	] as const) {
		await field.fill(entered);
		await field.press("Tab");
		await expect(field).toHaveValue(String(saved));
		await expect.poll(async () => (await savedChatSettings(page)).maxTimes).toBe(saved);
	}
});

test("the reminder has a template of its own, with the service, which is kept and used", async ({
	page,
	servers,
}) => {
	await openSampleData(page, servers);
	await openChatSettings(page);
	const kind = (name: "offer" | "reminder") => page.locator(`input[name=chat-kind][value=${name}]`);
	await expect(page.locator("[data-placeholder='услуга']")).toHaveCount(0);
	await kind("reminder").check({ force: true });
	await expect(page.locator("[data-placeholder='услуга']")).toBeVisible();
	await expect(page.locator("[data-preview]")).toContainText("Напоминаем: ");
	await template(page).fill("Ждём вас: {день} {дата}, {время}[, {услуга}]");
	await expect(page.locator("[data-preview]")).toContainText("Ждём вас: ");
	await expect.poll(async () => (await savedChatSettings(page)).reminders.ru).toContain("Ждём вас");
	await kind("offer").check({ force: true });
	await expect(template(page)).not.toHaveValue(/Ждём/);
	expect((await savedChatSettings(page)).templates.ru).toBeNull();
	await page.keyboard.press("Escape");

	await dayAppointments(page).first().press("Enter");
	await page.locator("[data-action=copy-reminder]").click();
	await expect(page.locator("[data-action=copy-reminder]")).toContainText("Скопировано");
	expect(await clipboardText(page)).toMatch(/^Ждём вас: Вт 24 ноября, \d\d:\d\d/);
});
