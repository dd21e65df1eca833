import type { Locator, Page } from "@playwright/test";

import {
	callDesk,
	defined,
	expectListDrawn,
	openConnected,
	openSampleData,
	scrollListTo,
	showView,
	wholeList,
} from "./actions.ts";
import { expect, test } from "./fixtures.ts";
import type { Servers } from "./servers.ts";

const list = (page: Page): Locator => page.locator("[data-view=list]");
const focusedRow = (page: Page): Locator => page.locator("[data-view=list] [data-row]:focus");

const elementCount = (page: Page): Promise<number> =>
	list(page).evaluate((view) => view.querySelectorAll("*").length);

const scrollTop = (page: Page): Promise<number> => list(page).evaluate((view) => view.scrollTop);

/** Scrolls as the scrollbar does, and waits until the rows in sight are loaded. */
async function scrollBy(page: Page, pixels: number): Promise<void> {
	await list(page).evaluate((view, pixels) => view.scrollBy({ top: pixels, behavior: "instant" }), pixels);
	await expectListDrawn(page);
}

/** Opens the list of a clinic with sixty resources and some five thousand appointments in the week. */
async function openBusyList(page: Page, servers: Servers): Promise<void> {
	const server = await servers.practice({ scenario: "busy" });
	await openConnected(page, servers, server.address);
	await showView(page, "list");
	await expectListDrawn(page);
}

/** The appointment whose row is right below the heading of the day, and the distance of both. */
const topRow = (page: Page): Promise<{ id: string | undefined; distance: number }> =>
	list(page).evaluate((view) => {
		const { left, width } = view.getBoundingClientRect();
		const covering = [...view.querySelectorAll(".heading")].map((heading) => heading.getBoundingClientRect());
		const top = view.getBoundingClientRect().top;
		const under = covering.find((box) => box.top <= top + 30 && box.bottom > top + 30) ?? new DOMRect();
		const row = document.elementFromPoint(left + width / 2, under.bottom + 4)?.closest("[data-row]");
		return {
			id: row?.getAttribute("data-appointment-id") ?? undefined,
			distance: (row?.getBoundingClientRect().top ?? 0) - under.bottom,
		};
	});

