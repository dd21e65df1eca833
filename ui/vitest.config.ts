import { defineConfig, mergeConfig } from "vitest/config";
import vite from "./vite.config";

export default mergeConfig(
	vite,
	defineConfig({
		// Without this condition, Node gets Svelte's server build, in which state is not reactive.
		resolve: { conditions: ["browser"] },
		test: { include: ["src/**/*.test.ts"], setupFiles: ["src/test-setup.ts"] },
	}),
);
