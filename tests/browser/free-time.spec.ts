import type { Page } from "@playwright/test";

import { advanceClock, callDesk, defined, openSampleData, showView } from "./actions.ts";
import { expect, test } from "./fixtures.ts";
import { TODAY } from "./servers.ts";

test.use({ permissions: ["clipboard-read", "clipboard-write"] });

const first = (page: Page) => page.locator("[data-finder-first]");
const selected = (page: Page) => page.locator("[data-panel=tray] [data-ticked]");

async function openFinder(page: Page): Promise<void> {
	await page.keyboard.press("f");
	await expect(first(page).first()).toBeVisible();
}

/** Chooses a span and waits for its results. Returns the dates of the results. */
async function datesOf(page: Page, span: string): Promise<string[]> {
	await page.locator(`[data-finder-span=${span}]`).click();
	await expect(page.locator(`[data-finder-span=${span}]`)).toHaveAttribute("aria-pressed", "true");
	const { view } = await callDesk(page, "find_free", {
		durationMin: null,
		whom: { kind: "any" },
		second: null,
		span: span as "today",
		from: null,
		workingDays: 5,
		part: "any",
		noticeMin: 0,
		stepMin: null,
		groupBy: "day",
		moreFirst: false,
		maxRows: 200,
	});
	const dates = view.groups.map(({ date }) => defined(date).iso);
	await expect(page.locator("[data-finder-group]").first()).toHaveAttribute(
		"data-finder-group",
		defined(dates[0]),
	);
	return dates;
}

test("today, tomorrow, this week, next week: 1 action each in the finder", async ({ page, servers }) => {
	await openSampleData(page, servers);
	await openFinder(page);
	expect(await datesOf(page, "today")).toEqual([TODAY]);
	expect(await datesOf(page, "tomorrow")).toEqual(["2026-11-25"]);
	const thisWeek = await datesOf(page, "thisWeek");
	expect([thisWeek[0], defined(thisWeek.at(-1)) <= "2026-11-29"]).toEqual([TODAY, true]);
	const nextWeek = await datesOf(page, "nextWeek");
	expect(nextWeek.every((date) => date >= "2026-11-30" && date <= "2026-12-06")).toBe(true);
});

test("the proposals are one of each half-day, and more of them do not overlap", async ({ page, servers }) => {
	await openSampleData(page, servers);
	await openFinder(page);
	await expect(first(page)).toHaveCount(3);
	const starts = async () =>
		first(page).evaluateAll((rows) => rows.map((row) => row.getAttribute("data-finder-first") ?? ""));
	const halfDay = (start: string) => {
		const almaty = new Date(Date.parse(start) + 5 * 3_600_000).toISOString();
		return `${almaty.slice(0, 10)} ${almaty.slice(11, 13) < "12" ? "am" : "pm"}`;
	};
	expect(new Set((await starts()).map(halfDay)).size).toBe(3);
	await page.locator("[data-action=finder-more-first]").click();
	await expect(first(page)).toHaveCount(9);
	const duration = Number(await page.locator("[data-finder-duration]").getAttribute("data-finder-duration"));
	const times = (await starts()).map((start) => Date.parse(start));
	for (const [index, time] of times.entries()) {
		expect(index === 0 || time - defined(times[index - 1]) >= duration * 60_000).toBe(true);
	}
});

test("a new search drops the times that were copied, and keeps those that were not", async ({
	page,
	servers,
}) => {
	await openSampleData(page, servers);
	await openFinder(page);
	await first(page).nth(0).click();
	await page.locator("[data-finder-span=thisWeek]").click();
	await expect(page.locator("[data-panel=tray]")).toBeVisible();
	await page.keyboard.press("Control+c");
	await expect(page.locator("[data-panel=tray][data-copied]")).toBeVisible();
	await page.locator("[data-finder-span=today]").click();
	await expect(page.locator("[data-panel=tray]")).toHaveCount(0);
	await first(page).nth(0).click();
	await page.keyboard.press("Control+c");
	await expect(page.locator("[data-panel=tray][data-copied]")).toBeVisible();
	await page.keyboard.press("f");
	await openFinder(page);
	await expect(page.locator("[data-panel=tray]")).toHaveCount(0);
});

test("selected times do not survive the night", async ({ page, servers }) => {
	await openSampleData(page, servers);
	await openFinder(page);
	await page.locator("[data-finder-span=nextWeek]").click();
	await expect(page.locator("[data-finder-group]").first()).toHaveAttribute(
		"data-finder-group",
		/2026-1[12]-/,
	);
	await first(page).nth(0).click();
	await expect(selected(page).or(page.locator("[data-panel=tray]")).first()).toBeVisible();
	await advanceClock(page, 14 * 3_600);
	await page.keyboard.press("r");
	await expect(page.locator("[data-panel=tray]")).toHaveCount(0);
});

