import type { Page } from "@playwright/test";

import {
	advanceClock,
	callDesk,
	connect,
	dayAppointments,
	defined,
	openConnected,
	openSampleData,
	openSettings,
	showView,
	VIEWS,
} from "./actions.ts";
import { axeViolations } from "./axe.ts";
import { expect, test } from "./fixtures.ts";
import { NOW, TODAY } from "./servers.ts";

test("free intervals are in the future and have a positive length", async ({ page, servers }) => {
	await openSampleData(page, servers);
	const columns = await page.locator("[data-view=day] [data-resource-id][data-date]").evaluateAll((all) =>
		all.map((column) => ({
			date: column.getAttribute("data-date"),
			free: [...column.querySelectorAll("[data-free-start]")].map((interval) => ({
				start: interval.getAttribute("data-free-start") ?? "",
				end: interval.getAttribute("data-free-end") ?? "",
			})),
		})),
	);
	expect(columns.length).toBeGreaterThan(6);
	expect(columns.every((column) => column.date === TODAY)).toBe(true);
	const free = columns.flatMap((column) => column.free);
	expect(free.length).toBeGreaterThan(10);
	for (const { start, end } of free) {
		expect(start < end).toBe(true);
		expect(start >= NOW).toBe(true);
	}
});

test("a hidden resource is absent from every view until it is shown again", async ({ page, servers }) => {
	await openSampleData(page, servers);
	const id = await page
		.locator("[data-view=day] [data-resource-id]")
		.first()
		.getAttribute("data-resource-id");
	const toggle = page.locator(`[data-resource-toggle="${id}"]`);
	await toggle.click();
	for (const view of ["day", "week", "list"] as const) {
		await showView(page, view);
		await expect(page.locator(`[data-view=${view}] [data-resource-id="${id}"]`)).toHaveCount(0);
	}
	await showView(page, "day");
	await toggle.click();
	await expect(page.locator(`[data-view=day] [data-resource-id="${id}"]`).first()).toBeVisible();
});

test("settings take effect at once", async ({ page, servers }) => {
	await openSampleData(page, servers);
	await openSettings(page);
	const settings = page.locator("[data-panel=settings]");
	await settings.getByRole("tab", { name: "Программа" }).click();
	await settings.locator("label", { hasText: "English" }).click();
	await expect(page.locator("html")).toHaveAttribute("lang", "en");
	await settings.locator("label", { hasText: "Dark" }).click();
	await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
	await page.keyboard.press("Escape");
	await expect(page.locator("header h1")).toContainText("November");
});

test("an account without amounts has no sum of received money", async ({ page, servers }) => {
	const server = await servers.practice({ scenario: "no-finance" });
	await openConnected(page, servers, server.address);
	await page.locator("[data-action=money]").click();
	const panel = page.locator("[data-panel=money]");
	await expect(panel.locator("[data-money-state]")).toHaveAttribute("data-money-state", "notProvided");
	await expect(panel).toContainText("Сервер не передаёт данных об оплате");
	await expect(panel.locator("[data-coverage]")).toBeVisible();
	await expect(panel.locator("[data-sum], [data-tenge]")).toHaveCount(0);
});

test("a resource with its hours in MedElement is marked as such", async ({ page, servers }) => {
	const server = await servers.practice({ scenario: "medelement" });
	await openConnected(page, servers, server.address);
	await expect(page.locator("[data-closed=hoursElsewhere]").first()).toBeVisible();
});

test("an unknown time zone of a resource is displayed", async ({ page, servers }) => {
	const server = await servers.practice({ scenario: "dst" });
	await openConnected(page, servers, server.address);
	await expect(page.getByText("Mars/Olympus").first()).toBeVisible();
});

/** More elements than this would make the page slow. */
const MOST_ELEMENTS = 1500;
const elementCount = (page: Page): Promise<number> => page.locator("[data-view] *").count();

test.describe("sixty resources and a thousand appointments a day, in a large window", () => {
	test.use({ viewport: { width: 2560, height: 1440 } });

	for (const view of VIEWS) {
		test(`the ${view} view has few elements`, async ({ page, servers }) => {
			const server = await servers.practice({ scenario: "busy" });
			await openConnected(page, servers, server.address);
			await page.locator(`[data-action=view-${view}]`).click();
			// Not `expect`: the month of this clinic takes longer than an expectation waits.
			await page.locator(`[data-view=${view}] [data-date]`).first().waitFor();
			expect(await elementCount(page)).toBeLessThan(MOST_ELEMENTS);
		});
	}
});

