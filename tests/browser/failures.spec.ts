import { readFile } from "node:fs/promises";
import { join } from "node:path";

import type { Page } from "@playwright/test";

import {
	advanceClock,
	pressConnect,
	connect,
	dayAppointments,
	defined,
	openConnected,
	openSampleData,
	openSettings,
	showView,
} from "./actions.ts";
import { expect, test } from "./fixtures.ts";
import { Servers, type ServerProcess } from "./servers.ts";

type Freshness = "fresh" | "stale" | "offline";

/** A fault of the practice server, the error code on screen, and the freshness that the screen shows then. */
type Failure = [fault: string, code: string, freshness: Freshness];

/** The server gives no response within the time limit. */
const TIMEOUTS: Failure[] = [
	["connect-timeout", "connect_timeout", "offline"],
	["hang", "read_timeout", "offline"],
];

/** No response, or a response that does not come from the application. */
const UNREACHABLE: Failure[] = [
	["refused", "refused", "offline"],
	["rate-limited", "rate_limited", "stale"],
	["rate-limited-retry-after", "rate_limited", "stale"],
	["bad-gateway", "server_error", "offline"],
	["unavailable", "server_error", "offline"],
	["maintenance", "server_error", "offline"],
	["gateway-timeout", "server_error", "offline"],
	["html", "not_json", "offline"],
	["redirect", "redirected", "offline"],
];

/** The application refuses the request, or its response cannot be used. */
const REFUSED_OR_UNUSABLE: Failure[] = [
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
	["no-appointments", "wrong_shape", "stale"],
	["too-many-rows", "too_many_rows", "stale"],
	["huge", "too_large", "stale"],
];

/** The secure connection fails. */
const TLS: Failure[] = [
	["tls-unknown-authority", "tls_unknown_authority", "offline"],
	["tls-expired", "tls_expired", "offline"],
	["tls-wrong-host", "tls_wrong_host", "offline"],
	["tls-broken", "tls", "offline"],
];

const MESSAGES = JSON.parse(
	await readFile(join(import.meta.dirname, "../../ui/messages/frame/ru.json"), "utf8"),
) as Record<string, string>;

const TOO_MANY_APPOINTMENTS = defined(MESSAGES.too_many_appointments).replace("{max}", "100 000");

/** The time limit of the desk in the tests of timeouts. A week of the clinic takes a small part of it. */
const TIMEOUT_MS = 5000;

interface ConnectionOptions {
	patienceMs?: number;
	https?: boolean;
}

/**
 * A page with a scrolled day view and an open appointment panel. Its server can be replaced.
 *
 * All failures of a list use one page: it is opened once, and must keep its state through each of them.
 */
class OpenDay {
	readonly page: Page;
	readonly #servers: Servers;
	readonly #httpsFolder: string | undefined;
	readonly #errors: string[] = [];
	#server: ServerProcess;

	private constructor(page: Page, servers: Servers, server: ServerProcess, httpsFolder: string | undefined) {
		this.page = page;
		this.#servers = servers;
		this.#server = server;
		this.#httpsFolder = httpsFolder;
		page.on("pageerror", (error) => this.#errors.push(String(error)));
	}

	static async open(page: Page, { patienceMs, https = false }: ConnectionOptions): Promise<OpenDay> {
		const servers = new Servers();
		const httpsFolder = https ? servers.temporaryFolder() : undefined;
		const server = await servers.practice({ httpsFolder });
		const trustedAuthority = httpsFolder === undefined ? undefined : join(httpsFolder, "authority.pem");
		await page.goto((await servers.desk({ patienceMs, trustedAuthority })).address);
		await connect(page, server.address);
		await page.locator("[data-view=day]").evaluate((grid) => grid.scrollTo(0, 150));
		// An appointment in the visible part, so that the click does not scroll.
		await dayAppointments(page).filter({ visible: true }).nth(3).click();
		await expect(page.locator("[data-panel=appointment]")).toBeVisible();
		return new OpenDay(page, servers, server, httpsFolder);
	}

	/** The parts of the page that a failure must not change. */
	async state() {
		return {
			appointments: await dayAppointments(this.page).evaluateAll((all) =>
				all.map((appointment) => [appointment.getAttribute("data-appointment-id"), appointment.textContent]),
			),
			scroll: await this.page
				.locator("[data-view=day]")
				.evaluate((grid) => [grid.scrollTop, grid.scrollLeft]),
			panel: await this.page.locator("[data-panel=appointment]").innerText(),
		};
	}

	/** Replaces the server by one with a fault, or by one without. */
	async replaceServer(fault?: string): Promise<void> {
		await this.#server.stop();
		this.#server = await this.#servers.practice({
			port: this.#server.port,
			fault,
			httpsFolder: this.#httpsFolder,
		});
	}

	/** Presses the refresh button and waits for the freshness. */
	async refresh(freshness: Freshness): Promise<void> {
		await this.page.locator("[data-action=refresh]").click();
		await expect(this.page.locator("[data-freshness]")).toHaveAttribute("data-freshness", freshness);
	}

	async close(): Promise<void> {
		await this.page.close();
		await this.#servers.stop();
		expect(this.#errors).toEqual([]);
	}
}

