import type { Page } from "@playwright/test";

import type { MoneyScreen, OpenMoney } from "../../ui/src/bindings.ts";
import {
	callDesk,
	clipboardText,
	connect,
	dayAppointments,
	defined,
	openConnected,
	openSampleData,
	stopDesk,
} from "./actions.ts";
import { expect, test } from "./fixtures.ts";

/*
 * The money view. The figures themselves are compared with a recount of the JSON in `calendar/tests/view/money_view_recount.rs`;
 * here the screen is compared with what the desk says.
 */

test.use({ permissions: ["clipboard-read", "clipboard-write"] });

const view = (page: Page) => page.locator("[data-view=money]");
const tile = (page: Page, name: string) => view(page).locator(`[data-tile="${name}"] .amount`);
const tableRows = (page: Page) => view(page).locator("[data-money-table] [data-row]");

const tenge = (amount: number): string =>
	`${amount.toLocaleString("ru").replaceAll(/\s/gu, "\u00a0")}\u00a0₸`;
/** The spaces between digits differ, and the sign is the same. */
const digits = (text: string | null): string => defined(text).replaceAll(/\s/gu, "");

async function expectAmount(page: Page, locator: ReturnType<typeof tile>, amount: number): Promise<void> {
	await expect.poll(async () => digits(await locator.first().textContent())).toBe(digits(tenge(amount)));
}

async function money(page: Page, request: Partial<OpenMoney> = {}): Promise<MoneyScreen> {
	let screen = await callDesk(page, "open_money", {
		view: "day",
		date: null,
		last: null,
		basis: "taken",
		...request,
	});
	// The weeks around it arrive one after the other.
	await expect
		.poll(async () => {
			screen = await callDesk(page, "open_money", {
				view: "day",
				date: null,
				last: null,
				basis: "taken",
				...request,
			});
			return screen.fetching;
		})
		.toBe(false);
	return screen;
}

/** Does the actions in turn, and checks that there are as many as the test says. */
async function inActions(count: number, actions: readonly (() => Promise<unknown>)[]): Promise<void> {
	expect(actions).toHaveLength(count);
	for (const action of actions) {
		await action();
	}
}

const choose = (page: Page, name: string, value: string) =>
	view(page).locator(`label:has(input[name="${name}"][value="${value}"])`).click();

test("cash taken today: 1 action", async ({ page, servers }) => {
	await openSampleData(page, servers);
	await inActions(1, [() => page.keyboard.press("KeyK")]);
	const { overview } = await money(page);
	const { cash, total } = defined(overview.payments);
	expect(cash.amount).toBeGreaterThan(0);
	expect(cash.amount).toBeLessThan(total.amount);
	await expectAmount(page, tile(page, "cash"), cash.amount);
	await expectAmount(page, tile(page, "taken"), total.amount);
});

test("Kaspi QR against card this week: 2 actions", async ({ page, servers }) => {
	await openSampleData(page, servers);
	await inActions(2, [() => page.keyboard.press("KeyK"), () => choose(page, "money-span", "week")]);
	const { overview } = await money(page, { view: "week" });
	const { byMethod } = defined(overview.payments);
	for (const [method, word] of [
		["kaspi_qr", "Kaspi QR"],
		["card", "Карта"],
	] as const) {
		const { amount } = defined(byMethod.find(({ value }) => value === method));
		const row = view(page).locator("[data-matrix=kinds] tbody tr", { hasText: word });
		await expectAmount(page, row.locator("td:last-child .amount"), amount);
	}
});

test("who took how much on my shift: 1 action", async ({ page, servers }) => {
	await openSampleData(page, servers);
	await inActions(1, [() => page.keyboard.press("KeyK")]);
	const { overview } = await money(page);
	const { ownId } = await callDesk(page, "employees", null);
	const mine = defined(defined(overview.payments).byEmployee.find(({ employeeId }) => employeeId === ownId));
	const row = view(page).locator("[data-matrix=employees] tbody tr", { hasText: "Вы" });
	await expect
		.poll(async () => digits(await row.locator(".total .amount").textContent()))
		.toBe(digits(tenge(mine.amount)));
});

