import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import type { Page } from "@playwright/test";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Waits until nothing moves any more. */
const resting = (page: Page) =>
	page.waitForFunction(() => document.getAnimations().every((each) => each.playState !== "running"));

/** Everything that axe finds, as text: in the whole page, or in the first element that fits. */
export async function axeFindings(page: Page, within?: string): Promise<string[]> {
	// A colour on its way to another is none of either theme.
	await resting(page);
	// Into the page as the test tool does it, past the page's own policy.
	await page.evaluate(axe);
	return page.evaluate(async (selector) => {
		const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
		const place = selector === null ? document : document.querySelector(selector);
		// @ts-expect-error axe has just been loaded into the page
		const result = await window.axe.run(place, { runOnly: tags });
		return result.violations.flatMap((violation: { id: string; nodes: { html: string }[] }) =>
			violation.nodes.slice(0, 3).map((node) => `${violation.id}: ${node.html.slice(0, 160)}`),
		);
	}, within ?? null);
}
