import type { DateLabel, SearchHit, SearchResults } from "../bindings";
import { m } from "../paraglide/messages";
import { clientOf } from "../views/shared/visit";
import { dayLong, dayMonth, dayMonthYear, weekdayShort } from "../words/dates";
import { statusWord } from "../words/status";

type Range = NonNullable<SearchResults["searched"]>;

/** Whether a date without its year could be mistaken. */
export function tellsYears([first, last]: Range): boolean {
	return first.year !== last.year;
}

/** `10 ноября – 6 декабря`. */
export function searchedRange(range: Range): string {
	const words = tellsYears(range) ? dayMonthYear : dayMonth;
	return `${words(range[0])} – ${words(range[1])}`;
}

/** `Ср 25 ноября`, `Сегодня, 24 ноября`. */
export function hitDay(date: DateLabel, withYear: boolean): string {
	const day = withYear ? dayMonthYear(date) : dayMonth(date);
	return date.today ? `${m.top_today()}, ${day}` : `${weekdayShort(date.weekday)} ${day}`;
}

export function hitTime(hit: SearchHit): string {
	return `${hit.startLabel}–${hit.endLabel}`;
}

/** All that a hit's row means, in words. */
export function hitLabel(hit: SearchHit): string {
	return [
		hit.date.today ? `${m.top_today()}, ${dayLong(hit.date)}` : dayLong(hit.date),
		hitTime(hit),
		clientOf(hit),
		hit.clientPhone,
		hit.serviceName,
		hit.resourceName,
		statusWord(hit.status),
	]
		.filter((part) => part !== null)
		.join(", ");
}
