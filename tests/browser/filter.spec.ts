import type { Page } from "@playwright/test";

import type { Filter } from "../../ui/src/bindings.ts";
import {
	callDesk,
	dayAppointments,
	defined,
	openSampleData,
	showView,
	wholeList,
	type ListedRow,
} from "./actions.ts";
import { expect, test } from "./fixtures.ts";
import { TODAY } from "./servers.ts";

const DAY_BY_APPOINTMENT = { view: "day", date: null, last: null, basis: "appointment" } as const;

const bar = (page: Page) => page.locator("[data-filter-bar]");
const chips = (page: Page) => page.locator("[data-filter-chip]");
const chip = (page: Page, name: keyof Filter) => page.locator(`[data-filter-chip=${name}]`);

const openPanel = async (page: Page): Promise<void> => {
	await page.keyboard.press("v");
	await expect(page.locator("[data-filter-condition=statuses]")).toBeVisible();
};

/** Waits until the desk has the filter that an action chooses. */
async function filtered(page: Page, action: () => Promise<void>): Promise<void> {
	const saved = page.waitForResponse((response) => response.url().endsWith("/desk/set_filter"));
	await action();
	await saved;
}

/** Today's appointments that the filter of the desk shows. */
async function shownToday(page: Page): Promise<ListedRow[]> {
	const { rows } = await wholeList(page);
	return rows.filter(({ date }) => date === TODAY);
}

/** Compares what each view shows of today with the rows of the list. */
async function expectInEveryView(page: Page, rows: readonly ListedRow[]): Promise<void> {
	const ids = rows.map(({ id }) => String(id));
	const count = rows.filter(({ status }) => status !== "cancelled").length;
	await showView(page, "month");
	await expect(page.locator(`[data-view=month] [data-date="${TODAY}"]`)).toHaveAttribute(
		"data-appointments",
		String(count),
	);
	await showView(page, "week");
	await expect(page.locator("[data-view=week] [data-head][aria-current=date]")).toContainText(
		new RegExp(`(^|\\D)${count} запис`),
	);
	await showView(page, "list");
	await expect(page.locator("[data-view=list] [data-appointment-id]").first()).toBeVisible();
	await showView(page, "day");
	// Those of other columns may be out of sight.
	for (const id of await dayAppointments(page).evaluateAll((blocks) =>
		blocks.map((block) => block.getAttribute("data-appointment-id")),
	)) {
		expect(ids).toContain(id);
	}
}

for (const name of ["statuses", "payments", "types", "sources", "services"] as const) {
	test(`a value of ${name} is shown alone in every view and in money`, async ({ page, servers }) => {
		await openSampleData(page, servers);
		const all = await shownToday(page);
		await openPanel(page);
		const row = page.locator(`[data-filter-condition=${name}] label`).first();
		const count = Number(await row.locator(".count").innerText());
		const word = await row.locator(".label").innerText();
		await filtered(page, () => row.click());
		await expect(chip(page, name)).toContainText(word);
		const shown = await shownToday(page);
		expect(shown).toHaveLength(count);
		expect(count).toBeLessThan(all.length);
		await expectInEveryView(page, shown);
		const { overview } = await callDesk(page, "open_money", DAY_BY_APPOINTMENT);
		const counted = defined(overview.expenses).byResource.reduce((sum, row) => sum + row.appointments, 0);
		const due = shown.filter(({ status }) => status !== "cancelled" && status !== "no_show");
		expect(counted).toBe(due.length);

		await filtered(page, () => page.keyboard.press("x"));
		await expect(bar(page)).toHaveCount(0);
		expect(await shownToday(page)).toEqual(all);
	});
}

test("not paid today: 1 action from any view", async ({ page, servers }) => {
	await openSampleData(page, servers);
	await page.keyboard.press("ArrowRight");
	await showView(page, "month");
	await filtered(page, () => page.keyboard.press("u"));
	await expect(chip(page, "unpaid")).toBeVisible();
	await expect(page.locator("[data-view=day]")).toBeVisible();
	const { rows } = await callDesk(page, "money_rows", {
		money: DAY_BY_APPOINTMENT,
		table: { kind: "debts", kinds: ["leftWithoutPaying", "partPaid", "expected"] },
		order: { sort: "appointment", descending: false, rows: { first: 0, count: 500 } },
	});
	expect(rows.rows).toHaveLength(rows.total.count);
	const unpaid = rows.rows.map(({ appointmentId }) => appointmentId).sort((a, b) => a - b);
	expect(unpaid.length).toBeGreaterThan(0);
	expect((await shownToday(page)).map(({ id }) => id).sort((a, b) => a - b)).toEqual(unpaid);
	await page.keyboard.press("u");
	await expect(bar(page)).toHaveCount(0);
});

test("quick filters replace each other and keep the resources", async ({ page, servers }) => {
	await openSampleData(page, servers);
	await page.locator("[data-resource-toggle]").first().uncheck();
	await openPanel(page);
	for (const [quick, name] of [
		["first", "types"],
		["cancelled", "statuses"],
		["unconfirmed", "statuses"],
		["unpaid", "unpaid"],
	] as const) {
		await page.locator(`[data-filter-quick=${quick}]`).click();
		await expect(page.locator(`[data-filter-quick=${quick}]`)).toHaveAttribute("aria-pressed", "true");
		await expect(chips(page)).toHaveCount(2);
		await expect(chip(page, name)).toBeVisible();
	}
	await page.locator("[data-filter-quick=unpaid]").click();
	await expect(chips(page)).toHaveCount(1);
	await expect(chip(page, "hiddenResources")).toContainText(/\d+ из \d+ специалистов/);
});

