import { beforeEach, expect, test } from "vitest";
import type { ListArrangement, ListView } from "../../bindings";
import { Notices } from "../../state/notices.svelte";
import { ShownPeriod } from "../../state/period.svelte";
import { Session } from "../../state/session.svelte";
import { dayScreen, settled, startState, TestDesk } from "../../state/test-desk";
import { ChosenArrangement } from "./list-arrangement.svelte";

const USUAL: ListArrangement = { sort: "time", descending: false, groupBy: "day", columns: [] };
const LIST = { arrangement: USUAL } as unknown as ListView;

let server: TestDesk;
let notices: Notices;
let period: ShownPeriod;
let chosen: ChosenArrangement;

beforeEach(async () => {
	server = new TestDesk();
	notices = new Notices();
	const session = new Session(server.desk, notices);
	period = new ShownPeriod(server.desk, notices, session);
	chosen = new ChosenArrangement(server.desk, notices, session, period);
	await server.connect();
	void session.restart();
	await server.last("start").answer(startState());
	await server.last("open").answer(dayScreen(5));
});

const sent = () => server.all("set_list_arrangement");

test("a change counts at once, and until a list with it arrives", async () => {
	void chosen.change(LIST, { sort: "client" });
	expect(chosen.of(LIST)).toEqual({ ...USUAL, sort: "client" });
	await settled();
	await server.last("set_list_arrangement").answer(null);
	expect(chosen.of(LIST).sort).toBe("client");
	await server.last("open").answer(dayScreen(5));
	expect(chosen.of(LIST)).toEqual(USUAL);
});

test("changes reach the desk one after the other, and of those that wait only the newest", async () => {
	void chosen.change(LIST, { sort: "amount" });
	await settled();
	void chosen.change(LIST, { descending: true });
	void chosen.change(LIST, { groupBy: "status" });
	await settled();
	expect(sent()).toHaveLength(1);
	await sent()[0]?.answer(null);
	const newest = { ...USUAL, sort: "amount", descending: true, groupBy: "status" };
	expect(sent().map(({ request }) => request)).toEqual([
		{ arrangement: { ...USUAL, sort: "amount" } },
		{ arrangement: newest },
	]);
	expect(chosen.of(LIST)).toEqual(newest);
});

test("a change that fails is reported and undone", async () => {
	void chosen.change(LIST, { sort: "client" });
	await settled();
	await server.last("set_list_arrangement").fail("storage_failed");
	await server.last("open").answer(dayScreen(5));
	expect(notices.list.map(({ error }) => error.code)).toEqual(["storage_failed"]);
	expect(chosen.of(LIST)).toEqual(USUAL);
});

test("other sections open at rows of their own, and another sort does not", async () => {
	period.rowsInSight = { first: 80, count: 40 };
	void chosen.change(LIST, { sort: "client" });
	expect(period.rowsInSight).toEqual({ first: 80, count: 40 });
	void chosen.change(LIST, { groupBy: "nothing" });
	expect(period.rowsInSight).toBeNull();
	await settled();
});
