import js from "@eslint/js";
import { defineConfig, globalIgnores } from "eslint/config";
import svelte from "eslint-plugin-svelte";
import globals from "globals";
import ts from "typescript-eslint";
import { typescriptRules } from "./eslint.rules.js";
import svelteConfig from "./svelte.config.js";

const tauriOnlyInBackend = {
	patterns: [{ group: ["@tauri-apps/*"], message: "Only src/backend/tauri.ts may know Tauri." }],
};

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
			"no-restricted-imports": ["error", tauriOnlyInBackend],
			"no-restricted-globals": [
				"error",
				{ name: "Date", message: "Times come ready from Rust; the screen does no date arithmetic." },
				{ name: "localStorage", message: "Settings are kept by the desk." },
				{ name: "fetch", message: "Only src/backend/http.ts talks to a server." },
			],
			"no-restricted-properties": [
				"error",
				{ object: "Intl", property: "DateTimeFormat", message: "The webview's zones can be years old." },
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
	{ files: ["src/backend/tauri.ts"], rules: { "no-restricted-imports": "off" } },
	{ files: ["src/backend/http.ts"], rules: { "no-restricted-globals": "off" } },
	{
		files: ["*.js", "*.ts", "scripts/*.js"],
		extends: [ts.configs.disableTypeChecked],
		languageOptions: { globals: globals.node },
	},
);
