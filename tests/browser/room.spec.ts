import { writeFileSync } from "node:fs";
import { join } from "node:path";

import type { Locator, Page } from "@playwright/test";

import { dayAppointments, defined, openConnected, openSampleData, showView, VIEWS } from "./actions.ts";
import { axeViolations } from "./axe.ts";
import { expect, test } from "./fixtures.ts";
import { cutElements, overflowingElements } from "./overflow.ts";
import { SIZES } from "./screens.ts";

/** What is at the right of the view, and how it is opened. */
const PANELS = ["appointment", "money", "finder"] as const;
type Panel = (typeof PANELS)[number];

const panelOf = (page: Page, name: string): Locator => page.locator(`[data-panel=${name}]`);
/** What has the focus when the panel has opened. */
const focusOf = (page: Page, name: string): Locator =>
	panelOf(page, name).locator(name === "finder" ? "[data-whom=first] input" : "h2");
const grid = (page: Page): Locator => page.locator("[data-view=day]");
const tray = (page: Page): Locator => panelOf(page, "tray");

async function openPanel(page: Page, panel: Panel): Promise<void> {
	if (panel === "appointment") {
		await dayAppointments(page).first().press("Enter");
	} else {
		await page.keyboard.press(panel === "money" ? "KeyP" : "KeyF");
	}
	await expect(focusOf(page, panel)).toBeFocused();
	await settled(page);
}

/** Waits for the end of all animations. */
const settled = (page: Page) =>
	page.waitForFunction(() =>
		document.getAnimations().every((animation) => animation.playState !== "running"),
	);

interface Box {
	left: number;
	top: number;
	right: number;
	bottom: number;
}

async function boxOf(element: Locator): Promise<Box> {
	const { x, y, width, height } = defined(await element.boundingBox());
	return { left: x, top: y, right: x + width, bottom: y + height };
}

const overlap = (a: Box, b: Box): boolean =>
	Math.min(a.right, b.right) - Math.max(a.left, b.left) > 0.5 &&
	Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 0.5;

/** Selects the finder's first three start times. */
async function tickThree(page: Page): Promise<void> {
	await expect(page.locator("[data-finder-first]")).toHaveCount(3);
	for (const index of [0, 1, 2]) {
		await page.locator("[data-finder-first]").nth(index).click();
	}
	await expect(page.locator("[data-ticked]")).toHaveCount(3);
	await expect(page.locator("[data-chat-text]")).toBeVisible();
	await settled(page);
}

for (const width of [1100, 1280, 1920]) {
	for (const panel of PANELS) {
		test(`in a window of ${width} px the panel is beside the view: ${panel}`, async ({ page, servers }) => {
			await page.setViewportSize({ width, height: 800 });
			await openSampleData(page, servers);
			await openPanel(page, panel);
			const view = await boxOf(grid(page));
			const side = await boxOf(panelOf(page, panel));
			expect(view.right).toBe(side.left);
			expect(side.right).toBe(width);
			expect(overlap(view, await boxOf(panelOf(page, "sidebar")))).toBe(false);
			await page.keyboard.press("Escape");
			await expect(panelOf(page, panel)).toHaveCount(0);
			expect((await boxOf(grid(page))).right).toBe(width);
		});
	}
}

test("in a narrower window the panel is over the right edge of the view", async ({ page, servers }) => {
	await page.setViewportSize({ width: 1099, height: 800 });
	await openSampleData(page, servers);
	const before = await boxOf(grid(page));
	await openPanel(page, "money");
	expect(await boxOf(grid(page))).toEqual(before);
	expect(await boxOf(panelOf(page, "money"))).toMatchObject({ right: 1099, bottom: before.bottom });
});

