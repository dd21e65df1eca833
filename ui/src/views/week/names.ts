import type { WeekCell, WeekPiece } from "../../bindings";
import { statusKey } from "../../words/appointment";
import { grouped } from "../../words/numbers";
import { HIDDEN, initials } from "../../words/people";
import { NAME_PX, type WeekScale } from "./week-scale";

/** A time and two initials fit into their place. */
const MOST_INITIALS = 2;

interface Shown {
	/** Whether cancelled appointments are strips below the others. Strips have no text. */
	strips: boolean;
	/** The present minute, if the day is today. */
	nowMin: number | null;
	/** Names are hidden: only the times are shown. */
	privacy: boolean;
}

/**
 * The appointments of a cell as text, with a tab between two of them: `09:20 С. Ө.`, and the number of those that do not fit.
 * If not all of today fit, those that are over are left out first.
 */
export function namesOf(cell: WeekCell, scale: WeekScale, { strips, nowMin, privacy }: Shown): string {
	const perLine = Math.max(1, Math.floor(scale.timelineWidth / NAME_PX));
	const room = perLine * scale.nameLines;
	const all = cell.pieces
		.filter(({ status }) => !(strips && status !== null && statusKey(status) === "cancelled"))
		.sort((one, other) => one.fromMin - other.fromMin);
	const coming = all.filter(({ fromMin, lengthMin }) => nowMin === null || fromMin + lengthMin > nowMin);
	const chosen = all.length <= room ? all : coming;
	const shown = chosen.length === all.length && all.length <= room ? all : chosen.slice(0, room - 1);
	const texts = shown.map((piece) => textOf(piece, privacy));
	const more = all.length - shown.length;
	if (more > 0) {
		texts.push(`+${grouped(more)}`);
	}
	return Array.from({ length: Math.ceil(texts.length / perLine) }, (_, line) =>
		texts.slice(line * perLine, (line + 1) * perLine).join("\t"),
	).join("\n");
}

function textOf({ ids, startLabel, clientName }: WeekPiece, privacy: boolean): string {
	const time = startLabel ?? "…";
	if (ids.length > 1) {
		return `${time} ×${grouped(ids.length)}`;
	}
	const name = clientName === null || privacy ? HIDDEN : initials(clientName, MOST_INITIALS);
	return name === HIDDEN ? time : `${time} ${name}`;
}
