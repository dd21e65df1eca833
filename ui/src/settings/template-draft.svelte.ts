import type { ChatLanguage, DeskError, TemplatePreview } from "../bindings";
import { desk } from "../state/desk.svelte";
import { Loaded } from "../state/loaded.svelte";

/** A pause in the typing as long as this saves what is typed. */
const PAUSE_MS = 400;

interface Answer {
	/** The template asked about. */
	text: string;
	preview: TemplatePreview;
}

/** The user's own template as it is kept; without one the program's is used. */
function kept(language: ChatLanguage): string | null {
	return desk.start?.settings.chat.templates[language] ?? null;
}

/** A template while it is being written. Only one that is understood is ever saved. */
export class TemplateDraft {
	text = $state("");
	#language: ChatLanguage;
	#answer = new Loaded<Answer>();
	#asking: Promise<void>;
	#pause: ReturnType<typeof setTimeout> | undefined;
	/** What the template in use makes. */
	#inUse = $state.raw<string | null>(null);

	#preview: TemplatePreview | null = $derived(this.#answer.value?.preview ?? null);
	placeholders: readonly string[] = $derived(this.#preview?.placeholders ?? []);
	problem = $derived(this.#preview?.problem ?? null);
	failure: DeskError | null = $derived(this.#answer.problem);
	/** What the client would see; as long as the draft cannot be understood, what the template in use makes. */
	shown: string | null = $derived(this.problem ? this.#inUse : (this.#preview?.text ?? null));
	changed: boolean = $derived(this.#preview !== null && this.text !== this.#preview.defaultTemplate);

	constructor(language: ChatLanguage) {
		this.#language = language;
		this.#asking = this.#begin();
	}

	async #begin(): Promise<void> {
		const own = kept(this.#language);
		this.text = own ?? "";
		await this.#ask();
		if (own === null && this.text === "") {
			this.text = this.#preview?.defaultTemplate ?? "";
			await this.#ask();
		}
		this.#inUse = this.#preview?.text ?? null;
	}

	#ask(): Promise<void> {
		const request = { language: this.#language, template: this.text };
		return this.#answer.load(async () => ({
			text: request.template,
			preview: await desk.ask("preview_template", request),
		}));
	}

	type(text: string): void {
		this.text = text;
		this.#asking = this.#ask();
		clearTimeout(this.#pause);
		this.#pause = setTimeout(() => void this.save(), PAUSE_MS);
	}

	/** Goes back to the program's own template. */
	restore(): void {
		if (this.#preview) {
			this.type(this.#preview.defaultTemplate);
			void this.save();
		}
	}

	/** Saves now, without waiting for a pause, if there is anything new and it is understood. */
	async save(): Promise<void> {
		clearTimeout(this.#pause);
		await this.#asking;
		const answer = this.#answer.value;
		const chat = desk.start?.settings.chat;
		if (!chat || answer?.text !== this.text || answer.preview.problem) {
			return;
		}
		const own = this.text === answer.preview.defaultTemplate ? null : this.text;
		if (own !== kept(this.#language)) {
			const templates = { ...chat.templates, [this.#language]: own };
			this.#inUse = answer.preview.text;
			await desk.changeSettings({ chat: { ...chat, templates } });
		}
	}
}
