// Loads WebAssembly, once for all Auth objects of the page, and starts it afresh after a trap.

import * as glue from "./jotpass.js";
import { AuthError } from "./snippets/jotpass/src/browser/auth_error.js";

// As it was when this module loaded: a hooked fetch would wait for what is being loaded here.
const nativeFetch = globalThis.fetch;

let loading = null;
let module = null;
let broken = null;

// Counts the instances. What was begun with one must not come back to another.
let life = 0;

// Says whether the instance of this moment is still there, and throws if that is asked for.
export function lifeline() {
  const mine = life;
  const isThere = () => mine === life;
  const check = () => {
    if (!isThere()) throw broken;
  };
  return { isThere, check };
}

// Told, with the error, whenever a new instance has taken the place of one that broke.
export const restarts = new Set();

export function load() {
  loading ??= instantiate().catch((cause) => {
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

async function instantiate() {
  // This very expression is what bundlers look for; they put the file beside their output.
  const response = await nativeFetch(new URL("./jotpass_bg.wasm", import.meta.url), {
    signal: AbortSignal.timeout(30_000),
  });
  if (!response.ok) throw new Error(`${response.url} answered with status ${response.status}`);
  // Not streaming: that wants the server to know the type of the file, and many do not.
  module = await WebAssembly.compile(await response.arrayBuffer());
  glue.finish(await WebAssembly.instantiate(module, mortal(glue.imports())));
}

// Imports that end with their instance: frames of a broken one that are still on the stack, because a listener called an
// instance that broke in there, do no more harm.
function mortal(imports) {
  const { check } = lifeline();
  const wrap = (fn) => (...args) => {
    const value = fn(...args);
    check();
    return value;
  };
  const entries = Object.entries(imports.a).map(([name, value]) => [
    name,
    typeof value === "function" ? wrap(value) : value,
  ]);
  return { a: Object.fromEntries(entries) };
}

// After a trap nothing in the instance can be relied on: what is borrowed stays borrowed.
function restart(cause) {
  life++;
  broken = new AuthError("internal", "Something broke inside Jotpass; it has started afresh: try again", {
    retryable: true,
    cause,
  });
  try {
    glue.finish(new WebAssembly.Instance(module, mortal(glue.imports())));
  } catch {
    // No memory is left, perhaps. The next call loads it anew.
    loading = null;
  }
  for (const onRestart of [...restarts]) onRestart(broken);
}

// What an export throws is an AuthError; anything else is a trap.
const guarded = (fn) => (...args) => {
  const { isThere } = lifeline();
  try {
    const value = fn(...args);
    if (isThere()) return value;
  } catch (error) {
    if (AuthError.is(error)) throw error;
    if (isThere()) restart(error);
  }
  throw broken;
};

const { open, start, close, login, adopt, logout, refresh, answer, fail, row, swapped, unstored, locked, news } = glue;
const { wake, judge, idle, guard, show, mark, refuse, status, secrets, decode } = glue;

export const engine = Object.fromEntries(
  Object.entries({
    ...{ open, start, close, login, adopt, logout, refresh, answer, fail, row, swapped, unstored, locked, news },
    ...{ wake, judge, idle, guard, show, mark, refuse, status, secrets, decode },
  }).map(([name, fn]) => [name, guarded(fn)]),
);
