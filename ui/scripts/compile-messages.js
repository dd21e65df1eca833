import { compile } from "@inlang/paraglide-js";
import { messages } from "../paraglide.config.js";

await compile(messages);
