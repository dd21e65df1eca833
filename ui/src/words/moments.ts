import type { Moment, MomentKind } from "../bindings";
import { m } from "../paraglide/messages";
import { clientName } from "./people";
import { timeOffWord } from "./status";

/** The kind of a moment, in one or two words. */
function kindWord(kind: MomentKind): string {
	switch (kind) {
		case "free":
			return m.moment_free();
		case "taken":
			return m.moment_taken();
		case "break":
			return m.moment_break();
		case "timeOff":
			return m.moment_time_off();
		case "holiday":
			return m.moment_holiday();
		case "outsideHours":
			return m.moment_outside_hours();
		case "hoursElsewhere":
			return m.moment_hours_elsewhere();
		case "notOffered":
			return m.moment_not_offered();
		case "past":
			return m.moment_past();
	}
}

/** Why a selected time can no longer be offered. */
export function goneWord(kind: MomentKind): string {
	return kindWord(kind).toLowerCase();
}

/** The kind and the title of a moment: `Перерыв: Обед`, `Занято: Айгерим Оспанова`. */
export function momentWord(moment: Moment): string {
	const kind = kindWord(moment.kind);
	if (moment.kind === "timeOff") {
		const word = moment.title === null ? kind : timeOffWord(moment.title);
		return moment.wholeAccount ? m.moment_time_off_everyone({ title: word }) : word;
	}
	if (moment.title === null) {
		return kind;
	}
	const title = moment.kind === "taken" ? clientName(moment.title) : moment.title;
	return m.moment_titled({ kind, title });
}
