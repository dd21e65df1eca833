import { asDeskError } from "../backend";
import type {
	DayLoad,
	DeskError,
	DeskEvent,
	Freshness,
	MiniMonth,
	OpenPeriod,
	Period,
	ResourceOrder,
	RowWindow,
	Screen,
	StartState,
	ViewKind,
} from "../bindings";
import { desk, type Desk } from "./desk";
import { keepEqual } from "./keep-equal";
import { Listeners } from "./listeners";
import { notices, type Notices } from "./notices.svelte";
import { session, type Session } from "./session.svelte";

function idSet(ids: readonly number[]): ReadonlySet<number> {
	return new Set(ids);
}

/**
 * The period that the window shows: its view, its data and their age.
 *
 * Each answer of the desk replaces the whole value, so the values are `$state.raw`. An answer is discarded when a newer
 * request has been answered already, or when the user has requested another view or date meanwhile.
 */
export class ShownPeriod {
	screen = $state.raw<Screen | null>(null);
	/** The age of the data on screen. It changes without them, too. */
	freshness = $state.raw<Freshness | null>(null);
	/** The requested view; `screen.view` follows as soon as the desk answers. */
	view = $state<ViewKind>("day");
	/** Another period or view was requested and has not arrived yet. */
	opening = $state(false);
	/** Why the last attempt to show a period failed. The previous period stays on screen. */
	openProblem = $state.raw<DeskError | null>(null);
	/** The length of an appointment for which views and finder count free time, in minutes. Null: the most common one. */
	durationMin = $state<number | null>(null);
	/** How often today was requested. Each time the view scrolls to the present, also if it shows today already. */
	todayRequests = $state(0);
	/** The rows of the list in sight. A refresh asks for them; another period opens at rows of its own. */
	rowsInSight: RowWindow | null = null;
	/** The length that the screen counts. */
	countedMin = $derived(this.screen?.durationMin ?? 0);
	#refreshRequested = $state(false);

