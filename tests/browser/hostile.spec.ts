import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import type { Page } from "@playwright/test";

import { connect, dayAppointments, openSettings, showView, VIEWS } from "./actions.ts";
import { expect, test } from "./fixtures.ts";
import { overflowingElements } from "./overflow.ts";
import { TOKEN, type ServerProcess, type Servers } from "./servers.ts";

const MARKUP = '<img src=x onerror="document.title=1;alert(1)"><script>alert(2)</script>';

/** Texts that become elements, scripts, requests or reordered text when they are not treated as plain text. */
const HOSTILE = [
	MARKUP,
	`"><svg onload=alert(3)><a href="javascript:alert(4)">https://evil.invalid/</a>`,
	"\u202Eтнеилк\u202C\u2067עברית\u2069 \u202Dend",
	"\u200B\u200D\uFEFFа\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308б\u200B",
	"одна\nдве\r\nтри\tчетыре\u0000\u0007\u001B[31m",
	`{{constructor.constructor('alert(5)')()}} \${alert(6)} &lt;b&gt; %3Cscript%3E`,
	"👩‍⚕️🇰🇿 Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘",
];
/** The number of appointments that are opened in the panel. */
const PANEL_COUNT = 2 * HOSTILE.length;

/** Very long texts, used for a few fields only, because a month of them would be too large. */
const LONG = ["ы".repeat(10_000), `длинное имя ${"слово ".repeat(1_650)}`];
/** Coprime to the number of texts in a record, so that each field of a record is long in some record. */
const LONG_INTERVAL = 61;

/** Fields that must stay as they are, or there is no calendar to display. */
const REQUIRED_FIELDS =
	/^(?:starts_at|ends_at|date|from|to|view|status|timezone|created_at|updated_at|paid_at)$/;
/** Fields that get a hostile text also where the server sends null. */
const TEXT_FIELDS = /^(?:client_\w+|title|notes|description|specialty|source|break_title)$/;

const hostileText = (index: number): string =>
	index % LONG_INTERVAL === 0 ? LONG[(index / LONG_INTERVAL) % LONG.length] : HOSTILE[index % HOSTILE.length];

/** A copy of a response with its texts replaced by hostile ones. */
function withHostileTexts(value: unknown, field = "", counter = { next: 0 }): unknown {
	if (Array.isArray(value)) {
		return value.map((element) => withHostileTexts(element, field, counter));
	}
	if (typeof value === "object" && value !== null) {
		return Object.fromEntries(
			Object.entries(value).map(([name, member]) => [name, withHostileTexts(member, name, counter)]),
		);
	}
	const isText = typeof value === "string" || (value === null && TEXT_FIELDS.test(field));
	// Some appointments get a hostile status. The others keep theirs, so that every status is displayed.
	const isRequired = REQUIRED_FIELDS.test(field) && !(field === "status" && counter.next % 5 === 0);
	return isText && !isRequired ? hostileText(counter.next++) : value;
}

/** A copy of a profile with hostile names of the user and the accounts. */
function withHostileNames(profile: unknown): unknown {
	const { accounts, ...rest } = profile as { accounts: object[] };
	return {
		...rest,
		name: HOSTILE[1],
		accounts: accounts.map((account) => ({ ...account, name: HOSTILE[0] })),
	};
}

