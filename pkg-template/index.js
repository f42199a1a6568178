// The package's entry: an `Auth` whose session is in this page, with WebAssembly in a file beside the script.

import { createInPage, decode, loaded } from "./exports.js";
import { prepare } from "./load.js";
import { source } from "./wasm_file.js";

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
