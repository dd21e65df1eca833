import type { MoneyColumn } from "../../bindings";

/** The least width of a column in pixels, and its part of the rest. */
const WIDTHS: Readonly<Record<MoneyColumn, readonly [number, number]>> = {
	time: [112, 0],
	appointment: [112, 0],
	amount: [88, 0],
	shouldBe: [88, 2],
	method: [96, 1],
	kind: [112, 1],
	employee: [84, 1],
	client: [104, 3],
	phone: [160, 0],
	service: [88, 3],
	resource: [104, 2],
	status: [128, 1],
	age: [64, 0],
	price: [80, 0],
	received: [80, 0],
};

/** The distance of two columns, and the room at both ends of a row, in pixels. */
const GAP_PX = 12;
const END_PX = 16;

/** The first column says whose row it is, if it is a name. */
const NAME_PX = 150;

const leastOf = (column: MoneyColumn, index: number): number => {
	const [least, part] = WIDTHS[column];
	return index === 0 && part > 0 ? NAME_PX : least;
};

/** A value of `grid-template-columns`. */
export const tracksOf = (columns: readonly MoneyColumn[]): string =>
	columns
		.map((column, index) => {
			const [, part] = WIDTHS[column];
			const least = leastOf(column, index);
			return part === 0 ? `${least}px` : `minmax(${least}px, ${part}fr)`;
		})
		.join(" ");

/** With less, the table scrolls to the side. */
export const leastWidth = (columns: readonly MoneyColumn[]): number =>
	columns.reduce((sum, column, index) => sum + leastOf(column, index), 0) +
	(columns.length - 1) * GAP_PX +
	2 * END_PX;
