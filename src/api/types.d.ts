/// <reference lib="esnext.disposable" />
/**
 * The public types of `jotpass`.
 *
 * Kept by hand beside the Rust code that produces and reads these values; `tests/contract.rs` fails when the two
 * disagree.
 */

/** The registered claims of RFC 7519, section 4.1. A claim the token does not carry is absent. */
export interface RegisteredClaims {
  /** Issuer. */
  iss?: string;
  /** Subject: whom the token is about. */
  sub?: string;
  /** Audience: whom the token is for. */
  aud?: string | string[];
  /** End of life, in seconds since 1970 (some servers put milliseconds here; the value is given as it was sent). */
  exp?: number;
  /** Not valid before, in seconds since 1970. */
  nbf?: number;
  /** Issued at, in seconds since 1970. */
  iat?: number;
  /** The token's own identifier. */
  jti?: string;
}

/** What `decodeJwt` reads. */
export interface DecodedJwt<C extends object = {}> {
  /** The JOSE header (RFC 7515, section 4). */
  readonly header: Readonly<Record<string, unknown>>;
  /** The claims; `null` for an encrypted token (JWE, RFC 7516), whose claims only its recipient can read. */
  readonly claims: Readonly<RegisteredClaims & C> | null;
}

/** What is known of the signed-in user: a frozen snapshot, replaced (never changed) when something happens. */
export interface Session<C extends object = {}, U = unknown> {
  /** The token's claims; `null` when the token is opaque, encrypted or in a cookie. Nothing has verified them. */
  readonly claims: Readonly<RegisteredClaims & C> | null;
  /** The `user` member of the answer, as the server sent it; `null` when there was none. */
  readonly user: Readonly<U> | null;
  /** When the token came, by this device's clock: milliseconds since 1970. */
  readonly receivedAt: number;
  /**
   * When the token ends, by this device's clock (which may differ from the server's `exp`): milliseconds since 1970;
   * `null` when nothing tells.
   */
  readonly expiresAt: number | null;
  /** Where the token is: in a worker by `jotpass/worker`. `worker` also where `shared-worker` was asked for and the browser has none. */
  readonly isolation: "page" | "worker" | "shared-worker";
}

/** `status` and `session` of an `Auth` in one object, as the framework entries give it: the same until either changes. */
export type SessionState<C extends object = {}, U = unknown> =
  | { readonly status: "signed-in"; readonly session: Session<C, U> }
  | { readonly status: "loading" | "signed-out" | "expired"; readonly session: null };

/** A token obtained elsewhere, for `adopt()` and `response.parse`. */
export interface TokenAnswer<U = unknown> {
  /** The token to show. Needed, but for `attach.cookie`, which takes none. */
  accessToken?: string | undefined;
  /** The token that can be exchanged for a new one (RFC 6749, section 1.5). */
  refreshToken?: string | null | undefined;
  /** Remaining life in seconds, from now. */
  expiresIn?: number | string | null | undefined;
  /** End of life: seconds or milliseconds since 1970, or a date string. `expiresIn` goes before it. */
  expires?: number | string | null | undefined;
  /** What the app wants to keep about the user. */
  user?: U | null | undefined;
}

/** How credentials travel to the token endpoint. */
export interface LoginOptions {
  /** Default: `POST`. */
  method?: "POST" | "GET" | undefined;
  /**
   * Default: `json` for POST, `query` for GET.
   * - `json`: a JSON object in the body;
   * - `form`: `application/x-www-form-urlencoded` in the body (RFC 6749 endpoints want this);
   * - `query`: in the URL, where servers and proxies log it: only for endpoints that leave no choice;
   * - `basic`: `username` and `password` in `Authorization: Basic` (RFC 7617), anything else in the body or query. Where a server
   *   answers a wrong password with `WWW-Authenticate: Basic`, the browser asks for another by itself, unless `credentials` is `omit`;
   * - `headers`: one request header each.
   */
  encoding?: "json" | "form" | "query" | "basic" | "headers" | undefined;
  /** Renames credentials on the wire: `{ username: "email" }` sends `username` as `email`. */
  fields?: Record<string, string> | undefined;
  /** Constant members sent beside the credentials, such as `{ strategy: "local" }`. */
  extra?: Record<string, string | number | boolean> | undefined;
  /** Request headers to add. */
  headers?: Record<string, string> | undefined;
  /** The request's credentials mode (Fetch standard). Default: `same-origin`; `include` where renewals show a cookie. */
  credentials?: "omit" | "same-origin" | "include" | undefined;
  /** Full control: builds the request itself. All other login options are then ignored. */
  request?: ((credentials: unknown) => Request | Promise<Request>) | undefined;
}

