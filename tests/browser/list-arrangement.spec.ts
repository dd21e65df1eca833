import type { Locator, Page } from "@playwright/test";

import type { ListArrangement, ListColumn, ListGroupBy } from "../../ui/src/bindings.ts";
import {
	callDesk,
	defined,
	expectListDrawn,
	openConnected,
	openSampleData,
	showView,
	wholeList,
	type ListedRow,
} from "./actions.ts";
import { axeViolations } from "./axe.ts";
import { BenchServer } from "./bench/bench-server.ts";
import { DATA_SETS } from "./bench/data-sets.ts";
import { expect, test } from "./fixtures.ts";
import type { Servers } from "./servers.ts";

const list = (page: Page): Locator => page.locator("[data-view=list]");
const head = (page: Page, column: ListColumn | "date"): Locator =>
	list(page)
		.getByRole("columnheader")
		.and(page.locator(`.${column}`));
const sortButton = (page: Page, column: ListColumn | "date"): Locator =>
	list(page).locator(`[data-sort=${column}]`);
const focusedRow = (page: Page): Locator => page.locator("[data-view=list] [data-row]:focus");
const total = (page: Page, name: string): Locator => page.locator(`.totals [data-total=${name}]`);

/** With those of the line of totals, which is beside the list. */
const elementCount = (page: Page): Promise<number> =>
	list(page)
		.locator("xpath=..")
		.evaluate((view) => view.querySelectorAll("*").length);

async function openList(page: Page, servers: Servers): Promise<void> {
	await openSampleData(page, servers);
	await showView(page, "list");
	await expectListDrawn(page);
}

/** The ids of the drawn rows that are loaded, by their numbers. */
async function drawnIds(page: Page): Promise<Map<number, number>> {
	await expectListDrawn(page);
	return new Map(
		await list(page)
			.locator("[data-row]:not([aria-busy])")
			.evaluateAll((all) =>
				all.map((row): [number, number] => [
					Number(row.getAttribute("data-row")),
					Number(row.getAttribute("data-appointment-id")),
				]),
			),
	);
}

/** Waits until the desk has the arrangement and the list on screen shows the rows of the desk, and returns these. */
async function expectArranged(page: Page, expected: Partial<ListArrangement>): Promise<ListedRow[]> {
	await expect
		.poll(async () => {
			const { body } = await callDesk(page, "open", { view: "list", date: null });
			return body?.kind === "list" ? body.arrangement : null;
		})
		.toMatchObject(expected);
	const { rows } = await wholeList(page);
	await expect
		.poll(async () => {
			const drawn = [...(await drawnIds(page))];
			return drawn.length > 10 && drawn.every(([number, id]) => rows[number].id === id);
		})
		.toBe(true);
	return rows;
}

/** Chooses what makes a section. */
async function groupBy(page: Page, value: ListGroupBy): Promise<ListedRow[]> {
	await page.locator("[data-action=list-group]").click();
	await page.locator(`[data-action=group-${value}]`).click();
	const section = value === "nothing" ? "everything" : value;
	await expect(list(page).locator(`[data-section=${section}]`).first()).toBeVisible();
	return expectArranged(page, { groupBy: value });
}

const names = (rows: readonly ListedRow[]): string[] =>
	rows.map(({ clientName }) => clientName).filter((name) => name !== null);

/** The names in the order of the Kazakh alphabet, as the browser has it. */
const inAlphabet = (texts: readonly string[]): string[] => [...texts].sort(new Intl.Collator("kk").compare);

