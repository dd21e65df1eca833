import { m } from "../paraglide/messages";
import { privacy } from "../state/privacy.svelte";

/*
 * Every component takes the names and phones of clients from here, so that privacy mode hides them everywhere.
 */

/** The first letter of a word, also after a quotation mark. A word that begins with a digit has none. */
const FIRST_LETTER = /^["'«„“]?(\p{L}\p{M}*)/u;

const IN_BRACKETS = /[([][^)\]]*[)\]]?/gu;

/** Enough initials to recognize an appointment. */
const MAX_INITIALS = 3;

/** Replaces text that privacy mode hides. */
export const HIDDEN = "•••";

/** `Айгерим Оспанова` as `А. О.`. A name without letters is hidden completely. */
export function initials(name: string, most = MAX_INITIALS): string {
	const letters: string[] = [];
	for (const word of name.replaceAll(IN_BRACKETS, " ").split(/\s+/u)) {
		const letter = FIRST_LETTER.exec(word)?.[1];
		if (letter !== undefined) {
			letters.push(`${letter.toUpperCase()}.`);
		}
		if (letters.length === most) {
			break;
		}
	}
	return letters.length === 0 ? HIDDEN : letters.join(" ");
}

/** A client's name; in privacy mode the initials. */
export function clientName(name: string): string {
	return privacy.on ? initials(name) : name;
}

/** The name of an appointment's client, or words for an appointment without one. */
export function clientOf(appointment: { clientName: string | null }): string {
	return appointment.clientName === null ? m.view_no_client() : clientName(appointment.clientName);
}

/** A masked number shows so many of its last digits, if it has more than these. */
const VISIBLE_DIGITS = 4;

/** The last digits of a number, enough to recognize it. Empty for a short number. */
export function lastDigits(value: string): string {
	const digits = value.replaceAll(/\D/g, "");
	return digits.length > VISIBLE_DIGITS ? digits.slice(-VISIBLE_DIGITS) : "";
}

/** A client's phone. Null if there is none, or in privacy mode. */
export function clientPhone(phone: string | null): string | null {
	return privacy.on ? null : phone;
}