test("one length for finder, day, week and month", async ({ page, servers }) => {
	await openSampleData(page, servers);
	const head = page.locator("[data-view=day] [data-head-resource]").nth(1);
	await page.locator("select[name=duration]").selectOption("40");
	await expect(head).toHaveAttribute("title", /40 мин/);
	await openFinder(page);
	await expect(page.locator("[data-duration='40']")).toHaveAttribute("aria-pressed", "true");
	await page.locator("[data-duration='20']").click();
	await expect(page.locator("select[name=duration]")).toHaveValue("20");
	await expect(page.locator("[data-finder-duration]")).toHaveAttribute("data-finder-duration", "20");
	await page.keyboard.press("Escape");
	for (const view of ["week", "month"] as const) {
		await showView(page, view);
		await expect(page.locator(`[data-view=${view}]`)).toContainText(/\d+ × 20 мин/);
	}
	const screen = await callDesk(page, "open", { view: "month", date: null, durationMin: 20 });
	const days = screen.body?.kind === "month" ? screen.body.weeks.flat() : [];
	const today = defined(days.find(({ date }) => date.iso === TODAY));
	await expect(page.locator(`[data-view=month] [data-date="${TODAY}"]`)).toContainText(
		`${today.totals.starts} × 20 мин`,
	);
});

test("the order of the specialists is kept, and Kazakh letters are in their places", async ({
	page,
	servers,
}) => {
	await openSampleData(page, servers);
	const names = async () =>
		page
			.locator("[data-view=day] [data-head-resource] bdi.name")
			.evaluateAll((heads) => heads.map((head) => head.textContent));
	const { resources } = await callDesk(page, "open", { view: "day", date: null });
	const kazakh = [...resources].sort((one, other) =>
		one.resource.name.localeCompare(other.resource.name, "kk"),
	);
	expect(resources.map(({ resource }) => resource.name)).toEqual(kazakh.map(({ resource }) => resource.name));
	const byName = await names();
	await page.keyboard.press("v");
	await page.locator("select[name=resource-order]").selectOption("specialty");
	await expect.poll(names).not.toEqual(byName);
	await page.reload();
	await expect(page.locator("[data-view=day] [data-head-resource]").first()).toBeVisible();
	expect(await names()).not.toEqual(byName);

	// The own order begins as the order on screen, and those who are off are at the end of the day.
	await page.keyboard.press("v");
	const before = await names();
	await page.locator("select[name=resource-order]").selectOption("own");
	const rows = page.locator("[data-order-of]");
	await expect(rows).toHaveCount(resources.length);
	const moved = defined(before[1]);
	const up = page.getByRole("button", { name: `Выше: ${moved}` });
	const down = page.getByRole("button", { name: `Ниже: ${moved}` });
	const inFrontOf = (one: string, other: string) => async () => {
		const now = await names();
		return now.indexOf(one) < now.indexOf(other);
	};
	await up.focus();
	for (
		let place = await rows.allTextContents().then((all) => all.findIndex((text) => text.includes(moved)));
		place > 0;
		place -= 1
	) {
		await page.keyboard.press("Enter");
		await expect(rows.nth(place - 1)).toContainText(moved);
	}
	await expect(up).toBeDisabled();
	await expect(down).toBeFocused();
	await expect.poll(inFrontOf(moved, defined(before[0]))).toBe(true);
	await page.reload();
	await expect.poll(inFrontOf(moved, defined(before[0]))).toBe(true);
});

test("those who are off are folded at the end of the day, and a click shows their columns", async ({
	page,
	servers,
}) => {
	await openSampleData(page, servers);
	const { body } = await callDesk(page, "open", { view: "day", date: null });
	const rows = body?.kind === "day" ? body.rows : [];
	const isOff = ({ cells }: (typeof rows)[number]) =>
		cells[0]?.totals.workMin === 0 && cells[0].appointments.length === 0;
	const off = rows.filter((row) => isOff(row) && !row.resource.hoursElsewhere);
	const names = off.map(({ resource }) => resource.name);
	expect(names.length).toBeGreaterThan(1);
	const head = page.locator("[data-off]");
	await expect(head).toHaveAttribute("data-off", String(names.length));
	await expect(head).toHaveAttribute("aria-expanded", "false");
	for (const name of names) {
		await expect(head).toHaveAccessibleName(new RegExp(name));
	}
	const headsOf = (name: string) => page.locator("[data-head-resource]", { hasText: name });
	await expect(headsOf(defined(names[0]))).toHaveCount(0);
	const grid = page.locator("[data-view=day]");
	await expect(grid).toHaveAttribute("aria-colcount", String(rows.length - names.length + 1));
	await head.click();
	await expect(head).toHaveAttribute("aria-expanded", "true");
	await expect(grid).toHaveAttribute("aria-colcount", String(rows.length + 1));
	await grid.evaluate((element) => element.scrollTo({ left: element.scrollWidth, behavior: "instant" }));
	await expect(headsOf(defined(names.at(-1)))).toBeVisible();
	await head.click();
	await expect(headsOf(defined(names.at(-1)))).toHaveCount(0);
});
