import { beforeEach, describe, expect, test } from "vitest";
import type { AppointmentDetails, Filter, Settings } from "../bindings";
import { CalendarFilter } from "./filter.svelte";
import { FreeTime } from "./free.svelte";
import { Loaded } from "./loaded.svelte";
import { Notices } from "./notices.svelte";
import { MoneyView } from "./money-view.svelte";
import { Panels } from "./panels.svelte";
import { ShownPeriod } from "./period.svelte";
import { Session } from "./session.svelte";
import { dayScreen, SETTINGS, settled, startState, TestDesk } from "./test-desk";

let server: TestDesk;
let notices: Notices;
let session: Session;
let period: ShownPeriod;
let filter: CalendarFilter;
let moneyView: MoneyView;
let panels: Panels;
let free: FreeTime;

/** Starts with an account and shows day 5. */
beforeEach(async () => {
	server = new TestDesk();
	notices = new Notices();
	session = new Session(server.desk, notices);
	period = new ShownPeriod(server.desk, notices, session);
	filter = new CalendarFilter(server.desk, notices, session, period);
	moneyView = new MoneyView(server.desk, session, period);
	panels = new Panels(server.desk, session, period, filter, moneyView);
	free = new FreeTime(server.desk, panels, period);
	await server.connect((event) => void period.onDeskEvent(event));
	void session.restart();
	await server.last("start").answer(startState());
	await server.last("open").answer(dayScreen(5));
});

const shownDay = () => period.screen?.period.date.iso;
const codes = () => notices.list.map(({ error }) => error.code);

