import type { Page } from "@playwright/test";

import {
	advanceClock,
	pressConnect,
	clipboardText,
	defined,
	exploreSampleData,
	openConnected,
	openSampleData,
	showView,
	VIEWS,
} from "./actions.ts";
import { axeViolations } from "./axe.ts";
import { expect, test } from "./fixtures.ts";
import { LANGUAGES, TODAY, type Language } from "./servers.ts";

test.use({ permissions: ["clipboard-read", "clipboard-write"] });

async function openFinder(page: Page): Promise<void> {
	await page.keyboard.press("f");
	await expect(page.locator("[data-finder-first]")).toHaveCount(3);
}

/** Copies the chat text with the keyboard and returns the clipboard. */
async function copyChatText(page: Page): Promise<string> {
	await page.keyboard.press("Control+c");
	await expect(page.locator("[data-panel=tray][data-copied]")).toBeVisible();
	return clipboardText(page);
}

test("those whom the filter hides are searched, too, and marked", async ({ page, servers }) => {
	await openSampleData(page, servers);
	await openFinder(page);
	const before = await startTimes(page);
	const resource = defined(before[0]).resource;
	await page.locator(`[data-resource-toggle="${resource}"]`).uncheck();
	await expect(page.locator("[data-finder-hidden]")).toHaveAttribute("data-finder-hidden", "1");
	expect(await startTimes(page)).toEqual(before);
	await expect(page.locator("[data-hidden-mark]").first()).toHaveText("скрыт фильтром");
	await page.locator("[data-finder-hidden] button").click();
	await expect(page.locator("[data-finder-hidden]")).toHaveCount(0);
	await expect(page.locator("[data-hidden-mark]")).toHaveCount(0);
	await expect(page.locator(`[data-resource-toggle="${resource}"]`)).toBeChecked();
});

