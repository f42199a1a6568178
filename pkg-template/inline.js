// The entry `jotpass/inline`: nothing is left to load, so an `Auth` starts where it is created.

import { createInPage, decode, loaded } from "./exports.js";
import { prepare } from "./load.js";
import { readOptions } from "./options.js";
import { invalid } from "./places.js";
import { source } from "./wasm_inline.js";

export { AuthError } from "./exports.js";

export function createAuth(options = {}) {
  const [config, places] = readOptions(options);
  // Its script would bring the module along once more.
  if (config.isIsolated) throw invalid("isolation", "is not in jotpass/inline: import from jotpass or jotpass/worker");
  prepare(source);
  return createInPage(config, places);
}

export function load(given) {
  prepare(source, given);
  return loaded();
}

export function decodeJwt(token) {
  prepare(source);
  return decode(token);
}
