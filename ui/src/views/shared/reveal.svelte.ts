import type { Attachment } from "svelte/attachments";

/** So many at a time fit into a frame. */
const BATCH = 3;

/**
 * Children of the class `waiting` are left undrawn while they are out of sight (`content-visibility: auto`), so that
 * a view opens as fast as what is seen of it. Left so, each would cost a frame in the middle of a scroll; so once the
 * first picture stands, they are let go, a few in each of the next frames.
 */
export function reveal(follow: () => unknown): Attachment<HTMLElement> {
	return (root) => {
		$effect(() => {
			follow();
			let frame = 0;
			const next = (): void => {
				const waiting = [...root.querySelectorAll(":scope > .waiting")].slice(0, BATCH);
				for (const child of waiting) {
					child.classList.remove("waiting");
				}
				if (waiting.length > 0) {
					frame = requestAnimationFrame(next);
				}
			};
			// The first frame paints what is in sight.
			frame = requestAnimationFrame(() => (frame = requestAnimationFrame(next)));
			return () => cancelAnimationFrame(frame);
		});
	};
}
