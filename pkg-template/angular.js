// For Angular: the `Auth` as a provider, its state as a signal, an interceptor and a guard. Plain functions, so that there is
// nothing to compile. Keeps no state of its own.

import { HttpErrorResponse, HttpEventType, HttpHeaders, HttpResponse } from "@angular/common/http";
import { DestroyRef, InjectionToken, NgZone, PLATFORM_ID, inject, makeEnvironmentProviders, signal } from "@angular/core";
import { Router } from "@angular/router";
import { Observable } from "rxjs";
import { LOADING, missing, stateOf } from "./session_state.js";

const AUTH = new InjectionToken("Auth");

export const provideAuth = (auth) => makeEnvironmentProviders([{ provide: AUTH, useValue: auth }]);

export function injectAuth() {
  const auth = inject(AUTH, { optional: true });
  if (!auth) throw missing("Put `provideAuth(auth)` among the providers of your app");
  return auth;
}

export function injectSession(auth = injectAuth()) {
  if (isServer()) return signal(LOADING).asReadonly();
  const state = signal(stateOf(auth));
  inject(DestroyRef).onDestroy(auth.subscribe(() => state.set(stateOf(auth))));
  return state.asReadonly();
}

export const authGuard =
  ({ redirectTo }) =>
  async (_route, target) => {
    // Nobody is known there. What is drawn is drawn once more by the page, which asks again.
    if (isServer()) return true;
    const auth = injectAuth();
    const router = inject(Router);
    await auth.ready;
    if (await isSignedIn(auth)) return true;
    return router.parseUrl(typeof redirectTo === "function" ? redirectTo(target.url) : redirectTo);
  };

// What has ended while the page slept may be renewed yet; if not, for whatever reason, signing in is what is left.
async function isSignedIn(auth) {
  if (auth.status === "expired") await auth.refresh().catch(() => {});
  return auth.status === "signed-in";
}

export function authInterceptor(request, next) {
  const auth = injectAuth();
  // On a server there is no token to show, and HttpClient has its own ways there.
  if (isServer() || !auth.explain(request.urlWithParams).listed) return next(request);
  const zone = inject(NgZone);
  return new Observable((observer) => {
    const controller = new AbortController();
    const tell = (event) => zone.run(() => observer.next(event));
    const answered = (response) => {
      if (!response.ok) throw new HttpErrorResponse({ ...response, error: response.body });
      tell(new HttpResponse(response));
    };
    const failed = (error) => zone.run(() => observer.error(toFailure(error, request)));
    const done = () => zone.run(() => observer.complete());
    zone.runOutsideAngular(() => send(auth, request, controller.signal).then(answered).then(done, failed));
    observer.next({ type: HttpEventType.Sent });
    return () => controller.abort();
  });
}

async function send(auth, request, signal) {
  const response = await auth.fetch(request.urlWithParams, { ...toInit(request), signal: withTimeout(signal, request.timeout) });
  const { ok, status, statusText, redirected, type: responseType } = response;
  const headers = new HttpHeaders(response.headers);
  const url = response.url || request.urlWithParams;
  const known = { headers, status, statusText, url };
  try {
    const body = response.body && (await read(response, request.responseType));
    return { ...known, ok, redirected, responseType, body };
  } catch (error) {
    if (error instanceof SyntaxError) throw new HttpErrorResponse({ ...known, error });
    throw error;
  }
}

const withTimeout = (signal, ms) => (ms ? AbortSignal.any([signal, AbortSignal.timeout(ms)]) : signal);

// As Angular's own backend makes it. What an older release of it does not know is undefined, and so not said.
function toInit(request) {
  const { method, keepalive, cache, priority, mode, redirect, referrer, referrerPolicy, integrity } = request;
  const headers = new Headers();
  request.headers.keys().forEach((name) => headers.set(name, request.headers.getAll(name).join(",")));
  if (!headers.has("accept")) headers.set("accept", "application/json, text/plain, */*");
  const type = request.detectContentTypeHeader();
  if (type && !headers.has("content-type")) headers.set("content-type", type);
  const credentials = request.withCredentials ? "include" : request.credentials;
  const body = request.serializeBody();
  return { method, headers, body, credentials, keepalive, cache, priority, mode, redirect, referrer, referrerPolicy, integrity };
}

const XSSI_PREFIX = /^\)\]\}',?\n/;

async function read(response, type) {
  if (type === "arraybuffer") return response.arrayBuffer();
  if (type === "blob") return response.blob();
  if (type === "text") return decoderOf(response).decode(await response.arrayBuffer());
  const text = (await response.text()).replace(XSSI_PREFIX, "");
  try {
    return text === "" ? null : JSON.parse(text);
  } catch (error) {
    // A refusal may say why in plain words.
    if (response.ok) throw error;
    return text;
  }
}

// Not `response.text()`, which takes every text for UTF-8, whatever its type says.
function decoderOf({ headers }) {
  try {
    return new TextDecoder(/;\s*charset="?([^\s;"]+)/i.exec(headers.get("content-type"))[1]);
  } catch {
    return new TextDecoder();
  }
}

const toFailure = (error, { urlWithParams: url }) =>
  error instanceof HttpErrorResponse ? error : new HttpErrorResponse({ error, status: 0, url });

const isServer = () => inject(PLATFORM_ID) === "server";
