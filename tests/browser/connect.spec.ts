import { createServer, type AddressInfo } from "node:net";

import { check, connect, expect, test, TOKEN, type Language } from "./program.ts";

const languages: Language[] = ["ru", "kk", "en"];

/** A port on which nobody listens. */
async function deadPort(): Promise<number> {
	const server = createServer().listen(0, "127.0.0.1");
	await new Promise((resolve) => server.once("listening", resolve));
	const { port } = server.address() as AddressInfo;
	await new Promise((resolve) => server.close(resolve));
	return port;
}

for (const language of languages) {
	test(`wrong address, wrong token, a server of another kind: ${language}`, async ({ page, stage }) => {
		await page.goto(await stage.desk(language));
		await expect(page.locator("html")).toHaveAttribute("lang", language);
		const sentences = new Set<string>();
		const fails = async (address: string, token: string, code: string) => {
			await check(page, address, token);
			await sees(address, code);
		};
		const sees = async (address: string, code: string) => {
			const notice = page.locator(`[data-error=${code}]`);
			await expect(notice).toBeVisible();
			// What was typed stays, and each failure has words of its own.
			await expect(page.locator("input[name=address]")).toHaveValue(address);
			const sentence = (await notice.innerText()).trim();
			expect(sentence.length).toBeGreaterThan(20);
			expect(sentences).not.toContain(sentence);
			sentences.add(sentence);
		};

		await fails("not an address", TOKEN, "bad_address");
		await fails("http://one-link.example", TOKEN, "insecure_address");
		await fails("https://somebody:secret@one-link.example", TOKEN, "address_has_user_info");
		await fails(`http://127.0.0.1:${await deadPort()}`, TOKEN, "refused");
		const good = await stage.practice();
		await fails(good.address, "not-the-token", "invalid_token");
		for (const [fault, code] of [
			["html", "not_json"],
			["header-lost", "header_lost"],
			["empty-body", "empty_body"],
			["redirect", "redirected"],
			["server-error", "server_error"],
		]) {
			const server = await stage.practice({ fault });
			await fails(server.address, TOKEN, code!);
		}
		// The profile is answered; it is the account's calendar that is refused.
		const suspended = await stage.practice({ fault: "account-suspended" });
		await check(page, suspended.address);
		await page.locator("[data-action=connect]").click();
		await sees(suspended.address, "account_suspended");
	});
}

test("an account is chosen from those that the token opens", async ({ page, stage }) => {
	const server = await stage.practice();
	await connect(page, stage, server.address);
	await expect(page.locator("[data-freshness=fresh]")).toBeVisible();
});

test("a server that does not list its accounts lets the number be typed", async ({ page, stage }) => {
	const server = await stage.practice({ fault: "no-profile" });
	await page.goto(await stage.desk());
	await check(page, server.address);
	await page.locator("input[name=account]").fill("1");
	await page.locator("[data-action=connect]").click();
	await expect(page.locator("[data-view=day] [data-appointment-id]").first()).toBeVisible();
});

test("the token does not stay on the page", async ({ page, stage }) => {
	const server = await stage.practice();
	await connect(page, stage, server.address);
	expect(await page.content()).not.toContain(TOKEN);
	const kept = await page.evaluate(() =>
		JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]),
	);
	expect(kept).not.toContain(TOKEN);
});
