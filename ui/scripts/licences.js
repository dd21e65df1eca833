// Writes the list of the program's components and their licences, which the settings show: the crates that are compiled
// into the program on any system, and the npm packages that the UI contains.
//
// With `--check` the script writes nothing and uses no network. It checks that the list contains all crates of the program
// for this system and all npm packages, and that the lock files contain every component of the list.
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
/** Packages whose manifest has no licence, with the licence in the file beside the manifest. */
const LICENCE_FILES = new Map([["svelte-toolbelt", "MIT"]]);
const check = process.argv.includes("--check");

/** @typedef {{ name: string, version: string, licence: string }} Component */

/** @param {string} file */
const readJson = (file) => JSON.parse(fs.readFileSync(file, "utf8"));

/** @param {string} command @param {string[]} args */
const run = (command, args) =>
	execFileSync(command, args, { cwd: root, encoding: "utf8", maxBuffer: 256 * 1024 * 1024 });

/** Old manifests have a slash instead of `OR`. @param {string} licence */
const spdx = (licence) => licence.replaceAll(/\s*\/\s*/g, " OR ");

/**
 * The crates that the program contains: its dependencies, without those for the build and for tests.
 *
 * @param {string[]} targets
 * @returns {Component[]}
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
				if (kinds.some((/** @type {{ kind: string | null }} */ { kind }) => kind === null)) {
					queue.push(pkg);
				}
			}
		}
	}
	// Packages without a source are the project's own.
	return packages
		.filter((/** @type {{ id: string, source: unknown }} */ crate) => shipped.has(crate.id) && crate.source)
		.map((/** @type {{ name: string, version: string, license: string | null }} */ crate) => ({
			name: crate.name,
			version: crate.version,
			licence: spdx(crate.license ?? ""),
		}));
}

/**
 * The packages of the lock file that are not only for development.
 *
 * @returns {Component[]}
 */
function npmPackages() {
	const { packages } = readJson(path.join(ui, "package-lock.json"));
	return Object.entries(packages)
		.filter(([path, entry]) => path !== "" && !entry.dev && !entry.devOptional && !entry.optional)
		.map(([path, entry]) => {
			const name = path.replace(/^.*node_modules\//, "");
			return { name, version: entry.version, licence: spdx(entry.license ?? LICENCE_FILES.get(name) ?? "") };
		});
}

/** @param {Component} component */
const line = ({ name, version, licence }) => `${name} ${version} ${licence}`;

/** @param {Component[]} components */
function sorted(components) {
	const unique = new Map(components.map((component) => [line(component), component]));
	return [...unique.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, component]) => component);
}

/** @param {Component[]} listed */
function problems(listed) {
	const host = /^host: (.+)$/m.exec(run("rustc", ["-vV"]))?.[1] ?? "";
	const npm = npmPackages();
	const known = new Set(listed.map(line));
	const missing = [...crates([host]), ...npm].filter((component) => !known.has(line(component)));
	const locked = new Set(npm.map(({ name, version }) => `${name} ${version}`));
	const lock = fs.readFileSync(path.join(root, "Cargo.lock"), "utf8");
	for (const [, name, version] of lock.matchAll(/^name = "(.+)"\r?\nversion = "(.+)"/gm)) {
		locked.add(`${name} ${version}`);
	}
	const unused = listed.filter(({ name, version }) => !locked.has(`${name} ${version}`));
	const unlicensed = listed.filter(({ licence }) => licence === "");
	return [
		...missing.map((component) => `not listed: ${line(component)}`),
		...unused.map((component) => `no longer used: ${line(component)}`),
		...unlicensed.map((component) => `without a licence: ${line(component)}`),
	];
}

if (check) {
	const found = problems(readJson(list));
	for (const problem of found) {
		console.error(problem);
	}
	if (found.length > 0) {
		console.error("Run `npm run licences` in ui/ to update the list, and commit it.");
		process.exitCode = 1;
	}
} else {
	const components = sorted([...crates(TARGETS), ...npmPackages()]);
	fs.writeFileSync(list, `${JSON.stringify(components, null, "\t")}\n`);
	console.log(`${components.length} components are listed.`);
}
