/** jQuery with Jotpass: see `createPrefilter`. */
import type { Auth } from "./index.js";

/**
 * A prefilter for `$.ajaxPrefilter(createPrefilter(auth))`: asynchronous calls to listed places get the token, all others go as
 * they are, and so does a call with an `xhr` function of its own. For jQuery 3 and 4.
 */
export function createPrefilter(
  auth: Pick<Auth, "fetch" | "explain">,
): (options: { xhr?: unknown }, originalOptions: { xhr?: unknown }, ...rest: unknown[]) => void;
