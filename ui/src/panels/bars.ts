/** One line of a list of amounts: its bar is drawn against the largest of the list. */
export interface Bar {
	key: string | number;
	label: string;
	/** Whole tenge; absent when the server does not tell. */
	amount: number | null;
	/** The part of `amount` that is already there, drawn stronger. */
	part?: number | null;
	/** What else there is to tell, each whole on one line. */
	about?: string[];
}
