import type { Page } from "@playwright/test";

import type { FoundAppointments } from "../../ui/src/bindings.ts";
import { callDesk, defined, openConnected, openSampleData, wholeList, type ListedRow } from "./actions.ts";
import { axeViolations } from "./axe.ts";
import { expect, test } from "./fixtures.ts";
import { LANGUAGES, NOW, TODAY } from "./servers.ts";

interface DatedAppointment extends ListedRow {
	/** In UTC, as the desk writes it. */
	start: string;
	end: string;
}

/** The instant of a label of the clinic's wall clock. */
const instant = (date: string, label: string): string =>
	new Date(`${date}T${label}:00+05:00`).toISOString().replace(".000Z", "Z");

/** The appointments of this week and the next. */
async function appointments(page: Page): Promise<DatedAppointment[]> {
	const found: DatedAppointment[] = [];
	for (const date of [TODAY, "2026-12-01"]) {
		const { rows } = await wholeList(page, date);
		found.push(
			...rows.map((row) => ({
				...row,
				start: instant(row.startDate?.iso ?? row.date, row.span.startLabel),
				end: instant(row.endDate?.iso ?? row.date, row.span.endLabel),
			})),
		);
	}
	return found;
}

const DIALOG = "[data-panel=search]";
const NOW_MS = Date.parse(NOW);

const field = (page: Page) => page.locator("input[name=search]");
const hits = (page: Page) => page.locator("[data-hit]");
const activeHit = (page: Page) => page.locator("[data-hit][aria-selected=true]");

const isUpcoming = ({ end }: Pick<DatedAppointment, "end">): boolean => Date.parse(end) > NOW_MS;

/** Whether the appointment has a name and a complete phone, and is not cancelled. */
const isSearchable = ({ clientName, clientPhone, status }: DatedAppointment): boolean =>
	clientName !== null && /^\+7\d{10}$/.test(clientPhone ?? "") && status !== "cancelled";

const hitIds = (page: Page, group: "coming" | "past"): Promise<number[]> =>
	page
		.locator(`[data-hits=${group}] [data-hit]`)
		.evaluateAll((all) => all.map((hit) => Number(hit.getAttribute("data-hit"))));

const searchText = (postData: unknown): string => (postData as { text: string }).text;

/** Replaces the text in the search field and waits until the appointment is among the hits. */
async function expectHit(page: Page, text: string, id: number): Promise<void> {
	await field(page).fill("");
	await expect(hits(page)).toHaveCount(0);
	await page.keyboard.type(text);
	await expect(page.locator(`[data-hit="${id}"]`), text).toBeVisible();
}

/** Repeats the first response to each text, so that weeks fetched in the background add no hits. */
async function repeatFirstResponses(page: Page): Promise<void> {
	const responses = new Map<string, string>();
	await page.route("**/desk/search", async (route) => {
		const text = searchText(route.request().postDataJSON());
		const body = responses.get(text) ?? (await (await route.fetch()).text());
		responses.set(text, body);
		await route.fulfill({ contentType: "application/json", body });
	});
}

/** Releases a delayed search and waits until the page has received and painted its response. */
async function releaseSearch(page: Page, text: string, release: () => void): Promise<void> {
	const response = page.waitForResponse(
		(response) =>
			response.url().endsWith("/desk/search") && searchText(response.request().postDataJSON()) === text,
	);
	release();
	await (await response).finished();
	await page.evaluate(
		() =>
			new Promise((painted) => {
				requestAnimationFrame(() => requestAnimationFrame(painted));
			}),
	);
}

/** Waits until the search is closed and the appointment is selected in the day view. */
async function expectSelected(page: Page, { id, date, clientName }: DatedAppointment): Promise<void> {
	await expect(page.locator(DIALOG)).toHaveCount(0);
	const box = page.locator(`[data-view=day] [data-date="${date}"] [data-appointment-id="${id}"]`);
	await expect(box).toHaveClass(/selected/);
	await expect(box).toBeInViewport();
	await expect(page.locator("[data-panel=appointment]")).toContainText(defined(clientName));
}

