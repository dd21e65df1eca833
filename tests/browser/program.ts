import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import { expect, test as base, type Page } from "@playwright/test";

/** A Tuesday morning in Almaty, 10:30; every test's clock starts there. */
export const NOW = "2026-11-24T05:30:00Z";
export const TODAY = "2026-11-24";
export const TOKEN = "browser-test-token";

const folder = dirname(fileURLToPath(import.meta.url));
const host = process.env.QABYL_TEST_HOST;
if (!host) {
	throw new Error("QABYL_TEST_HOST names the test host; run `cargo xtask test browser`");
}

export type Language = "ru" | "kk" | "en";

/** A program that says where it listens, and ends with the test. */
class Program {
	private constructor(
		private readonly child: ChildProcess,
		readonly address: string,
	) {}

	static async start(path: string, args: string[], variables: Record<string, string> = {}): Promise<Program> {
		// The host ends when its input does, so even a killed test leaves nothing behind.
		const env = { ...process.env, ...variables };
		const child = spawn(path, args, { stdio: ["pipe", "pipe", "inherit"], env });
		for await (const line of createInterface({ input: child.stdout! })) {
			const address = /^listening on (https?:\/\/\S+)$/.exec(line)?.[1];
			if (address) {
				return new Program(child, address);
			}
		}
		throw new Error(`${path} ended before it listened`);
	}

	async stop(): Promise<void> {
		if (this.child.exitCode === null && this.child.signalCode === null) {
			this.child.kill();
			await once(this.child, "exit");
		}
	}
}

/** Starts and stops what a test needs. */
export class Stage {
	readonly #programs: Program[] = [];

	/** The desk with its UI, on a computer in some time zone; gives the page's address. */
	async desk(
		language: Language = "ru",
		now = NOW,
		zone?: string,
		connection: { patienceMs?: number; trusted?: string } = {},
	): Promise<string> {
		const ui = join(folder, "../../ui/dist");
		const args = ["--ui", ui, "--now", now, "--language", language];
		if (connection.patienceMs !== undefined) {
			args.push("--patience-ms", String(connection.patienceMs));
		}
		const variables: Record<string, string> = zone === undefined ? {} : { TZ: zone };
		if (connection.trusted !== undefined) {
			// Where the system's certificates are read from; nothing else is trusted then.
			variables.SSL_CERT_FILE = connection.trusted;
		}
		const program = await this.#start(host!, args, variables);
		return program.address;
	}

	/** The desk with its files in a folder that outlives it. */
	async deskIn(data: string, language: Language = "ru"): Promise<Program> {
		const ui = join(folder, "../../ui/dist");
		return this.#start(host!, ["--ui", ui, "--now", NOW, "--language", language, "--data", data]);
	}

	/** A practice server; on a port that another one left, if need be. */
	async practice(
		options: {
			scenario?: string;
			fault?: string;
			port?: string;
			now?: string;
			turns?: string[];
			/** The folder of the authority that its certificates are of. */
			https?: string;
		} = {},
	): Promise<Program> {
		const args = [
			"--port",
			options.port ?? "0",
			"--token",
			TOKEN,
			"--scenario",
			options.scenario ?? "clinic",
		];
		args.push("--now", options.now ?? NOW);
		if (options.fault) {
			args.push("--fault", options.fault);
		}
		if (options.https) {
			args.push("--https", options.https);
		}
		args.push(...(options.turns ?? []));
		return this.#start(join(dirname(host!), "practice"), args);
	}

	async stop(): Promise<void> {
		await Promise.all(this.#programs.map((program) => program.stop()));
	}

	async #start(path: string, args: string[], variables: Record<string, string> = {}): Promise<Program> {
		const program = await Program.start(path, args, variables);
		this.#programs.push(program);
		return program;
	}
}

export const test = base.extend<{ stage: Stage; noComplaints: void }>({
	stage: async ({}, use) => {
		const stage = new Stage();
		await use(stage);
		await stage.stop();
	},
	/** A page that throws, or breaks the content security policy, fails whatever else it shows. */
	noComplaints: [
		async ({ page, stage }, use) => {
			void stage; // Torn down after this, so that a host that ends is no complaint.
			const complaints: string[] = [];
			page.on("pageerror", (error) => complaints.push(String(error)));
			page.on("console", (message) => {
				// A command that fails is answered with 422, which the browser logs by itself.
				if (message.type() === "error" && !message.text().includes("422")) {
					complaints.push(message.text());
				}
			});
			await use();
			expect(complaints).toEqual([]);
		},
		{ auto: true },
	],
});

export { expect };

/** Opens the program with sample data and waits for the day. */
export async function explore(page: Page, stage: Stage, language: Language = "ru"): Promise<void> {
	await page.goto(await stage.desk(language));
	await page.locator("[data-action=explore]").click();
	await expect(page.locator("[data-view=day] [data-appointment-id]").first()).toBeVisible();
}

/** Fills in the form that is on screen and asks the server. */
export async function check(page: Page, address: string, token = TOKEN): Promise<void> {
	await page.locator("input[name=address]").fill(address);
	await page.locator("input[name=token]").fill(token);
	await page.locator("[data-action=check]").click();
}

/** Puts the desk's clock forward. */
export async function forward(page: Page, seconds: number): Promise<void> {
	await page.request.post(new URL("/clock/forward", page.url()).href, { data: String(seconds) });
}

/** Connects to a practice server from the first screen and waits for the day. */
export async function connect(
	page: Page,
	stage: Stage,
	address: string,
	language: Language = "ru",
): Promise<void> {
	await page.goto(await stage.desk(language));
	await check(page, address);
	await page.locator("[data-action=connect]").click();
	await expect(page.locator("[data-view=day] [data-appointment-id]").first()).toBeVisible();
}

export async function show(page: Page, view: "day" | "week" | "month" | "list"): Promise<void> {
	await page.locator(`[data-action=view-${view}]`).click();
	await expect(page.locator(`[data-view=${view}] [data-date]`).first()).toBeVisible();
}
