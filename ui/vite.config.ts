import { paraglideVitePlugin } from "@inlang/paraglide-js";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { messages } from "./paraglide.config.js";

// The address of the test host, set by `cargo xtask dev --browser`. In the program's window, the desk is reached over
// Tauri's IPC instead.
const deskAddress = process.env.QABYL_DESK_ADDRESS;

export default defineConfig({
	base: "./",
	plugins: [paraglideVitePlugin(messages), svelte()],
	clearScreen: false,
	resolve: {
		// What the generated messages import for numbers and dates. Only plural forms and whole numbers are used.
		alias: [
			{
				find: /^\.\.\/registry\.js$/,
				replacement: fileURLToPath(new URL("src/words/plural.ts", import.meta.url)),
			},
		],
	},
	server: {
		port: 1420,
		strictPort: true,
		proxy: deskAddress ? { "/desk": deskAddress, "/clock": deskAddress, "/opened": deskAddress } : {},
	},
	build: {
		outDir: "dist",
		// The oldest webviews that the program supports: WebView2 105, WKWebView 16, WebKitGTK 2.40.
		target: ["chrome105", "safari16"],
		// The content security policy of the page allows inline data for images only.
		assetsInlineLimit: 0,
		modulePreload: { polyfill: false },
		// The styles of all parts, in one order. A part whose code arrives later then waits for no styles.
		cssCodeSplit: false,
		rolldownOptions: {
			output: {
				codeSplitting: {
					groups: [
						// What the first view needs, in one file. `scripts/check-first-paint.js` measures it.
						{ name: "first", tags: ["$initial"], priority: 2 },
						// The library of dialogs, menus and popovers.
						{ name: "floating", test: /node_modules\/bits-ui\//, priority: 1 },
						// The forms of the first screen, which the settings have, too.
						{ name: "forms", test: /src\/parts\/account\//, minShareCount: 2 },
					],
				},
			},
		},
	},
});