for (const language of LANGUAGES) {
	test(`name, phone, number and service find the appointment: ${language}`, async ({ page, servers }) => {
		await openSampleData(page, servers, language);
		const all = await appointments(page);
		const tomorrow = defined(
			all.find(
				(appointment) =>
					appointment.date === "2026-11-25" && isSearchable(appointment) && appointment.serviceName !== null,
			),
		);
		const name = defined(tomorrow.clientName);
		const digits = defined(tomorrow.clientPhone).slice(2);

		await page.keyboard.press("Slash");
		await expect(field(page)).toBeFocused();
		await expect(field(page)).toHaveValue("");
		await expect(page.locator("[data-searched]")).toHaveAttribute(
			"data-searched",
			/^2026-\d\d-\d\d\/2026-\d\d-\d\d$/,
		);

		// A part of the name, in upper and lower case.
		await expectHit(page, name.slice(1).toUpperCase(), tomorrow.id);
		await expectHit(page, name.slice(1).toLowerCase(), tomorrow.id);
		for (const phone of [
			`8 ${digits.slice(0, 3)} ${digits.slice(3)}`,
			`+7 (${digits.slice(0, 3)}) ${digits.slice(3, 6)}-${digits.slice(6, 8)}-${digits.slice(8)}`,
			digits,
			digits.slice(-4),
		]) {
			await expectHit(page, phone, tomorrow.id);
		}
		await expectHit(page, String(tomorrow.id), tomorrow.id);
		await expect(hits(page).first()).toHaveAttribute("data-hit", String(tomorrow.id));
		// A service alone has too many hits; the name leaves those of the client.
		await expectHit(page, `${defined(tomorrow.serviceName).toUpperCase()} ${name}`, tomorrow.id);

		const withYo = defined(all.find((appointment) => appointment.clientName?.includes("ё")));
		const nameWithYo = defined(withYo.clientName);
		await expectHit(page, nameWithYo.replaceAll("ё", "е"), withYo.id);

		const row = page.locator(`[data-hit="${withYo.id}"]`);
		await expect(row).toContainText(nameWithYo);
		await expect(row).toContainText(withYo.span.startLabel);
		const sign = typeof withYo.status === "string" ? withYo.status : "other";
		await expect(row.locator(`[data-sign="${sign}"]`)).toBeVisible();
		expect(await axeViolations(page, "[role=dialog]")).toEqual([]);
	});

	test(`a search without hits displays the text and the searched dates: ${language}`, async ({
		page,
		servers,
	}) => {
		await openSampleData(page, servers, language);
		await page.locator("[data-action=search]").click();
		await page.keyboard.type("эюя 000");
		const nothing = page.locator("[data-search-nothing]");
		await expect(nothing).toContainText("эюя 000");
		await expect(page.locator("[data-action=search-wider]")).toBeVisible();
		const dates = (await page.locator("[data-searched]").innerText()).match(/\d+\s\p{L}+/gu) ?? [];
		expect(dates).toHaveLength(2);
		for (const date of dates) {
			await expect(nothing).toContainText(date);
		}
		expect(await axeViolations(page, "[role=dialog]")).toEqual([]);
		await page.keyboard.press("Escape");
		await expect(page.locator(DIALOG)).toHaveCount(0);
		await expect(page.locator("[data-action=search]")).toBeFocused();
	});
}

