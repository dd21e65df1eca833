import { beforeAll, describe, expect, test, vi } from "vitest";
import { changeOfKey, WheelSteps } from "./zoom";

const press = (code: string, event: Partial<KeyboardEvent> = {}) =>
	changeOfKey({ code, key: "", ctrlKey: true, metaKey: false, altKey: false, ...event } as KeyboardEvent);

describe("the keys of the text size", () => {
	test("each key by its position, with Ctrl or Cmd, also with Shift", () => {
		for (const [code, key, expected] of [
			["Equal", "=", "larger"],
			["Equal", "һ", "larger"],
			["NumpadAdd", "+", "larger"],
			["Minus", "-", "smaller"],
			["NumpadSubtract", "-", "smaller"],
			["Digit0", "0", "reset"],
			["Numpad0", "0", "reset"],
		] as const) {
			expect(press(code, { key })).toBe(expected);
			expect(press(code, { key, ctrlKey: false, metaKey: true })).toBe(expected);
			expect(press(code, { key, shiftKey: true })).toBe(expected);
		}
	});

	test("other keys, keys without Ctrl, and characters of AltGr are not theirs", () => {
		expect(press("KeyC")).toBeNull();
		expect(press("Equal", { ctrlKey: false })).toBeNull();
		expect(press("Digit0", { altKey: true })).toBeNull();
		// Ctrl+Insert copies.
		expect(press("Numpad0", { key: "Insert" })).toBeNull();
	});
});

describe("the wheel", () => {
	beforeAll(() => vi.stubGlobal("WheelEvent", { DOM_DELTA_PIXEL: 0, DOM_DELTA_LINE: 1 }));

	const turn = (deltas: number[], deltaMode = 0) => {
		const steps = new WheelSteps();
		return deltas.map((deltaY) => steps.add({ deltaY, deltaMode }));
	};

	test("each notch is one step, whatever its pixels are", () => {
		for (const notch of [40, 53, 100, 120, 240]) {
			expect(turn([notch, notch, -notch])).toEqual(["smaller", "smaller", "larger"]);
		}
		expect(turn([3, -3], WheelEvent.DOM_DELTA_LINE)).toEqual(["smaller", "larger"]);
	});

	test("the small movements of a touchpad add up to a step", () => {
		expect(turn(Array<number>(9).fill(-10))).toEqual([
			...[null, null, null, "larger"],
			...[null, null, null, "larger"],
			null,
		]);
	});

	test("a turn begins anew", () => {
		expect(turn([30, -30, -30, 30])).toEqual([null, null, "larger", null]);
	});
});
