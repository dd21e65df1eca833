import type { Page } from "@playwright/test";

import type { Language } from "../../ui/src/bindings.ts";
import {
	callDesk,
	dayAppointments,
	defined,
	openConnected,
	openSampleData,
	showView,
	wholeList,
} from "./actions.ts";
import { expect, test } from "./fixtures.ts";
import { printedPages, withoutSpaces, type PdfPage } from "./pdf.ts";

/*
 * Printed documents. Each is printed to a PDF, which is read back: the texts, the number of pages, and that nothing is outside
 * the margins.
 */

const dialog = (page: Page) => page.locator("[data-panel=print]");
const sheets = (page: Page) => page.locator("[data-paper-preview] [data-paper-page]");

async function openPrint(page: Page): Promise<void> {
	await page.keyboard.press("Control+KeyP");
	await expect(sheets(page).first()).toBeVisible();
}

async function chooseKind(page: Page, kind: string): Promise<void> {
	await dialog(page).locator(`input[name=paper-kind][value=${kind}]`).check();
	await expect(sheets(page).first()).toBeVisible();
}

async function setOption(page: Page, option: string, on: boolean): Promise<void> {
	await dialog(page).locator(`[data-paper-option=${option}]`).setChecked(on);
}

const PAGE_WORDS: Readonly<Record<Language, (page: number, pages: number) => string>> = {
	ru: (page, pages) => `Страница${page}из${pages}`,
	kk: (page, pages) => `${page}-бет,барлығы${pages}`,
	en: (page, pages) => `Page${page}of${pages}`,
};

/** Prints, and checks what holds for every document. */
async function printAll(page: Page, language: Language = "ru"): Promise<PdfPage[]> {
	const preview = await sheets(page).count();
	const pages = await printedPages(page);
	expect(pages, "as many pages as the preview has").toHaveLength(preview);
	for (const [index, { text, outside }] of pages.entries()) {
		expect(outside, `texts outside the margins of page ${index + 1}`).toEqual([]);
		expect(text).toContain(PAGE_WORDS[language](index + 1, pages.length));
		// More than its head and foot.
		expect(text.length, `page ${index + 1} is not blank`).toBeGreaterThan(120);
	}
	return pages;
}

const textOf = (pages: readonly PdfPage[]): string => pages.map(({ text }) => text).join("");
const count = (text: string, part: string): number => text.split(withoutSpaces(part)).length - 1;

test.describe("what Ctrl+P offers first", () => {
	for (const [kind, open] of Object.entries({
		day: () => Promise.resolve(),
		week: (page: Page) => showView(page, "week"),
		list: (page: Page) => showView(page, "list"),
		cash: (page: Page) => page.keyboard.press("KeyK"),
		freeTimes: async (page: Page) => {
			await page.keyboard.press("KeyF");
			await expect(page.locator("[data-finder-duration]")).toBeVisible();
		},
	})) {
		test(`is what is on screen: ${kind}`, async ({ page, servers }) => {
			await openSampleData(page, servers);
			await open(page);
			await openPrint(page);
			await expect(dialog(page).locator(`input[name=paper-kind][value=${kind}]`)).toBeChecked();
			await page.keyboard.press("Escape");
			await expect(dialog(page)).toHaveCount(0);
		});
	}
});

for (const language of ["ru", "kk", "en"] as const) {
	test(`every kind is printed on pages with heads, numbers and margins: ${language}`, async ({
		page,
		servers,
	}) => {
		await openSampleData(page, servers, language);
		await showView(page, "list");
		await openPrint(page);
		for (const kind of ["day", "week", "list", "cash", "payouts", "payslips"]) {
			await chooseKind(page, kind);
			await expect(dialog(page).locator("[data-paper-count]")).toHaveAttribute("data-paper-count", /[1-9]/);
			const title = defined(await sheets(page).first().locator("h2").textContent());
			const pages = await printAll(page, language);
			for (const { text, width, height } of pages) {
				expect(text, kind).toContain(withoutSpaces(title));
				expect(Math.round(Math.min(width, height)), "A4").toBe(595);
				expect(width > height, `${kind} is landscape`).toBe(
					["week", "list", "payouts", "payslips"].includes(kind),
				);
			}
		}
	});
}