test("what is owed to one specialist this month and what is paid already: 3 actions", async ({
	page,
	servers,
}) => {
	await openSampleData(page, servers);
	await inActions(3, [
		() => page.keyboard.press("KeyK"),
		() => choose(page, "money-tab", "expenses"),
		() => choose(page, "money-span", "month"),
	]);
	const { overview } = await money(page, { view: "month" });
	const resource = defined(
		defined(overview.expenses).byResource.find(({ totals }) => totals.paid > 0 && totals.unpaid > 0),
	);
	const row = view(page).locator(`[data-resource="${resource.resourceId}"]`);
	await expectAmount(page, row.locator("[data-left]"), resource.totals.unpaid);
	await expectAmount(page, row.locator("[data-paid]"), resource.totals.paid);
	// The rows behind them.
	await row.getByRole("button").click();
	await expect(view(page).locator("[data-table-total]")).toContainText(String(resource.expenses));
	await expect
		.poll(async () => digits(await view(page).locator("[data-table-total] .amount").textContent()))
		.toBe(digits(tenge(resource.totals.total)));
	await expect(tableRows(page).first()).toContainText(resource.name);
});

test("who left without paying, with the phone: 2 actions", async ({ page, servers }) => {
	await openSampleData(page, servers);
	await inActions(2, [
		() => page.keyboard.press("KeyK"),
		() => view(page).locator("[data-tile=debts]").click(),
	]);
	const { overview } = await money(page);
	const owed = defined(overview.debts).filter(
		({ kind }) => kind === "leftWithoutPaying" || kind === "partPaid",
	);
	const count = owed.reduce((sum, debt) => sum + debt.count, 0);
	expect(count).toBeGreaterThan(0);
	await expect(tableRows(page)).toHaveCount(count);
	const row = tableRows(page).first();
	await expect(row).toContainText(/\+7\d{10}/u);
	const phone = defined(/\+7\d{10}/u.exec(defined(await row.textContent())))[0];
	await row.locator("[data-action=copy-phone]").click();
	await expect.poll(() => clipboardText(page)).toBe(phone);
	await row.locator("[data-action=copy-reminder]").click();
	await expect.poll(() => clipboardText(page)).toMatch(/осталось оплатить .*₸\.$/u);
	expect(await clipboardText(page)).not.toContain(phone);
});

test("payments go by the date that is chosen, and the appointments behind them are named", async ({
	page,
	servers,
}) => {
	await openSampleData(page, servers);
	await page.keyboard.press("KeyK");
	const taken = defined((await money(page)).overview.payments).total;
	const dated = defined((await money(page, { basis: "appointment" })).overview.payments).total;
	expect(taken.amount).not.toBe(dated.amount);
	await expectAmount(page, tile(page, "taken"), taken.amount);
	await choose(page, "money-basis", "appointment");
	await expectAmount(page, tile(page, "taken"), dated.amount);
	await expect(view(page).locator("[data-coverage]")).toContainText(
		/По записям за \d+\s\S+ – \d+\s\S+\s\d{4}/u,
	);
});

test("a click on a sum shows its rows, and the total of the rows is that sum", async ({ page, servers }) => {
	await openSampleData(page, servers);
	await page.keyboard.press("KeyK");
	await choose(page, "money-span", "week");
	const { cash, byEmployee } = defined((await money(page, { view: "week" })).overview.payments);
	const total = view(page).locator("[data-table-total] .amount");
	await view(page).locator("[data-tile=cash]").click();
	await expect.poll(async () => digits(await total.textContent())).toBe(digits(tenge(cash.amount)));
	await expect(tableRows(page).first()).toContainText("Наличные");
	const of = defined(byEmployee[0]);
	await view(page).locator("[data-matrix=employees] tbody tr").first().locator(".total button").click();
	await expect.poll(async () => digits(await total.textContent())).toBe(digits(tenge(of.amount)));
	await view(page).locator("[data-action=money-clear]").click();
	await expect(view(page).locator("[data-action=money-clear]")).toHaveCount(0);
});

