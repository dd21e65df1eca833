import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type {
	ExportCell,
	ExportTable,
	ListArrangement,
	ListRow,
	LoadedListRows,
	LoadListRows,
	MoneyRow,
} from "../../bindings";
import { privacy } from "../../state/privacy.svelte";
import { allListRows, allMoneyRows } from "../../state/all-rows";
import { calendarWords, listColumns } from "./list-table";
import { moneyColumns } from "./money-table";
import { tableOf } from "./table";
import { asTabbedText } from "./tsv";

const date = (iso: string) => ({ iso, year: 2026, month: 11, day: 24, weekday: 2, today: false });

const ROW: ListRow = {
	id: 1,
	resourceId: 7,
	date: date("2026-11-24"),
	span: { startLabel: "10:30", endLabel: "11:10" },
	startDate: null,
	endDate: null,
	durationMin: 40,
	clientName: "Айгерим Оспанова",
	clientPhone: "+7 701 000 00 01",
	serviceName: "Приём",
	status: "confirmed",
	appointmentType: "primary",
	source: "whatsapp",
	paymentStatus: "paid",
	serviceAmount: 12_500,
	received: 12_500,
	outstanding: 0,
	hasComment: true,
	created: { date: date("2026-11-20"), time: "09:05" },
};
const RESOURCES = new Map([[7, "Кабинет 1"]]);
const HEAD = { title: "", aboutTitle: "", about: [], totalTitle: "" };
const BY_DAY: ListArrangement = {
	groupBy: "day",
	sort: "time",
	descending: false,
	columns: [
		"duration",
		"status",
		"phone",
		"service",
		"resource",
		"amount",
		"received",
		"outstanding",
		"comment",
		"created",
	],
};

const listTable = (rows: readonly ListRow[], arrangement: Partial<ListArrangement> = {}): ExportTable =>
	tableOf(HEAD, listColumns({ ...BY_DAY, ...arrangement }, RESOURCES), rows);

/** The cells of the first row by the titles of their columns. */
const firstRow = ({ columns, rows }: ExportTable): Record<string, ExportCell | null | undefined> =>
	Object.fromEntries(columns.map(({ title }, at) => [title, rows[0]?.[at]]));

const setPrivacy = (on: boolean) => {
	if (privacy.on !== on) {
		privacy.toggle();
	}
};
afterEach(() => setPrivacy(false));

describe("the table of a list", () => {
	test("numbers, dates and times are no texts", () => {
		expect(firstRow(listTable([ROW]))).toEqual({
			Дата: { kind: "date", value: "2026-11-24" },
			Начало: { kind: "time", value: "10:30" },
			Конец: { kind: "time", value: "11:10" },
			"Длительность, мин": { kind: "number", value: 40 },
			Статус: { kind: "text", value: "Подтверждено" },
			Клиент: { kind: "text", value: "Айгерим Оспанова" },
			Телефон: { kind: "text", value: "+7 701 000 00 01" },
			Услуга: { kind: "text", value: "Приём" },
			Специалист: { kind: "text", value: "Кабинет 1" },
			"Сумма, ₸": { kind: "number", value: 12_500 },
			"Получено, ₸": { kind: "number", value: 12_500 },
			"К оплате, ₸": { kind: "number", value: 0 },
			Комментарий: { kind: "text", value: "Есть комментарий" },
			Создано: { kind: "dateTime", value: "2026-11-20T09:05" },
		});
	});

	test("only received and outstanding money have sums", () => {
		const sums = listTable([ROW]).columns.filter(({ total }) => total);
		expect(sums.map(({ title }) => title)).toEqual(["Получено, ₸", "К оплате, ₸"]);
	});

	test("hidden columns are left out, and the heading of sections is a column", () => {
		const titles = (change: Partial<ListArrangement>) =>
			listTable([ROW], { columns: ["amount"], ...change }).columns.map(({ title }) => title);
		expect(titles({})).toEqual(["Дата", "Начало", "Конец", "Клиент", "Сумма, ₸"]);
		expect(titles({ groupBy: "resource" })).toContain("Специалист");
		expect(titles({ groupBy: "status" })).toContain("Статус");
	});

	test("times on other days have their dates", () => {
		const overMidnight = { ...ROW, startDate: date("2026-11-23"), endDate: date("2026-11-25") };
		const row = firstRow(listTable([overMidnight]));
		expect(row["Начало"]).toEqual({ kind: "dateTime", value: "2026-11-23T10:30" });
		expect(row["Конец"]).toEqual({ kind: "dateTime", value: "2026-11-25T11:10" });
	});

	test("in privacy mode there are initials and no phone", () => {
		setPrivacy(true);
		const row = firstRow(listTable([ROW]));
		expect(row["Клиент"]).toEqual({ kind: "text", value: "А. О." });
		expect(row["Телефон"]).toBeNull();
		const words = JSON.stringify(calendarWords([ROW], RESOURCES));
		expect(words).toContain("А. О., Приём");
		expect(words).not.toMatch(/Оспанова|701/u);
	});

	test("an appointment in two rows is in the calendar once", () => {
		const words = calendarWords([ROW, { ...ROW, date: date("2026-11-25") }, { ...ROW, id: 2 }], RESOURCES);
		expect(words.map(({ id }) => id)).toEqual([1, 2]);
		expect(words[0]).toEqual({
			id: 1,
			summary: "Айгерим Оспанова, Приём",
			location: "Кабинет 1",
			description: "Подтверждено\n+7 701 000 00 01",
		});
	});
});

