import type { AppointmentDetails, FilterChoices, MoneyScreen, ViewKind } from "../bindings";
import { desk, type Desk } from "./desk";
import { filter, type CalendarFilter } from "./filter.svelte";
import { Loaded } from "./loaded.svelte";
import { moneyView, type MoneyTab, type MoneyView } from "./money-view.svelte";
import { period, type ShownPeriod } from "./period.svelte";
import { room } from "./room.svelte";
import { session, type Session } from "./session.svelte";

/** Where the tray of the selected times is. */
type TrayPlace = "finder" | "sidebar" | "view";

/** What the panel at the right of the view shows. */
type Panel =
	{ kind: "appointment"; id: number } | { kind: "money" } | { kind: "finder" } | { kind: "filter" };

/** The panels beside the calendar: the sidebar on the left, and at most one panel on the right. */
export class Panels {
	open = $state.raw<Panel | null>(null);
	selectedAppointment = $state<number | null>(null);
	/** The user has folded the tray to one line. */
	trayFolded = $state(false);
	#sidebarDocked = $state(true);
	#sidebarOverView = $state(false);
	readonly details = new Loaded<AppointmentDetails>();
	readonly money = new Loaded<MoneyScreen>();
	/** The values that the filter can choose from in the period. */
	readonly filterChoices = new Loaded<FilterChoices>();

	/** Changes with everything that a panel shows. */
	displayed: unknown = $derived([this.open, this.details.value, this.money.value, this.filterChoices.value]);

	readonly #desk: Desk;
	readonly #period: ShownPeriod;
	readonly #filter: CalendarFilter;
	readonly #moneyView: MoneyView;

	constructor(
		desk: Desk,
		session: Session,
		period: ShownPeriod,
		filter: CalendarFilter,
		moneyView: MoneyView,
	) {
		this.#desk = desk;
		this.#period = period;
		this.#filter = filter;
		this.#moneyView = moneyView;
		session.started.add(() => this.close());
		period.moved.add(async () => {
			if (this.open?.kind !== "appointment") {
				await this.#reload();
			}
		});
		period.updated.add(() => this.#reload());
		moneyView.basisChanged.add(async () => {
			if (this.open?.kind === "money") {
				await this.#loadMoney();
			}
		});
	}

	/** In a narrow window the sidebar covers the view, so it is closed until the user opens it there. */
	get sidebarOpen(): boolean {
		return room.sidebarDocked ? this.#sidebarDocked : this.#sidebarOverView;
	}

	set sidebarOpen(open: boolean) {
		if (room.sidebarDocked) {
			this.#sidebarDocked = open;
		} else {
			this.#sidebarOverView = open;
		}
	}

	/**
	 * The tray is where it takes no room from the view and moves nothing in it: at the foot of the docked finder, else at
	 * the foot of the docked sidebar. Without both it covers a corner of the view.
	 */
	get trayPlace(): TrayPlace {
		if (this.open?.kind === "finder" && room.panelDocked) {
			return "finder";
		}
		return this.sidebarOpen && room.sidebarDocked ? "sidebar" : "view";
	}

	/** Shows a view of the calendar, also in the place of the money view. */
	async openView(view: ViewKind, date?: string | null): Promise<void> {
		await Promise.all([this.#moneyView.close(), this.#period.open(view, date)]);
	}

	/** Shows the money view. The panel with the same sums closes. */
	async showMoneyView(tab?: MoneyTab): Promise<void> {
		const shown = this.#moneyView.show(tab);
		if (this.open?.kind === "money") {
			this.close();
		}
		await shown;
	}

	async toggleMoneyView(): Promise<void> {
		await (this.#moneyView.open ? this.#moneyView.close() : this.showMoneyView());
	}

	async showAppointment(id: number): Promise<void> {
		if (this.details.value?.id !== id) {
			this.details.clear();
		}
		this.#show({ kind: "appointment", id });
		this.selectedAppointment = id;
		await this.#loadDetails(id);
	}

	/** Shows the day of an appointment and selects the appointment. If the filter hides it, shows all of its resource. */
	async openAppointment(id: number, date: string, hiddenResource: number | null): Promise<void> {
		if (hiddenResource !== null) {
			await this.#filter.reveal(hiddenResource);
		}
		await this.openView("day", date);
		await this.showAppointment(id);
	}

	async toggleMoney(): Promise<void> {
		if (this.open?.kind === "money") {
			this.close();
			return;
		}
		this.#show({ kind: "money" });
		this.selectedAppointment = null;
		await this.#loadMoney();
	}

	toggleFinder(): void {
		if (this.open?.kind === "finder") {
			this.close();
			return;
		}
		this.#show({ kind: "finder" });
		this.selectedAppointment = null;
	}

	async toggleFilter(): Promise<void> {
		if (this.open?.kind === "filter") {
			this.close();
			return;
		}
		this.#show({ kind: "filter" });
		this.selectedAppointment = null;
		await this.#loadFilterChoices();
	}

	close(): void {
		this.#show(null);
		this.selectedAppointment = null;
		this.details.clear();
		this.filterChoices.clear();
	}

	/** Shows a panel in the place of another one. */
	#show(panel: Panel | null): void {
		const before = this.open;
		this.open = panel;
		if (before?.kind === "money" && panel?.kind !== "money") {
			this.money.clear();
			void this.#moneyView.dropData();
		}
	}

	async #reload(): Promise<void> {
		if (this.open?.kind === "appointment") {
			await this.#loadDetails(this.open.id);
		} else if (this.open?.kind === "money") {
			await this.#loadMoney();
		} else if (this.open?.kind === "filter") {
			await this.#loadFilterChoices();
		}
	}

	#loadDetails(id: number): Promise<void> {
		return this.details.load(() => this.#desk.call("appointment", { id }));
	}

	#loadFilterChoices(): Promise<void> {
		const request = this.#period.request;
		return this.filterChoices.load(() => this.#desk.call("filter_choices", request));
	}

	#loadMoney(): Promise<void> {
		const request = { ...this.#period.request, last: null, basis: this.#moneyView.basis };
		return this.money.load(() => this.#desk.call("open_money", request));
	}
}

export const panels = new Panels(desk, session, period, filter, moneyView);