/** A server that forwards requests to a practice server and makes its responses hostile. */
async function startHostileServer(practiceAddress: string): Promise<Server> {
	const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
		const { url = "", headers } = request;
		const original = await fetch(`${practiceAddress}${url}`, {
			headers: { api_access_token: String(headers.api_access_token ?? TOKEN) },
		});
		const body: unknown = await original.json();
		response.writeHead(original.status, { "content-type": "application/json" });
		response.end(JSON.stringify(url.endsWith("/profile") ? withHostileNames(body) : withHostileTexts(body)));
	};
	const server = createServer((request, response) => {
		respond(request, response).catch(() => response.destroy());
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	return server;
}

/** Elements that the program itself never creates. */
const foreignElements = (page: Page): Promise<string[]> =>
	page.evaluate(() =>
		[...document.querySelectorAll("img, iframe, object, embed, svg[onload], a[href], script:not([src])")].map(
			(element) => element.outerHTML.slice(0, 200),
		),
	);

interface HostilePage {
	page: Page;
	servers: Servers;
	practice: ServerProcess;
	/** Checks that the hostile texts changed nothing in the page. */
	expectUnharmed: () => Promise<void>;
}

/** The screens that display hostile text, and how each is opened from the day view. */
const SCREENS: Record<string, (hostile: HostilePage) => Promise<void>> = {
	...Object.fromEntries(
		VIEWS.map((view) => [
			`${view} view`,
			async ({ page }: HostilePage) => {
				await showView(page, view);
				await expect(page.getByText("<img src=x onerror=").first()).toBeAttached();
			},
		]),
	),
	"appointment panel": async ({ page, expectUnharmed }) => {
		for (const appointment of (await dayAppointments(page).all()).slice(0, PANEL_COUNT)) {
			await appointment.focus();
			await page.keyboard.press("Enter");
			await expect(page.locator("[data-panel=appointment] h3").first()).toBeVisible();
			await expectUnharmed();
		}
	},
	"money panel": async ({ page }) => {
		await page.keyboard.press("KeyP");
		await expect(page.locator("[data-panel=money] [data-sum=taken]")).toBeVisible();
	},
	"finder and tray": async ({ page }) => {
		await page.keyboard.press("KeyF");
		await expect(page.locator("[data-finder-start]").first()).toBeVisible();
		await page.locator("[data-finder-start]").first().click();
		await expect(page.locator("[data-panel=tray]")).toBeVisible();
	},
	search: async ({ page }) => {
		await page.keyboard.press("Slash");
		await page.keyboard.type("<img src");
		await expect(page.locator("[data-hit]").first()).toBeVisible();
		await expect(page.locator("[data-hit]").first()).toContainText(MARKUP);
	},
	changes: async ({ page, servers, practice }) => {
		const ids = await dayAppointments(page).evaluateAll((all) =>
			all.map((appointment) => appointment.getAttribute("data-appointment-id") ?? ""),
		);
		await practice.stop();
		await servers.practice({ port: practice.port, changes: ids.flatMap((id) => ["--cancelled", id]) });
		await page.keyboard.press("KeyR");
		await page.locator("[data-changes]").click();
		await expect(page.locator("[data-change=cancelled]").nth(2 * HOSTILE.length)).toBeAttached();
		await expect(page.locator("[data-change]").getByText("<img src=x onerror=").first()).toBeAttached();
	},
	settings: async ({ page }) => {
		await openSettings(page);
	},
};

for (const [width, height] of [
	[1280, 800],
	[1024, 700],
] as const) {
	for (const [screen, open] of Object.entries(SCREENS)) {
		test(`hostile text is displayed as text and breaks no layout: ${screen}, ${width}x${height}`, async ({
			page,
			servers,
		}) => {
			/** Dialogs and requests that only a hostile text can cause. */
			const incidents: string[] = [];
			page.on("dialog", (dialog) => {
				incidents.push(`a dialog: ${dialog.message()}`);
				void dialog.dismiss();
			});
			await page.setViewportSize({ width, height });
			const practice = await servers.practice();
			const server = await startHostileServer(practice.address);
			try {
				const { address } = await servers.desk();
				page.on("request", (request) => {
					if (new URL(request.url()).origin !== new URL(address).origin) {
						incidents.push(request.url());
					}
				});
				const expectUnharmed = async () => {
					expect(await foreignElements(page)).toEqual([]);
					expect(await overflowingElements(page)).toEqual([]);
					expect(incidents).toEqual([]);
					await expect(page).toHaveTitle("Qabyl");
				};
				await page.goto(address);
				await connect(page, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
				await open({ page, servers, practice, expectUnharmed });
				await expectUnharmed();
			} finally {
				server.closeAllConnections();
				server.close();
			}
		});
	}
}
