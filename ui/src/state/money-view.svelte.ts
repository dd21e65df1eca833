import type { Employees, MoneyScreen, OpenMoney, PaymentBasis } from "../bindings";
import { desk, type Desk } from "./desk";
import { Listeners } from "./listeners";
import { Loaded } from "./loaded.svelte";
import { period, type ShownPeriod } from "./period.svelte";
import { session, type Session } from "./session.svelte";

export type MoneyTab = "payments" | "debts" | "expenses" | "count";

/** Both dates are included, `YYYY-MM-DD`. */
export interface MoneyDates {
	first: string;
	last: string;
}

/** The money view, which takes the place of the calendar. It shows the money of the period on screen, or of two dates. */
export class MoneyView {
	open = $state(false);
	tab = $state<MoneyTab>("payments");
	/** The date that payments go by, also in the money panel. */
	basis = $state<PaymentBasis>("taken");
	/** Null: the dates of the period on screen. */
	dates = $state.raw<MoneyDates | null>(null);
	readonly screen = new Loaded<MoneyScreen>();
	/** The names of those who record payments. */
	readonly employees = new Loaded<Employees>();
	/** Payments go by another date. */
	readonly basisChanged = new Listeners();

	readonly #desk: Desk;
	readonly #period: ShownPeriod;

	constructor(desk: Desk, session: Session, period: ShownPeriod) {
		this.#desk = desk;
		this.#period = period;
		session.started.add(() => this.#reset());
		period.moved.add(async () => {
			this.dates = null;
			await this.reload();
		});
		period.updated.add(() => this.reload());
	}

	/** What the desk is asked for. */
	get request(): OpenMoney {
		return this.#requestOf(this.dates);
	}

	async show(tab: MoneyTab = this.tab): Promise<void> {
		this.tab = tab;
		this.open = true;
		await Promise.all([this.reload(), this.loadEmployees()]);
	}

	/** The calendar is in its place again. */
	async close(): Promise<void> {
		if (!this.open) {
			return;
		}
		this.#reset();
		await this.dropData();
	}

	/** The desk keeps the data for money in memory until they are on screen no more. */
	async dropData(): Promise<void> {
		if (!this.open) {
			await this.#desk.call("close_money", null).catch(() => undefined);
		}
	}

	async changeBasis(basis: PaymentBasis): Promise<void> {
		this.basis = basis;
		await Promise.all([this.reload(), this.basisChanged.notify()]);
	}

	/**
	 * Shows the money between two dates. Null shows the period on screen again. Returns whether the desk accepts the dates;
	 * otherwise nothing changes.
	 */
	async changeDates(dates: MoneyDates | null): Promise<boolean> {
		const answer = this.#desk.call("open_money", this.#requestOf(dates));
		if (!(await answer.then(() => true).catch(() => false))) {
			return false;
		}
		this.dates = dates;
		await this.reload();
		return true;
	}

	loadEmployees(): Promise<void> {
		return this.employees.load(() => this.#desk.call("employees", null));
	}

	async nameEmployee(id: number, name: string): Promise<void> {
		await this.employees.load(() => this.#desk.call("name_employee", { id, name }));
	}

	/** Asks the desk again. */
	async reload(): Promise<void> {
		if (this.open) {
			const { request } = this;
			await this.screen.load(() => this.#desk.call("open_money", request));
		}
	}

	#requestOf(dates: MoneyDates | null): OpenMoney {
		const { view, date } = this.#period.request;
		// The cash in the drawer is what was taken, whatever the date of the appointment is.
		const basis = this.tab === "count" ? "taken" : this.basis;
		return dates ? { view, date: dates.first, last: dates.last, basis } : { view, date, last: null, basis };
	}

	#reset(): void {
		this.open = false;
		this.dates = null;
		this.screen.clear();
	}
}

export const moneyView = new MoneyView(desk, session, period);
