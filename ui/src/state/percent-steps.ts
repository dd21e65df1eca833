/** The usual values of the text size and of the density, in percent. */
const STEPS: readonly number[] = [80, 90, 100, 110, 125, 150];

/** The usual values and `percent`, which is a choice even when it is not a usual one. */
export function choicesWith(percent: number): readonly number[] {
	return STEPS.includes(percent) ? STEPS : [...STEPS, percent].toSorted((a, b) => a - b);
}

/** The next larger or smaller usual value; `percent` itself when there is none. */
export function nextStep(percent: number, direction: "larger" | "smaller"): number {
	const next =
		direction === "larger" ? STEPS.find((step) => step > percent) : STEPS.findLast((step) => step < percent);
	return next ?? percent;
}
