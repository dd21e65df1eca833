/** The report of the cash, the register of payouts, and the payslips. */
import type {
	CashCount,
	Employees,
	MoneyColumn,
	MoneyRow,
	MoneyScreen,
	MoneyTable,
	OpenMoney,
	PaperOption,
	ResourceMoney,
} from "../bindings";
import { m } from "../paraglide/messages";
import { allMoneyRows, DATA_CHANGED } from "../state/all-rows";
import { desk } from "../state/desk";
import { moneyView } from "../state/money-view.svelte";
import { dayMonth, moment } from "../words/dates";
import {
	coverageWord,
	datesWord,
	employeeWord,
	kindWord,
	methodWord,
	moneyColumnWord,
	termsWord,
	unknownWord,
} from "../words/money";
import { moneyCellWord } from "../words/money-row";
import { grouped, tenge } from "../words/numbers";
import type { Paper, PaperColumn, PaperRow, PaperSection } from "./paper";

export type MoneyData = { screen: MoneyScreen; employees: Employees } & (
	| { kind: "cash"; rows: readonly MoneyRow[]; counts: CashCount[] }
	| { kind: "payouts" }
	/** By the id of the resource. */
	| { kind: "payslips"; rows: Readonly<Record<number, readonly MoneyRow[]>> }
);

const PAYMENTS: MoneyTable = { kind: "payments", methods: null, kinds: null, employees: null };
const expensesOf = (resource: number): MoneyTable => ({
	kind: "expenses",
	basis: "accrued",
	resource,
	paid: null,
	paidBy: null,
});

/** How often the money is loaded again when the data change meanwhile. */
const MAX_ATTEMPTS = 3;

/** On paper the user is no "you": it has the user's name. */
const withOwnName = ({ ownId, ownName, names }: Employees): Employees =>
	ownId === null || ownName === null
		? { ownId, ownName, names }
		: { ownId: null, ownName, names: [...names, { id: ownId, name: ownName }] };

/** Rejects with a `DeskError`. */
export async function loadMoney(kind: MoneyData["kind"]): Promise<MoneyData> {
	// The cash in the drawer is what was taken, whatever the date of the appointment is.
	const money: OpenMoney = { ...moneyView.request, ...(kind === "cash" && { basis: "taken" }) };
	const employees = withOwnName(await desk.call("employees", null));
	for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
		const screen = await desk.call("open_money", money);
		const data = await withRows(kind, money, screen, employees);
		if (data) {
			return data;
		}
	}
	// eslint-disable-next-line @typescript-eslint/only-throw-error -- callers expect a DeskError, which is plain data
	throw DATA_CHANGED;
}

/** Null if the rows are of other data than the sums. */
async function withRows(
	kind: MoneyData["kind"],
	money: OpenMoney,
	screen: MoneyScreen,
	employees: Employees,
): Promise<MoneyData | null> {
	const rowsOf = async (table: MoneyTable, sort: MoneyColumn): Promise<readonly MoneyRow[] | null> => {
		const request = { money, table, order: { sort, descending: false } };
		const { revision, rows } = await allMoneyRows(request, (window) => desk.call("money_rows", window));
		return revision === screen.revision ? rows : null;
	};
	switch (kind) {
		case "cash": {
			const rows = await rowsOf(PAYMENTS, "time");
			const { counts } = await desk.call("cash_counts", null);
			const isInside = ({ date }: CashCount): boolean =>
				date.iso >= screen.first.iso && date.iso <= screen.last.iso;
			return rows && { kind, screen, employees, rows, counts: counts.filter(isInside) };
		}
		case "payouts":
			return { kind, screen, employees };
		case "payslips": {
			const rows: Record<number, readonly MoneyRow[]> = {};
			for (const { resourceId } of screen.overview.expenses?.byResource ?? []) {
				const ofResource = await rowsOf(expensesOf(resourceId), "appointment");
				if (!ofResource) {
					return null;
				}
				rows[resourceId] = ofResource;
			}
			return { kind, screen, employees, rows };
		}
	}
}

const plain = (section: Pick<PaperSection, "key" | "heading"> & Partial<PaperSection>): PaperSection => ({
	about: "",
	columns: [],
	rows: [],
	empty: "",
	ownPage: false,
	...section,
});

const sumColumns = (title: string): PaperColumn[] => [
	{ key: "name", title, share: 50 },
	{ key: "count", title: m.print_count(), share: 20, end: true },
	{ key: "amount", title: m.money_col_amount(), share: 30, end: true },
];

