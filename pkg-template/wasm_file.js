// The module as a file beside the script.

// This very expression is what bundlers look for; they put the file beside their output.
export const source = () => new URL("./jotpass_bg.wasm", import.meta.url);
