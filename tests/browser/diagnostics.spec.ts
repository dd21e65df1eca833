import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Page } from "@playwright/test";

import { axeFindings } from "./axe.ts";
import { overflowing } from "./layout.ts";
import { check, expect, test as base, TOKEN, type Language } from "./program.ts";

const test = base.extend<{ data: string }>({
	/** A folder for the desk's files, with a log and a note of a crash, as if they were not scrubbed when they were written. */
	data: async ({ page, stage }, use) => {
		const data = mkdtempSync(join(tmpdir(), "qabyl-diagnostics-"));
		mkdirSync(join(data, "logs"));
		writeFileSync(join(data, "logs/qabyl.2026-11-24.log"), LOG);
		writeFileSync(join(data, "logs/panic-2026-11-23T12-05-00Z.txt"), NOTE);
		await use(data);
		await page.goto("about:blank");
		await stage.stop();
		rmSync(data, { recursive: true });
	},
});

test.use({ permissions: ["clipboard-read", "clipboard-write"] });

const LOG = [
	"2026-11-24T05:29:00.123456Z  INFO desk::refresh: a fetch failed: HTTP status 502 code=server_error in_a_row=1",
	`2026-11-24T05:29:30.123456Z  WARN elsewhere: ${TOKEN} for Айгерим Оспанова, +7 701 123 45 67`,
	"",
].join("\n");
const NOTE =
	"Qabyl 0.1.0, linux x86_64\nwhen     2026-11-23T12:05:00Z\nplace    src/some.rs:1:2\nmessage  Айгерим\n";

const dialog = (page: Page) => page.locator("[data-panel=diagnostics]");
const shown = (page: Page) => page.locator("textarea[data-diagnostics]");
const crash = (page: Page) => page.locator("[data-crash]");
const crashSeen = (page: Page) =>
	page.waitForResponse((response) => response.url().endsWith("/desk/crash_seen"));
const clipboard = (page: Page) => page.evaluate(() => navigator.clipboard.readText());

/** The names and phones of everybody in the week on screen. */
async function clientsOfWeek(page: Page): Promise<string[]> {
	const open = new URL("/desk/open", page.url()).href;
	const answer = await (await page.request.post(open, { data: { view: "list", date: null } })).text();
	const words = [...answer.matchAll(/"(?:clientName|clientPhone|resourceName)":"([^"]+)"/g)].flatMap(
		(match) => match[1]!.split(" "),
	);
	return [...new Set(words)].filter((word) => word.length > 2);
}

async function signIn(page: Page, address: string): Promise<void> {
	await check(page, address);
	await page.locator("[data-action=connect]").click();
	await expect(page.locator("[data-view=day] [data-appointment-id]").first()).toBeVisible();
}

test("by keyboard alone: what is shown is what is saved, and nobody is in it", async ({
	page,
	stage,
	data,
}) => {
	const server = await stage.practice();
	await page.goto((await stage.deskIn(data)).address);
	await signIn(page, server.address);
	const clients = await clientsOfWeek(page);
	expect(clients.length).toBeGreaterThan(100);

	await page.keyboard.press("Control+Comma");
	await page.getByRole("tab", { name: "Подключение" }).focus();
	await page.keyboard.press("End");
	await expect(page.locator("[data-action=diagnostics]")).toBeVisible();
	expect((await page.locator("[data-action=diagnostics]").boundingBox())!.height).toBe(32);
	const about = page.locator(".settings-section:visible");
	expect(await about.evaluate((section) => section.scrollWidth - section.clientWidth)).toBe(0);
	await page.keyboard.press("Tab");
	await page.keyboard.press("Tab");
	await expect(page.locator("[data-action=diagnostics]")).toBeFocused();
	await page.keyboard.press("Enter");
	await expect(shown(page)).toBeFocused();
	const text = await shown(page).inputValue();
	for (const fact of [
		"version     0.1.0",
		"accounts    1: this computer",
		"== panic of 2026-11-23T12:05:00Z",
		"code=server_error in_a_row=1",
	]) {
		expect(text).toContain(fact);
	}
	for (const secret of [...clients, TOKEN, "Айгерим", "701 123", server.address, "127.0.0.1"]) {
		expect(text, secret).not.toContain(secret);
	}
	// It is read from its beginning, and as far as it goes.
	expect(
		await shown(page).evaluate((field: HTMLTextAreaElement) => [field.selectionStart, field.scrollTop]),
	).toEqual([0, 0]);
	await page.keyboard.press("Control+End");
	await expect.poll(() => shown(page).evaluate((field) => field.scrollTop)).toBeGreaterThan(0);
	await page.keyboard.type("x");
	expect(await shown(page).inputValue()).toBe(text);
	expect(existsSync(join(data, "diagnostics"))).toBe(false);

	await page.keyboard.press("Tab");
	await expect(page.locator("[data-action=copy-diagnostics]")).toBeFocused();
	await page.keyboard.press("Space");
	await expect.poll(() => clipboard(page)).toBe(text);
	await page.keyboard.press("Tab");
	await page.keyboard.press("Enter");
	const saved = page.locator("[data-saved]");
	await expect(saved).toBeVisible();
	await expect(page.locator("[data-action=save-diagnostics]")).toBeFocused();
	const path = (await saved.getAttribute("data-saved"))!;
	expect(readdirSync(join(data, "diagnostics")).map((name) => join(data, "diagnostics", name))).toEqual([
		path,
	]);
	expect(readFileSync(path, "utf8")).toBe(text);
	await page.keyboard.press("Shift+Tab");
	await page.keyboard.press("Shift+Tab");
	await expect(page.locator("[data-action=copy-path]")).toBeFocused();
	await page.keyboard.press("Enter");
	await expect.poll(() => clipboard(page)).toBe(path);

	// Out of it one comes back to where one was.
	await page.keyboard.press("Escape");
	await expect(dialog(page)).toHaveCount(0);
	await expect(page.locator("[data-panel=settings]")).toBeVisible();
	await expect(page.locator("[data-action=diagnostics]")).toBeFocused();
});

