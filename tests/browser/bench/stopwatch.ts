/**
 * Measures one key press in a page.
 *
 * - Wall time: from the time stamp of the `keydown` event to the second animation frame after the last change of the
 *   document. A MutationObserver sees the changes. The page has settled when no change and no answer of the desk has come
 *   for `QUIET_MS`; this waiting is not part of the time.
 * - CPU: the increase of Chromium's `ThreadTime`, the processor time of the page's main thread, until the page has
 *   settled. Unlike a duration it does not grow while other programs use the processor.
 *
 * The stop-watch itself costs time: the press of a key, the observer and the frames. The row `stop-watch` of the result
 * shows how much. It is part of every other figure.
 */
import type { CDPSession, Page } from "@playwright/test";

export const QUIET_MS = 400;
/** A press without any change is an error of the measurement. */
const LIMIT_MS = 60_000;

interface StopwatchOfPage {
	/** Resolves when the page has settled. */
	quiet(): Promise<void>;
	/** Begins to wait for a key. */
	arm(): void;
	/** Resolves when the page has settled after the key. */
	result(): Promise<{ wallMs: number; bytes: number }>;
}

declare global {
	interface Window {
		stopwatch: StopwatchOfPage;
		/** The time at which the first view was in the document. */
		firstViewAt: number | undefined;
	}
}

/** Runs in the page, before its own scripts. */
function installStopwatch({ quietMs, limitMs }: { quietMs: number; limitMs: number }): void {
	/** The requests that the desk has not answered yet, and the answers that the page has not read to their end. */
	let pending = 0;
	let changes = 0;
	let frames = 0;
	let framesRunning = false;
	let pressedAt: number | undefined;
	/** The time of the second frame after the last change. */
	let endedAt = 0;
	let timer: number | undefined;
	let resolveSettled = (): void => undefined;
	let settled = Promise.resolve();

	const originalFetch = window.fetch.bind(window);
	window.fetch = async (...request) => {
		pending += 1;
		try {
			return await originalFetch(...request);
		} finally {
			pending -= 1;
		}
	};
	// A large body comes long after its head.
	for (const name of ["json", "text"] as const) {
		// eslint-disable-next-line @typescript-eslint/unbound-method -- it is called with its response below
		const read = Response.prototype[name];
		Response.prototype[name] = async function (this: Response) {
			pending += 1;
			try {
				return (await read.call(this)) as string;
			} finally {
				pending -= 1;
			}
		};
	}

	function wait(): void {
		clearTimeout(timer);
		timer = window.setTimeout(() => {
			if (pending > 0 || framesRunning) {
				wait();
			} else {
				resolveSettled();
			}
		}, quietMs);
	}

	function onFrame(): void {
		frames += 1;
		if (frames < 2) {
			requestAnimationFrame(onFrame);
			return;
		}
		framesRunning = false;
		endedAt = performance.now();
		wait();
	}

	new MutationObserver(() => {
		changes += 1;
		if (window.firstViewAt === undefined && document.querySelector("[data-view]")) {
			window.firstViewAt = performance.now();
		}
		frames = 0;
		if (!framesRunning) {
			framesRunning = true;
			clearTimeout(timer);
			requestAnimationFrame(onFrame);
		}
	}).observe(document, { attributes: true, characterData: true, childList: true, subtree: true });

	addEventListener(
		"keydown",
		(event) => {
			pressedAt ??= event.timeStamp;
		},
		{ capture: true },
	);

	window.stopwatch = {
		quiet() {
			settled = new Promise((resolve) => {
				resolveSettled = resolve;
			});
			wait();
			return settled;
		},
		arm() {
			changes = 0;
			pressedAt = undefined;
		},
		async result() {
			const deadline = performance.now() + limitMs;
			do {
				if (performance.now() > deadline) {
					throw new Error("The key changed nothing on the page.");
				}
				await this.quiet();
			} while (changes === 0 || pressedAt === undefined);
			const start = pressedAt;
			const bytes = (performance.getEntriesByType("resource") as PerformanceResourceTiming[])
				.filter((entry) => entry.startTime >= start && new URL(entry.name).pathname.startsWith("/desk/"))
				.reduce((sum, entry) => sum + entry.decodedBodySize, 0);
			return { wallMs: endedAt - start, bytes };
		},
	};
}

/** What one press or one scrolling costs the page. */
export interface Cost {
	wallMs: number;
	cpuMs: number;
	/** The size of the desk's answers. */
	bytes: number;
}

