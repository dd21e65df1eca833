import { expect, test as base } from "@playwright/test";

import { Servers } from "./servers.ts";

export { expect };

interface Fixtures {
	servers: Servers;
	/** An empty folder for the desk's files. */
	dataFolder: string;
	/** The errors that the test causes in the page. */
	expectedPageErrors: string[];
	noPageErrors: undefined;
}

export const test = base.extend<Fixtures>({
	// eslint-disable-next-line no-empty-pattern -- Playwright requires a destructured first argument.
	servers: async ({}, use) => {
		const servers = new Servers();
		await use(servers);
		await servers.stop();
	},
	dataFolder: async ({ servers }, use) => {
		await use(servers.temporaryFolder());
	},
	expectedPageErrors: [[], { option: true }],
	/** Fails the test when the page throws another error than expected, or violates the content security policy. */
	noPageErrors: [
		// Because of this dependency the servers are stopped after the check, and the page logs no lost connection.
		// eslint-disable-next-line @typescript-eslint/no-unused-vars
		async ({ page, servers, expectedPageErrors }, use) => {
			const errors: string[] = [];
			page.on("pageerror", (error) => errors.push(String(error)));
			page.on("console", (message) => {
				// The browser logs the status of each command that fails: 422.
				if (message.type() === "error" && !message.text().includes("422")) {
					errors.push(message.text());
				}
			});
			await use(undefined);
			// A request of the page that arrives now would meet a server that is being stopped.
			await page.unrouteAll({ behavior: "ignoreErrors" });
			expect(errors).toEqual(expectedPageErrors);
		},
		{ auto: true },
	],
});
