// Lists what the program is made of and under which licences, for its About page: the crates that are compiled into it
// on any system, and the npm packages that its pages are built from.
//
// With `--check` nothing is written, and nothing outside this computer is asked: the list must hold every crate of this
// system's program and every package of the lock files' that it names.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import process from "node:process";

const ui = path.join(import.meta.dirname, "..");
const root = path.join(ui, "..");
const list = path.join(ui, "src/settings/licences.json");
const TARGETS = [
	"x86_64-unknown-linux-gnu",
	"x86_64-pc-windows-msvc",
	"aarch64-apple-darwin",
	"x86_64-apple-darwin",
];
/** What names its licence only in a file beside its manifest, by the words of that file. */
const BESIDE = new Map([["svelte-toolbelt", "MIT"]]);
const check = process.argv.includes("--check");

/** @typedef {{ name: string, version: string, licence: string }} Part */

/** @param {string} file */
const json = (file) => JSON.parse(fs.readFileSync(file, "utf8"));

/** @param {string} command @param {string[]} args */
const run = (command, args) =>
	execFileSync(command, args, { cwd: root, encoding: "utf8", maxBuffer: 256 * 1024 * 1024 });

/** Old manifests write a slash for `OR`. @param {string} licence */
const spdx = (licence) => licence.replaceAll(/\s*\/\s*/g, " OR ");

/**
 * The crates that end up in the program: what it depends on, without what only builds or tests it.
 *
 * @param {string[]} targets
 * @returns {Part[]}
 */
function crates(targets) {
	const filters = targets.flatMap((target) => ["--filter-platform", target]);
	const { packages, resolve } = JSON.parse(
		run("cargo", ["metadata", "--format-version", "1", "--locked", ...filters]),
	);
	const nodes = new Map(resolve.nodes.map((/** @type {{ id: string }} */ node) => [node.id, node]));
	const shipped = new Set();
	const queue = [resolve.root];
	while (queue.length > 0) {
		const id = queue.pop();
		if (!shipped.has(id)) {
			shipped.add(id);
			for (const { pkg, dep_kinds: kinds } of nodes.get(id).deps) {
				if (kinds.some((/** @type {{ kind: string | null }} */ each) => each.kind === null)) {
					queue.push(pkg);
				}
			}
		}
	}
	// What has no source is the project's own.
	return packages
		.filter((/** @type {{ id: string, source: unknown }} */ each) => shipped.has(each.id) && each.source)
		.map((/** @type {{ name: string, version: string, license: string | null }} */ each) => ({
			name: each.name,
			version: each.version,
			licence: spdx(each.license ?? ""),
		}));
}

/**
 * The packages that the lock file does not call "dev".
 *
 * @returns {Part[]}
 */
function npmPackages() {
	const { packages } = json(path.join(ui, "package-lock.json"));
	return Object.entries(packages)
		.filter(([place, about]) => place !== "" && !about.dev && !about.devOptional && !about.optional)
		.map(([place, about]) => {
			const name = place.replace(/^.*node_modules\//, "");
			return { name, version: about.version, licence: spdx(about.license ?? BESIDE.get(name) ?? "") };
		});
}

/** @param {Part} part */
const line = ({ name, version, licence }) => `${name} ${version} ${licence}`;

/** @param {Part[]} parts */
function sorted(parts) {
	const unique = new Map(parts.map((part) => [line(part), part]));
	return [...unique.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, part]) => part);
}

/** @param {Part[]} listed */
function problems(listed) {
	const host = /^host: (.+)$/m.exec(run("rustc", ["-vV"]))?.[1] ?? "";
	const npm = npmPackages();
	const known = new Set(listed.map(line));
	const missing = [...crates([host]), ...npm].filter((part) => !known.has(line(part)));
	const locked = new Set(npm.map(({ name, version }) => `${name} ${version}`));
	const lock = fs.readFileSync(path.join(root, "Cargo.lock"), "utf8");
	for (const [, name, version] of lock.matchAll(/^name = "(.+)"\r?\nversion = "(.+)"/gm)) {
		locked.add(`${name} ${version}`);
	}
	const gone = listed.filter(({ name, version }) => !locked.has(`${name} ${version}`));
	const bare = listed.filter(({ licence }) => licence === "");
	return [
		...missing.map((part) => `not listed: ${line(part)}`),
		...gone.map((part) => `no longer used: ${line(part)}`),
		...bare.map((part) => `without a licence: ${line(part)}`),
	];
}

if (check) {
	const found = problems(json(list));
	for (const problem of found) {
		console.error(problem);
	}
	if (found.length > 0) {
		console.error("`npm run licences` in ui/ writes the list anew; commit it.");
		process.exitCode = 1;
	}
} else {
	const parts = sorted([...crates(TARGETS), ...npmPackages()]);
	fs.writeFileSync(list, `${JSON.stringify(parts, null, "\t")}\n`);
	console.log(`${parts.length} parts are listed.`);
}
