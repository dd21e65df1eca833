import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import type { Page } from "@playwright/test";

import { check, connect, expect, explore, forward, NOW, show, Stage, test, TOKEN } from "./program.ts";

type State = "stale" | "offline";

/** A fault of the practice server, the code on screen for it, and whether the server then counts as out of reach. */
type Failure = [fault: string, code: string, state: State];

/** No answer, or one that is not the application's. */
const noAnswer: Failure[] = [
	["refused", "refused", "offline"],
	["connect-timeout", "connect_timeout", "offline"],
	["hang", "read_timeout", "offline"],
	["rate-limited", "rate_limited", "stale"],
	["rate-limited-retry-after", "rate_limited", "stale"],
	["bad-gateway", "server_error", "offline"],
	["unavailable", "server_error", "offline"],
	["maintenance", "server_error", "offline"],
	["gateway-timeout", "server_error", "offline"],
	["html", "not_json", "offline"],
	["redirect", "redirected", "offline"],
];

/** Answers of the application that are a refusal, or no answer to what was asked. */
const otherAnswer: Failure[] = [
	["invalid-token", "invalid_token", "stale"],
	["header-lost", "header_lost", "stale"],
	["not-a-member", "not_a_member", "stale"],
	["account-suspended", "account_suspended", "stale"],
	["role-refused", "role_refused", "stale"],
	["bot-token", "bot_token", "stale"],
	["unauthorized", "unauthorized", "stale"],
	["feature-disabled", "feature_disabled", "stale"],
	["forbidden", "forbidden", "stale"],
	["not-found", "not_found", "stale"],
	["validation", "validation", "stale"],
	["range-too-large", "range_too_large", "stale"],
	["server-error", "server_error", "offline"],
	["gone", "unexpected_status", "stale"],
	["empty-body", "empty_body", "offline"],
	["truncated", "truncated", "offline"],
	["cut-off", "truncated", "offline"],
	["wrong-shape", "wrong_shape", "stale"],
	["huge", "too_large", "stale"],
];

/** What can be wrong with a secure connection. */
const secureFailures: Failure[] = [
	["tls-unknown-authority", "tls_unknown_authority", "offline"],
	["tls-expired", "tls_expired", "offline"],
	["tls-wrong-host", "tls_wrong_host", "offline"],
	["tls-broken", "tls", "offline"],
];

const messages = join(dirname(fileURLToPath(import.meta.url)), "../../ui/messages/frame/ru.json");
const words = JSON.parse(await readFile(messages, "utf8")) as Record<string, string>;

/** Long enough for a week of the clinic on a busy machine, short enough to wait for in vain. */
const PATIENCE_MS = 2500;

/**
 * A window in use: the day is scrolled, an appointment's panel is open. The server can be changed under it.
 *
 * One stands for all failures of a list, since it is started once and must survive every one of them.
 */
class Reception {
	readonly #stage: Stage;
	readonly #complaints: string[] = [];
	#server: Awaited<ReturnType<Stage["practice"]>>;

	private constructor(
		readonly page: Page,
		stage: Stage,
		server: Awaited<ReturnType<Stage["practice"]>>,
		private readonly https: string | undefined,
	) {
		this.#stage = stage;
		this.#server = server;
		page.on("pageerror", (error) => this.#complaints.push(String(error)));
	}

	static async open(page: Page, https?: string): Promise<Reception> {
		const stage = new Stage();
		const server = await stage.practice(https === undefined ? {} : { https });
		const trusted = https === undefined ? {} : { trusted: join(https, "authority.pem") };
		await page.goto(await stage.desk("ru", NOW, undefined, { patienceMs: PATIENCE_MS, ...trusted }));
		await check(page, server.address);
		await page.locator("[data-action=connect]").click();
		const appointments = page.locator("[data-view=day] [data-appointment-id]");
		await expect(appointments.first()).toBeVisible();
		await page.locator("[data-view=day]").evaluate((grid) => grid.scrollTo(0, 150));
		// One that is in sight, so that the click itself scrolls nothing.
		await appointments.filter({ visible: true }).nth(3).click();
		await expect(page.locator("[data-panel=appointment]")).toBeVisible();
		return new Reception(page, stage, server, https);
	}

	/** What a failure may not touch. */
	async picture() {
		return {
			appointments: await this.page
				.locator("[data-view=day] [data-appointment-id]")
				.evaluateAll((all) =>
					all.map((each) => [each.getAttribute("data-appointment-id"), each.textContent]),
				),
			scroll: await this.page
				.locator("[data-view=day]")
				.evaluate((grid) => [grid.scrollTop, grid.scrollLeft]),
			panel: await this.page.locator("[data-panel=appointment]").innerText(),
		};
	}

	/** Another server in the place of this one: with a fault, or well. */
	async change(fault?: string): Promise<void> {
		await this.#server.stop();
		this.#server = await this.#stage.practice({
			port: new URL(this.#server.address).port,
			...(fault === undefined ? {} : { fault }),
			...(this.https === undefined ? {} : { https: this.https }),
		});
	}

