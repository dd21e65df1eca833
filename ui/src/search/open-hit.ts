import { tick } from "svelte";
import type { SearchHit } from "../bindings";
import { desk } from "../state/desk.svelte";

/** Shows the day of a hit with its appointment selected and in sight. */
export async function openHit(hit: SearchHit): Promise<void> {
	desk.closeDialog();
	await desk.openAppointment(hit.id, hit.date.iso, hit.hidden ? hit.resourceId : null);
	await tick();
	if (desk.selectedAppointment !== hit.id) {
		return;
	}
	const appointment = document.querySelector<HTMLElement>(
		`[data-view="day"] [data-appointment-id="${hit.id}"]`,
	);
	if (appointment) {
		// The panel that has opened with it lies over the right edge.
		appointment.style.scrollMarginInlineEnd = "var(--panel-width)";
		appointment.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
	}
}
