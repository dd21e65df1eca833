import js from "@eslint/js";
import { defineConfig, globalIgnores } from "eslint/config";
import svelte from "eslint-plugin-svelte";
import globals from "globals";
import ts from "typescript-eslint";
import { typescriptRules } from "./eslint.rules.js";
import svelteConfig from "./svelte.config.js";

/**
 * The layers of `src/`, the lowest first. A folder may import from lower layers only: not from a higher layer, and not
 * from another folder of its own layer. `App.svelte` and `main.ts` are above all layers.
 */
const LAYERS = [
	["backend"],
	["state"],
	["words"],
	["parts"],
	["first", "frame", "free", "panels", "print", "search", "settings", "views"],
];

/** The files of `src/state/`, the lowest first. A file may import from the files before it only. */
const STATE_FILES = [
	"listeners",
	"keep-equal",
	"in-turn",
	"all-rows",
	"desk",
	"loaded.svelte",
	"language.svelte",
	"privacy.svelte",
	"room.svelte",
	"notices.svelte",
	"session.svelte",
	"page-failures",
	"dialogs.svelte",
	"period.svelte",
	"money-view.svelte",
	"filter.svelte",
	"panels.svelte",
	"free.svelte",
	"start",
];

const tauri = { group: ["@tauri-apps/*"], message: "Only src/backend/tauri.ts may import Tauri." };

/** @param {string[]} names @param {string} [prefix] */
const anyOf = (names, prefix = "") => `${prefix}(${names.join("|").replaceAll(".", "\\.")})`;

/** @param {string[]} files @param {{ regex: string, message: string }[]} patterns */
const restrictImports = (files, patterns) => ({
	files,
	rules: { "no-restricted-imports": ["error", { patterns: [tauri, ...patterns] }] },
});

const folderRules = LAYERS.flatMap((folders, index) =>
	folders.map((folder) => {
		const forbidden = [...folders.filter((other) => other !== folder), ...LAYERS.slice(index + 1).flat()];
		return restrictImports(
			[`src/${folder}/**`],
			[
				{
					regex: `^(\\.\\./)+(App\\.svelte|main|start|${anyOf(forbidden)}/)`,
					message: `src/${folder}/ may import from lower layers only; LAYERS in eslint.config.js lists them.`,
				},
				...(folder === "words"
					? [
							{
								regex: "/state/(?!language|privacy)",
								message: "Words depend on the language and on privacy mode, and on no other state.",
							},
						]
					: []),
			],
		);
	}),
);

const stateRules = STATE_FILES.map((file, index) =>
	restrictImports(
		[`src/state/${file}.ts`],
		[
			{
				regex: `^\\.\\./${anyOf(LAYERS.slice(2).flat())}/`,
				message: "The state may import from src/backend/ only.",
			},
			{
				regex: anyOf(STATE_FILES.slice(index), "^\\./") + "$",
				message:
					"A file of src/state/ may import from lower files only; STATE_FILES in eslint.config.js lists them.",
			},
		],
	),
);

export default defineConfig(
	globalIgnores(["dist/", "src/paraglide/", "src/bindings.ts", "project.inlang/", "canary/"]),
	js.configs.recommended,
	ts.configs.strictTypeChecked,
	svelte.configs.recommended,
	svelte.configs.prettier,
	{
		languageOptions: {
			globals: globals.browser,
			parserOptions: {
				projectService: { allowDefaultProject: ["*.js", "scripts/*.js"] },
				extraFileExtensions: [".svelte"],
				tsconfigRootDir: import.meta.dirname,
			},
		},
		rules: {
			"no-undef": "off",
			"no-restricted-imports": ["error", { patterns: [tauri] }],
			"no-restricted-globals": [
				"error",
				{
					name: "Date",
					message: "The desk sends all times as labels; the UI does not calculate with dates.",
				},
				{ name: "localStorage", message: "The desk stores the settings." },
				{ name: "fetch", message: "Only src/backend/http.ts may send requests." },
			],
			"no-restricted-properties": [
				"error",
				{
					object: "Intl",
					property: "DateTimeFormat",
					message: "The webview's time zone data can be years old.",
				},
			],
			...typescriptRules,
			"svelte/no-at-html-tags": "error",
			"svelte/require-each-key": "error",
		},
	},
	{
		files: ["**/*.svelte", "**/*.svelte.ts"],
		languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
		rules: { "prefer-const": "off", "svelte/prefer-const": ["error", { destructuring: "all" }] },
	},
	folderRules,
	stateRules,
	{ files: ["src/backend/tauri.ts"], rules: { "no-restricted-imports": "off" } },
	{ files: ["src/backend/http.ts"], rules: { "no-restricted-globals": "off" } },
	{
		files: ["*.js", "*.ts", "scripts/*.js"],
		extends: [ts.configs.disableTypeChecked],
		languageOptions: { globals: globals.node },
	},
);