test("the sheet of a day has every appointment and every free time once, and names those who are off", async ({
	page,
	servers,
}) => {
	await openSampleData(page, servers);
	const sheet = await callDesk(page, "sheet", { view: "day", date: null });
	await openPrint(page);
	await setOption(page, "cancelled", true);
	const text = textOf(await printAll(page));
	let appointments = 0;
	for (const { resource, cells } of sheet.resources) {
		expect(text).toContain(withoutSpaces(resource.name));
		for (const row of defined(cells[0]).rows) {
			if (row.kind === "appointment") {
				appointments += 1;
				expect(text).toContain(
					withoutSpaces(
						`${row.startLabel}–${row.endLabel}${row.clientName ?? ""}, ${row.clientPhone ?? ""}`,
					).replace(/,$/, ""),
				);
				expect(text).toContain(withoutSpaces(row.comment ?? ""));
			} else if (row.kind === "free" && row.lengthMin >= 10) {
				expect(text).toContain(withoutSpaces(`${row.startLabel}–${row.endLabel}Свободно`));
			}
		}
	}
	expect(appointments).toBeGreaterThan(40);
	expect(count(text, "Завершено") + count(text, "Подтверждено")).toBeGreaterThan(20);
});

test("the sheet of one specialist has no other, and an option that is off is not printed", async ({
	page,
	servers,
}) => {
	await openSampleData(page, servers);
	const sheet = await callDesk(page, "sheet", { view: "day", date: null });
	const [one, other] = sheet.resources.filter(({ cells }) => (cells[0]?.totals.appointments ?? 0) > 3);
	await openPrint(page);
	await dialog(page)
		.locator(`[data-paper-whom="${defined(one).resource.id}"]`)
		.check();
	await setOption(page, "phones", false);
	await setOption(page, "freeTime", false);
	const pages = await printAll(page);
	expect(pages).toHaveLength(1);
	const text = textOf(pages);
	expect(text).toContain(withoutSpaces(defined(one).resource.name));
	expect(text).not.toContain(withoutSpaces(defined(other).resource.name));
	expect(text).not.toMatch(/\+7\d{10}/);
	expect(text).not.toContain("Свободно");
});

test("the choices of a kind are kept when the program starts again", async ({ page, servers }) => {
	await openSampleData(page, servers);
	await openPrint(page);
	await setOption(page, "ownPages", true);
	await setOption(page, "phones", false);
	await page.reload();
	await expect(dayAppointments(page).first()).toBeVisible();
	await openPrint(page);
	await expect(dialog(page).locator("[data-paper-option=ownPages]")).toBeChecked();
	await expect(dialog(page).locator("[data-paper-option=phones]")).not.toBeChecked();
	await chooseKind(page, "payslips");
	await expect(dialog(page).locator("[data-paper-option=ownPages]")).toBeChecked();
	await setOption(page, "ownPages", false);
	await chooseKind(page, "day");
	await expect(dialog(page).locator("[data-paper-option=ownPages]")).toBeChecked();
});

test("the list is printed whole, with its columns, its filter in words and its totals", async ({
	page,
	servers,
}) => {
	await openSampleData(page, servers);
	await showView(page, "list");
	await page.keyboard.press("KeyU");
	await expect(page.locator("[data-filter-bar]")).toBeVisible();
	const { rows } = await wholeList(page);
	const chip = defined(await page.locator("[data-filter-chip]").first().textContent());
	await openPrint(page);
	const pages = await printAll(page);
	const text = textOf(pages);
	expect(pages[0]?.text).toContain(withoutSpaces(chip));
	expect(rows.length).toBeGreaterThan(0);
	for (const { clientName, serviceName } of rows) {
		expect(text).toContain(withoutSpaces(clientName ?? ""));
		expect(text).toContain(withoutSpaces(serviceName ?? ""));
	}
	expect(text).toContain("Итого");
});

