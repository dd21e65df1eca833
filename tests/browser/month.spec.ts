import type { Locator, Page } from "@playwright/test";

import type { MonthCell, MonthView } from "../../ui/src/bindings.ts";
import { callDesk, defined, openSampleData, showView } from "./actions.ts";
import { expect, test } from "./fixtures.ts";
import { SIZES } from "./screens.ts";
import { TODAY, type Servers } from "./servers.ts";

const dayOf = (page: Page, iso: string): Locator => page.locator(`[data-view=month] [data-date="${iso}"]`);

/** Opens the month of the sample data, with what the desk says of it. */
async function openMonth(page: Page, servers: Servers): Promise<{ month: MonthView; days: MonthCell[] }> {
	await openSampleData(page, servers);
	await showView(page, "month");
	const { body } = await callDesk(page, "open", { view: "month", date: null });
	const month = defined(body?.kind === "month" ? body : null);
	return { month, days: month.weeks.flat() };
}

/** The names of a day as the page writes them. */
const namesOf = (month: MonthView, { off }: MonthCell): string[] =>
	off.map(({ resource }) => month.resources[resource].shortName.replaceAll(" ", "\u00a0"));

/** What is wider or higher than its day. */
const cutDays = (page: Page): Promise<string[]> =>
	page
		.locator("[data-view=month] [data-date]")
		.evaluateAll((days) =>
			days
				.filter((day) =>
					[...day.children].some(
						(part) => part.getBoundingClientRect().bottom > day.getBoundingClientRect().bottom,
					),
				)
				.map((day) => day.getAttribute("data-date") ?? ""),
		);

for (const [width, height] of SIZES) {
	test.describe(`${width} by ${height}`, () => {
		test.use({ viewport: { width, height } });

		test("a day of the month names those who are off, and nothing of it is cut", async ({
			page,
			servers,
		}) => {
			const { month, days } = await openMonth(page, servers);
			const withNames = days.filter(({ off, totals }) => off.length > 0 && totals.workMin > 0);
			expect(withNames.length).toBeGreaterThan(10);
			for (const day of withNames) {
				const names = namesOf(month, day);
				const cell = dayOf(page, day.date.iso);
				await expect(cell.locator("[data-off]")).toContainText(defined(names[0]).split("\u00a0")[0]);
				await expect(cell.locator(".visually-hidden")).toContainText(`не работают: ${names.join(", ")}`);
			}
			expect(await cutDays(page)).toEqual([]);
		});
	});
}

test("a higher window shows more names in a day", async ({ page, servers }) => {
	const { month, days } = await openMonth(page, servers);
	const day = defined(days.find(({ off, totals }) => off.length > 4 && totals.workMin > 0));
	const last = defined(namesOf(month, day).at(-1)).split("\u00a0")[0];
	const off = dayOf(page, day.date.iso).locator("[data-off]");
	await expect(off).not.toContainText(last);
	await expect(off).toContainText(/\+\d/);
	await page.setViewportSize({ width: 1920, height: 1080 });
	await expect(off).toContainText(last);
	await expect(off).not.toContainText(/\+\d/);
});

test("the heat is the load of all resources, or of one specialty", async ({ page, servers }) => {
	const { month, days } = await openMonth(page, servers);
	const expectLoad = async (loadOf: (day: MonthCell) => number | null): Promise<void> => {
		for (const day of days) {
			const percent = loadOf(day);
			const cell = dayOf(page, day.date.iso);
			if (percent === null) {
				await expect(cell).not.toHaveAttribute("data-load");
				await expect(cell.locator(".percent")).toHaveCount(0);
			} else {
				await expect(cell).toHaveAttribute("data-load", String(percent));
				await expect(cell.locator(".percent")).toHaveText(`${percent} %`);
			}
		}
	};
	await expectLoad(({ totals }) => totals.loadPercent);
	const specialty = 2;
	const choice = page.locator("[name=month-load]");
	await choice.selectOption(month.specialties[specialty]);
	await expectLoad((day) => day.specialtyTotals[specialty].loadPercent);
	expect(days.some((day) => day.specialtyTotals[specialty].loadPercent !== day.totals.loadPercent)).toBe(
		true,
	);
	const working = defined(days.find((day) => day.specialtyTotals[specialty].starts > 0));
	await expect(dayOf(page, working.date.iso).locator("[data-starts]")).toContainText(
		new RegExp(`^${working.specialtyTotals[specialty].starts} × `),
	);
	// The choice stays while another view is open.
	await showView(page, "day");
	await showView(page, "month");
	await expect(choice).toHaveValue(month.specialties[specialty]);
});

