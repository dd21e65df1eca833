import type { Page } from "@playwright/test";

import type {
	AppointmentBox,
	AppointmentDetails,
	ChatSettings,
	Screen,
	StartState,
} from "../../ui/src/bindings.ts";
import { axeFindings } from "./axe.ts";
import { connect, expect, explore, NOW, test, TODAY, type Language } from "./program.ts";

const languages: Language[] = ["ru", "kk", "en"];

interface Appointment extends AppointmentBox {
	date: string;
}

/** What the desk says beside the page. */
async function ask<T>(page: Page, command: string, request: unknown): Promise<T> {
	const answer = await page.request.post(new URL(`/desk/${command}`, page.url()).href, {
		data: JSON.stringify(request),
	});
	expect(answer.ok(), command).toBe(true);
	return (await answer.json()) as T;
}

/** The appointments of this week and the next, as the list has them. */
async function appointments(page: Page): Promise<Appointment[]> {
	const found: Appointment[] = [];
	for (const date of [TODAY, "2026-12-01"]) {
		let screen: Screen | undefined;
		await expect
			.poll(async () => (screen = await ask<Screen>(page, "open", { view: "list", date })).body?.kind)
			.toBe("list");
		if (screen?.body?.kind === "list") {
			found.push(
				...screen.body.days.flatMap((day) =>
					day.rows.map((row) => ({ ...row.appointment, date: day.date.iso })),
				),
			);
		}
	}
	return found;
}

const dialog = "[data-panel=search]";
const field = "input[name=search]";
const nowMs = Date.parse(NOW);
const isComing = (appointment: Pick<Appointment, "span">) => Date.parse(appointment.span.end) > nowMs;
/** As somebody calls who is looked up: with a name and a number, and not cancelled. */
const known = (appointment: Appointment) =>
	appointment.clientName !== null &&
	/^\+7\d{10}$/.test(appointment.clientPhone ?? "") &&
	appointment.status !== "cancelled";

const hitIds = (page: Page, group = "") =>
	page
		.locator(`${group} [data-hit]`.trim())
		.evaluateAll((all) => all.map((each) => Number((each as HTMLElement).dataset.hit)));

/** Asks anew and waits until the appointment is among what is found. */
async function finds(page: Page, text: string, id: number): Promise<void> {
	await page.locator(field).fill("");
	await expect(page.locator("[data-hit]")).toHaveCount(0);
	await page.keyboard.type(text);
	await expect(page.locator(`[data-hit="${id}"]`), text).toBeVisible();
}

/** Keeps the first answer to each text: weeks that are fetched ahead meanwhile add no hits. */
async function keepAnswers(page: Page): Promise<void> {
	const answers = new Map<string, string>();
	await page.route("**/desk/search", async (route) => {
		const { text } = route.request().postDataJSON() as { text: string };
		const body = answers.get(text) ?? (await (await route.fetch()).text());
		answers.set(text, body);
		await route.fulfill({ contentType: "application/json", body });
	});
}

/** Lets a search that is held back be answered, with time enough to paint it. */
async function answered(page: Page, text: string, release: () => void): Promise<void> {
	const answer = page.waitForResponse((each) => each.request().postDataJSON()?.text === text);
	release();
	await (await answer).finished();
	await page.evaluate(
		() => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))),
	);
}

async function selected(page: Page, appointment: Appointment): Promise<void> {
	await expect(page.locator(dialog)).toHaveCount(0);
	const box = page.locator(
		`[data-view=day] [data-date="${appointment.date}"] [data-appointment-id="${appointment.id}"]`,
	);
	await expect(box).toHaveClass(/selected/);
	await expect(box).toBeInViewport();
	await expect(page.locator("[data-panel=appointment]")).toContainText(appointment.clientName!);
}

