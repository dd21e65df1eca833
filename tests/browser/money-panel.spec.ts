import type { Page } from "@playwright/test";

import type { MoneyOverview, MoneyScreen, MoneySum, PaymentBasis } from "../../ui/src/bindings.ts";
import { callDesk, defined, openSampleData, showView } from "./actions.ts";
import { expect, test } from "./fixtures.ts";
import { overflowingElements } from "./overflow.ts";
import { openScreen } from "./screens.ts";
import { LANGUAGES } from "./servers.ts";

const panel = (page: Page) => page.locator("[data-panel=money]");

/** The sums that the panel displays, each with its count if it has one. */
const displayed = (page: Page): Promise<string[]> =>
	panel(page)
		.locator("[data-sum]")
		.evaluateAll((sums) =>
			sums.map((sum) => {
				const written = (sum.querySelector("dd")?.textContent ?? "").replaceAll(/[^\d−-]/g, "");
				const of = (name: string) => sum.getAttribute(name) ?? "";
				return [of("data-sum"), of("data-count"), of("data-tenge"), written].join(" ");
			}),
		);

const line = (name: string, amount: number, count?: number): string =>
	[name, count ?? "", amount, amount].join(" ");

/** What the panel has to display. */
function expectedLines({ payments, debts, expenses }: MoneyOverview): string[] {
	const of = (name: string, { amount, count }: MoneySum) => line(name, amount, count);
	const ifAny = (name: string, sum: MoneySum) => (sum.count > 0 ? [of(name, sum)] : []);
	const { total, cash, cashless, withoutMethod, prepayments, adjustments } = defined(payments);
	const { accrued, paidOut, notAccrued } = defined(expenses);
	return [
		of("taken", total),
		of("cash", cash),
		of("cashless", cashless),
		...ifAny("without-method", withoutMethod),
		of("prepayments", prepayments),
		...ifAny("adjustments", adjustments),
		...defined(debts).flatMap(({ kind, ...sum }) => ifAny(kind, sum)),
		line("accrued", accrued.total),
		line("paid", accrued.paid),
		line("left", accrued.unpaid),
		of("paid-out", defined(paidOut)),
		of("not-accrued", notAccrued),
	];
}

test("the money panel has the sums of the money view on both bases, and opens the view", async ({
	page,
	servers,
}) => {
	await openSampleData(page, servers);
	await showView(page, "week");
	await page.keyboard.press("KeyP");
	const totals = new Set<number>();
	for (const basis of ["taken", "appointment"] satisfies PaymentBasis[]) {
		await panel(page).locator(`label:has([value=${basis}])`).click();
		await expect(panel(page).locator(`[data-basis=${basis}]`)).toBeVisible();
		await expect(panel(page).locator("[data-coverage] span")).toHaveCount(0);
		const request = { view: "week", date: null, last: null, basis } as const;
		const { overview } = await callDesk(page, "open_money", request);
		await expect.poll(() => displayed(page)).toEqual(expectedLines(overview));
		totals.add(defined(overview.payments).total.amount);
	}
	expect(totals.size, "the bases differ").toBe(2);

	await panel(page).locator("[data-action=money-open-debts]").click();
	await expect(panel(page)).toHaveCount(0);
	const view = page.locator("[data-view=money]");
	await expect(view.locator("[name=money-tab][value=debts]")).toBeChecked();
	await page.keyboard.press("KeyP");
	await panel(page).locator("[data-action=money-open-view]").click();
	await expect(panel(page)).toHaveCount(0);
	await view.locator("label:has([name=money-tab][value=payments])").click();
	await expect(view.locator("[name=money-basis][value=appointment]"), "the same basis").toBeChecked();
});

test("payments without a time have no sum when they were taken, and one by the appointment's date", async ({
	page,
	servers,
}) => {
	await openSampleData(page, servers);
	await page.route("**/desk/open_money", async (route) => {
		const response = await route.fetch();
		const screen = (await response.json()) as MoneyScreen;
		if (screen.overview.payments?.basis === "taken") {
			screen.overview.payments = null;
			screen.overview.paymentsUnknown = { kind: "noTime", rows: 40, withoutTime: 3 };
		}
		await route.fulfill({ response, json: screen });
	});
	await page.keyboard.press("KeyP");
	await expect(panel(page).locator("[data-unknown=noTime]")).toContainText("У 3 из 40 платежей нет времени");
	await expect(panel(page).locator("[data-sum=taken]")).toHaveCount(0);
	await expect(panel(page).locator("[data-sum=accrued]")).toBeVisible();
	await panel(page).locator("[data-action=money-by-appointment]").click();
	await expect(panel(page).locator("[data-sum=taken]")).toBeVisible();
	await expect(panel(page).locator("[data-unknown]")).toHaveCount(0);
});

for (const language of LANGUAGES) {
	test(`no text of the money panel is cut in a small window: ${language}`, async ({ page, servers }) => {
		await openScreen(page, servers, "money", language);
		await page.setViewportSize({ width: 640, height: 400 });
		// The window gets another layout after its size has changed.
		await expect.poll(() => overflowingElements(page)).toEqual([]);
		const cut = await panel(page)
			.locator(".content *")
			.evaluateAll((elements) =>
				elements
					.filter(({ scrollWidth, clientWidth }) => clientWidth > 0 && scrollWidth > clientWidth + 1)
					.map(({ outerHTML }) => outerHTML.slice(0, 120)),
			);
		expect(cut).toEqual([]);
	});
}
