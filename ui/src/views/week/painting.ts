import type { DayHead, WeekCell, WeekPiece } from "../../bindings";
import { statusKey } from "../../words/appointment";
import { leastWidth, pieceBox, spanBox, type Box, type WeekScale } from "./week-scale";

/** One path of a row: all appointments with one status, all outlines of one kind, or the present time. */
export interface PaintedPath {
	status: string | undefined;
	outline: "marked" | "selected" | "now" | undefined;
	path: string;
}

interface Emphasis {
	/** The appointment whose panel is open. */
	selected: number | null;
	/** Appointments that changed in the last minutes. */
	marked: ReadonlySet<number>;
	/** Whether cancelled appointments are drawn. */
	cancelled: boolean;
	/** Whether they are strips below the others. */
	strips: boolean;
}

/** Adjacent appointments have a line of the background between them. */
const GAP_PX = 1;
/** A group is drawn as bars of this height. */
const BAR_PX = 5;

/** The appointments of a resource's week as a few paths. A large clinic has too many of them for an element each. */
export function paintedWeek(
	cells: readonly WeekCell[],
	days: readonly DayHead[],
	scale: WeekScale,
	{ selected, marked, cancelled, strips }: Emphasis,
): PaintedPath[] {
	const paths: Record<string, PaintedPath> = {};
	const add = (
		status: string | undefined,
		outline: PaintedPath["outline"],
		boxes: readonly Box[],
		offset: number,
	): void => {
		const key = `${status ?? ""} ${outline ?? ""}`;
		const painted = (paths[key] ??= { status, outline, path: "" });
		for (const { left, top, width, height } of boxes) {
			painted.path += `M${round(left + offset)} ${round(top)}h${round(width)}v${round(height)}h${round(-width)}z`;
		}
	};
	cells.forEach((cell, index) => {
		const offset = index * scale.dayWidth + scale.paddingX;
		const nowMin = days[index]?.axis.nowMin ?? null;
		if (nowMin !== null) {
			const { left } = spanBox(scale, nowMin, 0);
			add(undefined, "now", [{ left: left - 1, top: 0, width: 2, height: scale.timelineHeight }], offset);
		}
		const pieces = cell.pieces
			.map((piece) => ({ ...piece, status: piece.status === null ? "mixed" : statusKey(piece.status) }))
			.filter(({ status }) => cancelled || status !== "cancelled")
			.map((piece) => ({ ...piece, strip: piece.status === "cancelled" && strips }));
		for (const piece of pieces) {
			const { status } = piece;
			const box = pieceBox(scale, piece, leastWidth(scale, piece, pieces));
			add(status, undefined, bars(piece, box), offset);
			const isSelected = selected !== null && piece.ids.includes(selected);
			if (isSelected || piece.ids.some((id) => marked.has(id))) {
				const inner = { left: box.left + 1, top: box.top + 1, width: box.width - 2, height: box.height - 2 };
				add(undefined, isSelected ? "selected" : "marked", [inner], offset);
			}
		}
	});
	// The outlines are above all appointments.
	return Object.values(paths).sort((a, b) => Number(isAbove(a)) - Number(isAbove(b)));
}

const isAbove = ({ outline }: PaintedPath): boolean => outline === "marked" || outline === "selected";
const round = (pixels: number): number => Math.round(pixels * 10) / 10;

function bars({ ids }: Pick<WeekPiece, "ids">, box: Box): Box[] {
	const width = box.width - GAP_PX;
	if (ids.length === 1 || box.height <= BAR_PX) {
		return [{ ...box, width, height: box.height - (box.height > BAR_PX ? GAP_PX : 0) }];
	}
	const count = Math.floor((box.height + GAP_PX) / (BAR_PX + GAP_PX));
	return Array.from({ length: count }, (_, index) => ({
		...box,
		width,
		top: box.top + index * (BAR_PX + GAP_PX),
		height: BAR_PX,
	}));
}
