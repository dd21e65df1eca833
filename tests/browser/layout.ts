import type { Page } from "@playwright/test";

/** What is cut off or sticks out of the window. */
export async function overflowing(page: Page): Promise<string[]> {
	return page.evaluate(() => {
		const wide = document.documentElement;
		const found = wide.scrollWidth > wide.clientWidth ? ["the page scrolls sideways"] : [];
		for (const button of document.querySelectorAll<HTMLElement>(
			"header button, nav button, [role=dialog] button",
		)) {
			if (button.scrollWidth > button.clientWidth + 1 && getComputedStyle(button).overflow !== "hidden") {
				found.push(`${button.outerHTML.slice(0, 120)}: ${button.scrollWidth} in ${button.clientWidth}`);
			}
		}
		return found;
	});
}
