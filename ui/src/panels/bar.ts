/** One line of a list of amounts. Its bar is drawn in proportion to the largest amount of the list. */
export interface Bar {
	key: string | number;
	label: string;
	/** Whole tenge. Null if the server does not send it. */
	amount: number | null;
	/** The part of `amount` that has been received, in whole tenge. It is drawn darker. */
	part?: number | null;
	/** Further facts. Each of them stays on one line. */
	about?: string[];
}
