// A checker that finds nothing looks like code without errors. This proves that svelte-check still finds the one
// error planted in canary/Broken.svelte, and no other.
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

// A finding is a line of a time stamp and a JSON object.
const findings = run.stdout
	.split("\n")
	.map((line) => /^\d+ (\{.*\})$/.exec(line)?.[1])
	.filter((json) => json !== undefined)
	.map((json) => JSON.parse(json));

const [finding] = findings;
const asPlanted =
	run.status !== 0 &&
	findings.length === 1 &&
	finding.type === "ERROR" &&
	finding.code === 2322 &&
	path.basename(finding.filename) === "Broken.svelte";

if (!asPlanted) {
	process.stderr.write(
		`svelte-check did not report exactly the planted error:\n${run.stdout}${run.stderr}\n`,
	);
	process.exit(1);
}
process.stdout.write("svelte-check found the planted error.\n");
