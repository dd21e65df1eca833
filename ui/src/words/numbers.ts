import { m } from "../paraglide/messages";
import { language } from "../state/language.svelte";
import { grouped } from "./grouped";
import { fromDuration } from "./kazakh";

const NO_BREAK_SPACE = "\u00a0";

export { grouped };

/** Whole tenge as `12 500 ₸`. */
export function tenge(amount: number): string {
	return `${grouped(amount)}${NO_BREAK_SPACE}₸`;
}

const KIB = 1024;
const MIB = KIB * KIB;

/** A number of bytes as `340 КБ` or `12,5 МБ`. Less than one kilobyte is written as one. */
export function fileSize(bytes: number): string {
	if (bytes < MIB) {
		return m.word_kilobytes({ number: grouped(Math.max(Math.round(bytes / KIB), 1)) });
	}
	const tenths = Math.round((bytes / MIB) * 10);
	return m.word_megabytes({ whole: grouped(Math.floor(tenths / 10)), tenth: tenths % 10 });
}

/** A duration in minutes, hours or days, for one that can be of any size. */
export function longDuration(durationMin: number): string {
	const days = Math.floor(durationMin / (24 * 60));
	return days < 2 ? minutes(durationMin) : m.word_days({ count: days, days: grouped(days) });
}

/** A duration in minutes as `1 ч 30 мин`. */
export function minutes(durationMin: number): string {
	const hours = Math.floor(durationMin / 60);
	const rest = durationMin % 60;
	if (hours === 0) {
		return m.word_minutes({ minutes: rest });
	}
	if (rest === 0) {
		return m.word_hours({ hours: grouped(hours) });
	}
	return m.word_hours_minutes({ hours: grouped(hours), minutes: rest });
}

/** A duration after which something is possible, as it stands before `кейін` in Kazakh: `30 мин`, `30 минуттан`. */
export function minutesAfter(durationMin: number): string {
	return language() === "kk" ? fromDuration(durationMin) : minutes(durationMin);
}
