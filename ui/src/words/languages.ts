import type { Language } from "../bindings";

/** Each language has its own name in itself, so that everybody recognizes theirs. */
export const LANGUAGES: readonly { value: Language; label: string; short: string }[] = [
	{ value: "ru", label: "Русский", short: "Рус" },
	{ value: "kk", label: "Қазақша", short: "Қаз" },
	{ value: "en", label: "English", short: "Eng" },
];
