import { defineConfig } from "@playwright/test";

/** The installed Chromium; Playwright's own browsers are not downloaded. */
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";

export default defineConfig({
	testDir: ".",
	fullyParallel: true,
	workers: 2,
	forbidOnly: !!process.env.CI,
	retries: 0,
	// Limits for a test that hangs. They are far longer than a test takes, also on a busy machine.
	timeout: 120_000,
	expect: { timeout: 30_000 },
	reporter: [["list"]],
	use: {
		viewport: { width: 1280, height: 800 },
		screenshot: "only-on-failure",
		launchOptions: {
			executablePath,
			args: [
				"--no-sandbox",
				"--disable-gpu",
				"--disable-quic",
				"--no-first-run",
				"--disable-background-networking",
				"--disable-component-update",
				"--disable-sync",
			],
		},
	},
});