test("a click on the head of a column sorts by it, another one turns it round, and a third one ends it", async ({
	page,
	servers,
}) => {
	await openList(page, servers);
	await expect(head(page, "time")).toHaveAttribute("aria-sort", "ascending");
	await sortButton(page, "client").click();
	await expect(head(page, "client")).toHaveAttribute("aria-sort", "ascending");
	await expect(head(page, "time")).not.toHaveAttribute("aria-sort");
	const ascending = await expectArranged(page, { sort: "client", descending: false });
	// Inside of each day.
	for (const date of ["2026-11-24", "2026-11-25"]) {
		const ofDay = names(ascending.filter((row) => row.date === date));
		expect(ofDay.length).toBeGreaterThan(20);
		expect(ofDay).toEqual(inAlphabet(ofDay));
	}
	await sortButton(page, "client").click();
	await expect(head(page, "client")).toHaveAttribute("aria-sort", "descending");
	await expectArranged(page, { sort: "client", descending: true });
	await sortButton(page, "client").click();
	await expect(head(page, "time")).toHaveAttribute("aria-sort", "ascending");
	const byTime = await expectArranged(page, { sort: "time", descending: false });
	const starts = byTime.filter((row) => row.date === "2026-11-24").map((row) => row.span.startLabel);
	expect(starts).toEqual([...starts].sort());
});

test("after a sort the day in sight is at its start", async ({ page, servers }) => {
	await openList(page, servers);
	await list(page).evaluate((view) => view.scrollBy({ top: 400, behavior: "instant" }));
	await expectListDrawn(page);
	await sortButton(page, "amount").click();
	await expectArranged(page, { sort: "amount" });
	const distance = () =>
		list(page)
			.locator("[data-today]")
			.evaluate((day) => {
				const top = day.closest("[data-view=list]")?.getBoundingClientRect().top ?? 0;
				return day.getBoundingClientRect().top - top;
			});
	await expect.poll(distance).toBe(28);
});

test("the heads are one stop of the Tab key, and Enter sorts", async ({ page, servers }) => {
	await openList(page, servers);
	await sortButton(page, "time").focus();
	await page.keyboard.press("ArrowRight");
	await page.keyboard.press("ArrowRight");
	await expect(sortButton(page, "client")).toBeFocused();
	await page.keyboard.press("Enter");
	await expect(head(page, "client")).toHaveAttribute("aria-sort", "ascending");
	await expectArranged(page, { sort: "client", descending: false });
	await expect(sortButton(page, "client")).toBeFocused();
	// The period is the same: the arrows belong to the heads.
	await expect(list(page).locator("[data-today]")).toHaveCount(1);
	await page.keyboard.press("Space");
	await expect(head(page, "client")).toHaveAttribute("aria-sort", "descending");
	await expectArranged(page, { sort: "client", descending: true });
	await page.keyboard.press("Tab");
	await expect(focusedRow(page)).toHaveCount(1);
});

test("sections by specialist have the dates, the totals and no column of the specialist", async ({
	page,
	servers,
}) => {
	await openList(page, servers);
	const rows = await groupBy(page, "resource");
	const first = rows.filter(({ resourceId }) => resourceId === rows[0].resourceId);
	expect(rows.slice(0, first.length)).toEqual(first);
	const heading = list(page).locator("[data-section=resource] h2").first();
	const counted = first.filter(({ status }) => status !== "cancelled");
	await expect(heading.locator("[data-total=appointments]")).toHaveText(new RegExp(`^${counted.length}\\s`));
	await expect(heading.locator("[data-total=planned]")).toContainText("запланировано");
	await expect(head(page, "date")).toHaveAttribute("aria-sort", "ascending");
	await expect(head(page, "resource")).toHaveCount(0);
	const row = list(page).locator('[data-row="0"]');
	await expect(row.locator(".date")).toHaveText(/^Пн\s23$/);
	await expect(row).toHaveAccessibleName(/^Пн, 23\sноября, /);
	expect(await list(page).evaluate((view) => view.scrollTop)).toBe(0);

	// The tip and the details are of the row.
	await row.hover();
	await expect(page.locator(".tip")).toContainText(defined(rows[0].clientName));
	await row.click();
	await expect(page.locator("[data-panel=appointment]")).toContainText(`№ ${rows[0].id}`);
});