test("in a table of money only its own amount has a sum", () => {
	const row = {
		id: 1,
		appointmentId: 9,
		amount: 5_000,
		time: { date: date("2026-11-24"), time: "10:31" },
		method: "cash",
		shouldBe: 6_000,
		terms: { kind: "percent", percent: 30 },
		appointment: null,
	} as unknown as MoneyRow;
	const columns = moneyColumns(
		["time", "amount", "method", "shouldBe", "price", "appointment"],
		"expenses",
		null,
	);
	const table = tableOf(HEAD, columns, [row]);
	expect(table.columns.filter(({ total }) => total).map(({ title }) => title)).toEqual(["Сумма, ₸"]);
	expect(table.rows[0]).toEqual([
		{ kind: "dateTime", value: "2026-11-24T10:31" },
		{ kind: "number", value: 5_000 },
		{ kind: "text", value: "Наличные" },
		{ kind: "text", value: expect.stringContaining("30") as string },
		{ kind: "number", value: 6_000 },
		null,
		{ kind: "text", value: expect.stringContaining("9") as string },
	]);
});

describe("a table for the clipboard", () => {
	const text = (value: string): ExportCell => ({ kind: "text", value });
	const table = (rows: ExportTable["rows"]): ExportTable => ({
		...HEAD,
		columns: [
			{ title: "Клиент", kind: "text", total: false },
			{ title: "=Сумма", kind: "amount", total: true },
		],
		rows,
	});

	test("values have tabs between them", () => {
		const rows: ExportTable["rows"] = [
			[text("Айгерим"), { kind: "number", value: -5_000 }],
			[null, { kind: "dateTime", value: "2026-11-24T10:30" }],
			[
				{ kind: "date", value: "2026-11-24" },
				{ kind: "time", value: "10:30" },
			],
		];
		expect(asTabbedText(table(rows)).split("\n")).toEqual([
			"Клиент\t'=Сумма",
			"Айгерим\t-5000",
			"\t2026-11-24 10:30",
			"2026-11-24\t10:30",
		]);
	});

	test.each([
		["=1+1", "'=1+1"],
		["+7 701", "'+7 701"],
		["-1", "'-1"],
		["@SUM(1)", "'@SUM(1)"],
		["\t=1", "'=1"],
		["＝1", "'＝1"],
		["a\tb\r\nc", "a b c"],
	])("the text %j is one harmless cell", (value, expected) => {
		expect(asTabbedText(table([[text(value), null]])).split("\n")[1]).toBe(`${expected}\t`);
	});
});

describe("the rows of a file", () => {
	const rows = (count: number): ListRow[] => Array.from({ length: count }, (_, id) => ({ ...ROW, id }));
	let requests: LoadListRows[];
	beforeEach(() => {
		requests = [];
	});

	/** The revision of each answer, in order; the last one stays. */
	const server = (all: readonly ListRow[], revisions: readonly string[]) => (request: LoadListRows) => {
		const { first, count } = request.rows;
		const revision = revisions[Math.min(requests.length, revisions.length - 1)] ?? "";
		requests.push(request);
		return Promise.resolve<LoadedListRows>({ revision, rows: all.slice(first, first + count) });
	};

	test.each([0, 1, 499, 500, 501, 1_300])("are all %i", async (count) => {
		const all = await allListRows("2026-11-24", server(rows(count), ["one"]));
		expect(all.rows.map(({ id }) => id)).toEqual(rows(count).map(({ id }) => id));
		expect(requests.every(({ rows: window }) => window.count <= 500)).toBe(true);
	});

	test("are of one revision", async () => {
		const all = await allListRows("2026-11-24", server(rows(600), ["one", "two"]));
		expect(all.revision).toBe("two");
		expect(all.rows).toHaveLength(600);
		expect(requests.map((request) => request.rows.first)).toEqual([0, 500, 0, 500]);
	});

	test("are refused if the data change all the time", async () => {
		const changing = Array.from({ length: 20 }, (_, at) => String(at));
		await expect(allListRows("2026-11-24", server(rows(600), changing))).rejects.toMatchObject({
			code: "data_changed",
		});
	});

	test("of money are in the order of the table", async () => {
		const sent: unknown[] = [];
		const all = await allMoneyRows(
			{
				money: { view: "day", date: null, last: null, basis: "taken" },
				table: { kind: "debts", kinds: [] },
				order: { sort: "client", descending: true },
			},
			(request) => {
				sent.push(request.order);
				return Promise.resolve({
					revision: "one",
					rows: { total: { count: 0, amount: 0 }, first: 0, rows: [] },
				});
			},
		);
		expect(all.rows).toEqual([]);
		expect(sent).toEqual([{ sort: "client", descending: true, rows: { first: 0, count: 500 } }]);
	});
});
