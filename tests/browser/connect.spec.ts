import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";

import { dayAppointments, openConnected, openedPages, pressConnect } from "./actions.ts";
import type { Connection } from "../../ui/src/bindings.ts";
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
			await pressConnect(page, address, token);
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
		// This server refuses the calendar only.
		await checkFails("account_suspended", (await servers.practice({ fault: "account-suspended" })).address);
	});
}

test("a connected account is fresh", async ({ page, servers }) => {
	const server = await servers.practice();
	await openConnected(page, servers, server.address);
	await expect(page.locator("[data-freshness=fresh]")).toBeVisible();
});

test("an account is chosen when the token opens several", async ({ page, servers }) => {
	const server = await servers.practice();
	await page.goto((await servers.desk()).address);
	await page.route("**/desk/check_connection", async (route) => {
		const response = await route.fetch();
		const connection = (await response.json()) as Connection;
		const accounts = [...connection.accounts, { id: 2, name: "Second", role: null }];
		await route.fulfill({ response, json: { ...connection, accounts } });
	});
	await pressConnect(page, server.address);
	await expect(page.locator("input[name=account]")).toHaveCount(2);
	await expect(page.locator("[data-action=connect]")).toBeDisabled();
	await page.locator("input[name=account][value='1']").check();
	await page.locator("[data-action=connect]").click();
	await expect(dayAppointments(page).first()).toBeVisible();
});

test("an account that the pasted address does not name is not connected without a choice", async ({
	page,
	servers,
}) => {
	const server = await servers.practice();
	await page.goto((await servers.desk()).address);
	await pressConnect(page, `${server.address}/app/accounts/7/inbox`);
	await expect(page.locator("input[name=account]")).toHaveCount(1);
	await expect(page.locator("[data-action=connect]")).toBeDisabled();
	await page.locator("input[name=account]").check();
	await page.locator("[data-action=connect]").click();
	await expect(dayAppointments(page).first()).toBeVisible();
});

test("the profile page with the token opens on the typed server", async ({ page, servers }) => {
	await page.goto((await servers.desk()).address);
	const profile = page.locator("[data-page=profile]");
	await expect(profile).toBeHidden();
	await page.locator("[data-action=where-token]").click();
	await page.locator("input[name=address]").fill("http://one-link.example");
	await profile.click();
	await expect(page.locator("[data-error=insecure_address]")).toBeVisible();
	expect(await openedPages(page)).toEqual([]);

	await page.locator("input[name=address]").fill("https://one-link.example/app/accounts/12/inbox");
	await profile.click();
	await expect
		.poll(() => openedPages(page))
		.toEqual(["https://one-link.example/app/accounts/12/profile/settings"]);
	await expect(page.locator("[data-error]")).toHaveCount(0);
});

test("the account number can be entered when the server lists no accounts", async ({ page, servers }) => {
	const server = await servers.practice({ fault: "no-profile" });
	await page.goto((await servers.desk()).address);
	await pressConnect(page, server.address);
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
