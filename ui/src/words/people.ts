import { m } from "../paraglide/messages";
import { privacy } from "../state/privacy.svelte";

/*
 * Whoever shows a client shows them through this, so that one switch hides them everywhere.
 */

const FIRST_LETTER = /\p{L}\p{M}*/u;

/** So many initials are enough to know one's own appointment by. */
const INITIALS = 3;

/** What stands where nothing may be read. */
export const HIDDEN = "•••";

/** `Айгерим Оспанова` as `А. О.`; of what has no letters nothing stays. */
export function initials(name: string): string {
	const letters: string[] = [];
	for (const word of name.split(/\s+/u)) {
		const letter = FIRST_LETTER.exec(word)?.[0];
		if (letter !== undefined) {
			letters.push(`${letter.toUpperCase()}.`);
		}
		if (letters.length === INITIALS) {
			break;
		}
	}
	return letters.length === 0 ? HIDDEN : letters.join(" ");
}

/** A client's name; in privacy its initials. */
export function clientName(name: string): string {
	return privacy.on ? initials(name) : name;
}

/** The client of an appointment, in words also when there is none. */
export function clientOf(appointment: { clientName: string | null }): string {
	return appointment.clientName === null ? m.view_no_client() : clientName(appointment.clientName);
}

/** So many last digits stay in sight of a masked number, if it has more of them. */
const IN_SIGHT = 4;

/** The last digits of a number, enough to know one's own by; nothing of a short one. */
export function lastDigits(value: string): string {
	const digits = value.replaceAll(/\D/g, "");
	return digits.length > IN_SIGHT ? digits.slice(-IN_SIGHT) : "";
}

/** A client's phone, or null when there is none to show. */
export function clientPhone(phone: string | null): string | null {
	return privacy.on ? null : phone;
}
