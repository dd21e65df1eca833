import { asDeskError } from "../backend";
import type { DeskError } from "../bindings";

/** A value that is requested from the desk repeatedly. Only the answer to the latest request is used. */
export class Loaded<T> {
	value = $state.raw<T | null>(null);
	problem = $state.raw<DeskError | null>(null);
	#lastRequest = 0;

	/** Sends a request. The previous value stays until the answer arrives. */
	async load(request: () => Promise<T>): Promise<void> {
		const number = ++this.#lastRequest;
		try {
			const value = await request();
			if (number === this.#lastRequest) {
				this.value = value;
				this.problem = null;
			}
		} catch (reason) {
			if (number === this.#lastRequest) {
				this.value = null;
				this.problem = asDeskError(reason);
			}
		}
	}

	/** Removes the value. Answers to earlier requests are discarded. */
	clear(): void {
		this.#lastRequest += 1;
		this.value = null;
		this.problem = null;
	}
}
