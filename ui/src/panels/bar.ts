/** One line of a list of amounts. Its bar is drawn in proportion to the largest amount of the list. */
export interface Bar {
	key: string | number;
	label: string;
	/** Whole tenge. */
	amount: number;
	/** The part of `amount` that is paid, in whole tenge. It is drawn darker. */
	part?: number;
	/** Further facts. Each of them stays on one line. */
	about?: string[];
}
