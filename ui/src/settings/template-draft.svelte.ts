import type { ChatLanguage, DeskError, TemplateKind, TemplatePreview } from "../bindings";
import { desk } from "../state/desk";
import { Loaded } from "../state/loaded.svelte";
import { session } from "../state/session.svelte";

/** When the user stops typing for so long, the draft is saved. */
const PAUSE_MS = 400;

interface Answer {
	/** The template of this preview. */
	text: string;
	preview: TemplatePreview;
}

/** Where the settings have the templates of a kind. */
const FIELDS = { offer: "templates", reminder: "reminders" } as const;

/** The user's own template. Null: the user has none, and the program's is used. */
function savedTemplate(kind: TemplateKind, language: ChatLanguage): string | null {
	return session.settings?.chat[FIELDS[kind]][language] ?? null;
}

/** A template while the user edits it. Only a valid template is saved. */
export class TemplateDraft {
	text = $state("");
	#kind: TemplateKind;
	#language: ChatLanguage;
	#answer = new Loaded<Answer>();
	#previewing: Promise<void>;
	#pause: ReturnType<typeof setTimeout> | undefined;
	/** The preview of the saved template. */
	#savedPreview = $state.raw<string | null>(null);

	#current: TemplatePreview | null = $derived(this.#answer.value?.preview ?? null);
	placeholders: readonly string[] = $derived(this.#current?.placeholders ?? []);
	problem = $derived(this.#current?.problem ?? null);
	failure: DeskError | null = $derived(this.#answer.problem);
	/** What the client would read. While the draft is not valid, this is the preview of the saved template. */
	preview: string | null = $derived(this.problem ? this.#savedPreview : (this.#current?.text ?? null));
	/** Whether the text differs from the program's template. */
	changed: boolean = $derived(this.#current !== null && this.text !== this.#current.defaultTemplate);

	constructor(kind: TemplateKind, language: ChatLanguage) {
		this.#kind = kind;
		this.#language = language;
		this.#previewing = this.#begin();
	}

	async #begin(): Promise<void> {
		const own = savedTemplate(this.#kind, this.#language);
		this.text = own ?? "";
		await this.#loadPreview();
		if (own === null && this.text === "") {
			this.text = this.#current?.defaultTemplate ?? "";
			await this.#loadPreview();
		}
		this.#savedPreview = this.#current?.text ?? null;
	}

	#loadPreview(): Promise<void> {
		const request = { kind: this.#kind, language: this.#language, template: this.text };
		return this.#answer.load(async () => ({
			text: request.template,
			preview: await desk.call("preview_template", request),
		}));
	}

	type(text: string): void {
		this.text = text;
		this.#previewing = this.#loadPreview();
		clearTimeout(this.#pause);
		this.#pause = setTimeout(() => void this.save(), PAUSE_MS);
	}

	/** Returns to the program's template. */
	restore(): void {
		if (this.#current) {
			this.type(this.#current.defaultTemplate);
			void this.save();
		}
	}

	/** Saves at once, without waiting for a pause, if the text has changed and is valid. */
	async save(): Promise<void> {
		clearTimeout(this.#pause);
		await this.#previewing;
		const answer = this.#answer.value;
		const chat = session.settings?.chat;
		if (!chat || answer?.text !== this.text || answer.preview.problem) {
			return;
		}
		const own = this.text === answer.preview.defaultTemplate ? null : this.text;
		if (own !== savedTemplate(this.#kind, this.#language)) {
			const field = FIELDS[this.#kind];
			this.#savedPreview = answer.preview.text;
			await session.changeSettings({
				chat: { ...chat, [field]: { ...chat[field], [this.#language]: own } },
			});
		}
	}
}