test("upcoming and past hits are separate groups, and the arrow keys move through both", async ({
	page,
	servers,
}) => {
	await openSampleData(page, servers);
	const all = await appointments(page);
	const byId = new Map<number, Pick<DatedAppointment, "start" | "end">>(
		all.map((appointment) => [appointment.id, appointment]),
	);
	const countOf = (service: string, condition: (appointment: DatedAppointment) => boolean) =>
		all.filter((appointment) => appointment.serviceName?.includes(service) === true && condition(appointment))
			.length;
	const countUpcoming = (service: string) => countOf(service, isUpcoming);
	const countPast = (service: string) => countOf(service, (appointment) => !isUpcoming(appointment));
	// The service with the fewest upcoming appointments, so that few key presses reach the past ones.
	const service = defined(
		[...new Set(all.flatMap((appointment) => appointment.serviceName ?? []))]
			.filter((service) => countUpcoming(service) > 0 && countPast(service) > 1)
			.sort((a, b) => countUpcoming(a) - countUpcoming(b))[0],
	);

	await repeatFirstResponses(page);
	await page.keyboard.press("Slash");
	await page.keyboard.type(service);
	await expect(page.locator("[data-hits=past] [data-hit]").first()).toBeVisible();
	const upcoming = await hitIds(page, "coming");
	const past = await hitIds(page, "past");
	// Some hits are in weeks that were fetched in the background.
	for (const id of [...upcoming, ...past].filter((id) => !byId.has(id))) {
		const details = await callDesk(page, "appointment", { id });
		expect(details.serviceNames.join(" ")).toContain(service);
		byId.set(id, details.span);
	}
	const ofTheTwoWeeks = upcoming.filter((id) => all.some((appointment) => appointment.id === id));
	expect(ofTheTwoWeeks).toHaveLength(countUpcoming(service));
	const hit = (id: number) => defined(byId.get(id));
	const starts = (ids: number[]) => ids.map((id) => hit(id).start);
	expect(upcoming.every((id) => isUpcoming(hit(id)))).toBe(true);
	expect(past.some((id) => isUpcoming(hit(id)))).toBe(false);
	expect(starts(upcoming)).toEqual(starts(upcoming).sort());
	expect(starts(past)).toEqual(starts(past).sort().reverse());

	const active = activeHit(page);
	await expect(active).toHaveAttribute("data-hit", String(upcoming[0]));
	await page.keyboard.press("ArrowUp");
	await expect(active).toHaveAttribute("data-hit", String(upcoming[0]));
	for (const id of [...upcoming.slice(1), past[0], past[1]]) {
		await page.keyboard.press("ArrowDown");
		await expect(active).toHaveAttribute("data-hit", String(id));
	}
	await expect(active).toBeInViewport({ ratio: 1 });
	await expect(field(page)).toBeFocused();
	await expect(field(page)).toHaveAttribute("aria-activedescendant", `search-hit-${past[1]}`);
	await page.keyboard.press("Enter");
	await expect(page.locator("[data-panel=appointment]")).toContainText(`№ ${past[1]}`);
	await expect(page.locator(DIALOG)).toHaveCount(0);
});

test("Enter opens the appointment in the day view, from the month view and for a hidden resource", async ({
	page,
	servers,
}) => {
	await openSampleData(page, servers);
	const appointment = defined(
		(await appointments(page)).find(
			(appointment) => appointment.date === "2026-11-27" && isSearchable(appointment),
		),
	);
	await page.keyboard.press("KeyM");
	await expect(page.locator("[data-view=month]")).toBeVisible();
	const toggle = page.locator(`[data-resource-toggle="${appointment.resourceId}"]`);
	await toggle.click();
	await expect(toggle).not.toBeChecked();

	await page.keyboard.press("Slash");
	await page.keyboard.type(String(appointment.id));
	// Without waiting for a hit: Enter opens the first hit of the complete text.
	await page.keyboard.press("Enter");
	await expectSelected(page, appointment);
	await expect(toggle).toBeChecked();
});

test("a client who is booked in six weeks is found right after connecting, and the foot says which dates were searched", async ({
	page,
	servers,
}) => {
	const server = await servers.practice({ scenario: "clinic" });
	await openConnected(page, servers, server.address);
	await page.keyboard.press("Slash");
	await page.keyboard.type("приём");
	await expect(page.locator("[data-searched]")).toHaveAttribute("data-searched", "2026-11-09/2027-01-10");
	await expect(page.locator("[data-search-fetching]")).toHaveCount(0);
	await expect(page.locator("[data-searched]")).toContainText("Искали с 9 ноября по 10 января");
	await page.locator("[data-action=search-wider]").click();
	await expect(page.locator("[data-searched]")).toHaveAttribute("data-searched", "2026-11-09/2027-02-21");
	await expect(page.locator("[data-search-fetching]")).toHaveCount(0);
	expect(await axeViolations(page, "[role=dialog]")).toEqual([]);
});

test("the panel says that days are being fetched or are missing", async ({ page, servers }) => {
	await openSampleData(page, servers);
	let state = { fetching: true, incomplete: false };
	await page.route("**/desk/search", async (route) => {
		const found = (await (await route.fetch()).json()) as FoundAppointments;
		await route.fulfill({ json: { ...found, ...state, results: { ...found.results, hasGaps: true } } });
	});
	await page.keyboard.press("Slash");
	await page.keyboard.type("эюя");
	await expect(page.locator("[data-search-fetching]")).toBeVisible();
	await expect(page.locator("[data-searched]")).toContainText("но не все дни");
	await expect(page.locator("[data-search-nothing]")).toContainText("загружаем остальные дни");
	await expect(page.locator("[data-action=search-wider]")).toHaveCount(0);
	state = { fetching: false, incomplete: true };
	await page.keyboard.type("ы");
	await expect(page.locator("[data-search-incomplete]")).toBeVisible();
	await expect(page.locator("[data-search-fetching]")).toHaveCount(0);
});

