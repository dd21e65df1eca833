/**
 * Returns `next`, in which each part that equals the same part of `present` is replaced by it. Svelte then sees that this
 * part is the same object and does not draw it again. Both values are plain JSON, and `next` is changed.
 */
export function keepEqual<T>(present: unknown, next: T): T {
	if (present === next) {
		return next;
	}
	if (Array.isArray(present) && Array.isArray(next)) {
		return keepEqualParts(present, next, next.length) as T;
	}
	if (isObject(present) && isObject(next)) {
		return keepEqualParts(present, next, Object.keys(next).length) as T;
	}
	return next;
}

type Parts = Record<string | number, unknown>;

function keepEqualParts(present: Parts | unknown[], next: Parts | unknown[], size: number): unknown {
	const [before, after] = [present as Parts, next as Parts];
	let equal = Object.keys(before).length === size;
	for (const key in after) {
		after[key] = keepEqual(before[key], after[key]);
		equal &&= after[key] === before[key];
	}
	return equal ? present : next;
}

function isObject(value: unknown): value is Parts {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
