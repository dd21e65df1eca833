import type { Page, Route } from "@playwright/test";

import { dayAppointments, openSampleData, showView } from "./actions.ts";
import { expect, test } from "./fixtures.ts";

/** Scripts that the first view needs: the entry, and the connection to the desk. */
const FIRST = /\/assets\/(index|http)-[\w-]+\.js$/;
const SCRIPTS = "**/assets/*.js";

/** Holds all scripts that the first view does not need. The returned function lets them pass. */
async function holdLaterScripts(page: Page): Promise<{ held: () => string[]; release: () => Promise<void> }> {
	const waiting: Route[] = [];
	let holding = true;
	await page.route(SCRIPTS, async (route) => {
		await (holding && !FIRST.test(route.request().url()) ? void waiting.push(route) : route.continue());
	});
	return {
		held: () => waiting.map((route) => route.request().url()),
		release: async () => {
			holding = false;
			await Promise.all(waiting.splice(0).map((route) => route.continue()));
		},
	};
}

/** Waits until the window has loaded the code of all its parts. */
async function allLoaded(page: Page): Promise<void> {
	await page.waitForLoadState("networkidle");
}

test("the first view needs no later script, and a panel that is opened early appears when its script arrives", async ({
	page,
	servers,
}) => {
	await openSampleData(page, servers);
	const scripts = await holdLaterScripts(page);
	await page.reload({ waitUntil: "commit" });
	await expect(dayAppointments(page).first()).toBeVisible();
	await expect.poll(scripts.held).not.toEqual([]);
	await page.keyboard.press("KeyF");
	await page.locator("[data-action=settings]").click();
	await expect(page.locator("[data-panel]:not([data-panel=sidebar])")).toHaveCount(0);
	await scripts.release();
	await expect(page.locator("[data-panel=settings]")).toBeVisible();
	await expect(page.locator("[data-panel=finder]")).toHaveCount(1);
	await page.keyboard.press("Escape");
	await expect(page.locator("[data-panel=settings]")).toHaveCount(0);
	await expect(page.locator("[data-finder-first]").first()).toBeVisible();
	await page.keyboard.press("Escape");
	await expect(page.locator("[data-panel=finder]")).toHaveCount(0);
});

test("a view that is opened before its script is here shows its outline and then appears", async ({
	page,
	servers,
}) => {
	await openSampleData(page, servers);
	const scripts = await holdLaterScripts(page);
	await page.reload({ waitUntil: "commit" });
	await expect(dayAppointments(page).first()).toBeVisible();
	await page.keyboard.press("KeyM");
	await expect(page.locator(".skeleton.month")).toBeVisible();
	await scripts.release();
	await expect(page.locator("[data-view=month] [data-date]").first()).toBeVisible();
	await expect(page.locator(".skeleton")).toHaveCount(0);
});

test("a view whose script cannot be loaded says so, and the other views can be opened", async ({
	page,
	servers,
}) => {
	await openSampleData(page, servers);
	const repair = await failScripts(page, "ListView");
	await page.reload();
	await expect(dayAppointments(page).first()).toBeVisible();
	await page.keyboard.press("KeyL");
	await expect(page.locator("[data-part=view]")).toContainText("произошёл сбой");
	await showView(page, "week");
	await repair();
	await showView(page, "list");
});

