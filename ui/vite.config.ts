import { paraglideVitePlugin } from "@inlang/paraglide-js";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";
import { messages } from "./paraglide.config.js";

export default defineConfig({
	base: "./",
	plugins: [paraglideVitePlugin(messages), svelte()],
	clearScreen: false,
	server: { port: 1420, strictPort: true },
	build: {
		outDir: "dist",
		// The oldest supported webviews: WebView2 105, WKWebView 16, WebKitGTK 2.40.
		target: ["chrome105", "safari16"],
		// The content security policy allows inline data for images only.
		assetsInlineLimit: 0,
		modulePreload: { polyfill: false },
	},
});