/**
 * Where the endpoint's answer keeps things: a dotted path such as `data.token` (a number names an array's item), or
 * `header:` and the name of a response header. What is not given is looked for under the usual names.
 */
export interface ResponseOptions {
  /** The token to show. */
  accessToken?: string | undefined;
  /** The token that can be exchanged for a new one. */
  refreshToken?: string | undefined;
  /** Remaining life in seconds. */
  expiresIn?: string | undefined;
  /** End of life: seconds or milliseconds since 1970, or a date string. */
  expires?: string | undefined;
  /** What becomes `session.user`. */
  user?: string | undefined;
  /** Full control: reads the answer itself. Called for 2xx answers; the paths above are then ignored. */
  parse?: ((response: Response) => TokenAnswer | string | Promise<TokenAnswer | string>) | undefined;
}

/**
 * How a token is renewed. Without this option it is renewed if the answer had a refresh token: at `tokenUrl`, in the way the
 * login went (RFC 6749, section 6). With it, and without a refresh token, the access token itself is shown instead.
 */
export interface RefreshOptions {
  /** Default: `tokenUrl`. */
  url?: string | URL | undefined;
  /** Default: `POST`. `GET` is for `bearer` and `cookie`. */
  method?: "POST" | "GET" | undefined;
  /**
   * Default: `form` if the login is one, else `json`.
   * - `json`: `{ "refresh_token": … }`, with `"grant_type": "refresh_token"` where the endpoint is `tokenUrl` itself;
   * - `form`: `grant_type=refresh_token&refresh_token=…`;
   * - `bearer`: in `Authorization: Bearer`, with no body;
   * - `cookie`: nothing is sent but the cookie; logins, renewals and logouts are then sent with `credentials: "include"`.
   */
  encoding?: "json" | "form" | "bearer" | "cookie" | undefined;
  /** The name of the token's field. Default: `refresh_token`. */
  field?: string | undefined;
  /** Constant members sent beside the token. Default, for a form: those of the login, but for its `grant_type`. */
  extra?: Record<string, string | number | boolean> | undefined;
  /** Request headers to add. */
  headers?: Record<string, string> | undefined;
  /** The request's credentials mode (Fetch standard). Default: `same-origin`; `include` for `cookie`. */
  credentials?: "omit" | "same-origin" | "include" | undefined;
  /** Full control: builds the request itself. All other options of this object are then ignored. */
  request?: ((refreshToken: string | null) => Request | Promise<Request>) | undefined;
}

/** When a token is renewed. */
export interface RenewOptions {
  /** Seconds before its end, or a quarter of its life if that is less; a tab may begin a quarter earlier. Default: 60. */
  before?: number | undefined;
  /** Seconds before its end from which on it is no longer shown, because a request takes its time. Default: 0. */
  tolerance?: number | undefined;
}

/** Bounds for `signedOut: "wait"`. */
export interface WaitOptions {
  /** How many requests may wait for a login; one more is rejected with `login-required`. Default: 100. */
  limit?: number | undefined;
  /** Milliseconds after which one that waits is rejected with `login-required`. Default: 300 000. */
  timeout?: number | undefined;
}

/**
 * A storage of your own: `localStorage`, or anything with these two methods. It keeps one text, which holds the tokens.
 * Every operation has two seconds.
 */
