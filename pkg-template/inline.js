// The entry `jotpass/inline`: nothing is left to load, so an `Auth` starts where it is created.

import { createInPage, decode, loaded } from "./exports.js";
import { prepare } from "./load.js";
import { source } from "./wasm_inline.js";

export { AuthError } from "./exports.js";

export function createAuth(options) {
  prepare(source);
  return createInPage(options);
}

export function load(given) {
  prepare(source, given);
  return loaded();
}

export function decodeJwt(token) {
  prepare(source);
  return decode(token);
}
