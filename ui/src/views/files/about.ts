import type { DateLabel, DateTimeLabel } from "../../bindings";
import { m } from "../../paraglide/messages";
import { filter } from "../../state/filter.svelte";
import { period } from "../../state/period.svelte";
import { privacy } from "../../state/privacy.svelte";
import { session } from "../../state/session.svelte";
import { dayMonthYear } from "../../words/dates";
import { filterChips } from "../../words/filter";

/** A moment with its date, also today's: a file is read on other days. */
const fullMoment = ({ date, time }: DateTimeLabel): string => `${dayMonthYear(date)}, ${time}`;

/** What a file shows, in words: the clinic, the dates, the filter, and how old the data are. */
export function aboutLines(dates: string, further: readonly string[] = []): string[] {
	const chips = filterChips(filter, period.screen?.resources ?? []);
	const checked = period.freshness?.checked;
	return [
		session.account ? m.files_account({ name: session.account.name }) : "",
		m.files_dates({ dates }),
		chips.length > 0 ? m.files_filter({ filter: chips.map(({ label }) => label).join("; ") }) : "",
		...further,
		checked ? m.files_data_of({ moment: fullMoment(checked) }) : m.fresh_unknown(),
		privacy.on ? m.files_note_hidden() : "",
	].filter((line) => line !== "");
}

/** The suggested name of a file: `Список записей 2026-11-23 — 2026-11-29`. */
export function fileName(what: string, first: DateLabel, last: DateLabel): string {
	return first.iso === last.iso
		? m.files_named({ what, first: first.iso })
		: m.files_named_dates({ what, first: first.iso, last: last.iso });
}
