import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { Page } from "@playwright/test";

import type { StartState } from "../../ui/src/bindings.ts";
import { connect, dayAppointments, openSampleData, openSettings, stopDesk } from "./actions.ts";
import { expect, test } from "./fixtures.ts";
import { LANGUAGES, TODAY, TOKEN } from "./servers.ts";

const PASSPHRASE = "три слова, или четыре";

async function openPassphraseForm(page: Page): Promise<void> {
	await openSettings(page);
	await page.locator("[data-action=set-passphrase]").click();
}

async function submitPassphrase(page: Page, passphrase: string, repeated = passphrase): Promise<void> {
	await page.locator("input[name=new-passphrase]").fill(passphrase);
	await page.locator("input[name=repeat-passphrase]").fill(repeated);
	await page.locator("[data-action=save-passphrase]").click();
}

async function setPassphrase(page: Page): Promise<void> {
	await openPassphraseForm(page);
	await submitPassphrase(page, PASSPHRASE);
	await expect(page.locator("[data-storage=passphrase]")).toBeVisible();
	await page.keyboard.press("Escape");
}

async function unlock(page: Page, passphrase: string): Promise<void> {
	await page.locator("input[name=passphrase]").fill(passphrase);
	await page.locator("[data-action=unlock]").click();
}

/** The names of the files that contain a text. */
const filesWith = (folder: string, text: string): string[] =>
	readdirSync(folder).filter((name) => readFileSync(join(folder, name)).includes(text));

test("a passphrase that is too short or not repeated exactly is refused and writes no file", async ({
	page,
	servers,
	dataFolder,
}) => {
	const server = await servers.practice();
	await page.goto((await servers.desk({ dataFolder })).address);
	await connect(page, server.address);
	await openPassphraseForm(page);
	await page.locator("input[name=new-passphrase]").fill("коротко");
	await page.locator("[data-action=save-passphrase]").click();
	await expect(page.locator("input[name=new-passphrase][aria-invalid=true]")).toBeVisible();
	await submitPassphrase(page, PASSPHRASE, `${PASSPHRASE}!`);
	await expect(page.locator("input[name=repeat-passphrase][aria-invalid=true]")).toBeVisible();
	expect(readdirSync(dataFolder)).toEqual(["accounts.json", "accounts.json.last", "lock", "settings.json"]);
	await page.locator("input[name=repeat-passphrase]").fill(PASSPHRASE);
	await page.locator("[data-action=save-passphrase]").click();
	await expect(page.locator("[data-storage=passphrase]")).toBeVisible();
});

test("a passphrase keeps token and calendar over a restart, and no other passphrase opens them", async ({
	page,
	servers,
	dataFolder,
}) => {
	const server = await servers.practice();
	const first = await servers.desk({ dataFolder });
	await page.goto(first.address);
	await connect(page, server.address);
	const appointments = page.locator("[data-appointment-id]");
	const appointmentCount = await appointments.count();
	await setPassphrase(page);
	await expect(appointments).toHaveCount(appointmentCount);
	expect(await page.content()).not.toContain(PASSPHRASE);
	await stopDesk(page, first);
	await server.stop();
	expect(readdirSync(dataFolder)).toEqual(
		expect.arrayContaining(["cache.sqlite3", "secrets.sealed", "settings.json"]),
	);
	for (const secret of [TOKEN, PASSPHRASE]) {
		expect(filesWith(dataFolder, secret), secret).toEqual([]);
	}

	await page.goto((await servers.desk({ dataFolder })).address);
	await expect(page.locator("[data-screen=unlock]")).toBeVisible();
	await expect(page.locator("input[name=passphrase]")).toBeFocused();
	await expect(page.locator("[data-view], [data-appointment-id], [data-screen=first]")).toHaveCount(0);
	for (const wrong of ["не те слова совсем", PASSPHRASE.toUpperCase()]) {
		await unlock(page, wrong);
		await expect(page.locator("[data-error=wrong_passphrase]")).toBeVisible();
		await expect(page.locator("input[name=passphrase]")).toBeFocused();
	}
	await unlock(page, PASSPHRASE);
	await expect(appointments).toHaveCount(appointmentCount);
	await expect(page.locator("[data-error=token_missing]")).toHaveCount(0);
	expect(await page.content()).not.toContain(PASSPHRASE);
});

