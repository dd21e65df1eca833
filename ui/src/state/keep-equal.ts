/**
 * The new value, with each part that equals the present one replaced by that one. What is drawn from an equal part is then
 * not drawn again. Both values are plain JSON.
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
