/*
 * The Kazakh case ending for "from", "since" and "after" (the ablative). It depends on the last sound of the spoken word,
 * so a number is taken as the word that people say.
 */

const UNITS = ["нөл", "бір", "екі", "үш", "төрт", "бес", "алты", "жеті", "сегіз", "тоғыз"];
const TENS = ["нөл", "он", "жиырма", "отыз", "қырық", "елу"];

/** The ending of a word that is not inflected yet: `дан` after `қараша`, `тан` after `қырық`, `нен` after `мен`. */
function fromEnding(word: string): string {
	// `у` is a vowel of both kinds, so another one decides.
	const lastVowel = /[аоұыәеөүі](?!.*[аоұыәеөүі])/.exec(word)?.[0] ?? "а";
	const vowel = "аоұы".includes(lastVowel) ? "а" : "е";
	const last = word.slice(-1);
	const consonant = "мнң".includes(last) ? "н" : "кқпстшф".includes(last) ? "т" : "д";
	return `${consonant}${vowel}н`;
}

/** `қараша` as `қарашадан`. */
export function fromWord(word: string): string {
	return word + fromEnding(word);
}

/** `10:30` as `10:30-дан`. The minutes are said last; a full hour ends with a zero. */
export function fromTime(time: string): string {
	const minute = Number(time.slice(-2));
	const unit = minute % 10;
	const spoken = unit > 0 ? UNITS[unit] : TENS[minute / 10];
	return `${time}-${fromEnding(spoken ?? "")}`;
}

/** A number of minutes as `1 сағат 30 минуттан`. */
export function fromDuration(durationMin: number): string {
	const hours = Math.floor(durationMin / 60);
	const rest = durationMin % 60;
	if (rest === 0) {
		return `${hours} ${fromWord("сағат")}`;
	}
	return `${hours > 0 ? `${hours} сағат ` : ""}${rest} ${fromWord("минут")}`;
}
