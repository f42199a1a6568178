// What `jotpass` and `jotpass/inline` have in common but for `createAuth`.

import { engine, load as loadEngine } from "./engine.js";
import { loadFrom } from "./load.js";

export { AuthError } from "../src/browser/auth_error.js";

export async function load(source) {
  if (source !== undefined) loadFrom(() => source);
  await loadEngine();
}

export async function decodeJwt(token) {
  await loadEngine();
  const [header, claims] = engine.decode(`${token}`);
  return { header, claims };
}
