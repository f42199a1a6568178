/** Backbone with Jotpass: see `createSync`. */
import type { Auth } from "./index.js";

/**
 * A `sync` for `Backbone.sync = createSync(auth, Backbone.sync)`: like the one given, but requests to listed places get the token.
 * For a `Backbone.ajax` that is jQuery's.
 */
export function createSync<Sync extends (...args: never[]) => unknown>(auth: Pick<Auth, "fetch" | "explain">, sync: Sync): Sync;
