import type { Page } from "@playwright/test";

import { connect, expect, explore, test } from "./program.ts";

const appointments = (page: Page) => page.locator("[data-view=day] [data-appointment-id]");

/** What a user's browser would have been shown. */
async function opened(page: Page): Promise<string[]> {
	const answer = await page.request.get(new URL("/opened", page.url()).href);
	return (await answer.json()) as string[];
}

test("chat, card and calendar open in the browser, at the address of the account", async ({
	page,
	stage,
}) => {
	const server = await stage.practice();
	await connect(page, stage, server.address);
	await expect(appointments(page).first()).toBeVisible();

	// Not every appointment came out of a chat.
	const chat = page.locator("[data-panel=appointment] [data-page=chat]");
	const ids = await appointments(page).evaluateAll((all) =>
		all.map((each) => each.getAttribute("data-appointment-id")),
	);
	let without = 0;
	for (const id of ids) {
		await appointments(page)
			.and(page.locator(`[data-appointment-id="${id}"]`))
			.focus();
		await page.keyboard.press("Enter");
		await expect(page.locator("[data-panel=appointment]")).toContainText(`№ ${id}`);
		await expect(page.locator("[data-panel=appointment] [data-page=client]")).toBeVisible();
		if (await chat.isVisible()) {
			break;
		}
		without += 1;
	}
	await chat.focus();
	await page.keyboard.press("Enter");
	await expect.poll(() => opened(page)).toHaveLength(1);
	await page.locator("[data-panel=appointment] [data-page=client]").click();
	await expect.poll(() => opened(page)).toHaveLength(2);
	await page.locator(".account").click();
	await page.locator("[data-page=calendar]").click();
	await expect.poll(() => opened(page)).toHaveLength(3);

	const dashboard = `${server.address}/app/accounts/1`;
	const [first, second, third] = await opened(page);
	expect(first).toMatch(new RegExp(`^${dashboard}/conversations/\\d+$`));
	expect(second).toMatch(new RegExp(`^${dashboard}/contacts/\\d+$`));
	expect(third).toBe(`${dashboard}/scheduling/calendar`);
	expect(without).toBeLessThan(ids.length);
	await expect(page.locator("[data-view=day]"), "the window itself goes nowhere").toBeVisible();
});

test("sample data have no dashboard", async ({ page, stage }) => {
	await explore(page, stage);
	await appointments(page).first().click();
	await expect(page.locator("[data-panel=appointment] h3").first()).toBeVisible();
	await expect(page.locator("[data-page]")).toHaveCount(0);
	await page.locator(".account").click();
	await expect(page.locator(".menu")).toBeVisible();
	await expect(page.locator("[data-page]")).toHaveCount(0);
});

test("without a browser the address can be copied", async ({ page, stage }) => {
	const server = await stage.practice();
	await connect(page, stage, server.address);
	await expect(appointments(page).first()).toBeVisible();
	const address = "https://one-link.example/app/accounts/1/scheduling/calendar";
	await page.route("**/desk/open_page", (route) =>
		route.fulfill({
			status: 422,
			contentType: "application/json",
			body: JSON.stringify({ code: "browser_failed", message: "no browser", details: address }),
		}),
	);
	await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
	await page.locator(".account").click();
	await page.locator("[data-page=calendar]").click();
	const notice = page.locator("[data-error=browser_failed]");
	await expect(notice).toContainText(address);
	await notice.getByRole("button").click();
	expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(address);
	await expect(notice).toHaveCount(0);
	await expect(appointments(page).first()).toBeVisible();
});