test("what was found is marked, also when it was typed in the other keyboard layout", async ({
	page,
	servers,
}) => {
	await openSampleData(page, servers);
	const appointment = defined(
		(await appointments(page)).find(
			(appointment) => isSearchable(appointment) && /^[А-Я][а-я]{3}/.test(defined(appointment.clientName)),
		),
	);
	const beginning = defined(appointment.clientName).slice(0, 4);
	const [russian, english] = ["йцукенгшщзхъфывапролджэячсмитьбю", "qwertyuiop[]asdfghjkl;'zxcvbnm,."];
	const sameKeys = beginning
		.toLowerCase()
		.replaceAll(/./g, (letter) => defined(english[russian.indexOf(letter)]));
	const digits = defined(appointment.clientPhone).slice(-4);
	await page.keyboard.press("Slash");
	const marks = page.locator(`[data-hit="${appointment.id}"] mark`);
	for (const typed of [beginning.toLowerCase(), sameKeys]) {
		await expectHit(page, `${typed} ${digits}`, appointment.id);
		await expect(marks, typed).toHaveText([beginning, digits]);
	}
	for (const theme of ["light", "dark"] as const) {
		await page.emulateMedia({ colorScheme: theme });
		expect(await axeViolations(page, "[role=dialog]"), theme).toEqual([]);
	}
	await page.keyboard.press("Escape");
	await page.locator("[data-action=privacy]").click();
	await page.keyboard.press("Slash");
	await expectHit(page, `${beginning} ${digits}`, appointment.id);
	await expect(marks, "initials have nothing to mark").toHaveCount(0);
});

test("a click on a hit opens the appointment", async ({ page, servers }) => {
	await openSampleData(page, servers);
	const appointment = defined(
		(await appointments(page)).find(
			(appointment) => appointment.date === "2026-11-26" && isSearchable(appointment),
		),
	);
	await page.keyboard.press("Slash");
	await expectHit(page, defined(appointment.clientPhone), appointment.id);
	await page.locator(`[data-hit="${appointment.id}"]`).click();
	await expectSelected(page, appointment);
});

test("hits stay until the next response, and a late response to an earlier text is discarded", async ({
	page,
	servers,
}) => {
	await openSampleData(page, servers);
	const [first, second] = (await appointments(page))
		.filter((appointment) => appointment.date === "2026-11-26" && isSearchable(appointment))
		.map(({ id }) => String(id));
	const delayedText = `${defined(first)} `;
	let release: (() => void) | undefined;
	await page.route("**/desk/search", async (route) => {
		if (searchText(route.request().postDataJSON()) === delayedText) {
			await new Promise<void>((resolve) => (release = resolve));
		}
		await route.continue();
	});

	await page.keyboard.press("Slash");
	await field(page).fill(defined(first));
	await expect(hits(page)).toHaveCount(1);
	await field(page).fill(delayedText);
	await expect.poll(() => release !== undefined).toBe(true);
	await expect(hits(page)).toHaveAttribute("data-hit", defined(first));
	await field(page).fill(defined(second));
	await expect(hits(page)).toHaveAttribute("data-hit", defined(second));
	await releaseSearch(page, delayedText, defined(release));
	await expect(hits(page)).toHaveAttribute("data-hit", defined(second));
});

test("a failed search displays an error until a search succeeds", async ({ page, servers }) => {
	await openSampleData(page, servers);
	const appointment = defined((await appointments(page)).find(isSearchable));
	await page.route("**/desk/search", (route) =>
		route.fulfill({
			status: 422,
			json: { code: "storage_failed", message: "a full disk", details: null, rowLimit: null },
		}),
	);
	await page.keyboard.press("Slash");
	await field(page).fill("!");
	const error = page.locator(`${DIALOG} [data-error=storage_failed]`);
	await expect(error).toBeVisible();
	await page.unroute("**/desk/search");
	await field(page).fill(String(appointment.id));
	await expect(hits(page)).toHaveAttribute("data-hit", String(appointment.id));
	await expect(error).toHaveCount(0);
});

