import type { Page } from "@playwright/test";

import type { Settings } from "../../ui/src/bindings.ts";
import { callDesk, openSampleData, openSettings } from "./actions.ts";
import { axeViolations } from "./axe.ts";
import { expect, test } from "./fixtures.ts";

async function openLookSettings(page: Page): Promise<void> {
	await openSettings(page);
	await page.locator("[data-panel=settings] [role=tab][data-value=look]").click();
	await expect(page.locator("[name=settings-language]").first()).toBeVisible();
}

const savedSettings = async (page: Page): Promise<Settings> => (await callDesk(page, "start", null)).settings;

for (const theme of ["light", "dark"] as const) {
	test(`axe finds no violation in the look settings: ${theme} theme`, async ({ page, servers }) => {
		await page.emulateMedia({ colorScheme: theme });
		await openSampleData(page, servers);
		await openLookSettings(page);
		expect(await axeViolations(page, "[role=dialog]")).toEqual([]);
	});
}

for (const [name, setting] of [
	["settings-text-size", "textSizePercent"],
	["settings-density", "densityPercent"],
] as const) {
	test(`a chosen percentage is saved and displayed again: ${setting}`, async ({ page, servers }) => {
		await openSampleData(page, servers);
		await openLookSettings(page);
		const select = page.locator(`[name=${name}]`);
		await expect(select.locator("option")).toHaveText(["80 %", "90 %", "100 %", "110 %", "125 %", "150 %"]);
		await expect(select).toHaveValue("100");
		await select.selectOption("125");
		await expect.poll(async () => (await savedSettings(page))[setting]).toBe(125);
		await page.reload();
		await openLookSettings(page);
		await expect(select).toHaveValue("125");
	});

	test(`a saved percentage that is not a step is a choice: ${setting}`, async ({ page, servers }) => {
		await openSampleData(page, servers);
		await callDesk(page, "set_settings", { ...(await savedSettings(page)), [setting]: 117 });
		await page.reload();
		await openLookSettings(page);
		const select = page.locator(`[name=${name}]`);
		await expect(select).toHaveValue("117");
		await expect(select.locator("option")).toHaveCount(7);
	});
}

test("the way to draw cancelled appointments is saved and displayed again", async ({ page, servers }) => {
	await openSampleData(page, servers);
	await openLookSettings(page);
	const choice = (value: string) => page.locator(`[name=settings-cancelled][value=${value}]`);
	await expect(choice("narrow")).toBeChecked();
	await page.locator("label", { has: choice("hidden") }).click();
	await expect.poll(async () => (await savedSettings(page)).cancelled).toBe("hidden");
	await page.reload();
	await openLookSettings(page);
	await expect(choice("hidden")).toBeChecked();
});
