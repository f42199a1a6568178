// The package's entry: an `Auth` whose session is in this page or, isolated, in a worker.

import { createInPage, decode, loaded } from "./exports.js";
import { createIsolated } from "./isolation/isolated.js";
import { prepare } from "./load.js";
import { readOptions } from "./options.js";
import { source } from "./wasm_file.js";

export { AuthError } from "./exports.js";

export function createAuth(options = {}) {
  const [config, places] = readOptions(options);
  if (config.isIsolated) return createIsolated(options);
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
