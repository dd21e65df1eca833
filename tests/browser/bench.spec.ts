import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { test as base } from "@playwright/test";

import { addDays, calendarBody, DATA_SETS, visitsOn, type DataSet } from "./bench/data-sets.ts";
import { Bench } from "./bench/measure.ts";
import { mediansOf, resultOf, sizesOf, table, type RowResult } from "./bench/report.ts";
import { ROWS, type PressRow, type ScrollRow } from "./bench/rows.ts";
import { MeasuredPage, QUIET_MS } from "./bench/stopwatch.ts";
import { defined } from "./actions.ts";
import { expect } from "./fixtures.ts";
import { TODAY, UI } from "./servers.ts";

/** `cargo xtask bench ui` still works: one press and one short scrolling, measured once. */
const test = base.extend<{ bench: Bench }>({
	bench: async ({ browser }, use) => {
		const bench = new Bench(browser);
		await use(bench);
		await bench.stop();
	},
});

const WEEK = { from: "2026-11-22T19:00:00Z", to: "2026-11-29T19:00:00Z" };

const rowNamed = (name: string): PressRow => {
	const row = defined(ROWS.find((row) => row.name === name));
	if (row.kind !== "press") {
		throw new Error(`${name} is not the row of a press`);
	}
	return row;
};

test("data sets have the sizes that the rows are named after", () => {
	const { clinic, large, list, payments } = DATA_SETS;
	const sum = (set: DataSet, from: string, days: number) =>
		Array.from({ length: days }, (_, day) => visitsOn(set, addDays(from, day)).length).reduce(
			(sum, count) => sum + count,
		);
	expect(visitsOn(clinic, TODAY)).toHaveLength(200);
	expect(sum(clinic, "2026-11-01", 30)).toBe(6_000);
	expect(visitsOn(large, TODAY)).toHaveLength(1_000);
	expect(sum(large, large.firstDate, 7)).toBe(7_000);
	expect(sum(list, list.firstDate, 7)).toBe(10_003);
	expect(sum(payments, payments.firstDate, 42)).toBe(22_260);
	const { payload } = JSON.parse(calendarBody(payments, "2026-10-25T19:00:00Z", "2026-12-06T19:00:00Z")) as {
		payload: { appointments: object[]; payments: object[] };
	};
	expect(payload.appointments).toHaveLength(22_260);
	expect(payload.payments.length).toBeGreaterThan(13_000);
	expect(payload.payments.length).toBeLessThan(15_000);
});

test("a data set is the same in every run, and realistic", () => {
	const body = calendarBody(DATA_SETS.clinic, WEEK.from, WEEK.to);
	expect(calendarBody(DATA_SETS.clinic, WEEK.from, WEEK.to)).toBe(body);

	const visits = visitsOn(DATA_SETS.clinic, TODAY);
	const statuses = new Set(visits.map(({ status }) => status));
	expect([...statuses].sort()).toEqual(["cancelled", "completed", "confirmed", "no_show", "scheduled"]);
	const durations = visits.map(({ durationMin }) => durationMin);
	expect([Math.min(...durations), Math.max(...durations)]).toEqual([10, 60]);
	const overlapping = visits.filter((visit) =>
		visits.some(
			(other) =>
				other !== visit &&
				other.resource === visit.resource &&
				other.startMin < visit.startMin + visit.durationMin &&
				visit.startMin < other.startMin + other.durationMin,
		),
	);
	expect(overlapping.length).toBeGreaterThan(0);
	expect(overlapping.length).toBeLessThan(visits.length / 2);
});

test("a press is measured on both sides", async ({ bench }) => {
	const row = rowNamed("month 6,000");
	const figures = await bench.measure(row, 1);
	const { floor, qabyl } = resultOf(row, figures);
	for (const side of [floor, qabyl]) {
		for (const figure of ["wallMs", "cpuMs", "heapBytes", "elements", "viewElements"] as const) {
			expect(side[figure], figure).toBeGreaterThan(0);
		}
	}
	// The ground, the heads of the weekdays, and four elements for each day.
	expect(floor.viewElements).toBe(1 + 7 + 42 * 4);
	expect(floor.bytes).toBe(0);
	expect(qabyl.bytes).toBeGreaterThan(0);
	expect(defined(qabyl.elements)).toBeGreaterThan(defined(qabyl.viewElements));
});

