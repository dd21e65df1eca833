import { expect, test } from "vitest";
import { outlineColor, signColorOn } from "./contrast";

test("a sign is white on a colour on which white can be seen, else black", () => {
	for (const dark of ["#000000", "#4f46e5", "#dc2626", "#808080"]) {
		expect(signColorOn(dark), dark).toBe("#ffffff");
	}
	for (const light of ["#ffffff", "#facc15", "#a3e635", "#F5F5F5"]) {
		expect(signColorOn(light), light).toBe("#000000");
	}
});

test("a colour that would vanish in a theme has another outline there", () => {
	const mixed = (color: string) => `color-mix(in oklab, ${color} 45%, var(--text))`;
	expect(outlineColor("#ffffff")).toBe(`light-dark(${mixed("#ffffff")}, #ffffff)`);
	expect(outlineColor("#000000")).toBe(`light-dark(#000000, ${mixed("#000000")})`);
	expect(outlineColor("#808080")).toBe("light-dark(#808080, #808080)");
});
