import type { Page } from "@playwright/test";

import { axeFindings } from "./axe.ts";
import { check, connect, expect, explore, forward, show, test, TODAY, type Language } from "./program.ts";

test.use({ permissions: ["clipboard-read", "clipboard-write"] });

const clipboard = (page: Page) => page.evaluate(() => navigator.clipboard.readText());
const copied = (page: Page) => expect(page.locator("[data-panel=tray][data-copied]")).toBeVisible();
const chatText = async (page: Page) => (await page.locator("[data-chat-text]").textContent()) ?? "";

async function openFinder(page: Page): Promise<void> {
	await page.keyboard.press("f");
	await expect(page.locator("[data-finder-first]")).toHaveCount(3);
}

/** The wall clock of a zone at an instant, by the browser's own tables. */
function wall(zone: string, instant: string): string {
	const options = { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
	return new Intl.DateTimeFormat("en-GB", options).format(new Date(instant));
}

/** Every start that the finder lists, with what it says. */
async function starts(page: Page): Promise<{ start: string; resource: string; label: string }[]> {
	return page.locator("[data-finder-start]").evaluateAll((chips) =>
		chips.map((chip) => ({
			start: (chip as HTMLElement).dataset.finderStart!,
			resource: (chip as HTMLElement).dataset.finderResource!,
			label: chip.textContent!.trim(),
		})),
	);
}

const FIRST_LINE: Record<Language, RegExp> = {
	ru: /^Вт 24 ноября: \d\d:\d\d - .+, /,
	kk: /^Сс 24 қараша: \d\d:\d\d - .+, /,
	en: /^Tue 24 November: \d\d:\d\d - .+, /,
};

for (const language of ["ru", "kk", "en"] as Language[]) {
	test(`F and Ctrl+C: the first three are on the clipboard, by keyboard alone (${language})`, async ({
		page,
		stage,
	}) => {
		await explore(page, stage, language);
		await openFinder(page);
		await page.keyboard.press("Control+c");
		await copied(page);
		const text = await clipboard(page);
		expect(text).toBe(await chatText(page));
		expect(text.split("\n")).toHaveLength(3);
		for (const line of text.split("\n")) {
			expect(line).toMatch(FIRST_LINE[language]);
		}
		expect(await axeFindings(page)).toEqual([]);

		// The text's language is the client's, not the program's.
		const other = language === "en" ? "ru" : "en";
		await page.locator(`input[name=tray-language][value=${other}]`).check({ force: true });
		await expect(page.locator("[data-chat-text]")).toHaveText(FIRST_LINE[other]);
		await page.keyboard.press("Escape");
		await page.keyboard.press("Escape");
		await expect(page.locator("[data-panel=tray]")).toHaveCount(0);
	});
}

test("free time clicked in the day is ticked, copied, and clicked again let go", async ({ page, stage }) => {
	await explore(page, stage);
	const free = page.locator("[data-view=day] [data-free-start]");
	const tall = await free.evaluateAll((all) =>
		all.findIndex((each) => {
			const { freeStart, freeEnd } = (each as HTMLElement).dataset;
			return new Date(freeEnd!).getTime() - new Date(freeStart!).getTime() >= 60 * 60_000;
		}),
	);
	await free.nth(tall).scrollIntoViewIfNeeded();
	await free.nth(tall).hover();
	await expect(page.locator("[data-ghost]")).toBeVisible();
	await expect(page.locator("[data-moment=free]")).toContainText("Свободно");
	await free.nth(tall).click();
	const ticked = page.locator("[data-ticked-start]");
	await expect(ticked).toHaveCount(1);
	const start = (await ticked.getAttribute("data-ticked-start"))!;
	await page.keyboard.press("Control+c");
	await copied(page);
	expect(await clipboard(page)).toContain(`Вт 24 ноября: ${wall("Asia/Almaty", start)} - `);
	await ticked.click();
	await expect(page.locator("[data-panel=tray]")).toHaveCount(0);

	// The same by keys: the free time is walked to like an appointment.
	await free.nth(tall).focus();
	await page.keyboard.press("Enter");
	await expect(ticked).toHaveCount(1);
	expect(await ticked.getAttribute("data-ticked-start")).toBe(
		await free.nth(tall).getAttribute("data-free-start"),
	);
});

test("every moment of the day says what it is, to the pointer and to the keyboard", async ({
	page,
	stage,
}) => {
	await explore(page, stage);
	const pause = page.locator("[data-view=day] [data-closed=break]").first();
	await pause.scrollIntoViewIfNeeded();
	await pause.hover();
	await expect(page.locator("[data-moment=break]")).toContainText("Перерыв");
	expect(await pause.getAttribute("aria-label")).toMatch(/, \d\d:\d\d–\d\d:\d\d$/);
	const column = page.locator("[data-view=day] [data-axis=y]:has([data-free-start])").first();
	await page.locator("[data-view=day]").evaluate((grid) => grid.scrollTo(0, 0));
	await column.hover({ position: { x: 20, y: 4 } });
	await expect(page.locator("[data-moment=outsideHours], [data-moment=past]")).toBeVisible();

	// Past the appointments the arrows come to free and closed time too.
	await page.locator("[data-view=day] [data-appointment-id]").first().focus();
	const met = new Set<string>();
	for (let step = 0; step < 12; step += 1) {
		await page.keyboard.press("ArrowDown");
		met.add(
			await page.evaluate(() => {
				const { freeStart, closed, appointmentId } = (document.activeElement as HTMLElement).dataset;
				return freeStart ? "free" : closed ? "closed" : appointmentId ? "appointment" : "elsewhere";
			}),
		);
	}
	expect([...met].sort()).toEqual(["closed", "free", "appointment"]);
});

test("the form narrows what is found", async ({ page, stage }) => {
	await explore(page, stage);
	await openFinder(page);
	const morning = page.locator("input[name=finder-part][value=morning]");
	await morning.check({ force: true });
	await expect.poll(async () => (await starts(page)).every(({ label }) => label < "12:00")).toBe(true);
	await page.locator("input[name=finder-part][value=any]").check({ force: true });

	await page.locator("[data-action=finder-whom]").click();
	const specialty = page.locator("[data-whom-specialty]").first();
	const name = await specialty.getAttribute("data-whom-specialty");
	await specialty.click();
	await expect(page.locator("[data-action=finder-whom]")).toContainText(name!);
	const people = page.locator("[data-finder-group] .row .name");
	await expect(people.first()).toContainText(name!);

	await page.locator("[data-action=finder-conditions]").click();
	// From next Monday on, of which the view need not be.
	const from = page.locator("select[name=finder-from]");
	await from.selectOption("2026-11-30");
	await expect(page.locator("[data-action=finder-conditions]")).toContainText("С 30 ноября");
	await expect
		.poll(async () => (await starts(page)).every(({ start }) => start >= "2026-11-29T19:00"))
		.toBe(true);
	expect((await starts(page)).length).toBeGreaterThan(0);
	await expect(from.locator("option")).toHaveCount(32);
	await from.selectOption("");
	await page.locator("select[name=finder-step]").selectOption("30");
	await expect
		.poll(async () => {
			const labels = (await starts(page)).map(({ label }) => label);
			return (
				labels.length > 0 && labels.filter((label) => /:(00|30)$/.test(label)).length >= labels.length / 2
			);
		})
		.toBe(true);
	await page.locator("input[name=finder-group][value=resource]").check({ force: true });
	await expect(page.locator("[data-finder-group] .row .name").first()).toContainText(/ноября|декабря/);

	await page.locator("input[name=finder-duration]").fill("1:30");
	await page.keyboard.press("Enter");
	await expect(page.locator('[data-finder-duration="90"]')).toBeVisible();
	await page.locator("input[name=finder-duration]").fill("800");
	await page.keyboard.press("Enter");
	await expect(page.locator("#finder-duration-wrong")).toBeVisible();
	await expect(page.locator('[data-finder-duration="90"]')).toBeVisible();
});

test("a ticked time that is gone is struck out and left out of the text", async ({ page, stage }) => {
	const server = await stage.practice();
	await connect(page, stage, server.address);
	await openFinder(page);
	const [first, second] = await page.locator("[data-finder-first]").all();
	await first!.click();
	await second!.click();
	await expect(page.locator("[data-ticked]")).toHaveCount(2);
	const gone = await first!.getAttribute("data-finder-first");
	const resource = await first!.getAttribute("data-finder-resource");
	const other = await second!.getAttribute("data-finder-resource");
	expect(resource).not.toBe(other);
	await server.stop();
	const port = new URL(server.address).port;
	await stage.practice({ port, turns: ["--away", `${resource},2026-11-24T00:00:00Z,2026-11-25T00:00:00Z`] });
	await page.keyboard.press("r");
	await expect(page.locator(`[data-ticked="${gone}"]`)).toHaveAttribute("data-gone", "timeOff");
	await expect(page.locator(`[data-ticked="${gone}"] s`)).toBeVisible();
	await page.keyboard.press("Control+c");
	await copied(page);
	expect((await clipboard(page)).split("\n")).toHaveLength(1);
});

test("without the server the text is given, and its age stands beside the button", async ({
	page,
	stage,
}) => {
	const server = await stage.practice();
	await connect(page, stage, server.address);
	await openFinder(page);
	await page.locator("[data-finder-first]").first().click();
	await server.stop();
	await forward(page, 300);
	await page.keyboard.press("Control+c");
	await copied(page);
	await expect(page.locator('[data-not-checked="10:30"]')).toHaveText(/Не проверено с 10:30/);
	expect(await clipboard(page)).toMatch(FIRST_LINE.ru);
});

test("in a zone whose clock changes tomorrow every time is that of the clinic", async ({ page, stage }) => {
	// Berlin puts its clocks back in the night to Sunday, 25 October 2026; New York a week later.
	const now = "2026-10-23T07:00:00Z";
	const server = await stage.practice({ scenario: "dst", now });
	await page.goto(await stage.desk("ru", now));
	await check(page, server.address);
	await page.locator("[data-action=connect]").click();
	await expect(page.locator("[data-view=day] [data-date]").first()).toBeVisible();
	await openFinder(page);
	await page.locator("[data-action=finder-conditions]").click();
	await page.locator("select[name=finder-days]").selectOption("10");
	await expect.poll(async () => (await starts(page)).some(({ start }) => start > "2026-10-26")).toBe(true);
	const listed = await starts(page);
	for (const { start, label } of listed) {
		expect(label, start).toBe(wall("Europe/Berlin", start));
	}
	const after = listed.find(({ start }) => start > "2026-10-26")!;
	await page
		.locator(`[data-finder-start="${after.start}"][data-finder-resource="${after.resource}"]`)
		.click();
	await expect(page.locator("[data-chat-text]")).toContainText(`: ${wall("Europe/Berlin", after.start)} - `);
});

test("the computer's own time zone changes nothing on screen", async ({ browser, stage }) => {
	test.setTimeout(90_000);
	const screens: string[] = [];
	for (const zone of ["America/New_York", "Asia/Tokyo", "Europe/Berlin"]) {
		const context = await browser.newContext({
			timezoneId: zone,
			viewport: { width: 1280, height: 800 },
			permissions: ["clipboard-read", "clipboard-write"],
		});
		const page = await context.newPage();
		await page.goto(await stage.desk("ru", undefined, zone));
		await page.locator("[data-action=explore]").click();
		await expect(page.locator(`[data-view=day] [data-date="${TODAY}"]`).first()).toBeVisible();
		await openFinder(page);
		await page.locator("[data-finder-start]").nth(3).click();
		await page.keyboard.press("Control+c");
		await copied(page);
		const parts = [await clipboard(page)];
		for (const view of ["day", "week", "month", "list"] as const) {
			await show(page, view);
			parts.push(await page.locator("main").innerText());
		}
		screens.push(parts.join("\n---\n"));
		expect(await page.evaluate(() => Intl.DateTimeFormat().resolvedOptions().timeZone)).toBe(zone);
		await context.close();
	}
	expect(screens[1]).toBe(screens[0]);
	expect(screens[2]).toBe(screens[0]);
});