/** The time on the wall clock of a zone, by the time zone data of Node.js. */
function wallClock(timeZone: string, instant: string): string {
	const options = { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
	return new Intl.DateTimeFormat("en-GB", options).format(new Date(instant));
}

interface StartTime {
	start: string;
	resource: string;
	label: string;
}

/** The start times that the finder lists. */
const startTimes = (page: Page): Promise<StartTime[]> =>
	page.locator("[data-finder-start]").evaluateAll((chips) =>
		chips.map((chip) => ({
			start: chip.getAttribute("data-finder-start") ?? "",
			resource: chip.getAttribute("data-finder-resource") ?? "",
			label: chip.textContent.trim(),
		})),
	);

/** A proposed time in a chat text. The first one is on this Tuesday, or on the day after. */
const FIRST_LINE: Record<Language, RegExp> = {
	ru: /^(Вт 24|Ср 25) ноября: \d\d:\d\d - .+, /,
	kk: /^(Сс 24|Ср 25) қараша: \d\d:\d\d - .+, /,
	en: /^(Tue 24|Wed 25) November: \d\d:\d\d - .+, /,
};

for (const language of LANGUAGES) {
	test(`F and Ctrl+C copy the first three start times: ${language}`, async ({ page, servers }) => {
		await openSampleData(page, servers, language);
		await openFinder(page);
		const text = await copyChatText(page);
		expect(text).toBe(await page.locator("[data-chat-text]").textContent());
		expect(text.split("\n")).toHaveLength(3);
		for (const line of text.split("\n")) {
			expect(line).toMatch(FIRST_LINE[language]);
		}
		expect(await axeViolations(page)).toEqual([]);

		// The language of the chat text is independent of the program's.
		const other = language === "en" ? "ru" : "en";
		await page.locator(`input[name=tray-language][value=${other}]`).check({ force: true });
		await expect(page.locator("[data-chat-text]")).toHaveText(FIRST_LINE[other]);
		await page.keyboard.press("Escape");
		await page.keyboard.press("Escape");
		await expect(page.locator("[data-panel=tray]")).toHaveCount(0);
	});
}

test("a click on a free interval selects its time, and a second click clears the selection", async ({
	page,
	servers,
}) => {
	await openSampleData(page, servers);
	const intervals = page.locator("[data-view=day] [data-free-start]");
	// An interval of an hour is high enough to point at.
	const index = await intervals.evaluateAll((all) =>
		all.findIndex((interval) => {
			const start = new Date(interval.getAttribute("data-free-start") ?? "");
			const end = new Date(interval.getAttribute("data-free-end") ?? "");
			return end.getTime() - start.getTime() >= 60 * 60_000;
		}),
	);
	const interval = intervals.nth(index);
	await interval.scrollIntoViewIfNeeded();
	await interval.hover();
	await expect(page.locator("[data-ghost]")).toBeVisible();
	await expect(page.locator("[data-moment=free]")).toContainText("Свободно");
	await interval.click();
	const selected = page.locator("[data-ticked-start]");
	await expect(selected).toHaveCount(1);
	const start = defined(await selected.getAttribute("data-ticked-start"));
	expect(await copyChatText(page)).toContain(`Вт 24 ноября: ${wallClock("Asia/Almaty", start)} - `);
	await selected.click();
	await expect(page.locator("[data-panel=tray]")).toHaveCount(0);

	// With the keyboard the start of the interval is selected.
	await interval.focus();
	await page.keyboard.press("Enter");
	await expect(selected).toHaveCount(1);
	await expect(selected).toHaveAttribute(
		"data-ticked-start",
		defined(await interval.getAttribute("data-free-start")),
	);
});

test("the pointer shows the reason of each moment of the day", async ({ page, servers }) => {
	await openSampleData(page, servers);
	const pause = page.locator("[data-view=day] [data-closed=break]").first();
	await pause.scrollIntoViewIfNeeded();
	await pause.hover();
	await expect(page.locator("[data-moment=break]")).toContainText("Перерыв");
	await expect(pause).toHaveAttribute("aria-label", /, \d\d:\d\d–\d\d:\d\d$/);
	const column = page.locator("[data-view=day] [data-axis=y]:has([data-free-start])").first();
	await page.locator("[data-view=day]").evaluate((grid) => grid.scrollTo(0, 0));
	await column.hover({ position: { x: 20, y: 4 } });
	await expect(page.locator("[data-moment=outsideHours], [data-moment=past]")).toBeVisible();
});

test("the arrow keys move the focus to appointments, free intervals and closed time", async ({
	page,
	servers,
}) => {
	await openSampleData(page, servers);
	await page.locator("[data-view=day] [data-appointment-id]").first().focus();
	const kinds = new Set<string>();
	for (let step = 0; step < 12; step += 1) {
		await page.keyboard.press("ArrowDown");
		kinds.add(
			await page.evaluate(() => {
				const attributes = document.activeElement?.getAttributeNames() ?? [];
				const kind = ["data-free-start", "data-closed", "data-appointment-id"].find((name) =>
					attributes.includes(name),
				);
				return kind ?? "another element";
			}),
		);
	}
	expect([...kinds].sort()).toEqual(["data-appointment-id", "data-closed", "data-free-start"]);
});

test("whom: names are typed, added with the keyboard and the boxes, and Escape keeps what was chosen", async ({
	page,
	servers,
}) => {
	await openSampleData(page, servers);
	await openFinder(page);
	const whom = page.locator("[data-whom=first] input");
	const choices = page.locator("[data-whom-choice]");
	await expect(whom).toBeFocused();
	await page.keyboard.press("ArrowDown");
	await expect(choices.first()).toBeVisible();
	expect(await axeViolations(page)).toEqual([]);
	const all = await choices.count();
	// In the other keyboard layout.
	await page.keyboard.type("rbv");
	await expect(choices).toHaveText([/Ким/]);
	await page.keyboard.press("Escape");
	await expect(choices).toHaveCount(0);
	await expect(page.locator("[data-panel=finder]")).toBeVisible();
	await expect(whom).toHaveAttribute("placeholder", "К любому специалисту");

	await page.keyboard.type("ким");
	await page.keyboard.press("Enter");
	await expect(whom).toHaveAttribute("placeholder", /^Ким/);
	await expect(whom).not.toBeFocused();
	await whom.focus();
	await page.keyboard.type("захар");
	await page.keyboard.press("Control+Enter");
	await expect(whom).toHaveAttribute("placeholder", "Захарова Людмила и ещё 1");
	await expect(whom, "the next name can be typed").toHaveValue("");
	await whom.fill("");
	await expect(choices).toHaveCount(all);
	await page.locator("[data-whom-choice]", { hasText: "Исабеков" }).locator("[data-whom-box]").click();
	await expect(whom).toHaveAttribute("placeholder", /и ещё 2$/);
	await whom.fill("нет такого");
	await expect(page.getByText("Никого не найдено")).toBeVisible();
	await page.keyboard.press("Enter");
	await expect(whom, "what nobody is called stays, and says so").toHaveValue("нет такого");
	await expect(page.getByText("Никого не найдено")).toBeVisible();
	await expect(whom).toHaveAttribute("placeholder", /и ещё 2$/);
});

test("each field of the finder's form narrows the start times", async ({ page, servers }) => {
	await openSampleData(page, servers);
	await openFinder(page);
	await page.locator("input[name=finder-part][value=morning]").check({ force: true });
	await expect.poll(async () => (await startTimes(page)).every(({ label }) => label < "12:00")).toBe(true);
	await page.locator("input[name=finder-part][value=any]").check({ force: true });

	const whom = page.locator("[data-whom=first] input");
	await whom.click();
	const specialty = page.locator("[data-whom-choice^='specialty ']").first();
	const specialtyName = defined(await specialty.textContent()).trim();
	await specialty.click();
	await expect(whom).toHaveAttribute("placeholder", specialtyName);
	const rowName = page.locator("[data-finder-group] .row .name").first();
	await expect(rowName).toContainText(specialtyName);

	await page.locator("[data-action=finder-conditions]").click();
	// A date after the week on screen.
	const from = page.locator("select[name=finder-from]");
	await from.selectOption("2026-11-30");
	await expect(page.locator("[data-action=finder-conditions]")).toContainText("С 30 ноября");
	await expect
		.poll(async () => {
			const starts = (await startTimes(page)).map(({ start }) => start);
			return starts.length > 0 && starts.every((start) => start >= "2026-11-29T19:00");
		})
		.toBe(true);
	await expect(from.locator("option")).toHaveCount(32);
	await from.selectOption("");
	await page.locator("select[name=finder-step]").selectOption("30");
	await expect
		.poll(async () => {
			const labels = (await startTimes(page)).map(({ label }) => label);
			return (
				labels.length > 0 && labels.filter((label) => /:(00|30)$/.test(label)).length >= labels.length / 2
			);
		})
		.toBe(true);
	await page.locator("input[name=finder-group][value=resource]").check({ force: true });
	await expect(rowName).toContainText(/ноября|декабря/);

	const duration = page.locator("input[name=finder-duration]");
	await duration.fill("1:30");
	await page.keyboard.press("Enter");
	await expect(page.locator('[data-finder-duration="90"]')).toBeVisible();
	await duration.fill("800");
	await page.keyboard.press("Enter");
	await expect(page.locator("#finder-duration-wrong")).toBeVisible();
	await expect(page.locator('[data-finder-duration="90"]')).toBeVisible();
});

test("a selected time that is no longer free is struck out and left out of the chat text", async ({
	page,
	servers,
}) => {
	const server = await servers.practice();
	await openConnected(page, servers, server.address);
	await openFinder(page);
	const first = page.locator("[data-finder-first]").nth(0);
	const second = page.locator("[data-finder-first]").nth(1);
	const start = await first.getAttribute("data-finder-first");
	const resource = await first.getAttribute("data-finder-resource");
	expect(await second.getAttribute("data-finder-resource")).not.toBe(resource);
	await first.click();
	await second.click();
	await expect(page.locator("[data-ticked]")).toHaveCount(2);
	await server.stop();
	await servers.practice({
		port: server.port,
		changes: ["--away", `${resource},2026-11-24T00:00:00Z,2026-11-25T00:00:00Z`],
	});
	await page.keyboard.press("r");
	await expect(page.locator(`[data-ticked="${start}"]`)).toHaveAttribute("data-gone", "timeOff");
	await expect(page.locator(`[data-ticked="${start}"] s`)).toBeVisible();
	expect((await copyChatText(page)).split("\n")).toHaveLength(1);
});

test("without the server the chat text is copied and its age is displayed", async ({ page, servers }) => {
	const server = await servers.practice();
	await openConnected(page, servers, server.address);
	await openFinder(page);
	await page.locator("[data-finder-first]").first().click();
	await server.stop();
	await advanceClock(page, 300);
	const text = await copyChatText(page);
	await expect(page.locator('[data-not-checked="10:30"]')).toHaveText(/Не проверено с 10:30/);
	expect(text).toMatch(FIRST_LINE.ru);
});

test("start times around a clock change are in the clinic's zone", async ({ page, servers }) => {
	// Berlin's clocks go back in the night to Sunday, 25 October 2026, New York's a week later.
	const now = "2026-10-23T07:00:00Z";
	const server = await servers.practice({ scenario: "dst", now });
	await page.goto((await servers.desk({ now })).address);
	await pressConnect(page, server.address);
	await expect(page.locator("[data-view=day] [data-date]").first()).toBeVisible();
	await openFinder(page);
	await page.locator("[data-action=finder-conditions]").click();
	await page.locator("select[name=finder-days]").selectOption("10");
	const isAfterChange = ({ start }: StartTime) => start > "2026-10-26";
	await expect.poll(async () => (await startTimes(page)).some(isAfterChange)).toBe(true);
	const listed = await startTimes(page);
	for (const { start, label } of listed) {
		expect(label, start).toBe(wallClock("Europe/Berlin", start));
	}
	const { start, resource } = defined(listed.find(isAfterChange));
	await page.locator(`[data-finder-start="${start}"][data-finder-resource="${resource}"]`).click();
	await expect(page.locator("[data-chat-text]")).toContainText(`: ${wallClock("Europe/Berlin", start)} - `);
});

for (const screen of ["chat text", ...VIEWS] as const) {
	test(`the computer's time zone does not change the ${screen}${screen === "chat text" ? "" : " view"}`, async ({
		browser,
		servers,
	}) => {
		const texts: string[] = [];
		for (const timeZone of ["America/New_York", "Asia/Tokyo", "Europe/Berlin"]) {
			const context = await browser.newContext({
				timezoneId: timeZone,
				viewport: { width: 1280, height: 800 },
				permissions: ["clipboard-read", "clipboard-write"],
			});
			const page = await context.newPage();
			await page.goto((await servers.desk({ timeZone })).address);
			await exploreSampleData(page);
			await expect(page.locator(`[data-view=day] [data-date="${TODAY}"]`).first()).toBeVisible();
			expect(await page.evaluate(() => Intl.DateTimeFormat().resolvedOptions().timeZone)).toBe(timeZone);
			await openFinder(page);
			await page.locator("[data-finder-start]").nth(3).click();
			const chatText = await copyChatText(page);
			if (screen === "chat text") {
				texts.push(chatText);
			} else {
				await showView(page, screen);
				texts.push(await page.locator("main").innerText());
			}
			await context.close();
		}
		const [first, ...others] = texts;
		expect(others).toEqual([first, first]);
	});
}

test("Enter before the finder has its specialists chooses from them when they are here", async ({
	page,
	servers,
}) => {
	await openSampleData(page, servers);
	let answer = (): void => undefined;
	const held = new Promise<void>((resolve) => (answer = resolve));
	await page.route("**/desk/find_free", async (route) => {
		await held;
		await route.continue();
	});
	await page.keyboard.press("KeyF");
	const whom = page.locator("[data-panel=finder]").getByRole("combobox", { name: "К кому" }).first();
	await expect(whom).toBeFocused();
	await page.keyboard.type("гин\n");
	answer();
	await expect(whom).toHaveAccessibleName(/Гинеколог/);
});
