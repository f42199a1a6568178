// The module as a file beside the script.

import { loadFrom } from "./load.js";

// This very expression is what bundlers look for; they put the file beside their output.
loadFrom(() => new URL("./jotpass_bg.wasm", import.meta.url));
