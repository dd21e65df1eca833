import type { Language } from "../bindings";

/** Each in its own words, so that everyone finds theirs. */
export const LANGUAGES: readonly { value: Language; label: string; short: string }[] = [
	{ value: "ru", label: "Русский", short: "Рус" },
	{ value: "kk", label: "Қазақша", short: "Қаз" },
	{ value: "en", label: "English", short: "Eng" },
];