export interface TokenStorage {
  /** Gives what `setItem` was last given for this key, or nothing. */
  getItem(key: string): string | null | undefined | Promise<string | null | undefined>;
  /** Keeps `value`; what it returns is waited for, if it is a promise. */
  setItem(key: string, value: string): unknown;
}

/** Where the token may go, and how it is shown there. */
export interface AttachOptions {
  /**
   * The places that get the token: absolute `http(s)` URLs, or paths of the page's own origin such as `/api`. An origin
   * is matched exactly (scheme, host, port), a path by whole segments. No wildcards. Default: the origin of `tokenUrl`.
   */
  to?: readonly (string | URL)[] | undefined;
  /** The request header. Default: `x-access-token`. */
  header?: string | undefined;
  /** What stands before the token in the header. Default: nothing; `Bearer` when the header is `authorization`. */
  scheme?: string | undefined;
  /** The query parameter that `auth.url()` adds, such as `access_token`. Without it, or `cookie`, `auth.url()` rejects. */
  query?: string | undefined;
  /**
   * The form field, such as `access_token`, in which a request whose body is `application/x-www-form-urlencoded` carries the
   * token (RFC 6750, section 2.2). It has no header then; any other request has it. A field of that name in the caller's body
   * stands.
   */
  field?: string | undefined;
  /**
   * What becomes of a listed place's redirect. Browsers drop `authorization` when one leaves the origin; any other header they
   * take along (Fetch standard, HTTP-redirect fetch), and so a form field.
   * - `safe` (the default): the token goes nowhere but to listed places. For `GET` and `HEAD`, where the redirect leads is found
   *   out without the token, and asked with it if that place is listed; if nothing but the token shows the way, and for all other
   *   methods, the request rejects with `redirect-refused`;
   * - `error`: every redirect rejects so;
   * - `follow`: the browser follows, and the token goes along.
   *
   * An `XMLHttpRequest` cannot be kept from following: see `token-exposed`.
   */
  redirects?: "safe" | "error" | "follow" | undefined;
  /**
   * The token is in an `httpOnly` cookie that the server sets, so no script ever sees one: `auth.token()` gives null, and claims
   * are null. Its end is known from the answer of the token endpoint (`expires_in`, `expires`), which may be empty. Listed
   * requests, logins, renewals and logouts are sent with `credentials: "include"` and repeat the cookie named `csrfCookie`
   * (default: `XSRF-TOKEN`), where a script of the page can read it, in the header `csrfHeader` (default: `X-XSRF-TOKEN`).
   * Renewal is by cookie, `storage` is `local` unless named, and `logout.url` is needed (or `logout: false`), since only the
   * server can delete the cookie. What `redirects` guards is then that header. Goes with none of `header`, `scheme`, `query` and
   * `field`.
   */
  cookie?: boolean | CsrfOptions | undefined;
}

/** How a request shows that a page of this site sends it, which a cookie alone does not (double submit). */
export interface CsrfOptions {
  /** The cookie that the server lets scripts read. Default: `XSRF-TOKEN`. */
  csrfCookie?: string | undefined;
  /** The header that repeats it. Default: `X-XSRF-TOKEN`. */
  csrfHeader?: string | undefined;
}

