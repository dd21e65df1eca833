import { asDeskError } from "../backend";
import type { DeskError } from "../bindings";

/** A failure of something that the user requested. It stays until the user dismisses it. */
interface Notice {
	id: number;
	error: DeskError;
}

/** The failures that the window shows in its corner, the newest last. */
export class Notices {
	list = $state.raw<readonly Notice[]>([]);
	/** The user has seen that the computer's clock is wrong. It is said once in a run of the program. */
	clockDismissed = $state(false);
	#lastId = 0;

	/** Adds a failure. It replaces an older one with the same code. */
	add(error: DeskError): void {
		this.#lastId += 1;
		const others = this.list.filter((notice) => notice.error.code !== error.code);
		this.list = [...others, { id: this.#lastId, error }];
	}

	dismiss(id: number): void {
		this.list = this.list.filter((notice) => notice.id !== id);
	}

	clear(): void {
		this.list = [];
	}

	/** Waits for a command. A failure becomes a notice and null. */
	async attempt<T>(command: Promise<T>): Promise<T | null> {
		try {
			return await command;
		} catch (reason) {
			this.add(asDeskError(reason));
			return null;
		}
	}
}

export const notices = new Notices();
