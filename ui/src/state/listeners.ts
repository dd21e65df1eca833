/** Lets a lower part of the state notify a higher part without importing it. */
export class Listeners<A extends unknown[] = []> {
	#listeners: ((...args: A) => void | Promise<void>)[] = [];

	/** The returned function removes the listener. */
	add(listener: (...args: A) => void | Promise<void>): () => void {
		this.#listeners.push(listener);
		return () => {
			this.#listeners = this.#listeners.filter((other) => other !== listener);
		};
	}

	/** Calls all listeners at once, in the order in which they were added, and waits for all of them. */
	async notify(...args: A): Promise<void> {
		await Promise.all(this.#listeners.map(async (listener) => listener(...args)));
	}
}
