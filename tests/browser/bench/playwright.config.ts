import { defineConfig } from "@playwright/test";

import tests from "../playwright.config.ts";

/** `cargo xtask bench ui`. It uses the browser of the tests, and is not one of them. */
export default defineConfig(tests, {
	testDir: import.meta.dirname,
	testMatch: "*.bench.ts",
	outputDir: "../test-results/bench",
	workers: 1,
	timeout: 0,
	reporter: [["line"]],
});
