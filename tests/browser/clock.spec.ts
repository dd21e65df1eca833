import type { Page } from "@playwright/test";

import { advanceClock, dayAppointments, openConnected, openSampleData, showView } from "./actions.ts";
import { expect, test } from "./fixtures.ts";
import { TODAY } from "./servers.ts";

const TOMORROW = "2026-11-25";
/** From 10:30, the beginning of each test, to five minutes past midnight. */
const TO_TOMORROW_S = (13 * 60 + 35) * 60;

const day = (page: Page, date: string) => page.locator(`[data-view=day] [data-date="${date}"]`).first();

/** The ways to today's day that name its date. */
const WAYS: Record<string, (page: Page) => Promise<void>> = {
	"the start": () => Promise.resolve(),
	"the arrow keys": async (page) => {
		await page.keyboard.press("ArrowRight");
		await expect(day(page, TOMORROW)).toBeVisible();
		await page.keyboard.press("ArrowLeft");
	},
	"the small calendar": async (page) => {
		// The day is on screen before, too: midnight must come after the date was opened.
		const opened = page.waitForResponse((response) => response.url().endsWith("/desk/open"));
		await page.locator(`[data-mini-date="${TODAY}"]`).click();
		await opened;
	},
	"the month": async (page) => {
		await showView(page, "month");
		await page.locator(`[data-view=month] [data-date="${TODAY}"]`).first().click();
	},
	"a search hit": async (page) => {
		await page.keyboard.press("Slash");
		await page.keyboard.type("а");
		await page.locator("[data-hit]").first().click();
		// The panel opens after the date.
		await expect(page.locator("[data-panel=appointment]")).toBeVisible();
	},
};

for (const [way, open] of Object.entries(WAYS)) {
	test(`today that was reached by ${way} is the new today after midnight`, async ({ page, servers }) => {
		await openSampleData(page, servers);
		await open(page);
		await expect(day(page, TODAY)).toBeVisible();
		await advanceClock(page, TO_TOMORROW_S);
		await expect(day(page, TOMORROW)).toBeVisible();
		await expect(day(page, TODAY)).toHaveCount(0);
		await expect(dayAppointments(page).first()).toBeVisible();
	});
}

test("a day that was not today stays after midnight", async ({ page, servers }) => {
	await openSampleData(page, servers);
	await page.keyboard.press("ArrowLeft");
	await expect(day(page, "2026-11-23")).toBeVisible();
	const opened = page.waitForResponse((response) => response.url().endsWith("/desk/open"));
	await advanceClock(page, TO_TOMORROW_S);
	await opened;
	await expect(page.locator(`[data-mini-date="${TOMORROW}"][aria-current=date]`)).toBeVisible();
	await expect(day(page, "2026-11-23")).toBeVisible();
});

test("selected times are dropped at midnight, and the finder goes on", async ({ page, servers }) => {
	await openSampleData(page, servers);
	await page.keyboard.press("f");
	await page.locator("[data-finder-start]").first().click();
	const selected = page.locator("[data-ticked]");
	await expect(selected).toHaveCount(1);
	await advanceClock(page, TO_TOMORROW_S);
	await expect(selected).toHaveCount(0);
	await expect(day(page, TOMORROW)).toBeVisible();
	const starts = page.locator("[data-finder-start]");
	await expect(starts.first()).toHaveAttribute("data-finder-start", /^2026-11-2[4-9]T/);
	await expect
		.poll(async () => (await starts.first().getAttribute("data-finder-start")) ?? "")
		.toMatch(/^2026-11-(24T19|24T2\d|25T)/);
});

test("a wrong clock of the computer is reported once", async ({ page, servers }) => {
	// The desk starts at 10:30.
	const server = await servers.practice({ date: "2026-11-24T05:50:00Z" });
	await openConnected(page, servers, server.address);
	const notice = page.locator("[data-clock-wrong]");
	await expect(notice).toContainText(/отстают на (19|20) мин/);
	await page.locator("[data-action=dismiss-clock]").click();
	await expect(notice).toHaveCount(0);
	const refreshed = page.waitForResponse((response) => response.url().endsWith("/desk/refresh"));
	await page.locator("[data-action=refresh]").click();
	await refreshed;
	await expect(page.locator("[data-freshness=fresh]")).toBeVisible();
	await expect(notice).toHaveCount(0);
});
