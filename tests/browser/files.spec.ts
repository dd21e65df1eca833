import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { Page } from "@playwright/test";

import { clipboardText, defined, exploreSampleData, showView, wholeList } from "./actions.ts";
import { axeViolations } from "./axe.ts";
import { expect, test } from "./fixtures.ts";
import type { Servers } from "./servers.ts";

/*
 * Files of the list and of the money view. The dialog of the test host chooses the folder and the suggested name. The writers
 * are tested in `desk/src/files`.
 */

test.use({ permissions: ["clipboard-read", "clipboard-write"] });

async function openSaving(page: Page, servers: Servers, saveFolder?: string): Promise<void> {
	await page.goto((await servers.desk({ saveFolder })).address);
	await exploreSampleData(page);
}

const done = (page: Page) => page.locator("[data-export-done]");

/** Opens the popover if it is closed, and chooses a format. */
async function choose(page: Page, format: "xlsx" | "csv" | "ics" | "copy"): Promise<void> {
	const line = page.locator(`[data-action=export-${format}]`);
	if (!(await line.isVisible())) {
		await page.locator("[data-action=export]").click();
	}
	await line.click();
}

/** The only file in a folder. */
function onlyFile(folder: string): { name: string; bytes: Buffer } {
	const names = readdirSync(folder);
	expect(names).toHaveLength(1);
	const name = defined(names[0]);
	return { name, bytes: readFileSync(join(folder, name)) };
}

/** Saves a file and waits until the page says so. */
async function saved(
	page: Page,
	folder: string,
	format: "xlsx" | "csv" | "ics",
): Promise<{ name: string; bytes: Buffer }> {
	await choose(page, format);
	await expect(done(page)).toContainText(`.${format}`);
	const file = onlyFile(folder);
	await expect(done(page)).toHaveText(`Сохранено: ${file.name}`);
	return file;
}

/** The cells of a file of values, read by its rules: semicolons, quotes that are doubled, CRLF. */
function parseCsv(bytes: Buffer): string[][] {
	const text = bytes.toString("utf8");
	expect(text.startsWith("\ufeff")).toBe(true);
	expect(text.endsWith("\r\n")).toBe(true);
	const rows: string[][] = [[]];
	for (const match of text.slice(1).matchAll(/(?:"((?:[^"]|"")*)"|([^;\r\n"]*))(;|\r\n)/gu)) {
		const [, quoted, plain, end] = match as (string | undefined)[];
		rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? "");
		if (end !== ";") {
			rows.push([]);
		}
	}
	rows.pop();
	return rows;
}

/** The values of a column that has this title. */
function columnOf(cells: string[][], title: string): string[] {
	const at = defined(cells[0]).indexOf(title);
	expect(at, `${title} in ${defined(cells[0]).join(", ")}`).toBeGreaterThanOrEqual(0);
	return cells.slice(1).map((row) => defined(row[at]));
}

const sum = (numbers: readonly string[]): number =>
	numbers.reduce((total, number) => total + Number(number === "" ? 0 : number), 0);
const digits = (text: string | null): number =>
	Number(
		defined(text)
			.replaceAll(/[^\d−-]/gu, "")
			.replace("−", "-"),
	);
/** A text of a file without the apostrophe that makes it harmless. */
const harmless = (text: string): string => (/^[=+\-@]/u.test(text) ? `'${text}` : text);

async function openMoneyTable(page: Page): Promise<void> {
	await page.keyboard.press("KeyK");
	await page.locator('label:has(input[name="money-span"][value="week"])').click();
	await expect(page.locator("[data-view=money] [data-row] [role=gridcell]").first()).toBeVisible();
}

test("the list as a file of values has the rows of the screen", async ({ page, servers }) => {
	const folder = servers.temporaryFolder();
	await openSaving(page, servers, folder);
	await showView(page, "list");
	const { list, rows } = await wholeList(page);
	const { name, bytes } = await saved(page, folder, "csv");
	expect(name).toBe("Список записей 2026-11-23 — 2026-11-29.csv");
	const cells = parseCsv(bytes);
	expect(cells).toHaveLength(rows.length + 1);
	expect(cells.every((row) => row.length === defined(cells[0]).length)).toBe(true);
	expect(columnOf(cells, "Дата")).toEqual(rows.map(({ date }) => date));
	expect(columnOf(cells, "Начало")).toEqual(rows.map(({ span }) => span.startLabel));
	expect(columnOf(cells, "Клиент")).toEqual(
		rows.map(({ clientName }) => harmless(clientName ?? "Без имени")),
	);
	expect(columnOf(cells, "Телефон")).toEqual(rows.map(({ clientPhone }) => harmless(clientPhone ?? "")));
	const names = new Map(list.resources.map((resource) => [resource.id, resource.name]));
	expect(columnOf(cells, "Специалист")).toEqual(rows.map(({ resourceId }) => names.get(resourceId)));
	expect(columnOf(cells, "Сумма, ₸")).toEqual(rows.map(({ serviceAmount }) => String(serviceAmount ?? "")));
	expect(await axeViolations(page)).toEqual([]);
});

