import type { DayNote, ResourceHead } from "../../bindings";
import { m } from "../../paraglide/messages";
import { dayNoteWord } from "../../words/status";

/** A short note about a resource that the user must see. */
interface ResourceNote {
	text: string;
	/** The full text, if `text` is a short form. */
	title?: string;
	/** The note warns the user. */
	warning: boolean;
}

/** A day's note in a short form. */
export function shortNote(note: DayNote): string {
	return note.kind === "notWorking" ? m.view_day_off() : dayNoteWord(note);
}

/** The most important note about a resource. Notes that make its times doubtful come first. */
export function resourceNote(resource: ResourceHead, note: DayNote | null): ResourceNote | null {
	if (resource.unknownZone !== null) {
		const title = m.view_unknown_zone({ zone: resource.unknownZone });
		return { text: m.view_unknown_zone_short(), title, warning: true };
	}
	if (resource.inactive) {
		return { text: m.view_inactive(), warning: false };
	}
	if (note?.kind === "hoursElsewhere" || resource.hoursElsewhere) {
		return { text: m.view_hours_elsewhere_short(), warning: true };
	}
	if (note) {
		return { text: shortNote(note), warning: note.kind === "specialHours" };
	}
	if (resource.otherZone !== null) {
		return { text: m.view_other_zone({ zone: resource.otherZone }), warning: true };
	}
	return null;
}
