/**
 * For the tests of apps that use `jotpass`: tokens, a token server and an `Auth`, without WebAssembly, network or timers. For any
 * test runner.
 */
import type { Auth, AuthError, AuthErrorCode, AuthEvents, AuthOptions, RegisteredClaims, Session, SignedOutReason } from "./index.js";

/** What `mintToken` can be told beside the claims. */
export interface MintOptions {
  /** The token's life in seconds: `exp` is that much after `iat`. Default: 600. */
  readonly expiresIn?: number | undefined;
  /** When it is issued: milliseconds since 1970. Default: now. */
  readonly now?: number | undefined;
  /** What the JOSE header has beside, or instead of, `alg` and `typ`. */
  readonly header?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Makes a JSON Web Token with these claims, and with `iat` and `exp` where the claims have none. It is well-formed and signed by
 * nobody: a server that verifies will refuse it.
 */
export function mintToken(claims?: object, options?: MintOptions): string;

/** What becomes known of a user by signing in; what is left out is as in the options of `createTestAuth`. */
export interface TestSignIn<C extends object = {}, U = unknown> {
  /** The claims of the token, which gets `iat`, `exp` and `jti` of its own; `null`: the token is opaque. */
  readonly claims?: Readonly<RegisteredClaims & C> | null | undefined;
  /** The user, as a server's answer would tell. */
  readonly user?: Readonly<U> | null | undefined;
  /** The token's life in seconds. It ends only by `expire()`, but for one that is 0 or less. */
  readonly expiresIn?: number | undefined;
  /** The token itself, with the claims that are in it. */
  readonly accessToken?: string | undefined;
}

/** The options of `createTestAuth`. The app's own may be among them; others than these mean nothing here. */
export interface TestAuthOptions<C extends object = {}, U = unknown>
  extends TestSignIn<C, U>,
    Pick<AuthOptions, "tokenUrl" | "signedOut"> {
  /** How it begins. Default: `signed-in` if there are claims, a user or a token among the options, else `signed-out`. */
  readonly status?: Auth["status"] | undefined;
  /** As of `createAuth`; without `to` and `tokenUrl`, the page's own origin is listed. */
  readonly attach?: Pick<NonNullable<AuthOptions["attach"]>, "to" | "header" | "scheme" | "query" | "field"> | undefined;
  /** Whether `refresh()`, and what else renews, succeeds. Default: true. */
  readonly renewable?: boolean | undefined;
  /** Answers `login()`: what is signed in then. To refuse, throw what the real one would, or use `failNext`. */
  readonly onLogin?: ((credentials: unknown) => TestSignIn<C, U> | void | Promise<TestSignIn<C, U> | void>) | undefined;
  /** What sends the requests. Default: the global `fetch` of the moment. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** The clock of `receivedAt` and `expiresAt`: milliseconds since 1970. Default: `Date.now`. */
  readonly now?: (() => number) | undefined;
}

/** The methods of an `Auth` that `failNext` can make fail. */
export type TestFailure = "login" | "adopt" | "refresh" | "fetch" | "url" | "token";

/** An `Auth` with what only a test can do. */
export interface TestAuth<C extends object = {}, U = unknown> extends Auth<C, U> {
  /** Ends `loading`: with what was stored, if this is given, or signed out. Settles `ready`. */
  finishLoading(stored?: TestSignIn<C, U>): void;
  /** Signs somebody in, as `login()` would: `user-changed` if it is somebody else than before, then `signed-in`. */
  signIn(signIn?: TestSignIn<C, U>): Session<C, U>;
  /** Renews the token, as the clock would: `renewed`. */
  renew(changes?: TestSignIn<C, U>): Session<C, U>;
  /** Ends the token's life: `expired` and, unless it is `renewable`, `login-required`. */
  expire(): void;
  /** Ends the session: `signed-out` and, if it was refused, `login-required`. Default: `logout`. */
  signOut(reason?: SignedOutReason): void;
  /** Tells an event, such as a `warning`, of which nothing else comes. */
  emit<K extends keyof AuthEvents>(type: K, event: AuthEvents<C, U>[K]): void;
  /**
   * Makes the next call of the method fail, a renewal for whatever reason among them. With `invalid-credentials` for `refresh` the
   * session ends, as where a server refuses to renew it.
   */
  failNext(method: TestFailure, error: AuthErrorCode | AuthError): void;
}

/**
 * Creates an `Auth` whose session is what the test says. It does what the real one does: `status`, `session`, events and their order,
 * `subscribe`, errors; `fetch` shows the token to listed places, renews it after a 401 or when it has expired, and sends by the global
 * `fetch`, or the one given. What it does not do: go to a token endpoint, renew or expire by the clock, guard redirects, keep the session
 * anywhere.
 */
export function createTestAuth<C extends object = {}, U = unknown>(options?: TestAuthOptions<C, U>): TestAuth<C, U>;

/** A user of a token server. */
export interface TestUser<C extends object = {}, U = unknown> {
  /** What a login has to bring beside the name. */
  readonly password: string;
  /** The claims of the user's tokens, beside `sub`, `jti`, `iat` and `exp`. Without a `sub`, it is the name. */
  readonly claims?: Readonly<Partial<RegisteredClaims> & C> | undefined;
  /** The user in the server's answer. Default: `{ id, username }`, both the name. */
  readonly user?: Readonly<U> | undefined;
}

/** What a token server has issued. It can be given to `auth.adopt()`. */
export interface IssuedTokens<U = unknown> {
  /** The token to show. */
  readonly accessToken: string;
  /** Absent where the server issues none. */
  readonly refreshToken?: string;
  /** The remaining life in seconds. */
  readonly expiresIn: number;
  /** The end of life in milliseconds since 1970. */
  readonly expires: number;
  /** The user, as in `TestUser`. */
  readonly user: U;
}

/** Whose token a request has shown. */
export interface TestCaller<C extends object = {}, U = unknown> {
  /** The user, as in `TestUser`. */
  readonly user: Readonly<U>;
  /** The claims of the token. */
  readonly claims: Readonly<RegisteredClaims & C>;
}

/** A request that a token server was asked. */
export interface TestRequest {
  /** The method, in capitals. */
  readonly method: string;
  /** The whole address. */
  readonly url: string;
  /** The path of the address. */
  readonly path: string;
  /** Its headers. */
  readonly headers: Headers;
  /** Its body as text; empty without one. */
  readonly body: string;
  /** The access token that came with it. */
  readonly token: string | null;
  /** The status of the answer; `null` until it is there. */
  readonly status: number | null;
}

/** The options of `createTokenServer`. */
export interface TokenServerOptions<C extends object = {}, U = unknown> {
  /** The users by their names. */
  readonly users: Readonly<Record<string, TestUser<C, U>>>;
  /** Where tokens come from, for credentials or for a refresh token. Default: `/api/token`. */
  readonly tokenUrl?: string | undefined;
  /** Where they come from for a refresh token, or for the access token. Default: `tokenUrl`. */
  readonly refreshUrl?: string | undefined;
  /** Where a login is ended. Default: `/api/logout`. */
  readonly logoutUrl?: string | undefined;
  /**
   * What needs a token: by address, all below it included, what to answer to who has one: a `Response`, or what is answered as JSON.
   * Default: `/api` answers `{ user }`.
   */
  readonly routes?: Readonly<Record<string, (request: Request, caller: TestCaller<C, U>) => unknown>> | undefined;
  /** How long tokens live, in seconds. Default: 600. */
  readonly tokenLife?: number | undefined;
  /**
   * What refresh tokens are good for.
   * - `rotate` (the default): for one renewal, which brings the next; one that comes a second time ends all tokens of its login;
   * - `keep`: for any number;
   * - `false`: there are none.
   */
  readonly refresh?: "rotate" | "keep" | false | undefined;
  /** What the token endpoint answers. Default: `{ token, refresh_token, expires, user }`. */
  readonly answer?: ((issued: IssuedTokens<U>) => unknown) | undefined;
  /** The server's clock, in milliseconds since 1970. Default: `Date.now`. */
  readonly now?: (() => number) | undefined;
}

/** What a token server can be told to fail with: a status, no answer at all, or an answer of your own. */
export type ServerFailure = number | "network" | ((request: Request) => Response | Promise<Response>);

/** A token server that is a function. It knows the tokens of `mintToken` and `createTestAuth`, too, by their `sub`. */
export interface TokenServer<C extends object = {}, U = unknown> {
  /** Answers as a server would; 404 what is no address of its own. */
  readonly fetch: typeof globalThis.fetch;
  /** Its answer, or `undefined` for what is no address of its own. */
  handle(request: Request): Promise<Response | undefined>;
  /** Request handlers for Mock Service Worker, whose `http` they are made with; other requests are left to others. */
  handlers<Handler>(http: { all(path: RegExp, resolver: (info: { request: Request }) => Promise<Response | undefined>): Handler }): Handler[];
  /** A resolver for Mock Service Worker that is asked only with a token of this server, and told whose it is; else it answers 401. */
  protect<Info extends { request: Request }>(
    resolver: (info: Info & TestCaller<C, U>) => unknown,
  ): (info: Info) => Promise<Response>;
  /** Signs a user in without a request. */
  issue(username: string): IssuedTokens<U>;
  /** Ends the access tokens that it has issued or seen, which a renewal heals; with `all`, the refresh tokens too. */
  revoke(what?: { readonly all?: boolean | undefined }): void;
  /** Sets the server's clock forward. The app's clock stays. */
  advance(milliseconds: number): void;
  /** Fails the next request, or the next so many; with `to`, of those to this address and below. */
  failNext(failure: ServerFailure, which?: { readonly to?: string | undefined; readonly times?: number | undefined }): void;
  /** Lets requests, or those to this address and below, wait until the function that this returns is called. */
  hold(to?: string): () => void;
  /** What it was asked since the last `reset()`, its own addresses only. */
  readonly requests: readonly TestRequest[];
  /** Forgets tokens, requests and failures, releases what is held, and sets the clock right. */
  reset(): void;
}

/** Creates a token server for `fetch` or for Mock Service Worker. */
export function createTokenServer<C extends object = {}, U = { id: string; username: string }>(
  options: TokenServerOptions<C, U>,
): TokenServer<C, U>;