test("a panel takes the focus, and returns it when it closes", async ({ page, servers }) => {
	await openSampleData(page, servers);
	for (const action of ["money", "finder"] as const) {
		const button = page.locator(`[data-action=${action}]`);
		await button.focus();
		await page.keyboard.press("Enter");
		await expect(focusOf(page, action)).toBeFocused();
		await page.keyboard.press("Escape");
		await expect(button).toBeFocused();
	}
	// A panel that is closed before it has the focus takes none.
	const button = page.locator("[data-action=money]");
	await button.evaluate((element: HTMLElement) => {
		element.focus();
		element.click();
		element.click();
	});
	await expect(panelOf(page, "money")).toHaveCount(0);
	await expect(button).toBeFocused();
});

for (const sidebar of ["with", "without"] as const) {
	test(`at 1024x700 the tray takes no row from the grid, ${sidebar} the sidebar`, async ({
		page,
		servers,
	}) => {
		await page.setViewportSize({ width: 1024, height: 700 });
		await openSampleData(page, servers);
		if (sidebar === "without") {
			await page.locator("[data-action=sidebar]").click();
			await expect(panelOf(page, "sidebar")).toHaveCount(0);
		}
		const before = await boxOf(grid(page));
		await page.keyboard.press("KeyF");
		await tickThree(page);
		expect(await boxOf(grid(page))).toEqual(before);
		expect(overlap(await boxOf(tray(page)), await boxOf(panelOf(page, "finder")))).toBe(false);
		await page.keyboard.press("KeyF");
		await expect(panelOf(page, "finder")).toHaveCount(0);
		expect(await boxOf(grid(page))).toEqual(before);
		expect(overlap(await boxOf(tray(page)), before)).toBe(sidebar === "without");
		expect(await cutElements(page)).toEqual([]);
	});
}

for (const [width, height] of [
	[1100, 700],
	[1280, 800],
	[1920, 1080],
	[2560, 1440],
] as const) {
	test(`at ${width}x${height} the tray is at the foot of the finder and covers nothing`, async ({
		page,
		servers,
	}) => {
		await page.setViewportSize({ width, height });
		await openSampleData(page, servers);
		await page.keyboard.press("KeyF");
		await expect(page.locator("[data-finder-first]")).toHaveCount(3);
		const before = await boxOf(grid(page));
		await tickThree(page);
		expect(await boxOf(grid(page))).toEqual(before);
		const foot = await boxOf(tray(page));
		const finder = await boxOf(panelOf(page, "finder"));
		expect(foot.left).toBeGreaterThanOrEqual(finder.left);
		expect(foot.bottom).toBe(height);
		// The whole text is visible before it is copied.
		const text = page.locator("[data-chat-text]");
		expect(await text.evaluate((element) => element.scrollHeight - element.clientHeight)).toBe(0);
		await expect(page.locator("[data-action=copy]")).toBeInViewport({ ratio: 1 });
		expect(await cutElements(page)).toEqual([]);
		expect(await overflowingElements(page)).toEqual([]);
	});
}

for (const [width, height] of SIZES) {
	test(`at ${width}x${height} nothing of a view, a panel or a dialog is cut or covered`, async ({
		page,
		servers,
	}) => {
		await page.setViewportSize({ width, height });
		await openSampleData(page, servers);
		const expectWhole = async (what: string): Promise<void> => {
			expect(await cutElements(page), what).toEqual([]);
			expect(await overflowingElements(page), what).toEqual([]);
		};
		for (const view of VIEWS) {
			await showView(page, view);
			await expectWhole(view);
		}
		await showView(page, "day");
		await page.locator("[data-action=present]").click();
		await expectWhole("the lists of the present");
		await page.locator("[data-action=present]").click();
		for (const [key, panel] of [
			["KeyF", "finder"],
			["KeyP", "money"],
			["KeyV", "filter"],
			["Slash", "search"],
			["?", "help"],
		] as const) {
			await page.keyboard.press(key);
			await expect(panelOf(page, panel)).toBeVisible();
			if (panel === "finder") {
				await page.locator("[data-action=finder-second]").click();
				await expect(page.locator("[data-whom=second]")).toBeVisible();
			}
			await expectWhole(panel);
			await page.keyboard.press("Escape");
			await expect(panelOf(page, panel)).toHaveCount(0);
		}
	});
}

