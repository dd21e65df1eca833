import { m } from "../paraglide/messages";

const NARROW_SPACE = "\u202f";
const FIXED_SPACE = "\u00a0";
const MINUS = "\u2212";

/** `12500` as `12 500`, with spaces that do not break. */
export function grouped(value: number): string {
	const digits = String(Math.abs(Math.trunc(value)));
	const text = digits.replace(/\B(?=(\d{3})+$)/g, NARROW_SPACE);
	return value < 0 ? MINUS + text : text;
}

/** Whole tenge as `12 500 ₸`. */
export function tenge(amount: number): string {
	return `${grouped(amount)}${FIXED_SPACE}₸`;
}

const KIB = 1024;
const MIB = KIB * KIB;

/** A number of bytes as `340 КБ` or `12,5 МБ`; less than one kilobyte is one. */
export function fileSize(bytes: number): string {
	if (bytes < MIB) {
		return m.word_kilobytes({ number: grouped(Math.max(Math.round(bytes / KIB), 1)) });
	}
	const tenths = Math.round((bytes / MIB) * 10);
	return m.word_megabytes({ whole: grouped(Math.floor(tenths / 10)), tenth: tenths % 10 });
}

/** A length of time as `1 ч 30 мин`. */
export function minutes(length: number): string {
	const hours = Math.floor(length / 60);
	const rest = length % 60;
	if (hours === 0) {
		return m.word_minutes({ minutes: rest });
	}
	if (rest === 0) {
		return m.word_hours({ hours: grouped(hours) });
	}
	return m.word_hours_minutes({ hours: grouped(hours), minutes: rest });
}