test("a crash is told of once, whatever screen comes up", async ({ page, stage, data }) => {
	await page.goto((await stage.deskIn(data)).address);
	await expect(page.locator("[data-screen=first]")).toBeVisible();
	// 17:05 of the day before, in Almaty.
	await expect(crash(page)).toContainText("23\u00a0ноября, 17:05");
	await page.reload();
	const looked = crashSeen(page);
	await page.locator("[data-action=look-at-crash]").click();
	await expect(shown(page)).toHaveValue(/== panic of 2026-11-23T12:05:00Z\nQabyl 0\.1\.0/);
	await expect(crash(page)).toHaveCount(0);
	expect((await looked).ok()).toBe(true);
	await page.keyboard.press("Escape");
	await expect(dialog(page)).toHaveCount(0);
	await page.reload();
	await expect(page.locator("[data-screen=first]")).toBeVisible();
	await expect(crash(page)).toHaveCount(0);

	// A later one is another one, and can be left alone.
	writeFileSync(join(data, "logs/panic-2026-11-24T05-10-00Z.txt"), NOTE);
	await page.goto((await stage.deskIn(data)).address);
	await expect(crash(page)).toContainText("10:10");
	await page.locator("[data-action=explore]").click();
	await expect(page.locator("[data-view=day] [data-appointment-id]").first()).toBeVisible();
	await expect(crash(page)).toBeVisible();
	const seen = crashSeen(page);
	await page.locator("[data-action=dismiss-crash]").click();
	await expect(crash(page)).toHaveCount(0);
	expect((await seen).ok()).toBe(true);
	await page.goto((await stage.deskIn(data)).address);
	await expect(page.locator("[data-view=day] [data-appointment-id]").first()).toBeVisible();
	await expect(crash(page)).toHaveCount(0);
});

test("a wipe takes the log, the notes and what was saved", async ({ page, stage, data }) => {
	await page.goto((await stage.deskIn(data)).address);
	await page.locator("[data-action=look-at-crash]").click();
	await page.locator("[data-action=save-diagnostics]").click();
	await expect(page.locator("[data-saved]")).toBeVisible();
	await page.keyboard.press("Escape");
	await page.locator("[data-action=explore]").click();
	await expect(page.locator("[data-view=day] [data-appointment-id]").first()).toBeVisible();
	expect(readdirSync(data)).toEqual(["diagnostics", "logs", "settings.json"]);
	await page.keyboard.press("Control+Comma");
	await page.getByRole("tab", { name: "Данные" }).click();
	await page.locator("[data-panel=settings] [data-action=sign-out]:visible").click();
	await page.locator("[data-panel=sign-out] [data-action=confirm-wipe]").click();
	await expect(page.locator("[data-screen=first]")).toBeVisible();
	expect(readdirSync(data)).toEqual([]);
});

test("what cannot be saved is said, and the text stays", async ({ page, stage, data }) => {
	// A file where the folder should be.
	writeFileSync(join(data, "diagnostics"), "");
	await page.goto((await stage.deskIn(data)).address);
	await page.locator("[data-action=look-at-crash]").click();
	await expect(shown(page)).toHaveValue(/^Qabyl diagnostics/);
	await page.locator("[data-action=save-diagnostics]").click();
	await expect(dialog(page).locator("[data-error=storage_failed]")).toBeVisible();
	await expect(shown(page)).toHaveValue(/^Qabyl diagnostics/);
});

for (const language of ["ru", "kk", "en"] as Language[]) {
	for (const scheme of ["light", "dark"] as const) {
		test(`axe finds nothing and nothing is cut off: ${language}, ${scheme}`, async ({
			page,
			stage,
			data,
		}) => {
			await page.emulateMedia({ colorScheme: scheme });
			await page.setViewportSize({ width: 900, height: 600 });
			await page.goto((await stage.deskIn(data, language)).address);
			await expect(crash(page)).toBeVisible();
			expect(await axeFindings(page, ".notices")).toEqual([]);
			await page.locator("[data-action=look-at-crash]").click();
			await expect(shown(page)).toHaveValue(/^Qabyl diagnostics/);
			expect(await axeFindings(page, "[data-panel=diagnostics]")).toEqual([]);
			await page.locator("[data-action=save-diagnostics]").click();
			await expect(page.locator("[data-saved]")).toBeVisible();
			expect(await axeFindings(page, "[data-panel=diagnostics]"), "saved").toEqual([]);
			expect(await overflowing(page)).toEqual([]);
			expect(await page.locator(".diagnostics").evaluate((box) => box.scrollHeight - box.clientHeight)).toBe(
				0,
			);
			await expect(page.locator("[data-action=save-diagnostics]")).toBeInViewport({ ratio: 1 });
		});
	}
}
