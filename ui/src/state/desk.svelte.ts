import type {
	AppointmentDetails,
	Commands,
	Connection,
	DashboardPage,
	DeskError,
	Freshness,
	MiniMonth,
	MoneyView,
	Open,
	Period,
	Screen,
	Settings,
	StartState,
	ViewKind,
} from "../bindings";
import { asDeskError, type Backend } from "../backend";
import { speak } from "./language.svelte";
import { Loaded } from "./loaded.svelte";

export type Panel = { kind: "appointment"; id: number } | { kind: "money" } | { kind: "finder" };
export type Dialog = "settings" | "help" | "signOut" | "search" | "diagnostics";
export type SettingsSection = "connection" | "data" | "look" | "chat" | "about";

/** A failure of something the user asked for, until it is dismissed. */
export interface Notice {
	id: number;
	error: DeskError;
}

/**
 * What the window shows and what the user can ask of it.
 *
 * Every answer of the desk is taken whole and replaced whole, so the values are `$state.raw`. An answer that was
 * overtaken by a newer question is dropped.
 */
class Desk {
	start = $state.raw<StartState | null>(null);
	screen = $state.raw<Screen | null>(null);
	/** The age of the screen's data; it moves on without them. */
	freshness = $state.raw<Freshness | null>(null);
	/** The view asked for; `screen.view` follows as soon as the desk answers. */
	view = $state<ViewKind>("day");
	/** Another period or view was asked for and is not there yet. */
	busy = $state(false);

	panel = $state.raw<Panel | null>(null);
	selectedAppointment = $state<number | null>(null);

	dialog = $state<Dialog | null>(null);
	settingsSection = $state<SettingsSection>("connection");
	sidebarOpen = $state(true);
	notices = $state.raw<Notice[]>([]);
	/** The program could not even start; nothing else is there. */
	startProblem = $state.raw<DeskError | null>(null);
	/** The last attempt to show a period failed; the one before it stays on screen. */
	openProblem = $state.raw<DeskError | null>(null);

	/** `refresh` was asked for and not yet taken up by the desk. */
	refreshAsked = $state(false);
	/** The filter just chosen, until a screen that has it arrives. */
	#hiddenPending = $state.raw<readonly number[] | null>(null);

	hidden: readonly number[] = $derived(
		this.#hiddenPending ??
			(this.screen?.resources ?? []).filter((each) => !each.shown).map((each) => each.resource.id),
	);
	refreshing = $derived(this.refreshAsked || (this.freshness?.refreshing ?? false));
	/** Appointments that changed in the last minutes, to be marked in the views. */
	marked: ReadonlySet<number> = $derived(new Set(this.screen?.marked));

	#details = new Loaded<AppointmentDetails>();
	#money = new Loaded<MoneyView>();
	#backend: Backend | null = null;
	/** The date asked for; null follows the clinic's today. */
	#date: string | null = null;
	#asked = 0;
	#painted = 0;
	#opening: Promise<void> = Promise.resolve();
	#journey: Promise<void> = Promise.resolve();
	#changes = 0;
	#catchingUp = false;
	#filterAsked = 0;
	#settingsAsked = 0;
	#saving: Promise<Settings | null> = Promise.resolve(null);
	#noticeCount = 0;

