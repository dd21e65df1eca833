import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { connect as dial, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Page } from "@playwright/test";

import { axeFindings } from "./axe.ts";
import { check, expect, explore, NOW, test as base, type Language, type Stage } from "./program.ts";

/** A name that only a proxy leads to, and that the practice server's certificate is for. */
const HOST = "behind-a-proxy.example";
const PASSWORD = "a/long#password";
const AUTHORIZATION = `Basic ${Buffer.from(`reception:${PASSWORD}`).toString("base64")}`;

/** A proxy on loopback that takes every name for one server, for whoever names the password. */
class Proxy {
	readonly heard: string[] = [];
	private constructor(
		private readonly server: Server,
		readonly host: string,
	) {}

	static async start(leadsTo: string): Promise<Proxy> {
		const server = createServer((_, response) => response.writeHead(405).end());
		await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
		const proxy = new Proxy(server, `127.0.0.1:${(server.address() as AddressInfo).port}`);
		server.on("connect", (request, socket, head) => {
			proxy.heard.push(request.url ?? "");
			if (request.headers["proxy-authorization"] !== AUTHORIZATION) {
				socket.end("HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n");
				return;
			}
			const beyond = dial(Number(new URL(leadsTo).port), "127.0.0.1", () => {
				socket.write("HTTP/1.1 200 OK\r\n\r\n");
				beyond.write(head);
				beyond.pipe(socket).pipe(beyond);
			});
			// Whoever hangs up takes the other side along.
			socket.on("error", () => beyond.destroy()).on("close", () => beyond.destroy());
			beyond.on("error", () => socket.destroy()).on("close", () => socket.destroy());
		});
		return proxy;
	}

	address(password = PASSWORD): string {
		return `http://reception:${password}@${this.host}`;
	}

	stop(): void {
		this.server.closeAllConnections();
		this.server.close();
	}
}

/** A network from which only the proxy leads to the server. */
const test = base.extend<{ network: { proxy: Proxy; desk(language?: Language): Promise<string> } }>({
	network: async ({ page, stage }, use) => {
		const folder = mkdtempSync(join(tmpdir(), "qabyl-proxy-"));
		const server = await stage.practice({ https: folder });
		const proxy = await Proxy.start(server.address);
		const trusted = join(folder, "authority.pem");
		await use({ proxy, desk: (language) => stage.desk(language, NOW, undefined, { trusted }) });
		await page.goto("about:blank");
		await stage.stop();
		proxy.stop();
		rmSync(folder, { recursive: true });
	},
});

const form = (page: Page) => page.locator("[data-form=proxy]");
const field = (page: Page) => form(page).locator("input[name=proxy]");
const choose = (page: Page, way: "system" | "typed") =>
	form(page).locator(`input[name=proxy-way][value=${way}]`).check({ force: true });

async function use(page: Page, text: string): Promise<void> {
	await field(page).fill(text);
	await page.locator("[data-action=use-proxy]").click();
}

async function openSettings(page: Page): Promise<void> {
	await page.locator("[data-action=settings]").click();
	await expect(form(page)).toBeVisible();
}

test("who needs a proxy connects through one, from the first screen on", async ({ page, network }) => {
	const { proxy } = network;
	await page.goto(await network.desk());
	await expect(form(page)).toBeHidden();
	await page.locator("[data-action=proxy]").click();
	await choose(page, "typed");
	await use(page, proxy.address("of-somebody-else"));
	await expect(page.locator("[data-proxy=kept]")).toContainText(`http://${proxy.host}`);
	await check(page, `https://${HOST}`);
	await expect(page.locator("[data-error=proxy]")).toBeVisible();

	await page.locator("[data-action=change-proxy]").click();
	await expect(field(page)).toBeFocused();
	await expect(field(page)).toHaveValue(`http://${proxy.host}`);
	await use(page, proxy.address());
	await expect(page.locator("[data-action=change-proxy]")).toBeFocused();
	await page.locator("[data-action=check]").click();
	await page.locator("[data-action=connect]").click();
	await expect(page.locator("[data-view=day] [data-appointment-id]").first()).toBeVisible();
	expect(proxy.heard).toContain(`${HOST}:443`);

	await page.reload();
	await openSettings(page);
	await expect(page.locator("[data-proxy=kept]")).toContainText(`http://${proxy.host}`);
	expect(await page.content()).not.toContain(PASSWORD);
	expect(await page.content()).not.toContain("reception");
});

