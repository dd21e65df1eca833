import type { Page } from "@playwright/test";

import {
	callDesk,
	dayAppointments,
	openSampleData,
	openSettings,
	showView,
	VIEWS,
	wholeList,
} from "./actions.ts";
import { expect, test } from "./fixtures.ts";

/** All client names and phones in a response of the desk. */
function namesAndPhones(response: unknown): string[] {
	if (typeof response !== "object" || response === null) {
		return [];
	}
	const { clientName, clientPhone } = response as Record<string, unknown>;
	const own = [clientName, clientPhone].filter((value) => typeof value === "string");
	return [...own, ...Object.values(response).flatMap(namesAndPhones)];
}

/** The names and phones of every client in the week on screen. */
async function clientsOfWeek(page: Page): Promise<string[]> {
	return [...new Set(namesAndPhones((await wholeList(page)).rows))];
}

interface Numbers {
	id: number;
	clientPhone: string;
	clientIdentifier: string;
}

/** An appointment of the day on screen whose client has a phone and an identification number. */
async function appointmentWithNumbers(page: Page): Promise<Numbers> {
	for (const box of await dayAppointments(page).all()) {
		const id = Number(await box.getAttribute("data-appointment-id"));
		const { clientPhone, clientIdentifier } = await callDesk(page, "appointment", { id });
		if (clientPhone && clientIdentifier) {
			return { id, clientPhone, clientIdentifier };
		}
	}
	throw new Error("no appointment of the day has both numbers");
}

/** The names and phones that are anywhere in the page, including attributes and labels. */
const visibleClients = (page: Page, clients: string[]): Promise<string[]> =>
	page.evaluate((clients) => {
		const html = document.documentElement.outerHTML;
		return clients.filter((client) => html.includes(client));
	}, clients);

/** Turns the privacy mode on with its key. */
async function hideNames(page: Page): Promise<void> {
	await page.keyboard.press("KeyB");
	await expect(page.locator("html")).toHaveAttribute("data-privacy");
	await expect(page.locator("[data-action=privacy]")).toHaveAttribute("aria-pressed", "true");
}

/** The screens that display names, and how each is opened from the day view. */
const SCREENS: Record<string, (page: Page) => Promise<void>> = {
	...Object.fromEntries(VIEWS.map((view) => [`${view} view`, (page: Page) => showView(page, view)])),
	tooltip: async (page) => {
		await dayAppointments(page).first().hover();
		await expect(page.locator(".tip")).toBeVisible();
	},
	"appointment panel": async (page) => {
		await dayAppointments(page).first().click();
		await expect(page.locator("[data-panel=appointment] h3").first()).toBeVisible();
	},
	"money panel": async (page) => {
		await page.keyboard.press("KeyP");
		await expect(page.locator("[data-panel=money] [data-sum=taken]")).toBeVisible();
	},
	search: async (page) => {
		await page.keyboard.press("Slash");
		await page.keyboard.type("ова");
		await expect(page.locator("[data-hit]").first()).toBeVisible();
	},
};

for (const [screen, open] of Object.entries(SCREENS)) {
	test(`the privacy key hides names and phones: ${screen}`, async ({ page, servers }) => {
		await openSampleData(page, servers);
		const clients = await clientsOfWeek(page);
		expect(clients.length).toBeGreaterThan(100);
		expect((await visibleClients(page, clients)).length).toBeGreaterThan(20);
		await hideNames(page);
		await open(page);
		expect(await visibleClients(page, clients)).toEqual([]);
	});
}

test("the privacy key replaces names by initials, and shows the names when it is pressed again", async ({
	page,
	servers,
}) => {
	await openSampleData(page, servers);
	const clients = await clientsOfWeek(page);
	await hideNames(page);
	await expect(dayAppointments(page).first()).toContainText(/\p{Lu}\. \p{Lu}\./u);
	expect(await visibleClients(page, clients)).toEqual([]);
	await page.keyboard.press("KeyB");
	await expect(page.locator("html")).not.toHaveAttribute("data-privacy");
	expect((await visibleClients(page, clients)).length).toBeGreaterThan(20);
});

test("phone and identification number are masked until the user shows them, and again after the privacy mode", async ({
	page,
	servers,
}) => {
	await openSampleData(page, servers);
	const { id, clientPhone, clientIdentifier } = await appointmentWithNumbers(page);
	const appointment = page.locator(`[data-view=day] [data-appointment-id="${id}"]`);
	const lastDigits = (number: string) => number.replaceAll(/\D/g, "").slice(-4);
	await appointment.hover();
	await expect(page.locator(".tip")).toContainText(`••• ${lastDigits(clientPhone)}`);
	await expect(page.locator(".tip")).not.toContainText(clientPhone);
	await appointment.click();
	const panel = page.locator("[data-panel=appointment]");
	for (const [number, button] of [
		[clientPhone, "Показать телефон полностью"],
		[clientIdentifier, "Показать ИИН полностью"],
	] as const) {
		await expect(panel).toContainText(`••• ${lastDigits(number)}`);
		expect(await panel.innerHTML()).not.toContain(number);
		await panel.getByRole("button", { name: button }).click();
		await expect(panel).toContainText(number);
	}
	await page.keyboard.press("KeyB");
	for (const number of [clientPhone, clientIdentifier]) {
		await expect(panel).not.toContainText(number.slice(-4));
	}
	await page.keyboard.press("KeyB");
	await expect(panel).toContainText("•••");
	expect(await panel.innerHTML()).not.toContain(clientPhone);
	expect(await panel.innerHTML()).not.toContain(clientIdentifier);
});

test("names are hidden after the set minutes without input and stay hidden", async ({ page, servers }) => {
	await page.clock.install();
	await openSampleData(page, servers);
	await openSettings(page);
	await page.locator("[data-panel=settings]").getByRole("tab", { name: "Программа" }).click();
	await page.locator("select[name=settings-privacy]").selectOption("2");
	await page.keyboard.press("Escape");
	await page.clock.fastForward("01:50");
	await page.mouse.move(300, 300);
	await page.clock.fastForward("01:50");
	await expect(page.locator("html")).not.toHaveAttribute("data-privacy");
	await page.clock.fastForward("00:15");
	await expect(page.locator("html")).toHaveAttribute("data-privacy");
	await page.mouse.move(400, 400);
	await page.keyboard.press("KeyT");
	await expect(page.locator("html")).toHaveAttribute("data-privacy");
});