test("rows are sorted by any column, only those in sight are in the page, and Enter opens the appointment", async ({
	page,
	servers,
}) => {
	await openSampleData(page, servers);
	await page.keyboard.press("KeyK");
	await choose(page, "money-span", "month");
	await money(page, { view: "month" });
	await view(page).locator("[data-sort=amount]").click();
	await view(page).locator("[data-sort=amount]").click();
	await expect(view(page).locator("[role=columnheader].amount")).toHaveAttribute("aria-sort", "descending");
	// The page gets the rows of the last weeks after the desk has them.
	const grid = view(page).locator("[role=grid]");
	await expect(view(page).locator("[data-coverage]")).not.toContainText("Загружаются");
	await expect.poll(async () => Number(await grid.getAttribute("aria-rowcount"))).toBeGreaterThan(500);
	const first = tableRows(page).first();
	await first.focus();
	await page.keyboard.press("End");
	const last = view(page).locator("[data-row]:focus");
	await expect(last).toContainText("₸");
	const count = Number(await grid.getAttribute("aria-rowcount")) - 1;
	await expect(last).toHaveAttribute("data-row", String(count - 1));
	expect(await tableRows(page).count()).toBeLessThan(80);
	const client = defined(await last.locator(".client").textContent()).trim();
	await page.keyboard.press("Enter");
	await expect(page.locator("[data-panel=appointment]")).toContainText(client);
});

test("when other data arrive, the place in the table and the focus stay", async ({ page, servers }) => {
	const server = await servers.practice();
	await openConnected(page, servers, server.address);
	const cancelled = defined(
		await page
			.locator("[data-view=day] [data-appointment-id][data-status=scheduled]")
			.first()
			.getAttribute("data-appointment-id"),
	);
	await page.keyboard.press("KeyK");
	await choose(page, "money-span", "month");
	await money(page, { view: "month" });
	const focused = view(page).locator("[data-row]:focus");
	await tableRows(page).first().focus();
	await page.keyboard.press("End");
	await expect(focused).toContainText("₸");
	const number = defined(await focused.getAttribute("data-row"));
	const focuses = await focused.evaluateHandle((row) => {
		const lost: string[] = [];
		row.addEventListener("blur", () => lost.push("blur"));
		return lost;
	});
	await server.stop();
	await servers.practice({ port: server.port, changes: ["--cancelled", cancelled] });
	const rows = page.waitForResponse((response) => response.url().endsWith("/desk/money_rows"));
	await page.keyboard.press("KeyR");
	await expect(page.locator("[data-changes]")).toBeVisible();
	await rows;
	await money(page, { view: "month" });
	await expect(focused).toHaveAttribute("data-row", number);
	await expect(focused).toBeInViewport();
	expect(await focuses.jsonValue()).toEqual([]);
});

test("the money between two typed dates is shown, and dates that cannot be shown are refused", async ({
	page,
	servers,
}) => {
	await openSampleData(page, servers);
	await page.keyboard.press("KeyK");
	await choose(page, "money-span", "dates");
	const from = page.locator("input[name=money-first]");
	const to = page.locator("input[name=money-last]");
	await from.fill("20.11");
	await to.fill("24.11");
	await page.getByRole("button", { name: "Показать", exact: true }).click();
	const { overview } = await money(page, { date: "2026-11-20", last: "2026-11-24" });
	await expectAmount(page, tile(page, "taken"), defined(overview.payments).total.amount);
	await to.fill("завтрак");
	await page.keyboard.press("Enter");
	await expect(view(page).getByRole("alert")).toBeVisible();
	await to.fill("1.11");
	await page.keyboard.press("Enter");
	await expect(view(page).getByRole("alert")).toContainText("раньше");
	await to.fill("1.11.2028");
	await page.keyboard.press("Enter");
	await expect(view(page).getByRole("alert")).toContainText("дней");
	// What was shown before stays.
	await expectAmount(page, tile(page, "taken"), defined(overview.payments).total.amount);
});

test("the keys of the views lead back to the calendar", async ({ page, servers }) => {
	await openSampleData(page, servers);
	await page.keyboard.press("KeyK");
	await expect(view(page)).toBeVisible();
	await expect(page.locator("[data-action=view-money]")).toHaveAttribute("aria-pressed", "true");
	await page.keyboard.press("ArrowLeft");
	await expect(page.locator("h1")).toContainText("23 ноября");
	await expect(view(page)).toBeVisible();
	await page.keyboard.press("KeyD");
	await expect(page.locator("[data-view=day]")).toBeVisible();
	await page.keyboard.press("KeyK");
	await page.keyboard.press("KeyK");
	await expect(page.locator("[data-view=day]")).toBeVisible();
});