test("the day view draws the columns in sight, and the others when they are scrolled into sight", async ({
	page,
	servers,
}) => {
	const server = await servers.practice({ scenario: "busy" });
	await openConnected(page, servers, server.address);
	const grid = page.locator("[data-view=day]");
	const columns = Number(await grid.getAttribute("aria-colcount"));
	expect(columns).toBeGreaterThan(50);
	expect(await elementCount(page)).toBeLessThan(MOST_ELEMENTS);
	const last = grid.locator(`[role=gridcell][aria-colindex="${columns}"]`);
	await expect(last).toHaveCount(0);
	await grid.evaluate((box) => {
		box.scrollLeft = box.scrollWidth;
	});
	await expect(last).toBeInViewport();
	await expect(last.locator("[data-appointment-id]").first()).toBeAttached();
	expect(await elementCount(page)).toBeLessThan(MOST_ELEMENTS);
	await expect(grid.locator("[role=columnheader]").last()).toBeInViewport();
});

test("the focus survives that its column is scrolled away, in the day", async ({ page, servers }) => {
	const server = await servers.practice({ scenario: "busy" });
	await openConnected(page, servers, server.address);
	const grid = page.locator("[data-view=day]");
	const first = dayAppointments(page).and(page.locator('[tabindex="0"]'));
	const id = defined(await first.getAttribute("data-appointment-id"));
	await first.focus();
	await grid.evaluate((box) => {
		box.scrollLeft = box.scrollWidth;
	});
	const columns = defined(await grid.getAttribute("aria-colcount"));
	await expect(grid.locator(`[role=gridcell][aria-colindex="${columns}"]`)).toBeVisible();
	await expect(grid.locator(`[data-appointment-id="${id}"]`)).toBeFocused();
	await page.keyboard.press("ArrowRight");
	const focused = page.locator("[data-view=day] :focus");
	await expect(focused).toBeInViewport();
	await expect(page.locator('[data-view=day] [data-column="1"] :focus')).toHaveCount(1);
});

test("the arrow keys reach every column of the day", async ({ page, servers }) => {
	const server = await servers.practice({ scenario: "busy" });
	await openConnected(page, servers, server.address);
	const grid = page.locator("[data-view=day]");
	const columns = Number(await grid.getAttribute("aria-colcount"));
	await dayAppointments(page).and(page.locator('[tabindex="0"]')).focus();
	for (let pressed = 1; pressed < columns; pressed += 1) {
		await page.keyboard.press("ArrowRight");
	}
	await expect(grid.locator(`[aria-colindex="${columns}"] :focus`)).toBeInViewport();
});

test("the arrow keys move over the appointments of the week, also of rows that are not drawn", async ({
	page,
	servers,
}) => {
	const server = await servers.practice({ scenario: "busy" });
	await openConnected(page, servers, server.address);
	await showView(page, "week");
	const grid = page.locator("[data-view=week]");
	const rows = Number(await grid.getAttribute("aria-rowcount"));
	await expect(grid.locator(`[aria-rowindex="${rows}"]`)).toHaveCount(0);
	await grid.focus();
	const focused = grid.locator("[data-appointment-id]:focus, [data-group]:focus");
	for (let row = 2; row <= rows; row += 1) {
		await page.keyboard.press("ArrowDown");
		await expect(grid.locator(`[aria-rowindex="${row}"]`).and(page.locator(":has(:focus)"))).toHaveCount(1);
	}
	await expect(focused).toBeInViewport();
	const name = await focused.getAttribute("aria-label");
	await page.keyboard.press("ArrowLeft");
	await expect(focused).not.toHaveAttribute("aria-label", defined(name));
	await page.keyboard.press("Enter");
	await expect(page.locator("[data-panel=appointment]")).toBeVisible();
	await grid.evaluate((box) => {
		box.scrollTop = 0;
	});
	await page.keyboard.press("Escape");
	await expect(focused).toHaveCount(1);
});

test("a poll that changed one appointment draws one column again", async ({ page, servers }) => {
	const server = await servers.practice();
	// Before the clinic opens, so that no free time begins at the present moment and changes with it.
	await page.goto((await servers.desk({ now: "2026-11-24T01:00:00Z" })).address);
	await connect(page, server.address);
	await page.locator("[data-view=day]").evaluate((grid) => {
		const changed = new Set<string>();
		new MutationObserver((mutations) => {
			for (const { target } of mutations) {
				const column = (target as Element).closest("[data-resource-id]");
				// The line of the present time moves every minute, outside the columns.
				if (column) {
					changed.add(column.getAttribute("data-resource-id") ?? "");
				}
			}
			grid.setAttribute("data-changed", [...changed].join(" "));
		}).observe(grid.querySelector("[role=row]:last-child") ?? grid, {
			attributes: true,
			childList: true,
			subtree: true,
		});
	});
	await server.stop();
	await servers.practice({
		port: server.port,
		changes: ["--booked", "106,2026-11-24T19:30:00+05:00,2026-11-24T20:00:00+05:00"],
	});
	await page.keyboard.press("KeyR");
	const added = page.locator('[data-view=day] [data-resource-id="106"] [data-start-label="19:30"]');
	await expect(added).toBeAttached();
	await expect(page.locator("[data-view=day]")).toHaveAttribute("data-changed", "106");
});

