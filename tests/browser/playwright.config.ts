import { defineConfig } from "@playwright/test";

/** The machine's own Chromium: the test tool's downloads are not needed. */
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";

export default defineConfig({
	testDir: ".",
	fullyParallel: true,
	workers: 2,
	forbidOnly: !!process.env.CI,
	retries: 0,
	timeout: 60_000,
	// A month of a big clinic takes a debug build a while, and more on a busy machine.
	expect: { timeout: 20_000 },
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
