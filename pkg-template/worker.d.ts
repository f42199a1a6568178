import type { Auth, AuthOptions } from "./index.js";

export { AuthError } from "./index.js";

/** The options of a session in a worker: those of `jotpass`, and where it is. */
export interface WorkerOptions extends AuthOptions {
  /**
   * Who holds the session.
   * - `worker`: a worker of this page, so that no script in the page can read a token. The session ends with the page;
   * - `shared-worker` (the default): one worker for all pages of the origin that give the same `name`, and the very same options. The
   *   session lives as long as one of them. Browsers without `SharedWorker` use `worker`: `session.isolation` tells.
   *
   * A worker keeps no token. A `storage` but `memory`, functions among the options, `attach.query`, `attach.cookie` and
   * `redirects: "follow"` do not go with it; `auth.token()` and `auth.url()` reject with `isolated`, and a response that repeats the
   * token with `token-reflected`. The token endpoints are never asked with the token by `auth.fetch`. A script in the page can still
   * act as the user while the page is open. `jotpass_worker.js` must be served beside the script (bundlers see to it), and a CSP
   * needs `worker-src 'self'`.
   */
  isolation?: "worker" | "shared-worker" | undefined;
}

/**
 * Creates an `Auth` object whose session is in a worker. The worker checks the options: what is wrong with them, `ready` and every call
 * say.
 * @throws {AuthError} `invalid-options` for what cannot even be told a worker, such as a function, naming it.
 */
export function createAuth<C extends object = {}, U = unknown>(options: WorkerOptions): Auth<C, U>;
