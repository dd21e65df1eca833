import type { Filter, SidebarResource } from "../bindings";
import { m } from "../paraglide/messages";
import { appointmentTypeWord, paymentStatusWord, sourceWord, statusWord } from "./status";

/** A condition that is a list of values. */
type ListCondition = Exclude<keyof Filter, "hiddenResources" | "unpaid">;

/** A part of the filter that can be removed by itself. */
interface FilterChip {
	name: keyof Filter;
	label: string;
	/** What removes it. */
	change: Partial<Filter>;
}

/** A field of the filter with its values as words. */
export function valueWord<Name extends ListCondition>(name: Name, value: Filter[Name][number]): string {
	const words: { [Key in ListCondition]: (value: Filter[Key][number]) => string } = {
		statuses: statusWord,
		payments: paymentStatusWord,
		types: appointmentTypeWord,
		sources: sourceWord,
		services: (service) => service,
	};
	return words[name](value);
}

export function conditionTitle(name: ListCondition): string {
	switch (name) {
		case "statuses":
			return m.filter_statuses();
		case "payments":
			return m.filter_payments();
		case "types":
			return m.filter_types();
		case "sources":
			return m.filter_sources();
		case "services":
			return m.filter_services();
	}
}

export const LIST_CONDITIONS = [
	"statuses",
	"payments",
	"types",
	"sources",
	"services",
] as const satisfies readonly ListCondition[];

/** The chips of a filter: one for the resources, and one for each condition. */
export function filterChips(
	{ current, hidden }: { current: Filter; hidden: readonly number[] },
	resources: readonly SidebarResource[],
): FilterChip[] {
	const chips: FilterChip[] = [];
	if (hidden.length > 0) {
		const shown = resources.filter(({ resource }) => !hidden.includes(resource.id));
		const only = shown.length === 1 ? shown[0]?.resource.name : undefined;
		chips.push({
			name: "hiddenResources",
			label: only ?? m.filter_resources({ shown: shown.length, count: resources.length }),
			change: { hiddenResources: [] },
		});
	}
	for (const name of LIST_CONDITIONS) {
		if (current[name].length > 0) {
			chips.push({ name, label: valuesLabel(current, name), change: { [name]: [] } });
		}
	}
	if (current.unpaid) {
		chips.push({ name: "unpaid", label: m.filter_unpaid(), change: { unpaid: false } });
	}
	return chips;
}

function valuesLabel(current: Filter, name: ListCondition): string {
	const values: readonly Filter[ListCondition][number][] = current[name];
	return `${conditionTitle(name)}: ${values.map((value) => valueWord(name, value)).join(", ")}`;
}
