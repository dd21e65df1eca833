import type { Commands, DeskError, DeskEvent } from "../bindings";

export type CommandName = keyof Commands;
export type RequestOf<N extends CommandName> = Commands[N]["request"];
export type ResponseOf<N extends CommandName> = Commands[N]["response"];

/** The connection to the desk: inside the program's window, or through the test host. */
export interface Backend {
	/** Whether the program shows the page in the text size of the settings. An ordinary browser has its own zoom. */
	readonly zooms: boolean;
	/** Always rejects with a `DeskError`. */
	call<N extends CommandName>(name: N, request: RequestOf<N>): Promise<ResponseOf<N>>;
	/** The returned function ends the listening. */
	onEvent(handler: (event: DeskEvent) => void): Promise<() => void>;
	/** Copies a text to the system's clipboard. */
	copyText(text: string): Promise<void>;
	/** Opens the system's dialog that prints the page. `landscape`: the pages are wider than high. */
	print(landscape: boolean): Promise<void>;
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
 * Converts the reason of a failed call to a `DeskError`.
 *
 * Only the connection itself fails with something else: the test host has ended, or the program does not know the
 * command. This gets the code `bad_request`.
 */
export function asDeskError(reason: unknown): DeskError {
	if (isDeskError(reason)) {
		return reason;
	}
	const message = reason instanceof Error ? reason.message : String(reason);
	return { code: "bad_request", message, details: null, rowLimit: null };
}
