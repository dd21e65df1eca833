import { mount } from "svelte";
import App from "./App.svelte";
import { connectBackend } from "./backend";
import { desk } from "./state/desk.svelte";
import "./styles/tokens.css";
import "./styles/base.css";

const target = document.getElementById("app");
if (!target) {
	throw new Error("index.html has no #app");
}
mount(App, { target });
await desk.begin(await connectBackend());
