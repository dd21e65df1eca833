import { describe, expect, test } from "vitest";
import { paginate, type SectionHeights } from "./paginate";

const section = (rows: readonly number[], of: Partial<SectionHeights> = {}): SectionHeights => ({
	heading: 20,
	columns: 10,
	rows,
	foot: 0,
	ownPage: false,
	...of,
});

/** `section:first-end` of each fragment, with `+` when it continues. */
const short = (pages: ReturnType<typeof paginate>): string[] =>
	pages.map((page) =>
		page
			.map(({ section, first, end, continued }) => `${continued ? "+" : ""}${section}:${first}-${end}`)
			.join(" "),
	);

describe("pages", () => {
	test("sections that fit are on one page", () => {
		expect(short(paginate([section([10, 10]), section([10])], 200, 10))).toEqual(["0:0-2 1:0-1"]);
	});

	test("a section that does not fit continues with its heads", () => {
		expect(short(paginate([section(Array<number>(20).fill(10))], 100, 10))).toEqual([
			"0:0-7",
			"+0:7-14",
			"+0:14-20",
		]);
	});

	test("a heading without room for two rows begins on the next page", () => {
		expect(short(paginate([section([10, 10]), section([10, 10, 10])], 105, 10))).toEqual(["0:0-2", "1:0-3"]);
		expect(short(paginate([section([10, 10]), section([10, 10, 10])], 110, 10))).toEqual([
			"0:0-2 1:0-2",
			"+1:2-3",
		]);
	});

	test("a section with a page of its own leaves the rest of the page empty", () => {
		const own = section([10], { ownPage: true });
		expect(short(paginate([own, own, section([10])], 500, 10))).toEqual(["0:0-1", "1:0-1 2:0-1"]);
	});

	test("what follows the rows stays with the last one", () => {
		expect(short(paginate([section([10, 10, 10], { foot: 60 })], 110, 10))).toEqual(["0:0-2", "+0:2-3"]);
	});

	test("no page is empty, and every row is on one page only", () => {
		for (const height of [5, 30, 90, 400]) {
			const sections = [section([]), section(Array<number>(33).fill(height)), section([height])];
			const pages = paginate(sections, 100, 10);
			expect(pages.every((page) => page.length > 0)).toBe(true);
			const rows = pages
				.flat()
				.flatMap(({ section, first, end }) =>
					Array.from({ length: end - first }, (_, at) => `${section} ${first + at}`),
				);
			expect(rows).toHaveLength(34);
			expect(new Set(rows).size).toBe(34);
		}
	});

	test("a document without sections has no page", () => {
		expect(paginate([], 100, 10)).toEqual([]);
	});
});