for (const language of languages) {
	test(`whatever a caller says finds the appointment: ${language}`, async ({ page, stage }) => {
		await explore(page, stage, language);
		const all = await appointments(page);
		const tomorrow = all.find(
			(appointment) =>
				appointment.date === "2026-11-25" && known(appointment) && appointment.serviceName !== null,
		)!;
		const name = tomorrow.clientName!;
		const digits = tomorrow.clientPhone!.slice(2);

		await page.keyboard.press("Slash");
		await expect(page.locator(field)).toBeFocused();
		await expect(page.locator(field)).toHaveValue("");
		await expect(page.locator("[data-searched]")).toHaveAttribute(
			"data-searched",
			/^2026-\d\d-\d\d\/2026-\d\d-\d\d$/,
		);

		// A part of the name from its middle, in the other case.
		await finds(page, name.slice(1).toUpperCase(), tomorrow.id);
		await finds(page, name.slice(1).toLowerCase(), tomorrow.id);
		for (const phone of [
			`8 ${digits.slice(0, 3)} ${digits.slice(3)}`,
			`+7 (${digits.slice(0, 3)}) ${digits.slice(3, 6)}-${digits.slice(6, 8)}-${digits.slice(8)}`,
			digits,
			digits.slice(-4),
		]) {
			await finds(page, phone, tomorrow.id);
		}
		await finds(page, String(tomorrow.id), tomorrow.id);
		await expect(page.locator("[data-hit]").first()).toHaveAttribute("data-hit", String(tomorrow.id));
		// A service has many appointments; with the name beside it only this client's are left.
		await finds(page, `${tomorrow.serviceName!.toUpperCase()} ${name}`, tomorrow.id);

		const yo = all.find((appointment) => appointment.clientName?.includes("ё"));
		expect(yo, "somebody with ё").toBeDefined();
		await finds(page, yo!.clientName!.replaceAll("ё", "е"), yo!.id);

		const row = page.locator(`[data-hit="${yo!.id}"]`);
		await expect(row).toContainText(yo!.clientName!);
		await expect(row).toContainText(yo!.span.startLabel);
		await expect(row.locator(`[data-sign="${yo!.status}"]`)).toBeVisible();
		expect(await axeFindings(page, "[role=dialog]")).toEqual([]);
	});

	test(`nothing found says what was searched and what to do: ${language}`, async ({ page, stage }) => {
		await explore(page, stage, language);
		await page.locator("[data-action=search]").click();
		await page.keyboard.type("эюя 000");
		const nothing = page.locator("[data-search-nothing]");
		await expect(nothing).toContainText("эюя 000");
		const range = (await page.locator("[data-searched]").innerText()).replace(/^.*: /, "");
		expect(range.length).toBeGreaterThan(8);
		await expect(nothing).toContainText(range);
		expect(await axeFindings(page, "[role=dialog]")).toEqual([]);
		await page.keyboard.press("Escape");
		await expect(page.locator(dialog)).toHaveCount(0);
		await expect(page.locator("[data-action=search]")).toBeFocused();
	});

	test(`the client's text is written in its own language, from a template: ${language}`, async ({
		page,
		stage,
	}) => {
		await explore(page, stage, language);
		await openChat(page);
		const template = page.locator("[name=chat-template]");
		const preview = page.locator("[data-preview]");
		for (const [name, placeholder, month] of [
			["Русский", "{имя кратко}", "ноября"],
			["Қазақша", "{қысқа аты}", "қараша"],
			["English", "{short name}", "November"],
		] as const) {
			await page.locator("[data-panel=settings] [role=tabpanel]:visible label", { hasText: name }).click();
			await expect(preview).toContainText(month);
			await expect(page.locator("[data-placeholder]")).toHaveCount(8);
			await expect(page.locator("[data-placeholder]", { hasText: placeholder })).toBeVisible();
		}
		await expect(page.locator("html")).toHaveAttribute("lang", language);

		await template.fill("{date} {врач}");
		const problem = page.locator("[data-template-problem=unknown]");
		await expect(problem).toContainText("{врач}");
		await expect(problem).toContainText("{short name}");
		await expect(template).toHaveAttribute("aria-invalid", "true");
		await expect(preview).toContainText("November");
		expect(await axeFindings(page, "[role=dialog]")).toEqual([]);
	});
}