test("at 900x600 the finder shows at least four results beside three ticked times", async ({
	page,
	servers,
}) => {
	await page.setViewportSize({ width: 900, height: 600 });
	await openSampleData(page, servers);
	await page.keyboard.press("KeyF");
	await tickThree(page);
	const results = page.locator("[data-finder-first], [data-finder-start]");
	const content = await boxOf(panelOf(page, "finder"));
	await panelOf(page, "finder")
		.locator(".content")
		.evaluate((element) => element.scrollTo(0, 0));
	const covered = await boxOf(tray(page));
	const boxes = await results.evaluateAll((all) =>
		all.map((element) => element.getBoundingClientRect().toJSON() as Box),
	);
	const visible = boxes.filter((box) => box.bottom <= content.bottom && !overlap(box, covered));
	expect(visible.length).toBeGreaterThanOrEqual(4);
	await expect(page.locator("[data-chat-text]")).toBeInViewport({ ratio: 1 });
	await expect(page.locator("[data-action=copy]")).toBeInViewport({ ratio: 1 });
});

test("the tray folds to one line, and shows its text again when it is copied", async ({
	context,
	page,
	servers,
}) => {
	await context.grantPermissions(["clipboard-read", "clipboard-write"]);
	await page.setViewportSize({ width: 683, height: 467 });
	await openSampleData(page, servers);
	await page.keyboard.press("KeyF");
	await tickThree(page);
	await page.keyboard.press("KeyF");
	await expect(panelOf(page, "finder")).toHaveCount(0);
	const fold = page.locator("[data-action=fold-tray]");
	await fold.focus();
	await page.keyboard.press("Enter");
	await expect(fold).toHaveAttribute("aria-expanded", "false");
	await expect(page.locator("[data-chat-text]")).toBeHidden();
	const { top, bottom } = await boxOf(tray(page));
	expect(bottom - top).toBeLessThan(48);
	await page.keyboard.press("Control+c");
	await expect(page.locator("[data-panel=tray][data-copied]")).toBeVisible();
	await expect(page.locator("[data-chat-text]")).toBeVisible();
	expect(await axeViolations(page)).toEqual([]);
	// The order of Escape: the panel, then the tray.
	await page.keyboard.press("KeyP");
	await expect(panelOf(page, "money").locator("h2")).toBeFocused();
	await page.keyboard.press("Escape");
	await expect(panelOf(page, "money")).toHaveCount(0);
	await expect(tray(page)).toBeVisible();
	await page.keyboard.press("Escape");
	await expect(tray(page)).toHaveCount(0);
});

/** The layouts of common windows with enlarged text: 1280x800 and 1024x700 at 150 %, 1280x800 at 200 %. */
const NARROW = [
	[853, 533],
	[683, 467],
	[640, 400],
] as const;

const DIALOGS = ["search", "help", "settings", "diagnostics", "sign-out"] as const;

/** All sections of the settings, and the diagnostics, which are opened from the last one. */
async function showDialog(page: Page, dialog: (typeof DIALOGS)[number]): Promise<void> {
	if (dialog === "search") {
		await page.keyboard.press("Slash");
		await page.keyboard.type("а");
		await expect(page.locator("[data-hit]").first()).toBeVisible();
	} else if (dialog === "help") {
		await page.keyboard.press("?");
	} else if (dialog === "sign-out") {
		await openSidebar(page);
		await page.locator(".account").click();
		await page.locator("[data-action=sign-out]").click();
	} else {
		await page.keyboard.press("Control+Comma");
		await expect(panelOf(page, "settings")).toBeVisible();
		if (dialog === "diagnostics") {
			await page.getByRole("tab").last().click();
			await page.locator("[data-action=diagnostics]").click();
		}
	}
	await expect(panelOf(page, dialog)).toBeVisible();
}