test("the keys walk over sorted sections from the first to the last row", async ({ page, servers }) => {
	await openList(page, servers);
	await groupBy(page, "status");
	await sortButton(page, "amount").click();
	await sortButton(page, "amount").click();
	const rows = await expectArranged(page, { groupBy: "status", sort: "amount", descending: true });
	await list(page).locator('[data-row][tabindex="0"]').focus();
	await page.keyboard.press("Home");
	await expect(focusedRow(page)).toHaveAttribute("data-appointment-id", String(rows[0].id));
	const border = rows.findIndex(({ status }) => status !== rows[0].status);
	expect(border).toBeGreaterThan(10);
	for (let row = 1; row <= border; row += 1) {
		await page.keyboard.press("ArrowDown");
		await expect(focusedRow(page)).toHaveAttribute("data-row", String(row));
	}
	await expect(focusedRow(page)).toHaveAttribute("data-appointment-id", String(rows[border].id));
	await expect(focusedRow(page)).toBeInViewport({ ratio: 1 });
	await page.keyboard.press("End");
	await expect(focusedRow(page)).toHaveAttribute("data-appointment-id", String(defined(rows.at(-1)).id));
	const tableRows = Number(await list(page).getAttribute("aria-rowcount"));
	await expect(focusedRow(page)).toHaveAttribute("aria-rowindex", String(tableRows));
	expect(tableRows).toBe(1 + rows.length + new Set(rows.map(({ status }) => JSON.stringify(status))).size);
});

test("without sections the list is one table of the whole week", async ({ page, servers }) => {
	await openList(page, servers);
	await groupBy(page, "nothing");
	await sortButton(page, "client").click();
	const rows = await expectArranged(page, { groupBy: "nothing", sort: "client" });
	expect(names(rows)).toEqual(inAlphabet(names(rows)));
	await expect(list(page).locator(".heading")).toHaveCount(0);
	await expect(list(page)).toHaveAttribute("aria-rowcount", String(1 + rows.length));
	const distance = await list(page).evaluate((view) => {
		const row = view.querySelector('[data-row="0"]')?.getBoundingClientRect().top ?? 0;
		return row - view.getBoundingClientRect().top;
	});
	// Right below the heads of the columns.
	expect(distance).toBe(28);
});

test("a refresh keeps the focus of a row in a sorted list", async ({ page, servers }) => {
	const first = await servers.practice();
	await openConnected(page, servers, first.address);
	await showView(page, "list");
	await expectListDrawn(page);
	await groupBy(page, "nothing");
	await sortButton(page, "client").click();
	const rows = await expectArranged(page, { groupBy: "nothing", sort: "client" });
	const row = list(page).locator(`[data-appointment-id="${rows[12].id}"][data-date="${rows[12].date}"]`);
	await row.focus();
	await first.stop();
	// On Monday at five: by time it would be the first one.
	const booked = ["--booked", "101,2026-11-23T05:00:00+05:00,2026-11-23T05:20:00+05:00"];
	await servers.practice({ port: first.port, changes: booked });
	await page.keyboard.press("KeyR");
	await expect.poll(async () => (await wholeList(page)).rows.length).toBe(rows.length + 1);
	await expect(row).toBeFocused();
	const now = (await wholeList(page)).rows.findIndex(({ id }) => id === rows[12].id);
	await expect(row).toHaveAttribute("data-row", String(now));
});