/** The animation frames of a scrolling. */
export interface Frames {
	/** Frames that came more than 33 ms after the one before. */
	late: number;
	count: number;
}

export interface ScrollPlan {
	axis: "x" | "y";
	frames: number;
	pxPerFrame: number;
}

/** Scrolls the view, a step in each animation frame. At the end it turns round. Runs in the page. */
function scrollByFrames({ axis, frames, pxPerFrame }: ScrollPlan): Promise<Frames> {
	const scrolls = (element: Element) => {
		const style = getComputedStyle(element);
		const [overflow, room] =
			axis === "x"
				? [style.overflowX, element.scrollWidth - element.clientWidth]
				: [style.overflowY, element.scrollHeight - element.clientHeight];
		return (overflow === "auto" || overflow === "scroll") && room > 1;
	};
	const view = document.querySelector("[data-view], #view");
	const scroller = view && [view, ...view.querySelectorAll("*")].find(scrolls);
	if (!scroller) {
		throw new Error("The view does not scroll.");
	}
	return new Promise((resolve) => {
		let step = pxPerFrame;
		let count = 0;
		let late = 0;
		let previous: number | undefined;
		const scroll = (now: number) => {
			if (previous !== undefined) {
				count += 1;
				late += now - previous > 33 ? 1 : 0;
			}
			if (count === frames) {
				resolve({ late, count });
				return;
			}
			previous = now;
			const before = axis === "x" ? scroller.scrollLeft : scroller.scrollTop;
			scroller.scrollBy(axis === "x" ? { left: step } : { top: step });
			if (before === (axis === "x" ? scroller.scrollLeft : scroller.scrollTop)) {
				step = -step;
			}
			requestAnimationFrame(scroll);
		};
		requestAnimationFrame(scroll);
	});
}

/** A page with the stop-watch, and Chromium's figures about it. */
export class MeasuredPage {
	readonly page: Page;
	readonly #session: CDPSession;

	private constructor(page: Page, session: CDPSession) {
		this.page = page;
		this.#session = session;
	}

	/** Prepares an empty page. */
	static async prepare(page: Page): Promise<MeasuredPage> {
		await page.addInitScript(installStopwatch, { quietMs: QUIET_MS, limitMs: LIMIT_MS });
		const session = await page.context().newCDPSession(page);
		await session.send("Performance.enable");
		return new MeasuredPage(page, session);
	}

	/** Presses a key and waits until the page has settled. A letter of any alphabet is typed. */
	async press(key: string): Promise<void> {
		if (/^\p{L}$/u.test(key)) {
			const event = { key, text: key, code: "KeyF", windowsVirtualKeyCode: 70 };
			await this.#session.send("Input.dispatchKeyEvent", { ...event, type: "keyDown" });
			await this.#session.send("Input.dispatchKeyEvent", { ...event, text: undefined, type: "keyUp" });
		} else {
			await this.page.keyboard.press(key);
		}
	}

	async settle(): Promise<void> {
		await this.page.evaluate(() => window.stopwatch.quiet());
	}

	/** Measures a key press. */
	async measurePress(key: string): Promise<Cost> {
		await this.#session.send("HeapProfiler.collectGarbage");
		await this.page.evaluate(() => window.stopwatch.arm());
		const before = await this.#metric("ThreadTime");
		await this.press(key);
		const result = await this.page.evaluate(() => window.stopwatch.result());
		return { ...result, cpuMs: ((await this.#metric("ThreadTime")) - before) * 1_000 };
	}

	/** Measures a scrolling. */
	async measureScroll(plan: ScrollPlan): Promise<Frames & { cpuMs: number }> {
		await this.#session.send("HeapProfiler.collectGarbage");
		const before = await this.#metric("ThreadTime");
		const frames = await this.page.evaluate(scrollByFrames, plan);
		return { ...frames, cpuMs: ((await this.#metric("ThreadTime")) - before) * 1_000 };
	}

	/** The JavaScript heap without garbage. */
	async heapBytes(): Promise<number> {
		await this.#session.send("HeapProfiler.collectGarbage");
		return this.#metric("JSHeapUsedSize");
	}

	async #metric(name: string): Promise<number> {
		const { metrics } = await this.#session.send("Performance.getMetrics");
		const metric = metrics.find((metric) => metric.name === name);
		if (!metric) {
			throw new Error(`Chromium reports no ${name}`);
		}
		return metric.value;
	}
}
