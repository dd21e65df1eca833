import type { Page } from "@playwright/test";

import {
	clipboardText,
	defined,
	openConnected,
	openSampleData,
	showView,
	wholeList,
	type View,
} from "./actions.ts";
import { expect, test } from "./fixtures.ts";

/*
 * What a receptionist is asked all day, and with how many actions she answers it. An action is a key, a click, or a text
 * that she types.
 */

test.use({ permissions: ["clipboard-read", "clipboard-write"] });

/** Does the actions in turn, and checks that there are as many as the test says. */
async function inActions(count: number, actions: readonly (() => Promise<unknown>)[]): Promise<void> {
	expect(actions).toHaveLength(count);
	for (const action of actions) {
		await action();
	}
}

/** The resources of the proposed start times, with their dates in UTC. */
const proposals = (page: Page) =>
	page.locator("[data-finder-first]").evaluateAll((all) =>
		all.map((each) => ({
			text: each.textContent,
			start: each.getAttribute("data-finder-first") ?? "",
		})),
	);

for (const view of ["day", "week", "month"] as const satisfies readonly View[]) {
	test(`a gynaecologist's 40 minutes this week, from the ${view}: 4 actions, and 1 to copy the answer`, async ({
		page,
		servers,
	}) => {
		await openSampleData(page, servers);
		await showView(page, view);
		await inActions(4, [
			() => page.keyboard.press("KeyF"),
			async () => {
				await expect(page.getByRole("combobox", { name: "К кому" })).toBeFocused();
				await page.keyboard.type("гин\n");
			},
			() => page.locator("[data-panel=finder] [data-duration='40']").click(),
			() => page.locator("[data-finder-span=thisWeek]").click(),
		]);
		await expect(page.locator("[data-finder-duration='40']")).toBeVisible();
		await expect(page.locator("[data-finder-span=thisWeek]")).toHaveAttribute("aria-pressed", "true");
		await expect
			.poll(async () => {
				const found = await proposals(page);
				return found.length > 0 && found.every(({ text }) => text.includes("Гинеколог"));
			})
			.toBe(true);
		for (const { start } of await proposals(page)) {
			expect(start >= "2026-11-24T05:30:00Z" && start < "2026-11-29T19:00:00Z", start).toBe(true);
		}
		await inActions(1, [() => page.keyboard.press("Control+c")]);
		await expect(page.locator("[data-panel=tray][data-copied]")).toBeVisible();
		expect(await clipboardText(page)).toMatch(/^(Вт|Ср|Чт|Пт|Сб|Вс) \d\d? ноября: [\d:, ]+ - .+, гинеколог/);
	});
}

test("the phone of the client who is calling, from the digits on the telephone: 3 actions", async ({
	page,
	servers,
}) => {
	await openSampleData(page, servers);
	const { rows } = await wholeList(page);
	const phone = defined(rows.map((row) => row.clientPhone).find((each) => /^\+7\d{10}$/.test(each ?? "")));
	await inActions(3, [
		() => page.keyboard.press("Slash"),
		() => page.keyboard.type(`8 (${phone.slice(2, 5)}) ${phone.slice(5)}`),
		() => page.keyboard.press("Control+c"),
	]);
	await expect(page.locator("[data-search-copied]")).toContainText(phone);
	expect(await clipboardText(page)).toBe(phone);
	await expect(page.locator("[data-panel=search] input")).toBeFocused();
	await page.keyboard.press("Backspace");
	await expect(page.locator("[data-search-copied]")).toHaveCount(0);
});

test("in privacy mode the search copies no phone", async ({ page, servers }) => {
	await openSampleData(page, servers);
	const before = "what was there before";
	await page.evaluate((text) => navigator.clipboard.writeText(text), before);
	await page.keyboard.press("KeyB");
	await page.keyboard.press("Slash");
	await page.keyboard.type("8701");
	await expect(page.locator("[data-hit]").first()).toBeVisible();
	await page.keyboard.press("Control+c");
	await expect(page.locator("[data-panel=search]")).toContainText("телефона не видно");
	expect(await clipboardText(page)).toBe(before);
});

