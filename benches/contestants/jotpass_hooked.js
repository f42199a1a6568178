// The global fetch after `auth.install()`.

import { createAuth } from "../libraries/jotpass.js";
import { authOf, callBy } from "./jotpass_kit.js";

export async function signIn(session) {
  (await authOf(createAuth, session)).install();
  return callBy(globalThis.fetch);
}
