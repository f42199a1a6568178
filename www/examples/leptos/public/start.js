// A file of its own, so that a Content-Security-Policy without inline scripts is enough.
import start from "./app/jotpass_leptos.js";

await start();
