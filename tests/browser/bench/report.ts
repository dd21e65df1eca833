/** The table and the JSON file of the measurement. */
import { gzipSync } from "node:zlib";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import type { Figures, RowFigures } from "./measure.ts";
import type { Row } from "./rows.ts";

/** Qabyl may take twice the floor's CPU in every row. */
const MAX_RATIO = 2;
/** The scripts of the first view may have this size, compressed. */
const MAX_FIRST_PAINT_BYTES = 100_000;

/** The medians of one side. */
export type Medians = { [Name in Exclude<keyof Figures, "frames">]: number | null } & {
	lateFrames: number | null;
};

export interface RowResult {
	name: string;
	kind: Row["kind"];
	floor: Medians;
	qabyl: Medians;
	/** Qabyl's CPU time divided by the floor's. */
	ratio: number;
}

export interface Scripts {
	firstPaintBytes: number;
	allBytes: number;
}

export interface Results {
	runs: number;
	browser: string;
	stopwatch: Medians;
	rows: RowResult[];
	/** Rows that could not be measured, and why. */
	failures: { name: string; reason: string }[];
	scripts: Scripts;
}

function median(values: readonly (number | null | undefined)[]): number | null {
	const sorted = values.filter((value) => typeof value === "number").sort((one, other) => one - other);
	const middle = Math.floor(sorted.length / 2);
	if (sorted.length === 0) {
		return null;
	}
	return sorted.length % 2 === 0 ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle];
}

export const mediansOf = (runs: readonly Figures[]): Medians => ({
	wallMs: median(runs.map((run) => run.wallMs)),
	cpuMs: median(runs.map((run) => run.cpuMs)),
	bytes: median(runs.map((run) => run.bytes)),
	viewElements: median(runs.map((run) => run.viewElements)),
	elements: median(runs.map((run) => run.elements)),
	heapBytes: median(runs.map((run) => run.heapBytes)),
	lateFrames: median(runs.map((run) => run.frames?.late)),
});

export function resultOf({ name, kind }: Row, figures: RowFigures): RowResult {
	const floor = mediansOf(figures.floor);
	const qabyl = mediansOf(figures.qabyl);
	return { name, kind, floor, qabyl, ratio: (qabyl.cpuMs ?? NaN) / (floor.cpuMs ?? NaN) };
}

/** The compressed sizes of the built scripts. `firstPaint` are paths under the folder of the built UI. */
export function sizesOf(dist: string, firstPaint: readonly string[]): Scripts {
	const compressed = (path: string) => gzipSync(readFileSync(join(dist, path)), { level: 9 }).length;
	const sum = (paths: readonly string[]) => paths.reduce((bytes, path) => bytes + compressed(path), 0);
	const all = readdirSync(dist, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".js"));
	return { firstPaintBytes: sum(firstPaint), allBytes: sum(all) };
}

const whole = (value: number | null): string =>
	value === null ? "" : Math.round(value).toLocaleString("en");
const megabytes = (bytes: number | null): string => (bytes === null ? "" : (bytes / 1e6).toFixed(1));
const kilobytes = (bytes: number | null): string => (bytes === null ? "" : whole(bytes / 1e3));
const aim = (isReached: boolean): string => (isReached ? "" : "MISSED");

const ratioCells = ({ ratio }: RowResult): [string, string] => [ratio.toFixed(1), aim(ratio <= MAX_RATIO)];

/** Lines of aligned cells. The first cell is aligned to the left, the others to the right. */
function aligned(rows: readonly (readonly string[])[]): string {
	const widths = rows[0].map((_, index) => Math.max(...rows.map((row) => row[index].length)));
	return rows
		.map((row) =>
			row
				.map((cell, index) => (index === 0 ? cell.padEnd(widths[index]) : cell.padStart(widths[index])))
				.join("  ")
				.trimEnd(),
		)
		.join("\n");
}

const PRESS_HEAD = [
	"press of a key",
	"floor CPU ms",
	"Qabyl CPU ms",
	"ratio",
	"aim 2",
	"floor wall ms",
	"Qabyl wall ms",
	"floor elements",
	"view",
	"document",
	"heap MB",
	"crossing KB",
];
const SCROLL_HEAD = [
	"scrolling, 60 frames",
	"floor over 33 ms",
	"Qabyl over 33 ms",
	"floor CPU ms",
	"Qabyl CPU ms",
	"ratio",
	"aim 2",
	"floor elements",
	"view",
	"document",
	"heap MB",
];

function pressCells(row: RowResult): string[] {
	const { name, floor, qabyl } = row;
	return [
		name,
		whole(floor.cpuMs),
		whole(qabyl.cpuMs),
		...ratioCells(row),
		whole(floor.wallMs),
		whole(qabyl.wallMs),
		whole(floor.viewElements),
		whole(qabyl.viewElements),
		whole(qabyl.elements),
		megabytes(qabyl.heapBytes),
		kilobytes(qabyl.bytes),
	];
}

function scrollCells(row: RowResult): string[] {
	const { name, floor, qabyl } = row;
	return [
		name,
		whole(floor.lateFrames),
		whole(qabyl.lateFrames),
		whole(floor.cpuMs),
		whole(qabyl.cpuMs),
		...ratioCells(row),
		whole(floor.viewElements),
		whole(qabyl.viewElements),
		whole(qabyl.elements),
		megabytes(qabyl.heapBytes),
	];
}

/** The results as text. */
export function table(results: Results): string {
	const { runs, browser, stopwatch, rows, failures, scripts } = results;
	const ofKind = (kind: Row["kind"]) => rows.filter((row) => row.kind === kind);
	const sections = [
		`Chromium ${browser}, medians of ${runs}`,
		aligned([PRESS_HEAD, ...ofKind("press").map(pressCells)]),
		`The stop-watch itself: ${whole(stopwatch.cpuMs)} ms of CPU, ${whole(stopwatch.wallMs)} ms of wall time in each press.`,
		aligned([SCROLL_HEAD, ...ofKind("scroll").map(scrollCells)]),
		aligned([
			["JavaScript, gzipped", "KB", "aim 100"],
			[
				"first paint",
				kilobytes(scripts.firstPaintBytes),
				aim(scripts.firstPaintBytes <= MAX_FIRST_PAINT_BYTES),
			],
			["all", kilobytes(scripts.allBytes), ""],
		]),
		...failures.map(({ name, reason }) => `NOT MEASURED: ${name}: ${reason}`),
	];
	return `${sections.join("\n\n")}\n`;
}
