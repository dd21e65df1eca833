import { clipboardText, dayAppointments, openConnected, openedPages, openSampleData } from "./actions.ts";
import { expect, test } from "./fixtures.ts";

test("the conversation, the client and the calendar open in the browser on the account's server", async ({
	page,
	servers,
}) => {
	const server = await servers.practice();
	await openConnected(page, servers, server.address);

	// Opens appointments until one has a conversation.
	const panel = page.locator("[data-panel=appointment]");
	const conversation = panel.locator("[data-page=chat]");
	const ids = await dayAppointments(page).evaluateAll((all) =>
		all.map((appointment) => appointment.getAttribute("data-appointment-id")),
	);
	for (const id of ids) {
		await dayAppointments(page)
			.and(page.locator(`[data-appointment-id="${id}"]`))
			.focus();
		await page.keyboard.press("Enter");
		await expect(panel).toContainText(`№ ${id}`);
		await expect(panel.locator("[data-page=client]")).toBeVisible();
		if (await conversation.isVisible()) {
			break;
		}
	}
	await expect(conversation, "an appointment with a conversation").toBeVisible();
	await conversation.focus();
	await page.keyboard.press("Enter");
	await expect.poll(() => openedPages(page)).toHaveLength(1);
	await panel.locator("[data-page=client]").click();
	await expect.poll(() => openedPages(page)).toHaveLength(2);
	await page.locator(".account").click();
	await page.locator("[data-page=calendar]").click();
	await expect.poll(() => openedPages(page)).toHaveLength(3);

	const dashboard = `${server.address}/app/accounts/1`;
	expect(await openedPages(page)).toEqual([
		expect.stringMatching(new RegExp(`^${dashboard}/conversations/\\d+$`)),
		expect.stringMatching(new RegExp(`^${dashboard}/contacts/\\d+$`)),
		`${dashboard}/scheduling/calendar`,
	]);
	await expect(page.locator("[data-view=day]"), "the window still shows the calendar").toBeVisible();
});

test("sample data have no links to the dashboard", async ({ page, servers }) => {
	await openSampleData(page, servers);
	await dayAppointments(page).first().click();
	await expect(page.locator("[data-panel=appointment] h3").first()).toBeVisible();
	await expect(page.locator("[data-page]")).toHaveCount(0);
	await page.locator(".account").click();
	await expect(page.locator(".menu")).toBeVisible();
	await expect(page.locator("[data-page]")).toHaveCount(0);
});

test("the address can be copied when the browser cannot be started", async ({ page, servers }) => {
	const server = await servers.practice();
	await openConnected(page, servers, server.address);
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
	await expect.poll(() => clipboardText(page)).toBe(address);
	await expect(notice).toHaveCount(0);
	await expect(dayAppointments(page).first()).toBeVisible();
});