test("columns are chosen, and the arrangement is there after a reload", async ({ page, servers }) => {
	await openList(page, servers);
	await page.locator("[data-action=list-columns]").click();
	const choice = (column: ListColumn) => page.locator(`[data-column=${column}]`);
	await expect(choice("phone")).toBeChecked();
	await expect(choice("time")).toHaveCount(0);
	await expect(choice("client")).toHaveCount(0);
	await choice("phone").click();
	await expect(head(page, "phone")).toHaveCount(0);
	await expect(list(page).locator(".row .phone")).toHaveCount(0);
	await choice("outstanding").press("Space");
	await expect(head(page, "outstanding")).toHaveCount(1);
	await choice("comment").click();
	await page.keyboard.press("Escape");
	await expect(page.locator("[data-action=list-columns]")).toBeFocused();
	await sortButton(page, "outstanding").click();
	await sortButton(page, "outstanding").click();
	await groupBy(page, "nothing");
	await expectArranged(page, { sort: "outstanding", descending: true });

	await page.reload();
	await expect(list(page)).toBeVisible();
	const rows = await expectArranged(page, { sort: "outstanding", descending: true, groupBy: "nothing" });
	await expect(head(page, "outstanding")).toHaveAttribute("aria-sort", "descending");
	await expect(head(page, "phone")).toHaveCount(0);
	await expect(list(page)).toHaveAttribute(
		"aria-colcount",
		String(await list(page).getByRole("columnheader").count()),
	);
	expect(defined(rows[0].outstanding)).toBeGreaterThan(0);
	const largest = list(page).locator('[data-row="0"] .outstanding');
	await expect(largest).toHaveText(/^\d[\d\s]*₸$/);

	// A column that is hidden no longer sorts.
	await page.locator("[data-action=list-columns]").click();
	await choice("outstanding").click();
	await expectArranged(page, { sort: "time", descending: false });
});

test("the totals follow the filter and say so", async ({ page, servers }) => {
	await openList(page, servers);
	const { rows } = await wholeList(page);
	const planned = (all: readonly ListedRow[]): number =>
		all
			.filter(({ status }) => status !== "cancelled" && status !== "no_show")
			.reduce((sum, { serviceAmount }) => sum + (serviceAmount ?? 0), 0);
	const digits = async (name: string): Promise<number> =>
		Number((await total(page, name).innerText()).replaceAll(/\D/g, ""));
	const active = rows.filter(({ status }) => status !== "cancelled");
	await expect(page.locator(".totals b")).toHaveText("Итого");
	expect(await digits("appointments")).toBe(active.length);
	expect(await digits("planned")).toBe(planned(rows));
	expect(await digits("received")).toBe(rows.reduce((sum, { received }) => sum + (received ?? 0), 0));
	expect(await digits("outstanding")).toBe(
		rows.reduce((sum, { outstanding }) => sum + (outstanding ?? 0), 0),
	);

	const { resourceId } = rows[0];
	await page.locator(`[data-resource-toggle="${resourceId}"]`).click();
	await expect(page.locator(".totals b")).toHaveText("По фильтру");
	const shown = rows.filter((row) => row.resourceId !== resourceId);
	await expect.poll(() => digits("planned")).toBe(planned(shown));
	expect(await digits("appointments")).toBe(shown.filter(({ status }) => status !== "cancelled").length);
	await page.keyboard.press("KeyX");
	await expect(page.locator(".totals b")).toHaveText("Итого");
	await expect.poll(() => digits("planned")).toBe(planned(rows));
});

test("an account without data about money has no sums that the server does not send", async ({
	page,
	servers,
}) => {
	const server = await servers.practice({ scenario: "no-finance" });
	await openConnected(page, servers, server.address);
	await showView(page, "list");
	await expect(total(page, "appointments")).toBeVisible();
	for (const name of ["received", "outstanding"]) {
		await expect(page.locator(`[data-total=${name}]`)).toHaveCount(0);
	}
});

test("in the narrow form a menu sorts, and the date is before the times", async ({ page, servers }) => {
	await page.setViewportSize({ width: 1024, height: 700 });
	await openList(page, servers);
	await page.locator("[data-action=list-sort]").press("Enter");
	await page.locator("[data-action=sort-client]").press("Enter");
	await expectArranged(page, { sort: "client", descending: false });
	await expect(page.locator("[data-action=list-sort]")).toHaveAccessibleName("Сортировка: Клиент ↑");
	await page.locator("[data-action=list-sort]").click();
	await page.locator("[data-action=sort-client]").click();
	await expectArranged(page, { sort: "client", descending: true });
	const rows = await groupBy(page, "resource");
	const { startLabel, endLabel } = rows[0].span;
	await expect(list(page).locator('[data-row="0"] .time')).toHaveText(
		new RegExp(`^\\S\\S\\s\\d\\d, ${startLabel}–${endLabel}$`),
	);
	expect(await list(page).evaluate((view) => view.scrollWidth - view.clientWidth)).toBe(0);
});