test.describe("a list of thousands of appointments", () => {
	test("has few elements, and the keys reach its last and its first row", async ({ page, servers }) => {
		await openBusyList(page, servers);
		const { list: view, rows } = await wholeList(page);
		expect(rows.length).toBeGreaterThan(4_000);
		expect(await elementCount(page)).toBeLessThan(1_500);
		// The heads of the columns, and a heading and at least one line for each day. Only Sunday is empty.
		expect(view.sections.map((day) => day.rowCount === 0)).toEqual([...Array<boolean>(6).fill(false), true]);
		const tableRows = 1 + 7 + rows.length + 1;
		await expect(list(page)).toHaveAttribute("aria-rowcount", String(tableRows));

		await list(page).locator('[data-row][tabindex="0"]').focus();
		await page.keyboard.press("End");
		const last = defined(rows.at(-1));
		await expect(focusedRow(page)).toHaveAttribute("data-appointment-id", String(last.id));
		await expect(focusedRow(page)).toBeInViewport({ ratio: 1 });
		await expect(focusedRow(page)).toHaveAttribute("aria-rowindex", String(tableRows - 2));
		await expect(focusedRow(page).locator(".client")).toHaveText(last.clientName ?? /./);
		expect(await elementCount(page)).toBeLessThan(1_500);
		await page.keyboard.press("PageUp");
		const before = Number(await focusedRow(page).getAttribute("data-row"));
		expect(rows.length - 1 - before).toBeGreaterThan(5);
		await page.keyboard.press("ArrowDown");
		await expect(focusedRow(page)).toHaveAttribute("data-row", String(before + 1));

		await page.keyboard.press("Home");
		await expect(focusedRow(page)).toHaveAttribute("data-appointment-id", String(rows[0].id));
		await expect(focusedRow(page)).toBeInViewport({ ratio: 1 });
		await page.keyboard.press("ArrowUp");
		await page.keyboard.press("ArrowLeft");
		await expect(focusedRow(page)).toHaveAttribute("data-row", "0");
		await page.keyboard.press("Enter");
		await expect(page.locator("[data-panel=appointment]")).toContainText(`№ ${rows[0].id}`);
	});

	test("shows each row at its place while it is scrolled", async ({ page, servers }) => {
		await openBusyList(page, servers);
		const { rows } = await wholeList(page);
		const height = await list(page).evaluate((view) => view.scrollHeight);
		for (const part of [0, 0.31, 0.77, 1, 0.5]) {
			const target = part * height;
			await list(page).evaluate((view, top) => view.scrollTo({ top, behavior: "instant" }), target);
			await expectListDrawn(page);
			const drawn = await list(page)
				.locator("[data-row]:not([aria-busy])")
				.evaluateAll((all) =>
					all.map((row) => ({
						number: Number(row.getAttribute("data-row")),
						id: Number(row.getAttribute("data-appointment-id")),
					})),
				);
			expect(drawn.length).toBeGreaterThan(15);
			expect(drawn.map(({ id }) => id)).toEqual(drawn.map(({ number }) => rows[number].id));
			expect(await elementCount(page)).toBeLessThan(1_500);
			expect(await list(page).evaluate((view) => view.scrollHeight)).toBe(height);
		}
	});

	test("transfers only the rows near those in sight", async ({ page, servers }) => {
		const sizes: number[] = [];
		page.on("response", async (response) => {
			if (/\/desk\/(?:open|list_rows)$/.test(response.url())) {
				const text = await response.text();
				sizes.push((text.match(/"durationMin"/g) ?? []).length);
			}
		});
		await openBusyList(page, servers);
		await scrollBy(page, 50_000);
		await scrollBy(page, -80_000);
		await expect.poll(() => sizes.filter((rows) => rows > 0).length).toBeGreaterThan(1);
		// The day view, in which the program opens, has no windows.
		const ofList = sizes.filter((rows) => rows > 0 && rows < 500);
		expect(Math.max(...ofList)).toBeLessThan(200);
	});

	test("keeps the focus of a row that is scrolled out of sight, and the mark of the selected one", async ({
		page,
		servers,
	}) => {
		await openBusyList(page, servers);
		const rows = list(page).locator("[data-row]");
		const selected = Number(await list(page).locator('[data-row][tabindex="0"]').getAttribute("data-row"));
		const row = (number: number) => list(page).locator(`[data-row="${number}"]`);
		await row(selected).click();
		// The panel takes the focus when it has been drawn.
		await expect(page.locator("[data-panel=appointment] h2")).toBeFocused();
		// Beside the panel the rows have another height.
		const start = await scrollTop(page);
		await expect(row(selected)).toHaveClass(/selected/);

		await row(selected).focus();
		await page.keyboard.press("ArrowDown");
		await page.keyboard.press("ArrowDown");
		await expect(row(selected + 2)).toBeFocused();
		await scrollBy(page, 60_000);
		await expect(row(selected + 2)).toBeFocused();
		await expect(row(selected + 2)).not.toBeInViewport();
		await expect(row(selected)).toHaveCount(0);
		expect(await rows.count()).toBeLessThan(100);

		await scrollBy(page, -60_000);
		expect(await scrollTop(page)).toBe(start);
		await expect(row(selected)).toHaveClass(/selected/);
		await expect(row(selected)).toHaveAttribute("aria-selected", "true");
		await expect(row(selected + 2)).toBeFocused();
		await scrollBy(page, 60_000);
		await page.keyboard.press("ArrowDown");
		await expect(row(selected + 3)).toBeFocused();
		await expect(row(selected + 3)).toBeInViewport({ ratio: 1 });
	});

	test("draws rows that are loading at their place, without names", async ({ page, servers }) => {
		await openBusyList(page, servers);
		let release = (): void => undefined;
		const released = new Promise<void>((resolve) => (release = resolve));
		await page.route("**/desk/list_rows", async (route) => {
			await released;
			await route.continue();
		});
		const height = await list(page).evaluate((view) => view.scrollHeight);
		await list(page).evaluate((view) => view.scrollBy({ top: 40_000, behavior: "instant" }));
		const loading = list(page).locator("[data-row][aria-busy]");
		await expect(loading.nth(15)).toBeAttached();
		const boxes = await loading.evaluateAll((all) => all.map((row) => row.getBoundingClientRect().height));
		expect(new Set(boxes)).toEqual(new Set([36]));
		await expect(loading.first()).toHaveText("");
		const top = await scrollTop(page);
		release();
		await expectListDrawn(page);
		await expect(loading).toHaveCount(0);
		expect([await scrollTop(page), await list(page).evaluate((view) => view.scrollHeight)]).toEqual([
			top,
			height,
		]);
	});
});

test("the list opens at today, another week at its start, and the present week at today again", async ({
	page,
	servers,
}) => {
	await openSampleData(page, servers);
	await showView(page, "list");
	const today = list(page).locator("[data-today]");
	const distance = () =>
		today.evaluate((day) => {
			const top = day.closest("[data-view=list]")?.getBoundingClientRect().top ?? 0;
			return day.getBoundingClientRect().top - top;
		});
	// Below the heads of the columns.
	await expect.poll(distance).toBe(28);
	await scrollBy(page, 700);
	await page.keyboard.press("ArrowRight");
	await expect(today).toHaveCount(0);
	await expect.poll(() => scrollTop(page)).toBe(0);
	await expectListDrawn(page);
	await page.keyboard.press("KeyT");
	await expect(today).toHaveCount(1);
	await expect.poll(distance).toBe(28);
	await expectListDrawn(page);
});

