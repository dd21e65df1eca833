import CalendarClock from "@lucide/svelte/icons/calendar-clock";
import CalendarOff from "@lucide/svelte/icons/calendar-off";
import Globe from "@lucide/svelte/icons/globe";
import Hospital from "@lucide/svelte/icons/hospital";
import PartyPopper from "@lucide/svelte/icons/party-popper";
import Plane from "@lucide/svelte/icons/plane";
import PowerOff from "@lucide/svelte/icons/power-off";
import TriangleAlert from "@lucide/svelte/icons/triangle-alert";
import type { DateLabel, DayNote, SidebarResource } from "../bindings";
import { m } from "../paraglide/messages";
import { dayMonth } from "../words/dates";
import { dayNoteWord } from "../words/status";

type Icon = typeof Globe;

/** A fact about a resource that the user must know before offering its time. */
interface ResourceMark {
	icon: Icon;
	text: string;
}

const NOTE_ICONS: Record<DayNote["kind"], Icon> = {
	holiday: PartyPopper,
	timeOff: Plane,
	notWorking: CalendarOff,
	specialHours: CalendarClock,
	hoursElsewhere: Hospital,
};

function noteText(note: DayNote, date: DateLabel): string {
	if (note.kind !== "notWorking") {
		return dayNoteWord(note);
	}
	return date.today ? m.resources_not_working_today() : m.resources_not_working({ date: dayMonth(date) });
}

/** What is special about a resource on this date, and what always is. */
export function resourceMarks({ resource, note }: SidebarResource, date: DateLabel | null): ResourceMark[] {
	const marks: ResourceMark[] = [];
	if (resource.inactive) {
		marks.push({ icon: PowerOff, text: m.resources_inactive() });
	}
	if (date && note && note.kind !== "hoursElsewhere") {
		marks.push({ icon: NOTE_ICONS[note.kind], text: noteText(note, date) });
	}
	if (resource.hoursElsewhere || note?.kind === "hoursElsewhere") {
		marks.push({ icon: Hospital, text: m.resources_hours_elsewhere() });
	}
	if (resource.unknownZone !== null) {
		marks.push({ icon: TriangleAlert, text: m.resources_unknown_zone({ zone: resource.unknownZone }) });
	} else if (resource.otherZone !== null) {
		marks.push({ icon: Globe, text: m.resources_other_zone({ zone: resource.otherZone }) });
	}
	return marks;
}