const sumRow = (
	name: string,
	sum: { count: number; amount: number },
	kind: PaperRow["kind"] = "row",
): PaperRow => ({
	kind,
	cells: [name, grouped(sum.count), tenge(sum.amount)],
});

const SHARES: Partial<Record<MoneyColumn, number>> = {
	time: 15,
	appointment: 16,
	amount: 12,
	method: 14,
	kind: 13,
	employee: 13,
	client: 20,
	phone: 16,
	service: 21,
	resource: 17,
	price: 12,
	received: 12,
	shouldBe: 20,
	status: 12,
};
const AMOUNTS: readonly MoneyColumn[] = ["amount", "price", "received"];

const columnsOf = (columns: readonly MoneyColumn[], table: MoneyTable["kind"]): PaperColumn[] =>
	columns.map((key) => ({
		key,
		title: moneyColumnWord(key, table),
		share: SHARES[key] ?? 15,
		end: AMOUNTS.includes(key),
	}));

function cashPaper(
	data: MoneyData & { kind: "cash" },
	has: (option: PaperOption) => boolean,
): PaperSection[] {
	const { payments, paymentsUnknown } = data.screen.overview;
	if (!payments) {
		const reason = paymentsUnknown ? unknownWord(paymentsUnknown) : m.money_state_not_provided();
		return [plain({ key: "unknown", heading: "", empty: reason })];
	}
	const columns: MoneyColumn[] = [
		"time",
		"amount",
		"method",
		"kind",
		"employee",
		"client",
		...(has("phones") ? (["phone"] as const) : []),
		"service",
	];
	const counted = data.counts.map((count): PaperRow => {
		const { savedAt, by, expected, counted, difference, comment } = count;
		return {
			kind: "row",
			cells: [
				moment(savedAt),
				by,
				expected === null ? "" : tenge(expected),
				tenge(counted),
				difference === null ? "" : tenge(difference),
				comment,
			],
		};
	});
	return [
		plain({
			key: "methods",
			heading: m.money_by_method(),
			columns: sumColumns(m.money_col_method()),
			rows: [
				...payments.byMethod.map(({ value, ...sum }) => sumRow(methodWord(value), sum)),
				sumRow(m.money_total(), payments.total, "total"),
			],
		}),
		plain({
			key: "kinds",
			heading: m.print_by_kind(),
			columns: sumColumns(m.money_col_kind()),
			rows: payments.byKind.map(({ value, ...sum }) => sumRow(kindWord(value), sum)),
			empty: m.money_no_rows(),
		}),
		...(payments.hasRows
			? [
					plain({
						key: "employees",
						heading: m.print_by_employee(),
						columns: sumColumns(m.money_col_employee()),
						rows: payments.byEmployee.map(({ employeeId, ...sum }) =>
							sumRow(employeeWord(employeeId, data.employees), sum),
						),
						empty: m.money_no_rows(),
					}),
				]
			: []),
		plain({
			key: "counts",
			heading: m.print_cash_counts(),
			about: m.print_cash_expected({ amount: tenge(payments.cash.amount) }),
			columns: [
				{ key: "saved", title: m.print_counted_at(), share: 18 },
				{ key: "by", title: m.print_counted_by(), share: 22 },
				{ key: "expected", title: m.count_expected(), share: 16, end: true },
				{ key: "counted", title: m.count_counted(), share: 16, end: true },
				{ key: "difference", title: m.count_difference(), share: 16, end: true },
				{ key: "comment", title: m.details_comment(), share: 24 },
			],
			rows: counted,
			empty: m.print_not_counted(),
		}),
		plain({
			key: "rows",
			heading: m.money_rows_payments(),
			columns: columnsOf(columns, "payments"),
			rows: data.rows.map((row) => ({
				kind: "row",
				cells: columns.map((column) => moneyCellWord(row, column, "payments", data.employees)),
			})),
			empty: m.money_no_rows(),
		}),
		plain({
			key: "signatures",
			heading: "",
			empty: m.print_total_taken({ amount: tenge(payments.total.amount) }),
			signatures: [m.print_sign_handed(), m.print_sign_taken()],
		}),
	];
}

const terms = ({ terms }: ResourceMoney): string => terms.map(termsWord).join("; ");

