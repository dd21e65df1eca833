// A message that is missing in one language is silently shown in another language. This script compares the languages:
// all must have the same keys and parameters and all plural forms, no text may be empty, and every key must be used.
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
 * All texts of a message, each with its plural form if it has one.
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
 * Every error needs a sentence of its own and a next step.
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
		const sameAs = sentences.get(message);
		sentences.set(message, key);
		return [
			...(messages[`${key}_next`] === undefined ? [`${key} has no next step`] : []),
			...(sameAs === undefined ? [] : [`${key} has the same text as ${sameAs}`]),
		];
	});
}

const sources = fs
	.readdirSync(path.join(root, "src"), { recursive: true, encoding: "utf8" })
	.filter(
		(name) => /\.(svelte|ts)$/.test(name) && !name.endsWith(".test.ts") && !name.startsWith("paraglide"),
	)
	.map((name) => fs.readFileSync(path.join(root, "src", name), "utf8"))
	.join("\n");
const used = new Set([...sources.matchAll(/\bm\.(\w+)/g)].map((match) => match[1]));
const known = new Map();

for (const folder of folders) {
	/** @type {(locale: string) => Messages} */
	const read = (locale) =>
		JSON.parse(fs.readFileSync(path.join(root, "messages", folder, `${locale}.json`), "utf8"));
	const base = read(baseLocale);
	for (const key of Object.keys(base).filter((name) => name !== "$schema")) {
		if (known.has(key)) {
			problems.push(`${key} is in ${known.get(key)} and in ${folder}`);
		}
		known.set(key, folder);
		if (!used.has(key)) {
			problems.push(`${folder}: ${key} is not used`);
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
				problems.push(
					`${where} has the parameters {${parameters(message)}} instead of {${parameters(base[key])}}`,
				);
			}
			const forms = texts(message).map(({ form }) => form);
			if (!forms.includes(null)) {
				const needed = new Intl.PluralRules(locale).resolvedOptions().pluralCategories;
				const missing = needed.filter((form) => !forms.includes(form) && !forms.includes("*"));
				if (missing.length > 0) {
					problems.push(`${where} has no plural form ${missing.join(", ")}`);
				}
			}
		}
	}
}

if (problems.length > 0) {
	process.stderr.write(`${problems.join("\n")}\n`);
	process.exit(1);
}
