import type {
	DeskError,
	ListRow,
	LoadedListRows,
	LoadedMoneyRows,
	LoadListRows,
	LoadMoneyRows,
	MoneyRow,
} from "../bindings";

/** The desk sends no more rows at once. */
const WINDOW_ROWS = 500;
/** How often the collecting begins anew when the data change meanwhile. */
const MAX_ATTEMPTS = 5;

/** The data changed again and again while their rows were collected. */
export const DATA_CHANGED: DeskError = {
	code: "data_changed",
	message: "the data changed while their rows were collected",
	details: null,
	rowLimit: null,
};

/** All rows of one revision. */
export interface AllRows<Row> {
	revision: string;
	rows: readonly Row[];
}

interface Window<Row> {
	revision: string;
	rows: readonly Row[];
}

/** The rows of a list, in its order. Rejects with a `DeskError`. */
export const allListRows = (
	date: string,
	load: (request: LoadListRows) => Promise<LoadedListRows>,
): Promise<AllRows<ListRow>> => collect((first) => load({ date, rows: { first, count: WINDOW_ROWS } }));

/** The rows of a table of money, in its order. Rejects with a `DeskError`. */
export const allMoneyRows = (
	{
		money,
		table,
		order: { sort, descending },
	}: Omit<LoadMoneyRows, "order"> & {
		order: Omit<LoadMoneyRows["order"], "rows">;
	},
	load: (request: LoadMoneyRows) => Promise<LoadedMoneyRows>,
): Promise<AllRows<MoneyRow>> =>
	collect(async (first) => {
		const order = { sort, descending, rows: { first, count: WINDOW_ROWS } };
		const { revision, rows } = await load({ money, table, order });
		return { revision, rows: rows.rows };
	});

async function collect<Row>(window: (first: number) => Promise<Window<Row>>): Promise<AllRows<Row>> {
	for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
		const all = await collectOneRevision(window);
		if (all) {
			return all;
		}
	}
	// eslint-disable-next-line @typescript-eslint/only-throw-error -- callers expect a DeskError, which is plain data
	throw DATA_CHANGED;
}

/** Null if the data have changed between two windows. */
async function collectOneRevision<Row>(
	window: (first: number) => Promise<Window<Row>>,
): Promise<AllRows<Row> | null> {
	let { revision, rows } = await window(0);
	const all = [...rows];
	while (rows.length === WINDOW_ROWS) {
		const next = await window(all.length);
		if (next.revision !== revision) {
			return null;
		}
		({ revision, rows } = next);
		all.push(...rows);
	}
	return { revision, rows: all };
}
