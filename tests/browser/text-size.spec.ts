import type { Page } from "@playwright/test";

import { callDesk, exploreSampleData, openSampleData, openSettings } from "./actions.ts";
import { expect, test } from "./fixtures.ts";
import { LANGUAGES } from "./servers.ts";

/** Lets the page use the connection of the program's window, which is answered by the test host. */
async function pretendProgramWindow(page: Page): Promise<void> {
	await page.addInitScript(() => {
		const callbacks: ((event: { payload: unknown }) => void)[] = [];
		const runCommand = async (name: string, request: string): Promise<unknown> => {
			const response = await fetch(`/desk/${name}`, {
				method: "POST",
				headers: { "content-type": "application/json" },
				body: request,
			});
			const body: unknown = await response.json();
			if (!response.ok) {
				throw body;
			}
			return body;
		};
		const listen = (handler: number): Promise<unknown> => {
			new EventSource("/desk/events").onmessage = ({ data }: MessageEvent<string>) =>
				callbacks[handler]?.({ payload: JSON.parse(data) });
			return Promise.resolve(handler);
		};
		Object.assign(window, {
			__TAURI_INTERNALS__: {
				transformCallback: (callback: (event: { payload: unknown }) => void) => callbacks.push(callback) - 1,
				invoke: (command: string, request: { name: string; request: string; handler: number }) =>
					command === "call" ? runCommand(request.name, request.request) : listen(request.handler),
			},
		});
	});
}

const savedSize = async (page: Page): Promise<number> =>
	(await callDesk(page, "start", null)).settings.textSizePercent;

const expectSavedSize = (page: Page, percent: number): Promise<void> =>
	expect.poll(() => savedSize(page)).toBe(percent);

/** Records whether the page has kept each key and movement of the wheel from the browser. */
async function recordPrevented(page: Page): Promise<() => Promise<boolean[]>> {
	await page.evaluate(() => {
		const prevented: boolean[] = [];
		Object.assign(window, { prevented });
		for (const type of ["keydown", "wheel"]) {
			window.addEventListener(type, (event) => {
				if (!(event instanceof KeyboardEvent) || event.key !== "Control") {
					prevented.push(event.defaultPrevented);
				}
			});
		}
	});
	return () => page.evaluate(() => (window as unknown as { prevented: boolean[] }).prevented);
}

/** Where the keys work, and how each place is opened from the first screen. */
const PLACES: Record<string, (page: Page) => Promise<void>> = {
	"first screen": (page) => page.locator("input[name=address]").focus(),
	"day view": exploreSampleData,
	"text field of the search": async (page) => {
		await exploreSampleData(page);
		await page.keyboard.press("Slash");
		await expect(page.locator("[role=dialog] input").first()).toBeFocused();
	},
	settings: async (page) => {
		await exploreSampleData(page);
		await openSettings(page);
	},
};

for (const [place, open] of Object.entries(PLACES)) {
	test(`the keys change the text size: ${place}`, async ({ page, servers }) => {
		await pretendProgramWindow(page);
		await page.goto((await servers.desk()).address);
		await open(page);
		const prevented = await recordPrevented(page);
		for (const [key, percent] of [
			["Equal", 110],
			["NumpadAdd", 125],
			["Shift+Equal", 150],
			["Equal", 150],
			["Minus", 125],
			["NumpadSubtract", 110],
			["Digit0", 100],
			["Minus", 90],
			["Minus", 80],
			["Minus", 80],
			["Digit0", 100],
		] as const) {
			await page.keyboard.press(`Control+${key}`);
			await expectSavedSize(page, percent);
		}
		// The key Shift is the one that is left to the browser.
		expect((await prevented()).filter((isPrevented) => !isPrevented)).toHaveLength(1);
	});
}

test("fast steps of the wheel are all saved, and the last one stays", async ({ page, servers }) => {
	await pretendProgramWindow(page);
	await openSampleData(page, servers);
	const requested: number[] = [];
	page.on("request", (request) => {
		if (request.url().endsWith("/desk/set_settings")) {
			requested.push((request.postDataJSON() as { textSizePercent: number }).textSizePercent);
		}
	});
	const prevented = await recordPrevented(page);
	const grid = page.locator("[data-view=day]");
	await grid.hover();
	await page.keyboard.down("Control");
	for (const deltaY of [-120, -120, -120, -120, 120]) {
		await page.mouse.wheel(0, deltaY);
	}
	await page.keyboard.up("Control");
	await expect.poll(() => requested).toEqual([110, 125, 150, 125]);
	await expectSavedSize(page, 125);
	expect(await prevented()).toEqual([true, true, true, true, true]);

	await page.mouse.wheel(0, 120);
	await expect.poll(async () => (await prevented()).at(-1)).toBe(false);
	expect(await savedSize(page)).toBe(125);
});

test("an ordinary browser keeps its own keys and its own wheel", async ({ page, servers }) => {
	await openSampleData(page, servers);
	const prevented = await recordPrevented(page);
	await page.keyboard.press("Control+Equal");
	await page.locator("[data-view=day]").hover();
	await page.keyboard.down("Control");
	await page.mouse.wheel(0, -120);
	await page.keyboard.up("Control");
	await expect.poll(prevented).toEqual([false, false]);
	expect(await savedSize(page)).toBe(100);
});

for (const language of LANGUAGES) {
	test(`the help lists the keys and fits a small window: ${language}`, async ({ page, servers }) => {
		await page.setViewportSize({ width: 900, height: 600 });
		await openSampleData(page, servers, language);
		await page.keyboard.press("Shift+Slash");
		const help = page.locator("[data-panel=help]");
		for (const sign of ["+", "−", "0", "?"]) {
			await expect(help.getByText(sign, { exact: true })).toBeInViewport();
		}
	});
}
