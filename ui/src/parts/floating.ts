import { Later } from "./later.svelte";

/** What floats over the window. The library for it is not in the first script. */
export const popover = new Later(() => import("./PopoverContent.svelte"));
export const menu = new Later(() => import("./MenuContent.svelte"));
