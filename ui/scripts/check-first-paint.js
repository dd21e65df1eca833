// The scripts that the window waits for before it shows the first view must stay small. This script adds up their sizes
// in the production build: the entry, everything that it imports statically, and the connection to the program.
// `tests/browser/loading.spec.ts` checks that the first view needs no other script.
import fs from "node:fs";
import path from "node:path";
import process from "node:process";
import { gzipSync } from "node:zlib";

/** Bytes of all first scripts, each compressed with gzip. */
const MAX_BYTES = 100_000;

const dist = path.join(import.meta.dirname, "../dist");
const assets = path.join(dist, "assets");

/** @type {Map<string, number>} */
const sizes = new Map();

/** Adds a script and what it imports statically. @param {string} name */
function add(name) {
	if (sizes.has(name)) {
		return;
	}
	const code = fs.readFileSync(path.join(assets, name), "utf8");
	sizes.set(name, gzipSync(code).length);
	for (const [, imported = ""] of code.matchAll(/\b(?:import|from)\s*["']\.\/([\w.-]+\.js)["']/g)) {
		add(imported);
	}
}

const page = fs.readFileSync(path.join(dist, "index.html"), "utf8");
const first = [...page.matchAll(/(?:src|href)="\.\/assets\/([\w.-]+\.js)"/g)].map(([, name = ""]) => name);
const connection = fs.readdirSync(assets).filter((name) => /^tauri-[\w-]+\.js$/.test(name));
if (first.length === 0 || connection.length !== 1) {
	process.stderr.write("The build has no entry script, or no script named tauri.\n");
	process.exit(1);
}
for (const name of [...first, ...connection]) {
	add(name);
}

const total = [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0);
const list = [...sizes].map(([name, bytes]) => `${name}: ${bytes}`).join("\n");
if (total > MAX_BYTES) {
	process.stderr.write(
		`The first scripts have ${total} bytes with gzip, at most ${MAX_BYTES} are allowed.\n${list}\n`,
	);
	process.exit(1);
}
process.stdout.write(`The first scripts have ${total} bytes with gzip, of ${MAX_BYTES} allowed.\n`);
