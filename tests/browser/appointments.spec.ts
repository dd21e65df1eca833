import type { Locator, Page } from "@playwright/test";

import {
	callDesk,
	dayAppointments,
	defined,
	openConnected,
	openSampleData,
	scrollListTo,
	showView,
	wholeList,
} from "./actions.ts";
import { expect, test } from "./fixtures.ts";
import type { Servers } from "./servers.ts";

/** A resource of the sample clinic. */
const RESOURCE = 101;

/** The arguments of the practice server for an additional appointment. The times are in Almaty. */
const booked = (from: string, to: string): string[] => [
	"--booked",
	`${RESOURCE},${from}:00+05:00,${to}:00+05:00`,
];

/** Opens the clinic with these additional appointments, at the day view of today. */
async function openClinic(page: Page, servers: Servers, changes: string[]): Promise<void> {
	const server = await servers.practice({ changes });
	await openConnected(page, servers, server.address);
}

/** The column, the cells or the rows of the resource on a date. */
const onDate = (page: Page, view: string, date: string): Locator =>
	page.locator(`[data-view=${view}] [data-resource-id="${RESOURCE}"][data-date="${date}"]`);

test.describe("an appointment over midnight", () => {
	const night = booked("2026-11-24T23:30", "2026-11-25T00:30");

	test("has the date of its other day in every view", async ({ page, servers }) => {
		await openClinic(page, servers, night);
		const onFirst = onDate(page, "day", "2026-11-24").locator("[data-appointment-id].goes-on");
		await expect(onFirst).toHaveAccessibleName(/, 23:30 – Ср, 25\sноября, 00:30, /);
		await page.keyboard.press("ArrowRight");
		const onSecond = onDate(page, "day", "2026-11-25").locator("[data-appointment-id].continues");
		await expect(onSecond).toHaveAccessibleName(/, Вт, 24\sноября, 23:30 – 00:30, /);
		await expect(onSecond).toContainText("до 00:30");
		await showView(page, "week");
		await onDate(page, "week", "2026-11-25").hover();
		await expect(onDate(page, "week", "2026-11-25").locator(".continues")).toHaveAccessibleName(
			/^Вт, 24\sноября, 23:30 – 00:30, /,
		);
		await showView(page, "list");
		await scrollListTo(page, "2026-11-25");
		const times = page.locator("[data-view=list] .time.dated");
		await expect(times).toHaveText(["23:30 – Ср 25, 00:30", "Вт 24, 23:30 – 00:30"]);
		await times.first().click();
		await expect(page.locator("[data-panel=appointment] .when")).toContainText(
			"23:30 – Ср, 25 ноября, 00:30",
		);
	});

	test("has its whole length in the tip on both days", async ({ page, servers }) => {
		await openClinic(page, servers, night);
		await page.keyboard.press("ArrowRight");
		await onDate(page, "day", "2026-11-25").locator(".continues").hover();
		await expect(page.locator(".tip")).toContainText("Вт, 24 ноября, 23:30 – 00:30 · 1 ч");
	});
});

test("a stay of several days has its price once and fills the days between", async ({ page, servers }) => {
	// From Saturday to Monday. Nobody works on Sunday.
	await openClinic(page, servers, booked("2026-11-28T10:00", "2026-11-29T13:00"));
	await showView(page, "list");
	const rowOf = (date: string) =>
		page.locator(`[data-view=list] [data-date="${date}"] [data-row]`, { has: page.locator(".time.dated") });
	for (const [date, amount] of [
		["2026-11-28", /₸/],
		["2026-11-29", ""],
	] as const) {
		await scrollListTo(page, date);
		await expect(rowOf(date)).toHaveCount(1);
		await expect(rowOf(date).locator(".amount")).toHaveText(amount);
	}
	const { rows } = await wholeList(page);
	expect(rows.filter(({ startDate, endDate }) => startDate ?? endDate)).toHaveLength(2);
	const sunday = page.locator("[data-view=list] [data-date='2026-11-29'] h2");
	await expect(sunday).toContainText("с прошлых дней: 1");
	await showView(page, "month");
	await expect(page.locator("[data-view=month] [data-date='2026-11-29']")).toContainText("с прошлых дней: 1");
	await page.locator("[data-view=month] [data-date='2026-11-29']").click();
	await expect(onDate(page, "day", "2026-11-29").locator(".continues")).toBeVisible();
	await expect(page.locator(".empty")).toHaveCount(0);
});