test("a press lasts until the body of the answer has come and is drawn", async ({ page }) => {
	const delayMs = 3 * QUIET_MS;
	const server = createServer((request, response) => {
		response.setHeader("content-type", request.url === "/" ? "text/html" : "application/json");
		if (request.url === "/") {
			response.end(`<p></p><script>
				addEventListener("keydown", async () => {
					document.querySelector("p").textContent = "asked";
					const answer = await fetch("/desk/open");
					document.querySelector("p").textContent = (await answer.json()).text;
				});
			</script>`);
		} else {
			response.write("{");
			setTimeout(() => response.end('"text": "drawn"}'), delayMs);
		}
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const measured = await MeasuredPage.prepare(page);
	await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
	const { wallMs, bytes } = await measured.measurePress("KeyD");
	expect(await page.locator("p").textContent()).toBe("drawn");
	expect(wallMs).toBeGreaterThan(delayMs / 2);
	expect(bytes).toBe('{"text": "drawn"}'.length);
	server.closeAllConnections();
	server.close();
});

test("the floor of a panel has the texts of the panel", async ({ bench }) => {
	const row = rowNamed("one letter, clinic");
	const { floor } = await bench.measure(row, 1);
	const { floor: floorOfSearch } = await bench.measure(rowNamed("search, clinic"), 1);
	expect(floor[0].viewElements).toBeGreaterThan(floorOfSearch[0].viewElements);
});

test("a scrolling is measured on both sides", async ({ bench }) => {
	const row: ScrollRow = {
		kind: "scroll",
		name: "clinic's day",
		set: "clinic",
		before: [],
		from: { view: "day", date: TODAY },
		scroll: { axis: "y", frames: 5, pxPerFrame: 20 },
	};
	const { floor, qabyl } = await bench.measure(row, 1);
	for (const [{ frames, cpuMs, viewElements }] of [floor, qabyl]) {
		expect(frames?.count).toBe(5);
		expect(frames?.late).toBeLessThanOrEqual(5);
		expect(cpuMs).toBeGreaterThan(0);
		expect(viewElements).toBeGreaterThan(100);
	}
});

test("the scripts of the first view are among all scripts", async ({ bench }) => {
	const paths = await bench.scriptsOfFirstView();
	const { firstPaintBytes, allBytes } = sizesOf(UI, paths);
	expect(firstPaintBytes).toBeGreaterThan(10_000);
	expect(allBytes).toBeGreaterThan(firstPaintBytes);
});

test("the table marks the aims that are missed", () => {
	const figures = (cpuMs: number) =>
		mediansOf(
			[cpuMs, cpuMs + 2, cpuMs + 1].map((cpuMs) => ({
				wallMs: 3,
				cpuMs,
				bytes: 1_000,
				frames: null,
				viewElements: 10,
				elements: 20,
				heapBytes: 5e6,
			})),
		);
	const row = (name: string, cpuMs: number): RowResult => {
		const [floor, qabyl] = [figures(9), figures(cpuMs)];
		return { name, kind: "press", floor, qabyl, ratio: defined(qabyl.cpuMs) / defined(floor.cpuMs) };
	};
	const text = table({
		runs: 3,
		browser: "1",
		stopwatch: figures(4),
		rows: [row("fast", 19), row("slow", 20)],
		failures: [{ name: "gone", reason: "no view" }],
		scripts: { firstPaintBytes: 100_001, allBytes: 200_000 },
	});
	const words = text.split("\n").map((line) => line.split(/\s+/).join(" "));
	expect(words).toContain("fast 10 20 2.0 3 3 10 10 20 5.0 1");
	expect(words).toContain("slow 10 21 2.1 MISSED 3 3 10 10 20 5.0 1");
	expect(words).toContain("first paint 100 MISSED");
	expect(words).toContain("all 200");
	expect(words).toContain("NOT MEASURED: gone: no view");
});