test.describe("Enter before the response to the text", () => {
	/** Presses Enter while the search for `text` is delayed and a hit of another text is on screen. */
	async function pressEnterEarly(page: Page, otherText: string, text: string): Promise<() => void> {
		// New data make the panel search for the same text again, so that several requests can be delayed.
		const delayed: (() => void)[] = [];
		let released = false;
		await page.route("**/desk/search", async (route) => {
			if (searchText(route.request().postDataJSON()) === text && !released) {
				await new Promise<void>((resolve) => delayed.push(resolve));
			}
			await route.continue();
		});
		await page.keyboard.press("Slash");
		await field(page).fill(otherText);
		await expect(hits(page)).toHaveAttribute("data-hit", otherText);
		await field(page).fill(text);
		await expect.poll(() => delayed.length).toBeGreaterThan(0);
		await page.keyboard.press("Enter");
		return () => {
			released = true;
			for (const release of delayed) {
				release();
			}
		};
	}

	async function threeAppointments(page: Page): Promise<DatedAppointment[]> {
		return (await appointments(page)).filter(
			(appointment) => appointment.date === "2026-11-26" && isSearchable(appointment),
		);
	}

	test("the hit of the response is opened", async ({ page, servers }) => {
		await openSampleData(page, servers);
		const [other, wanted] = await threeAppointments(page);
		const release = await pressEnterEarly(page, String(defined(other).id), String(defined(wanted).id));
		await expect(page.locator(DIALOG)).toBeVisible();
		release();
		await expectSelected(page, defined(wanted));
	});

	test("nothing is opened when the text is changed before the response", async ({ page, servers }) => {
		await openSampleData(page, servers);
		const [first, second, third] = (await threeAppointments(page)).map(({ id }) => String(id));
		const release = await pressEnterEarly(page, defined(first), defined(second));
		await field(page).fill(defined(third));
		await expect(hits(page)).toHaveAttribute("data-hit", defined(third));
		await releaseSearch(page, defined(second), release);
		await expect(page.locator(DIALOG)).toBeVisible();
	});
});

test("more hits than the list shows are counted, and Page Down moves through them", async ({
	page,
	servers,
}) => {
	const server = await servers.practice({ scenario: "busy" });
	await openConnected(page, servers, server.address);
	await page.keyboard.press("Slash");
	await page.keyboard.type("а");
	await expect(page.locator("[data-hits=coming] [data-hits-more]")).toContainText(/\d/);
	const upcoming = page.locator("[data-hits=coming] [data-hit]");
	await expect(upcoming).toHaveCount(50);
	for (let pages = 0; pages < 4; pages += 1) {
		await page.keyboard.press("PageDown");
	}
	await expect(upcoming.nth(24)).toHaveAttribute("aria-selected", "true");
	await expect(activeHit(page)).toBeInViewport({ ratio: 1 });
});

for (const theme of ["light", "dark"] as const) {
	test(`axe finds no violation in the empty search: ${theme} theme`, async ({ page, servers }) => {
		await page.emulateMedia({ colorScheme: theme });
		await openSampleData(page, servers);
		await page.keyboard.press("Slash");
		await expect(page.locator("[data-searched]")).toBeVisible();
		expect(await axeViolations(page, "[role=dialog]")).toEqual([]);
	});

	// The active hit has another background, on which the sign of its status must be readable.
	for (const status of ["cancelled", "scheduled", "confirmed"]) {
		test(`axe finds no violation with an active hit that is ${status}: ${theme} theme`, async ({
			page,
			servers,
		}) => {
			await page.emulateMedia({ colorScheme: theme });
			await openSampleData(page, servers);
			await page.keyboard.press("Slash");
			await page.keyboard.type("приём");
			const hit = page.locator(`[data-hit][data-status=${status}]`).first();
			await expect(hit).toBeAttached();
			await hit.hover();
			expect(await axeViolations(page, "[role=dialog]")).toEqual([]);
		});
	}
}

test("the list of resources is searched by the rules of the search for appointments", async ({
	page,
	servers,
}) => {
	await openSampleData(page, servers);
	const list = page.getByRole("region", { name: "Специалисты" });
	const names = list.locator("li");
	const all = await names.count();
	const search = list.getByRole("textbox");
	for (const text of ["габдуллина", "Gabdullina", "асем"]) {
		await search.fill(text);
		await expect(names, text).toHaveCount(1);
		await expect(names).toContainText("Ғабдуллина Әсем");
	}
	await search.fill("");
	await expect(names).toHaveCount(all);
});
