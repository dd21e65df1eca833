/**
 * How the messages are compiled to functions. The build and `npm run messages` use it.
 *
 * The language is a setting of the program, which `state/language.svelte.ts` passes to the messages. It does not depend on
 * cookies, on the address or on the browser's storage.
 *
 * @type {import('@inlang/paraglide-js').CompilerOptions}
 */
export const messages = {
	project: "./project.inlang",
	outdir: "./src/paraglide",
	strategy: ["globalVariable", "baseLocale"],
	isServer: "false",
	disableAsyncLocalStorage: true,
};
