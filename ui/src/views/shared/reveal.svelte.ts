import type { Attachment } from "svelte/attachments";

/** So many columns can be painted in one frame. */
const COLUMNS_PER_FRAME = 3;

/**
 * Lets the browser paint columns outside the visible area, a few in each frame after the first.
 *
 * The class `unpainted` (`content-visibility: auto`) makes the browser skip invisible columns, so that a view opens
 * fast. But a skipped column delays a frame when the user scrolls to it, so the class is removed after the first frame.
 */
export function reveal(dependency: () => unknown): Attachment<HTMLElement> {
	return (root) => {
		$effect(() => {
			dependency();
			let frame = 0;
			const revealSome = (): void => {
				const columns = [...root.querySelectorAll(":scope > .unpainted")].slice(0, COLUMNS_PER_FRAME);
				for (const column of columns) {
					column.classList.remove("unpainted");
				}
				if (columns.length > 0) {
					frame = requestAnimationFrame(revealSome);
				}
			};
			// The first frame paints the visible columns only.
			frame = requestAnimationFrame(() => (frame = requestAnimationFrame(revealSome)));
			return () => cancelAnimationFrame(frame);
		});
	};
}