test("a filter and the order of the list are those of the file", async ({ page, servers }) => {
	const folder = servers.temporaryFolder();
	await openSaving(page, servers, folder);
	await showView(page, "list");
	const all = (await wholeList(page)).rows.length;
	await page.locator("[data-view=list] [data-sort=client]").click();
	await page.locator("[data-action=filter]").click();
	await page.locator("[data-filter-quick=unpaid]").click();
	await expect(page.locator("[data-filtered]")).toBeVisible();
	const { rows } = await wholeList(page);
	expect(rows.length).toBeLessThan(all);
	const { bytes } = await saved(page, folder, "csv");
	const expected = rows.map(({ clientName }) => harmless(clientName ?? "Без имени"));
	expect(columnOf(parseCsv(bytes), "Клиент")).toEqual(expected);
});

test("payments as a file of values have the sum of the screen", async ({ page, servers }) => {
	const folder = servers.temporaryFolder();
	await openSaving(page, servers, folder);
	await openMoneyTable(page);
	const total = page.locator("[data-table-total]");
	// The weeks around it arrive one after the other.
	await expect(page.locator("[data-coverage]")).not.toContainText("Загружаются");
	const { bytes } = await saved(page, folder, "csv");
	const cells = parseCsv(bytes);
	expect(sum(columnOf(cells, "Сумма, ₸"))).toBe(digits(await total.locator(".amount").textContent()));
	expect(cells.length - 1).toBe(digits(await total.locator("span").first().textContent()));
	expect(columnOf(cells, "Принято").every((time) => /^2026-11-\d\d \d\d:\d\d$/u.test(time))).toBe(true);
	const first = page.locator("[data-money-table] [data-row='0']");
	await expect(first.locator(".client")).toHaveText(defined(columnOf(cells, "Клиент")[0]).replace(/^'/u, ""));
});

test("a workbook and a calendar file are saved under the names that the page says", async ({
	page,
	servers,
}) => {
	const folder = servers.temporaryFolder();
	await openSaving(page, servers, folder);
	await showView(page, "list");
	const { rows } = await wholeList(page);
	const workbook = await saved(page, folder, "xlsx");
	expect(workbook.bytes.subarray(0, 2).toString()).toBe("PK");
	rmSync(join(folder, workbook.name));
	const calendar = (await saved(page, folder, "ics")).bytes.toString("utf8");
	expect(calendar.match(/^BEGIN:VEVENT\r$/gmu)).toHaveLength(new Set(rows.map(({ id }) => id)).size);
	expect(calendar).toContain("X-WR-TIMEZONE:Asia/Almaty");
});

test("a copied table has the cells of the file of values", async ({ page, servers }) => {
	const folder = servers.temporaryFolder();
	await openSaving(page, servers, folder);
	await openMoneyTable(page);
	await choose(page, "copy");
	await expect(done(page)).toHaveText("Скопировано");
	const copied = (await clipboardText(page)).split("\n").map((line) => line.split("\t"));
	expect(readdirSync(folder)).toEqual([]);
	expect(copied).toEqual(parseCsv((await saved(page, folder, "csv")).bytes));
});

test("in privacy mode no file has a name or a phone of a client", async ({ page, servers }) => {
	const folder = servers.temporaryFolder();
	await openSaving(page, servers, folder);
	await showView(page, "list");
	const { rows } = await wholeList(page);
	await page.keyboard.press("KeyB");
	await page.locator("[data-action=export]").click();
	await expect(page.locator("[role=dialog] .note")).toContainText("Имена сокращены");
	for (const format of ["csv", "ics"] as const) {
		const file = await saved(page, folder, format);
		const text = file.bytes.toString("utf8").replaceAll("\r\n ", "");
		rmSync(join(folder, file.name));
		for (const { clientName, clientPhone } of rows) {
			expect(clientName !== null && text.includes(clientName), `${format}: ${clientName}`).toBe(false);
			expect(clientPhone !== null && text.includes(clientPhone), `${format}: ${clientPhone}`).toBe(false);
		}
		expect(text).toMatch(/\p{Lu}\. \p{Lu}\./u);
	}
});

test("a cancelled dialog says nothing", async ({ page, servers }) => {
	await openSaving(page, servers);
	await showView(page, "list");
	await choose(page, "csv");
	await expect(page.locator("[data-action=export-csv]")).toBeEnabled();
	await expect(page.locator("[role=dialog] [role=status]")).toHaveText("");
	await expect(page.locator("[data-error]")).toHaveCount(0);
});

test("a folder that is gone is reported with the next step, and the next attempt succeeds", async ({
	page,
	servers,
}) => {
	const folder = servers.temporaryFolder();
	const gone = join(folder, "gone");
	// A file in the place of the folder.
	writeFileSync(gone, "earlier");
	await openSaving(page, servers, gone);
	await showView(page, "list");
	await choose(page, "csv");
	const error = page.locator("[role=dialog] [data-error=file_not_saved]");
	await expect(error).toContainText("Выберите другую папку");
	expect(readFileSync(gone, "utf8")).toBe("earlier");
	expect(readdirSync(folder)).toEqual(["gone"]);
	rmSync(gone);
	mkdirSync(gone);
	await saved(page, gone, "csv");
	await expect(error).toHaveCount(0);
});
