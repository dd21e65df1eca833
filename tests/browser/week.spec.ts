import type { Locator, Page } from "@playwright/test";

import { callDesk, defined, openConnected, openSampleData, showView } from "./actions.ts";
import { expect, test } from "./fixtures.ts";

/** More elements than this would make the page slow. */
const MOST_ELEMENTS = 1500;

const week = (page: Page): Locator => page.locator("[data-view=week]");
const names = (page: Page): Locator => week(page).locator("[data-names]");

for (const width of [1024, 1280, 1920, 2560]) {
	test.describe(`${width} pixels wide`, () => {
		test.use({ viewport: { width, height: 900 } });

		test("the hours above a day do not touch, and each is above its line", async ({ page, servers }) => {
			await openSampleData(page, servers);
			await showView(page, "week");
			const heads = week(page).locator("[role=columnheader]:has([data-head])");
			await expect(heads).toHaveCount(7);
			const screen = defined(await week(page).boundingBox());
			const last = defined(await heads.last().boundingBox());
			expect(Math.round(last.x + last.width)).toBe(Math.round(screen.x + screen.width));
			const labels = heads.first().locator(".hours span");
			expect(await labels.count()).toBeGreaterThan(2);
			const boxes = await labels.evaluateAll((spans) =>
				spans.map((span) => {
					const { left, right } = span.getBoundingClientRect();
					return { left, right };
				}),
			);
			for (const [index, { left }] of boxes.entries()) {
				expect(left).toBeGreaterThan(index === 0 ? 0 : boxes[index - 1].right + 2);
			}
			// A label is in the middle of its line, or beside it at an edge of the timeline.
			const path = defined(await week(page).locator("[data-row='0'] path.hours").getAttribute("d"));
			const { x } = defined(await week(page).locator("[data-row='0'] svg.appointments").boundingBox());
			const lines = [...path.matchAll(/M(\d+)/g)].map(([, left]) => x + Number(left));
			const ofFirstDay = lines.filter((line) => line < defined(boxes.at(-1)).right);
			for (const line of ofFirstDay) {
				expect(boxes.some(({ left, right }) => Math.abs((left + right) / 2 - line) < 2)).toBe(true);
			}
			expect(ofFirstDay.length).toBeGreaterThan(1);
		});
	});
}

/** `09:20 С. Ө.` */
const TIME_AND_INITIALS = /\d\d:\d\d \p{Lu}\. \p{Lu}\./u;

test("a narrow window has no initials in the week", async ({ page, servers }) => {
	await openSampleData(page, servers);
	await showView(page, "week");
	await expect(names(page)).toHaveCount(0);
	await expect(week(page)).not.toContainText(TIME_AND_INITIALS);
	await page.setViewportSize({ width: 1920, height: 1080 });
	await expect(names(page).filter({ hasText: TIME_AND_INITIALS }).first()).toBeVisible();
	await page.setViewportSize({ width: 1280, height: 800 });
	await expect(names(page)).toHaveCount(0);
});

test.describe("a wide window", () => {
	test.use({ viewport: { width: 1920, height: 1080 } });

	test("each cell of the week has the times and initials of its appointments, or their number", async ({
		page,
		servers,
	}) => {
		await openSampleData(page, servers);
		await showView(page, "week");
		const { body } = await callDesk(page, "open", { view: "week", date: null });
		const rows = body?.kind === "week" ? body.rows : [];
		let written = 0;
		for (const { resourceId, date, pieces } of rows.flatMap(({ cells }) => cells)) {
			const cell = week(page).locator(`[data-resource-id="${resourceId}"][data-date="${date}"] [data-names]`);
			const lines = await cell.innerText();
			const shown = lines.match(/\d\d:\d\d/g) ?? [];
			const more = /\+(\d+)/.exec(lines)?.[1] ?? "0";
			const drawn = pieces.filter(({ status }) => status !== "cancelled");
			expect(shown.length + Number(more), `${resourceId} ${date}`).toBe(drawn.length);
			const starts = drawn.map(({ startLabel }) => startLabel);
			expect(shown.filter((time) => !starts.includes(time))).toEqual([]);
			written += shown.length;
			// Nothing is wider than its cell.
			expect(await cell.evaluate((box) => box.scrollWidth - box.clientWidth)).toBe(0);
		}
		expect(written).toBeGreaterThan(100);
	});

	test("privacy mode hides the initials in the week and leaves the times", async ({ page, servers }) => {
		await openSampleData(page, servers);
		await showView(page, "week");
		const cell = names(page).filter({ hasText: TIME_AND_INITIALS }).first();
		await expect(cell).toBeVisible();
		await page.locator("[data-action=privacy]").click();
		await expect(week(page)).not.toContainText(TIME_AND_INITIALS);
		await expect(
			week(page)
				.locator("[data-names]")
				.filter({ hasText: /\d\d:\d\d/ })
				.first(),
		).toBeVisible();
	});

	test("sixty resources with initials have few elements, also after scrolling", async ({ page, servers }) => {
		const server = await servers.practice({ scenario: "busy" });
		await openConnected(page, servers, server.address);
		await page.locator("[data-action=view-week]").click();
		await names(page).filter({ hasText: TIME_AND_INITIALS }).first().waitFor();
		expect(await page.locator("[data-view] *").count()).toBeLessThan(MOST_ELEMENTS);
		await week(page).evaluate((box) => {
			box.scrollTop = box.scrollHeight;
		});
		const rows = Number(await week(page).getAttribute("aria-rowcount"));
		await expect(week(page).locator(`[aria-rowindex="${rows}"]`)).toBeInViewport();
		expect(await page.locator("[data-view] *").count()).toBeLessThan(MOST_ELEMENTS);
	});
});

test("the button of a short appointment is at least eight pixels wide, and the next one is above it", async ({
	page,
	servers,
}) => {
	await openSampleData(page, servers);
	await showView(page, "week");
	const { body } = await callDesk(page, "open", { view: "week", date: null });
	const cells = body?.kind === "week" ? body.rows.flatMap((row) => row.cells) : [];
	const { resourceId, date } = defined(
		cells.find(({ pieces }) => pieces.filter(({ lengthMin }) => lengthMin <= 20).length > 2),
	);
	const cell = week(page).locator(`[data-resource-id="${resourceId}"][data-date="${date}"]`);
	await cell.hover();
	const buttons = cell.locator("[data-appointment-id]");
	await expect(buttons.first()).toBeAttached();
	for (const button of await buttons.all()) {
		const { x, y, width, height } = defined(await button.boundingBox());
		expect(width).toBeGreaterThanOrEqual(8);
		// What is drawn begins at the left, and a click there opens this appointment.
		const id = await page.evaluate(
			([left, top]) =>
				document
					.elementFromPoint(left, top)
					?.closest("[data-appointment-id]")
					?.getAttribute("data-appointment-id"),
			[x + 1, y + height / 2] as const,
		);
		expect(id).toBe(await button.getAttribute("data-appointment-id"));
	}
});
