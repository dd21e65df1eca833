import { untrack } from "svelte";
import type { DayCell } from "../../bindings";

/** The cells that a view has loaded by themselves. A cell is there as long as it is drawn. */
class CellsOnScreen {
	#cells = $state.raw<readonly DayCell[]>([]);

	/** The result removes the cell again. */
	add(cell: DayCell): () => void {
		// An effect adds it. The effect does not depend on the other cells.
		this.#cells = [...untrack(() => this.#cells), cell];
		return () => {
			this.#cells = this.#cells.filter((other) => other !== cell);
		};
	}

	find(resourceId: number, date: string): DayCell | undefined {
		return this.#cells.find((cell) => cell.resourceId === resourceId && cell.date === date);
	}

	onDate(date: string): DayCell[] {
		return this.#cells.filter((cell) => cell.date === date);
	}
}

export const cellsOnScreen = new CellsOnScreen();