	/** The first thing the window does. */
	async begin(backend: Backend): Promise<void> {
		this.#backend = backend;
		await backend.onEvent((event) => {
			void (event === "freshnessChanged" ? this.#freshnessChanged() : this.#screenChanged());
		});
		await this.restart();
		await this.setVisible(document.visibilityState === "visible");
	}

	/** Asks for the start again, after it failed. */
	async restart(): Promise<void> {
		this.startProblem = null;
		try {
			this.#started(await this.#call((backend) => backend.call("start", null)));
		} catch (reason) {
			this.startProblem = asDeskError(reason);
		}
	}

	// --- the period shown -------------------------------------------------------------------------------------

	/** Shows a view; without a date the one on screen stays, with null it is the clinic's today. */
	open(view: ViewKind, date: string | null | undefined = this.#date): Promise<void> {
		this.view = view;
		this.#date = date;
		this.busy = true;
		this.#opening = this.#ask();
		return this.#opening;
	}

	previous(): Promise<void> {
		return this.#travel((period) => period.previous);
	}

	next(): Promise<void> {
		return this.#travel((period) => period.next);
	}

	today(): Promise<void> {
		return this.open(this.view, null);
	}

	async refresh(): Promise<void> {
		if (this.refreshAsked) {
			return;
		}
		this.refreshAsked = true;
		await this.#attempt((backend) => backend.call("refresh", null));
		this.refreshAsked = false;
		await this.#screenChanged();
	}

	miniMonth(year: number, month: number): Promise<MiniMonth | null> {
		return this.#attempt((backend) => backend.call("mini_month", { year, month }));
	}

	/** What changed has been looked at. */
	async changesSeen(): Promise<void> {
		await this.#attempt((backend) => backend.call("changes_seen", null));
	}

	/** Shows the day of an appointment with the appointment selected. Its resource is revealed first when the filter hides it. */
	async openAppointment(id: number, date: string, hiddenResource: number | null): Promise<void> {
		if (hiddenResource !== null) {
			await this.setHidden(this.hidden.filter((each) => each !== hiddenResource));
		}
		await this.open("day", date);
		await this.showAppointment(id);
	}

	// --- whom it shows ----------------------------------------------------------------------------------------

	async setHidden(ids: readonly number[]): Promise<void> {
		const asked = ++this.#filterAsked;
		this.#hiddenPending = ids;
		await this.#attempt((backend) => backend.call("hide_resources", { hidden: [...ids] }));
		await this.#ask();
		if (asked === this.#filterAsked) {
			this.#hiddenPending = null;
		}
	}

	toggleResource(id: number): Promise<void> {
		const hidden = this.hidden;
		return this.setHidden(hidden.includes(id) ? hidden.filter((each) => each !== id) : [...hidden, id]);
	}

	/** Shows only this resource; when it already is the only one (of those not in `hidden`), all of them. */
	solo(id: number, hidden: readonly number[] = this.hidden): Promise<void> {
		const others = (this.screen?.resources ?? [])
			.map((each) => each.resource.id)
			.filter((each) => each !== id);
		const alone = !hidden.includes(id) && others.every((each) => hidden.includes(each));
		return this.setHidden(alone ? [] : others);
	}

	// --- the panel --------------------------------------------------------------------------------------------

	get details(): AppointmentDetails | null {
		return this.#details.value;
	}

	get detailsProblem(): DeskError | null {
		return this.#details.problem;
	}

	get moneyView(): MoneyView | null {
		return this.#money.value;
	}

	get moneyProblem(): DeskError | null {
		return this.#money.problem;
	}

	async showAppointment(id: number): Promise<void> {
		if (this.details?.id !== id) {
			this.#details.clear();
		}
		this.panel = { kind: "appointment", id };
		this.selectedAppointment = id;
		await this.#loadDetails(id);
	}

	async toggleMoney(): Promise<void> {
		if (this.panel?.kind === "money") {
			this.closePanel();
			return;
		}
		this.panel = { kind: "money" };
		this.selectedAppointment = null;
		await this.#loadMoney();
	}

	toggleFinder(): void {
		if (this.panel?.kind === "finder") {
			this.closePanel();
			return;
		}
		this.panel = { kind: "finder" };
		this.selectedAppointment = null;
	}

	closePanel(): void {
		this.panel = null;
		this.selectedAppointment = null;
		this.#details.clear();
		this.#money.clear();
	}

	// --- dialogs ----------------------------------------------------------------------------------------------

	showSettings(section: SettingsSection = this.settingsSection): void {
		this.settingsSection = section;
		this.dialog = "settings";
	}

	showSearch(): void {
		this.dialog = "search";
	}

	showHelp(): void {
		this.dialog = "help";
	}

	showDiagnostics(): void {
		this.dialog = "diagnostics";
	}

	askSignOut(): void {
		this.dialog = "signOut";
	}

	closeDialog(): void {
		this.dialog = null;
	}

	// --- questions whose answers belong to the part that asks ---------------------------------------------------

	/** Rejects with a `DeskError`. */
	ask<N extends keyof Commands>(name: N, request: Commands[N]["request"]): Promise<Commands[N]["response"]> {
		return this.#call((backend) => backend.call(name, request));
	}

	/** Rejects when the system has no clipboard to give. */
	copyText(text: string): Promise<void> {
		return this.#call((backend) => backend.copyText(text));
	}

	// --- account and settings ---------------------------------------------------------------------------------

	/** Rejects with a `DeskError`, for the form to show. */
	checkConnection(address: string, token: string): Promise<Connection> {
		return this.#call((backend) => backend.call("check_connection", { address, token }));
	}

	/** Rejects with a `DeskError`, for the form to show. */
	async connect(accountId: number): Promise<void> {
		this.#started(await this.#call((backend) => backend.call("connect", { accountId })));
	}

	/** Rejects with a `DeskError`, for the first screen to show. */
	async exploreSample(): Promise<void> {
		this.#started(await this.#call((backend) => backend.call("explore_sample", null)));
	}

	/** Uses another account of this computer. */
	async switchAccount(address: string, accountId: number): Promise<void> {
		const started = await this.#attempt((backend) => backend.call("switch_account", { address, accountId }));
		if (started) {
			this.#started(started);
		}
	}

	/** Rejects with a `DeskError`, for the dialog to show. */
	async signOut(): Promise<void> {
		this.#started(await this.#call((backend) => backend.call("sign_out", null)));
	}

	/** Forgets everything on this computer. Rejects with a `DeskError`, for the dialog to show. */
	async wipe(): Promise<void> {
		this.#started(await this.#call((backend) => backend.call("wipe", null)));
	}

	/** Rejects with a `DeskError`, for the form to show. */
	async unlock(passphrase: string): Promise<void> {
		this.#started(await this.#call((backend) => backend.call("unlock", { passphrase })));
	}

	/** Rejects with a `DeskError`, for the screen to show. */
	async startWithoutPassphrase(): Promise<void> {
		this.#started(await this.#call((backend) => backend.call("start_without_passphrase", null)));
	}

	/** Changes where things are kept and nothing on screen. Rejects with a `DeskError`, for the form to show. */
	async setPassphrase(passphrase: string): Promise<void> {
		this.start = await this.#call((backend) => backend.call("set_passphrase", { passphrase }));
	}

	/** Shows a page of the dashboard in the user's browser. */
	async openPage(page: DashboardPage): Promise<void> {
		await this.#attempt((backend) => backend.call("open_page", page));
	}

	/** Goes through a proxy, or for an empty text the system's way. Rejects with a `DeskError`, for the form to show. */
	async setProxy(proxy: string): Promise<void> {
		this.start = await this.#call((backend) => backend.call("set_proxy", { proxy }));
		void this.#screenChanged();
	}

	/** Takes effect at once; what the desk then says it kept has the last word. */
	async changeSettings(change: Partial<Settings>): Promise<void> {
		if (!this.start) {
			return;
		}
		const before = this.start.settings;
		const wanted = { ...before, ...change };
		const asked = ++this.#settingsAsked;
		this.#applySettings(wanted);
		// One after the other: the last one asked for is the last one kept.
		this.#saving = this.#saving.then(() => this.#attempt((backend) => backend.call("set_settings", wanted)));
		const kept = await this.#saving;
		if (asked === this.#settingsAsked) {
			this.#applySettings(kept ?? before);
		}
		if (this.screen) {
			await this.#screenChanged();
		}
	}

	async setVisible(visible: boolean): Promise<void> {
		// Not worth a notice: the desk only fetches a little more or less than it should.
		await this.#backend?.call("set_visible", { visible }).catch(() => null);
	}

	/** The crash before this start is not told again. */
	async crashSeen(): Promise<void> {
		if (this.start?.crashed) {
			this.start = { ...this.start, crashed: null };
			await this.#attempt((backend) => backend.call("crash_seen", null));
		}
	}

	dismiss(id: number): void {
		this.notices = this.notices.filter((each) => each.id !== id);
	}

	// --- inside -----------------------------------------------------------------------------------------------

	#started(state: StartState): void {
		this.start = state;
		this.#applySettings(state.settings);
		this.closePanel();
		this.dialog = null;
		this.notices = [];
		this.screen = null;
		this.freshness = null;
		this.openProblem = null;
		this.#hiddenPending = null;
		// Answers about the account before this one are old now.
		this.#painted = this.#asked;
		if (state.account) {
			void this.open(state.lastView, state.lastDate);
		}
	}

