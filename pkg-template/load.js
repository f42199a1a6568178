// Loads WebAssembly, once for all Auth objects of the page, and starts it afresh after a trap.

import { AuthError } from "../src/browser/auth_error.js";
import { finish, imports } from "./jotpass.js";

// As they were when this module loaded: a hooked fetch would wait for what is being loaded here.
const { fetch: nativeFetch, process } = globalThis;

// Gives the module: its address, an answer with it, its bytes, itself compiled, or a promise of one of these.
let source;
let isLoaded = false;
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

export const restarts = new Set();

// Before anything else is done: the module comes from where the app says, or else from `standard`; what is loaded already stays. Nothing
// is done by importing, so that what an app does not use is left out of its bundle.
export function prepare(standard, given) {
  if (given !== undefined) source = () => given;
  source ??= standard;
}

// Starts code that is there at once, and gives a promise for all else.
export function load() {
  if (isLoaded) return null;
  if (loading) return loading;
  let given;
  try {
    given = source();
    if (isCode(given)) return begin(isBytes(given) ? new WebAssembly.Module(given) : given);
  } catch {
    // Chrome before 115 compiles nothing of this size in a page's own turn. If it is something else, the longer way says so.
  }
  loading = instantiate(given)
    .catch((cause) => {
      throw new AuthError(
        "load-failed",
        "jotpass_bg.wasm must be served beside the script, and a CSP needs 'wasm-unsafe-eval': see `cause`",
        { retryable: true, cause },
      );
    })
    // A failure is not remembered: the next call tries again.
    .finally(() => (loading = null));
  return loading;
}

async function instantiate(given) {
  // Before waiting: of what runs in the turn of the import, Chromium keeps the compiled code for the next visit.
  const own = imports();
  const code = await fetchCode(given ?? source());
  const compiled = isBytes(code) ? await WebAssembly.compile(code) : code;
  begin(compiled, await WebAssembly.instantiate(compiled, mortal(own)));
}

function begin(compiled, instance = new WebAssembly.Instance(compiled, mortal())) {
  module = compiled;
  finish(instance);
  isLoaded = true;
  return null;
}

// Whatever realm they are of.
const tagOf = (value) => Object.prototype.toString.call(value).slice(8, -1);
const isBytes = (value) => ArrayBuffer.isView(value) || /^(Shared)?ArrayBuffer$/.test(tagOf(value));
const isCode = (value) => isBytes(value) || tagOf(value) === "WebAssembly.Module";

async function fetchCode(given) {
  const code = await given;
  if (isCode(code)) return code;
  if (code?.arrayBuffer) return bytesOf(code);
  // Not every fetch knows files, and Node's does not. Not an import: bundlers for browsers would look for the module.
  const files = /^file:/.test(code) && process?.getBuiltinModule?.("node:fs");
  return files ? files.readFileSync(new URL(code)) : bytesOf(await nativeFetch(code, { signal: AbortSignal.timeout(30_000) }));
}

// Not streaming: that wants the server to know the type of the file, and many do not.
function bytesOf(response) {
  if (response.ok === false) throw new Error(`${response.url} answered with status ${response.status}`);
  return response.arrayBuffer();
}

// Imports that end with their instance: frames of a broken one that are still on the stack, because a listener called an
// instance that broke in there, do no more harm.
function mortal(own = imports()) {
  const { check } = lifeline();
  const wrap = (fn) => (...args) => {
    const value = fn(...args);
    check();
    return value;
  };
  for (const name in own.a) own.a[name] = wrap(own.a[name]);
  return own;
}

// After a trap nothing in the instance can be relied on: what is borrowed stays borrowed.
function restart(cause) {
  life++;
  broken = new AuthError("internal", "Something broke inside Jotpass; it has started afresh: try again", {
    retryable: true,
    cause,
  });
  try {
    begin(module);
  } catch {
    // No memory is left, perhaps. The next call loads it anew.
    isLoaded = false;
  }
  for (const onRestart of [...restarts]) onRestart(broken);
}

// Each of the engine's functions is guarded, which finish.mjs puts into the glue. What one throws is an AuthError; anything else is a
// trap. It is as a whole that it is guarded, since the glue gives back what it has lent to the instance that broke.
export function guarded(fn) {
  return (...args) => {
    const mine = life;
    try {
      const value = fn(...args);
      if (mine === life) return value;
    } catch (error) {
      if (AuthError.is(error)) throw error;
      if (mine === life) restart(error);
    }
    throw broken;
  };
}