function payoutsPaper({ screen }: MoneyData, isChosen: (id: number) => boolean): PaperSection[] {
	const { expenses } = screen.overview;
	if (!expenses) {
		return [plain({ key: "unknown", heading: "", empty: m.money_state_not_provided() })];
	}
	const listed = expenses.byResource.filter(({ resourceId }) => isChosen(resourceId));
	const total = (amount: (of: ResourceMoney) => number): string =>
		tenge(listed.reduce((sum, of) => sum + amount(of), 0));
	return [
		plain({
			key: "register",
			heading: "",
			columns: [
				{ key: "resource", title: m.list_resource(), share: 24 },
				{ key: "appointments", title: m.expense_col_appointments(), share: 10, end: true },
				{ key: "revenue", title: m.expense_col_revenue(), share: 15, end: true },
				{ key: "terms", title: m.expense_col_terms(), share: 14 },
				{ key: "accrued", title: m.expense_tile_accrued(), share: 15, end: true },
				{ key: "paid", title: m.expense_tile_paid(), share: 15, end: true },
				{ key: "left", title: m.expense_tile_left(), share: 15, end: true },
				{ key: "signature", title: m.print_signature(), share: 20 },
			],
			rows: [
				...listed.map((of): PaperRow => ({
					kind: "free",
					cells: [
						of.name,
						grouped(of.appointments),
						tenge(of.revenue),
						terms(of),
						tenge(of.totals.total),
						tenge(of.totals.paid),
						tenge(of.totals.unpaid),
						"",
					],
				})),
				...(listed.length > 0
					? [
							{
								kind: "total" as const,
								cells: [
									m.money_total(),
									grouped(listed.reduce((sum, { appointments }) => sum + appointments, 0)),
									total(({ revenue }) => revenue),
									"",
									total(({ totals }) => totals.total),
									total(({ totals }) => totals.paid),
									total(({ totals }) => totals.unpaid),
									"",
								],
							},
						]
					: []),
			],
			empty: m.money_no_rows(),
			signatures: [m.print_sign_paid_out(), m.print_sign_checked()],
		}),
	];
}

const PAYSLIP_COLUMNS: readonly MoneyColumn[] = [
	"appointment",
	"client",
	"service",
	"price",
	"received",
	"shouldBe",
	"amount",
	"status",
	"time",
];

function payslips(
	data: MoneyData & { kind: "payslips" },
	has: (option: PaperOption) => boolean,
	isChosen: (id: number) => boolean,
): PaperSection[] {
	const { expenses } = data.screen.overview;
	const listed = expenses?.byResource.filter(({ resourceId }) => isChosen(resourceId)) ?? [];
	if (!expenses || listed.length === 0) {
		const reason = expenses ? m.money_no_rows() : m.money_state_not_provided();
		return [plain({ key: "none", heading: "", empty: reason })];
	}
	return listed.map((of) => {
		const rows = data.rows[of.resourceId] ?? [];
		return plain({
			key: of.resourceId,
			heading: of.name,
			about: [
				m.print_accrued({ amount: tenge(of.totals.total) }),
				m.print_paid({ amount: tenge(of.totals.paid) }),
				m.print_left({ amount: tenge(of.totals.unpaid) }),
				...(of.lastPayout ? [m.print_last_payout({ date: dayMonth(of.lastPayout) })] : []),
			].join(" · "),
			columns: columnsOf(PAYSLIP_COLUMNS, "expenses"),
			rows: rows.map((row) => ({
				kind: "row",
				cells: PAYSLIP_COLUMNS.map((column) => moneyCellWord(row, column, "expenses", data.employees)),
			})),
			empty: m.money_no_rows(),
			ownPage: has("ownPages"),
			signatures: [m.print_sign_paid_out(), m.print_sign_received()],
		});
	});
}

/** A document about money. */
export function moneyPaper(
	data: MoneyData,
	has: (option: PaperOption) => boolean,
	isChosen: (resourceId: number) => boolean,
): Paper {
	const of = { kind: data.kind, period: datesWord(data.screen) };
	switch (data.kind) {
		case "cash":
			return { ...of, title: m.print_kind_cash(), landscape: false, sections: cashPaper(data, has) };
		case "payouts":
			return {
				...of,
				title: m.print_kind_payouts(),
				landscape: true,
				sections: payoutsPaper(data, isChosen),
			};
		case "payslips":
			return {
				...of,
				title: m.print_kind_payslips(),
				landscape: true,
				sections: payslips(data, has, isChosen),
			};
	}
}

/** Which basis the sums have, from which appointments they come, and whether some are missing. */
export const moneyNotes = ({ kind, screen }: MoneyData): string[] => [
	kind === "cash" ? m.money_basis_taken() : m.money_basis_appointment(),
	m.money_coverage({ dates: coverageWord(screen) }),
	...(screen.fetching ? [m.money_fetching()] : []),
	...(screen.incomplete ? [m.money_incomplete()] : []),
	...(screen.hasGaps ? [m.money_gaps()] : []),
];
