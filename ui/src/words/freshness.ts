import type { Freshness } from "../bindings";
import { m } from "../paraglide/messages";
import { moment } from "./dates";
import { errorReason } from "./errors";

/** The age of the data on screen, in a few words. */
export function freshnessWords(freshness: Freshness): string {
	const { state, checked, ageMin, problem } = freshness;
	if (state === "offline") {
		if (checked && ageMin === null) {
			return m.fresh_offline_unknown();
		}
		return checked ? m.fresh_offline_since({ moment: moment(checked) }) : m.fresh_offline();
	}
	if (state === "stale" && problem) {
		return m.fresh_not_updated({ reason: errorReason(problem) });
	}
	return ageWords(freshness);
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
