import { Later } from "./parts/later.svelte";

/** The screens, panels and dialogs that are not in the first script. The order is that of their loading. */
export const laterParts = {
	search: new Later(() => import("./search/SearchDialog.svelte")),
	finder: new Later(() => import("./free/FinderPanel.svelte")),
	tray: new Later(() => import("./free/Tray.svelte")),
	appointment: new Later(() => import("./panels/AppointmentPanel.svelte")),
	/** The list of a group's appointments. */
	group: new Later(() => import("./views/shared/GroupList.svelte")),
	money: new Later(() => import("./panels/MoneyPanel.svelte")),
	filter: new Later(() => import("./filter/FilterPanel.svelte")),
	filterBar: new Later(() => import("./filter/FilterBar.svelte")),
	settings: new Later(() => import("./settings/SettingsDialog.svelte")),
	help: new Later(() => import("./frame/HelpDialog.svelte")),
	print: new Later(() => import("./print/PrintDialog.svelte")),
	date: new Later(() => import("./frame/DateDialog.svelte")),
	signOut: new Later(() => import("./settings/SignOutDialog.svelte")),
	diagnostics: new Later(() => import("./settings/DiagnosticsDialog.svelte")),
	first: new Later(() => import("./first/FirstScreen.svelte")),
	unlock: new Later(() => import("./first/UnlockScreen.svelte")),
};
