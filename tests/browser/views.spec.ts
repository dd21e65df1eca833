import type { Page } from "@playwright/test";

import { axeFindings } from "./axe.ts";
import { overflowing } from "./layout.ts";
import { connect, expect, explore, show, test, TODAY, type Language } from "./program.ts";

for (const theme of ["light", "dark"] as const) {
	test(`axe finds nothing on any screen: ${theme}`, async ({ page, stage }) => {
		test.setTimeout(90_000);
		await page.emulateMedia({ colorScheme: theme });
		await page.goto(await stage.desk());
		await expect(page.locator("[data-screen=first]")).toBeVisible();
		expect(await axeFindings(page), "first screen").toEqual([]);
		await explore(page, stage);
		for (const view of ["day", "week", "month", "list"] as const) {
			await show(page, view);
			expect(await axeFindings(page), view).toEqual([]);
		}
		await page.locator("[data-appointment-id]").first().click();
		await expect(page.locator("[data-panel=appointment]")).toBeVisible();
		expect(await axeFindings(page), "appointment").toEqual([]);
		await page.locator("[data-action=money]").click();
		await expect(page.locator("[data-panel=money] [data-sum=planned]")).toBeVisible();
		expect(await axeFindings(page), "money").toEqual([]);
		await page.locator("[data-action=settings]").click();
		await expect(page.locator("[data-panel=settings]")).toBeVisible();
		expect(await axeFindings(page), "settings").toEqual([]);
	});
}

for (const language of ["ru", "kk", "en"] as Language[]) {
	for (const [width, height] of [
		[1280, 800],
		[1024, 700],
	] as const) {
		test(`nothing sticks out: ${language}, ${width}x${height}`, async ({ page, stage }) => {
			await page.setViewportSize({ width, height });
			await page.goto(await stage.desk(language));
			expect(await overflowing(page)).toEqual([]);
			await explore(page, stage, language);
			for (const view of ["day", "week", "month", "list"] as const) {
				await show(page, view);
				expect(await overflowing(page), view).toEqual([]);
			}
			await page.locator("[data-action=settings]").click();
			await expect(page.locator("[data-panel=settings]")).toBeVisible();
			expect(await overflowing(page), "settings").toEqual([]);
		});
	}
}

test("free time and appointments of a resource never overlap", async ({ page, stage }) => {
	await explore(page, stage);
	const columns = await page.locator("[data-view=day] [data-resource-id][data-date]").evaluateAll((all) =>
		all.map((column) => ({
			free: [...column.querySelectorAll<HTMLElement>("[data-free-start]")].map((each) => [
				each.dataset.freeStart!,
				each.dataset.freeEnd!,
			]),
			id: (column as HTMLElement).dataset.resourceId,
			date: (column as HTMLElement).dataset.date,
		})),
	);
	expect(columns.length).toBeGreaterThan(8);
	expect(columns.every((column) => column.date === TODAY)).toBe(true);
	const free = columns.flatMap((column) => column.free);
	expect(free.length).toBeGreaterThan(10);
	for (const [start, end] of free) {
		expect(start! < end!).toBe(true);
		// Past time is not offered.
		expect(start! >= "2026-11-24T05:30:00Z").toBe(true);
	}
});

