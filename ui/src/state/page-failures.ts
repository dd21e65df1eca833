import type { DeskError, PageFailure, PagePart, ScriptPosition } from "../bindings";
import { desk, type Desk } from "./desk";
import { notices, type Notices } from "./notices.svelte";
import { session, type Session } from "./session.svelte";

/** Chromium reports this when a layout takes two frames. It is not a failure. */
const HARMLESS = /^ResizeObserver loop/;

/** Errors of the page itself: each gets a line in the desk's log, and the user is told. */
export class PageFailures {
	readonly #desk: Desk;
	readonly #notices: Notices;
	readonly #session: Session;
	/** The failures that are in the log already. A part that fails again and again must not fill it. */
	readonly #logged = new Set<string>();

	constructor(desk: Desk, notices: Notices, session: Session) {
		this.#desk = desk;
		this.#notices = notices;
		this.#session = session;
	}

	/** Listens for errors that no part of the page catches. */
	watch(window: Window): void {
		window.addEventListener("error", (event) => {
			if (!HARMLESS.test(event.message)) {
				this.tell("page", event.error);
			}
		});
		window.addEventListener("unhandledrejection", (event) => this.tell("page", event.reason));
	}

	/** Logs a failure and shows a notice about it. */
	tell(part: PagePart, reason: unknown): void {
		this.log(part, reason);
		const error: DeskError = {
			code: "page_failed",
			message: "the page failed",
			details: null,
			rowLimit: null,
		};
		if (this.#session.start) {
			this.#notices.add(error);
		} else {
			this.#session.startProblem = error;
		}
	}

	/** Logs a failure, for a part that shows it in its own place. */
	log(part: PagePart, reason: unknown): void {
		const failure: PageFailure = { part, error: nameOf(reason), calls: callsOf(reason) };
		// The outer calls differ between the first drawing and the later ones.
		const key = JSON.stringify([part, failure.error, failure.calls[0]]);
		if (!this.#logged.has(key)) {
			this.#logged.add(key);
			// Without the desk there is no log.
			void this.#desk.call("page_failed", failure).catch(() => null);
		}
	}
}

/** The error's name, never its message: a message can quote client data. Svelte's messages are the addresses of its errors. */
function nameOf(reason: unknown): string {
	if (!(reason instanceof Error)) {
		return typeof reason;
	}
	return /^https:\/\/svelte\.dev\/e\/([a-z_]+)$/.exec(reason.message)?.[1] ?? reason.name;
}

function callsOf(reason: unknown): ScriptPosition[] {
	const stack = reason instanceof Error ? (reason.stack ?? "") : "";
	return [...stack.matchAll(/\.js:(\d{1,7}):(\d{1,7})\)?$/gm)].map(([, line, column]) => ({
		line: Number(line),
		column: Number(column),
	}));
}

export const pageFailures = new PageFailures(desk, notices, session);
