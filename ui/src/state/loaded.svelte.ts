import { asDeskError } from "../backend";
import type { DeskError } from "../bindings";

/** Something asked of the desk again and again; only the answer to the latest question counts. */
export class Loaded<T> {
	value = $state.raw<T | null>(null);
	problem = $state.raw<DeskError | null>(null);
	#asked = 0;

	/** What is there stays until the answer comes. */
	async load(ask: () => Promise<T>): Promise<void> {
		const asked = ++this.#asked;
		try {
			const value = await ask();
			if (asked === this.#asked) {
				this.value = value;
				this.problem = null;
			}
		} catch (reason) {
			if (asked === this.#asked) {
				this.value = null;
				this.problem = asDeskError(reason);
			}
		}
	}

	/** An answer still on its way is dropped too. */
	clear(): void {
		this.#asked += 1;
		this.value = null;
		this.problem = null;
	}
}
