// The entry `jotpass/worker`: an `Auth` whose session is in a worker, and nothing that a page needs to hold one itself.

import { createIsolated } from "./isolation/isolated.js";

export { AuthError } from "../src/browser/auth_error.js";

export const createAuth = (options) =>
  createIsolated({ ...options, isolation: options?.isolation ?? "shared-worker" });
