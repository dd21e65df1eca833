import type { Page } from "@playwright/test";

import { openSampleData, showView } from "./actions.ts";
import { axeViolations } from "./axe.ts";
import { expect, test } from "./fixtures.ts";
import { cutElements, overflowingElements } from "./overflow.ts";
import { MONEY_TABS, openMoneyTab, openScreen, SCREENS } from "./screens.ts";
import { LANGUAGES } from "./servers.ts";

for (const theme of ["light", "dark"] as const) {
	for (const screen of SCREENS) {
		test(`axe finds no violation: ${screen}, ${theme} theme`, async ({ page, servers }) => {
			await page.emulateMedia({ colorScheme: theme });
			await openScreen(page, servers, screen);
			expect(await axeViolations(page)).toEqual([]);
		});
	}
	test(`axe finds no violation: the parts of the money view, ${theme} theme`, async ({ page, servers }) => {
		await page.emulateMedia({ colorScheme: theme });
		await openSampleData(page, servers);
		for (const tab of MONEY_TABS) {
			await openMoneyTab(page, tab);
			expect(await axeViolations(page), tab).toEqual([]);
		}
	});
}

for (const language of LANGUAGES) {
	for (const [width, height] of [
		[1280, 800],
		[1024, 700],
	] as const) {
		for (const screen of SCREENS) {
			test(`no element overflows: ${screen}, ${language}, ${width}x${height}`, async ({ page, servers }) => {
				await page.setViewportSize({ width, height });
				await openScreen(page, servers, screen, language);
				expect(await overflowingElements(page)).toEqual([]);
			});
		}
		test(`nothing is cut in the money view, ${language}, ${width}x${height}`, async ({ page, servers }) => {
			await page.setViewportSize({ width, height });
			await openSampleData(page, servers, language);
			for (const tab of MONEY_TABS) {
				await openMoneyTab(page, tab);
				expect(await overflowingElements(page), tab).toEqual([]);
				expect(await cutElements(page), tab).toEqual([]);
			}
		});
	}
}

/**
 * The elements with the system's highlight colour as background, and those of them whose text cannot be read: without
 * `forced-color-adjust: none` the browser puts the normal background behind text of the highlight's text colour.
 */
const highlightedElements = (page: Page): Promise<{ count: number; unreadable: string[] }> =>
	page.evaluate(() => {
		const probe = document.body.appendChild(document.createElement("i"));
		probe.style.cssText = "forced-color-adjust: none; background: Highlight";
		const highlight = getComputedStyle(probe).backgroundColor;
		probe.remove();
		const highlighted = [...document.querySelectorAll<HTMLElement>("body *")].filter(
			(element) =>
				getComputedStyle(element).backgroundColor === highlight &&
				// SVG elements have no inner text.
				(element.innerText as string | undefined)?.trim(),
		);
		const unreadable = highlighted.filter(
			(element) => getComputedStyle(element).getPropertyValue("forced-color-adjust") !== "none",
		);
		return {
			count: highlighted.length,
			unreadable: unreadable.map((element) => element.outerHTML.slice(0, 120)),
		};
	});

test("forced colours: highlighted text is readable in the day view, and closed time differs from free time", async ({
	page,
	servers,
}) => {
	await page.emulateMedia({ forcedColors: "active" });
	await openSampleData(page, servers);
	expect(await highlightedElements(page)).toEqual({ count: 1, unreadable: [] });
	for (const kind of ["outsideHours", "break"]) {
		const closed = page.locator(`[data-view=day] [data-closed=${kind}]`).first();
		await expect(closed).not.toHaveCSS("background-image", "none");
	}
});

for (const view of ["week", "month"] as const) {
	test(`forced colours: highlighted text is readable in the ${view} view with a selected time`, async ({
		page,
		servers,
	}) => {
		await page.emulateMedia({ forcedColors: "active" });
		await openSampleData(page, servers);
		await page.keyboard.press("KeyF");
		await page.locator("[data-finder-first]").first().click();
		await expect(page.locator("[data-panel=tray]")).toBeVisible();
		await showView(page, view);
		const { count, unreadable } = await highlightedElements(page);
		expect(unreadable).toEqual([]);
		// Today, the selected time and the button that copies it.
		expect(count).toBeGreaterThan(2);
	});
}