	refreshing = $derived(this.#refreshRequested || (this.freshness?.refreshing ?? false));
	/** Appointments that changed in the last minutes; the views mark them. */
	marked: ReadonlySet<number> = $derived(idSet(this.screen?.marked ?? []));

	/** A screen of another period or view has arrived. */
	readonly moved = new Listeners();
	/** The desk has new data, and the screen was loaded again. */
	readonly updated = new Listeners();

	readonly #desk: Desk;
	readonly #notices: Notices;
	readonly #session: Session;
	/** The requested date; null means the clinic's today, whichever day that is. */
	#date: string | null = null;
	/** The number of the newest request for a screen. */
	#lastRequest = 0;
	/** The number of the newest request whose answer was used. */
	#lastAnswered = 0;
	#opened: Promise<void> = Promise.resolve();
	#steps: Promise<void> = Promise.resolve();
	/** Counts the desk's reports of new data. */
	#changes = 0;
	#running: Promise<void> | null = null;

	constructor(desk: Desk, notices: Notices, session: Session) {
		this.#desk = desk;
		this.#notices = notices;
		this.#session = session;
		session.started.add((start) => this.#restart(start));
		session.proxyChanged.add(() => this.#update());
		session.settingsChanged.add(async () => {
			if (this.screen) {
				await this.#update();
			}
		});
	}

	/** The requested view and date, as the desk takes them. */
	get request(): OpenPeriod {
		return { view: this.view, date: this.#date };
	}

	/** Shows a view. Without a date the requested one stays; null is the clinic's today. */
	open(view: ViewKind, date: string | null | undefined = this.#date): Promise<void> {
		this.view = view;
		this.#date = date;
		this.opening = true;
		this.rowsInSight = null;
		this.#opened = this.load();
		return this.#opened;
	}

	previous(): Promise<void> {
		return this.#step((period) => period.previous);
	}

	next(): Promise<void> {
		return this.#step((period) => period.next);
	}

	/** Shows the clinic's today, at the present time. */
	async today(): Promise<void> {
		await this.open(this.view, null);
		this.todayRequests += 1;
	}

	/** Counts free time for appointments of another length. */
	changeDuration(durationMin: number): Promise<void> {
		this.durationMin = durationMin;
		return this.#update();
	}

	async changeOrder(order: ResourceOrder): Promise<void> {
		await this.#notices.attempt(this.#desk.call("set_order", { order }));
		await this.#update();
	}

	/** Fetches the period from the server again. */
	async refresh(): Promise<void> {
		if (this.#refreshRequested) {
			return;
		}
		this.#refreshRequested = true;
		await this.#notices.attempt(this.#desk.call("refresh", null));
		this.#refreshRequested = false;
		await this.#update();
	}

	miniMonth(year: number, month: number): Promise<MiniMonth | null> {
		return this.#notices.attempt(this.#desk.call("mini_month", { year, month }));
	}

	monthLoad(year: number, month: number): Promise<DayLoad[]> {
		return this.#desk.call("month_load", { year, month, durationMin: this.countedMin });
	}

	/** The user has seen the list of changed appointments. */
	async changesSeen(): Promise<void> {
		await this.#notices.attempt(this.#desk.call("changes_seen", null));
	}

	async onDeskEvent(event: DeskEvent): Promise<void> {
		await (event === "freshnessChanged" ? this.#updateFreshness() : this.#update());
	}

	/** Loads the screen of the requested view and date. */
	async load(): Promise<void> {
		const request = this.request;
		const number = ++this.#lastRequest;
		const isCurrent = () => number > this.#lastAnswered && this.#isRequested(request);
		try {
			const rows = request.view === "list" ? this.rowsInSight : null;
			const screen = await this.#desk.call("open", {
				...request,
				...(this.durationMin !== null && { durationMin: this.durationMin }),
				...(rows && { rows }),
			});
			if (!isCurrent()) {
				return;
			}
			if (!this.opening && this.#todayHasPassed(screen)) {
				// What showed today shows today after midnight, too, by whichever way it was reached.
				this.#lastAnswered = number;
				await this.open(this.view, null);
				return;
			}
			const moved =
				this.screen?.period.date.iso !== screen.period.date.iso || this.screen.view !== screen.view;
			this.#lastAnswered = number;
			// A poll that changed one appointment draws one column again.
			this.screen = moved ? screen : keepEqual(this.screen, screen);
			this.freshness = screen.freshness;
			this.openProblem = null;
			this.opening = false;
			this.#session.updateAccount(screen.account);
			if (moved) {
				await this.moved.notify();
			}
		} catch (reason) {
			if (isCurrent()) {
				this.#lastAnswered = number;
				this.opening = false;
				this.openProblem = asDeskError(reason);
				if (this.screen) {
					this.#notices.add(this.openProblem);
				}
			}
		}
	}

	/** Whether the period on screen contained today when it was loaded, and does not contain it any more. */
	#todayHasPassed({ period, view }: Screen): boolean {
		const before = this.screen;
		const isSamePeriod = before?.view === view && before.period.date.iso === period.date.iso;
		return isSamePeriod && before.period.hasToday && !period.hasToday;
	}

	#isRequested({ view, date }: OpenPeriod): boolean {
		return view === this.view && date === this.#date;
	}

	/** Five presses move by five periods: each step starts from the period at which the previous step arrived. */
	#step(to: (period: Period) => string): Promise<void> {
		// A step that failed has been reported; the next one is taken from where the window is.
		this.#steps = this.#steps
			.catch(() => undefined)
			.then(async () => {
				await this.#opened;
				if (this.screen) {
					await this.open(this.view, to(this.screen.period));
				}
			});
		return this.#steps;
	}

	/**
	 * Loads the screen again. Any number of changes during one update cause a single further update. It ends when the screen
	 * has the change for which it was called.
	 */
	#update(): Promise<void> {
		this.#changes += 1;
		if (!this.#session.account) {
			return Promise.resolve();
		}
		this.#running ??= this.#updateUntilSeen();
		return this.#running;
	}

	async #updateUntilSeen(): Promise<void> {
		try {
			let seen: number;
			do {
				seen = this.#changes;
				await this.load();
				await this.updated.notify();
			} while (seen !== this.#changes);
		} finally {
			this.#running = null;
		}
	}

	/** A poll that found nothing new changes the age of the data, and nothing else. */
	async #updateFreshness(): Promise<void> {
		const request = this.request;
		const number = this.#lastRequest;
		const freshness = await this.#desk.call("freshness", request).catch(() => null);
		if (this.#running || number !== this.#lastRequest || this.#lastAnswered !== number) {
			// A screen is being loaded, and its freshness can be older or newer than this one: load the screen once more.
			await this.#update();
		} else if (freshness && this.#isRequested(request)) {
			this.freshness = freshness;
		}
	}

	#restart({ account, lastView, lastDate }: StartState): void {
		this.screen = null;
		this.freshness = null;
		this.openProblem = null;
		// Answers about the previous account are discarded.
		this.#lastAnswered = this.#lastRequest;
		if (account) {
			void this.open(lastView, lastDate);
		}
	}
}

export const period = new ShownPeriod(desk, notices, session);
