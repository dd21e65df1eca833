import type { Commands, DeskError, DeskEvent } from "../bindings";

export type CommandName = keyof Commands;
export type RequestOf<N extends CommandName> = Commands[N]["request"];
export type ResponseOf<N extends CommandName> = Commands[N]["response"];

/** The desk, wherever it runs: inside the program's window or behind a loopback host in tests. */
export interface Backend {
	/** Rejects with a `DeskError`, and with nothing else. */
	call<N extends CommandName>(name: N, request: RequestOf<N>): Promise<ResponseOf<N>>;
	/** Returns the way to stop listening. */
	onEvent(handler: (event: DeskEvent) => void): Promise<() => void>;
	/** Puts a text on the system's clipboard. */
	copyText(text: string): Promise<void>;
}

function isDeskError(value: unknown): value is DeskError {
	return (
		typeof value === "object" &&
		value !== null &&
		"code" in value &&
		typeof value.code === "string" &&
		"message" in value &&
		typeof value.message === "string"
	);
}

/**
 * What a failed call rejects with, as a `DeskError`.
 *
 * Something else than a `DeskError` can only come from the way to the desk itself (the host is gone, the
 * command is unknown to an older program); `bad_request` is the code for "screen and desk do not fit".
 */
export function asDeskError(reason: unknown): DeskError {
	if (isDeskError(reason)) {
		return reason;
	}
	const message = reason instanceof Error ? reason.message : String(reason);
	return { code: "bad_request", message, details: null };
}
