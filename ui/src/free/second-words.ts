import type { SecondStart } from "../bindings";
import { m } from "../paraglide/messages";
import { minutes } from "../words/numbers";

/** The second appointment in a sentence: its time, its resource, and how long the client waits before it. */
export function secondWords({ startTime, resource, waitMin }: SecondStart): string {
	const words = { time: startTime.label, name: resource.name };
	return waitMin === 0 ? m.finder_then(words) : m.finder_then_after({ ...words, wait: minutes(waitMin) });
}
