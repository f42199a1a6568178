// What `jotpass` and `jotpass/inline` do alike, once the engine is prepared.

import { createHome } from "./auth.js";
import { engine, load } from "./engine.js";
import { install, isMine, uninstall } from "./hooks.js";

export { AuthError } from "../src/browser/auth_error.js";

export const createInPage = (config, places) => createHome(config, places, { install, isMine, uninstall }).auth;

export async function loaded() {
  await load();
}

export async function decode(token) {
  await load();
  const [header, claims] = engine.decode(`${token}`);
  return { header, claims };
}
