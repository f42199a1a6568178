// What `jotpass` and `jotpass/inline` do alike, once the engine is prepared.

import { createHome } from "./auth.js";
import * as engine from "./engine.js";
import { install, isMine, uninstall } from "./hooks.js";

export { AuthError } from "../src/browser/auth_error.js";

export const createInPage = (config, places) => createHome(config, places, { install, isMine, uninstall }).auth;

export async function loaded() {
  await engine.load();
}

export async function decode(token) {
  await engine.load();
  const [header, claims] = engine.decode(`${token}`);
  return { header, claims };
}
