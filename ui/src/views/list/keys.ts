/**
 * The row to which a key moves from a row. Undefined if the key is none of the list's. The left and the right arrow do not
 * move: outside the list they change the period, and inside they must not.
 */
export function rowAfterKey(
	code: string,
	from: number,
	rowCount: number,
	pageRows: number,
): number | undefined {
	const last = rowCount - 1;
	switch (code) {
		case "ArrowUp":
			return Math.max(from - 1, 0);
		case "ArrowDown":
			return Math.min(from + 1, last);
		case "PageUp":
			return Math.max(from - pageRows, 0);
		case "PageDown":
			return Math.min(from + pageRows, last);
		case "Home":
			return 0;
		case "End":
			return last;
		case "ArrowLeft":
		case "ArrowRight":
			return from;
		default:
			return undefined;
	}
}
