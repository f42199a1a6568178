// What `jotpass` and `jotpass/inline` do alike, once the engine is prepared.

import { createHome } from "./auth.js";
import * as engine from "./engine.js";
import { install, isMine, uninstall } from "./hooks.js";
import { readOptions } from "./options.js";
import { invalid } from "./places.js";

export { AuthError } from "../src/browser/auth_error.js";

export function createInPage(options = {}) {
  const [config, places] = readOptions(options);
  // What serves pages from a worker is of no use to one that holds its session itself, and the other way round.
  if (config.isIsolated) throw invalid("isolation", "is what `createAuth` of jotpass/worker has: import that");
  return createHome(config, places, { install, isMine, uninstall }).auth;
}

export async function loaded() {
  await engine.load();
}

export async function decode(token) {
  await engine.load();
  const text = `${token}`;
  // Six parts are as wrong as any more.
  return engine.decode(text.split(".", 6), text.length);
}
