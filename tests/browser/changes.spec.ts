import { pressConnect, defined, openConnected } from "./actions.ts";
import { expect, test } from "./fixtures.ts";
import { TODAY } from "./servers.ts";

test("changes since the last response are listed and marked, and can be opened and dismissed", async ({
	page,
	servers,
}) => {
	const server = await servers.practice();
	await openConnected(page, servers, server.address);
	const scheduled = page.locator("[data-view=day] [data-appointment-id][data-status=scheduled]");
	const [moved, cancelled] = await scheduled.evaluateAll((all) =>
		all.map((appointment) => appointment.getAttribute("data-appointment-id")),
	);
	await page.locator("[data-view=day]").evaluate((grid) => grid.scrollTo(0, 120));
	await server.stop();
	const changes = ["--moved", `${defined(moved)},15`, "--cancelled", defined(cancelled)];
	await servers.practice({ port: server.port, changes });
	await page.keyboard.press("r");
	const badge = page.locator('[data-changes="2"]');
	await expect(badge).toBeVisible();
	await expect(page.locator(`[data-appointment-id="${moved}"]`)).toHaveClass(/marked/);
	expect(await page.locator("[data-view=day]").evaluate((grid) => grid.scrollTop)).toBe(120);

	await badge.click();
	const movedLine = page.locator(`[data-change=moved][data-change-id="${moved}"]`);
	await expect(movedLine.locator("s")).toBeVisible();
	await expect(page.locator(`[data-change=cancelled][data-change-id="${cancelled}"]`)).toBeVisible();
	await movedLine.click();
	await expect(page.locator("[data-panel=appointment]")).toBeVisible();
	await badge.click();
	await page.locator("[data-action=changes-seen]").click();
	await expect(page.locator("[data-changes]")).toHaveCount(0);
});

test("the account menu switches between accounts with different calendars", async ({ page, servers }) => {
	const clinic = await servers.practice();
	await openConnected(page, servers, clinic.address);
	const resources = page.locator("[data-view=day] [data-resource-id]");
	const clinicResources = await resources.count();
	const salon = await servers.practice({ scenario: "salon" });
	await page.locator(".account").click();
	await page.locator("[data-action=add-account]").click();
	await page.locator("[data-action=change-connection]").click();
	await pressConnect(page, salon.address);
	await expect(page.locator(`[data-view=day] [data-date="${TODAY}"]`).first()).toBeVisible();
	await expect(resources).not.toHaveCount(clinicResources);

	await page.locator(".account").click();
	await page.locator('[data-switch-account="1"]').click();
	await expect(resources).toHaveCount(clinicResources);
	await page.locator(".account").click();
	await expect(page.locator('[data-switch-account="1"]')).toContainText(new URL(salon.address).host);
});