test.describe("a group of fifteen at one time", () => {
	// In the night, when the sample clinic has no other appointments.
	const group = Array.from({ length: 15 }, () => booked("2026-11-24T05:00", "2026-11-24T06:00")).flat();

	test("is one box with the count, which opens a list", async ({ page, servers }) => {
		await openClinic(page, servers, group);
		const box = onDate(page, "day", "2026-11-24").locator("[data-group]");
		await expect(box).toHaveCount(1);
		await expect(box).toHaveAccessibleName(/^15 записей, 05:00–06:00/);
		await expect(box).toContainText("15 записей");
		await box.focus();
		await page.keyboard.press("Enter");
		const list = page.getByRole("dialog", { name: "15 записей" });
		const members = list.getByRole("button");
		await expect(members).toHaveCount(15);
		await expect(members.first()).toBeFocused();
		await page.keyboard.press("Escape");
		await expect(list).toHaveCount(0);
		await expect(box).toBeFocused();
		await page.keyboard.press("Enter");
		await expect(members.first()).toBeFocused();
		await page.keyboard.press("ArrowDown");
		await expect(members.nth(1)).toBeFocused();
		const id = await members.nth(1).getAttribute("data-member");
		await page.keyboard.press("Enter");
		await expect(list).toHaveCount(0);
		await expect(page.locator("[data-panel=appointment]")).toContainText(`№ ${id}`);
		await expect(box).toHaveClass(/selected/);
	});

	test("looks busy in the week", async ({ page, servers }) => {
		await openClinic(page, servers, group);
		await showView(page, "week");
		const cell = onDate(page, "week", "2026-11-24");
		await cell.hover();
		const box = cell.locator("[data-group]");
		await expect(box).toHaveAccessibleName(/^15 записей, 05:00–06:00/);
		// The strip of cancelled appointments is below it.
		const [own, timeline] = await Promise.all([box.boundingBox(), cell.locator("[data-axis]").boundingBox()]);
		expect(own?.height).toBeGreaterThan((timeline?.height ?? 0) * 0.75);
		await box.click();
		await expect(page.getByRole("dialog").locator("[data-member]")).toHaveCount(15);
		await box.click();
		await expect(page.getByRole("dialog")).toHaveCount(0);
	});

	test("can be found by the number of one of them", async ({ page, servers }) => {
		await openClinic(page, servers, group);
		const ids = await onDate(page, "day", "2026-11-24").locator("[data-group]").getAttribute("data-group");
		const id = defined(ids?.split(" ").at(-1));
		await page.keyboard.press("Slash");
		await page.keyboard.type(id);
		// Hits of the first digits are replaced until the whole number is found.
		await page.locator(`[data-hit="${id}"]`).click();
		await expect(onDate(page, "day", "2026-11-24").locator("[data-group].selected")).toBeInViewport();
	});
});

test("three at one time are side by side in day and week", async ({ page, servers }) => {
	const three = Array.from({ length: 3 }, () => booked("2026-11-24T05:00", "2026-11-24T06:00")).flat();
	await openClinic(page, servers, three);
	for (const view of ["day", "week"] as const) {
		await showView(page, view);
		const cell = onDate(page, view, "2026-11-24");
		await cell.hover();
		await expect(cell.locator("[data-start-label='05:00']")).toHaveCount(3);
		await expect(cell.locator("[data-group]")).toHaveCount(0);
	}
});

