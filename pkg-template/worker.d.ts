import type { Auth, AuthOptions } from "./index.js";

export { AuthError } from "./index.js";

/**
 * Creates an `Auth` object whose session is in a worker: as `createAuth` of `jotpass` with `isolation`, without what only a page
 * needs that holds a session itself.
 * @throws {AuthError} `invalid-options` for an option that does not exist or cannot be used, naming it.
 */
export function createAuth<C extends object = {}, U = unknown>(
  options: AuthOptions & {
    /** Default: `shared-worker`. */
    isolation?: "worker" | "shared-worker" | undefined;
  },
): Auth<C, U>;
