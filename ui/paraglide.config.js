/**
 * How the messages become functions; one place for the build and for `npm run messages`.
 *
 * The language is the program's setting, so the screen hands it over (`state/language.svelte.ts`);
 * no cookie, no address, no storage of the browser's.
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
