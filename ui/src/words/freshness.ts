import type { Freshness } from "../bindings";
import { m } from "../paraglide/messages";
import { dayShort, moment, momentSince } from "./dates";
import { errorReason } from "./errors";
import { minutes } from "./numbers";

/** The age of the data on screen, in a few words. */
export function freshnessWords(freshness: Freshness): string {
	const { state, checked, ageMin, problem } = freshness;
	if (state === "offline") {
		if (checked && ageMin === null) {
			return m.fresh_offline_unknown();
		}
		return checked ? m.fresh_offline_since({ moment: momentSince(checked) }) : m.fresh_offline();
	}
	if (state === "stale" && problem) {
		return m.fresh_not_updated({ reason: errorReason(problem) });
	}
	return ageWords(freshness);
}

/** The age alone, where there is little room: `5 мин`, `14:05`. */
export function shortAge({ state, checked, ageMin, refreshing }: Freshness): string {
	if (!checked) {
		return refreshing ? "…" : "—";
	}
	if (ageMin === null) {
		return "?";
	}
	if (ageMin >= 60 || state === "offline") {
		return checked.date.today ? checked.time : dayShort(checked.date);
	}
	return ageMin < 1 ? m.fresh_short_now() : minutes(ageMin);
}

function ageWords({ checked, ageMin, refreshing }: Freshness): string {
	if (!checked) {
		return refreshing ? m.fresh_loading() : m.fresh_never();
	}
	if (ageMin === null) {
		return m.fresh_unknown();
	}
	if (ageMin >= 60) {
		return m.fresh_at({ moment: moment(checked) });
	}
	return ageMin < 1 ? m.fresh_just_now() : m.fresh_minutes_ago({ minutes: ageMin });
}
