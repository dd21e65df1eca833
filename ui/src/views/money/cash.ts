/** The notes and coins of Kazakhstan that a cash desk has, in tenge. */
export const NOTES: readonly number[] = [20_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100, 50, 20, 10, 5];

/** The desk stores no larger amount, and no larger number of notes. */
const MAX_AMOUNT = 1_000_000_000_000;
const MAX_COUNT = 1_000_000;

const SPACES = /[\s\u00a0\u202f]/gu;
const DIGITS = /^\d+$/u;

function read(text: string, max: number): number | null {
	const digits = text.replaceAll(SPACES, "");
	if (digits === "") {
		return 0;
	}
	const number = Number(digits);
	return DIGITS.test(digits) && number <= max ? number : null;
}

/** A typed number of notes. Nothing is zero. Null for what is no whole number. */
export const readCount = (text: string): number | null => read(text, MAX_COUNT);

/** A typed amount in whole tenge, also with spaces: `12 500`. Nothing is zero. Null for what is no amount. */
export const readAmount = (text: string): number | null => read(text, MAX_AMOUNT);

/** The sum of notes, by their numbers in the order of `NOTES`. Null if a number is missing, or if the sum is too large. */
export function cashSum(counts: readonly (number | null)[]): number | null {
	let sum = 0;
	for (const [index, note] of NOTES.entries()) {
		const count = counts[index];
		if (count === null || count === undefined) {
			return null;
		}
		sum += note * count;
	}
	return sum <= MAX_AMOUNT ? sum : null;
}