async function openSidebar(page: Page): Promise<void> {
	const button = page.locator("[data-action=sidebar]");
	if ((await button.getAttribute("aria-expanded")) === "false") {
		await button.click();
	}
	await expect(panelOf(page, "sidebar")).toBeVisible();
}

const KEYS = { day: "D", week: "W", month: "M", list: "L" } as const;

const TOP_ACTIONS = [
	...["sidebar", "today", "previous", "next", "refresh", "search", "finder"],
	...["money", "privacy", "settings", "help"],
	...VIEWS.map((view) => `view-${view}`),
];

/** The actions of the top bar that are in the bar itself or in one of its menus; the menus are opened with the keyboard. */
async function reachableActions(page: Page): Promise<Set<string>> {
	const actionsIn = (scope: Locator) =>
		scope
			.locator("[data-action]:visible")
			.evaluateAll((all) => all.map((element) => element.getAttribute("data-action") ?? ""));
	const header = page.locator("header[aria-label]").first();
	const reachable = await actionsIn(header);
	for (const menu of ["view", "more"]) {
		const button = header.locator(`[data-action=${menu}]`);
		if (await button.isVisible()) {
			await button.focus();
			await page.keyboard.press("Enter");
			await expect(page.getByRole("menu")).toBeVisible();
			expect(await cutElements(page)).toEqual([]);
			expect(await axeViolations(page, "[role=menu]")).toEqual([]);
			reachable.push(...(await actionsIn(page.getByRole("menu"))));
			await page.keyboard.press("Escape");
			await expect(page.getByRole("menu")).toHaveCount(0);
			await expect(button).toBeFocused();
		}
	}
	return new Set(reachable);
}

async function expectNothingCut(page: Page): Promise<void> {
	expect(await overflowingElements(page)).toEqual([]);
	expect(await cutElements(page)).toEqual([]);
}

for (const [width, height] of NARROW) {
	test.describe(`${width}x${height}`, () => {
		test.use({ viewport: { width, height } });

		test("the first screen is whole", async ({ page, servers }) => {
			await page.goto((await servers.desk()).address);
			await expect(page.locator("[data-screen=first]")).toBeVisible();
			await expectNothingCut(page);
			await page.locator("[data-action=explore]").click();
			await expect(dayAppointments(page).first()).toBeVisible();
		});

		test("a notice on the first screen covers no control for good", async ({ page, servers, dataFolder }) => {
			writeFileSync(join(dataFolder, "settings.json"), '{"qabyl": {');
			await page.goto((await servers.desk({ dataFolder })).address);
			await expect(page.locator("[data-error=settings_unreadable]")).toBeVisible();
			// The text is not squeezed into a narrow column.
			const notice = await boxOf(page.locator(".notice"));
			expect(notice.right - notice.left).toBeGreaterThan(180);
			await page.locator("[data-action=explore]").click();
			await expect(dayAppointments(page).first()).toBeVisible();
		});

		test("no view is cut, and every action of the top bar is reachable", async ({ page, servers }) => {
			await openSampleData(page, servers);
			for (const view of VIEWS) {
				await page.keyboard.press(`Key${KEYS[view]}`);
				await expect(page.locator(`[data-view=${view}] [data-date]`).first()).toBeVisible();
				await expectNothingCut(page);
			}
			expect([...(await reachableActions(page))]).toEqual(expect.arrayContaining(TOP_ACTIONS));
			await expect(page.locator("[data-freshness]")).toBeInViewport({ ratio: 1 });
			await expect(page.locator("header [data-sample]:visible, aside [data-sample]:visible")).toHaveCount(1);
		});

		test("no panel is cut", async ({ page, servers }) => {
			await openSampleData(page, servers);
			for (const panel of PANELS) {
				await openPanel(page, panel);
				await expectNothingCut(page);
				expect(await axeViolations(page)).toEqual([]);
				if (panel === "finder") {
					await tickThree(page);
					await expectNothingCut(page);
				}
				await page.keyboard.press("Escape");
				await expect(panelOf(page, panel)).toHaveCount(0);
			}
			await expectNothingCut(page);
			await openSidebar(page);
			await expectNothingCut(page);
			expect(await axeViolations(page)).toEqual([]);
		});

		for (const dialog of DIALOGS) {
			test(`the dialog is whole and scrolls inside: ${dialog}`, async ({ page, servers }) => {
				await openSampleData(page, servers);
				await showDialog(page, dialog);
				await expectNothingCut(page);
				for (const section of await page.getByRole("tab").all()) {
					await section.click({ force: dialog === "diagnostics" });
					await expectNothingCut(page);
				}
				const buttons = panelOf(page, dialog).locator("button:visible");
				for (const button of await buttons.all()) {
					await button.scrollIntoViewIfNeeded();
					await expect(button).toBeInViewport({ ratio: 0.99 });
				}
			});
		}
	});
}

