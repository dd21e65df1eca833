/** The usual values of the text size and of the density, in percent. */
const STEPS: readonly number[] = [80, 90, 100, 110, 125, 150];

/** The usual values and `percent`, which is a choice even when it is not a usual one. */
export function choicesWith(percent: number): readonly number[] {
	return STEPS.includes(percent) ? STEPS : [...STEPS, percent].toSorted((a, b) => a - b);
}
