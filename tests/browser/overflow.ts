import type { Page } from "@playwright/test";

/** The buttons whose content is wider than they are, and the page when it scrolls horizontally. */
export async function overflowingElements(page: Page): Promise<string[]> {
	return page.evaluate(() => {
		const root = document.documentElement;
		const overflowing = root.scrollWidth > root.clientWidth ? ["the page scrolls horizontally"] : [];
		const buttons = document.querySelectorAll<HTMLElement>("header button, nav button, [role=dialog] button");
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