test("coming and past stand apart, and the keyboard walks through both", async ({ page, stage }) => {
	await explore(page, stage);
	const all = await appointments(page);
	const byId = new Map<number, Pick<Appointment, "id" | "span">>(
		all.map((appointment) => [appointment.id, appointment]),
	);
	const countOf = (service: string, wanted: (appointment: Appointment) => boolean) =>
		all.filter((appointment) => appointment.serviceName?.includes(service) && wanted(appointment)).length;
	const services = [...new Set(all.flatMap((appointment) => appointment.serviceName ?? []))]
		.filter(
			(service) =>
				countOf(service, isComing) > 0 && countOf(service, (appointment) => !isComing(appointment)) > 1,
		)
		.sort((a, b) => countOf(a, isComing) - countOf(b, isComing));
	expect(services.length).toBeGreaterThan(0);

	await keepAnswers(page);
	await page.keyboard.press("Slash");
	await page.keyboard.type(services[0]!);
	await expect(page.locator("[data-hits=past] [data-hit]").first()).toBeVisible();
	const coming = await hitIds(page, "[data-hits=coming]");
	const past = await hitIds(page, "[data-hits=past]");
	const hits = [...coming, ...past];
	// Some are of weeks that were fetched ahead.
	for (const id of hits.filter((id) => !byId.has(id))) {
		const details = await ask<AppointmentDetails>(page, "appointment", { id });
		expect(details.serviceNames.join(" ")).toContain(services[0]!);
		byId.set(id, details);
	}
	const ofBoth = (ids: number[]) =>
		ids.filter((id) => all.some((appointment) => appointment.id === id)).length;
	expect(ofBoth(coming)).toBe(countOf(services[0]!, isComing));
	const starts = (ids: number[]) => ids.map((id) => byId.get(id)!.span.start);
	expect(coming.every((id) => isComing(byId.get(id)!))).toBe(true);
	expect(past.some((id) => isComing(byId.get(id)!))).toBe(false);
	expect(starts(coming)).toEqual(starts(coming).sort());
	expect(starts(past)).toEqual(starts(past).sort().reverse());

	const active = page.locator("[data-hit][aria-selected=true]");
	await expect(active).toHaveAttribute("data-hit", String(coming[0]));
	await page.keyboard.press("ArrowUp");
	await expect(active).toHaveAttribute("data-hit", String(coming[0]));
	for (const id of [...coming.slice(1), past[0], past[1]]) {
		await page.keyboard.press("ArrowDown");
		await expect(active).toHaveAttribute("data-hit", String(id));
	}
	await expect(active).toBeInViewport({ ratio: 1 });
	await expect(page.locator(field)).toBeFocused();
	await expect(page.locator(field)).toHaveAttribute("aria-activedescendant", `search-hit-${past[1]}`);
	await page.keyboard.press("Enter");
	await expect(page.locator(`[data-panel=appointment]`)).toContainText(`№ ${past[1]}`);
	await expect(page.locator(dialog)).toHaveCount(0);
});

test("Enter shows the day with the appointment, from any view and for a resource that was hidden", async ({
	page,
	stage,
}) => {
	await explore(page, stage);
	const all = await appointments(page);
	const appointment = all.find((each) => each.date === "2026-11-27" && known(each))!;
	await page.keyboard.press("KeyM");
	await expect(page.locator("[data-view=month]")).toBeVisible();
	await page.locator(`[data-resource-toggle="${appointment.resourceId}"]`).click();
	await expect(page.locator(`[data-resource-toggle="${appointment.resourceId}"]`)).not.toBeChecked();

	await page.keyboard.press("Slash");
	await page.keyboard.type(String(appointment.id));
	// At once: it opens what the whole text finds, however late the answer is.
	await page.keyboard.press("Enter");
	await selected(page, appointment);
	await expect(page.locator(`[data-resource-toggle="${appointment.resourceId}"]`)).toBeChecked();
});

test("a click opens a hit", async ({ page, stage }) => {
	await explore(page, stage);
	const appointment = (await appointments(page)).find((each) => each.date === "2026-11-26" && known(each))!;
	await page.keyboard.press("Slash");
	await finds(page, appointment.clientPhone!, appointment.id);
	await page.locator(`[data-hit="${appointment.id}"]`).click();
	await selected(page, appointment);
});

