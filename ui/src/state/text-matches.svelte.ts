import { desk } from "./desk";
import { Loaded } from "./loaded.svelte";

/** Which texts of a list a search finds, by the rules of the search for appointments. */
export class TextMatches {
	#found = new Loaded<readonly string[]>();

	/** Searches `texts`. The earlier result stays until the answer arrives. An empty search finds all. */
	search(query: string, texts: readonly string[]): Promise<void> {
		if (query.trim() === "") {
			this.#found.clear();
			return Promise.resolve();
		}
		return this.#found.load(async () => {
			const positions = await desk.call("match_texts", { text: query, texts: [...texts] });
			return positions.map((position) => texts[position] ?? "");
		});
	}

	includes(text: string): boolean {
		return this.#found.value?.includes(text) ?? true;
	}
}