test("a past day says how many appointments are unpaid, and how much", async ({ page, servers }) => {
	const { days } = await openMonth(page, servers);
	const past = days.filter(({ date, inMonth }) => inMonth && date.iso < TODAY);
	let counted = 0;
	for (const { date } of past) {
		const request = { view: "day", date: date.iso, last: null, basis: "appointment" } as const;
		const { overview } = await callDesk(page, "open_money", request);
		const [left, partPaid] = defined(overview.debts);
		expect([left.kind, partPaid.kind]).toEqual(["leftWithoutPaying", "partPaid"]);
		const unpaid = left.count + partPaid.count;
		const line = dayOf(page, date.iso).locator("[data-unpaid]");
		if (unpaid === 0) {
			await expect(line).toHaveCount(0);
			continue;
		}
		await expect(line).toHaveAttribute("data-unpaid", String(unpaid));
		expect((await line.innerText()).replaceAll(/\D/g, "")).toBe(`${unpaid}${left.amount + partPaid.amount}`);
		counted += unpaid;
	}
	expect(counted).toBeGreaterThan(0);
	for (const { date } of days.filter((day) => day.date.iso > TODAY)) {
		await expect(dayOf(page, date.iso).locator("[data-unpaid]")).toHaveCount(0);
	}
});

test("a click or Enter on a day of the month opens it", async ({ page, servers }) => {
	await openMonth(page, servers);
	await dayOf(page, "2026-11-18").locator("[data-off]").click();
	await expect(page.locator("[data-view=day] [data-date='2026-11-18']").first()).toBeAttached();
	await showView(page, "month");
	await dayOf(page, "2026-11-18").focus();
	await page.keyboard.press("ArrowDown");
	await page.keyboard.press("Enter");
	await expect(page.locator("[data-view=day] [data-date='2026-11-25']").first()).toBeAttached();
});

const miniDay = (page: Page, iso: string): Locator => page.locator(`[data-mini-date="${iso}"]`);

test("a day of the small month says how full it is, and one that is not loaded says nothing", async ({
	page,
	servers,
}) => {
	await openSampleData(page, servers);
	// The month is loaded when it is shown.
	await showView(page, "month");
	const { body } = await callDesk(page, "open", { view: "month", date: null });
	const days = body?.kind === "month" ? body.weeks.flat() : [];
	const working = days.filter(({ totals }) => totals.loadPercent !== null);
	expect(working.length).toBeGreaterThan(20);
	for (const { date, totals } of working) {
		const day = miniDay(page, date.iso);
		await expect(day).toHaveAttribute("data-load", String(totals.loadPercent));
		await expect(day).toHaveAccessibleName(new RegExp(`Занято ${totals.loadPercent} %`));
	}
	const free = defined(working.find(({ totals }) => totals.starts > 0));
	await expect(miniDay(page, free.date.iso)).toHaveAccessibleName(
		new RegExp(`: ${free.totals.starts} × \\d+ мин`),
	);
	for (let month = 0; month < 3; month += 1) {
		await page.getByRole("button", { name: "Предыдущий месяц" }).click();
	}
	await expect(miniDay(page, "2026-08-12")).toHaveAccessibleName("среда, 12 августа");
	await expect(page.locator("[data-mini-date][data-load]")).toHaveCount(0);
});

test("the load in the small month is that of the shown resources, for the chosen length", async ({
	page,
	servers,
}) => {
	await openSampleData(page, servers);
	const today = miniDay(page, TODAY);
	await expect(today).toHaveAttribute("data-load");
	const all = defined(await today.getAttribute("aria-label"));
	await page.locator("[data-view=day] [data-head-resource]").nth(1).click();
	await expect(today).not.toHaveAttribute("aria-label", all);
	const { body } = await callDesk(page, "open", { view: "day", date: null });
	const { totals } = defined(body?.kind === "day" ? body.days[0] : null);
	await expect(today).toHaveAttribute("data-load", String(totals.loadPercent));
	await page.locator("select[name=duration]").selectOption("20");
	await expect(today).toHaveAccessibleName(/× 20 мин/);
});