describe("the period", () => {
	test("the start state opens the last view of the account", () => {
		expect(shownDay()).toBe("5");
		expect(period.opening).toBe(false);
	});

	test("a refresh asks for the rows of the list in sight, and another week for none", async () => {
		void period.open("list", "5");
		await server.last("open").answer({ ...dayScreen(5), view: "list" });
		period.rowsInSight = { first: 80, count: 40 };
		void period.load();
		expect(server.last("open").request).toEqual({ view: "list", date: "5", rows: { first: 80, count: 40 } });
		void period.open("list", "12");
		expect(server.last("open").request).toEqual({ view: "list", date: "12" });
	});

	test("a changed order is awaited until a screen with it is here, also during another update", async () => {
		await server.report("screenChanged");
		const before = server.last("open");
		let ended = false;
		const changed = period.changeOrder("specialty").then(() => (ended = true));
		await server.last("set_order").answer(null);
		await before.answer(dayScreen(5));
		expect(ended).toBe(false);
		expect(server.last("open")).not.toBe(before);
		await server.last("open").answer(dayScreen(5));
		await changed;
	});

	test("an older answer that arrives later is discarded", async () => {
		void period.load();
		void period.load();
		const [older, newer] = server.all("open").slice(-2);
		await newer?.answer(dayScreen(7));
		await older?.answer(dayScreen(6));
		expect(shownDay()).toBe("7");
	});

	test("an answer for a date that is no longer requested is discarded", async () => {
		void period.open("day", "8");
		const first = server.last("open");
		void period.open("day", "9");
		await first.answer(dayScreen(8));
		expect(shownDay()).toBe("5");
		expect(period.opening).toBe(true);
		await server.last("open").answer(dayScreen(9));
		expect(shownDay()).toBe("9");
	});

	test("an answer that arrives after a failed newer request is discarded", async () => {
		void period.load();
		void period.load();
		const [older, newer] = server.all("open").slice(-2);
		await newer?.fail("refused");
		await older?.answer(dayScreen(6));
		expect(shownDay()).toBe("5");
		expect(codes()).toEqual(["refused"]);
	});

	test("an answer for the previous account is discarded", async () => {
		void period.load();
		const old = server.last("open");
		void session.switchAccount("https://other.example", 2);
		await server.last("switch_account").answer(startState({ account: null }));
		await old.answer(dayScreen(5));
		expect(period.screen).toBeNull();
	});

	test("five presses of next move by five periods", async () => {
		const presses = [1, 2, 3, 4, 5].map(() => period.next());
		for (const day of [6, 7, 8, 9, 10]) {
			await settled();
			expect(server.last("open").request).toEqual({ view: "day", date: String(day) });
			await server.last("open").answer(dayScreen(day));
		}
		await Promise.all(presses);
		expect(shownDay()).toBe("10");
	});

	test("next during the opening of another date starts from that date", async () => {
		void period.open("day", "8");
		void period.next();
		await settled();
		expect(server.last("open").request).toEqual({ view: "day", date: "8" });
		await server.last("open").answer(dayScreen(8));
		expect(server.last("open").request).toEqual({ view: "day", date: "9" });
	});

	test("many changes during an update cause one more update", async () => {
		const before = server.all("open").length;
		await server.report("screenChanged");
		await server.report("screenChanged");
		await server.report("screenChanged");
		expect(server.all("open")).toHaveLength(before + 1);
		await server.last("open").answer(dayScreen(5));
		expect(server.all("open")).toHaveLength(before + 2);
		await server.last("open").answer(dayScreen(5));
		expect(server.all("open")).toHaveLength(before + 2);
	});

	describe("at midnight", () => {
		const update = async (hasToday: boolean) => {
			await server.report("screenChanged");
			await server.last("open").answer(dayScreen(8, [], hasToday));
		};

		test("a day that was today is replaced by the new today, by whichever way it was opened", async () => {
			void period.open("day", "8");
			await server.last("open").answer(dayScreen(8, [], true));
			await update(true);
			expect(server.last("open").request).toEqual({ view: "day", date: "8" });
			await update(false);
			expect(shownDay(), "yesterday does not look like today").toBe("8");
			expect(server.last("open").request).toEqual({ view: "day", date: null });
			await server.last("open").answer(dayScreen(9, [], true));
			expect(shownDay()).toBe("9");
		});

		test("a day that was not today stays", async () => {
			void period.open("day", "8");
			await server.last("open").answer(dayScreen(8));
			await update(false);
			expect(server.last("open").request).toEqual({ view: "day", date: "8" });
			expect(shownDay()).toBe("8");
		});

		test("yesterday that the user opens after midnight stays", async () => {
			void period.open("day", "8");
			await server.last("open").answer(dayScreen(8, [], true));
			void period.open("day", "8");
			await server.last("open").answer(dayScreen(8));
			expect(server.last("open").request).toEqual({ view: "day", date: "8" });
			expect(shownDay()).toBe("8");
		});
	});

	test("a change of the freshness does not load the screen", async () => {
		const before = server.all("open").length;
		await server.report("freshnessChanged");
		await server.last("freshness").answer({ state: "stale", refreshing: false, ageMin: 9 });
		expect(period.freshness?.ageMin).toBe(9);
		expect(server.all("open")).toHaveLength(before);
	});

	test("a freshness that arrives while another period opens loads the screen again", async () => {
		await server.report("freshnessChanged");
		void period.open("day", "6");
		const opened = server.last("open");
		await server.last("freshness").answer({ state: "stale", refreshing: false, ageMin: 9 });
		expect(period.freshness?.ageMin).toBe(0);
		expect(server.last("open")).not.toBe(opened);
	});

	test("a second refresh during a refresh is ignored", async () => {
		void period.refresh();
		void period.refresh();
		expect(server.all("refresh")).toHaveLength(1);
		expect(period.refreshing).toBe(true);
		await server.last("refresh").answer(null);
		expect(period.refreshing).toBe(false);
	});
});

