import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Page } from "@playwright/test";

import { check, expect, TODAY, TOKEN, test as base, type Language } from "./program.ts";

const WORDS = "три слова, или четыре";

const test = base.extend<{ data: string }>({
	/** A folder for the desk's files, which goes when no desk can write into it any more. */
	data: async ({ page, stage }, use) => {
		const data = mkdtempSync(join(tmpdir(), "qabyl-trust-"));
		await use(data);
		await page.goto("about:blank");
		await stage.stop();
		rmSync(data, { recursive: true });
	},
});

const appointment = (page: Page) => page.locator("[data-view=day] [data-appointment-id]").first();

async function signIn(page: Page, address: string): Promise<void> {
	await check(page, address);
	await page.locator("[data-action=connect]").click();
	await expect(appointment(page)).toBeVisible();
}

async function openSettings(page: Page): Promise<void> {
	await page.locator("[data-action=settings]").click();
	await expect(page.locator("[data-panel=settings]")).toBeVisible();
}

async function setPassphrase(page: Page): Promise<void> {
	await openSettings(page);
	await page.locator("[data-action=set-passphrase]").click();
	await page.locator("input[name=new-passphrase]").fill(WORDS);
	await page.locator("input[name=repeat-passphrase]").fill(WORDS);
	await page.locator("[data-action=save-passphrase]").click();
	await expect(page.locator("[data-storage=passphrase]")).toBeVisible();
	await page.keyboard.press("Escape");
}

/** Ends the program; the page is left first, for it would complain of a host that is gone. */
async function end(page: Page, program: { stop(): Promise<void> }): Promise<void> {
	await page.goto("about:blank");
	await program.stop();
}

async function unlock(page: Page, words: string): Promise<void> {
	await page.locator("input[name=passphrase]").fill(words);
	await page.locator("[data-action=unlock]").click();
}

/** The files in which a text stands. */
const holding = (data: string, text: string) =>
	readdirSync(data).filter((name) => readFileSync(join(data, name)).includes(text));

test("a passphrase keeps token and calendar over a restart, and only it opens them", async ({
	page,
	stage,
	data,
}) => {
	const server = await stage.practice();
	const first = await stage.deskIn(data);
	await page.goto(first.address);
	await signIn(page, server.address);
	const appointments = await page.locator("[data-appointment-id]").count();

	await openSettings(page);
	await page.locator("[data-action=set-passphrase]").click();
	await page.locator("input[name=new-passphrase]").fill("коротко");
	await page.locator("[data-action=save-passphrase]").click();
	await expect(page.locator("input[name=new-passphrase][aria-invalid=true]")).toBeVisible();
	await page.locator("input[name=new-passphrase]").fill(WORDS);
	await page.locator("input[name=repeat-passphrase]").fill(`${WORDS}!`);
	await page.locator("[data-action=save-passphrase]").click();
	await expect(page.locator("input[name=repeat-passphrase][aria-invalid=true]")).toBeVisible();
	expect(readdirSync(data)).toEqual(["settings.json"]);
	await page.locator("input[name=repeat-passphrase]").fill(WORDS);
	await page.locator("[data-action=save-passphrase]").click();
	await expect(page.locator("[data-storage=passphrase]")).toBeVisible();
	// Nothing on screen moved for it.
	await page.keyboard.press("Escape");
	await expect(page.locator("[data-appointment-id]")).toHaveCount(appointments);
	expect(await page.content()).not.toContain(WORDS);
	await end(page, first);
	await server.stop();
	expect(readdirSync(data)).toEqual(
		expect.arrayContaining(["cache.sqlite3", "secrets.sealed", "settings.json"]),
	);
	for (const secret of [TOKEN, WORDS]) {
		expect(holding(data, secret), secret).toEqual([]);
	}

	await page.goto((await stage.deskIn(data)).address);
	await expect(page.locator("[data-screen=unlock]")).toBeVisible();
	await expect(page.locator("input[name=passphrase]")).toBeFocused();
	await expect(page.locator("[data-view], [data-appointment-id], [data-screen=first]")).toHaveCount(0);
	for (const wrong of ["не те слова совсем", WORDS.toUpperCase()]) {
		await unlock(page, wrong);
		await expect(page.locator("[data-error=wrong_passphrase]")).toBeVisible();
		await expect(page.locator("input[name=passphrase]")).toBeFocused();
	}
	await unlock(page, WORDS);
	await expect(page.locator("[data-appointment-id]")).toHaveCount(appointments);
	await expect(page.locator("[data-error=token_missing]")).toHaveCount(0);
	expect(await page.content()).not.toContain(WORDS);
});

test("going on without the passphrase loses nothing, and it can be given later", async ({
	page,
	stage,
	data,
}) => {
	const server = await stage.practice();
	const first = await stage.deskIn(data);
	await page.goto(first.address);
	await signIn(page, server.address);
	await setPassphrase(page);
	await end(page, first);
	const kept = readFileSync(join(data, "secrets.sealed"));

	await page.goto((await stage.deskIn(data)).address);
	await page.locator("[data-action=without-passphrase]").click();
	await expect(page.locator("[data-error=token_missing]")).toBeVisible();
	await expect(page.locator("[data-appointment-id]")).toHaveCount(0);
	expect(readFileSync(join(data, "secrets.sealed")).equals(kept)).toBe(true);
	await openSettings(page);
	await expect(page.locator("[data-reason=without_passphrase]")).toBeVisible();
	await unlock(page, WORDS);
	await expect(appointment(page)).toBeVisible();
	await expect(page.locator("[data-error=token_missing]")).toHaveCount(0);
});

