/** Measures one row: Qabyl and the floor take turns, each in a fresh page of a fresh context. */
import { expect, type Browser, type Page } from "@playwright/test";

import type { MoneyScreen } from "../../../ui/src/bindings.ts";

import { connect, type View } from "../actions.ts";
import { Servers, type ServerProcess } from "../servers.ts";
import { BenchServer } from "./bench-server.ts";
import { DATA_SETS, type DataSet, type DataSetName } from "./data-sets.ts";
import { changedLayers, drawFloor, prepareFloor } from "./floor.ts";
import { readGeometry, type Geometry } from "./geometry.ts";
import type { PressRow, Row } from "./rows.ts";
import { MeasuredPage, type Frames } from "./stopwatch.ts";

export const WINDOW = { width: 1600, height: 900 };

/** The elements that the floor draws into. */
const FLOOR = "#view, #panel";

/** What a press or a scrolling costs. */
interface Measured {
	/** Of a press only. */
	wallMs: number | null;
	cpuMs: number;
	/** The size of the desk's answers after a press. */
	bytes: number;
	/** Of a scrolling only. */
	frames: Frames | null;
}

/** The figures of one run of one side. */
export interface Figures extends Measured {
	/** Elements of the view. */
	viewElements: number;
	/** Elements of the whole document. */
	elements: number;
	/** The JavaScript heap without garbage. */
	heapBytes: number;
}

export interface RowFigures {
	floor: Figures[];
	qabyl: Figures[];
}

/** The floor is drawn with the geometry before and after the press. */
interface Survey {
	before: Geometry;
	after: Geometry;
}

/** A data set with the program connected to it. */
interface Account {
	set: DataSet;
	server: BenchServer;
	desk: ServerProcess;
}

export class Bench {
	readonly #browser: Browser;
	readonly #servers = new Servers();
	readonly #accounts = new Map<DataSetName, Account>();

	constructor(browser: Browser) {
		this.#browser = browser;
	}

	async stop(): Promise<void> {
		await this.#servers.stop();
		await Promise.all([...this.#accounts.values()].map(({ server }) => server.stop()));
	}

	/** Measures a row several times. */
	async measure(row: Row, runs: number): Promise<RowFigures> {
		const account = await this.#account(row.set);
		const survey = await this.#inPage((page) => this.#survey(page, account, row));
		const figures: RowFigures = { floor: [], qabyl: [] };
		for (let run = 0; run < runs; run++) {
			figures.floor.push(await this.#inPage((page) => this.#measureFloor(page, account, row, survey)));
			figures.qabyl.push(await this.#inPage((page) => this.#measureQabyl(page, account, row)));
		}
		return figures;
	}

	/** Measures what a press costs that changes one text of an empty page. */
	async measureStopwatch(runs: number): Promise<Figures[]> {
		const { server } = await this.#account("clinic");
		const figures: Figures[] = [];
		for (let run = 0; run < runs; run++) {
			figures.push(
				await this.#inPage(async (page) => {
					await openFloor(page, server);
					const layer = { style: "left:0;top:0;width:99px;height:16px", html: "" };
					await prepareFloor(page.page, { view: layer }, { view: { ...layer, html: "1" } });
					await page.settle();
					const measured = { ...(await page.measurePress("KeyD")), frames: null };
					return withContents(page, FLOOR, measured);
				}),
			);
		}
		return figures;
	}

	/** The paths of the scripts that the program loads before its first view. */
	async scriptsOfFirstView(): Promise<string[]> {
		const account = await this.#account("clinic");
		return this.#inPage(async (page) => {
			await openView(page, account, "day");
			return page.page.evaluate(() => {
				const shownAt = window.firstViewAt ?? 0;
				return performance
					.getEntriesByType("resource")
					.filter((entry) => entry.startTime <= shownAt)
					.map((entry) => new URL(entry.name).pathname)
					.filter((path) => path.endsWith(".js"));
			});
		});
	}