/** Waits for the message of an error code and its next step. */
async function expectMessage(page: Page, code: string): Promise<void> {
	const note = page.locator(`[data-error=${code}]`).first();
	await expect(note).toBeVisible();
	// The message names the rows, and the largest number of them.
	const title = code === "too_many_rows" ? TOO_MANY_APPOINTMENTS : defined(MESSAGES[`error_${code}`]);
	await expect(note).toContainText(title);
	await expect(note).toContainText(defined(MESSAGES[`error_${code}_next`]));
}

function testFailures(title: string, failures: Failure[], options: ConnectionOptions = {}): void {
	test.describe(title, () => {
		// In order, on one page. After a failed test Playwright opens a new page for the next one.
		test.describe.configure({ mode: "default" });
		let day: OpenDay;
		test.beforeAll(async ({ browser }) => {
			day = await OpenDay.open(await browser.newPage(), options);
		});
		test.afterAll(() => day.close());

		for (const [fault, code, freshness] of failures) {
			test(`${fault}: the message and its next step are displayed, and the page keeps its state`, async () => {
				const { page } = day;
				const indicator = page.locator("[data-freshness]");
				await expect(indicator).toHaveAttribute("data-freshness", "fresh");
				const before = await day.state();
				expect(before.appointments.length).toBeGreaterThan(20);
				expect(before.scroll[0]).toBeGreaterThan(0);

				await day.replaceServer(fault);
				await day.refresh(freshness);
				await indicator.click();
				await expectMessage(page, code);
				await indicator.click();
				await expect(page.locator(`[data-error=${code}]`)).toHaveCount(0);
				expect(await day.state()).toEqual(before);

				await day.replaceServer();
				await day.refresh("fresh");
				expect(await day.state()).toEqual(before);
			});
		}
	});
}

testFailures("a server that does not respond in time", TIMEOUTS, { patienceMs: TIMEOUT_MS });
testFailures("a server that cannot be reached", UNREACHABLE);
testFailures("a server that refuses or sends an unusable response", REFUSED_OR_UNUSABLE);
testFailures("a server that cannot be trusted", TLS, { https: true });

test("a response without a body for an unknown version is an error, and the fetched week stays", async ({
	page,
	servers,
}) => {
	const server = await servers.practice();
	await openConnected(page, servers, server.address);
	const appointmentCount = await dayAppointments(page).count();
	await server.stop();
	await servers.practice({ fault: "not-modified", port: server.port });
	// The desk has a version of the week, but none of the month.
	await page.locator("[data-action=view-month]").click();
	await expect(page.locator("[data-freshness=stale]")).toBeVisible();
	await page.locator("[data-freshness]").click();
	await expectMessage(page, "not_modified_without_cache");
	await page.keyboard.press("Escape");
	await showView(page, "day");
	await expect(dayAppointments(page)).toHaveCount(appointmentCount);
});