test("a forgotten passphrase ends in an empty folder and the first screen", async ({ page, stage, data }) => {
	const server = await stage.practice();
	const first = await stage.deskIn(data);
	await page.goto(first.address);
	await signIn(page, server.address);
	await setPassphrase(page);
	await end(page, first);

	await page.goto((await stage.deskIn(data)).address);
	await page.locator("[data-action=wipe]").click();
	await page.locator("[data-panel=wipe] [data-action=confirm-wipe]").click();
	await expect(page.locator("[data-screen=first]")).toBeVisible();
	expect(readdirSync(data)).toEqual([]);
	// And the program goes on.
	await signIn(page, server.address);
});

test("signing out forgets the account, wiping forgets everything", async ({ page, stage, data }) => {
	const server = await stage.practice();
	await page.goto((await stage.deskIn(data)).address);
	await signIn(page, server.address);
	await setPassphrase(page);
	await openSettings(page);
	await page.locator("[role=tab]").nth(1).click();
	await expect(page.locator("[data-kept=disk]")).toContainText(/\d/);

	const leave = async (how: "sign-out" | "wipe") => {
		await openSettings(page);
		await page.locator("[data-panel=settings] [data-action=sign-out]:visible").click();
		await page.locator(`[data-panel=sign-out] [data-action=confirm-${how}]`).click();
		await expect(page.locator("[data-screen=first]")).toBeVisible();
		// Nothing of the clinic is left in the page.
		await expect(page.locator("[data-appointment-id]")).toHaveCount(0);
	};
	await page.keyboard.press("Escape");
	await leave("sign-out");
	expect(readdirSync(data)).toContain("settings.json");
	expect(holding(data, new URL(server.address).host)).toEqual([]);

	await signIn(page, server.address);
	expect(holding(data, new URL(server.address).host)).not.toEqual([]);
	await leave("wipe");
	expect(readdirSync(data)).toEqual([]);
	await page.reload();
	await expect(page.locator("[data-screen=first]")).toBeVisible();
	expect(readdirSync(data)).toEqual([]);
});

test("the limits of what is kept are within bounds and stay", async ({ page, stage, data }) => {
	const server = await stage.practice();
	const first = await stage.deskIn(data);
	await page.goto(first.address);
	await signIn(page, server.address);
	await openSettings(page);
	await page.locator("[role=tab]").nth(1).click();
	await expect(page.locator("[data-kept=memory]")).toContainText(/\d/);
	for (const [name, shown, typed, kept] of [
		["daysBack", "14", "0", "1"],
		["daysAhead", "45", "9999", "90"],
		["mostMib", "256", "512", "512"],
	]) {
		const field = page.locator(`input[name=cache-${name}]`);
		await expect(field).toHaveValue(shown!);
		const saved = page.waitForResponse((response) => response.url().endsWith("/desk/set_settings"));
		await field.fill(typed!);
		await field.press("Tab");
		expect((await saved).ok()).toBe(true);
		await expect(field).toHaveValue(kept!);
	}
	await end(page, first);
	const { cache } = JSON.parse(readFileSync(join(data, "settings.json"), "utf8")).settings;
	expect(cache).toEqual({ daysBack: 1, daysAhead: 90, mostMib: 512 });
});

test("what is not kept offline is said to be so, until the server is heard again", async ({
	page,
	stage,
	data,
}) => {
	const server = await stage.practice();
	const first = await stage.deskIn(data);
	await page.goto(first.address);
	await signIn(page, server.address);
	await appointment(page).click();
	const panel = page.locator("[data-panel=appointment]");
	await expect(panel.locator("dl").first()).toBeVisible();
	await expect(panel.locator("[data-not-kept]")).toHaveCount(0);
	await page.keyboard.press("Escape");
	await setPassphrase(page);
	await end(page, first);
	const port = new URL(server.address).port;
	await server.stop();

	await page.goto((await stage.deskIn(data)).address);
	await unlock(page, WORDS);
	await appointment(page).click();
	// Identification number, birth date, comment.
	await expect(panel.locator("[data-not-kept]")).toHaveCount(3);
	await stage.practice({ port });
	await page.locator("[data-action=refresh]").click();
	await expect(page.locator("[data-freshness=fresh]")).toBeVisible();
	await expect(panel).toBeVisible();
	await expect(panel.locator("[data-not-kept]")).toHaveCount(0);
	await expect(page.locator(`[data-view=day] [data-date="${TODAY}"]`).first()).toBeVisible();
});

const reasons = ["no_service", "no_default_keyring", "locked", "no_answer", "refused", "chosen"];
for (const language of ["ru", "kk", "en"] satisfies Language[]) {
	test(`why nothing is kept is told, each reason in its own words: ${language}`, async ({ page, stage }) => {
		const server = await stage.practice();
		let reason = "";
		// The desk's own reasons are tested against real keychains; here it is the words for each.
		await page.route(/\/desk\/(start|connect)$/, async (route) => {
			const response = await route.fetch();
			const start = await response.json();
			await route.fulfill({ response, json: { ...start, storage: { kind: "memory", reason } } });
		});
		const address = await stage.desk(language);
		const sentences = new Set<string>();
		for (reason of reasons) {
			await page.goto(address);
			if (reason === reasons[0]) {
				await signIn(page, server.address);
			}
			await openSettings(page);
			const place = page.locator(`[data-storage=memory][data-reason=${reason}]`);
			await expect(place).toBeVisible();
			const sentence = await place.locator("p").nth(1).innerText();
			expect(sentence.length).toBeGreaterThan(40);
			sentences.add(sentence);
		}
		expect(sentences.size).toBe(reasons.length);
	});
}
