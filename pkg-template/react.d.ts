/** React with Jotpass: the `Auth` in a context, and its state as a hook. For React 18 and newer. */
import type { ReactElement, ReactNode } from "react";
import type { Auth, SessionState } from "./index.js";

export type { SessionState } from "./index.js";

/** What `AuthProvider` takes. */
export interface AuthProviderProps<C extends object = {}, U = unknown> {
  /** Made once, outside of all components, by `createAuth()` of any entry. */
  auth: Auth<C, U>;
  /** What may use it. */
  children?: ReactNode;
}

/** Hands `auth` to `useAuth()` and `useSession()` in all components within. Of two around a component the inner one counts. */
export function AuthProvider<C extends object = {}, U = unknown>(props: AuthProviderProps<C, U>): ReactElement;

/**
 * The `Auth` of the nearest `AuthProvider`. `C` and `U` are its claims and user: TypeScript cannot see through the tree.
 * @throws {Error} without an `AuthProvider` around the component.
 */
export function useAuth<C extends object = {}, U = unknown>(): Auth<C, U>;

/**
 * Who is signed in, kept up to date: renders the component again when it changes, and only then. `loading` on a server, and
 * until the page has taken over what a server rendered.
 * @param auth Default: that of the nearest `AuthProvider`. With it none is needed, and the types are its own.
 * @throws {Error} with neither.
 */
export function useSession<C extends object = {}, U = unknown>(auth?: Auth<C, U>): SessionState<C, U>;
