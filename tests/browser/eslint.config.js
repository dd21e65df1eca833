import js from "@eslint/js";
import { defineConfig, globalIgnores } from "eslint/config";
import ts from "typescript-eslint";
import { typescriptRules } from "../../ui/eslint.rules.js";

export default defineConfig(globalIgnores(["playwright-report/", "test-results/"]), js.configs.recommended, {
	files: ["**/*.ts"],
	extends: [ts.configs.strictTypeChecked],
	languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
	rules: typescriptRules,
});