/** Connections that fail before they reach a server. Only the lookup of a name leaves this computer. */
const CONNECTION_FAILURES: [code: string, address: string, proxy?: string][] = [
	["dns", "https://clinic.invalid"],
	// The broadcast address: no operating system connects to it.
	["unreachable", "https://255.255.255.255"],
	// No program listens on port 1.
	["proxy", "https://clinic.invalid", "http://127.0.0.1:1"],
];
for (const [code, address, proxy] of CONNECTION_FAILURES) {
	test(`${code}: the message is displayed in the settings, and the account on screen stays`, async ({
		page,
		servers,
	}) => {
		await openSampleData(page, servers);
		const appointmentCount = await dayAppointments(page).count();
		await openSettings(page);
		if (proxy !== undefined) {
			await page.locator("input[name=proxy-way][value=own]").check({ force: true });
			await page.locator("input[name=proxy]").fill(proxy);
			await page.keyboard.press("Enter");
			await expect(page.locator("[data-proxy=none]")).toBeVisible();
		}
		await page.locator("[data-action=change-connection]").click();
		await pressConnect(page, address);
		await expectMessage(page, code);
		await page.keyboard.press("Escape");
		await page.keyboard.press("Escape");
		await expect(dayAppointments(page)).toHaveCount(appointmentCount);
	});
}

/** Events that retry before the next poll, which a failure delays to a minute; and that poll itself. */
const RETRY_EVENTS: [title: string, trigger: (page: Page) => Promise<unknown>][] = [
	["the refresh button is pressed", (page) => page.locator("[data-action=refresh]").click()],
	["the network returns", (page) => page.evaluate(() => dispatchEvent(new Event("online")))],
	["the window gets the focus", (page) => page.evaluate(() => dispatchEvent(new Event("focus")))],
	["the next poll is due", (page) => advanceClock(page, 70)],
];
for (const [title, trigger] of RETRY_EVENTS) {
	test(`a server that runs again is used when ${title}`, async ({ page, servers }) => {
		const server = await servers.practice();
		await openConnected(page, servers, server.address);
		await server.stop();
		await page.locator("[data-action=refresh]").click();
		await expect(page.locator("[data-freshness=offline]")).toBeVisible();
		await servers.practice({ port: server.port });
		// The focus does not repeat a request that was made in the last seconds.
		await advanceClock(page, 20);
		await trigger(page);
		await expect(page.locator("[data-freshness=fresh]")).toBeVisible();
	});
}

test("unreadable rows are skipped and listed, and the others are displayed", async ({ page, servers }) => {
	const server = await servers.practice();
	await openConnected(page, servers, server.address);
	const appointmentCount = await dayAppointments(page).count();
	await server.stop();
	await servers.practice({ fault: "broken-rows", port: server.port });
	await page.locator("[data-action=refresh]").click();
	await page.locator("[data-unreadable]").click();
	await expect(page.getByRole("dialog")).toContainText("appointments[");
	expect(Math.abs((await dayAppointments(page).count()) - appointmentCount)).toBeLessThan(5);
});

test("a period that is too large to draw says so and offers a day", async ({ page, servers }) => {
	const server = await servers.practice();
	await openConnected(page, servers, server.address);
	await showView(page, "week");
	await server.stop();
	await servers.practice({ fault: "endless-appointments", port: server.port });
	await page.locator("[data-action=refresh]").click();
	await expectMessage(page, "view_too_large");
	await expect(page.locator("[data-freshness=fresh]")).toBeVisible();
	await expect(page.locator("[data-appointment-id]")).toHaveCount(0);
	await page.locator("[data-error=view_too_large] button").click();
	await expect(page.locator("[data-view=day]")).toBeVisible();
});

test("a refused account is an error, and the account on screen stays", async ({ page, servers }) => {
	await openSampleData(page, servers);
	const appointmentCount = await dayAppointments(page).count();
	await openSettings(page);
	await page.locator("[data-action=change-connection]").click();
	const server = await servers.practice({ fault: "account-suspended" });
	await pressConnect(page, server.address);
	await expect(page.locator("[data-error=account_suspended]")).toBeVisible();
	await page.keyboard.press("Escape");
	await page.keyboard.press("Escape");
	await expect(dayAppointments(page)).toHaveCount(appointmentCount);
});
