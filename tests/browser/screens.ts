import type { Page } from "@playwright/test";

import { exploreSampleData, openSettings, showView, VIEWS, type View } from "./actions.ts";
import { expect } from "./fixtures.ts";
import type { Language, Servers } from "./servers.ts";

/** The screens of which each accessibility and layout test opens one. */
export const SCREENS = ["first screen", ...VIEWS, "appointment", "money", "settings", "print"] as const;
export type ScreenName = (typeof SCREENS)[number];

/** The parts of the money view. Accessibility and layout tests open each of them. */
export const MONEY_TABS = ["payments", "debts", "expenses", "count"] as const;

/** Opens a part of the money view and waits for its content. */
export async function openMoneyTab(page: Page, tab: (typeof MONEY_TABS)[number]): Promise<void> {
	const view = page.locator("[data-view=money]");
	if (!(await view.isVisible())) {
		await page.keyboard.press("KeyK");
	}
	await view.locator(`label:has(input[name="money-tab"][value="${tab}"])`).click();
	await expect(
		view.locator(tab === "count" ? "[data-count]" : "[data-money-table] [data-row]").first(),
	).toBeVisible();
}

/** The sizes of windows at which nothing may be cut or covered. */
export const SIZES = [
	[1024, 700],
	[1280, 800],
	[1920, 1080],
	[2560, 1440],
] as const;

/** Opens the program with sample data, then the screen, and waits until it is visible. */
export async function openScreen(
	page: Page,
	servers: Servers,
	screen: ScreenName,
	language?: Language,
): Promise<void> {
	await page.goto((await servers.desk({ language })).address);
	await expect(page.locator("[data-screen=first]")).toBeVisible();
	if (screen !== "first screen") {
		await exploreSampleData(page);
		await (isView(screen) ? showView(page, screen) : openPanel(page, screen));
	}
}

const isView = (screen: ScreenName): screen is View => VIEWS.some((view) => view === screen);

/** Opens a panel or the settings beside the list of appointments. */
async function openPanel(page: Page, panel: Exclude<ScreenName, View | "first screen">): Promise<void> {
	await showView(page, "list");
	if (panel === "settings") {
		await openSettings(page);
	} else if (panel === "print") {
		await page.keyboard.press("Control+KeyP");
		await expect(page.locator("[data-paper-preview] [data-paper-page]").first()).toBeVisible();
	} else if (panel === "money") {
		await page.locator("[data-action=money]").click();
		await expect(page.locator("[data-panel=money] [data-sum=taken]")).toBeVisible();
	} else {
		await page.locator("[data-appointment-id]").first().click();
		await expect(page.locator("[data-panel=appointment]")).toBeVisible();
	}
}
