import { grouped } from "./grouped";

/*
 * Plural forms, and numbers as text. The generated messages import this module in place of Paraglide's own, which creates
 * an `Intl` object at every call (see `vite.config.ts`).
 */

const RULES: Record<string, Intl.PluralRules | undefined> = {};

/** The plural category of a number: `one`, `few`, `many`, `other`. */
export function plural(locale: string, input: unknown): string {
	return (RULES[locale] ??= new Intl.PluralRules(locale)).select(Number(input));
}

/** A number as `12 500`, the same in every language. */
export function number(_locale: string, input: unknown): string {
	return grouped(Number(input));
}