describe("settings", () => {
	test("changes are saved one after the other, in order", async () => {
		void session.changeSettings({ language: "kk" });
		void session.changeSettings({ language: "en" });
		await settled();
		expect(server.all("set_settings")).toHaveLength(1);
		expect(session.settings?.language).toBe("en");
		await server.last("set_settings").answer({ ...SETTINGS, language: "kk" } satisfies Settings);
		expect(session.settings?.language).toBe("en");
		expect(server.all("set_settings").map(({ request }) => (request as Settings).language)).toEqual([
			"kk",
			"en",
		]);
		await server.last("set_settings").answer({ ...SETTINGS, language: "en" } satisfies Settings);
		expect(session.settings?.language).toBe("en");
	});

	test("fast steps are all requested, in their order, and each begins at the one before", async () => {
		for (const percent of [110, 125, 150]) {
			void session.changeSettings({ textSizePercent: percent });
			expect(session.settings?.textSizePercent).toBe(percent);
		}
		for (const percent of [110, 125, 150]) {
			await settled();
			const { request, answer } = server.last("set_settings");
			expect((request as Settings).textSizePercent).toBe(percent);
			await answer(request);
			expect(session.settings?.textSizePercent).toBe(150);
		}
		expect(server.all("set_settings")).toHaveLength(3);
	});

	test("of several changes that cannot be saved none stays", async () => {
		void session.changeSettings({ textSizePercent: 110 });
		void session.changeSettings({ textSizePercent: 125 });
		await settled();
		await server.last("set_settings").fail("storage_failed");
		expect(session.settings?.textSizePercent).toBe(125);
		await server.last("set_settings").fail("storage_failed");
		expect(session.settings?.textSizePercent).toBe(SETTINGS.textSizePercent);
	});

	test("a change that cannot be saved is undone and reported", async () => {
		void session.changeSettings({ theme: "dark" });
		await settled();
		expect(document.documentElement.dataset["theme"]).toBe("dark");
		await server.last("set_settings").fail("storage_failed");
		expect(session.settings?.theme).toBe("system");
		expect(document.documentElement.dataset["theme"]).toBeUndefined();
		expect(codes()).toEqual(["storage_failed"]);
	});
});

describe("the filter", () => {
	test("it applies at once and stays until the screen has it", async () => {
		void filter.toggleResource(2);
		expect(filter.hidden).toEqual([2]);
		const save = server.sent.at(-1);
		await save?.answer(null);
		expect(filter.hidden).toEqual([2]);
		await server.last("open").answer(dayScreen(5, [2]));
		expect(filter.hidden).toEqual([2]);
	});

	test("an earlier change that ends later does not replace the latest one", async () => {
		void filter.setHidden([1]);
		const first = server.sent.at(-1);
		void filter.setHidden([1, 2]);
		await first?.answer(null);
		await server.last("open").answer(dayScreen(5, [1]));
		expect(filter.hidden).toEqual([1, 2]);
	});

	test("changes reach the desk one after the other, and of those that wait only the newest", async () => {
		void filter.setHidden([1]);
		void filter.setHidden([1, 2]);
		void filter.setHidden([3]);
		await settled();
		expect(server.all("set_filter")).toHaveLength(1);
		await server.last("set_filter").answer(null);
		const hidden = server
			.all("set_filter")
			.map(({ request }) => (request as { filter: Filter }).filter.hiddenResources);
		expect(hidden).toEqual([[1], [3]]);
	});

	test("a change that cannot be saved is undone", async () => {
		void filter.setHidden([1]);
		await server.sent.at(-1)?.fail("storage_failed");
		await server.last("open").answer(dayScreen(5));
		expect(filter.hidden).toEqual([]);
		expect(codes()).toEqual(["storage_failed"]);
	});

	test("the only shown resource is shown with all others again", () => {
		void filter.toggleOnly(2);
		expect(filter.hidden).toEqual([1, 3]);
		void filter.toggleOnly(2);
		expect(filter.hidden).toEqual([]);
	});
});

