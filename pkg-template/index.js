// The package's entry: an `Auth` whose session is in this page or, isolated, in a worker.

import { createHome } from "./auth.js";
import * as hooks from "./hooks.js";
import { createIsolated } from "./isolation/isolated.js";
import { engine, load } from "./load.js";
import { readOptions } from "./options.js";

export { AuthError } from "./snippets/jotpass/src/browser/auth_error.js";

export async function decodeJwt(token) {
  await load();
  const [header, claims] = engine.decode(`${token}`);
  return { header, claims };
}

export function createAuth(options = {}) {
  const [config, places] = readOptions(options);
  return config.isIsolated ? createIsolated(options) : createHome(config, places, hooks).auth;
}
