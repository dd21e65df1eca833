import type { DateLabel, DeskError, FoundAppointments, SearchHit, SearchResults } from "../bindings";
import { desk } from "../state/desk";
import { Loaded } from "../state/loaded.svelte";

interface Answer {
	/** The search text, as the user entered it. */
	text: string;
	found: FoundAppointments;
}

/** A search while the user types. The previous results stay until the answer to the newest text arrives. */
export class AppointmentSearch {
	text = $state("");
	/** How many steps the user has made the search wider. */
	#steps = 0;
	#answer = new Loaded<Answer>();
	/** The hit that the user moved to. Without one, the first hit is active. */
	#activated = $state<number | null>(null);
	#searching: Promise<void> = Promise.resolve();

	results: SearchResults | null = $derived(this.#answer.value?.found.results ?? null);
	problem: DeskError | null = $derived(this.#answer.problem);
	/** Weeks are being fetched, and the results are not complete before. */
	fetching: boolean = $derived(this.#answer.value?.found.fetching ?? false);
	/** Weeks are missing, because a request failed. */
	incomplete: boolean = $derived(this.#answer.value?.found.incomplete ?? false);
	/** The last date of a search that is one step wider. */
	widerUntil: DateLabel | null = $derived(this.#answer.value?.found.widerUntil ?? null);
	/** The text to which `results` belong. */
	answered: string = $derived(this.#answer.value?.text ?? "");
	/** In the order on screen. */
	hits: readonly SearchHit[] = $derived(this.results ? [...this.results.coming, ...this.results.past] : []);
	active: SearchHit | null = $derived(
		this.hits.find((hit) => hit.id === this.#activated) ?? this.hits[0] ?? null,
	);
	waiting: boolean = $derived(this.#answer.value?.text !== this.text && !this.problem);

	type(text: string): void {
		this.text = text;
		this.#activated = null;
		void this.search();
	}

	/** Looks some weeks further ahead. */
	widen(): Promise<void> {
		this.#steps += 1;
		return this.search();
	}

	/** Searches for the present text. */
	search(): Promise<void> {
		const text = this.text;
		const steps = this.#steps;
		this.#searching = this.#answer.load(async () => ({
			text,
			found: await desk.call("search", { text, steps }),
		}));
		return this.#searching;
	}

	activate(hit: SearchHit): void {
		this.#activated = hit.id;
	}

	/** Moves the active hit; stops at the first and at the last one. */
	move(steps: number): void {
		const from = this.active ? this.hits.indexOf(this.active) : 0;
		const to = this.hits[Math.min(Math.max(from + steps, 0), this.hits.length - 1)];
		this.#activated = to?.id ?? null;
	}

	/** Waits for the answer to the present text and returns the active hit; null if the user typed meanwhile. */
	async activeHit(): Promise<SearchHit | null> {
		const text = this.text;
		let searching;
		do {
			searching = this.#searching;
			await searching;
		} while (searching !== this.#searching);
		return this.text === text && this.answered === text ? this.active : null;
	}
}