describe("panels", () => {
	const details = (id: number) => ({ id }) as AppointmentDetails;

	test("the details of an appointment that is no longer selected are discarded", async () => {
		void panels.showAppointment(1);
		void panels.showAppointment(2);
		const [first, second] = server.all("appointment");
		await second?.answer(details(2));
		await first?.answer(details(1));
		expect(panels.details.value?.id).toBe(2);
	});

	test("details that arrive after the panel was closed are discarded", async () => {
		void panels.showAppointment(1);
		panels.close();
		await server.last("appointment").answer(details(1));
		expect(panels.details.value).toBeNull();
	});

	test("money is loaded again for another period and another basis", async () => {
		void panels.toggleMoney();
		await server.last("open_money").answer({});
		void period.open("day", "6");
		await server.last("open").answer(dayScreen(6));
		const request = { view: "day", date: "6", last: null, basis: "taken" };
		expect(server.last("open_money").request).toEqual(request);
		void moneyView.changeBasis("appointment");
		expect(server.last("open_money").request).toEqual({ ...request, basis: "appointment" });
	});

	test("the desk drops the data for money when neither the panel nor the view shows them", async () => {
		void panels.toggleMoney();
		await server.last("open_money").answer({});
		void panels.showMoneyView("debts");
		expect(panels.open).toBeNull();
		expect(moneyView.tab).toBe("debts");
		expect(server.all("close_money")).toEqual([]);
		void moneyView.close();
		expect(server.all("close_money")).toHaveLength(1);
		void panels.toggleMoney();
		void panels.showAppointment(1);
		expect(server.all("close_money")).toHaveLength(2);
		expect(panels.money.value).toBeNull();
	});

	test("an appointment of a hidden resource shows the resource again", async () => {
		void filter.setHidden([2]);
		await server.sent.at(-1)?.answer(null);
		await server.last("open").answer(dayScreen(5, [2]));
		void panels.openAppointment(7, "6", 2);
		expect(filter.hidden).toEqual([]);
		await server.sent.at(-1)?.answer(null);
		await server.last("open").answer(dayScreen(5));
		await server.last("open").answer(dayScreen(6));
		expect(shownDay()).toBe("6");
		expect(panels.selectedAppointment).toBe(7);
	});

	test("another account closes the panel", async () => {
		void panels.toggleMoney();
		void session.switchAccount("https://other.example", 2);
		await server.last("switch_account").answer(startState());
		expect(panels.open).toBeNull();
	});
});

describe("selected times", () => {
	const start = { resourceId: 1, start: "2026-11-24T05:00:00Z", end: "2026-11-24T05:30:00Z", label: "10:00" };
	const select = () => free.toggle(start as Parameters<FreeTime["toggle"]>[0], "2026-11-24");

	test("a second toggle deselects the time", () => {
		void select();
		expect(free.isSelected(start)).toBe(true);
		expect(free.selectedIn(1, "2026-11-24")).toHaveLength(1);
		void select();
		expect(free.isSelected(start)).toBe(false);
	});

	test("two times that share their second appointment are selected and deselected on their own", () => {
		const second = { ...start, resourceId: 9, start: "2026-11-24T05:30:00Z", end: "2026-11-24T06:00:00Z" };
		const found = (resourceId: number) =>
			({
				startTime: { ...start, resourceId },
				then: { startTime: second },
			}) as Parameters<FreeTime["toggleFound"]>[0];
		void free.toggleFound(found(1), "2026-11-24");
		void free.toggleFound(found(2), "2026-11-24");
		expect(free.selectedIn(9, "2026-11-24")).toHaveLength(1);
		void free.toggleFound(found(2), "2026-11-24");
		expect(free.isFoundSelected(found(1))).toBe(true);
		expect(free.isFoundSelected(found(2))).toBe(false);
		expect(free.selectedIn(9, "2026-11-24")).toHaveLength(1);
		void free.deselect(second);
		expect(free.selected).toEqual([]);
	});

	test("a time with another end is another time", () => {
		void select();
		expect(free.isSelected({ ...start, end: "2026-11-24T06:00:00Z" })).toBe(false);
	});

	test("the text of an earlier selection is not copied", async () => {
		void select();
		void free.copy();
		void free.clear();
		await server.last("offer").answer({ text: "10:00", times: [] });
		expect(free.copied).toBeNull();
		expect(free.copying).toBe(false);
	});

	test("the checked text is copied", async () => {
		void select();
		void free.copy();
		await server.last("offer").answer({ text: "10:00", times: [] });
		expect(free.copied).toBe("10:00");
	});

	test("another account clears the selection", () => {
		free.useAccount("first");
		void select();
		free.useAccount("second");
		expect(free.selected).toEqual([]);
	});
});

test("a failure with the same code replaces the older notice", () => {
	const error = { code: "refused", message: "", details: null, rowLimit: null } as const;
	notices.add(error);
	notices.add({ ...error, details: "newer" });
	expect(notices.list.map((notice) => notice.error.details)).toEqual(["newer"]);
});

test("a failed request removes the previous value", async () => {
	const loaded = new Loaded<number>();
	await loaded.load(() => Promise.resolve(1));
	// eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the desk rejects with plain data
	await loaded.load(() => Promise.reject({ code: "refused", message: "", details: null, rowLimit: null }));
	expect(loaded.value).toBeNull();
	expect(loaded.problem?.code).toBe("refused");
});
