import type { Backend } from "../backend";
import type {
	Commands,
	DeskError,
	DeskEvent,
	Period,
	Screen,
	Settings,
	SidebarResource,
	StartState,
} from "../bindings";
import { Desk } from "./desk";

type Name = keyof Commands;

/** A command that the state has sent and that the test answers. */
export interface SentCommand {
	name: Name;
	request: unknown;
	answer: (response: unknown) => Promise<void>;
	fail: (code: DeskError["code"]) => Promise<void>;
}

/** Waits until everything that an answer causes has happened. */
export function settled(): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, 0));
}

/** A desk for tests: it records the commands, and the test answers them in any order. */
export class TestDesk {
	readonly desk = new Desk();
	readonly sent: SentCommand[] = [];
	#onEvent: (event: DeskEvent) => void = () => undefined;

	async connect(onEvent: (event: DeskEvent) => void = () => undefined): Promise<void> {
		const backend: Backend = {
			zooms: true,
			call: (name, request) => this.#record(name, request),
			onEvent: (handler) => {
				this.#onEvent = handler;
				return Promise.resolve(() => undefined);
			},
			print: () => Promise.resolve(),
			copyText: () => Promise.resolve(),
		};
		await this.desk.connect(backend, onEvent);
	}

	async report(event: DeskEvent): Promise<void> {
		this.#onEvent(event);
		await settled();
	}

	/** The commands of this name that were sent, the first one first. */
	all(name: Name): SentCommand[] {
		return this.sent.filter((command) => command.name === name);
	}

	/** The command of this name that was sent last. */
	last(name: Name): SentCommand {
		const command = this.all(name).at(-1);
		if (!command) {
			throw new Error(`no command ${name} was sent`);
		}
		return command;
	}

	#record<N extends Name>(name: N, request: Commands[N]["request"]): Promise<Commands[N]["response"]> {
		return new Promise((resolve, reject) => {
			this.sent.push({
				name,
				request,
				answer: (response) => {
					resolve(response as Commands[N]["response"]);
					return settled();
				},
				fail: (code) => {
					// eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- callers expect a DeskError, which is plain data
					reject({ code, message: code, details: null, rowLimit: null } satisfies DeskError);
					return settled();
				},
			});
		});
	}
}

export const SETTINGS = {
	language: "ru",
	theme: "system",
	pollSeconds: 60,
	textSizePercent: 100,
} as Settings;

/** The start state of an account. */
export function startState(change: Partial<StartState> = {}): StartState {
	return {
		settings: SETTINGS,
		account: {
			name: "Clinic",
			address: "https://one-link.example",
			accountId: 1,
			sample: false,
			tokenMissing: false,
		},
		lastView: "day",
		lastDate: null,
		crashed: null,
		...change,
	} as StartState;
}

/** The screen of one day. Neighbouring days are named by number: the day after `5` is `6`. */
export function dayScreen(day: number, hidden: readonly number[] = [], hasToday = false): Screen {
	const resources = [1, 2, 3].map(
		(id) => ({ resource: { id }, shown: !hidden.includes(id) }) as SidebarResource,
	);
	return {
		view: "day",
		account: startState().account,
		period: {
			date: { iso: String(day) },
			previous: String(day - 1),
			next: String(day + 1),
			hasToday,
		} as unknown as Period,
		freshness: { state: "fresh", refreshing: false, ageMin: 0 },
		resources,
		filter: { hiddenResources: [...hidden] },
		marked: [],
	} as unknown as Screen;
}
