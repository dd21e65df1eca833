import type { ClientAppointments } from "../../ui/src/bindings.ts";
import {
	callDesk,
	clipboardText,
	dayAppointments,
	defined,
	openConnected,
	openedPages,
	openSampleData,
} from "./actions.ts";
import { axeViolations } from "./axe.ts";
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

test("phone and reminder are copied, the number opens in the messengers, and the other appointments of the client open their day", async ({
	context,
	page,
	servers,
}) => {
	await context.grantPermissions(["clipboard-read", "clipboard-write"]);
	const server = await servers.practice();
	await openConnected(page, servers, server.address);
	const panel = page.locator("[data-panel=appointment]");
	const others = panel.locator("[data-client-appointment]");
	const ids = await dayAppointments(page).evaluateAll((all) =>
		all.map((appointment) => Number(appointment.getAttribute("data-appointment-id"))),
	);
	const withPhone: number[] = [];
	for (const id of ids) {
		if ((await callDesk(page, "appointment", { id })).internationalPhone !== null) {
			withPhone.push(id);
		}
	}
	const id = defined(withPhone[0]);
	const phone = defined((await callDesk(page, "appointment", { id })).internationalPhone);
	// The sample's clients come once a week, so another appointment is given to this one.
	const other = defined(withPhone[1]);
	const details = await callDesk(page, "appointment", { id: other });
	await page.route("**/desk/client_appointments", (route) =>
		route.fulfill({
			json: {
				appointments: [
					{
						id: other,
						date: { ...details.date, iso: "2026-11-24" },
						startLabel: details.span.startLabel,
						over: false,
						resourceId: details.resource.id,
						resourceName: details.resource.name,
						serviceName: null,
						status: details.status,
						outstanding: 2500,
						hidden: false,
					},
				],
				more: 3,
				debt: 4000,
			} satisfies ClientAppointments,
		}),
	);
	await dayAppointments(page)
		.and(page.locator(`[data-appointment-id="${id}"]`))
		.focus();
	await page.keyboard.press("Enter");
	await expect(panel).toContainText(`№ ${id}`);
	await panel.locator("[data-action=copy-phone]").click();
	await expect.poll(() => clipboardText(page)).toBe(phone);
	await panel.locator("[data-action=copy-reminder]").click();
	await expect
		.poll(() => clipboardText(page))
		.toMatch(/^Здравствуйте! Напоминаем: Вт, 24 ноября в \d\d:\d\d, /);
	await panel.locator("[data-messenger=whatsapp]").click();
	await expect.poll(() => openedPages(page)).toEqual([`https://wa.me/${phone.slice(1)}`]);
	await panel.locator("[data-messenger=telegram]").click();
	await expect.poll(() => openedPages(page)).toHaveLength(2);
	expect((await openedPages(page))[1]).toBe(`https://t.me/${phone}`);

	const fields = panel.locator("[data-all-fields]");
	await expect(fields).not.toHaveAttribute("open");
	await fields.locator("summary").click();
	await expect(fields.locator("dd").first()).toBeVisible();
	await expect(panel.locator("[data-client-debt]")).toContainText(/4\s000/);
	for (const theme of ["light", "dark"] as const) {
		await page.emulateMedia({ colorScheme: theme });
		expect(await axeViolations(page, "[data-panel=appointment]"), theme).toEqual([]);
	}
	await page.locator("[data-action=privacy]").click();
	await expect(panel.locator("[data-action=copy-phone]")).toHaveCount(0);
	await expect(panel.locator("[data-messenger]")).toHaveCount(0);
	await page.locator("[data-action=privacy]").click();
	await others.click();
	await expect(panel).toContainText(`№ ${other}`);
	await expect(page.locator(`[data-view=day] [data-appointment-id="${other}"]`)).toHaveClass(/selected/);
});

test("sample data have no links to the dashboard", async ({ page, servers }) => {
	await openSampleData(page, servers);
	await dayAppointments(page).first().click();
	await expect(page.locator("[data-panel=appointment] h3").first()).toBeVisible();
	await expect(page.locator("[data-page]")).toHaveCount(0);
	await expect(
		page.locator("[data-messenger]"),
		"an invented number can be that of a real person",
	).toHaveCount(0);
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