	async #account(name: DataSetName): Promise<Account> {
		const known = this.#accounts.get(name);
		if (known) {
			return known;
		}
		const set = DATA_SETS[name];
		const server = await BenchServer.start(set);
		const desk = await this.#servers.desk();
		const account = { set, server, desk };
		this.#accounts.set(name, account);
		await this.#inPage(async ({ page }) => {
			await page.goto(desk.address);
			await connect(page, server.address);
		});
		return account;
	}

	async #inPage<Result>(use: (page: MeasuredPage) => Promise<Result>): Promise<Result> {
		const context = await this.#browser.newContext({ viewport: WINDOW, locale: "ru-RU" });
		try {
			return await use(await MeasuredPage.prepare(await context.newPage()));
		} finally {
			await context.close();
		}
	}

	async #survey(page: MeasuredPage, account: Account, row: Row): Promise<Survey> {
		const texts = row.kind === "press" ? (row.texts ?? null) : null;
		await this.#openQabyl(page, account, row);
		const before = await readGeometry(page.page, texts);
		if (row.kind === "scroll") {
			return { before, after: before };
		}
		await page.measurePress(row.press);
		await expectElement(page.page, row);
		return { before, after: await readGeometry(page.page, texts) };
	}

	async #measureQabyl(page: MeasuredPage, account: Account, row: Row): Promise<Figures> {
		await this.#openQabyl(page, account, row);
		const measured = await measureRow(page, row);
		if (row.kind === "press") {
			await expectElement(page.page, row);
		}
		return withContents(page, "[data-view]", measured);
	}

	async #measureFloor(page: MeasuredPage, account: Account, row: Row, survey: Survey): Promise<Figures> {
		const { set, server } = account;
		await openFloor(page, server);
		if (row.kind === "scroll") {
			await prepareFloor(page.page, drawFloor(set, row.from, survey.before, true), {}, true);
		} else {
			const before = drawFloor(set, row.from, survey.before);
			const after = drawFloor(set, row.to, survey.after);
			await prepareFloor(page.page, before, changedLayers(before, after));
		}
		await page.settle();
		return withContents(page, FLOOR, await measureRow(page, row));
	}

	/** Opens the program and presses the keys before the measurement. */
	async #openQabyl(page: MeasuredPage, account: Account, row: Row): Promise<void> {
		await openView(page, account, row.from.view);
		for (const key of row.before) {
			await page.press(key);
			await page.settle();
		}
		if (row.kind === "press" && row.onAppointment) {
			await page.page.locator("[data-view] [data-appointment-id]").first().focus();
			await page.settle();
		}
	}
}

/** Opens the program in a view. It starts in the view that was open last. */
async function openView(page: MeasuredPage, { desk }: Account, view: View): Promise<void> {
	// The desk confirms all data with the server, so a measured press causes no request to it.
	const ask = async (command: string, request: object): Promise<unknown> => {
		const data = JSON.stringify(request);
		return (await page.page.request.post(`${desk.address}/desk/${command}`, { data })).json();
	};
	for (const known of ["month", "week", view]) {
		await ask("open", { view: known, date: null });
	}
	const money = { view, date: null, last: null, basis: "taken" };
	await expect.poll(async () => ((await ask("open_money", money)) as MoneyScreen).fetching).toBe(false);
	await page.page.goto(desk.address);
	await page.page.locator(`[data-view=${view}] :is([data-appointment-id], [data-date])`).first().waitFor();
	await page.settle();
}

async function openFloor(page: MeasuredPage, server: BenchServer): Promise<void> {
	await page.page.goto(`${server.address}/floor`);
}

async function expectElement(page: Page, row: PressRow): Promise<void> {
	if ((await page.locator(row.expected).count()) === 0) {
		throw new Error(`After the key there is no ${row.expected}.`);
	}
}

/** Measures what the row names in a page that is ready for it. */
async function measureRow(page: MeasuredPage, row: Row): Promise<Measured> {
	if (row.kind === "press") {
		return { ...(await page.measurePress(row.press)), frames: null };
	}
	const { cpuMs, ...frames } = await page.measureScroll(row.scroll);
	return { cpuMs, frames, wallMs: null, bytes: 0 };
}

/** Adds what the page holds after the measurement. `view` selects the elements of the view. */
async function withContents(page: MeasuredPage, view: string, measured: Measured): Promise<Figures> {
	const counts = await page.page.evaluate(
		(selector) => ({
			viewElements: [...document.querySelectorAll(selector)].reduce(
				(sum, element) => sum + element.querySelectorAll("*").length,
				0,
			),
			elements: document.querySelectorAll("*").length,
		}),
		view,
	);
	return { ...measured, ...counts, heapBytes: await page.heapBytes() };
}
