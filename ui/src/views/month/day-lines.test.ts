import { expect, test } from "vitest";
import { dayLines, fittingNames, LEAST_WEEK_PX, lettersPerLine, linesOf } from "./day-lines";

const ALL = { starts: true, unpaid: true, offLines: 5, off: 8, statuses: 4 };
const NAMES = ["Ким А.", "Ли К.", "Абенова Н."];
const high = (height: number) => ({ width: 200, height });

test("the least height has room for the start times, the unpaid sum and a line of names", () => {
	expect(dayLines(high(LEAST_WEEK_PX), ALL)).toEqual({ off: 1, reasons: false, statuses: "none" });
});

test("a higher day has its statuses as signs, then all names, then its statuses in words, then the reasons", () => {
	expect(dayLines(high(LEAST_WEEK_PX + 16), ALL)).toEqual({ off: 1, reasons: false, statuses: "signs" });
	expect(dayLines(high(LEAST_WEEK_PX + 48), ALL)).toEqual({ off: 3, reasons: false, statuses: "signs" });
	expect(dayLines(high(LEAST_WEEK_PX + 112), ALL)).toEqual({ off: 5, reasons: false, statuses: "signs" });
	expect(dayLines(high(LEAST_WEEK_PX + 128), ALL)).toEqual({ off: 5, reasons: false, statuses: "words" });
	expect(dayLines(high(LEAST_WEEK_PX + 176), ALL)).toEqual({ off: 8, reasons: true, statuses: "words" });
});

test("what a day does not have leaves its lines to the others", () => {
	const facts = { starts: false, unpaid: false, offLines: 0, off: 0, statuses: 2 };
	expect(dayLines(high(LEAST_WEEK_PX), facts)).toEqual({ off: 0, reasons: true, statuses: "words" });
});

test("a name is not broken, and a line has as many as fit", () => {
	expect(linesOf(NAMES, 13)).toBe(3);
	expect(linesOf(NAMES, 14)).toBe(2);
	expect(fittingNames(NAMES, 14, 1)).toBe(2);
	expect(fittingNames(NAMES, 14, 2)).toBe(3);
});

test("one name is shown although it is longer than the line", () => {
	expect(
		fittingNames(["Константинопольская А.", "Ли К."], lettersPerLine({ width: 110, height: 98 }), 1),
	).toBe(1);
});