test("an answer that comes late replaces nothing, and what was found stays until there is an answer", async ({
	page,
	stage,
}) => {
	await explore(page, stage);
	const all = await appointments(page);
	const [one, other] = all.filter((appointment) => appointment.date === "2026-11-26" && known(appointment));
	const gates = new Map<string, () => void>();
	await page.route("**/desk/search", async (route) => {
		const { text } = route.request().postDataJSON() as { text: string };
		if (text.endsWith("!")) {
			return route.fulfill({
				status: 422,
				json: { code: "storage_failed", message: "a full disk", details: null },
			});
		}
		if (text.endsWith(" ")) {
			await new Promise<void>((open) => gates.set(text, open));
		}
		return route.continue();
	});
	const hits = page.locator("[data-hit]");

	await page.keyboard.press("Slash");
	await page.locator(field).fill(`${one!.id}`);
	await expect(hits).toHaveCount(1);
	await page.locator(field).fill(`${one!.id} `);
	await expect.poll(() => gates.has(`${one!.id} `)).toBe(true);
	await expect(hits).toHaveAttribute("data-hit", String(one!.id));
	await page.locator(field).fill(`${other!.id}`);
	await expect(hits).toHaveAttribute("data-hit", String(other!.id));
	await answered(page, `${one!.id} `, gates.get(`${one!.id} `)!);
	await expect(hits).toHaveAttribute("data-hit", String(other!.id));

	// A failure is told, and asking again mends it.
	await page.locator(field).fill("!");
	await expect(page.locator(`${dialog} [data-error=storage_failed]`)).toBeVisible();
	await page.unroute("**/desk/search");
	await page.locator(field).fill(`${one!.id}`);
	await expect(hits).toHaveAttribute("data-hit", String(one!.id));
});

test("Enter waits for the answer to what was typed", async ({ page, stage }) => {
	await explore(page, stage);
	const all = await appointments(page);
	const [first, wanted, other] = all.filter(
		(appointment) => appointment.date === "2026-11-26" && known(appointment),
	);
	const nothing = () => {};
	let release = nothing;
	await page.route("**/desk/search", async (route) => {
		const { text } = route.request().postDataJSON() as { text: string };
		if (text === String(wanted!.id)) {
			await new Promise<void>((open) => (release = open));
		}
		await route.continue();
	});
	/** Enter is pressed while another text's hit is still what is on screen. */
	const enterEarly = async () => {
		release = nothing;
		await page.keyboard.press("Slash");
		await page.locator(field).fill(String(first!.id));
		await expect(page.locator("[data-hit]")).toHaveAttribute("data-hit", String(first!.id));
		await page.locator(field).fill(String(wanted!.id));
		await expect.poll(() => release !== nothing).toBe(true);
		await page.keyboard.press("Enter");
	};

	await enterEarly();
	await expect(page.locator(dialog)).toBeVisible();
	release();
	await selected(page, wanted!);
	await page.keyboard.press("Escape");

	// Whoever types on has thought better of it.
	await enterEarly();
	await page.locator(field).fill(String(other!.id));
	await expect(page.locator("[data-hit]")).toHaveAttribute("data-hit", String(other!.id));
	await answered(page, String(wanted!.id), release);
	await expect(page.locator(dialog)).toBeVisible();
});

test("a big clinic: what is beyond the list is counted, and every letter is answered", async ({
	page,
	stage,
}) => {
	const server = await stage.practice({ scenario: "busy" });
	await connect(page, stage, server.address);
	await page.keyboard.press("Slash");
	await page.keyboard.type("а");
	await expect(page.locator("[data-hits=coming] [data-hits-more]")).toContainText(/\d/);
	await expect(page.locator("[data-hits=coming] [data-hit]")).toHaveCount(50);
	for (let pages = 0; pages < 4; pages += 1) {
		await page.keyboard.press("PageDown");
	}
	await expect(page.locator("[data-hits=coming] [data-hit]").nth(24)).toHaveAttribute(
		"aria-selected",
		"true",
	);
	await expect(page.locator("[data-hit][aria-selected=true]")).toBeInViewport({ ratio: 1 });
});

