/** Where the program draws the view and the panel. The floor is drawn at the same places. */
import type { Page } from "@playwright/test";

export interface Box {
	x: number;
	y: number;
	width: number;
	height: number;
}

/** The visible part of the view, and the sheet of which it is a part. */
export interface ViewFrame extends Box {
	sheetWidth: number;
	sheetHeight: number;
	scrollLeft: number;
	scrollTop: number;
}

export interface PanelText extends Box {
	text: string;
	font: string;
	color: string;
}

export interface PanelFrame extends Box {
	/** The texts in sight. Their places are relative to the window. */
	texts: PanelText[];
}

export interface Geometry {
	view: ViewFrame;
	panel: PanelFrame | null;
}

/** Reads the geometry of the page as it is now. */
export const readGeometry = (page: Page, texts: string | null): Promise<Geometry> =>
	page.evaluate((selector) => {
		const boxOf = ({ x, y, width, height }: DOMRect) => ({ x, y, width, height });

		const view = document.querySelector("[data-view]");
		if (!view) {
			throw new Error("The page has no view.");
		}
		const scroller =
			[view, ...view.querySelectorAll("*")].find((element) => {
				const style = getComputedStyle(element);
				const isScroller = [style.overflowX, style.overflowY].some((value) => /auto|scroll/.test(value));
				return (
					isScroller &&
					(element.scrollHeight > element.clientHeight + 1 || element.scrollWidth > element.clientWidth + 1)
				);
			}) ?? view;
		const viewFrame = {
			...boxOf(view.getBoundingClientRect()),
			sheetWidth: scroller.scrollWidth,
			sheetHeight: scroller.scrollHeight,
			scrollLeft: scroller.scrollLeft,
			scrollTop: scroller.scrollTop,
		};
		const root = selector === null ? null : document.querySelector(selector);
		if (!root) {
			return { view: viewFrame, panel: null };
		}

		const bounds = root.getBoundingClientRect();
		const texts: PanelText[] = [];
		const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
		for (let node = walker.nextNode(); node; node = walker.nextNode()) {
			const text = node.textContent?.trim() ?? "";
			const parent = node.parentElement;
			if (text === "" || !parent) {
				continue;
			}
			const range = document.createRange();
			range.selectNodeContents(node);
			const box = range.getBoundingClientRect();
			const middleX = box.x + Math.min(box.width, 4) / 2;
			const middleY = box.y + box.height / 2;
			// A text that is clipped, covered or scrolled out of sight is not under its own place.
			const isInSight =
				box.width > 1 && box.height > 1 && parent.contains(document.elementFromPoint(middleX, middleY));
			if (isInSight) {
				const { font, color } = getComputedStyle(parent);
				texts.push({ ...boxOf(box), text, font, color });
			}
		}
		return { view: viewFrame, panel: { ...boxOf(bounds), texts } };
	}, texts);