test("starting without the passphrase deletes nothing, and the settings can unlock later", async ({
	page,
	servers,
	dataFolder,
}) => {
	const server = await servers.practice();
	const first = await servers.desk({ dataFolder });
	await page.goto(first.address);
	await connect(page, server.address);
	await setPassphrase(page);
	await stopDesk(page, first);
	const secretsFile = join(dataFolder, "secrets.sealed");
	const sealed = readFileSync(secretsFile);

	await page.goto((await servers.desk({ dataFolder })).address);
	await page.locator("[data-action=without-passphrase]").click();
	await expect(page.locator("[data-error=token_missing]")).toBeVisible();
	await expect(page.locator("[data-appointment-id]")).toHaveCount(0);
	expect(readFileSync(secretsFile).equals(sealed)).toBe(true);
	await openSettings(page);
	await expect(page.locator("[data-reason=without_passphrase]")).toBeVisible();
	await unlock(page, PASSPHRASE);
	await expect(dayAppointments(page).first()).toBeVisible();
	await expect(page.locator("[data-error=token_missing]")).toHaveCount(0);
});

test("wiping after a forgotten passphrase empties the folder, and the program can connect again", async ({
	page,
	servers,
	dataFolder,
}) => {
	const server = await servers.practice();
	const first = await servers.desk({ dataFolder });
	await page.goto(first.address);
	await connect(page, server.address);
	await setPassphrase(page);
	await stopDesk(page, first);

	await page.goto((await servers.desk({ dataFolder })).address);
	await page.locator("[data-action=wipe]").click();
	await page.locator("[data-panel=wipe] [data-action=confirm-wipe]").click();
	await expect(page.locator("[data-screen=first]")).toBeVisible();
	expect(readdirSync(dataFolder)).toEqual(["lock"]);
	await connect(page, server.address);
});

test("the loud button of the sign-out dialog signs out, and none wipes", async ({ page, servers }) => {
	await openSampleData(page, servers);
	await openSettings(page);
	await page.locator("[data-panel=settings] [data-action=sign-out]:visible").click();
	const dialog = page.locator("[data-panel=sign-out]");
	await expect(dialog.locator("[data-action=confirm-wipe]")).toBeVisible();
	const loud = await dialog
		.locator("button")
		.evaluateAll((buttons) =>
			buttons
				.filter((button) => getComputedStyle(button).backgroundColor !== "rgba(0, 0, 0, 0)")
				.map((button) => button.dataset["action"]),
		);
	expect(loud).toEqual(["confirm-sign-out"]);
});

test("signing out deletes the account, and wiping deletes everything", async ({
	page,
	servers,
	dataFolder,
}) => {
	const server = await servers.practice();
	const serverHost = new URL(server.address).host;
	await page.goto((await servers.desk({ dataFolder })).address);
	await connect(page, server.address);
	await setPassphrase(page);
	await openSettings(page);
	await page.locator("[role=tab]").nth(1).click();
	await expect(page.locator("[data-kept=disk]")).toContainText(/\d/);

	const leave = async (action: "sign-out" | "wipe") => {
		await openSettings(page);
		await page.locator("[data-panel=settings] [data-action=sign-out]:visible").click();
		await page.locator(`[data-panel=sign-out] [data-action=confirm-${action}]`).click();
		await expect(page.locator("[data-screen=first]")).toBeVisible();
		await expect(page.locator("[data-appointment-id]")).toHaveCount(0);
	};
	await page.keyboard.press("Escape");
	await leave("sign-out");
	expect(readdirSync(dataFolder)).toContain("settings.json");
	expect(filesWith(dataFolder, serverHost)).toEqual([]);

	await connect(page, server.address);
	expect(filesWith(dataFolder, serverHost)).not.toEqual([]);
	await leave("wipe");
	expect(readdirSync(dataFolder)).toEqual(["lock"]);
	await page.reload();
	await expect(page.locator("[data-screen=first]")).toBeVisible();
	expect(readdirSync(dataFolder)).toEqual(["lock"]);
});

