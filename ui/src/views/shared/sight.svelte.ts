import type { Attachment } from "svelte/attachments";

/** A rectangle of the content, in pixels. */
interface Rectangle {
	left: number;
	right: number;
	top: number;
	bottom: number;
}

/** The size that was measured last. A new view is drawn with it, before it is measured itself. */
let lastSize = { width: globalThis.innerWidth, height: globalThis.innerHeight };

/** Which part of a scrolled box is in sight, in pixels of its content. The views draw this part, and little more. */
export class Sight {
	left = $state(0);
	top = $state(0);
	width = $state(lastSize.width);
	height = $state(lastSize.height);

	#box: HTMLElement | null = null;

	/** Follows the box. It needs `overflow: auto`. */
	watch: Attachment<HTMLElement> = (box) => {
		this.#box = box;
		const measured = new ResizeObserver((entries) => {
			const size = entries.at(-1)?.contentRect;
			if (size) {
				lastSize = { width: size.width, height: size.height };
				this.width = size.width;
				this.height = size.height;
			}
		});
		const onScroll = (): void => {
			this.left = box.scrollLeft;
			this.top = box.scrollTop;
		};
		measured.observe(box);
		box.addEventListener("scroll", onScroll, { passive: true });
		return () => {
			measured.disconnect();
			box.removeEventListener("scroll", onScroll);
			this.#box = null;
		};
	};

	/** Scrolls to a place. Nothing is set when the place is the present one, because setting it makes the browser lay out the page. */
	scrollTo({ left = this.left, top = this.top }: { left?: number; top?: number }): void {
		if (left !== this.left || top !== this.top) {
			this.#box?.scrollTo({ left, top, behavior: "instant" });
			this.left = left;
			this.top = top;
		}
	}

	/** Scrolls as little as possible to bring a rectangle into sight. `covered` is the room at the edges that something covers. */
	show(target: Rectangle, covered: Rectangle): void {
		this.scrollTo({
			left: nearest(this.left, target.left, target.right, covered.left, this.width - covered.right),
			top: nearest(this.top, target.top, target.bottom, covered.top, this.height - covered.bottom),
		});
	}
}

/** The scroll position at which `start..end` is between `from` and `to`. If that is too long, its start is at `from`. */
function nearest(scrolled: number, start: number, end: number, from: number, to: number): number {
	if (start - scrolled < from || end - start > to - from) {
		return Math.max(0, start - from);
	}
	return end - scrolled > to ? end - to : scrolled;
}
