import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { Page } from "@playwright/test";

import {
	clipboardText,
	connect,
	dayAppointments,
	defined,
	exploreSampleData,
	stopDesk,
	wholeList,
} from "./actions.ts";
import { axeViolations } from "./axe.ts";
import { expect, test as base } from "./fixtures.ts";
import { overflowingElements } from "./overflow.ts";
import { LANGUAGES, TOKEN } from "./servers.ts";

/** A log with a secret in it, as if it had not been scrubbed when it was written. */
const LOG = [
	"2026-11-24T05:29:00.123456Z  INFO desk::sync::fetch: a fetch failed: HTTP status 502 code=server_error in_a_row=1",
	`2026-11-24T05:29:30.123456Z  WARN elsewhere: ${TOKEN} for Айгерим Оспанова, +7 701 123 45 67`,
	"",
].join("\n");
const PANIC_NOTE =
	"Qabyl 0.1.0, linux x86_64\nwhen     2026-11-23T12:05:00Z\nplace    src/some.rs:1:2\nmessage  Айгерим\n";

const test = base.extend({
	/** The folder of the desk's files, with a log and the note of a panic. */
	dataFolder: async ({ servers }, use) => {
		const folder = servers.temporaryFolder();
		mkdirSync(join(folder, "logs"));
		writeFileSync(join(folder, "logs/qabyl.2026-11-24.log"), LOG);
		writeFileSync(join(folder, "logs/panic-2026-11-23T12-05-00Z.txt"), PANIC_NOTE);
		await use(folder);
	},
});

test.use({ permissions: ["clipboard-read", "clipboard-write"] });

const dialog = (page: Page) => page.locator("[data-panel=diagnostics]");
const diagnosticsText = (page: Page) => page.locator("textarea[data-diagnostics]");
const crashNotice = (page: Page) => page.locator("[data-crash]");
const crashSeenResponse = (page: Page) =>
	page.waitForResponse((response) => response.url().endsWith("/desk/crash_seen"));

/** The words of all names and phones in the week on screen. */
async function namesAndPhonesOfWeek(page: Page): Promise<string[]> {
	const { list, rows } = await wholeList(page);
	const values = [
		...rows.flatMap(({ clientName, clientPhone }) => [clientName ?? "", clientPhone ?? ""]),
		...list.resources.map(({ name }) => name),
	];
	const words = values.flatMap((value) => value.split(" "));
	return [...new Set(words)].filter((word) => word.length > 2);
}

test("with the keyboard alone the diagnostics are read, copied and saved, and they contain no personal data", async ({
	page,
	servers,
	dataFolder,
}) => {
	const server = await servers.practice();
	await page.goto((await servers.desk({ dataFolder })).address);
	await connect(page, server.address);
	const personalData = await namesAndPhonesOfWeek(page);
	expect(personalData.length).toBeGreaterThan(100);

	await page.keyboard.press("Control+Comma");
	await page.getByRole("tab", { name: "Подключение" }).focus();
	await page.keyboard.press("End");
	const openButton = page.locator("[data-action=diagnostics]");
	await expect(openButton).toBeVisible();
	expect((await openButton.boundingBox())?.height).toBe(32);
	const about = page.locator(".settings-section:visible");
	expect(await about.evaluate((section) => section.scrollWidth - section.clientWidth)).toBe(0);
	await page.keyboard.press("Tab");
	await page.keyboard.press("Tab");
	await expect(openButton).toBeFocused();
	await page.keyboard.press("Enter");
	await expect(diagnosticsText(page)).toBeFocused();
	const text = await diagnosticsText(page).inputValue();
	for (const fact of [
		"version     0.1.0",
		"accounts    1: this computer",
		"== panic of 2026-11-23T12:05:00Z",
		"code=server_error in_a_row=1",
	]) {
		expect(text).toContain(fact);
	}
	for (const secret of [...personalData, TOKEN, "Айгерим", "701 123", server.address, "127.0.0.1"]) {
		expect(text, secret).not.toContain(secret);
	}
	// The text starts at its beginning, scrolls to its end and is read-only.
	expect(
		await diagnosticsText(page).evaluate((field: HTMLTextAreaElement) => [
			field.selectionStart,
			field.scrollTop,
		]),
	).toEqual([0, 0]);
	await page.keyboard.press("Control+End");
	await expect.poll(() => diagnosticsText(page).evaluate((field) => field.scrollTop)).toBeGreaterThan(0);
	await page.keyboard.type("x");
	expect(await diagnosticsText(page).inputValue()).toBe(text);
	expect(existsSync(join(dataFolder, "diagnostics"))).toBe(false);

	await page.keyboard.press("Tab");
	await expect(page.locator("[data-action=copy-diagnostics]")).toBeFocused();
	await page.keyboard.press("Space");
	await expect.poll(() => clipboardText(page)).toBe(text);
	await page.keyboard.press("Tab");
	await page.keyboard.press("Enter");
	const saved = page.locator("[data-saved]");
	await expect(saved).toBeVisible();
	await expect(page.locator("[data-action=save-diagnostics]")).toBeFocused();
	const path = defined(await saved.getAttribute("data-saved"));
	const folder = join(dataFolder, "diagnostics");
	expect(readdirSync(folder).map((name) => join(folder, name))).toEqual([path]);
	expect(readFileSync(path, "utf8")).toBe(text);
	await page.keyboard.press("Shift+Tab");
	await page.keyboard.press("Shift+Tab");
	await expect(page.locator("[data-action=copy-path]")).toBeFocused();
	await page.keyboard.press("Enter");
	await expect.poll(() => clipboardText(page)).toBe(path);

	// Escape returns to the settings and to the button that opened the dialog.
	await page.keyboard.press("Escape");
	await expect(dialog(page)).toHaveCount(0);
	await expect(page.locator("[data-panel=settings]")).toBeVisible();
	await expect(openButton).toBeFocused();
});

