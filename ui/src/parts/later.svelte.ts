/*
 * Parts of the window whose code is not in the first script. It is fetched after the first view is on screen, so that
 * opening such a part waits for nothing; a part that is wanted earlier appears when its code has arrived.
 */

const all: Later<unknown>[] = [];

/** A component that is imported when it is wanted, or when the window is idle. */
export class Later<Part> {
	readonly #import: () => Promise<{ default: Part }>;
	#part = $state.raw<Part | null>(null);
	#failure = $state.raw<{ reason: unknown } | null>(null);
	/** The failure after which the import is tried again. */
	#told: unknown = null;
	#wanted = false;
	#loading: Promise<void> | null = null;

	constructor(load: () => Promise<{ default: Part }>) {
		this.#import = load;
		all.push(this);
	}

	/**
	 * The component, or null while its code is not here. If the part is wanted and its code could not be loaded, throws
	 * the reason once, for the error boundary around the part. After that the import is tried again.
	 */
	when(wanted: boolean): Part | null {
		if (this.#part === null && wanted) {
			this.#wanted = true;
			const failure = this.#failure;
			if (failure !== null && failure !== this.#told) {
				this.#told = failure;
				throw failure.reason;
			}
			void this.load();
		}
		return this.#part;
	}

	/** Never rejects. */
	load(): Promise<void> {
		this.#loading ??= this.#load();
		return this.#loading;
	}

	async #load(): Promise<void> {
		try {
			this.#part = (await this.#import()).default;
		} catch (reason) {
			const failure = { reason };
			// Without a user who waits for the part there is nobody to tell.
			this.#told = this.#wanted ? this.#told : failure;
			this.#failure = failure;
			this.#loading = null;
		}
	}
}

/** Loads the code of all parts, one after the other. */
async function loadAll(): Promise<void> {
	for (const part of all) {
		await part.load();
	}
}

/** Loads the code of all parts when the window has nothing else to do. The returned function ends the waiting. */
export function loadWhenIdle(): () => void {
	let waiting = requestAnimationFrame(() => {
		// Not every webview has `requestIdleCallback`. A second frame begins after the first was drawn.
		waiting = requestAnimationFrame(() => void loadAll());
	});
	return () => cancelAnimationFrame(waiting);
}
