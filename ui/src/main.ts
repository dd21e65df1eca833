import { mount } from "svelte";
import App from "./App.svelte";
import { connectBackend } from "./backend";
import { pageFailures } from "./state/page-failures";
import { start } from "./state/start";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/controls.css";
import "./styles/floating.css";
import "./styles/status.css";

const target = document.getElementById("app");
if (!target) {
	throw new Error("index.html has no element #app");
}
pageFailures.watch(window);
mount(App, { target });
// Not `await`: the scripts that are imported later import from this one, so this one must not wait for them.
void connectBackend().then(start);
