// A message missing in one language shows up in another one's words, silently. This compares the languages: the same
// keys, the same parameters, every plural form that the language has, nothing empty, and no key that nobody uses.
import fs from "node:fs";
import path from "node:path";
import process from "node:process";

const root = path.join(import.meta.dirname, "..");
const { baseLocale, locales } = JSON.parse(
	fs.readFileSync(path.join(root, "project.inlang/settings.json"), "utf8"),
);
const folders = fs.readdirSync(path.join(root, "messages"));
/** @type {string[]} */
const problems = [];

/** @typedef {string | { match: Record<string, string> }[]} Message */
/** @typedef {Record<string, Message>} Messages */

/**
 * Every text of a message, with its plural form when it has one.
 *
 * @param {Message} message
 */
function texts(message) {
	return typeof message === "string"
		? [{ form: null, text: message }]
		: message.flatMap((variant) =>
				Object.entries(variant.match).map(([match, text]) => ({ form: match.split("=")[1], text })),
			);
}

/** @param {Message} message */
function parameters(message) {
	const names = texts(message).flatMap(({ text }) =>
		[...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]),
	);
	return [...new Set(names)].sort().join(", ");
}

/**
 * A failure is told by a sentence of its own and a next step.
 *
 * @param {Messages} messages
 */
function errorProblems(messages) {
	/** @type {Map<Message, string>} */
	const sentences = new Map();
	return Object.entries(messages).flatMap(([key, message]) => {
		if (!key.startsWith("error_") || key.startsWith("error_action_") || key.endsWith("_next")) {
			return [];
		}
		const twin = sentences.get(message);
		sentences.set(message, key);
		return [
			...(messages[`${key}_next`] === undefined ? [`${key} has no next step`] : []),
			...(twin === undefined ? [] : [`${key} says the same as ${twin}`]),
		];
	});
}

const sources = fs
	.readdirSync(path.join(root, "src"), { recursive: true, encoding: "utf8" })
	.filter((name) => /\.(svelte|ts)$/.test(name) && !name.endsWith(".test.ts") && !name.startsWith("paraglide"))
	.map((name) => fs.readFileSync(path.join(root, "src", name), "utf8"))
	.join("\n");
const used = new Set([...sources.matchAll(/\bm\.(\w+)/g)].map((match) => match[1]));
const known = new Map();

for (const folder of folders) {
	/** @type {(locale: string) => Messages} */
	const read = (locale) =>
		JSON.parse(fs.readFileSync(path.join(root, "messages", folder, `${locale}.json`), "utf8"));
	const base = read(baseLocale);
	for (const key of Object.keys(base).filter((each) => each !== "$schema")) {
		if (known.has(key)) {
			problems.push(`${key}: in ${known.get(key)} and in ${folder}`);
		}
		known.set(key, folder);
		if (!used.has(key)) {
			problems.push(`${folder}: ${key} is used nowhere`);
		}
	}
	for (const locale of locales) {
		const messages = read(locale);
		problems.push(...errorProblems(messages).map((problem) => `${folder}/${locale}: ${problem}`));
		for (const key of new Set([...Object.keys(base), ...Object.keys(messages)])) {
			if (key === "$schema") {
				continue;
			}
			const message = messages[key];
			const where = `${folder}/${locale}: ${key}`;
			if (message === undefined || base[key] === undefined) {
				problems.push(`${where} is missing in ${message === undefined ? locale : baseLocale}`);
				continue;
			}
			if (texts(message).some(({ text }) => text.trim() === "")) {
				problems.push(`${where} is empty`);
			}
			if (parameters(message) !== parameters(base[key])) {
				problems.push(`${where} takes {${parameters(message)}}, not {${parameters(base[key])}}`);
			}
			const forms = texts(message).map(({ form }) => form);
			if (!forms.includes(null)) {
				const needed = new Intl.PluralRules(locale).resolvedOptions().pluralCategories;
				const lacking = needed.filter((form) => !forms.includes(form) && !forms.includes("*"));
				if (lacking.length > 0) {
					problems.push(`${where} lacks the plural ${lacking.join(", ")}`);
				}
			}
		}
	}
}

if (problems.length > 0) {
	process.stderr.write(`${problems.join("\n")}\n`);
	process.exit(1);
}