test("a crash is announced until the user looks at it", async ({ page, servers, dataFolder }) => {
	await page.goto((await servers.desk({ dataFolder })).address);
	await expect(page.locator("[data-screen=first]")).toBeVisible();
	// The time of the note in Almaty.
	await expect(crashNotice(page)).toContainText("23\u00a0ноября, 17:05");
	await page.reload();
	const seen = crashSeenResponse(page);
	await page.locator("[data-action=look-at-crash]").click();
	await expect(diagnosticsText(page)).toHaveValue(/== panic of 2026-11-23T12:05:00Z\nQabyl 0\.1\.0/);
	await expect(crashNotice(page)).toHaveCount(0);
	expect((await seen).ok()).toBe(true);
	await page.keyboard.press("Escape");
	await expect(dialog(page)).toHaveCount(0);
	await page.reload();
	await expect(page.locator("[data-screen=first]")).toBeVisible();
	await expect(crashNotice(page)).toHaveCount(0);
});

test("a later crash is announced on every screen until the user dismisses it", async ({
	page,
	servers,
	dataFolder,
}) => {
	const first = await servers.desk({ dataFolder });
	await page.goto(first.address);
	const firstSeen = crashSeenResponse(page);
	await page.locator("[data-action=dismiss-crash]").click();
	expect((await firstSeen).ok()).toBe(true);

	await stopDesk(page, first);
	writeFileSync(join(dataFolder, "logs/panic-2026-11-24T05-10-00Z.txt"), PANIC_NOTE);
	const second = await servers.desk({ dataFolder });
	await page.goto(second.address);
	await expect(crashNotice(page)).toContainText("10:10");
	await exploreSampleData(page);
	await expect(crashNotice(page)).toBeVisible();
	const secondSeen = crashSeenResponse(page);
	await page.locator("[data-action=dismiss-crash]").click();
	await expect(crashNotice(page)).toHaveCount(0);
	expect((await secondSeen).ok()).toBe(true);
	await stopDesk(page, second);
	await page.goto((await servers.desk({ dataFolder })).address);
	await expect(dayAppointments(page).first()).toBeVisible();
	await expect(crashNotice(page)).toHaveCount(0);
});

test("wiping deletes the log, the panic notes and the saved diagnostics", async ({
	page,
	servers,
	dataFolder,
}) => {
	await page.goto((await servers.desk({ dataFolder })).address);
	await page.locator("[data-action=look-at-crash]").click();
	await page.locator("[data-action=save-diagnostics]").click();
	await expect(page.locator("[data-saved]")).toBeVisible();
	await page.keyboard.press("Escape");
	await exploreSampleData(page);
	expect(readdirSync(dataFolder)).toEqual([
		"accounts.json",
		"accounts.json.last",
		"diagnostics",
		"lock",
		"logs",
		"settings.json",
	]);
	await page.keyboard.press("Control+Comma");
	await page.getByRole("tab", { name: "Данные" }).click();
	await page.locator("[data-panel=settings] [data-action=sign-out]:visible").click();
	await page.locator("[data-panel=sign-out] [data-action=confirm-wipe]").click();
	await expect(page.locator("[data-screen=first]")).toBeVisible();
	expect(readdirSync(dataFolder)).toEqual(["lock"]);
});

test("diagnostics that cannot be saved stay on screen with an error", async ({
	page,
	servers,
	dataFolder,
}) => {
	// A file with the name of the folder makes saving fail.
	writeFileSync(join(dataFolder, "diagnostics"), "");
	await page.goto((await servers.desk({ dataFolder })).address);
	await page.locator("[data-action=look-at-crash]").click();
	await expect(diagnosticsText(page)).toHaveValue(/^Qabyl diagnostics/);
	await page.locator("[data-action=save-diagnostics]").click();
	await expect(dialog(page).locator("[data-error=storage_failed]")).toBeVisible();
	await expect(diagnosticsText(page)).toHaveValue(/^Qabyl diagnostics/);
});

for (const language of LANGUAGES) {
	for (const theme of ["light", "dark"] as const) {
		test(`diagnostics have no axe violation and no overflow: ${language}, ${theme} theme`, async ({
			page,
			servers,
			dataFolder,
		}) => {
			await page.emulateMedia({ colorScheme: theme });
			await page.setViewportSize({ width: 900, height: 600 });
			await page.goto((await servers.desk({ dataFolder, language })).address);
			await expect(crashNotice(page)).toBeVisible();
			expect(await axeViolations(page, ".notices")).toEqual([]);
			await page.locator("[data-action=look-at-crash]").click();
			await expect(diagnosticsText(page)).toHaveValue(/^Qabyl diagnostics/);
			expect(await axeViolations(page, "[data-panel=diagnostics]")).toEqual([]);
			await page.locator("[data-action=save-diagnostics]").click();
			await expect(page.locator("[data-saved]")).toBeVisible();
			expect(await axeViolations(page, "[data-panel=diagnostics]"), "saved").toEqual([]);
			expect(await overflowingElements(page)).toEqual([]);
			expect(await page.locator(".diagnostics").evaluate((box) => box.scrollHeight - box.clientHeight)).toBe(
				0,
			);
			await expect(page.locator("[data-action=save-diagnostics]")).toBeInViewport({ ratio: 1 });
		});
	}
}