/** The options of `createAuth`. */
export interface AuthOptions {
  /** The token endpoint, absolute or relative to the page's base URL. */
  tokenUrl?: string | URL | undefined;
  /** How credentials travel to it. */
  login?: LoginOptions | undefined;
  /** Where its answer keeps things. */
  response?: ResponseOptions | undefined;
  /** How to renew the token; `false`: not at all. */
  refresh?: RefreshOptions | false | undefined;
  /** When to renew it. */
  renew?: RenewOptions | undefined;
  /** How to sign out at the server, which is shown the token; `false` or, but for `attach.cookie`, absent: only here. */
  logout?: { url: string | URL; method?: "POST" | "DELETE" | "GET" | undefined } | false | undefined;
  /** Where the token may go, and how it is shown there. */
  attach?: AttachOptions | undefined;
  /** Milliseconds one token exchange may take. Default: 10 000. */
  timeout?: number | undefined;
  /**
   * A request to a listed place with no usable token: send it without one (`pass`, the default), reject it, or let it wait for
   * the next login. Whatever this says, a request made while somebody was signed in is never sent without a token, nor with
   * another user's.
   */
  signedOut?: "pass" | "reject" | "wait" | undefined;
  /** How many requests may wait for a login, and how long. */
  wait?: WaitOptions | undefined;
  /**
   * What else than a 401 means that the token is refused, such as a 400. Gets a copy of the answer. Is not asked about an
   * `XMLHttpRequest`.
   */
  expired?: ((response: Response) => boolean | Promise<boolean>) | undefined;
  /**
   * Where the session outlives the page.
   * - `memory` (the default): nowhere. Each tab has its own session, and a sign-out reaches all;
   * - `session`: while the tab lives, and through a reload;
   * - `local`, `indexeddb`: one session for all tabs, which outlives them.
   *
   * What is kept is encrypted in IndexedDB. Its key is in `sessionStorage`, in `localStorage` or (`indexeddb`) beside it, where
   * no script can read its bytes. On a page without HTTPS nothing can be encrypted: `session` and `local` keep plain text in the
   * Web Storage of that name, and `indexeddb` fails. None of them keeps a script in your page from using the token.
   */
  storage?: "memory" | "session" | "local" | "indexeddb" | TokenStorage | undefined;
  /**
   * Keeps several sessions of one origin apart: objects of the same name share one session. Default: the address of the token
   * endpoint.
   */
  name?: string | undefined;
}

/** Why a session ended: by `logout()` here, by one in another tab, or because the server refused to renew it, for good. */
export type SignedOutReason = "logout" | "other-tab" | "refused";

/** The events of an `Auth` object. */
export interface AuthEvents<C extends object = {}, U = unknown> {
  /** A login or `adopt()` succeeded, here or in another tab. */
  "signed-in": { readonly session: Session<C, U> };
  /** The token was renewed, here or in another tab. */
  renewed: { readonly session: Session<C, U> };
  /** The token is another user's than the last one; comes before `signed-in` or `renewed`. */
  "user-changed": { readonly session: Session<C, U> };
  /** The token ends soon, and nothing renews it. */
  expiring: { readonly session: Session<C, U> };
  /** The token's life ended; `session` is what it was. It may be renewed yet: see `login-required`. */
  expired: { readonly session: Session<C, U> };
  /** The session ended. */
  "signed-out": { readonly reason: SignedOutReason };
  /**
   * Only the user can go on: the token is over or the session refused, and nothing renews it; or a request waits for a
   * login.
   */
  "login-required": { readonly session: Session<C, U> | null };
  /** Something is wrong that the session has survived. */
  warning: { readonly code: WarningCode; readonly message: string };
}

/**
 * What a `warning` is about:
 * - `storage-failed`: the storage failed, and this tab goes on alone, in memory, until it works again; or it was wiped, and is
 *   filled again. Told once;
 * - `internal`: something broke inside Jotpass, which has started afresh; or the browser has ended the worker and, with it, the session;
 * - `token-exposed`: a listed place redirected an `XMLHttpRequest` to one that is not listed, and the browser took the token's
 *   header along. From then on this object sends none by `XMLHttpRequest` to that address. `auth.fetch` has no such leak.
 */
export type WarningCode = "storage-failed" | "internal" | "token-exposed";

