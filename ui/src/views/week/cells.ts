import type { DayCell, Screen } from "../../bindings";
import { desk } from "../../state/desk";

interface CellName {
	resourceId: number;
	date: string;
}

/** The cells of the week with all their appointments. The week itself has only what it draws. */
class WeekCells {
	#screen: Screen | null = null;
	#requests: Record<string, Promise<DayCell | null> | undefined> = {};

	/** Loads a cell as it is on this screen. Null if that failed: the next time it is requested again. */
	load(screen: Screen | null, { resourceId, date }: CellName): Promise<DayCell | null> {
		if (screen !== this.#screen) {
			this.#screen = screen;
			this.#requests = {};
		}
		const requests = this.#requests;
		const key = `${resourceId} ${date}`;
		const request = { resourceId, date, ...(screen && { durationMin: screen.durationMin }) };
		return (requests[key] ??= desk.call("cell", request).catch(() => {
			requests[key] = undefined;
			return null;
		}));
	}
}

export const weekCells = new WeekCells();