/** Whether the text of each block can be read, when there are `count` of them. */
async function textOfBlocks(
	blocks: Locator,
	count: number,
): Promise<{ readable: boolean; inside: boolean; text: string | undefined }[]> {
	await expect(blocks).toHaveCount(count);
	return blocks.evaluateAll((all) =>
		all.map((block) => {
			const text = block.querySelector("bdi");
			const line = text ? parseFloat(getComputedStyle(text).fontSize) : Infinity;
			const room = block.parentElement?.getBoundingClientRect().bottom ?? 0;
			const { bottom, height } = block.getBoundingClientRect();
			return { readable: height >= line + 1, inside: bottom <= room, text: text?.textContent.trim() };
		}),
	);
}

test("an appointment of a few minutes has a line of text at every step", async ({ page, servers }) => {
	const twoDigits = (minute: number): string => String(minute).padStart(2, "0");
	const inARow = [0, 5, 10, 15, 20, 25].flatMap((minute) =>
		booked(`2026-11-24T05:${twoDigits(minute)}`, `2026-11-24T05:${twoDigits(minute + 5)}`),
	);
	await openClinic(page, servers, [...inARow, ...booked("2026-11-24T23:58", "2026-11-24T23:59")]);
	const { settings } = await callDesk(page, "start", null);
	for (const timeStepMin of [5, 10, 15, 30, 60]) {
		await callDesk(page, "set_settings", { ...settings, timeStepMin });
		await page.reload();
		const day = onDate(page, "day", "2026-11-24");
		const early = await textOfBlocks(day.locator("[data-start-label^='05:']"), 6);
		// The last one is drawn when it is scrolled into sight.
		await page.locator("[data-view=day]").evaluate((grid) => {
			grid.scrollTop = grid.scrollHeight;
		});
		const lines = [...early, ...(await textOfBlocks(day.locator("[data-start-label='23:58']"), 1))];
		for (const line of lines) {
			expect(line, `step ${timeStepMin}`).toMatchObject({ readable: true, inside: true });
			expect(line.text).not.toBe("");
		}
	}
});

test("comments, first appointments and debts are marked, with words in the tip and the label", async ({
	page,
	servers,
}) => {
	await openSampleData(page, servers);
	const { body } = await callDesk(page, "open", { view: "day", date: null });
	const boxes =
		body?.kind === "day" ? body.rows.flatMap(({ cells }) => cells).flatMap((cell) => cell.appointments) : [];
	for (const [mark, word, has] of [
		["noted", "комментарий", (box) => box.hasComment],
		["first", "Первичный приём", (box) => box.appointmentType === "primary"],
		[
			"owed",
			"оплачено не всё",
			(box) => box.status === "completed" && box.paymentStatus === "awaiting_payment",
		],
	] as const satisfies readonly (readonly [string, string, (box: (typeof boxes)[number]) => boolean])[]) {
		const ids = boxes.filter((box) => has(box) && box.status !== "cancelled").map(({ id }) => String(id));
		const drawn = dayAppointments(page);
		for (const block of await drawn.all()) {
			const id = (await block.getAttribute("data-appointment-id")) ?? "";
			const classes = ((await block.getAttribute("class")) ?? "").split(" ");
			if (!classes.includes("strip")) {
				expect(classes.includes(mark), `${mark} ${id}`).toBe(ids.includes(id));
			}
		}
		const marked = page.locator(`[data-view=day] .block.${mark}`).first();
		if ((await marked.count()) > 0) {
			await expect(marked).toHaveAttribute("aria-label", new RegExp(word, "i"));
			await marked.hover();
			await expect(page.locator(".tip")).toContainText(new RegExp(word, "i"));
		}
	}
	expect(await page.locator("[data-view=day] .block:is(.noted, .first)").count()).toBeGreaterThan(0);
});
