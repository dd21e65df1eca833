import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "@playwright/test";

import { defined } from "../actions.ts";
import { UI } from "../servers.ts";
import { Bench } from "./measure.ts";
import { mediansOf, resultOf, sizesOf, table, type Results } from "./report.ts";
import { ROWS } from "./rows.ts";

/** `cargo xtask bench ui` sets these. */
const folder = defined(process.env.QABYL_BENCH_FOLDER);
const runs = Number(process.env.QABYL_BENCH_RUNS ?? 5);
const only = process.env.QABYL_BENCH_ONLY ?? "";

test("the UI is measured against the floor", async ({ browser }) => {
	const rows = ROWS.filter(({ name }) => name.includes(only));
	expect(rows, `rows whose name contains "${only}"`).not.toEqual([]);
	mkdirSync(folder, { recursive: true });
	const bench = new Bench(browser);
	try {
		const results: Results = {
			runs,
			browser: browser.version(),
			stopwatch: mediansOf(await bench.measureStopwatch(runs)),
			rows: [],
			failures: [],
			scripts: sizesOf(UI, await bench.scriptsOfFirstView()),
		};
		for (const [index, row] of rows.entries()) {
			console.log(`${index + 1} of ${rows.length}: ${row.name}`);
			try {
				results.rows.push(resultOf(row, await bench.measure(row, runs)));
			} catch (reason) {
				// The other rows are still worth their time.
				results.failures.push({ name: row.name, reason: String(reason).split("\n", 1)[0] });
			}
			// After each row, so that a run that is stopped leaves the rows before.
			writeFileSync(join(folder, "ui.json"), `${JSON.stringify(results, null, "\t")}\n`);
			writeFileSync(join(folder, "ui.txt"), table(results));
		}
		expect(results.failures).toEqual([]);
	} finally {
		await bench.stop();
	}
});
