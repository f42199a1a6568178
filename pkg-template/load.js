// Loads WebAssembly, once for all Auth objects of the page.

import { finish, imports } from "./jotpass.js";
import { AuthError } from "./snippets/jotpass/src/browser/auth_error.js";

// As it was when this module loaded: a hooked fetch would wait for what is being loaded here.
const nativeFetch = globalThis.fetch;

let loading = null;

export function load() {
  loading ??= start().catch((cause) => {
    // A failure is not remembered: the next call tries again.
    loading = null;
    throw new AuthError(
      "load-failed",
      "jotpass_bg.wasm must be served beside the script, and a CSP needs 'wasm-unsafe-eval': see `cause`",
      { retryable: true, cause },
    );
  });
  return loading;
}

async function start() {
  // This very expression is what bundlers look for; they put the file beside their output.
  const response = await nativeFetch(new URL("./jotpass_bg.wasm", import.meta.url), {
    signal: AbortSignal.timeout(30_000),
  });
  if (!response.ok) throw new Error(`${response.url} answered with status ${response.status}`);
  // Not streaming: that wants the server to know the type of the file, and many do not.
  const { instance } = await WebAssembly.instantiate(await response.arrayBuffer(), imports());
  finish(instance);
}
