// If svelte-check stopped working, it would report no errors. This script checks that it still reports the deliberate type
// error in canary/Broken.svelte, and no other error.
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";
import process from "node:process";

const require = createRequire(import.meta.url);
const manifest = require.resolve("svelte-check/package.json");
const svelteCheck = path.join(path.dirname(manifest), require(manifest).bin);

const run = spawnSync(
	process.execPath,
	[svelteCheck, "--tsconfig", "./canary/tsconfig.json", "--output", "machine-verbose"],
	{ encoding: "utf8", cwd: path.join(import.meta.dirname, "..") },
);

// A line with an error consists of a time stamp and a JSON object.
const errors = run.stdout
	.split("\n")
	.map((line) => /^\d+ (\{.*\})$/.exec(line)?.[1])
	.filter((json) => json !== undefined)
	.map((json) => JSON.parse(json));

const [error] = errors;
const asExpected =
	run.status !== 0 &&
	errors.length === 1 &&
	error.type === "ERROR" &&
	error.code === 2322 &&
	path.basename(error.filename) === "Broken.svelte";

if (!asExpected) {
	process.stderr.write(
		`svelte-check did not report the deliberate error alone:\n${run.stdout}${run.stderr}\n`,
	);
	process.exit(1);
}
process.stdout.write("svelte-check found the deliberate error.\n");