for (const scheme of ["light", "dark"] as const) {
	test(`axe finds nothing in the search and in the chat's settings: ${scheme}`, async ({ page, stage }) => {
		await page.emulateMedia({ colorScheme: scheme });
		await explore(page, stage);
		await page.keyboard.press("Slash");
		await expect(page.locator("[data-searched]")).toBeVisible();
		expect(await axeFindings(page, "[role=dialog]"), "empty").toEqual([]);
		await page.keyboard.type("приём");
		await expect(page.locator("[data-hit][data-status=cancelled]").first()).toBeAttached();
		// The active row has another ground: each status must be readable on it.
		for (const status of ["cancelled", "scheduled", "confirmed"]) {
			await page.locator(`[data-hit][data-status=${status}]`).first().hover();
			expect(await axeFindings(page, "[role=dialog]"), status).toEqual([]);
		}
		await page.keyboard.press("Escape");
		await openChat(page);
		expect(await axeFindings(page, "[role=dialog]"), "chat").toEqual([]);
	});
}

async function openChat(page: Page): Promise<void> {
	await page.locator("[data-action=settings]").click();
	await page.locator("[data-panel=settings] [role=tab][data-value=chat]").click();
	await expect(page.locator("[data-preview]")).toBeVisible();
}

const chatOf = async (page: Page): Promise<ChatSettings> =>
	(await ask<StartState>(page, "start", null)).settings.chat;

test("a template is shown as it is typed, saved when it is understood, and can be taken back", async ({
	page,
	stage,
}) => {
	await explore(page, stage);
	await openChat(page);
	const template = page.locator("[name=chat-template]");
	const preview = page.locator("[data-preview]");
	const original = await template.inputValue();
	expect(original).toContain("{дата}");
	await expect(page.locator("[data-action=restore-template]")).toHaveCount(0);

	await template.fill("Ждём вас {день}, {дата}, в {время}");
	await expect(preview).toContainText("Ждём вас Ср, 25 ноября, в 10:00, 11:30");
	await expect.poll(async () => (await chatOf(page)).templates.ru).toBe("Ждём вас {день}, {дата}, в {время}");

	// What cannot be understood is told and not saved, not even when the field is left.
	for (const [text, kind, sign] of [
		["{дата} {врач}", "unknown", "{врач}"],
		["{дата} [, {имя}", "unpaired", "["],
		["я".repeat(501), "tooLong", ""],
	] as const) {
		await template.fill(text);
		await expect(page.locator(`[data-template-problem=${kind}]`)).toContainText(sign);
		await expect(preview).toContainText("Ждём вас Ср, 25 ноября");
	}
	await page.keyboard.press("Escape");
	await openChat(page);
	await expect(template).toHaveValue("Ждём вас {день}, {дата}, в {время}");
	expect((await chatOf(page)).templates.ru).toBe("Ждём вас {день}, {дата}, в {время}");

	// A placeholder goes where the cursor is; closing at once loses nothing.
	await template.press("Home");
	await page.locator('[data-placeholder="имя"]').click();
	await expect(template).toBeFocused();
	await expect(template).toHaveValue("{имя}Ждём вас {день}, {дата}, в {время}");
	await page.keyboard.type(": ");
	await page.keyboard.press("Escape");
	await expect
		.poll(async () => (await chatOf(page)).templates.ru)
		.toBe("{имя}: Ждём вас {день}, {дата}, в {время}");

	await openChat(page);
	await page.locator("[data-action=restore-template]").click();
	await expect(template).toHaveValue(original);
	await expect(template).toBeFocused();
	await expect(page.locator("[data-action=restore-template]")).toHaveCount(0);
	await expect.poll(async () => (await chatOf(page)).templates.ru).toBeNull();
	// Nothing was even tried that the desk would have refused.
	await expect(page.locator("[data-error]")).toHaveCount(0);
});

test("how many times a text holds stays between one and twenty", async ({ page, stage }) => {
	await explore(page, stage);
	await openChat(page);
	const most = page.locator("[name=chat-most]");
	for (const [typed, kept] of [
		["3", 3],
		["25", 20],
		["0", 1],
		["", 1],
	] as const) {
		await most.fill(typed);
		await most.press("Tab");
		await expect(most).toHaveValue(String(kept));
		await expect.poll(async () => (await chatOf(page)).most).toBe(kept);
	}
});
