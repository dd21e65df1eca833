import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { connect as connectSocket, type AddressInfo } from "node:net";
import { join } from "node:path";

import type { Page } from "@playwright/test";

import { pressConnect, connect, dayAppointments, openSampleData, openSettings, stopDesk } from "./actions.ts";
import { axeViolations } from "./axe.ts";
import { expect, test as base } from "./fixtures.ts";
import { LANGUAGES } from "./servers.ts";

/** A name that only the proxy can reach. The practice server has a certificate for it. */
const HOST = "behind-a-proxy.example";
const USER = "reception";
const PASSWORD = "a/long#password";
const AUTHORIZATION = `Basic ${Buffer.from(`${USER}:${PASSWORD}`).toString("base64")}`;

/** A proxy on loopback that connects every host to one server, and requires a user name and a password. */
class Proxy {
	/** The hosts that were requested. */
	readonly requestedHosts: string[] = [];
	readonly #server: Server;
	readonly host: string;

	private constructor(server: Server) {
		this.#server = server;
		this.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
	}

	static async start(targetAddress: string): Promise<Proxy> {
		const server = createServer((_, response) => response.writeHead(405).end());
		server.listen(0, "127.0.0.1");
		await once(server, "listening");
		const proxy = new Proxy(server);
		server.on("connect", (request, client, firstBytes) => {
			proxy.requestedHosts.push(request.url ?? "");
			if (request.headers["proxy-authorization"] !== AUTHORIZATION) {
				client.end("HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n");
				return;
			}
			const target = connectSocket(Number(new URL(targetAddress).port), "127.0.0.1", () => {
				client.write("HTTP/1.1 200 OK\r\n\r\n");
				target.write(firstBytes);
				target.pipe(client).pipe(target);
			});
			// When one side closes the connection, the other is closed too.
			client.on("error", () => target.destroy()).on("close", () => target.destroy());
			target.on("error", () => client.destroy()).on("close", () => client.destroy());
		});
		return proxy;
	}

	/** The proxy's address with the user name and a password. */
	address(password = PASSWORD): string {
		return `http://${USER}:${password}@${this.host}`;
	}

	stop(): void {
		this.#server.closeAllConnections();
		this.#server.close();
	}
}

interface Network {
	proxy: Proxy;
	/** The address of a desk that trusts the server's certificate. */
	deskAddress: string;
}

/** A practice server that only the proxy can reach by its name, and a desk. */
const test = base.extend<{ network: Network }>({
	network: async ({ servers }, use) => {
		const httpsFolder = servers.temporaryFolder();
		const server = await servers.practice({ httpsFolder });
		const proxy = await Proxy.start(server.address);
		const desk = await servers.desk({ trustedAuthority: join(httpsFolder, "authority.pem") });
		await use({ proxy, deskAddress: desk.address });
		proxy.stop();
	},
});

const form = (page: Page) => page.locator("[data-form=proxy]");
const field = (page: Page) => form(page).locator("input[name=proxy]");
const option = (page: Page, value: "system" | "own") => page.locator(`input[name=proxy-way][value=${value}]`);
const choose = (page: Page, value: "system" | "own") => option(page, value).check({ force: true });

async function submitProxy(page: Page, address: string): Promise<void> {
	await field(page).fill(address);
	await page.locator("[data-action=use-proxy]").click();
}

async function openProxySettings(page: Page): Promise<void> {
	await openSettings(page);
	await expect(form(page)).toBeVisible();
}

test("a proxy can be set on the first screen before connecting, and its password is not displayed", async ({
	page,
	network: { proxy, deskAddress },
}) => {
	await page.goto(deskAddress);
	await expect(form(page)).toBeHidden();
	await page.locator("[data-action=proxy]").click();
	await choose(page, "own");
	await submitProxy(page, proxy.address("wrong-password"));
	await expect(page.locator("[data-proxy=kept]")).toContainText(`http://${proxy.host}`);
	await pressConnect(page, `https://${HOST}`);
	await expect(page.locator("[data-error=proxy]")).toBeVisible();

	await page.locator("[data-action=change-proxy]").click();
	await expect(field(page)).toBeFocused();
	await expect(field(page)).toHaveValue(`http://${proxy.host}`);
	await submitProxy(page, proxy.address());
	await expect(page.locator("[data-action=change-proxy]")).toBeFocused();
	await page.locator("[data-action=check]").click();
	await expect(dayAppointments(page).first()).toBeVisible();
	expect(proxy.requestedHosts).toContain(`${HOST}:443`);

	await page.reload();
	await openProxySettings(page);
	await expect(page.locator("[data-proxy=kept]")).toContainText(`http://${proxy.host}`);
	expect(await page.content()).not.toContain(PASSWORD);
	expect(await page.content()).not.toContain(USER);
});

