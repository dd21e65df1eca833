import { connect, expect, test, TODAY, TOKEN } from "./program.ts";

test("what changed since the last look is listed, marked, opened and seen", async ({ page, stage }) => {
	const server = await stage.practice();
	await connect(page, stage, server.address);
	const coming = page.locator("[data-view=day] [data-appointment-id][data-status=scheduled]");
	const [moved, cancelled] = await coming.evaluateAll((all) =>
		all.slice(0, 2).map((each) => (each as HTMLElement).dataset.appointmentId!),
	);
	await page.locator("[data-view=day]").evaluate((grid) => grid.scrollTo(0, 120));
	await server.stop();
	const port = new URL(server.address).port;
	await stage.practice({ port, turns: ["--moved", `${moved},15`, "--cancelled", cancelled!] });
	await page.keyboard.press("r");
	const badge = page.locator('[data-changes="2"]');
	await expect(badge).toBeVisible();
	await expect(page.locator(`[data-appointment-id="${moved}"]`)).toHaveClass(/marked/);
	// Only what changed has moved: the scroll is where it was.
	expect(await page.locator("[data-view=day]").evaluate((grid) => grid.scrollTop)).toBe(120);

	await badge.click();
	await expect(page.locator(`[data-change=moved][data-change-id="${moved}"] s`)).toBeVisible();
	await expect(page.locator(`[data-change=cancelled][data-change-id="${cancelled}"]`)).toBeVisible();
	await page.locator(`[data-change=moved][data-change-id="${moved}"]`).click();
	await expect(page.locator("[data-panel=appointment]")).toBeVisible();
	await badge.click();
	await page.locator("[data-action=changes-seen]").click();
	await expect(page.locator("[data-changes]")).toHaveCount(0);
});

test("accounts are switched from the menu, each with its own calendar", async ({ page, stage }) => {
	const clinic = await stage.practice();
	await connect(page, stage, clinic.address);
	const clinicDay = await page.locator("[data-view=day] [data-resource-id]").count();
	const salon = await stage.practice({ scenario: "salon" });
	await page.locator(".account").click();
	await page.locator("[data-action=add-account]").click();
	await page.locator("[data-action=change-connection]").click();
	await page.locator("input[name=address]").fill(salon.address);
	await page.locator("input[name=token]").fill(TOKEN);
	await page.locator("[data-action=check]").click();
	await page.locator("[data-action=connect]").click();
	await expect(page.locator(`[data-view=day] [data-date="${TODAY}"]`).first()).toBeVisible();
	await expect.poll(() => page.locator("[data-view=day] [data-resource-id]").count()).not.toBe(clinicDay);

	await page.locator(".account").click();
	await page.locator('[data-switch-account="1"]').click();
	await expect.poll(() => page.locator("[data-view=day] [data-resource-id]").count()).toBe(clinicDay);
	await page.locator(".account").click();
	await expect(page.locator('[data-switch-account="1"]')).toContainText(new URL(salon.address).host);
});
