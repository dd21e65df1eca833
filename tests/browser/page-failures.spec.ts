import type { Page } from "@playwright/test";

import type {
	AppointmentDetails,
	Commands,
	PageFailure,
	Screen,
	FoundAppointments,
} from "../../ui/src/bindings.ts";
import { dayAppointments, openSampleData, showView } from "./actions.ts";
import { expect, test } from "./fixtures.ts";

/** Text of an error that must not leave the page. */
const CLIENT = "Ахметова Сауле";

/** Changes the desk's answers to one command, until the function is called again. */
async function changeAnswers<Name extends keyof Commands>(
	page: Page,
	name: Name,
	change: ((answer: Commands[Name]["response"]) => unknown) | null,
): Promise<void> {
	const url = `**/desk/${name}`;
	// An answer that is being changed must not meet the next step of the test.
	await page.unrouteAll({ behavior: "wait" });
	if (change) {
		await page.route(url, async (route) => {
			const response = await route.fetch();
			await route.fulfill({ response, json: change((await response.json()) as Commands[Name]["response"]) });
		});
	}
}

/** The failures that the page reports to the desk from now on. */
function reportedFailures(page: Page): PageFailure[] {
	const failures: PageFailure[] = [];
	page.on("request", (request) => {
		if (request.url().endsWith("/desk/page_failed")) {
			failures.push(request.postDataJSON() as PageFailure);
		}
	});
	return failures;
}

/** A screen whose day view cannot be drawn: two of its blocks have the same id. */
function withRepeatedAppointments(screen: Screen): Screen {
	if (screen.body?.kind === "day") {
		for (const cell of screen.body.rows.flatMap((row) => row.cells)) {
			cell.appointments.push(...cell.appointments.slice(0, 1));
		}
	}
	return screen;
}

// The browser intercepts requests from the beginning. If the first route were added just before a key is pressed, the page
// could send a request in between, which would not be changed.
test.beforeEach(({ context }) => context.route("**/requested-by-nobody", (route) => route.abort()));

// The desk stops after the test. An answer that was on its way then is no failure.
test.afterEach(({ page }) => page.unrouteAll({ behavior: "ignoreErrors" }));

const failed = (page: Page, part: PageFailure["part"]) =>
	page.locator(`[data-part=${part}]`).getByText("произошёл сбой");

test("a view that cannot be drawn says so, and the rest of the window works", async ({ page, servers }) => {
	await openSampleData(page, servers);
	const failures = reportedFailures(page);
	await changeAnswers(page, "open", withRepeatedAppointments);
	await page.keyboard.press("ArrowRight");
	await expect(failed(page, "view")).toBeVisible();
	await expect(page.locator("main [role=alert]")).toContainText("Перезагрузить окно");
	await expect(page.locator("[data-view=day]")).toHaveCount(0);
	expect(failures).toHaveLength(1);
	expect(failures[0]).toMatchObject({ part: "view", error: "each_key_duplicate" });
	expect(failures[0].calls.length).toBeGreaterThan(0);

	// Another view, a panel and a dialog.
	await showView(page, "week");
	await page.locator("[data-action=money]").click();
	await expect(page.locator("[data-panel=money] [data-sum=taken]")).toBeVisible();
	await page.locator("[data-action=view-day]").click();
	await expect(failed(page, "view")).toBeVisible();
	expect(failures, "the same failure is in the log once").toHaveLength(1);
	await page.keyboard.press("Slash");
	await expect(page.locator("[data-panel=search]")).toBeVisible();
	await page.keyboard.press("Escape");

	await page.locator("[data-part=view] [data-action=retry-part]").click();
	await expect(failed(page, "view"), "the data are the same").toBeVisible();
	await changeAnswers(page, "open", null);
	await page.locator("[data-action=view-day]").click();
	await expect(dayAppointments(page).first()).toBeVisible();
});

