import type { DeskError, SearchHit, SearchResults } from "../bindings";
import { desk } from "../state/desk.svelte";
import { Loaded } from "../state/loaded.svelte";

interface Answer {
	/** What was asked, as typed. */
	text: string;
	results: SearchResults;
}

/** A search while it is being typed: what was found last stays until the answer to the newest question is there. */
export class AppointmentSearch {
	text = $state("");
	#answer = new Loaded<Answer>();
	/** The hit walked to; without one it is the first. */
	#chosen = $state<number | null>(null);
	#asking: Promise<void> = Promise.resolve();

	results: SearchResults | null = $derived(this.#answer.value?.results ?? null);
	problem: DeskError | null = $derived(this.#answer.problem);
	/** The text that `results` answer. */
	answered: string = $derived(this.#answer.value?.text ?? "");
	/** In the order in which they stand on screen. */
	hits: readonly SearchHit[] = $derived(this.results ? [...this.results.coming, ...this.results.past] : []);
	active: SearchHit | null = $derived(
		this.hits.find((hit) => hit.id === this.#chosen) ?? this.hits[0] ?? null,
	);
	waiting: boolean = $derived(this.#answer.value?.text !== this.text && !this.problem);

	type(text: string): void {
		this.text = text;
		this.#chosen = null;
		void this.ask();
	}

	/** Asks what is typed; also again, when there may be more to find. */
	ask(): Promise<void> {
		const text = this.text;
		this.#asking = this.#answer.load(async () => ({ text, results: await desk.ask("search", { text }) }));
		return this.#asking;
	}

	choose(hit: SearchHit): void {
		this.#chosen = hit.id;
	}

	/** Walks along all hits and stops at either end. */
	move(steps: number): void {
		const from = this.active ? this.hits.indexOf(this.active) : 0;
		const to = this.hits[Math.min(Math.max(from + steps, 0), this.hits.length - 1)];
		this.#chosen = to?.id ?? null;
	}

	/** The active hit for the text as it stands, once that is answered; none when somebody has typed on meanwhile. */
	async pick(): Promise<SearchHit | null> {
		const text = this.text;
		let asking;
		do {
			asking = this.#asking;
			await asking;
		} while (asking !== this.#asking);
		return this.text === text && this.answered === text ? this.active : null;
	}
}
