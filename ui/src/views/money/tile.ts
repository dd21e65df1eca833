import type { MoneySum } from "../../bindings";

/** A sum above the tables. */
export interface Tile {
	id: string;
	label: string;
	sum: MoneySum;
	/** The table shows what it counts. */
	chosen?: boolean;
	choose: () => void;
}