test("the window is loaded again when the user asks for it", async ({ page, servers }) => {
	await openSampleData(page, servers);
	await changeAnswers(page, "open", withRepeatedAppointments);
	await page.keyboard.press("ArrowRight");
	await expect(failed(page, "view")).toBeVisible();
	await changeAnswers(page, "open", null);
	await page.locator("[data-part=view] [data-action=reload]").click();
	await expect(dayAppointments(page).first()).toBeVisible();
	await expect(page.locator("[data-error]")).toHaveCount(0);
});

test("a failed sidebar, top bar or panel leaves the calendar usable", async ({ page, servers }) => {
	await openSampleData(page, servers);
	const failures = reportedFailures(page);

	await changeAnswers(page, "open", (screen) => ({
		...screen,
		resources: [...screen.resources, ...screen.resources.slice(0, 1)],
	}));
	await page.keyboard.press("ArrowRight");
	await expect(failed(page, "sidebar")).toBeVisible();
	await expect(dayAppointments(page).first()).toBeVisible();

	await changeAnswers(page, "open", (screen) => ({ ...screen, period: { ...screen.period, last: null } }));
	await page.keyboard.press("KeyW");
	await expect(failed(page, "topBar")).toBeVisible();
	await expect(page.locator("[data-view=week] [data-date]").first()).toBeVisible();
	await changeAnswers(page, "open", null);
	await page.keyboard.press("KeyD");
	await expect(dayAppointments(page).first()).toBeVisible();
	await expect(page.locator("[data-part]")).toHaveCount(0);

	await changeAnswers(page, "appointment", ({ id }): Partial<AppointmentDetails> => ({ id }));
	await dayAppointments(page).first().click();
	await expect(failed(page, "panel")).toBeVisible();
	await page.locator("[data-panel=appointment] header button").click();
	await expect(page.locator("[data-panel=appointment]")).toHaveCount(0);
	expect(new Set(failures.map(({ part }) => part))).toEqual(new Set(["sidebar", "topBar", "panel"]));
});

test("a failed dialog closes with a notice and opens again", async ({ page, servers }) => {
	await openSampleData(page, servers);
	const withRepeatedHits = (found: FoundAppointments): FoundAppointments => ({
		...found,
		results: { ...found.results, coming: [...found.results.coming, ...found.results.coming] },
	});
	await changeAnswers(page, "search", withRepeatedHits);
	await page.keyboard.press("Slash");
	await page.keyboard.type("а");
	await expect(page.locator("[data-error=page_failed]")).toBeVisible();
	await expect(page.locator("[data-panel=search]")).toHaveCount(0);
	await changeAnswers(page, "search", null);
	await page.keyboard.press("Slash");
	await page.keyboard.type("а");
	await expect(page.locator("[data-hit]").first()).toBeVisible();
});

test.describe("an error outside of all parts", () => {
	test.use({ expectedPageErrors: [`Error: ${CLIENT}`, `Error: ${CLIENT}`] });

	test("is shown, and logged without its text", async ({ page, servers }) => {
		await openSampleData(page, servers);
		const failures = reportedFailures(page);
		const notice = page.locator("[data-error=page_failed]");
		const fail = [
			(text: string) => {
				setTimeout(() => {
					throw new Error(text);
				});
			},
			(text: string) => {
				void Promise.reject(new Error(text));
			},
		];
		for (const failOnce of fail) {
			await page.evaluate(failOnce, CLIENT);
			await expect(notice).toContainText("Перезагрузить окно");
			await page.getByRole("button", { name: "Закрыть" }).click();
			await expect(notice).toHaveCount(0);
		}
		expect(failures.map(({ part, error }) => [part, error])).toEqual([["page", "Error"]]);
		expect(JSON.stringify(failures)).not.toContain(CLIENT);
		await showView(page, "month");
	});
});

for (const [language, words] of [
	["kk", "Терезенің осы бөлігінде ақау болды."],
	["en", "This part of the window failed."],
] as const) {
	test(`a failed part says so in the language ${language}`, async ({ page, servers }) => {
		await openSampleData(page, servers, language);
		await changeAnswers(page, "open", withRepeatedAppointments);
		await page.keyboard.press("ArrowRight");
		await expect(page.locator("[data-part=view]")).toContainText(words);
	});
}
