import { dayAppointments, openConnected, openSampleData, openSettings, showView } from "./actions.ts";
import { expect, test } from "./fixtures.ts";
import { NOW, TODAY } from "./servers.ts";

test("free intervals are in the future and have a positive length", async ({ page, servers }) => {
	await openSampleData(page, servers);
	const columns = await page.locator("[data-view=day] [data-resource-id][data-date]").evaluateAll((all) =>
		all.map((column) => ({
			date: column.getAttribute("data-date"),
			free: [...column.querySelectorAll("[data-free-start]")].map((interval) => ({
				start: interval.getAttribute("data-free-start") ?? "",
				end: interval.getAttribute("data-free-end") ?? "",
			})),
		})),
	);
	expect(columns.length).toBeGreaterThan(8);
	expect(columns.every((column) => column.date === TODAY)).toBe(true);
	const free = columns.flatMap((column) => column.free);
	expect(free.length).toBeGreaterThan(10);
	for (const { start, end } of free) {
		expect(start < end).toBe(true);
		expect(start >= NOW).toBe(true);
	}
});

test("the arrow keys change the date and T returns to today", async ({ page, servers }) => {
	await openSampleData(page, servers);
	const title = page.locator("header h1");
	const today = await title.innerText();
	await page.keyboard.press("ArrowRight");
	await expect(title).not.toHaveText(today);
	await page.keyboard.press("KeyT");
	await expect(title).toHaveText(today);
});

test("each view has a key", async ({ page, servers }) => {
	await openSampleData(page, servers);
	for (const [key, view] of [
		["KeyW", "week"],
		["KeyM", "month"],
		["KeyL", "list"],
		["KeyD", "day"],
	] as const) {
		await page.keyboard.press(key);
		await expect(page.locator(`[data-view=${view}]`)).toBeVisible();
	}
});

test("the keyboard opens and closes the panels and opens the help", async ({ page, servers }) => {
	await openSampleData(page, servers);
	await page.keyboard.press("KeyP");
	await expect(page.locator("[data-panel=money]")).toBeVisible();
	await page.keyboard.press("Escape");
	await expect(page.locator("[data-panel=money]")).toHaveCount(0);
	await page.locator('[data-view=day] [data-appointment-id][tabindex="0"]').focus();
	await page.keyboard.press("ArrowDown");
	await page.keyboard.press("Enter");
	await expect(page.locator("[data-panel=appointment]")).toBeVisible();
	await page.keyboard.press("Escape");
	await page.keyboard.press("Shift+Slash");
	await expect(page.getByRole("dialog")).toBeVisible();
});

test("a hidden resource is absent from every view until it is shown again", async ({ page, servers }) => {
	await openSampleData(page, servers);
	const id = await page
		.locator("[data-view=day] [data-resource-id]")
		.first()
		.getAttribute("data-resource-id");
	const toggle = page.locator(`[data-resource-toggle="${id}"]`);
	await toggle.click();
	for (const view of ["day", "week", "list"] as const) {
		await showView(page, view);
		await expect(page.locator(`[data-view=${view}] [data-resource-id="${id}"]`)).toHaveCount(0);
	}
	await showView(page, "day");
	await toggle.click();
	await expect(page.locator(`[data-view=day] [data-resource-id="${id}"]`).first()).toBeVisible();
});

test("settings take effect at once", async ({ page, servers }) => {
	await openSampleData(page, servers);
	await openSettings(page);
	const settings = page.locator("[data-panel=settings]");
	await settings.getByRole("tab", { name: "Вид" }).click();
	await settings.locator("label", { hasText: "English" }).click();
	await expect(page.locator("html")).toHaveAttribute("lang", "en");
	await settings.locator("label", { hasText: "Dark" }).click();
	await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
	await page.keyboard.press("Escape");
	await expect(page.locator("header h1")).toContainText("November");
});

test("an account without amounts has no sum of received money", async ({ page, servers }) => {
	const server = await servers.practice({ scenario: "no-finance" });
	await openConnected(page, servers, server.address);
	await page.locator("[data-action=money]").click();
	await expect(page.locator("[data-money-state]")).not.toHaveAttribute("data-money-state", "recorded");
	const received = page.locator("[data-panel=money] [data-sum=received]");
	await expect(received).toBeVisible();
	await expect(received).not.toHaveAttribute("data-tenge");
});

test("a resource with its hours in MedElement is marked as such", async ({ page, servers }) => {
	const server = await servers.practice({ scenario: "medelement" });
	await openConnected(page, servers, server.address);
	await expect(page.locator("[data-closed=hoursElsewhere]").first()).toBeVisible();
});

test("an unknown time zone of a resource is displayed", async ({ page, servers }) => {
	const server = await servers.practice({ scenario: "dst" });
	await openConnected(page, servers, server.address);
	await expect(page.getByText("Mars/Olympus").first()).toBeVisible();
});

test("the day view shows all of sixty resources and a thousand appointments", async ({ page, servers }) => {
	const server = await servers.practice({ scenario: "busy" });
	await openConnected(page, servers, server.address);
	expect(await page.locator("[data-view=day] [data-resource-id]").count()).toBeGreaterThan(50);
	expect(await dayAppointments(page).count()).toBeGreaterThan(500);
});

for (const view of ["week", "month", "list"] as const) {
	test(`the ${view} view opens with sixty resources and a thousand appointments`, async ({
		page,
		servers,
	}) => {
		const server = await servers.practice({ scenario: "busy" });
		await openConnected(page, servers, server.address);
		await page.locator(`[data-action=view-${view}]`).click();
		// Not `expect`: its retries take an aria snapshot of the page, which takes minutes for a list of this size.
		await page.locator(`[data-view=${view}] [data-date]`).first().waitFor();
	});
}

test("the licences of the components can be searched", async ({ page, servers }) => {
	await openSampleData(page, servers);
	await openSettings(page);
	const settings = page.locator("[data-panel=settings]");
	await settings.getByRole("tab", { name: "О программе" }).click();
	const licences = settings.locator("[data-licences] li");
	const search = settings.locator("input[name=licences]");
	await expect(licences.nth(100)).toBeAttached();
	await search.fill("svelte mit");
	await expect(licences.filter({ hasText: /^svelte \d/ })).toHaveCount(1);
	await search.fill("tauri");
	await expect(licences.filter({ hasText: /^tauri \d\S* — .*MIT/ })).toHaveCount(1);
	await search.fill("no such part");
	await expect(licences).toHaveCount(0);
});
