// The entry `jotpass/inline`: nothing is left to load, so an `Auth` starts where it is created.

import "./wasm_inline.js";
import { createHome } from "./auth.js";
import * as hooks from "./hooks.js";
import { readOptions } from "./options.js";
import { invalid } from "./places.js";

export { AuthError, decodeJwt, load } from "./exports.js";

export function createAuth(options = {}) {
  const [config, places] = readOptions(options);
  // Its script would bring the module along once more.
  if (config.isIsolated) throw invalid("isolation", "is not in jotpass/inline: import from jotpass or jotpass/worker");
  return createHome(config, places, hooks).auth;
}
