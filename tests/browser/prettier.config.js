import { createRequire } from "node:module";

const ui = createRequire(import.meta.url)("../../ui/.prettierrc.json");

/** The format of ui, without its plugin for Svelte. */
export default { ...ui, plugins: [], overrides: [] };
