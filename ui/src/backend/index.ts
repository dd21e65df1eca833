import type { Backend } from "./backend";

export type { Backend } from "./backend";
export { asDeskError } from "./backend";

/** Picks the way to the desk; the other one's code is never loaded. */
export async function connectBackend(): Promise<Backend> {
	const { backend } = "__TAURI_INTERNALS__" in window ? await import("./tauri") : await import("./http");
	return backend;
}
