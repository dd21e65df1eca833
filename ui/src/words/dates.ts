import type { DateLabel, DateTimeLabel, Period, ViewKind } from "../bindings";
import { language } from "../state/language.svelte";
import { CALENDAR_NAMES } from "./calendar-names";
import { fromTime, fromWord } from "./kazakh";

const NO_BREAK_SPACE = "\u00a0";

type Day = Pick<DateLabel, "year" | "month" | "day">;

function calendarNames() {
	return CALENDAR_NAMES[language()];
}

function monthOfDate(month: number): string {
	return calendarNames().monthsOfDate[month - 1] ?? "";
}

/** `понедельник`; 1 is Monday. */
export function weekday(number: number): string {
	return calendarNames().weekdays[number - 1] ?? "";
}

/** `Пн`; 1 is Monday. */
export function weekdayShort(number: number): string {
	return calendarNames().weekdaysShort[number - 1] ?? "";
}

/** `24 ноября`. */
export function dayMonth(date: Day): string {
	return `${date.day}${NO_BREAK_SPACE}${monthOfDate(date.month)}`;
}

/** `24 ноября 2025`. */
export function dayMonthYear(date: Day): string {
	return withYear(dayMonth(date), date.year);
}

/** `понедельник, 24 ноября`. */
export function dayLong(date: DateLabel): string {
	return language() === "kk"
		? `${dayMonth(date)}, ${weekday(date.weekday)}`
		: `${weekday(date.weekday)}, ${dayMonth(date)}`;
}

/** `Пн, 24 ноября`. */
export function dayAndMonth(date: DateLabel): string {
	const day = dayMonth(date);
	const name = weekdayShort(date.weekday);
	return language() === "kk" ? `${day}, ${name}` : `${name}, ${day}`;
}

/** `14:05` today, `23 ноября, 14:05` on another day. */
export function moment(label: DateTimeLabel): string {
	return label.date.today ? label.time : `${dayMonth(label.date)}, ${label.time}`;
}

/** The day with which something begins, as it stands before `бастап` in Kazakh: `24 ноября`, `24 қарашадан`. */
export function dayMonthFrom(date: Day): string {
	return language() === "kk" ? fromWord(dayMonth(date)) : dayMonth(date);
}

/** The moment since which something holds, as it stands before `бері` in Kazakh: `14:05`, `14:05-тен`. */
export function momentSince(label: DateTimeLabel): string {
	const text = moment(label);
	return language() === "kk" ? fromTime(text) : text;
}

/** `Пн 24`. */
export function dayShort(date: DateLabel): string {
	return `${weekdayShort(date.weekday)}${NO_BREAK_SPACE}${date.day}`;
}

/** `Ноябрь 2025`. */
export function monthTitle(year: number, month: number): string {
	const name = calendarNames().months[month - 1] ?? "";
	return language() === "kk" ? `${year}${NO_BREAK_SPACE}жылғы ${name.toLowerCase()}` : `${name} ${year}`;
}

/** The title of a period, for the window's heading. */
export function dateTitle(period: Period, view: ViewKind): string {
	switch (view) {
		case "day":
			return dayTitle(period.date);
		case "month":
			return monthTitle(period.date.year, period.date.month);
		case "week":
		case "list":
			return rangeTitle(period.first, period.last);
	}
}

/** The title where there is little room, without the year except for a month: `Вт, 24 нояб.`, `24–30 нояб.` */
export function shortDateTitle(period: Period, view: ViewKind): string {
	switch (view) {
		case "day":
			return shortDayTitle(period.date);
		case "month":
			return monthTitle(period.date.year, period.date.month);
		case "week":
		case "list":
			return shortRangeTitle(period.first, period.last);
	}
}

function shortDayTitle(date: DateLabel): string {
	const day = dayMonthShort(date);
	const name = weekdayShort(date.weekday);
	return language() === "kk" ? `${day}, ${name}` : `${name}, ${day}`;
}

function shortRangeTitle(first: Day, last: Day): string {
	if (first.year !== last.year || first.month !== last.month) {
		return `${dayMonthShort(first)} – ${dayMonthShort(last)}`;
	}
	return first.day === last.day ? dayMonthShort(first) : `${first.day}–${dayMonthShort(last)}`;
}

function dayMonthShort(date: Day): string {
	return `${date.day}${NO_BREAK_SPACE}${calendarNames().monthsShort[date.month - 1] ?? ""}`;
}

function dayTitle(date: DateLabel): string {
	if (language() === "kk") {
		return `${dayMonthYear(date)}, ${weekday(date.weekday)}`;
	}
	const name = weekday(date.weekday);
	return `${name.charAt(0).toUpperCase()}${name.slice(1)}, ${dayMonthYear(date)}`;
}

/** `24–30 ноября 2025`; with both months or both years if they differ. */
function rangeTitle(first: Day, last: Day): string {
	if (first.year !== last.year) {
		return `${dayMonthYear(first)} – ${dayMonthYear(last)}`;
	}
	if (first.month !== last.month) {
		return withYear(`${dayMonth(first)} – ${dayMonth(last)}`, last.year);
	}
	if (first.day === last.day) {
		return dayMonthYear(first);
	}
	return withYear(`${first.day}–${dayMonth(last)}`, last.year);
}

/** In Kazakh the year is first. */
function withYear(text: string, year: number): string {
	return language() === "kk" ? `${year}${NO_BREAK_SPACE}ж. ${text}` : `${text} ${year}`;
}
