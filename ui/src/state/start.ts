import type { Backend } from "../backend";
import { desk } from "./desk";
import { period } from "./period.svelte";
import { session } from "./session.svelte";

/** Connects the state to the desk and loads the first screen. */
export async function start(backend: Backend): Promise<void> {
	await desk.connect(backend, (event) => void period.onDeskEvent(event));
	await session.restart();
	await session.setVisible(document.visibilityState === "visible");
}
