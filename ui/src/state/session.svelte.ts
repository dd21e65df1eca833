import { asDeskError } from "../backend";
import type { AccountHead, Connection, DashboardPage, DeskError, Settings, StartState } from "../bindings";
import { desk, type Desk } from "./desk";
import { speak } from "./language.svelte";
import { Listeners } from "./listeners";
import { notices, type Notices } from "./notices.svelte";

/** The account in use, the settings, and where secrets are stored. */
export class Session {
	/** What the desk last reported about all of this. Null until it has answered. */
	start = $state.raw<StartState | null>(null);
	/** Why the program could not start. Nothing else can be shown then. */
	startProblem = $state.raw<DeskError | null>(null);

	/** Another account, or none, is in use: everything that belongs to the previous one must go. */
	readonly started = new Listeners<[StartState]>();
	/** The settings were saved, or the save failed and was undone. */
	readonly settingsChanged = new Listeners();
	readonly proxyChanged = new Listeners();

	readonly #desk: Desk;
	readonly #notices: Notices;
	/** Counts the changes of settings, to know which one is the latest. */
	#settingsChanges = 0;
	#saving: Promise<void> = Promise.resolve();
	/** The settings that the desk has reported last. */
	#savedSettings: Settings | null = null;

	constructor(desk: Desk, notices: Notices) {
		this.#desk = desk;
		this.#notices = notices;
	}

	get account(): AccountHead | null {
		return this.start?.account ?? null;
	}

	get settings(): Settings | null {
		return this.start?.settings ?? null;
	}

	/** The height of the grid and of rows: 1 is the usual one. */
	get density(): number {
		return (this.settings?.densityPercent ?? 100) / 100;
	}

	/** Whether day and week draw cancelled appointments. */
	get showsCancelled(): boolean {
		return this.settings?.cancelled !== "hidden";
	}

	/** Requests the start state; again, after the first attempt failed. */
	async restart(): Promise<void> {
		this.startProblem = null;
		try {
			this.#begin(await this.#desk.call("start", null));
		} catch (reason) {
			this.startProblem = asDeskError(reason);
		}
	}

	// --- the account ------------------------------------------------------------------------------------------

	/** Rejects with a `DeskError`, for the form to show. */
	checkConnection(address: string, token: string): Promise<Connection> {
		return this.#desk.call("check_connection", { address, token });
	}

	/** Rejects with a `DeskError`, for the form to show. */
	async connect(accountId: number): Promise<void> {
		this.#begin(await this.#desk.call("connect", { accountId }));
	}

	/** Rejects with a `DeskError`, for the first screen to show. */
	async exploreSample(): Promise<void> {
		this.#begin(await this.#desk.call("explore_sample", null));
	}

	/** Uses another account of this computer. */
	async switchAccount(address: string, accountId: number): Promise<void> {
		const start = await this.#notices.attempt(this.#desk.call("switch_account", { address, accountId }));
		if (start) {
			this.#begin(start);
		}
	}

	/** Rejects with a `DeskError`, for the dialog to show. */
	async signOut(): Promise<void> {
		this.#begin(await this.#desk.call("sign_out", null));
	}

	/** Deletes everything from this computer. Rejects with a `DeskError`, for the dialog to show. */
	async wipe(): Promise<void> {
		this.#begin(await this.#desk.call("wipe", null));
	}

	/** The desk reports the account with each screen; its name or its token can have changed. */
	updateAccount(account: AccountHead): void {
		if (this.start) {
			this.start = { ...this.start, account };
		}
	}

	/** Opens a page of the dashboard in the user's browser. */
	async openPage(page: DashboardPage): Promise<void> {
		await this.#notices.attempt(this.#desk.call("open_page", page));
	}

	/** Opens the profile page of a server, which shows the token. Rejects with a `DeskError`, for the form to show. */
	async openProfile(address: string): Promise<void> {
		await this.#desk.call("open_page", { kind: "profile", address });
	}

	// --- passphrase and proxy ---------------------------------------------------------------------------------

	/** Rejects with a `DeskError`, for the form to show. */
	async unlock(passphrase: string): Promise<void> {
		this.#begin(await this.#desk.call("unlock", { passphrase }));
	}

	/** Rejects with a `DeskError`, for the screen to show. */
	async startWithoutPassphrase(): Promise<void> {
		this.#begin(await this.#desk.call("start_without_passphrase", null));
	}

	/** Changes where secrets are stored, and nothing on screen. Rejects with a `DeskError`, for the form to show. */
	async setPassphrase(passphrase: string): Promise<void> {
		this.start = await this.#desk.call("set_passphrase", { passphrase });
	}

	/** Uses a proxy; an empty text means the system's. Rejects with a `DeskError`, for the form to show. */
	async setProxy(proxy: string): Promise<void> {
		this.start = await this.#desk.call("set_proxy", { proxy });
		void this.proxyChanged.notify();
	}

	// --- settings ---------------------------------------------------------------------------------------------

	/** Applies a change at once and saves it. The settings that the desk returns then replace it. */
	async changeSettings(change: Partial<Settings>): Promise<void> {
		if (!this.start) {
			return;
		}
		const requested = { ...this.start.settings, ...change };
		const number = ++this.#settingsChanges;
		this.#applySettings(requested);
		// One save after the other, so that the last change is the one that stays saved.
		this.#saving = this.#saving.then(() => this.#saveSettings(requested));
		await this.#saving;
		if (number === this.#settingsChanges && this.#savedSettings) {
			this.#applySettings(this.#savedSettings);
		}
		await this.settingsChanged.notify();
	}

	/** After a failure the settings saved before stay. */
	async #saveSettings(requested: Settings): Promise<void> {
		const saved = await this.#notices.attempt(this.#desk.call("set_settings", requested));
		this.#savedSettings = saved ?? this.#savedSettings;
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

	// --- the window and the process ---------------------------------------------------------------------------

	async setVisible(visible: boolean): Promise<void> {
		// A failure is not worth a notice: the desk only polls a little more or less than it should.
		await this.#desk.call("set_visible", { visible }).catch(() => null);
	}

	/** The user knows of the crash before this start; the desk does not report it again. */
	async crashSeen(): Promise<void> {
		if (this.start?.crashed) {
			this.start = { ...this.start, crashed: null };
			await this.#notices.attempt(this.#desk.call("crash_seen", null));
		}
	}

	#begin(start: StartState): void {
		this.start = start;
		this.#savedSettings = start.settings;
		this.#applySettings(start.settings);
		this.#notices.clear();
		if (start.settingsProblem) {
			this.#notices.add(start.settingsProblem);
		}
		void this.started.notify(start);
	}
}

export const session = new Session(desk, notices);
