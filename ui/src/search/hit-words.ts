import type { DateLabel, SearchHit, SearchResults } from "../bindings";
import { m } from "../paraglide/messages";
import { timeRangeShort } from "../words/appointment";
import { dayMonth, dayMonthYear, weekdayShort } from "../words/dates";

type Range = NonNullable<SearchResults["searched"]>;

/** Whether the range contains the same day and month in two years, so that dates need the year. */
export function needsYears([first, last]: Range): boolean {
	const years = last.year - first.year;
	return years > 1 || (years === 1 && last.iso.slice(5) >= first.iso.slice(5));
}

/** The first and the last searched date. They have a year only if they could be mistaken without it. */
export function searchedDates(range: Range): { first: string; last: string } {
	const dateWords = needsYears(range) ? dayMonthYear : dayMonth;
	return { first: dateWords(range[0]), last: dateWords(range[1]) };
}

/** `Ср 25 ноября`, `Сегодня, 24 ноября`. */
export function hitDay(date: DateLabel, withYear: boolean): string {
	if (date.today) {
		return `${m.top_today()}, ${dayMonth(date)}`;
	}
	return `${weekdayShort(date.weekday)} ${withYear ? dayMonthYear(date) : dayMonth(date)}`;
}

export function hitTime(hit: SearchHit): string {
	return timeRangeShort({ span: hit, endDate: hit.endDate });
}
