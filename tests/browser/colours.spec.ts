import type { Page } from "@playwright/test";

import type { Screen } from "../../ui/src/bindings.ts";
import { openSampleData } from "./actions.ts";
import { expect, test } from "./fixtures.ts";

/** Colours that vanish on a light or on a dark surface, and one that both show. */
const COLORS = ["#ffffff", "#000000", "#f5f5f5", "#101010", "#ffff00", "#808080"];

/** The contrast of two CSS colours, as WCAG 2.2 defines it. Computed in the page, which knows all notations. */
function contrasts(
	page: Page,
	selector: string,
): Promise<{ outline: number; sign: number | null; dot: number | null }[]> {
	return page.locator(selector).evaluateAll((elements) => {
		const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
		const luminance = (color: string): number => {
			if (!context) {
				throw new Error("no canvas");
			}
			context.clearRect(0, 0, 1, 1);
			context.fillStyle = color;
			context.fillRect(0, 0, 1, 1);
			const [red = 0, green = 0, blue = 0] = [...context.getImageData(0, 0, 1, 1).data].map((byte) => {
				const value = byte / 255;
				return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
			});
			return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
		};
		const contrast = (one: string, other: string): number => {
			const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
			return (lighter + 0.05) / (darker + 0.05);
		};
		const surface = getComputedStyle(document.body).backgroundColor;
		return elements.map((element) => {
			const style = getComputedStyle(element);
			const before = getComputedStyle(element, "::before");
			return {
				outline: contrast(style.borderBottomColor, surface),
				sign: before.content === "none" ? null : contrast(before.borderBottomColor, style.backgroundColor),
				dot: before.content === "none" ? null : contrast(before.borderBottomColor, surface),
			};
		});
	});
}

for (const colorScheme of ["light", "dark"] as const) {
	test(`boxes, ticks and dots of every colour can be seen: ${colorScheme}`, async ({ page, servers }) => {
		await page.emulateMedia({ colorScheme });
		await page.route("**/desk/open", async (route) => {
			const response = await route.fetch();
			const screen = (await response.json()) as Screen;
			const colored = [
				...screen.resources.map(({ resource }) => resource),
				...(screen.body?.kind === "day" ? screen.body.rows.map(({ resource }) => resource) : []),
			];
			for (const resource of colored) {
				resource.color = COLORS[resource.id % COLORS.length] ?? null;
			}
			await route.fulfill({ response, json: screen });
		});
		await openSampleData(page, servers);
		const boxes = await contrasts(page, "[data-resource-toggle]");
		expect(boxes.length).toBeGreaterThan(COLORS.length);
		for (const { outline, sign } of boxes) {
			expect(outline).toBeGreaterThanOrEqual(3);
			expect(sign).toBeGreaterThanOrEqual(3);
		}
		const dots = await contrasts(page, "[data-view=day] [data-head]:not(.narrow) > .name");
		expect(dots.length).toBeGreaterThan(2);
		for (const { dot } of dots) {
			expect(dot).toBeGreaterThanOrEqual(3);
		}
		await page.unrouteAll({ behavior: "ignoreErrors" });
	});
}

test("a tip closes when another day is drawn under the pointer", async ({ page, servers }) => {
	await openSampleData(page, servers);
	await page.locator("[data-free-start]").first().hover();
	const tip = page.locator("[data-moment]");
	await expect(tip).toBeVisible();
	await page.keyboard.press("ArrowRight");
	await expect(page.locator('[data-view=day] [data-date="2026-11-25"]').first()).toBeVisible();
	await expect(tip).toHaveCount(0);

	await page.locator("[data-view=day] [data-appointment-id]").first().hover();
	await expect(page.locator(".tip")).toBeVisible();
	await page.keyboard.press("ArrowRight");
	await expect(page.locator('[data-view=day] [data-date="2026-11-26"]').first()).toBeVisible();
	await expect(page.locator(".tip")).toHaveCount(0);
});