test("a name that is given to an employee is kept", async ({ page, servers, dataFolder }) => {
	const practice = await servers.practice();
	const desk = await servers.desk({ dataFolder });
	await page.goto(desk.address);
	await connect(page, practice.address);
	await page.keyboard.press("KeyK");
	const employees = view(page).locator("[data-matrix=employees]");
	await employees
		.getByRole("button", { name: /Сотрудник №/u })
		.first()
		.click();
	await page.locator("input[name=employee-name]").fill("Гульнара");
	await page.keyboard.press("Enter");
	await expect(employees.getByRole("button", { name: "Гульнара" })).toBeVisible();
	await page.reload();
	await page.locator("[data-view]").first().waitFor();
	await page.keyboard.press("KeyK");
	await expect(employees.getByRole("button", { name: "Гульнара" })).toBeVisible();
	await stopDesk(page, desk);
});

test("the counted cash is compared with the cash that was taken, and the count is kept", async ({
	page,
	servers,
	dataFolder,
}) => {
	const practice = await servers.practice();
	const desk = await servers.desk({ dataFolder });
	await page.goto(desk.address);
	await connect(page, practice.address);
	await page.keyboard.press("KeyK");
	await choose(page, "money-tab", "count");
	const { amount } = defined((await money(page)).overview.payments).cash;
	await expectAmount(page, page.locator("[data-count-expected]"), amount);
	await page.locator("input[name=note-1000]").fill("x");
	await expect(page.locator("[data-count-counted]")).toContainText("целые числа");
	await expect(page.getByRole("button", { name: "Сохранить пересчёт" })).toBeDisabled();
	await page.locator("input[name=note-1000]").fill("1");
	await page.locator("input[name=note-500]").fill("2");
	await expectAmount(page, page.locator("[data-count-counted]"), 2_000);
	await expect(page.locator("[data-count-difference]")).toContainText("Не хватает");
	await page.locator("input[name=count-by]").fill("Гульнара");
	await page.getByRole("button", { name: "Сохранить пересчёт" }).click();
	const counts = page.locator("[data-counts] tbody tr");
	await expect(counts).toHaveCount(1);
	await expect(counts).toContainText("Гульнара");
	await expect(page.locator("input[name=note-500]")).toHaveValue("");

	await choose(page, "count-way", "sum");
	await page.locator("input[name=count-sum]").fill(String(amount));
	await expect(page.locator("[data-count-difference]")).toContainText("Сходится");
	await page.keyboard.press("Enter");
	await expect(counts).toHaveCount(2);
	await expect(counts.first()).toContainText("Сходится");

	await choose(page, "money-span", "week");
	await expect(page.locator("[data-count]")).toHaveCount(0);
	await page.reload();
	await page.locator("[data-view]").first().waitFor();
	await page.keyboard.press("KeyK");
	await choose(page, "money-tab", "count");
	await expect(counts).toHaveCount(2);
	await stopDesk(page, desk);
});

test("privacy mode hides names and phones in the rows", async ({ page, servers }) => {
	await openSampleData(page, servers);
	await page.keyboard.press("KeyK");
	await view(page).locator("[data-tile=debts]").click();
	const row = tableRows(page).first();
	await expect(row).toContainText(/\+7\d{10}/u);
	const name = defined(await row.locator(".client").textContent()).trim();
	await page.keyboard.press("KeyB");
	await expect(row).not.toContainText(name);
	await expect(row).not.toContainText(/\d{6}/u);
	await expect(row.locator("[data-action=copy-phone]")).toHaveCount(0);
});

test("a server without finance shows no sums, and says so", async ({ page, servers }) => {
	const practice = await servers.practice({ scenario: "no-finance" });
	await openConnected(page, servers, practice.address);
	await page.keyboard.press("KeyK");
	await expect(view(page).locator("[data-state=notProvided]")).toBeVisible();
	for (const tab of ["debts", "expenses", "payments"]) {
		await choose(page, "money-tab", tab);
		await expect(view(page).locator("[data-state=notProvided]")).toBeVisible();
		await expect(view(page).locator("[data-tile], [data-table-total]")).toHaveCount(0);
	}
	await choose(page, "money-tab", "count");
	await expect(page.locator("[data-count-expected]")).toContainText("нет данных");
});

