import { session, type Session } from "./session.svelte";

export type Dialog = "settings" | "help" | "signOut" | "search" | "date" | "diagnostics" | "print";
export type SettingsSection = "connection" | "data" | "look" | "chat" | "about";

/** The dialog that is open over the window; at most one. */
export class Dialogs {
	open = $state<Dialog | null>(null);
	/** The section that the settings show. It stays while they are closed. */
	settingsSection = $state<SettingsSection>("connection");

	constructor(session: Session) {
		session.started.add(() => this.close());
	}

	show(dialog: Dialog): void {
		this.open = dialog;
	}

	showSettings(section: SettingsSection): void {
		this.settingsSection = section;
		this.open = "settings";
	}

	/** For a dialog component, which reports that it was opened or closed. */
	setOpen(dialog: Dialog, open: boolean): void {
		this.open = open ? dialog : null;
	}

	close(): void {
		this.open = null;
	}
}

export const dialogs = new Dialogs(session);