test("only cancelled appointments are blocks with words, even if they are hidden otherwise", async ({
	page,
	servers,
}) => {
	await openSampleData(page, servers);
	const day = await callDesk(page, "open", { view: "day", date: null });
	const cells = day.body?.kind === "day" ? day.body.rows.flatMap(({ cells }) => cells) : [];
	const cancelled = defined(
		cells.flatMap(({ appointments }) => appointments).find(({ status }) => status === "cancelled"),
	);
	const { settings } = await callDesk(page, "start", null);
	await callDesk(page, "set_settings", { ...settings, cancelled: "hidden" });
	await callDesk(page, "set_filter", {
		filter: {
			...day.filter,
			statuses: ["cancelled"],
			hiddenResources: day.resources
				.map(({ resource }) => resource.id)
				.filter((id) => id !== cancelled.resourceId),
		},
	});
	await page.reload();
	const block = page.locator(`[data-view=day] [data-appointment-id="${cancelled.id}"]`);
	await expect(block).not.toHaveClass(/strip/);
	await expect(block).toContainText(defined(cancelled.clientName));
	await expect(page.locator("[data-view=day] [data-closed=filtered]").first()).toBeVisible();
});

test("the time of hidden appointments is taken, and its label says why", async ({ page, servers }) => {
	await openSampleData(page, servers);
	const free = await page.locator("[data-view=day] [data-free-start]").count();
	await openPanel(page);
	await page.locator("[data-filter-quick=cancelled]").click();
	const taken = page.locator("[data-view=day] [data-closed=filtered]").first();
	await expect(taken).toHaveAttribute("aria-label", /^Занято \(скрыто фильтром\), \d\d:\d\d–\d\d:\d\d$/);
	await page.keyboard.press("Escape");
	await expect(page.locator("[data-view=day] [data-free-start]")).toHaveCount(free);
});

test("the filter is remembered, and its chips stay when the sidebar is closed", async ({ page, servers }) => {
	await openSampleData(page, servers);
	await openPanel(page);
	await page.locator("[data-filter-quick=unconfirmed]").click();
	await page.locator("[data-resource-toggle]").first().uncheck();
	await expect(chips(page)).toHaveCount(2);
	await page.reload();
	await expect(chips(page)).toHaveCount(2);
	await page.locator("[data-action=sidebar]").click();
	await expect(page.locator("[data-panel=sidebar]")).toHaveCount(0);
	await expect(chips(page).first()).toBeVisible();
	await chip(page, "statuses").click();
	await expect(chips(page)).toHaveCount(1);
	await page.locator("[data-action=clear-filter]").click();
	await expect(bar(page)).toHaveCount(0);
});

test("a filter with a name is applied and deleted", async ({ page, servers }) => {
	await openSampleData(page, servers);
	await openPanel(page);
	await expect(page.locator("input[name=filter-name]")).toHaveCount(0);
	await page.locator("[data-filter-quick=first]").click();
	await page.locator("input[name=filter-name]").fill("  Новые  ");
	await page.keyboard.press("Enter");
	const saved = page.locator('[data-saved-filter="Новые"]');
	await expect(saved).toHaveAttribute("aria-pressed", "true");
	await page.locator("[data-action=clear-filter]").click();
	await expect(saved).toHaveAttribute("aria-pressed", "false");
	await saved.click();
	await expect(chip(page, "types")).toBeVisible();
	await page.locator('button[aria-label="Удалить набор «Новые»"]').click();
	await expect(saved).toHaveCount(0);
	await expect(chip(page, "types")).toBeVisible();
});

test("only this specialty: the others are hidden, and shown again", async ({ page, servers }) => {
	await openSampleData(page, servers);
	const specialty = page.locator("[data-panel=sidebar] .specialty").first();
	const name = await specialty.locator("label").innerText();
	const { resources } = await callDesk(page, "open", { view: "day", date: null });
	const count = resources.filter(({ resource }) => resource.specialty === name.trim()).length;
	expect(count).toBeGreaterThan(1);
	await specialty.hover();
	await specialty.locator("button").click();
	await expect(chip(page, "hiddenResources")).toContainText(`${count} из ${resources.length}`);
	// One for each resource that works; those who are off share a head.
	const heads = page.locator("[data-view=day]").locator("[data-head-resource], [data-off]");
	await expect
		.poll(() =>
			heads.evaluateAll((all) =>
				all.reduce((sum, head) => sum + Number(head.getAttribute("data-off") ?? 1), 0),
			),
		)
		.toBe(count);
	await specialty.hover();
	await specialty.locator("button").click();
	await expect(bar(page)).toHaveCount(0);
});

test("an appointment that a condition hides is shown when it is opened from the search", async ({
	page,
	servers,
}) => {
	await openSampleData(page, servers);
	const row = defined(
		(await shownToday(page)).find(({ status, clientName }) => status === "completed" && clientName !== null),
	);
	await openPanel(page);
	await page.locator("[data-filter-quick=unconfirmed]").click();
	await expect(chip(page, "statuses")).toBeVisible();
	await page.keyboard.press("/");
	await page.keyboard.type(String(row.id));
	const hit = page.locator(`[data-hit="${row.id}"]`);
	await expect(hit).toBeVisible();
	await page.keyboard.press("Enter");
	await expect(page.locator(`[data-view=day] [data-appointment-id="${row.id}"]`)).toHaveClass(/selected/);
	await expect(bar(page)).toHaveCount(0);
});