test("after the first view everything is loaded, so that nothing that the user opens waits for a script", async ({
	page,
	servers,
}) => {
	await openSampleData(page, servers);
	await allLoaded(page);
	const requested: string[] = [];
	page.on("request", (request) => {
		// The list of licences is long; only the section that shows it fetches it.
		if (request.url().endsWith(".js") && !request.url().includes("/licences-")) {
			requested.push(request.url());
		}
	});
	for (const view of ["week", "month", "list", "day"] as const) {
		await showView(page, view);
	}
	for (const [action, panel] of [
		["finder", "finder"],
		["money", "money"],
		["search", "search"],
		["settings", "settings"],
		["help", "help"],
	] as const) {
		await page.locator(`[data-action=${action}]`).click();
		await expect(page.locator(`[data-panel=${panel}]`)).toBeVisible();
		await page.keyboard.press("Escape");
		await expect(page.locator(`[data-panel=${panel}]`)).toHaveCount(0);
	}
	await page.locator(".account").click();
	await expect(page.getByRole("menu")).toBeVisible();
	await page.keyboard.press("Escape");
	await page.locator("[data-freshness]").click();
	await expect(page.locator("[data-popover-content]")).toBeVisible();
	await page.keyboard.press("Escape");
	await dayAppointments(page).first().press("Enter");
	await expect(page.locator("[data-panel=appointment]")).toBeVisible();
	expect(requested).toEqual([]);
});

test("what the user types before the search is loaded is searched for", async ({ page, servers }) => {
	await openSampleData(page, servers);
	const scripts = await holdLaterScripts(page);
	await page.reload({ waitUntil: "commit" });
	await expect(dayAppointments(page).first()).toBeVisible();
	const button = page.locator("[data-action=search]");
	await button.focus();
	await page.keyboard.press("Slash");
	await page.keyboard.type("ах");
	await expect(page.getByRole("dialog").locator("input")).toHaveValue("ах");
	await expect(page.locator("[data-panel=search]")).toHaveCount(0);
	await scripts.release();
	const field = page.locator("[data-panel=search] input[name=search]");
	await expect(field).toHaveValue("ах");
	await expect(field).toBeFocused();
	await page.keyboard.type("м");
	await expect(field).toHaveValue("ахм");
	await expect(page.locator("[data-hit], [data-search-nothing]").first()).toBeVisible();
	await page.keyboard.press("Escape");
	await expect(page.locator("[data-panel=search]")).toHaveCount(0);
	await expect(button).toBeFocused();
});

/** Answers the scripts of a part with an error. The browser logs the status, which `fixtures.ts` expects. */
async function failScripts(page: Page, part: string): Promise<() => Promise<void>> {
	const url = `**/assets/${part}-*.js`;
	await page.route(url, (route) => route.fulfill({ status: 422 }));
	return () => page.unroute(url);
}

for (const [part, name, key] of [
	["MoneyPanel", "money", "KeyP"],
	["SearchDialog", "search", "Slash"],
] as const) {
	test(`a part whose script cannot be loaded says so, and offers to load the window again: ${name}`, async ({
		page,
		servers,
	}) => {
		await openSampleData(page, servers);
		const repair = await failScripts(page, part);
		await page.reload();
		await expect(dayAppointments(page).first()).toBeVisible();
		await page.keyboard.press(key);
		const notice = page.locator("[data-error=page_failed]");
		await expect(notice).toContainText("Перезагрузить окно");
		await expect(page.locator(`[data-panel=${name}]`)).toHaveCount(0);
		await expect(page.locator(`[data-action=${name}][aria-pressed=true]`)).toHaveCount(0);
		// The rest of the window works.
		await showView(page, "week");
		await repair();
		await notice.getByRole("button", { name: "Перезагрузить окно" }).click();
		await expect(page.locator("[data-view=week] [data-date]").first()).toBeVisible();
		await page.keyboard.press(key);
		await expect(page.locator(`[data-panel=${name}]`)).toBeVisible();
	});
}

test("a menu whose script cannot be loaded leaves the calendar usable", async ({ page, servers }) => {
	await openSampleData(page, servers);
	const repair = await failScripts(page, "MenuContent");
	await page.reload();
	await expect(dayAppointments(page).first()).toBeVisible();
	await page.locator(".account").click();
	const failed = page.locator("[data-part=sidebar]");
	await expect(failed).toContainText("произошёл сбой");
	await expect(dayAppointments(page).first()).toBeVisible();
	await repair();
	await page.locator("[data-part=sidebar] [data-action=reload]").click();
	await page.locator(".account").click();
	await expect(page.getByRole("menu")).toBeVisible();
});
