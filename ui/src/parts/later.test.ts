import { expect, test } from "vitest";
import { Later } from "./later.svelte";

test("a part is loaded when it is wanted, and not before", async () => {
	let imports = 0;
	const part = new Later(() => {
		imports += 1;
		return Promise.resolve({ default: "the part" });
	});
	expect(part.when(false)).toBeNull();
	expect(imports).toBe(0);
	expect(part.when(true)).toBeNull();
	expect(part.when(true)).toBeNull();
	await part.load();
	expect(part.when(false)).toBe("the part");
	expect(imports).toBe(1);
});

test("a part that the user waits for throws once, and is then loaded again", async () => {
	const reason = new Error("no script");
	let broken = true;
	const part = new Later(() => (broken ? Promise.reject(reason) : Promise.resolve({ default: "the part" })));
	part.when(true);
	await part.load();
	expect(() => part.when(true)).toThrow(reason);
	broken = false;
	expect(part.when(true)).toBeNull();
	await part.load();
	expect(part.when(true)).toBe("the part");
});

test("a part that nobody waited for is loaded again when it is wanted", async () => {
	let broken = true;
	const part = new Later(() =>
		broken ? Promise.reject(new Error("no script")) : Promise.resolve({ default: "the part" }),
	);
	await part.load();
	broken = false;
	expect(part.when(true)).toBeNull();
	await part.load();
	expect(part.when(true)).toBe("the part");
});
