import { defined, openSampleData, showView, VIEWS } from "./actions.ts";
import { axeViolations } from "./axe.ts";
import { expect, test } from "./fixtures.ts";

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

test("T scrolls back to the present time, also if today is shown already", async ({ page, servers }) => {
	await page.setViewportSize({ width: 1024, height: 500 });
	await openSampleData(page, servers);
	const top = () => page.locator("[data-view=day]").evaluate((grid) => grid.scrollTop);
	const opened = await top();
	await page.locator("[data-view=day]").evaluate((grid) => grid.scrollTo({ top: grid.scrollHeight }));
	await expect.poll(top).not.toBe(opened);
	await page.keyboard.press("t");
	await expect.poll(top).toBe(opened);
});

test("a typed date is opened, and a text that is none says so", async ({ page, servers }) => {
	await openSampleData(page, servers);
	const title = page.locator("h1");
	for (const [text, expected] of [
		["+2н", "8 декабря"],
		["завтра", "25 ноября"],
		["30.11", "30 ноября"],
	] as const) {
		await page.keyboard.press("g");
		const field = page.locator("input[name=date]");
		await expect(field).toBeFocused();
		await field.fill(text);
		await page.keyboard.press("Enter");
		await expect(page.locator("[data-panel=date]")).toHaveCount(0);
		await expect(title).toContainText(expected);
	}
	// What was typed before is gone.
	await page.keyboard.press("g");
	await expect(page.locator("input[name=date]")).toHaveValue("");
	await page.locator("input[name=date]").fill("31.11");
	await page.keyboard.press("Enter");
	await expect(page.locator("[data-panel=date]")).toContainText("Такой даты нет");
	await page.locator("input[name=date]").fill("пн");
	await expect(page.locator("[data-panel=date]")).toContainText("30 ноября");
	expect(await axeViolations(page)).toEqual([]);
});

test("F6 moves into each view and back, also from a text field", async ({ page, servers }) => {
	await openSampleData(page, servers);
	const field = page.getByRole("textbox", { name: "Найти специалиста" });
	for (const view of VIEWS) {
		await showView(page, view);
		await field.focus();
		await page.keyboard.press("F6");
		await expect(page.locator(`[data-view=${view}]`)).toHaveCount(1);
		await expect
			.poll(() =>
				page.evaluate(
					(name) => document.activeElement?.closest("[data-view]")?.getAttribute("data-view") === name,
					view,
				),
			)
			.toBe(true);
		await page.keyboard.press("F6");
		await expect(field).toBeFocused();
	}
	// Without a place to return to, the focus goes to a panel or to the bar above the view.
	await field.evaluate((element: HTMLElement) => element.blur());
	await page.keyboard.press("F6");
	await page.keyboard.press("F6");
	await expect(page.locator("header button").first()).toBeFocused();
});

for (const [view, there, back] of [
	["day", "ArrowRight", "ArrowLeft"],
	["week", "ArrowDown", "ArrowUp"],
] as const) {
	test(`the arrow keys lead back over the same appointments: ${view}`, async ({ page, servers }) => {
		await openSampleData(page, servers);
		await showView(page, view);
		await page.locator(`[data-view=${view}]`).first().waitFor();
		await page.keyboard.press("F6");
		const focused = () =>
			page.evaluate(() => {
				const { dataset } = document.activeElement as HTMLElement;
				return dataset["appointmentId"] ?? dataset["group"] ?? dataset["freeStart"] ?? "";
			});
		const moveFrom = async (before: string, key: string) => {
			await page.keyboard.press(key);
			await expect.poll(focused).not.toMatch(new RegExp(`^(${before})?$`));
		};
		// From the grid, or from its first appointment, to one in the middle.
		for (let step = 0; step < 4; step += 1) {
			await moveFrom(await focused(), view === "day" ? "ArrowDown" : "ArrowRight");
		}
		const trail = [await focused()];
		for (let step = 0; step < 5; step += 1) {
			await moveFrom(defined(trail.at(-1)), there);
			trail.push(await focused());
		}
		for (const expected of trail.slice(0, -1).reverse()) {
			await page.keyboard.press(back);
			await expect.poll(focused).toBe(expected);
		}
	});
}

test("the help names every key of the window, and each of them is handled", async ({ page, servers }) => {
	await openSampleData(page, servers);
	await page.keyboard.press("?");
	const single = page.locator("[data-panel=help] dd:has(kbd:only-child) kbd");
	await expect(single.first()).toBeVisible();
	const keys = await single.evaluateAll((all) => all.map((kbd) => kbd.textContent));
	await page.keyboard.press("Escape");
	const codes: Record<string, string> = { "←": "ArrowLeft", "→": "ArrowRight", "/": "Slash", Esc: "Escape" };
	const letters = keys.filter((key) => /^([A-Z/←→]|Page(Up|Down)|F6)$/.test(key));
	expect(letters.length).toBeGreaterThan(15);
	await page.evaluate(() => {
		const handled: string[] = [];
		Object.assign(window, { handled });
		addEventListener("keydown", (event) => {
			if (event.defaultPrevented) {
				handled.push(event.code);
			}
		});
	});
	for (const key of letters) {
		const code = codes[key] ?? (key.length === 1 ? `Key${key}` : key);
		await page.keyboard.press(code);
		await expect
			.poll(() => page.evaluate(() => (window as unknown as { handled: string[] }).handled))
			.toContain(code);
		await page.keyboard.press("Escape");
		await expect(page.locator("[role=dialog]")).toHaveCount(0);
	}
});