test("a client of next week, right after connecting: 3 actions", async ({ page, servers }) => {
	const server = await servers.practice({ scenario: "clinic" });
	// Another desk reads the week, so that it is not in the memory of the first one.
	const otherPage = await page.context().newPage();
	await openConnected(otherPage, servers, server.address);
	const { rows } = await wholeList(otherPage, "2026-12-02");
	const row = defined(
		rows.find((row) => row.date === "2026-12-02" && row.clientName !== null && row.clientPhone !== null),
	);
	await otherPage.close();
	const [name, phone] = [defined(row.clientName), defined(row.clientPhone)];
	await openConnected(page, servers, server.address);
	await inActions(3, [
		() => page.keyboard.press("Slash"),
		() => page.keyboard.type(`${name.split(" ")[0] ?? ""} ${phone.slice(-4)}`),
		async () => {
			await expect(page.locator(`[data-hit="${row.id}"]`)).toBeVisible();
			await page.keyboard.press("Enter");
		},
	]);
	await expect(page.locator("[data-panel=appointment]")).toContainText(name);
	await expect(page.locator("[data-view=day]")).toBeVisible();
	await expect(page.locator("h1")).toContainText("2 декабря");
});

test("what is free tomorrow, from the week and the month: 2 actions", async ({ page, servers }) => {
	await openSampleData(page, servers);
	for (const view of ["week", "month"] as const) {
		await showView(page, view);
		await inActions(2, [
			() => page.keyboard.press("KeyF"),
			() => page.locator("[data-finder-span=tomorrow]").click(),
		]);
		await expect(page.locator("[data-finder-first]").first()).toContainText("Ср 25");
		await page.locator("[data-finder-span=workingDays]").click();
		await page.keyboard.press("Escape");
		await expect(page.locator("[data-panel=finder]")).toHaveCount(0);
	}
});

test("two services in a row, the second with another specialist: 6 actions", async ({ page, servers }) => {
	await openSampleData(page, servers);
	await inActions(6, [
		() => page.keyboard.press("KeyF"),
		async () => {
			await expect(page.getByRole("combobox", { name: "К кому" })).toBeFocused();
			await page.keyboard.type("гин\n");
		},
		() => page.locator("[data-action=finder-second]").click(),
		() => page.locator("[data-whom=second] input").click(),
		() => page.keyboard.type("узи\n"),
		async () => {
			await expect(page.locator("[data-finder-then]").first()).toBeVisible();
			await page.keyboard.press("Control+c");
		},
	]);
	await expect(page.locator("[data-panel=tray][data-copied]")).toBeVisible();
	const lines = (await clipboardText(page)).split("\n");
	for (const line of lines) {
		expect(line, "both are in one line").toMatch(/^.+: \d\d:\d\d - .+, гинеколог, затем \d\d:\d\d - /);
	}
	await expect(page.locator("[data-tray-then]")).toHaveCount(lines.length);

	// A click on a proposal deselects both of its times.
	const ticked = await page.locator("[data-panel=tray] [data-ticked]").count();
	await page.locator("[data-finder-first][aria-pressed=true]").first().click();
	await expect(page.locator("[data-panel=tray] [data-ticked]")).toHaveCount(ticked - 1);

	// With the same specialist both services are one interval.
	await page.locator("[data-whom=second] input").fill("тому же");
	await page.keyboard.press("Enter");
	await expect(page.locator("[data-finder-then]")).toHaveCount(0);
	await expect(page.locator("[data-finder-first]").first()).toContainText("Гинеколог");
	await page.locator("[data-action=finder-second-remove]").click();
	await expect(page.locator("[data-whom=second]")).toHaveCount(0);
});
