import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import type { Page } from "@playwright/test";
import type axe from "axe-core";

const AXE_SOURCE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** The accessibility violations that axe finds in the page, or in the first element that matches `selector`. */
export async function axeViolations(page: Page, selector?: string): Promise<string[]> {
	// In the middle of an animation an element has a colour of neither theme.
	await page.waitForFunction(() =>
		document.getAnimations().every((animation) => animation.playState !== "running"),
	);
	// A script element would be blocked by the content security policy of the page.
	await page.evaluate(AXE_SOURCE);
	return page.evaluate(
		async ({ selector, tags }) => {
			const element = selector === undefined ? document : document.querySelector(selector);
			if (element === null) {
				throw new Error(`no element matches ${selector ?? ""}`);
			}
			const { axe: loaded } = window as unknown as { axe: typeof axe };
			const { violations } = await loaded.run(element, { runOnly: tags });
			return violations.flatMap(({ id, nodes }) =>
				nodes.slice(0, 3).map((node) => `${id}: ${node.html.slice(0, 160)}`),
			);
		},
		{ selector, tags: RULE_TAGS },
	);
}