test("limits of the cache outside their range are changed to the nearest limit and saved", async ({
	page,
	servers,
	dataFolder,
}) => {
	const server = await servers.practice();
	const desk = await servers.desk({ dataFolder });
	await page.goto(desk.address);
	await connect(page, server.address);
	await openSettings(page);
	await page.locator("[role=tab]").nth(1).click();
	await expect(page.locator("[data-kept=memory]")).toContainText(/\d/);
	for (const [name, initial, entered, saved] of [
		["daysBack", "14", "0", "1"],
		["daysAhead", "45", "9999", "90"],
		["maxMib", "256", "512", "512"],
	] as const) {
		const field = page.locator(`input[name=cache-${name}]`);
		await expect(field).toHaveValue(initial);
		const response = page.waitForResponse((response) => response.url().endsWith("/desk/set_settings"));
		await field.fill(entered);
		await field.press("Tab");
		expect((await response).ok()).toBe(true);
		await expect(field).toHaveValue(saved);
	}
	await stopDesk(page, desk);
	const { qabyl } = JSON.parse(readFileSync(join(dataFolder, "settings.json"), "utf8")) as {
		qabyl: { settings: { cache: unknown } };
	};
	expect(qabyl.settings.cache).toEqual({ daysBack: 1, daysAhead: 90, maxMib: 512 });
});

test("a damaged settings file is reported on the first screen, and the report covers no control", async ({
	page,
	servers,
	dataFolder,
}) => {
	writeFileSync(join(dataFolder, "settings.json"), '{"qabyl": {');
	const desk = await servers.desk({ dataFolder });
	await page.setViewportSize({ width: 900, height: 600 });
	await page.goto(desk.address);
	await expect(page.locator("[data-error=settings_unreadable]")).toBeVisible();
	await page.locator("[data-action=explore]").click();
	await expect(page.locator("[data-view=day] [data-appointment-id]").first()).toBeVisible();
	expect(readdirSync(dataFolder)).toContain("settings.json.bad");
});

test("data that the cache does not store are marked as such until the server responds", async ({
	page,
	servers,
	dataFolder,
}) => {
	const server = await servers.practice();
	const first = await servers.desk({ dataFolder });
	await page.goto(first.address);
	await connect(page, server.address);
	await dayAppointments(page).first().click();
	const panel = page.locator("[data-panel=appointment]");
	await expect(panel.locator("dl").first()).toBeVisible();
	await expect(panel.locator("[data-not-kept]")).toHaveCount(0);
	await page.keyboard.press("Escape");
	await setPassphrase(page);
	await stopDesk(page, first);
	await server.stop();

	await page.goto((await servers.desk({ dataFolder })).address);
	await unlock(page, PASSPHRASE);
	await dayAppointments(page).first().click();
	// The identification number, the birth date and the comment.
	await expect(panel.locator("[data-not-kept]")).toHaveCount(3);
	await servers.practice({ port: server.port });
	await page.locator("[data-action=refresh]").click();
	await expect(page.locator("[data-freshness=fresh]")).toBeVisible();
	await expect(panel).toBeVisible();
	await expect(panel.locator("[data-not-kept]")).toHaveCount(0);
	await expect(page.locator(`[data-view=day] [data-date="${TODAY}"]`).first()).toBeVisible();
});

/** The reasons for which nothing is stored on disk. */
const MEMORY_REASONS = [
	"no_service",
	"no_default_keyring",
	"locked",
	"no_answer",
	"refused",
	"chosen",
] as const;
for (const language of LANGUAGES) {
	test(`each reason for storing nothing has its own explanation: ${language}`, async ({ page, servers }) => {
		const server = await servers.practice();
		let reason: (typeof MEMORY_REASONS)[number] = MEMORY_REASONS[0];
		// The crates' tests cover when the desk gives each reason. This test covers the explanations.
		await page.route(/\/desk\/(start|connect)$/, async (route) => {
			const response = await route.fetch();
			const start = (await response.json()) as StartState;
			await route.fulfill({ response, json: { ...start, storage: { kind: "memory", reason } } });
		});
		const { address } = await servers.desk({ language });
		await page.goto(address);
		await connect(page, server.address);
		const explanations = new Set<string>();
		for (reason of MEMORY_REASONS) {
			await page.goto(address);
			await openSettings(page);
			const storage = page.locator(`[data-storage=memory][data-reason=${reason}]`);
			await expect(storage).toBeVisible();
			const explanation = await storage.locator("p").nth(1).innerText();
			expect(explanation.length).toBeGreaterThan(40);
			explanations.add(explanation);
		}
		expect(explanations.size).toBe(MEMORY_REASONS.length);
	});
}