/**
 * Every `code` an `AuthError` can have. Those marked * are `retryable`.
 * - `invalid-options`: an option or argument cannot be used; the message names it;
 * - `invalid-token`: the text is no JSON Web Token;
 * - `load-failed` *: WebAssembly or the worker did not load, see `cause`; the next call tries again;
 * - `callback-failed`: a function of yours (`request`, `parse`) threw, see `cause`;
 * - `closed`: this object was closed;
 * - `internal` *: something broke inside Jotpass, which has started afresh;
 * - `invalid-credentials`: the endpoint said no: see `error`;
 * - `login-required`: nobody is signed in, or the session cannot be renewed;
 * - `superseded`: a later login, `adopt()` or `logout()` took this call's place;
 * - `isolated`: the token is in a worker, out of this page's reach;
 * - `other-configuration`, `other-version`: other tabs have the shared worker with other options, or of a
 *   version of Jotpass that speaks another protocol;
 * - `token-reflected`: the response repeats the token, and is kept from the page for it;
 * - `redirect-refused`: the server redirects, and the token may not follow, see `attach.redirects`;
 * - `aborted`: your signal ended the call; its reason is the `cause`;
 * - `network` *, `timeout` *: no answer, or none in time;
 * - `rate-limited` *, `server-error` *: status 429, or 500 and above;
 * - `unexpected-status`, `html-answer`: a redirect, a 404 or a web page: `tokenUrl` leads to no token endpoint, perhaps;
 * - `malformed-answer` *: JSON that does not parse;
 * - `no-token`: there is none where it was looked for: see `response.accessToken`.
 */
export type AuthErrorCode =
  | "invalid-options"
  | "invalid-token"
  | "load-failed"
  | "callback-failed"
  | "closed"
  | "internal"
  | "invalid-credentials"
  | "login-required"
  | "superseded"
  | "isolated"
  | "other-configuration"
  | "other-version"
  | "token-reflected"
  | "redirect-refused"
  | "aborted"
  | "network"
  | "timeout"
  | "rate-limited"
  | "server-error"
  | "unexpected-status"
  | "html-answer"
  | "malformed-answer"
  | "no-token";

/** Every failure of this library. Its message is ours and never holds a token or a password. */
export class AuthError extends Error {
  /** For tests, and for what behaves as Jotpass does. */
  constructor(code: AuthErrorCode, message: string, details?: AuthErrorDetails);
  /** Always `AuthError`. */
  readonly name: "AuthError";
  /** Stable: write your code against it. */
  readonly code: AuthErrorCode;
  /** Whether the same call may well succeed later. */
  readonly retryable: boolean;
  /** The HTTP status of the answer, if there was one. */
  readonly status: number | null;
  /** The server's own error code (RFC 6749, section 5.2, or what stands in its place). */
  readonly error: string | null;
  /** The server's own words, cut to length, without what looks like a token. What else it quotes is in them. */
  readonly error_description: string | null;
  /** Works across frames and copies of the library, where `instanceof` does not. */
  static is(value: unknown): value is AuthError;
}

/** What an `AuthError` can tell beside its code and message. */
export interface AuthErrorDetails {
  /** Whether the same call may well succeed later. */
  retryable?: boolean | undefined;
  /** The HTTP status of the answer. */
  status?: number | null | undefined;
  /** The server's own error code. */
  error?: string | null | undefined;
  /** The server's own words. */
  error_description?: string | null | undefined;
  /** What led to it. */
  cause?: unknown;
}

