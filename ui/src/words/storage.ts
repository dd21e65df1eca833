import type { MemoryReason } from "../bindings";
import { m } from "../paraglide/messages";

/** A sentence each: why nothing is stored on this computer, and what the user can do about it. */
const WORDS: Record<MemoryReason, readonly [reason: () => string, next: () => string]> = {
	no_service: [m.memory_no_service, m.memory_no_service_next],
	no_default_keyring: [m.memory_no_default_keyring, m.memory_no_default_keyring_next],
	locked: [m.memory_locked, m.memory_locked_next],
	no_answer: [m.memory_no_answer, m.memory_no_answer_next],
	refused: [m.memory_refused, m.memory_refused_next],
	chosen: [m.memory_chosen, m.memory_chosen_next],
	without_passphrase: [m.memory_without_passphrase, m.memory_without_passphrase_next],
};

export function memoryWords(memory: MemoryReason): { reason: string; next: string } {
	const [reason, next] = WORDS[memory];
	return { reason: reason(), next: next() };
}
