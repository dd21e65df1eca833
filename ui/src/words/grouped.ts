const NARROW_NO_BREAK_SPACE = "\u202f";
const MINUS = "\u2212";

/** `12500` as `12 500`, with narrow spaces at which no line breaks. */
export function grouped(value: number): string {
	const digits = String(Math.abs(Math.trunc(value)));
	const text = digits.replace(/\B(?=(\d{3})+$)/g, NARROW_NO_BREAK_SPACE);
	return value < 0 ? MINUS + text : text;
}
