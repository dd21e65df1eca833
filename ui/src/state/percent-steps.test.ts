import { expect, test } from "vitest";
import { choicesWith, nextStep } from "./percent-steps";

test("the steps go through all usual values and end at the largest and the smallest", () => {
	const way = (from: number, direction: "larger" | "smaller") => {
		const values = [from];
		for (let count = 0; count < 6; count += 1) {
			values.push(nextStep(values.at(-1) ?? 0, direction));
		}
		return values;
	};
	expect(way(80, "larger")).toEqual([80, 90, 100, 110, 125, 150, 150]);
	expect(way(150, "smaller")).toEqual([150, 125, 110, 100, 90, 80, 80]);
});

test("an unusual value is a choice, and the steps lead from it to its neighbours", () => {
	expect(choicesWith(110)).toEqual([80, 90, 100, 110, 125, 150]);
	expect(choicesWith(117)).toEqual([80, 90, 100, 110, 117, 125, 150]);
	expect([nextStep(117, "larger"), nextStep(117, "smaller")]).toEqual([125, 110]);
});