test("a proxy that refuses the password leaves the day on screen, and can be corrected from the error", async ({
	page,
	network: { proxy, deskAddress },
}) => {
	await page.goto(deskAddress);
	await page.locator("[data-action=proxy]").click();
	await choose(page, "own");
	await submitProxy(page, proxy.address());
	await connect(page, `https://${HOST}`);
	const appointmentCount = await dayAppointments(page).count();

	await openProxySettings(page);
	await page.locator("[data-action=change-proxy]").click();
	await submitProxy(page, proxy.address("wrong-password"));
	await page.keyboard.press("Escape");
	await expect(page.locator("[data-freshness=offline]")).toBeVisible();
	await expect(dayAppointments(page)).toHaveCount(appointmentCount);
	await page.locator("[data-freshness]").click();
	await page.locator("[role=dialog]:has([data-error=proxy]) button").click();
	await page.locator("[data-action=change-proxy]").click();
	await submitProxy(page, proxy.address());
	await page.keyboard.press("Escape");
	await expect(page.locator("[data-freshness=fresh]")).toBeVisible();
	await expect(dayAppointments(page)).toHaveCount(appointmentCount);
});

for (const language of LANGUAGES) {
	test(`an invalid proxy stays in its field with an error: ${language}`, async ({ page, servers }) => {
		await openSampleData(page, servers, language);
		await openProxySettings(page);
		await expect(option(page, "system")).toBeChecked();
		await choose(page, "own");
		for (const invalid of ["два слова", "ftp://reception:hunter2@proxy:21", "http://proxy/wpad.pac"]) {
			await submitProxy(page, invalid);
			const note = form(page).locator("[data-error=bad_proxy]");
			await expect(note).toBeVisible();
			await expect(note.locator("p")).toHaveCount(2);
			await expect(note).not.toContainText("hunter2");
			await expect(field(page)).toHaveValue(invalid);
			await expect(field(page)).toHaveAttribute("aria-invalid", "true");
			await expect(field(page)).toBeFocused();
		}
		expect(await axeViolations(page)).toEqual([]);
	});

	test(`a proxy is saved without displaying its password, and can be removed: ${language}`, async ({
		page,
		servers,
	}) => {
		await openSampleData(page, servers, language);
		await openProxySettings(page);
		await choose(page, "own");
		await submitProxy(page, " reception:hunter2@10.0.0.1:3128 ");
		await expect(page.locator("[data-proxy=kept]")).toContainText("http://10.0.0.1:3128");
		expect(await axeViolations(page)).toEqual([]);
		await page.reload();
		await openProxySettings(page);
		await expect(page.locator("[data-proxy=kept]")).toContainText("http://10.0.0.1:3128");
		await page.locator("[data-action=change-proxy]").click();
		await expect(field(page)).toHaveValue("http://10.0.0.1:3128");
		expect(await page.content()).not.toContain("hunter2");
		// The same address again does not discard the password.
		await page.keyboard.press("Enter");
		await expect(page.locator("[data-proxy=kept]")).toBeVisible();

		// The choice alone changes nothing.
		await choose(page, "system");
		await expect(page.locator("[data-action=use-system-proxy]")).toBeVisible();
		expect(await axeViolations(page)).toEqual([]);
		await choose(page, "own");
		await expect(page.locator("[data-proxy=kept]")).toBeVisible();
		await choose(page, "system");
		await page.locator("[data-action=use-system-proxy]").click();
		await expect(option(page, "system")).toBeFocused();
		await expect(page.locator("[data-action=use-system-proxy]")).toHaveCount(0);
		await page.reload();
		await openProxySettings(page);
		await expect(option(page, "system")).toBeChecked();
		await choose(page, "own");
		await expect(field(page)).toHaveValue("");
	});
}

test("a proxy can be set with the keyboard alone", async ({ page, servers }) => {
	await page.goto((await servers.desk()).address);
	await page.locator("[data-action=proxy]").focus();
	await page.keyboard.press("Enter");
	await expect(form(page)).toBeVisible();
	expect(await axeViolations(page)).toEqual([]);
	await page.keyboard.press("Tab");
	await page.keyboard.press("ArrowRight");
	await expect(option(page, "own")).toBeChecked();
	await page.keyboard.press("Tab");
	await page.keyboard.type("proxy.clinic.kz");
	await page.keyboard.press("Enter");
	await expect(page.locator("[data-proxy=none]")).toContainText("http://proxy.clinic.kz");
	await expect(page.locator("[data-action=change-proxy]")).toBeFocused();
	expect(await axeViolations(page)).toEqual([]);
});

test("without a keychain the password of the proxy is requested again after a restart", async ({
	page,
	servers,
	dataFolder,
}) => {
	const first = await servers.desk({ dataFolder });
	await page.goto(first.address);
	await page.locator("[data-action=proxy]").click();
	await choose(page, "own");
	await submitProxy(page, "http://reception:hunter2@10.0.0.1:3128");
	await expect(page.locator("[data-proxy=kept]")).toBeVisible();
	await stopDesk(page, first);
	expect(readFileSync(join(dataFolder, "settings.json"), "utf8")).not.toContain("hunter2");

	await page.goto((await servers.desk({ dataFolder })).address);
	await expect(page.locator("[data-action=proxy]")).toHaveAttribute("aria-expanded", "true");
	await expect(page.locator("[data-proxy=missing]")).toContainText("http://10.0.0.1:3128");
});
