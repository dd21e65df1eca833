import "./block.css";

/** From these heights on, a block has two and three lines of text. */
export const TWO_LINES_PX = 36;
export const THREE_LINES_PX = 54;
/** A block that is lower than this has small letters and no signs. */
export const LOW_PX = 17;

/** The place of a block that shares its column with others. */
export function laneStyle({ lane, lanes }: { lane: number; lanes: number }): string {
	const room = "(100% - var(--block-inset) - var(--column-inset))";
	return `left:calc(var(--block-inset) + ${room} * ${lane / lanes});right:auto;width:calc(${room} / ${lanes} - 1px)`;
}