/** One session with one token endpoint. */
export interface Auth<C extends object = {}, U = unknown> {
  /**
   * Exchanges credentials for a token. Of two logins under way the later one counts; the other rejects with `superseded`. Once it
   * resolves, the session is in the storage: a page that goes elsewhere after signing in goes then, and not in a listener.
   * @throws {AuthError} see `AuthErrorCode`; an abort by `init.signal` gives `aborted` with the signal's reason as `cause`.
   */
  login(credentials: unknown, init?: { signal?: AbortSignal | undefined }): Promise<Session<C, U>>;
  /** Signs in with a token obtained elsewhere. Its `exp` is compared with this device's clock. */
  adopt(answer: string | TokenAnswer<U>): Promise<Session<C, U>>;
  /**
   * Forgets the token at once, in all tabs (by `jotpass/worker`, as soon as the worker has heard of it); resolves when the server has
   * been told, or could not be. Never rejects for its sake.
   */
  logout(): Promise<void>;
  /**
   * Renews the token now. Calls at the same time share one renewal.
   * @throws {AuthError} `login-required` when there is no way to renew, or what the endpoint's failure is.
   */
  refresh(): Promise<Session<C, U>>;
  /** A drop-in for `fetch`, bound to this object: listed places get the token, all others the native `fetch`. */
  readonly fetch: typeof globalThis.fetch;
  /**
   * The target with the token as a query parameter, for what cannot set headers. Other targets come back unchanged, and so do
   * all with `attach.cookie`.
   * @throws {AuthError} `isolated` where the token is in a worker.
   */
  url(target: string | URL): Promise<string>;
  /**
   * The token itself, renewed if need be, or `null`; waits for no login. The escape hatch: whoever holds it can send it anywhere.
   * @throws {AuthError} `isolated` where the token is in a worker.
   */
  token(): Promise<string | null>;
  /** Derived from the clock at every read, never stale. */
  readonly status: "loading" | "signed-out" | "signed-in" | "expired";
  /** The same object until something changes; `null` unless `status` is `signed-in`. */
  readonly session: Session<C, U> | null;
  /**
   * Settles when WebAssembly, or the worker that holds the session, has loaded and what was stored has been read. After a failure the next call of any method tries
   * again.
   */
  readonly ready: Promise<void>;
  /** Calls `listener` at each event of the type; returns a function that stops it. */
  on<K extends keyof AuthEvents>(type: K, listener: (event: AuthEvents<C, U>[K]) => void): () => void;
  /** Calls `listener` whenever `status` or `session` may have changed (`useSyncExternalStore`, Svelte stores). */
  subscribe(listener: () => void): () => void;
  /**
   * Hooks the global `fetch` (default: true) and `XMLHttpRequest` (default: false), so that what is sent by them to a listed place
   * is sent as by `auth.fetch`. Returns a function that takes the hooks out again. Of several objects that list a place, the
   * one whose entry is the longest shows its token, and no other. Through the hook, a request with its token passes what had
   * hooked `fetch` before; `auth.fetch` goes straight to the browser's own.
   *
   * An `XMLHttpRequest` that is synchronous carries a fresh token or none, and is not sent again. With `jotpass/worker` there is no hook
   * on it: use an adapter.
   */
  install(what?: { fetch?: boolean | undefined; xhr?: boolean | undefined }): () => void;
  /**
   * Whether `target` is listed in `attach.to`, whether a request to it would carry the token now, and why. While `status` is
   * `loading`, `listed` says whether it may be; so it does with `jotpass/worker` until the first request to that address.
   */
  explain(target: string | URL): { readonly listed: boolean; readonly attached: boolean; readonly reason: string };
  /**
   * Ends timers, listeners and hooks. This object forgets the token; what is stored stays, and the server is not told. The session of
   * a worker ends with it, that of a shared worker goes on for the others.
   */
  close(): void;
  /** The same as `close()`, for `using auth = createAuth(…)`. */
  [Symbol.dispose](): void;
}

/**
 * Creates an `Auth` object. Synchronous: WebAssembly loads behind it.
 * @throws {AuthError} `invalid-options` for an option that does not exist or cannot be used, naming it.
 */
export function createAuth<C extends object = {}, U = unknown>(options: AuthOptions): Auth<C, U>;

/**
 * Where the WebAssembly can come from: its address, an answer with it, its bytes, or itself compiled. `object` is a
 * `WebAssembly.Module`, which TypeScript does not know everywhere.
 */
export type WasmSource = string | URL | Response | ArrayBuffer | ArrayBufferView | object;

/**
 * Loads the WebAssembly before it is needed, or from somewhere else than the package's own file: for a loader of your own. `source`
 * counts if this is called before the first `createAuth`, or after loading failed; what is loaded stays. A worker loads its own.
 * After a failure an address is asked again by the next call of anything; in the place of an answer or a promise, give another.
 * @throws {AuthError} `load-failed`, with the `cause`.
 */
export function load(source?: WasmSource | Promise<WasmSource>): Promise<void>;

/**
 * Decodes and verifies nothing: the claims are what somebody wrote, not what is true. Only the server that holds the
 * key can tell.
 * @throws {AuthError} `invalid-token` when the text is not a JWT (RFC 7519).
 */
export function decodeJwt<C extends object = {}>(token: string): Promise<DecodedJwt<C>>;
