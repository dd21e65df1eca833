import { beforeEach, describe, expect, test } from "vitest";
import type { DeskError, ListRow, ListView, LoadedListRows, LoadListRows } from "../../bindings";
import { settled } from "../../state/test-desk";
import { rowAfterKey } from "./keys";
import { LoadedRows } from "./loaded-rows.svelte";

interface Sent {
	request: LoadListRows;
	answer: (response: LoadedListRows) => Promise<void>;
	fail: () => Promise<void>;
}

let sent: Sent[];
let outdated: number;
let failures: DeskError[];

const source = {
	load: (request: LoadListRows) =>
		new Promise<LoadedListRows>((resolve, reject) => {
			sent.push({
				request,
				answer: (response) => {
					resolve(response);
					return settled();
				},
				fail: () => {
					reject(new Error("no connection"));
					return settled();
				},
			});
		}),
	outdated: () => {
		outdated += 1;
	},
	failed: (error: DeskError) => {
		failures.push(error);
	},
};

const ROWS_A_DAY = 200;
const day = (number: number) => ({ iso: `day ${number}` });

/** Rows whose ids are their numbers. */
const rowsFrom = (first: number, count: number): ListRow[] =>
	Array.from({ length: count }, (_, index) => {
		const id = first + index;
		return { id, date: day(1 + Math.floor(id / ROWS_A_DAY)) } as ListRow;
	});

const answerTo = ({ rows: { first, count } }: LoadListRows, revision = "one"): LoadedListRows => ({
	revision,
	rows: rowsFrom(first, count),
});

/** Seven days of 200 rows each, of which some are here. */
function list(first: number, count: number): LoadedRows {
	const sections = [1, 2, 3, 4, 5, 6, 7].map((number) => ({
		head: { kind: "day", date: day(number) },
		rowCount: ROWS_A_DAY,
	}));
	const view = { sections, resources: [], first, rows: rowsFrom(first, count) } as unknown as ListView;
	return new LoadedRows(view, "day 1", "one", source);
}

const request = (index: number): Sent => {
	const found = sent[index];
	if (!found) {
		throw new Error(`no request ${index}`);
	}
	return found;
};

beforeEach(() => {
	sent = [];
	outdated = 0;
	failures = [];
});

describe("the rows of the list", () => {
	test("the rows with which the list came need no request", () => {
		const rows = list(360, 120);
		rows.need([{ first: 400, end: 430 }]);
		expect(sent).toEqual([]);
		expect([rows.at(359), rows.at(360)?.id, rows.at(479)?.id, rows.at(480)]).toEqual([
			undefined,
			360,
			479,
			undefined,
		]);
	});

	test("only missing rows are requested, with some that will be needed next", async () => {
		const rows = list(360, 120);
		rows.need([{ first: 450, end: 480 }]);
		expect(request(0).request).toEqual({ date: "day 1", rows: { first: 480, count: 60 } });
		await request(0).answer(answerTo(request(0).request));
		expect(rows.at(500)?.id).toBe(500);
		rows.need([{ first: 490, end: 520 }]);
		expect(sent).toHaveLength(1);
		rows.need([{ first: 500, end: 530 }]);
		expect(sent).toHaveLength(2);
		expect(request(1).request.rows).toEqual({ first: 540, count: 50 });
	});

	test("while a request runs, what has been passed by is not requested", async () => {
		const rows = list(0, 120);
		rows.need([{ first: 300, end: 330 }]);
		rows.need([{ first: 600, end: 630 }]);
		rows.need([{ first: 1370, end: 1400 }]);
		expect(sent).toHaveLength(1);
		await request(0).answer(answerTo(request(0).request));
		expect(sent).toHaveLength(2);
		expect(request(1).request.rows).toEqual({ first: 1310, count: 90 });
		await request(1).answer(answerTo(request(1).request));
		expect(sent).toHaveLength(2);
		expect(rows.at(1399)?.id).toBe(1399);
	});

	test("a row out of sight is loaded, too, if it has the focus", async () => {
		const rows = list(0, 120);
		rows.need([
			{ first: 0, end: 30 },
			{ first: 700, end: 701 },
		]);
		await request(0).answer(answerTo(request(0).request));
		expect(rows.at(700)?.id).toBe(700);
	});

	test("rows of other data are discarded and the list is opened again", async () => {
		const rows = list(0, 120);
		rows.need([{ first: 300, end: 330 }]);
		await request(0).answer(answerTo(request(0).request, "two"));
		expect(rows.at(300)).toBeUndefined();
		expect(outdated).toBe(1);
		expect(sent).toHaveLength(1);
	});

	test("an answer with fewer rows than the list has is not used", async () => {
		const rows = list(0, 120);
		rows.need([{ first: 300, end: 330 }]);
		await request(0).answer({ revision: "one", rows: [] });
		expect([rows.at(300), outdated, sent.length]).toEqual([undefined, 1, 1]);
	});

	test("a failure is reported once, and the rows are requested again at the next step", async () => {
		const rows = list(0, 120);
		rows.need([{ first: 300, end: 330 }]);
		await request(0).fail();
		expect(failures.map(({ code }) => code)).toEqual(["bad_request"]);
		expect(sent).toHaveLength(1);
		rows.need([{ first: 308, end: 338 }]);
		expect(sent).toHaveLength(2);
	});

	test("rows that have been replaced use no answer and send no request", async () => {
		const rows = list(0, 120);
		rows.need([{ first: 300, end: 330 }]);
		rows.need([{ first: 900, end: 930 }]);
		rows.end();
		await request(0).answer(answerTo(request(0).request, "two"));
		expect([rows.at(300), outdated, sent.length]).toEqual([undefined, 0, 1]);
	});

	test("no request is larger than the desk allows", () => {
		list(0, 120).need([{ first: 200, end: 1400 }]);
		expect(request(0).request.rows).toEqual({ first: 140, count: 500 });
	});

	test("an appointment is found on its own date only", () => {
		const rows = list(150, 120);
		expect(rows.find(199, "day 1")?.id).toBe(199);
		expect(rows.numberOf(200, "day 2")).toBe(200);
		expect(rows.find(199, "day 2")).toBeUndefined();
		expect(rows.find(100, "day 1")).toBeUndefined();
		expect(rows.find(199, "another day")).toBeUndefined();
	});
});

describe("the keys of the list", () => {
	test.each([
		["ArrowDown", 5, 6],
		["ArrowDown", 99, 99],
		["ArrowUp", 5, 4],
		["ArrowUp", 0, 0],
		["PageDown", 5, 25],
		["PageDown", 95, 99],
		["PageUp", 25, 5],
		["PageUp", 5, 0],
		["Home", 50, 0],
		["End", 50, 99],
		["ArrowLeft", 50, 50],
		["ArrowRight", 50, 50],
		["KeyD", 50, undefined],
	] as const)("%s from row %d goes to %s", (code, from, to) => {
		expect(rowAfterKey(code, from, 100, 20)).toBe(to);
	});
});