	#applySettings(settings: Settings): void {
		if (this.start) {
			this.start = { ...this.start, settings };
		}
		speak(settings.language);
		if (settings.theme === "system") {
			delete document.documentElement.dataset["theme"];
		} else {
			document.documentElement.dataset["theme"] = settings.theme;
		}
	}

	/** Five presses are five periods: each step starts from where the one before it arrived. */
	#travel(to: (period: Period) => string): Promise<void> {
		this.#journey = this.#journey.then(async () => {
			await this.#opening;
			if (this.screen) {
				await this.open(this.view, to(this.screen.period));
			}
		});
		return this.#journey;
	}

	/** Changes that come while one is being looked at need one more look, however many they are. */
	async #screenChanged(): Promise<void> {
		this.#changes += 1;
		if (this.#catchingUp || !this.start?.account) {
			return;
		}
		this.#catchingUp = true;
		let seen: number;
		do {
			seen = this.#changes;
			await this.#ask();
			await this.#reloadPanel();
		} while (seen !== this.#changes);
		this.#catchingUp = false;
	}

	/** A poll that found nothing new moves the age, and nothing else. */
	async #freshnessChanged(): Promise<void> {
		const asked = this.#asked;
		const request: Open = { view: this.view, date: this.#date };
		const freshness = await this.#call((backend) => backend.call("freshness", request)).catch(() => null);
		if (this.#catchingUp || asked !== this.#asked || this.#painted !== asked) {
			// A screen is on its way whose freshness can be older than this change, or newer: it is asked again after it.
			await this.#screenChanged();
		} else if (freshness && request.view === this.view && request.date === this.#date) {
			this.freshness = freshness;
		}
	}

	/** Asks for the present view and date; an answer is painted only if none newer was and it is still wanted. */
	async #ask(): Promise<void> {
		const request: Open = { view: this.view, date: this.#date };
		const asked = ++this.#asked;
		const wanted = () => asked > this.#painted && request.view === this.view && request.date === this.#date;
		try {
			const screen = await this.#call((backend) => backend.call("open", request));
			if (!wanted()) {
				return;
			}
			const moved =
				this.screen?.period.date.iso !== screen.period.date.iso || this.screen.view !== screen.view;
			this.#painted = asked;
			this.screen = screen;
			this.freshness = screen.freshness;
			this.openProblem = null;
			this.busy = false;
			if (this.start) {
				this.start = { ...this.start, account: screen.account };
			}
			if (moved && this.panel?.kind === "money") {
				await this.#loadMoney();
			}
		} catch (reason) {
			if (wanted()) {
				this.#painted = asked;
				this.busy = false;
				this.openProblem = asDeskError(reason);
				if (this.screen) {
					this.#notify(this.openProblem);
				}
			}
		}
	}

	async #reloadPanel(): Promise<void> {
		if (this.panel?.kind === "appointment") {
			await this.#loadDetails(this.panel.id);
		} else if (this.panel?.kind === "money") {
			await this.#loadMoney();
		}
	}

	#loadDetails(id: number): Promise<void> {
		return this.#details.load(() => this.#call((backend) => backend.call("appointment", { id })));
	}

	#loadMoney(): Promise<void> {
		const request: Open = { view: this.view, date: this.#date };
		return this.#money.load(() => this.#call((backend) => backend.call("money", request)));
	}

	/** One notice a code: the same failure twice is told once. */
	#notify(error: DeskError): void {
		this.#noticeCount += 1;
		const others = this.notices.filter((each) => each.error.code !== error.code);
		this.notices = [...others, { id: this.#noticeCount, error }];
	}

	async #call<T>(ask: (backend: Backend) => Promise<T>): Promise<T> {
		if (!this.#backend) {
			throw new Error("the desk was asked before begin()");
		}
		return ask(this.#backend);
	}

	/** A failure becomes a notice and null. */
	async #attempt<T>(ask: (backend: Backend) => Promise<T>): Promise<T | null> {
		try {
			return await this.#call(ask);
		} catch (reason) {
			this.#notify(asDeskError(reason));
			return null;
		}
	}
}

export const desk = new Desk();
