// The package's entry: an `Auth` whose session is in this page or, isolated, in a worker.

import "./wasm_file.js";
import { createHome } from "./auth.js";
import * as hooks from "./hooks.js";
import { createIsolated } from "./isolation/isolated.js";
import { readOptions } from "./options.js";

export { AuthError, decodeJwt, load } from "./exports.js";

export function createAuth(options = {}) {
  const [config, places] = readOptions(options);
  return config.isIsolated ? createIsolated(options) : createHome(config, places, hooks).auth;
}
