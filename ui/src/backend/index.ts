import type { Backend } from "./backend";

export type { Backend } from "./backend";
export { asDeskError } from "./backend";

/** Chooses the connection to the desk. The code of the other one is never loaded. */
export async function connectBackend(): Promise<Backend> {
	const { backend } = "__TAURI_INTERNALS__" in window ? await import("./tauri") : await import("./http");
	return backend;
}
