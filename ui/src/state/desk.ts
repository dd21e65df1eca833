import type { Backend } from "../backend";
import type { Commands, DeskEvent } from "../bindings";

type CommandName = keyof Commands;

/** The desk is the Rust side of the program: it runs the commands and reports events. */
export class Desk {
	#backend: Backend | null = null;

	/** Whether the program shows the page in the text size of the settings. */
	get zooms(): boolean {
		return this.#backend?.zooms ?? false;
	}

	/** Connects to the desk. Every other call needs this first. */
	async connect(backend: Backend, onEvent: (event: DeskEvent) => void): Promise<void> {
		this.#backend = backend;
		await backend.onEvent(onEvent);
	}

	/** Rejects with a `DeskError`. */
	async call<N extends CommandName>(
		name: N,
		request: Commands[N]["request"],
	): Promise<Commands[N]["response"]> {
		return this.#connected().call(name, request);
	}

	/** Rejects when the system has no clipboard. */
	async copyText(text: string): Promise<void> {
		return this.#connected().copyText(text);
	}

	/** Opens the system's dialog that prints the page. Rejects when the system cannot print. */
	async print(landscape: boolean): Promise<void> {
		return this.#connected().print(landscape);
	}

	#connected(): Backend {
		if (!this.#backend) {
			throw new Error("a command was called before the desk was connected");
		}
		return this.#backend;
	}
}

export const desk = new Desk();
