import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import type { Page } from "@playwright/test";

import { overflowing } from "./layout.ts";
import { check, expect, show, test, TOKEN } from "./program.ts";

/** What would become an element, a script, a request or another order of letters, if it were anything but text. */
const MARKUP = '<img src=x onerror="document.title=1;alert(1)"><script>alert(2)</script>';
const HOSTILE = [
	MARKUP,
	`"><svg onload=alert(3)><a href="javascript:alert(4)">https://evil.invalid/</a>`,
	"\u202Eтнеилк\u202C\u2067עברית\u2069 \u202Dend",
	"\u200B\u200D\uFEFFа\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308б\u200B",
	"одна\nдве\r\nтри\tчетыре\u0000\u0007\u001B[31m",
	`{{constructor.constructor('alert(5)')()}} \${alert(6)} &lt;b&gt; %3Cscript%3E`,
	"👩‍⚕️🇰🇿 Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘",
];

/** Too long for a whole month of them. */
const LONG = ["ы".repeat(10_000), `длинное имя ${"слово ".repeat(1_650)}`];
/** Prime to the number of texts of a record, so that each of its fields is the long one in some. */
const LONG_EVERY = 61;

/** Without these there is no calendar to show the others in. */
const NEEDED = /^(?:starts_at|ends_at|date|from|to|view|status|timezone|created_at|updated_at|paid_at)$/;
const TEXTS = /^(?:client_\w+|title|notes|description|specialty|source|break_title)$/;

function hostile(turn: number): string {
	return turn % LONG_EVERY === 0 ? LONG[(turn / LONG_EVERY) % LONG.length]! : HOSTILE[turn % HOSTILE.length]!;
}

/** The same answer with each text replaced, the missing ones too. */
function poisoned(value: unknown, key = "", turn = { next: 0 }): unknown {
	if (Array.isArray(value)) {
		return value.map((each) => poisoned(each, key, turn));
	}
	if (typeof value === "object" && value !== null) {
		return Object.fromEntries(
			Object.entries(value).map(([name, each]) => [name, poisoned(each, name, turn)]),
		);
	}
	const isText = typeof value === "string" || (value === null && TEXTS.test(key));
	// An unknown status is shown as well, but not every appointment can have one.
	const spared = NEEDED.test(key) && !(key === "status" && turn.next % 5 === 0);
	return isText && !spared ? hostile(turn.next++) : value;
}

/** Stands before a practice server and changes what it says. */
async function poisoning(address: string): Promise<Server> {
	const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
		const { api_access_token: token = TOKEN } = request.headers;
		const plain = await fetch(`${address}${request.url}`, { headers: { api_access_token: String(token) } });
		const body: unknown = await plain.json();
		response.writeHead(plain.status, { "content-type": "application/json" });
		response.end(JSON.stringify(request.url?.endsWith("/profile") ? withName(body) : poisoned(body)));
	};
	const server = createServer((request, response) => {
		answer(request, response).catch(() => response.destroy());
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	return server;
}

/** A profile whose account and user have such names. */
function withName(profile: unknown): unknown {
	const { accounts, ...rest } = profile as { accounts: object[] };
	return { ...rest, name: HOSTILE[1], accounts: accounts.map((each) => ({ ...each, name: HOSTILE[0] })) };
}

/** Elements that the program does not have. */
const foreign = (page: Page) =>
	page.evaluate(() =>
		[...document.querySelectorAll("img, iframe, object, embed, svg[onload], a[href], script:not([src])")].map(
			(each) => each.outerHTML.slice(0, 200),
		),
	);

for (const [width, height] of [
	[1280, 800],
	[1024, 700],
] as const) {
	test(`hostile text is text and moves nothing: ${width}x${height}`, async ({ page, stage }) => {
		test.setTimeout(120_000);
		const left: string[] = [];
		page.on("dialog", (dialog) => {
			left.push(`a dialog: ${dialog.message()}`);
			void dialog.dismiss();
		});
		await page.setViewportSize({ width, height });
		const practice = await stage.practice();
		const server = await poisoning(practice.address);
		try {
			const address = await stage.desk();
			page.on("request", (request) => {
				if (new URL(request.url()).origin !== new URL(address).origin) {
					left.push(request.url());
				}
			});
			await page.goto(address);
			await check(page, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
			const sound = async (where: string): Promise<void> => {
				expect(await foreign(page), where).toEqual([]);
				expect(await overflowing(page), where).toEqual([]);
				expect(left, where).toEqual([]);
				await expect(page).toHaveTitle("Qabyl");
			};
			await page.locator("[data-action=connect]").click();
			await expect(page.locator("[data-view=day] [data-appointment-id]").first()).toBeVisible();
			for (const view of ["day", "week", "month", "list"] as const) {
				await show(page, view);
				await expect(page.getByText("<img src=x onerror=").first(), view).toBeAttached();
				await sound(view);
			}
			await show(page, "day");
			const appointments = page.locator("[data-view=day] [data-appointment-id]");
			for (const appointment of (await appointments.all()).slice(0, 2 * HOSTILE.length)) {
				await appointment.focus();
				await page.keyboard.press("Enter");
				await expect(page.locator("[data-panel=appointment] h3").first()).toBeVisible();
				await sound("appointment");
			}
			await page.keyboard.press("Escape");
			await page.keyboard.press("KeyP");
			await expect(page.locator("[data-panel=money] [data-sum=planned]")).toBeVisible();
			await sound("money");
			await page.keyboard.press("KeyF");
			await expect(page.locator("[data-finder-start]").first()).toBeVisible();
			await page.locator("[data-finder-start]").first().click();
			await expect(page.locator("[data-panel=tray]")).toBeVisible();
			await sound("finder");
			await page.keyboard.press("Slash");
			await page.keyboard.type("<img src");
			await expect(page.locator("[data-hit]").first()).toBeVisible();
			await expect(page.locator("[data-hit]").first()).toContainText(MARKUP);
			await sound("search");
			await page.keyboard.press("Escape");
			// All that changes, as far as a list of it goes.
			const ids = await appointments.evaluateAll((all) =>
				all.map((each) => (each as HTMLElement).dataset.appointmentId!),
			);
			await practice.stop();
			const turns = ids.flatMap((id) => ["--cancelled", id]);
			await stage.practice({ port: new URL(practice.address).port, turns });
			await page.keyboard.press("KeyR");
			await page.locator("[data-changes]").click();
			await expect(page.locator("[data-change=cancelled]").nth(2 * HOSTILE.length)).toBeAttached();
			await expect(page.locator("[data-change]").getByText("<img src=x onerror=").first()).toBeAttached();
			await sound("changes");
			await page.keyboard.press("Escape");
			await page.locator("[data-action=settings]").click();
			await expect(page.locator("[data-panel=settings]")).toBeVisible();
			await sound("settings");
		} finally {
			server.closeAllConnections();
			server.close();
		}
	});
}