test("the height of the grid and of rows follows the settings", async ({ page, servers }) => {
	await openSampleData(page, servers);
	const { settings } = await callDesk(page, "start", null);
	const heights = async (densityPercent: number): Promise<number[]> => {
		await callDesk(page, "set_settings", { ...settings, densityPercent });
		await page.reload();
		const all: number[] = [];
		for (const [view, element] of [
			["day", "[data-axis]"],
			["week", "[role=row][data-row]"],
			["list", "[role=row][data-row]"],
		] as const) {
			await showView(page, view);
			const box = await page.locator(`[data-view=${view}] ${element}`).first().boundingBox();
			all.push(defined(box).height);
		}
		await showView(page, "day");
		return all;
	};
	const [day = 0, week = 0, list = 0] = await heights(100);
	const [higherDay = 0, higherWeek = 0, higherList = 0] = await heights(150);
	expect(higherDay / day).toBeCloseTo(1.5, 1);
	expect(higherWeek).toBeGreaterThan(week);
	expect(higherList / list).toBeCloseTo(1.5, 1);
});

test("a cancelled appointment is a strip beside the others, and free time under it can be selected", async ({
	page,
	servers,
}) => {
	await openSampleData(page, servers);
	const strip = page.locator('[data-view=day] [data-appointment-id][data-status="cancelled"]').first();
	await strip.scrollIntoViewIfNeeded();
	const box = defined(await strip.boundingBox());
	const column = defined(await strip.locator("xpath=..").boundingBox());
	expect(box.width).toBeLessThan(12);
	expect(column.x + column.width - box.x).toBeLessThan(14);
	const others = page.locator('[data-view=day] [data-appointment-id]:not([data-status="cancelled"])');
	for (const other of await others.all()) {
		const { x, y, width, height } = defined(await other.boundingBox());
		const apart =
			x + width <= box.x || x >= box.x + box.width || y + height <= box.y || y >= box.y + box.height;
		expect(apart).toBe(true);
	}
	await callDesk(page, "set_settings", {
		...(await callDesk(page, "start", null)).settings,
		cancelled: "hidden",
	});
	await page.reload();
	await others.first().waitFor();
	await expect(page.locator('[data-view=day] [data-status="cancelled"]')).toHaveCount(0);
});

test("the licences of the components can be searched", async ({ page, servers }) => {
	await openSampleData(page, servers);
	await openSettings(page);
	const settings = page.locator("[data-panel=settings]");
	await settings.getByRole("tab", { name: "О программе" }).click();
	const licences = settings.locator("[data-licences] li");
	const search = settings.locator("input[name=licences]");
	await expect(licences.nth(100)).toBeAttached();
	await search.fill("svelte mit");
	await expect(licences.filter({ hasText: /^svelte \d/ })).toHaveCount(1);
	await search.fill("tauri");
	await expect(licences.filter({ hasText: /^tauri \d\S* — .*MIT/ })).toHaveCount(1);
	await search.fill("no such part");
	await expect(licences).toHaveCount(0);
});

test("who is there now, whose time is over and who comes next are in a line, which unfolds to lists", async ({
	page,
	servers,
}) => {
	await openSampleData(page, servers);
	const { body } = await callDesk(page, "open", { view: "day", date: null });
	const present = defined(body?.kind === "day" ? body.present : null);
	expect(present.current.count).toBeGreaterThan(0);
	expect(present.next.count).toBeGreaterThan(0);
	const strip = page.locator("[data-present]");
	for (const name of ["current", "overdue", "next"] as const) {
		await expect(strip.locator(`[data-present-count=${name}] b`)).toHaveText(String(present[name].count));
	}
	const first = defined(present.current.first[0]);
	await expect(strip).toContainText(`${first.startLabel} ${defined(first.clientName)}`);
	await page.locator("[data-action=present]").press("Enter");
	await expect(strip).toHaveAttribute("data-present", "unfolded");
	expect(await axeViolations(page)).toEqual([]);
	await page.locator(`[data-present-appointment="${first.id}"]`).click();
	await expect(page.locator("[data-panel=appointment]")).toContainText(defined(first.clientName));
	await page.keyboard.press("KeyB");
	await expect(strip).not.toContainText(defined(first.clientName));

	// After an hour and a half the same appointment is overdue.
	await advanceClock(page, 90 * 60);
	await page.locator("[data-action=refresh]").click();
	await expect
		.poll(async () => Number(await strip.locator("[data-present-count=overdue] b").textContent()))
		.toBeGreaterThan(0);
	await page.locator("[data-action=present]").press("Enter");
	await expect(strip).toHaveAttribute("data-present", "folded");
	await page.keyboard.press("ArrowRight");
	await expect(page.locator("h1")).toContainText("25 ноября");
	await expect(strip, "another day has no present").toHaveCount(0);
});
