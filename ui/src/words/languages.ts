import type { Language } from "../bindings";

/** Each in its own words, so that everyone finds theirs. */
export const LANGUAGES: readonly { value: Language; label: string }[] = [
	{ value: "ru", label: "Русский" },
	{ value: "kk", label: "Қазақша" },
	{ value: "en", label: "English" },
];