test("a refresh keeps the place of the list and the focus of its row", async ({ page, servers }) => {
	const first = await servers.practice();
	await openConnected(page, servers, first.address);
	await showView(page, "list");
	await scrollListTo(page, "2026-11-26");
	await scrollBy(page, 400);
	const place = await topRow(page);
	expect(place.id).toBeDefined();
	const { rows } = await wholeList(page);
	const row = list(page).locator(`[data-date="2026-11-26"] [data-appointment-id="${place.id}"]`);
	await row.focus();
	await expect(row).toBeFocused();

	// New appointments on the days before.
	await first.stop();
	const booked = ["05:00", "05:30", "06:00"].flatMap((time) => [
		"--booked",
		`101,2026-11-24T${time}:00+05:00,2026-11-24T${time.slice(0, 3)}${time.endsWith("30") ? "50" : "20"}:00+05:00`,
	]);
	await servers.practice({ port: first.port, changes: booked });
	await page.keyboard.press("KeyR");
	await expect.poll(async () => (await wholeList(page)).rows.length).toBe(rows.length + 3);
	await expect
		.poll(() => row.getAttribute("data-row"))
		.toBe(String(rows.findIndex((each) => each.date === "2026-11-26" && String(each.id) === place.id) + 3));
	expect(await topRow(page)).toEqual(place);
	await expect(row).toBeFocused();
});

test("the narrow form has two lines a row, and the change of the form keeps the place", async ({
	page,
	servers,
}) => {
	await openSampleData(page, servers);
	await showView(page, "list");
	// Fourteen rows.
	await scrollBy(page, 14 * 36);
	const place = await topRow(page);
	const rowHeight = () =>
		list(page)
			.locator(`[data-appointment-id="${place.id}"]`)
			.evaluate((row) => row.getBoundingClientRect().height);
	expect(await rowHeight()).toBe(36);
	await page.setViewportSize({ width: 1024, height: 700 });
	await expect.poll(rowHeight).toBe(48);
	await expect.poll(async () => (await topRow(page)).id).toBe(place.id);
	await expectListDrawn(page);
	await expect(list(page).locator(".columns")).toBeHidden();
	expect(await list(page).evaluate((view) => view.scrollWidth - view.clientWidth)).toBe(0);
	// The texts of all rows fit into the height of a row.
	const cut = await list(page)
		.locator("[data-row] > *")
		.evaluateAll((cells) =>
			cells.flatMap((cell) => {
				const [inner, outer] = [cell, cell.parentElement ?? cell].map((each) => each.getBoundingClientRect());
				return inner.top < outer.top || inner.bottom > outer.bottom ? [cell.outerHTML] : [];
			}),
		);
	expect(cut).toEqual([]);
	await page.setViewportSize({ width: 1280, height: 800 });
	await expect.poll(rowHeight).toBe(36);
	await expect.poll(async () => (await topRow(page)).id).toBe(place.id);
});

test("the tip of a row says what the row says, on each day of the appointment", async ({ page, servers }) => {
	await openSampleData(page, servers);
	await showView(page, "list");
	const { rows } = await wholeList(page);
	const row = defined(rows.find(({ date, clientName }) => date === "2026-11-24" && clientName !== null));
	await list(page).locator(`[data-appointment-id="${row.id}"]`).hover();
	await expect(page.locator(".tip")).toContainText(defined(row.clientName));
	await expect(page.locator(".tip")).toContainText(`${row.span.startLabel}–${row.span.endLabel}`);
});

test("a day without appointments has a line, which is a row of the table", async ({ page, servers }) => {
	await openSampleData(page, servers);
	await showView(page, "list");
	const resources = await callDesk(page, "open", { view: "list", date: null });
	await callDesk(page, "set_filter", {
		filter: {
			...resources.filter,
			hiddenResources: resources.resources.slice(1).map(({ resource }) => resource.id),
		},
	});
	await page.reload();
	await expect(list(page)).toBeVisible();
	const { list: view } = await wholeList(page);
	expect(view.sections.some((day) => day.rowCount === 0)).toBe(true);
	await expect(list(page).locator(".empty")).toHaveCount(
		view.sections.filter((day) => day.rowCount === 0).length,
	);
	await expect(list(page)).toHaveAttribute(
		"aria-rowcount",
		String(1 + view.sections.reduce((sum, { rowCount }) => sum + 1 + Math.max(rowCount, 1), 0)),
	);
});
