import { vi } from "vitest";

// The tests run in Node without a page. The state only sets attributes of the root element.
vi.stubGlobal("document", {
	documentElement: { dataset: {}, lang: "", toggleAttribute: () => undefined },
	visibilityState: "visible",
});
// Every media query matches: the window is wide.
vi.stubGlobal("window", {
	matchMedia: () => ({
		matches: true,
		addEventListener: () => undefined,
		removeEventListener: () => undefined,
	}),
});