test("a proxy that fails is told and the day stays, until another way is gone", async ({ page, network }) => {
	const { proxy } = network;
	await page.goto(await network.desk());
	await page.locator("[data-action=proxy]").click();
	await choose(page, "typed");
	await use(page, proxy.address());
	await check(page, `https://${HOST}`);
	await page.locator("[data-action=connect]").click();
	const appointments = page.locator("[data-view=day] [data-appointment-id]");
	await expect(appointments.first()).toBeVisible();
	const before = await appointments.count();

	await openSettings(page);
	await page.locator("[data-action=change-proxy]").click();
	await use(page, proxy.address("of-somebody-else"));
	await page.keyboard.press("Escape");
	await expect(page.locator("[data-freshness=offline]")).toBeVisible();
	await expect(appointments).toHaveCount(before);
	// What its next step says is one press away.
	await page.locator("[data-freshness]").click();
	await page.locator("[role=dialog]:has([data-error=proxy]) button").click();
	await page.locator("[data-action=change-proxy]").click();
	await use(page, proxy.address());
	await page.keyboard.press("Escape");
	await expect(page.locator("[data-freshness=fresh]")).toBeVisible();
	await expect(appointments).toHaveCount(before);
});

for (const language of ["ru", "kk", "en"] satisfies Language[]) {
	test(`a proxy is refused, set, and left again: ${language}`, async ({
		page,
		stage,
	}: {
		page: Page;
		stage: Stage;
	}) => {
		await explore(page, stage, language);
		await openSettings(page);
		await expect(page.locator("input[name=proxy-way][value=system]")).toBeChecked();
		await choose(page, "typed");
		for (const wrong of ["два слова", "ftp://reception:hunter2@proxy:21", "http://proxy/wpad.pac"]) {
			await use(page, wrong);
			const note = form(page).locator("[data-error=bad_proxy]");
			await expect(note).toBeVisible();
			expect((await note.locator("p").allInnerTexts()).length).toBe(2);
			await expect(note).not.toContainText("hunter2");
			// Nothing that was typed is lost, and it is the field that is to be mended.
			await expect(field(page)).toHaveValue(wrong);
			await expect(field(page)).toHaveAttribute("aria-invalid", "true");
			await expect(field(page)).toBeFocused();
		}
		expect(await axeFindings(page)).toEqual([]);

		await use(page, " reception:hunter2@10.0.0.1:3128 ");
		await expect(page.locator("[data-proxy=kept]")).toContainText("http://10.0.0.1:3128");
		expect(await axeFindings(page)).toEqual([]);
		await page.reload();
		await openSettings(page);
		await expect(page.locator("[data-proxy=kept]")).toContainText("http://10.0.0.1:3128");
		await page.locator("[data-action=change-proxy]").click();
		await expect(field(page)).toHaveValue("http://10.0.0.1:3128");
		expect(await page.content()).not.toContain("hunter2");
		// Nothing new is nothing to do: the password is not lost by it.
		await page.keyboard.press("Enter");
		await expect(page.locator("[data-proxy=kept]")).toBeVisible();

		// Choosing alone changes nothing.
		await choose(page, "system");
		await expect(page.locator("[data-action=use-system-proxy]")).toBeVisible();
		expect(await axeFindings(page)).toEqual([]);
		await choose(page, "typed");
		await expect(page.locator("[data-proxy=kept]")).toBeVisible();
		await choose(page, "system");
		await page.locator("[data-action=use-system-proxy]").click();
		await expect(page.locator("input[name=proxy-way][value=system]")).toBeFocused();
		await expect(page.locator("[data-action=use-system-proxy]")).toHaveCount(0);
		await page.reload();
		await openSettings(page);
		await expect(page.locator("input[name=proxy-way][value=system]")).toBeChecked();
		await choose(page, "typed");
		await expect(field(page)).toHaveValue("");
	});
}

test("by the keyboard alone", async ({ page, stage }) => {
	await page.goto(await stage.desk());
	await page.locator("[data-action=proxy]").focus();
	await page.keyboard.press("Enter");
	expect(await axeFindings(page)).toEqual([]);
	await page.keyboard.press("Tab");
	await page.keyboard.press("ArrowRight");
	await expect(page.locator("input[name=proxy-way][value=typed]")).toBeChecked();
	await page.keyboard.press("Tab");
	await page.keyboard.type("proxy.clinic.kz");
	await page.keyboard.press("Enter");
	await expect(page.locator("[data-proxy=none]")).toContainText("http://proxy.clinic.kz");
	await expect(page.locator("[data-action=change-proxy]")).toBeFocused();
	expect(await axeFindings(page)).toEqual([]);
});

test("a name and a password that ended with the program are asked for", async ({ page, stage }) => {
	const data = mkdtempSync(join(tmpdir(), "qabyl-proxy-"));
	const first = await stage.deskIn(data);
	await page.goto(first.address);
	await page.locator("[data-action=proxy]").click();
	await choose(page, "typed");
	await use(page, "http://reception:hunter2@10.0.0.1:3128");
	await expect(page.locator("[data-proxy=kept]")).toBeVisible();
	await page.goto("about:blank");
	await first.stop();
	expect(readFileSync(join(data, "settings.json"), "utf8")).not.toContain("hunter2");

	await page.goto((await stage.deskIn(data)).address);
	await expect(page.locator("[data-action=proxy]")).toHaveAttribute("aria-expanded", "true");
	await expect(page.locator("[data-proxy=missing]")).toContainText("http://10.0.0.1:3128");
	await page.goto("about:blank");
	await stage.stop();
	rmSync(data, { recursive: true });
});
