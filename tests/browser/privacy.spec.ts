import type { Page } from "@playwright/test";

import { expect, explore, show, test } from "./program.ts";

/** All names and phones of clients in an answer of the desk. */
function clientsIn(answer: unknown): string[] {
	if (typeof answer !== "object" || answer === null) {
		return [];
	}
	const { clientName, clientPhone } = answer as Record<string, unknown>;
	const own = [clientName, clientPhone].filter((each) => typeof each === "string");
	return [...own, ...Object.values(answer).flatMap(clientsIn)];
}

/** Every client of the week on screen, as the desk tells them. */
async function clientsOfWeek(page: Page): Promise<string[]> {
	const open = new URL("/desk/open", page.url()).href;
	const answer = await page.request.post(open, { data: { view: "list", date: null } });
	return [...new Set(clientsIn(await answer.json()))];
}

/** An appointment of the day on screen of whose client both numbers are known. */
async function appointmentWithNumbers(
	page: Page,
): Promise<{ id: number; clientPhone: string; clientIdentifier: string }> {
	const url = new URL("/desk/appointment", page.url()).href;
	for (const box of await page.locator("[data-view=day] [data-appointment-id]").all()) {
		const id = Number(await box.getAttribute("data-appointment-id"));
		const answer = await page.request.post(url, { data: { id } });
		const { clientPhone, clientIdentifier } = (await answer.json()) as Record<string, string | null>;
		if (clientPhone && clientIdentifier) {
			return { id, clientPhone, clientIdentifier };
		}
	}
	throw new Error("no appointment of the day has both numbers");
}

/** Which of these stand anywhere in the page: its text, its attributes, its labels. */
const standing = (page: Page, clients: string[]) =>
	page.evaluate((all) => {
		const whole = document.documentElement.outerHTML;
		return all.filter((each) => whole.includes(each));
	}, clients);

test("one key leaves initials of names and nothing of phones, everywhere", async ({ page, stage }) => {
	await explore(page, stage);
	const clients = await clientsOfWeek(page);
	expect(clients.length).toBeGreaterThan(100);
	expect((await standing(page, clients)).length).toBeGreaterThan(20);

	await page.keyboard.press("KeyB");
	await expect(page.locator("html")).toHaveAttribute("data-privacy");
	await expect(page.locator("[data-action=privacy]")).toHaveAttribute("aria-pressed", "true");
	for (const view of ["day", "week", "month", "list"] as const) {
		await show(page, view);
		expect(await standing(page, clients), view).toEqual([]);
	}
	await show(page, "day");
	const appointment = page.locator("[data-view=day] [data-appointment-id]").first();
	await expect(appointment).toContainText(/\p{Lu}\. \p{Lu}\./u);
	await appointment.hover();
	await expect(page.locator(".tip")).toBeVisible();
	expect(await standing(page, clients), "tip").toEqual([]);
	await appointment.click();
	await expect(page.locator("[data-panel=appointment] h3").first()).toBeVisible();
	expect(await standing(page, clients), "appointment").toEqual([]);
	await page.keyboard.press("KeyP");
	await expect(page.locator("[data-panel=money] [data-sum=planned]")).toBeVisible();
	expect(await standing(page, clients), "money").toEqual([]);
	await page.keyboard.press("Escape");
	await page.keyboard.press("Slash");
	await page.keyboard.type("ова");
	await expect(page.locator("[data-hit]").first()).toBeVisible();
	expect(await standing(page, clients), "search").toEqual([]);
	await page.keyboard.press("Escape");

	await page.keyboard.press("KeyB");
	await expect(page.locator("html")).not.toHaveAttribute("data-privacy");
	expect((await standing(page, clients)).length).toBeGreaterThan(20);
});

test("phone and IIN are masked until asked for, and again when the screen is hidden", async ({
	page,
	stage,
}) => {
	await explore(page, stage);
	const { id, clientPhone, clientIdentifier } = await appointmentWithNumbers(page);
	const appointment = page.locator(`[data-view=day] [data-appointment-id="${id}"]`);
	// Under the pointer the phone is whole no more than in the panel.
	await appointment.hover();
	await expect(page.locator(".tip")).toContainText(`••• ${clientPhone.replaceAll(/\D/g, "").slice(-4)}`);
	await expect(page.locator(".tip")).not.toContainText(clientPhone);
	await appointment.click();
	const panel = page.locator("[data-panel=appointment]");
	for (const [number, show] of [
		[clientPhone, "Показать телефон полностью"],
		[clientIdentifier, "Показать ИИН полностью"],
	] as const) {
		const digits = number.replaceAll(/\D/g, "");
		await expect(panel).toContainText(`••• ${digits.slice(-4)}`);
		expect(await panel.innerHTML()).not.toContain(number);
		await panel.getByRole("button", { name: show }).click();
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

test("names hide by themselves after minutes without input, and stay hidden", async ({ page, stage }) => {
	await page.clock.install();
	await explore(page, stage);
	await page.locator("[data-action=settings]").click();
	await page.locator("[data-panel=settings]").getByRole("tab", { name: "Вид" }).click();
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