for (const [width, height] of [[1024, 700], ...NARROW] as const) {
	test(`at ${width}x${height} the title is whole beside all badges`, async ({ page, servers }) => {
		await page.setViewportSize({ width, height });
		const server = await servers.practice({ fault: "broken-rows" });
		await openConnected(page, servers, server.address);
		const appointment = defined(await dayAppointments(page).first().getAttribute("data-appointment-id"));
		await server.stop();
		await servers.practice({
			port: server.port,
			fault: "broken-rows",
			changes: ["--cancelled", appointment],
		});
		await page.keyboard.press("KeyR");
		await expect(page.locator("[data-changes]")).toBeVisible();
		await expect(page.locator("[data-unreadable]")).toBeVisible();
		for (const view of VIEWS) {
			await page.keyboard.press(`Key${KEYS[view]}`);
			await expect(page.locator(`[data-view=${view}] [data-date]`).first()).toBeVisible();
			await expectNothingCut(page);
		}
	});
}

test("in a narrow window the sidebar is over the view, and Escape closes it", async ({ page, servers }) => {
	await page.setViewportSize({ width: 683, height: 467 });
	await openSampleData(page, servers);
	await expect(panelOf(page, "sidebar")).toHaveCount(0);
	const before = await boxOf(grid(page));
	await openPanel(page, "money");
	const button = page.locator("[data-action=sidebar]");
	await button.focus();
	await page.keyboard.press("Enter");
	await expect(panelOf(page, "sidebar")).toBeVisible();
	expect(await boxOf(grid(page))).toEqual(before);
	await panelOf(page, "sidebar").locator("[data-mini-date][tabindex='0']").focus();
	await page.keyboard.press("Escape");
	await expect(panelOf(page, "sidebar")).toHaveCount(0);
	await expect(button).toBeFocused();
	await expect(panelOf(page, "money"), "one Escape closes one thing").toBeVisible();
	// In a wide window the sidebar is open again.
	await page.setViewportSize({ width: 1024, height: 700 });
	await expect(panelOf(page, "sidebar")).toBeVisible();
});

test("the menus of a narrow top bar work with the keyboard", async ({ page, servers }) => {
	await page.setViewportSize({ width: 640, height: 400 });
	await openSampleData(page, servers);
	await page.locator("[data-action=view]").focus();
	await page.keyboard.press("Enter");
	await page.locator("[data-action=view-week]").press("Enter");
	await expect(page.locator("[data-view=week] [data-date]").first()).toBeVisible();
	await expect(page.locator("[data-action=view]")).toContainText("Неделя");
	await page.locator("[data-action=more]").focus();
	await page.keyboard.press("Enter");
	await page.locator("[data-action=settings]").press("Enter");
	await expect(panelOf(page, "settings")).toBeVisible();
	await page.keyboard.press("Escape");
	await page.locator("[data-action=more]").click();
	await page.locator("[data-action=money]").click();
	await expect(panelOf(page, "money").locator("h2")).toBeFocused();
});
