import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";

import { checkConnection, dayAppointments, openConnected } from "./actions.ts";
import { expect, test } from "./fixtures.ts";
import { LANGUAGES, TOKEN } from "./servers.ts";

/** A port on which no program listens. */
async function unusedPort(): Promise<number> {
	const server = createServer().listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;
	server.close();
	await once(server, "close");
	return port;
}

for (const language of LANGUAGES) {
	test(`each failed connection has its own message and the form keeps the address: ${language}`, async ({
		page,
		servers,
	}) => {
		await page.goto((await servers.desk({ language })).address);
		await expect(page.locator("html")).toHaveAttribute("lang", language);
		const messages = new Set<string>();
		const expectError = async (code: string, address: string) => {
			const notice = page.locator(`[data-error=${code}]`);
			await expect(notice).toBeVisible();
			await expect(page.locator("input[name=address]")).toHaveValue(address);
			const message = (await notice.innerText()).trim();
			expect(message.length).toBeGreaterThan(20);
			expect(messages).not.toContain(message);
			messages.add(message);
		};
		const checkFails = async (code: string, address: string, token = TOKEN) => {
			await checkConnection(page, address, token);
			await expectError(code, address);
		};

		await checkFails("bad_address", "not an address");
		await checkFails("insecure_address", "http://one-link.example");
		await checkFails("address_has_user_info", "https://somebody:secret@one-link.example");
		await checkFails("refused", `http://127.0.0.1:${await unusedPort()}`);
		await checkFails("invalid_token", (await servers.practice()).address, "not-the-token");
		for (const [fault, code] of [
			["html", "not_json"],
			["header-lost", "header_lost"],
			["empty-body", "empty_body"],
			["redirect", "redirected"],
			["server-error", "server_error"],
		] as const) {
			await checkFails(code, (await servers.practice({ fault })).address);
		}
		// The check succeeds, because this server refuses the calendar only.
		const suspended = await servers.practice({ fault: "account-suspended" });
		await checkConnection(page, suspended.address);
		await page.locator("[data-action=connect]").click();
		await expectError("account_suspended", suspended.address);
	});
}

test("a connected account is fresh", async ({ page, servers }) => {
	const server = await servers.practice();
	await openConnected(page, servers, server.address);
	await expect(page.locator("[data-freshness=fresh]")).toBeVisible();
});

test("the account number can be entered when the server lists no accounts", async ({ page, servers }) => {
	const server = await servers.practice({ fault: "no-profile" });
	await page.goto((await servers.desk()).address);
	await checkConnection(page, server.address);
	await page.locator("input[name=account]").fill("1");
	await page.locator("[data-action=connect]").click();
	await expect(dayAppointments(page).first()).toBeVisible();
});

test("after connecting, neither the page nor the browser's storage contains the token", async ({
	page,
	servers,
}) => {
	const server = await servers.practice();
	await openConnected(page, servers, server.address);
	expect(await page.content()).not.toContain(TOKEN);
	const stored = await page.evaluate(() =>
		JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage), document.cookie]),
	);
	expect(stored).not.toContain(TOKEN);
});
