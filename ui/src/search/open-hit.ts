import { tick } from "svelte";
import type { SearchHit } from "../bindings";
import { dialogs } from "../state/dialogs.svelte";
import { panels } from "../state/panels.svelte";

/** Shows the day of a hit, selects its appointment and scrolls it into view. */
export async function openHit(hit: SearchHit): Promise<void> {
	dialogs.close();
	await panels.openAppointment(hit.id, hit.date.iso, hit.hidden ? hit.resourceId : null);
	await tick();
	if (panels.selectedAppointment !== hit.id) {
		return;
	}
	const appointment = document.querySelector<HTMLElement>(
		`[data-view="day"] :is([data-appointment-id="${hit.id}"], [data-group~="${hit.id}"])`,
	);
	if (appointment) {
		// The appointment panel, which has just opened, covers the right edge of the view.
		appointment.style.scrollMarginInlineEnd = "var(--panel-width)";
		appointment.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
	}
}