test("the hidden specialists are in no sum", async ({ page, servers }) => {
	await openSampleData(page, servers);
	await page.keyboard.press("KeyK");
	const all = defined((await money(page)).overview.payments).total.amount;
	await expectAmount(page, tile(page, "taken"), all);
	const { rows } = await callDesk(page, "money_rows", {
		money: { view: "day", date: null, last: null, basis: "taken" },
		table: { kind: "payments", methods: null, kinds: null, employees: null },
		order: { sort: "time", descending: false, rows: { first: 0, count: 1 } },
	});
	const { resources } = await callDesk(page, "open", { view: "day", date: null });
	const ofRow = defined(resources.find(({ resource }) => resource.name === rows.rows[0]?.resourceName));
	await page.locator(`[data-resource-toggle="${ofRow.resource.id}"]`).uncheck();
	await expect
		.poll(async () => defined((await money(page)).overview.payments).total.amount)
		.toBeLessThan(all);
	const shown = defined((await money(page)).overview.payments).total.amount;
	await expectAmount(page, tile(page, "taken"), shown);
});

for (const [name, fault] of [
	["the server is away", null],
	["the role is refused", "role-refused"],
] as const) {
	test(`when ${name}, the sums of what is known stay, and the view says why they are old`, async ({
		page,
		servers,
	}) => {
		const practice = await servers.practice();
		await openConnected(page, servers, practice.address);
		await page.keyboard.press("KeyK");
		const { amount } = defined((await money(page)).overview.payments).total;
		await expectAmount(page, tile(page, "taken"), amount);
		await practice.stop();
		if (fault !== null) {
			await servers.practice({ port: practice.port, fault });
		}
		await page.keyboard.press("KeyR");
		await expect(view(page).locator("[data-problem]")).toBeVisible();
		await expectAmount(page, tile(page, "taken"), amount);
		await view(page).locator("[data-tile=debts]").click();
		await expect(tableRows(page).first()).toBeVisible();
	});
}

test("closing the view ten times leaves nothing in the page", async ({ page, servers }) => {
	await openSampleData(page, servers);
	const client = await page.context().newCDPSession(page);
	const counted = async () => {
		await client.send("HeapProfiler.collectGarbage");
		const { nodes, jsEventListeners } = await client.send("Memory.getDOMCounters");
		return { nodes, jsEventListeners };
	};
	const openAndClose = async () => {
		await page.keyboard.press("KeyK");
		await expect(tableRows(page).first()).toContainText("₸");
		await page.keyboard.press("KeyD");
		await expect(page.locator("[data-view=day]")).toBeVisible();
		await expect(view(page)).toHaveCount(0);
	};
	await openAndClose();
	const once = await counted();
	for (let time = 1; time < 10; time += 1) {
		await openAndClose();
	}
	// Nodes of a few tooltips and notices come and go.
	await expect.poll(async () => (await counted()).nodes).toBeLessThan(once.nodes + 50);
	expect((await counted()).jsEventListeners).toBeLessThanOrEqual(once.jsEventListeners);
});

test("amounts that do not add up are rows with their reason, which open the appointment", async ({
	page,
	servers,
}) => {
	await openSampleData(page, servers);
	const appointment = Number(await dayAppointments(page).first().getAttribute("data-appointment-id"));
	// The sample data add up, so the answer gets an appointment that does not.
	await page.route("**/desk/open_money", async (route) => {
		const response = await route.fetch();
		const screen = (await response.json()) as MoneyScreen;
		screen.overview.issues.push({
			kind: "overService",
			appointmentId: appointment,
			expected: 10_000,
			actual: 12_000,
			expectedStatus: null,
			actualStatus: null,
		});
		await route.fulfill({ response, json: screen });
	});
	await page.keyboard.press("KeyK");
	const issues = view(page).locator("details", { hasText: "Что не сходится · 1" });
	await issues.locator("summary").click();
	await expect(issues.locator("li")).toContainText(/12\s000.*10\s000/u);
	await issues.locator("button.issue").click();
	await expect(page.locator("[data-panel=appointment]")).toBeVisible();
});
