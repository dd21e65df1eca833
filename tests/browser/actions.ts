import type { Locator, Page } from "@playwright/test";

import type { Commands, ListRow, ListView } from "../../ui/src/bindings.ts";
import { expect } from "./fixtures.ts";
import { TOKEN, type Language, type ServerProcess, type Servers } from "./servers.ts";

export const VIEWS = ["day", "week", "month", "list"] as const;
export type View = (typeof VIEWS)[number];

/** The appointments of the day view. */
export const dayAppointments = (page: Page): Locator => page.locator("[data-view=day] [data-appointment-id]");

/** The value, or a failed test when there is none. */
export function defined<T>(value: T | null | undefined): T {
	if (value === null || value === undefined) {
		throw new Error("a value is missing");
	}
	return value;
}

/** Opens the program with sample data and waits for the day view. */
export async function openSampleData(page: Page, servers: Servers, language?: Language): Promise<void> {
	await page.goto((await servers.desk({ language })).address);
	await exploreSampleData(page);
}

/** Chooses sample data on the first screen and waits for the day view. */
export async function exploreSampleData(page: Page): Promise<void> {
	await page.locator("[data-action=explore]").click();
	await expect(dayAppointments(page).first()).toBeVisible();
}

/** Opens the program, connects it to a server and waits for the day view. */
export async function openConnected(page: Page, servers: Servers, address: string): Promise<void> {
	await page.goto((await servers.desk()).address);
	await connect(page, address);
}

/** Connects to a server with the form on screen and waits for the day view. */
export async function connect(page: Page, address: string): Promise<void> {
	await pressConnect(page, address);
	// Not `expect`: its retries take an aria snapshot of the page, which is slow for a day with a thousand appointments.
	await dayAppointments(page).first().waitFor();
}

/** Fills in the connection form on screen and presses its button, which connects if the token opens one account. */
export async function pressConnect(page: Page, address: string, token = TOKEN): Promise<void> {
	await page.locator("input[name=address]").fill(address);
	await page.locator("input[name=token]").fill(token);
	await page.locator("[data-action=check]").click();
}

/** Stops the desk. The page leaves it first, because a lost connection is a page error. */
export async function stopDesk(page: Page, desk: ServerProcess): Promise<void> {
	await page.goto("about:blank");
	await desk.stop();
}

export async function showView(page: Page, view: View): Promise<void> {
	await page.locator(`[data-action=view-${view}]`).click();
	await expect(page.locator(`[data-view=${view}] [data-date]`).first()).toBeVisible();
}

/** A row of the list, with the date of its day as text. */
export type ListedRow = Omit<ListRow, "date"> & { date: string };

/** The list of the week that contains the date, or today, with all of its rows. Waits until the week is fetched. */
export async function wholeList(
	page: Page,
	date: string | null = null,
): Promise<{ list: ListView; rows: ListedRow[] }> {
	let opened: ListView | null = null;
	await expect
		.poll(async () => {
			const { body } = await callDesk(page, "open", { view: "list", date });
			opened = body?.kind === "list" ? body : null;
			return opened;
		})
		.not.toBeNull();
	const list = defined<ListView>(opened);
	const count = list.sections.reduce((sum, section) => sum + section.rowCount, 0);
	const rows: ListedRow[] = [];
	while (rows.length < count) {
		const window = { first: rows.length, count: 500 };
		const answer = await callDesk(page, "list_rows", { date, rows: window });
		expect(answer.rows.length).toBeGreaterThan(0);
		rows.push(...answer.rows.map((row) => ({ ...row, date: row.date.iso })));
	}
	return { list, rows };
}

/** Scrolls the list to the start of a day and waits until the rows in sight are loaded. */
export async function scrollListTo(page: Page, date: string): Promise<void> {
	await page
		.locator(`[data-view=list] [data-date="${date}"]`)
		.evaluate((day) => day.scrollIntoView({ block: "start", behavior: "instant" }));
	await expectListDrawn(page);
}

/** Waits until there is a loaded row, a heading or an empty line of a day everywhere in the list. */
export async function expectListDrawn(page: Page): Promise<void> {
	await page.waitForFunction(() => {
		const list = document.querySelector("[data-view=list]");
		if (!list?.lastElementChild) {
			return false;
		}
		const { left, top, bottom, width } = list.getBoundingClientRect();
		const end = Math.min(bottom, list.lastElementChild.getBoundingClientRect().bottom);
		for (let y = top + 1; y < end; y += 10) {
			const row = document.elementFromPoint(left + width / 2, y)?.closest("[role=row]");
			if (!row || row.matches("[aria-busy]")) {
				return false;
			}
		}
		return true;
	});
}

/** Opens the settings with the button of the top bar, or with the menu where the bar has no room for the button. */
export async function openSettings(page: Page): Promise<void> {
	const more = page.locator("[data-action=more]");
	if (await more.isVisible()) {
		await more.click();
	}
	await page.locator("[data-action=settings]").click();
	await expect(page.locator("[data-panel=settings]")).toBeVisible();
}

/** Moves the desk's clock forward. */
export async function advanceClock(page: Page, seconds: number): Promise<void> {
	await page.request.post(new URL("/clock/forward", page.url()).href, { data: String(seconds) });
}

/** The text on the clipboard. The test needs the permission `clipboard-read`. */
export const clipboardText = (page: Page): Promise<string> =>
	page.evaluate(() => navigator.clipboard.readText());

/** The addresses that the test host would have opened in the user's browser. */
export async function openedPages(page: Page): Promise<string[]> {
	const response = await page.request.get(new URL("/opened", page.url()).href);
	return (await response.json()) as string[];
}

/** Calls a command of the desk directly, without the page. */
export async function callDesk<Name extends keyof Commands>(
	page: Page,
	name: Name,
	request: Commands[Name]["request"],
): Promise<Commands[Name]["response"]> {
	const response = await page.request.post(new URL(`/desk/${name}`, page.url()).href, {
		data: JSON.stringify(request),
	});
	expect(response.ok(), name).toBe(true);
	return (await response.json()) as Commands[Name]["response"];
}
