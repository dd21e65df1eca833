import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";

/** 10:30 on a Tuesday in Almaty. The clock of every test starts at this instant. */
export const NOW = "2026-11-24T05:30:00Z";
export const TODAY = "2026-11-24";
export const TOKEN = "browser-test-token";

export const LANGUAGES = ["ru", "kk", "en"] as const;
export type Language = (typeof LANGUAGES)[number];

/** The folder of the built UI. */
export const UI = join(import.meta.dirname, "../../ui/dist");

/** The path of the test host. The practice server is in the same folder. */
function testHostPath(): string {
	const path = process.env.QABYL_TEST_HOST;
	if (!path) {
		throw new Error("QABYL_TEST_HOST must be the path of the test host. `cargo xtask test browser` sets it.");
	}
	return path;
}

/** A running server and the address on which it listens. */
export class ServerProcess {
	readonly #child: ChildProcess;
	readonly address: string;

	private constructor(child: ChildProcess, address: string) {
		this.#child = child;
		this.address = address;
	}

	static async start(
		path: string,
		args: string[],
		environment: Record<string, string> = {},
	): Promise<ServerProcess> {
		// The test host stops when its input is closed, so a killed test run leaves no test host behind.
		const child = spawn(path, args, {
			stdio: ["pipe", "pipe", "inherit"],
			env: { ...process.env, ...environment },
		});
		for await (const line of createInterface({ input: child.stdout })) {
			const address = /^listening on (https?:\/\/\S+)$/.exec(line)?.[1];
			if (address) {
				return new ServerProcess(child, address);
			}
		}
		throw new Error(`${path} stopped before it listened on a port`);
	}

	get port(): string {
		return new URL(this.address).port;
	}

	async stop(): Promise<void> {
		if (this.#child.exitCode === null && this.#child.signalCode === null) {
			this.#child.kill();
			await once(this.#child, "exit");
		}
	}
}

export interface DeskOptions {
	language?: Language;
	now?: string;
	/** The time zone of the computer; by default that of this process. */
	timeZone?: string;
	/** The folder of the desk's files; by default they are in memory. */
	dataFolder?: string;
	/** Replaces the timeouts of connecting and reading, and the time limit of retries. */
	patienceMs?: number;
	/** The folder in which the dialog for saving a file puts every file. Without it, the dialog is cancelled. */
	saveFolder?: string;
	/** A PEM file with the only certificate authority that the desk trusts. */
	trustedAuthority?: string;
}

export interface PracticeOptions {
	scenario?: string;
	fault?: string;
	/** The port of a server that was stopped; by default a free port. */
	port?: string;
	now?: string;
	/** The time in the header of each response; by default there is none. */
	date?: string;
	/** Arguments that change the appointments and absences. */
	changes?: string[];
	/** The folder of the certificate authority. The server then speaks HTTPS. */
	httpsFolder?: string;
}

/** The servers and temporary folders of one test. */
export class Servers {
	readonly #processes: ServerProcess[] = [];
	readonly #folders: string[] = [];

	/** Starts a test host: the desk and the built UI. */
	desk(options: DeskOptions = {}): Promise<ServerProcess> {
		const {
			language = "ru",
			now = NOW,
			timeZone,
			dataFolder,
			patienceMs,
			saveFolder,
			trustedAuthority,
		} = options;
		const args = ["--ui", UI, "--now", now, "--language", language];
		if (dataFolder !== undefined) {
			args.push("--data", dataFolder);
		}
		if (patienceMs !== undefined) {
			args.push("--patience-ms", String(patienceMs));
		}
		if (saveFolder !== undefined) {
			args.push("--save-folder", saveFolder);
		}
		return this.#start(testHostPath(), args, {
			...(timeZone === undefined ? {} : { TZ: timeZone }),
			...(trustedAuthority === undefined ? {} : { SSL_CERT_FILE: trustedAuthority }),
		});
	}

	/** Starts a practice server. */
	practice(options: PracticeOptions = {}): Promise<ServerProcess> {
		const { scenario = "clinic", fault, port = "0", now = NOW, date, changes = [], httpsFolder } = options;
		const args = ["--port", port, "--token", TOKEN, "--scenario", scenario, "--now", now];
		if (fault !== undefined) {
			args.push("--fault", fault);
		}
		if (date !== undefined) {
			args.push("--date", date);
		}
		if (httpsFolder !== undefined) {
			args.push("--https", httpsFolder);
		}
		return this.#start(join(dirname(testHostPath()), "practice"), [...args, ...changes]);
	}

	/** An empty folder that is deleted after the servers have stopped. */
	temporaryFolder(): string {
		const folder = mkdtempSync(join(tmpdir(), "qabyl-browser-test-"));
		this.#folders.push(folder);
		return folder;
	}

	/** Stops the servers, then deletes the folders. */
	async stop(): Promise<void> {
		await Promise.all(this.#processes.map((process) => process.stop()));
		for (const folder of this.#folders) {
			rmSync(folder, { recursive: true });
		}
	}

	async #start(
		path: string,
		args: string[],
		environment: Record<string, string> = {},
	): Promise<ServerProcess> {
		const process = await ServerProcess.start(path, args, environment);
		this.#processes.push(process);
		return process;
	}
}
