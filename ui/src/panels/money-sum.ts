/** A named sum of the money panel. */
export interface NamedSum {
	/** The value of `data-sum`. */
	name: string;
	label: string;
	/** How many payments, appointments or expenses it has. */
	count?: number;
	/** Whole tenge. Null if the server does not send it. */
	amount: number | null;
	/** The sum of which the next ones are parts. */
	whole?: boolean;
}
