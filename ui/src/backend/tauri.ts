import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import { writeText } from "@tauri-apps/plugin-clipboard-manager";
import type { DeskEvent } from "../bindings";
import { asDeskError, type Backend, type CommandName, type RequestOf, type ResponseOf } from "./backend";

/** The connection to the desk inside the program, over Tauri's IPC. */
export const backend: Backend = {
	zooms: true,
	async call<N extends CommandName>(name: N, request: RequestOf<N>): Promise<ResponseOf<N>> {
		try {
			return await invoke<ResponseOf<N>>("call", { name, request: JSON.stringify(request) });
		} catch (reason) {
			// eslint-disable-next-line @typescript-eslint/only-throw-error -- callers expect a DeskError, which is plain data
			throw asDeskError(reason);
		}
	},
	onEvent(handler) {
		return listen<DeskEvent>("desk", (event) => handler(event.payload));
	},
	copyText(text) {
		return writeText(text);
	},
	async print(landscape) {
		await backend.call("print", { landscape });
	},
};
