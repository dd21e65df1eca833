import type { Page } from "@playwright/test";

/** The buttons whose content is wider than they are, and the page when it scrolls horizontally. */
export async function overflowingElements(page: Page): Promise<string[]> {
	return page.evaluate(() => {
		const root = document.documentElement;
		const overflowing = root.scrollWidth > root.clientWidth ? ["the page scrolls horizontally"] : [];
		const buttons = document.querySelectorAll<HTMLElement>(
			"header button, nav button, [role=dialog] button, [role=alertdialog] button, [data-panel] button",
		);
		for (const button of buttons) {
			if (button.scrollWidth > button.clientWidth + 1 && getComputedStyle(button).overflow !== "hidden") {
				overflowing.push(
					`${button.outerHTML.slice(0, 120)}: content of ${button.scrollWidth} px in ${button.clientWidth} px`,
				);
			}
		}
		return overflowing;
	});
}

/**
 * What is cut in the window's frame: a title that is not whole, a button of the top bar that is out of the window or under
 * another one, and a panel or dialog that is out of the window.
 */
export async function cutElements(page: Page): Promise<string[]> {
	// In the middle of an animation an element is not in its place.
	await page.waitForFunction(() =>
		document.getAnimations().every((animation) => animation.playState !== "running"),
	);
	return page.evaluate(() => {
		const cut: string[] = [];
		const nameOf = (element: Element) => element.outerHTML.slice(0, 120);
		const inWindow = ({ left, top, right, bottom }: DOMRect) =>
			left >= -0.5 && top >= -0.5 && right <= innerWidth + 0.5 && bottom <= innerHeight + 0.5;
		for (const title of document.querySelectorAll("h1")) {
			if (title.scrollWidth > title.clientWidth) {
				cut.push(`the title: ${title.textContent}`);
			}
		}
		const controls = [...document.querySelectorAll("body > div header button, h1")].filter((element) =>
			element.closest("header"),
		);
		controls.forEach((control, index) => {
			const box = control.getBoundingClientRect();
			if (!inWindow(box)) {
				cut.push(`out of the window: ${nameOf(control)}`);
			}
			for (const other of controls.slice(index + 1)) {
				const { left, right, top, bottom } = other.getBoundingClientRect();
				const overlap = Math.min(right, box.right) - Math.max(left, box.left);
				if (overlap > 0.5 && Math.min(bottom, box.bottom) - Math.max(top, box.top) > 0.5) {
					cut.push(`overlapping: ${nameOf(control)} and ${nameOf(other)}`);
				}
			}
		});
		for (const part of document.querySelectorAll("[data-panel]")) {
			if (!inWindow(part.getBoundingClientRect())) {
				cut.push(`out of the window: ${nameOf(part)}`);
			}
		}
		return cut;
	});
}