test("the keyboard alone does it all", async ({ page, stage }) => {
	await explore(page, stage);
	const title = page.locator("header h1");
	const today = await title.innerText();
	await page.keyboard.press("ArrowRight");
	await expect(title).not.toHaveText(today);
	await page.keyboard.press("KeyT");
	await expect(title).toHaveText(today);
	for (const [key, view] of [
		["KeyW", "week"],
		["KeyM", "month"],
		["KeyL", "list"],
		["KeyD", "day"],
	] as const) {
		await page.keyboard.press(key);
		await expect(page.locator(`[data-view=${view}]`)).toBeVisible();
	}
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

test("the filter holds in every view and after coming back", async ({ page, stage }) => {
	await explore(page, stage);
	const column = page.locator("[data-view=day] [data-resource-id]").first();
	const id = await column.getAttribute("data-resource-id");
	await page.locator(`[data-resource-toggle="${id}"]`).click();
	for (const view of ["day", "week", "list"] as const) {
		await show(page, view);
		await expect(page.locator(`[data-view=${view}] [data-resource-id="${id}"]`)).toHaveCount(0);
	}
	await show(page, "day");
	await page.locator(`[data-resource-toggle="${id}"]`).click();
	await expect(page.locator(`[data-view=day] [data-resource-id="${id}"]`).first()).toBeVisible();
});

test("settings take effect at once", async ({ page, stage }) => {
	await explore(page, stage);
	await page.locator("[data-action=settings]").click();
	await page.locator("[data-panel=settings]").getByRole("tab", { name: "Вид" }).click();
	await page.locator("[data-panel=settings] label", { hasText: "English" }).click();
	await expect(page.locator("html")).toHaveAttribute("lang", "en");
	await page.locator("[data-panel=settings] label", { hasText: "Dark" }).click();
	await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
	await page.keyboard.press("Escape");
	await expect(page.locator("header h1")).toContainText("November");
});

for (const [scenario, marks] of [
	["no-finance", "amounts or nothing"],
	["medelement", "hours elsewhere"],
	["dst", "another zone"],
] as const) {
	test(`${scenario}: ${marks}, said and not guessed`, async ({ page, stage }) => {
		const server = await stage.practice({ scenario });
		await connect(page, stage, server.address);
		if (scenario === "no-finance") {
			await page.locator("[data-action=money]").click();
			await expect(page.locator("[data-money-state]")).not.toHaveAttribute("data-money-state", "recorded");
			const received = page.locator("[data-panel=money] [data-sum=received]");
			await expect(received).toBeVisible();
			await expect(received).not.toHaveAttribute("data-tenge");
		} else if (scenario === "medelement") {
			await expect(page.locator("[data-closed=hoursElsewhere]").first()).toBeVisible();
		} else {
			await expect(page.getByText("Mars/Olympus").first()).toBeVisible();
		}
	});
}

test("sixty resources and a thousand appointments", async ({ page, stage }) => {
	// The month is tens of megabytes, made and read by debug builds that share two cores with another test.
	test.setTimeout(150_000);
	const server = await stage.practice({ scenario: "busy" });
	await connect(page, stage, server.address);
	expect(await page.locator("[data-view=day] [data-resource-id]").count()).toBeGreaterThan(50);
	expect(await page.locator("[data-view=day] [data-appointment-id]").count()).toBeGreaterThan(500);
	for (const view of ["week", "month", "list"] as const) {
		await page.locator(`[data-action=view-${view}]`).click();
		await expect(page.locator(`[data-view=${view}] [data-date]`).first()).toBeVisible({ timeout: 60_000 });
	}
});

test("the licences of every part can be searched", async ({ page, stage }) => {
	await explore(page, stage);
	await page.locator("[data-action=settings]").click();
	const settings = page.locator("[data-panel=settings]");
	await settings.getByRole("tab", { name: "О программе" }).click();
	await expect(settings.locator("[data-licences] li").nth(100)).toBeAttached();
	await settings.locator("input[name=licences]").fill("svelte mit");
	await expect(settings.locator("[data-licences] li").filter({ hasText: /^svelte \d/ })).toHaveCount(1);
	await settings.locator("input[name=licences]").fill("tauri");
	await expect(
		settings.locator("[data-licences] li").filter({ hasText: /^tauri \d\S* — .*MIT/ }),
	).toHaveCount(1);
	await settings.locator("input[name=licences]").fill("no such part");
	await expect(settings.locator("[data-licences] li")).toHaveCount(0);
});

test("in the system's own colours words on an accent can be read, and closed time is told from free", async ({
	page,
	stage,
}) => {
	await page.emulateMedia({ forcedColors: "active" });
	await explore(page, stage);
	/** Filled with the accent, but with the system's ground put behind the words, which are of the same colour. */
	const unreadable = () =>
		page.evaluate(() => {
			const probe = document.body.appendChild(document.createElement("i"));
			probe.style.cssText = "forced-color-adjust: none; background: Highlight";
			const accent = getComputedStyle(probe).backgroundColor;
			probe.remove();
			const filled = [...document.querySelectorAll<HTMLElement>("body *")].filter(
				(each) => getComputedStyle(each).backgroundColor === accent && each.innerText?.trim(),
			);
			const left = filled.filter(
				(each) => getComputedStyle(each).getPropertyValue("forced-color-adjust") !== "none",
			);
			return { filled: filled.length, left: left.map((each) => each.outerHTML.slice(0, 120)) };
		});
	expect(await unreadable()).toEqual({ filled: 1, left: [] });
	for (const kind of ["outsideHours", "break"]) {
		const closed = page.locator(`[data-view=day] [data-closed=${kind}]`).first();
		await expect(closed).not.toHaveCSS("background-image", "none");
	}
	await page.keyboard.press("KeyF");
	await page.locator("[data-finder-first]").first().click();
	await expect(page.locator("[data-panel=tray]")).toBeVisible();
	for (const view of ["week", "month"] as const) {
		await show(page, view);
		const { filled, left } = await unreadable();
		expect(left, view).toEqual([]);
		// Today, what is ticked, and the button that copies it.
		expect(filled, view).toBeGreaterThan(2);
	}
});
