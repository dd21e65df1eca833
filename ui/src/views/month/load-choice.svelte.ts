/** Whose load the month shows. The choice stays while other views are open. */
class LoadChoice {
	/** Null: all shown resources. */
	specialty = $state<string | null>(null);

	/** The position of the specialty among those of a month. Null for all resources, and if the month does not have it. */
	indexIn(specialties: readonly string[]): number | null {
		const index = this.specialty === null ? -1 : specialties.indexOf(this.specialty);
		return index < 0 ? null : index;
	}
}

export const loadChoice = new LoadChoice();
