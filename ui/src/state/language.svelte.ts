import type { Language } from "../bindings";
import { overwriteGetLocale } from "../paraglide/runtime";

let current = $state<Language>("ru");

// Messages read the language through this function, so the messages on screen change when the language does.
overwriteGetLocale(() => current);

export function language(): Language {
	return current;
}

export function speak(next: Language): void {
	current = next;
	document.documentElement.lang = next;
}