	/** Asks anew and waits for what comes of it. */
	async refresh(state: State | "fresh"): Promise<void> {
		await this.page.locator("[data-action=refresh]").click();
		await expect(this.page.locator("[data-freshness]")).toHaveAttribute("data-freshness", state);
	}

	async close(): Promise<void> {
		await this.page.close();
		await this.#stage.stop();
		expect(this.#complaints).toEqual([]);
	}
}

/** The sentence of a code and its next step, wherever the failure is told. */
async function expectWords(page: Page, code: string): Promise<void> {
	const note = page.locator(`[data-error=${code}]`).first();
	await expect(note).toBeVisible();
	await expect(note).toContainText(words[`error_${code}`]!);
	await expect(note).toContainText(words[`error_${code}_next`]!);
}

function eachFailure(list: Failure[], reception: () => Reception): void {
	for (const [fault, code, state] of list) {
		test(`${fault}: said in words with a next step, and what was on screen stays`, async () => {
			const { page } = reception();
			const freshness = page.locator("[data-freshness]");
			await expect(freshness).toHaveAttribute("data-freshness", "fresh");
			const before = await reception().picture();
			expect(before.appointments.length).toBeGreaterThan(20);
			expect(before.scroll[0]).toBeGreaterThan(0);

			await reception().change(fault);
			await reception().refresh(state);
			await freshness.click();
			await expectWords(page, code);
			await freshness.click();
			await expect(page.locator(`[data-error=${code}]`)).toHaveCount(0);
			expect(await reception().picture()).toEqual(before);

			await reception().change();
			await reception().refresh("fresh");
			expect(await reception().picture()).toEqual(before);
		});
	}
}

for (const [kind, list] of [
	["a server that gives no answer", noAnswer],
	["a server that gives another answer", otherAnswer],
] as const) {
	test.describe(kind, () => {
		// In order, on one page; a failure has the next test begin with a new one.
		test.describe.configure({ mode: "default" });
		let reception: Reception;
		test.beforeAll(async ({ browser }) => {
			reception = await Reception.open(await browser.newPage());
		});
		test.afterAll(() => reception.close());
		eachFailure(list, () => reception);
	});
}

test.describe("a server that is not to be trusted", () => {
	test.describe.configure({ mode: "default" });
	let reception: Reception;
	let folder: string;
	test.beforeAll(async ({ browser }) => {
		folder = await mkdtemp(join(tmpdir(), "qabyl-authority-"));
		reception = await Reception.open(await browser.newPage(), folder);
	});
	test.afterAll(async () => {
		await reception.close();
		await rm(folder, { recursive: true });
	});
	eachFailure(secureFailures, () => reception);
});

test("a server that does not know its own versions is told, and what is known stays", async ({
	page,
	stage,
}) => {
	const server = await stage.practice();
	await connect(page, stage, server.address);
	const appointments = page.locator("[data-view=day] [data-appointment-id]");
	const before = await appointments.count();
	await server.stop();
	await stage.practice({ fault: "not-modified", port: new URL(server.address).port });
	// The week is known and it says the truth of it; the month is not.
	await page.locator("[data-action=view-month]").click();
	await expect(page.locator("[data-freshness=stale]")).toBeVisible();
	await page.locator("[data-freshness]").click();
	await expectWords(page, "not_modified_without_cache");
	await page.keyboard.press("Escape");
	await show(page, "day");
	await expect(appointments).toHaveCount(before);
});

/** What is met on the way to a server, before one is there. Nothing of it leaves this computer, but for asking after a name. */
const onTheWay: [code: string, address: string, proxy?: string][] = [
	["dns", "https://clinic.invalid"],
	// To everybody on the network: no system lets a connection out to that.
	["unreachable", "https://255.255.255.255"],
	// Nobody listens on the first port of all.
	["proxy", "https://clinic.invalid", "http://127.0.0.1:1"],
];
for (const [code, address, proxy] of onTheWay) {
	test(`no way to a server: ${code} is told, and the account on screen stays`, async ({ page, stage }) => {
		await explore(page, stage);
		const appointments = page.locator("[data-view=day] [data-appointment-id]");
		const before = await appointments.count();
		await page.locator("[data-action=settings]").click();
		if (proxy) {
			await page.locator("input[name=proxy-way][value=typed]").check({ force: true });
			await page.locator("input[name=proxy]").fill(proxy);
			await page.keyboard.press("Enter");
			await expect(page.locator("[data-proxy=none]")).toBeVisible();
		}
		await page.locator("[data-action=change-connection]").click();
		await check(page, address, TOKEN);
		await expectWords(page, code);
		await page.keyboard.press("Escape");
		await page.keyboard.press("Escape");
		await expect(appointments).toHaveCount(before);
	});
}

/** Sooner than the next poll, which a failure has put off to a minute. */
const returns: [what: string, happens: (page: Page) => Promise<unknown>][] = [
	["the button is pressed", (page) => page.locator("[data-action=refresh]").click()],
	["the network returns", (page) => page.evaluate(() => dispatchEvent(new Event("online")))],
	["the window is looked at again", (page) => page.evaluate(() => dispatchEvent(new Event("focus")))],
	["its time has come", (page) => forward(page, 70)],
];
for (const [what, happens] of returns) {
	test(`a server that is gone and comes back is taken up again when ${what}`, async ({ page, stage }) => {
		const server = await stage.practice();
		await connect(page, stage, server.address);
		await server.stop();
		await page.locator("[data-action=refresh]").click();
		await expect(page.locator("[data-freshness=offline]")).toBeVisible();
		await stage.practice({ port: new URL(server.address).port });
		// What was checked a moment ago is not asked for by a look.
		await forward(page, 20);
		await happens(page);
		await expect(page.locator("[data-freshness=fresh]")).toBeVisible();
	});
}

test("broken rows are left out and counted, the others are there", async ({ page, stage }) => {
	const good = await stage.practice();
	await connect(page, stage, good.address);
	const appointments = page.locator("[data-view=day] [data-appointment-id]");
	const before = await appointments.count();
	await good.stop();
	await stage.practice({ fault: "broken-rows", port: new URL(good.address).port });
	await page.locator("[data-action=refresh]").click();
	await page.locator("[data-unreadable]").click();
	await expect(page.getByRole("dialog")).toContainText("appointments[");
	expect(Math.abs((await appointments.count()) - before)).toBeLessThan(5);
});

test("a connection that fails leaves the account on screen alone", async ({ page, stage }) => {
	await explore(page, stage);
	const appointments = await page.locator("[data-view=day] [data-appointment-id]").count();
	await page.locator("[data-action=settings]").click();
	await page.locator("[data-action=change-connection]").click();
	const server = await stage.practice({ fault: "account-suspended" });
	await check(page, server.address, TOKEN);
	await page.locator("[data-action=connect]").click();
	await expect(page.locator("[data-error=account_suspended]")).toBeVisible();
	await page.keyboard.press("Escape");
	await page.keyboard.press("Escape");
	await expect(page.locator("[data-view=day] [data-appointment-id]")).toHaveCount(appointments);
});
