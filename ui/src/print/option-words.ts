import type { PaperOption } from "../bindings";
import { m } from "../paraglide/messages";

export function optionWord(option: PaperOption): string {
	switch (option) {
		case "phones":
			return m.print_option_phones();
		case "amounts":
			return m.print_option_amounts();
		case "comments":
			return m.print_option_comments();
		case "notes":
			return m.print_option_notes();
		case "freeTime":
			return m.print_option_free_time();
		case "cancelled":
			return m.print_option_cancelled();
		case "ownPages":
			return m.print_option_own_pages();
	}
}
