/**
 * Sends what the user chooses one after the other: two requests at once can arrive in the other order. Of those that wait,
 * only the newest is sent.
 */
export class InTurn {
	#newest = 0;
	#sent: Promise<unknown> | null = null;

	/**
	 * Waits until the request, which never fails, is answered or left out. The returned function says whether no other one came
	 * after it.
	 */
	async send(request: () => Promise<unknown>): Promise<() => boolean> {
		const number = ++this.#newest;
		const isNewest = () => number === this.#newest;
		while (this.#sent !== null && isNewest()) {
			await this.#sent;
		}
		if (isNewest()) {
			const sent = request();
			this.#sent = sent.finally(() => (this.#sent = null));
			await this.#sent;
		}
		return isNewest;
	}
}
