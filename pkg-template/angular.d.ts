/** Angular with Jotpass: a provider, a signal, an interceptor and a guard. For Angular 18 and newer, with or without zones. */
import type { HttpInterceptorFn } from "@angular/common/http";
import type { EnvironmentProviders, Signal } from "@angular/core";
import type { CanActivateFn } from "@angular/router";
import type { Auth, SessionState } from "./index.js";

export type { SessionState } from "./index.js";

/**
 * Hands `auth` to all that is here, for the `providers` of an app or of a route.
 * @param auth Made once by `createAuth()` of any entry.
 */
export function provideAuth<C extends object = {}, U = unknown>(auth: Auth<C, U>): EnvironmentProviders;

/**
 * The `Auth` of `provideAuth`. Call it where `inject` may be called. `C` and `U` are its claims and user: TypeScript cannot see
 * through the injector.
 * @throws {Error} without `provideAuth`.
 */
export function injectAuth<C extends object = {}, U = unknown>(): Auth<C, U>;

/**
 * Who is signed in, as a signal that changes with it until the component, or whatever injects it, is destroyed. `loading` on a
 * server. Call it where `inject` may be called.
 * @param auth Default: that of `provideAuth`. With it none is needed, and the types are its own.
 * @throws {Error} with neither.
 */
export function injectSession<C extends object = {}, U = unknown>(auth?: Auth<C, U>): Signal<SessionState<C, U>>;

/**
 * For `provideHttpClient(withInterceptors([…, authInterceptor]))`, as the last: requests to listed places are sent by `auth.fetch`,
 * in any isolation, and pass no interceptor after this one; all others go on unchanged. Failures are `HttpErrorResponse`s, with
 * the `AuthError` in `error` where it was Jotpass that refused.
 */
export const authInterceptor: HttpInterceptorFn;

/** Where `authGuard` sends who is not signed in. */
export interface AuthGuardOptions {
  /** A path of the app such as `/sign-in`, or a function that makes one of the address that was wanted. */
  redirectTo: string | ((wanted: string) => string);
}

/**
 * A guard for `canActivate`: waits for `auth.ready`, renews what has expired, and lets through who is signed in. On a server, where
 * nobody is, it lets everybody through: the page asks again.
 */
export function authGuard(options: AuthGuardOptions): CanActivateFn;
