/** Vue with Jotpass: the `Auth` as a plugin, and its state as refs. For Vue 3.3 and newer. */
import type { ComputedRef, Plugin } from "vue";
import type { Auth, Session, SessionState } from "./index.js";

/** What `useSession` gives: two refs, to be read only. */
export interface SessionRefs<C extends object = {}, U = unknown> {
  /** As `auth.status`, kept up to date. `loading` on a server, and until the page has taken over what a server rendered. */
  readonly status: ComputedRef<SessionState<C, U>["status"]>;
  /** As `auth.session`, kept up to date: the same object until something changes; `null` unless `status` is `signed-in`. */
  readonly session: ComputedRef<Session<C, U> | null>;
}

/**
 * A plugin for `app.use(createAuthPlugin(auth))`, which hands `auth` to `useAuth()` and `useSession()` in all components.
 * @param auth Made once by `createAuth()` of any entry.
 */
export function createAuthPlugin<C extends object = {}, U = unknown>(auth: Auth<C, U>): Plugin<[]>;

/**
 * The `Auth` of the app. `C` and `U` are its claims and user: TypeScript cannot see through the app.
 * @throws {Error} without the plugin, or outside of `setup()`, a store and the like.
 */
export function useAuth<C extends object = {}, U = unknown>(): Auth<C, U>;

/**
 * Who is signed in, as refs that change with it until the component, or the effect scope, ends.
 * @param auth Default: that of the plugin. With it no plugin is needed, and the types are its own.
 * @throws {Error} with neither.
 */
export function useSession<C extends object = {}, U = unknown>(auth?: Auth<C, U>): SessionRefs<C, U>;