test("axe finds no violation in sections by status, with the menus open", async ({ page, servers }) => {
	await openList(page, servers);
	await groupBy(page, "status");
	await sortButton(page, "client").click();
	await expectArranged(page, { sort: "client" });
	expect(await axeViolations(page)).toEqual([]);
	await page.locator("[data-action=list-columns]").click();
	await page.locator("[data-column=comment]").click();
	await expect(head(page, "comment")).toHaveCount(1);
	expect(await axeViolations(page)).toEqual([]);
	await page.keyboard.press("Escape");
	await page.locator("[data-action=list-group]").click();
	await expect(page.getByRole("menuitemradio", { name: "По статусам" })).toBeChecked();
	expect(await axeViolations(page, "[role=menu]")).toEqual([]);
});

for (const [width, height] of [
	[1280, 800],
	[1920, 1080],
	[2560, 1440],
] as const) {
	test(`the columns use the width: ${width}x${height}`, async ({ page, servers }) => {
		await page.setViewportSize({ width, height });
		await openList(page, servers);
		expect(await list(page).evaluate((view) => view.scrollWidth - view.clientWidth)).toBe(0);
		// The names, the phones and the payments are whole, and so are the heads.
		const cut = await list(page)
			.locator("[data-row] > :is(.client, .phone, .status, .payment, .amount), .columns .ellipsis")
			.evaluateAll((cells) =>
				cells.filter((cell) => cell.scrollWidth > cell.clientWidth).map((cell) => cell.textContent),
			);
		expect(cut).toEqual([]);
		const [name, phone, end] = await Promise.all(
			["client", "phone", "amount"].map(async (column) =>
				defined(await head(page, column as ListColumn).boundingBox()),
			),
		);
		expect(phone.x - name.x).toBeLessThan(400);
		expect(end.x + end.width).toBeGreaterThan(240 + 0.85 * (width - 240));
	});
}

test.describe("ten thousand rows", () => {
	const busy = test.extend<{ address: string }>({
		// eslint-disable-next-line no-empty-pattern -- Playwright requires a destructured first argument.
		address: async ({}, use) => {
			const server = await BenchServer.start(DATA_SETS.list);
			await use(server.address);
			await server.stop();
		},
	});
	const ALL_COLUMNS: ListColumn[] = [
		"duration",
		"status",
		"phone",
		"service",
		"type",
		"resource",
		"source",
		"payment",
		"amount",
		"received",
		"outstanding",
		"comment",
		"created",
	];

	for (const value of ["resource", "nothing"] as const) {
		busy(`by ${value} with all columns have few elements`, async ({ page, servers, address }) => {
			// The lowest rows in the highest window.
			await page.setViewportSize({ width: 3840, height: 2160 });
			await openConnected(page, servers, address);
			const { settings } = await callDesk(page, "start", null);
			await callDesk(page, "set_settings", { ...settings, densityPercent: 80 });
			await page.reload();
			await callDesk(page, "set_list_arrangement", {
				arrangement: { sort: "service", descending: true, groupBy: value, columns: ALL_COLUMNS },
			});
			await showView(page, "list");
			const rows = await expectArranged(page, { groupBy: value, sort: "service" });
			expect(rows).toHaveLength(10_003);
			await expect(list(page).getByRole("columnheader")).toHaveCount(value === "nothing" ? 16 : 15);
			const height = await list(page).evaluate((view) => view.scrollHeight);
			for (const part of [0, 0.4, 1]) {
				const target = part * height;
				await list(page).evaluate((view, top) => view.scrollTo({ top, behavior: "instant" }), target);
				const drawn = [...(await drawnIds(page))];
				expect(drawn.length).toBeGreaterThan(35);
				expect(drawn.every(([number, id]) => rows[number].id === id)).toBe(true);
				expect(await elementCount(page)).toBeLessThan(1_500);
			}
		});
	}
});
