/** Svelte with Jotpass: the state of an `Auth` as a store. For Svelte 4 and newer. */
import type { Auth, SessionState } from "./index.js";

export type { SessionState } from "./index.js";

/** A readable store, by Svelte's own contract. */
export interface SessionStore<C extends object = {}, U = unknown> {
  /** Calls `run` at once, and whenever the state is another one, until the function is called that this returns. */
  subscribe(run: (state: SessionState<C, U>) => void): () => void;
}

/**
 * Who is signed in, as a store: `$session` in a component, `fromStore(session).current` of `svelte/store` with runes elsewhere.
 * `loading` on a server.
 * @param auth Made once by `createAuth()` of any entry.
 */
export function sessionStore<C extends object = {}, U = unknown>(auth: Auth<C, U>): SessionStore<C, U>;
