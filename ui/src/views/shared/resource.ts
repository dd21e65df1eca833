import type { DayNote, ResourceHead } from "../../bindings";
import { m } from "../../paraglide/messages";
import { dayNoteWord } from "../../words/status";

/** A few words about a resource that a receptionist must not miss. */
export interface ResourceNote {
	text: string;
	/** All of it, where `text` is the short of it. */
	title?: string;
	/** Something to be careful about, rather than a plain fact. */
	careful: boolean;
}

/** A day's note where there is little room. */
export function noteWord(note: DayNote): string {
	return note.kind === "notWorking" ? m.view_day_off() : dayNoteWord(note);
}

/** The one note worth the room beside a resource's name: what makes its times doubtful goes first. */
export function resourceNote(resource: ResourceHead, note: DayNote | null): ResourceNote | null {
	if (resource.unknownZone !== null) {
		const title = m.view_unknown_zone({ zone: resource.unknownZone });
		return { text: m.view_unknown_zone_short(), title, careful: true };
	}
	if (resource.inactive) {
		return { text: m.view_inactive(), careful: false };
	}
	if (note?.kind === "hoursElsewhere" || resource.hoursElsewhere) {
		return { text: m.view_hours_elsewhere_short(), careful: true };
	}
	if (note) {
		return { text: noteWord(note), careful: note.kind === "specialHours" };
	}
	if (resource.otherZone !== null) {
		return { text: m.view_other_zone({ zone: resource.otherZone }), careful: true };
	}
	return null;
}
