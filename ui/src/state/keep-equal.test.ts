import { expect, test } from "vitest";
import { keepEqual } from "./keep-equal";

const json = (text: string): unknown => JSON.parse(text);

test("an equal value is the present one", () => {
	const present = json('{"days": [{"a": 1, "b": null}], "zone": "Asia/Almaty"}');
	expect(keepEqual(present, json('{"days": [{"a": 1, "b": null}], "zone": "Asia/Almaty"}'))).toBe(present);
});

test("a changed part is new, and the others are the present ones", () => {
	const present = {
		cells: [
			{ id: 1, at: 10 },
			{ id: 2, at: 20 },
		],
	};
	const kept = keepEqual(present, {
		cells: [
			{ id: 1, at: 10 },
			{ id: 2, at: 25 },
		],
	});
	expect(kept).toEqual({
		cells: [
			{ id: 1, at: 10 },
			{ id: 2, at: 25 },
		],
	});
	expect(kept).not.toBe(present);
	expect(kept.cells[0]).toBe(present.cells[0]);
	expect(kept.cells[1]).not.toBe(present.cells[1]);
});

test.each([
	["a shorter list", [1, 2, 3], [1, 2]],
	["a longer list", [1], [1, 2]],
	["a missing field", { a: 1, b: 2 }, { a: 1 }],
	["another field", { a: 1 }, { b: 1 }],
	["null instead of an object", { a: { b: 1 } }, { a: null }],
	["an object instead of a list", [1], { 0: 1 }],
	["nothing before", null, { a: 1 }],
])("%s is the new value", (_, present, next) => {
	const expected: unknown = JSON.parse(JSON.stringify(next));
	expect(keepEqual(present, next)).toEqual(expected);
	expect(keepEqual(present, next)).not.toBe(present);
});