test("a large clinic's day and list are printed without a blank page or a lost row", async ({
	page,
	servers,
}) => {
	const server = await servers.practice({ scenario: "busy" });
	await openConnected(page, servers, server.address);
	const sheet = await callDesk(page, "sheet", { view: "day", date: null });
	expect(sheet.resources.length).toBeGreaterThan(50);
	await openPrint(page);
	const pages = await printAll(page);
	const text = textOf(pages);
	const printed = sheet.resources.flatMap(({ cells }) =>
		defined(cells[0]).rows.filter((row) => row.kind === "appointment" && row.status !== "cancelled"),
	);
	expect(printed.length).toBeGreaterThan(700);
	for (const row of printed) {
		if (row.kind === "appointment") {
			expect(text).toContain(withoutSpaces(`${row.startLabel}–${row.endLabel}${row.clientName ?? ""}`));
		}
	}
	await chooseKind(page, "week");
	await printAll(page);
});

test("an empty day and a day without money are printed with words", async ({ page, servers }) => {
	await openSampleData(page, servers);
	await page.keyboard.press("KeyG");
	await expect(page.getByRole("dialog").getByRole("textbox")).toBeFocused();
	await page.keyboard.type("6.12");
	await page.keyboard.press("Enter");
	await expect(page.locator("[data-view=day] [data-date='2026-12-06']").first()).toBeVisible();
	await openPrint(page);
	for (const [kind, words] of [
		["day", "Неработа"],
		["cash", "Всегопринято:0₸"],
		["payouts", "Ведомостьвыплат"],
		["payslips", "Расчётныелистки"],
	] as const) {
		await chooseKind(page, kind);
		expect(textOf(await printAll(page))).toContain(words);
	}
});

test("privacy mode prints initials and no phones", async ({ page, servers }) => {
	await openSampleData(page, servers);
	const sheet = await callDesk(page, "sheet", { view: "day", date: null });
	const names = sheet.resources
		.flatMap(({ cells }) => defined(cells[0]).rows)
		.flatMap((row) => (row.kind === "appointment" && row.clientName?.includes(" ") ? [row.clientName] : []));
	await showView(page, "list");
	await page.keyboard.press("KeyB");
	await openPrint(page);
	for (const kind of ["day", "week", "list", "cash", "payslips"]) {
		await chooseKind(page, kind);
		const text = textOf(await printAll(page));
		expect(text).toContain("Именаскрыты");
		expect(text).not.toMatch(/\+7\d{10}/);
		for (const name of names) {
			expect(text, kind).not.toContain(withoutSpaces(name));
		}
	}
});

test("the foot says how old the data are when the server is away", async ({ page, servers }) => {
	const server = await servers.practice();
	await openConnected(page, servers, server.address);
	await server.stop();
	await page.keyboard.press("KeyR");
	await expect(page.locator("[data-freshness=offline]").first()).toBeVisible();
	await openPrint(page);
	expect((await printAll(page))[0]?.text).toContain("данныена10:30·нетсвязи");
});

test("the report of the cash has the sums of the desk and the counted cash", async ({ page, servers }) => {
	await openSampleData(page, servers);
	await callDesk(page, "save_cash_count", {
		date: "2026-11-24",
		expected: 5_000,
		counted: 4_500,
		notes: [],
		by: "Айгуль",
		comment: "размен",
	});
	await page.keyboard.press("KeyK");
	await expect(page.locator("[data-coverage]")).not.toContainText("Загружаются");
	await openPrint(page);
	const { overview } = await callDesk(page, "open_money", {
		view: "day",
		date: null,
		last: null,
		basis: "taken",
	});
	const { total, byMethod } = defined(overview.payments);
	const text = textOf(await printAll(page));
	for (const { amount } of [total, ...byMethod]) {
		expect(text).toContain(withoutSpaces(`${amount.toLocaleString("ru")}₸`));
	}
	expect(text).toContain("Айгуль5000₸4500₸-500₸размен".replace("-", "−"));
	expect(text).toContain("Кассусдал(а)");
	expect(text).not.toContain("Вы");
});

test("a print dialog that the system does not open is reported", async ({ page, servers }) => {
	await openSampleData(page, servers);
	await openPrint(page);
	await page.evaluate(() => {
		window.print = () => {
			throw new Error("no printer");
		};
	});
	await page.locator("[data-action=print]").click();
	await expect(dialog(page).getByRole("alert")).toContainText("печати не открылось");
});
