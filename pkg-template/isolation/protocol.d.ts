/**
 * The protocol between a page and the worker that holds its session: every message there is, in both directions.
 *
 * A connection is a `Worker`, or the port of a `SharedWorker`. Its first message is the page's `configure`, which the worker
 * answers with `configured` or `refused`; until then it hears nothing else. To the worker, every message of a page is untrusted
 * input: one it does not understand has no effect. No message to the page ever holds a token.
 *
 * A call has an `id`, which the page chooses, never twice. It ends with `settled`, `failed`, `verdict` or, of a request, with the
 * response or the end of its body. Bodies travel in chunks, whose buffers are transferred: who sends one may be 8 chunks (`WINDOW`)
 * ahead of who receives it, and each `pull` allows one more.
 *
 * Kept by hand; the messages of a whole conversation are compared with it, and with `tests/data/conversation.json`.
 */

/** Goes up with every change that an older page or worker would take for something else. */
export type Version = 1;

/** What a page says. */
export type FromPage =
  | Configure
  | { type: "login"; id: number; credentials: Credentials }
  /** `answer` is a `TokenAnswer`, or the token alone, as JSON. */
  | { type: "adopt"; id: number; answer: string }
  | { type: "logout"; id: number }
  | { type: "refresh"; id: number }
  /** Asks whether an address is listed. Is answered by `verdict`. */
  | { type: "judge"; id: number; url: string }
  | Fetch
  /** The caller gave up, or wants no more of the response's body. What still comes for the call is not listened to. */
  | { type: "abort"; id: number }
  | OfBody
  /** The page has woken up, become visible or come online: the clock is to be asked. */
  | { type: "wake" }
  /** The page has no more use for the session, or goes where the worker could not notice. */
  | { type: "close" };

/** What a worker says. */
export type FromWorker =
  /** The Web Lock that a shared worker holds while it lives; `null` where there are none. */
  | { type: "configured"; lock: string | null }
  /** No session for this page, now or ever: `other-version`, `other-configuration`, `invalid-options`, `load-failed`. */
  | { type: "refused"; error: Failure }
  | ({ type: "state" } & State)
  /** An event of `AuthEvents`, and how things stand if it has changed that. One about a session is about the last one. */
  | ({ type: "event"; name: string; detail: null | { reason: string } | { code: string; message: string } } & Partial<State>)
  | { type: "settled"; id: number }
  | { type: "failed"; id: number; error: Failure }
  | { type: "verdict"; id: number; isListed: boolean }
  | Response
  | OfBody;

/** The first message. What it says holds for as long as the worker serves anybody. */
export interface Configure {
  type: "configure";
  version: Version;
  /** The `AuthOptions` of the page, without functions; addresses as text. */
  options: object;
  /** What relative addresses among them are relative to. */
  base: string;
  /** The Web Lock that the page holds while it lives, for a shared worker whose browser does not tell when a page is gone. */
  lock: string | null;
}

/** Name, text (JSON if it was no string) and whether it was a string, in turn. */
export type Credentials = (string | boolean)[];

/** A request, as `Request` has it. The worker sends it if it is listed. */
export interface Fetch {
  type: "fetch";
  id: number;
  /** Of the state that the page knew when it was asked for: it goes in nobody else's name. */
  mark: number;
  url: string;
  /** Members of `RequestInit` but for body and signal. */
  init: {
    method: string;
    headers: [string, string][];
    mode: RequestMode;
    credentials: RequestCredentials;
    cache: RequestCache;
    redirect: RequestRedirect;
    referrer: string;
    referrerPolicy: ReferrerPolicy;
    integrity: string;
    keepalive: boolean;
    priority?: "high" | "low" | "auto";
  };
  body: Body;
}

/** The kind of the body, and what it is made of. A stream follows in chunks. */
export type Body =
  | null
  | ["text", string]
  | ["params", string]
  | ["blob", Blob]
  | ["bytes", Uint8Array]
  | ["form", [string, string | File][]]
  | ["stream"];

/** The answer to `fetch`, as `Response` has it. Its body follows in chunks if it is a stream; a small one comes along. */
export interface Response {
  type: "response";
  id: number;
  status: number;
  statusText: string;
  headers: [string, string][];
  url: string;
  redirected: boolean;
  kind: ResponseType;
  body: null | ["bytes", Uint8Array] | ["stream"];
}

/** Of the body that the call `id` sends: the request's from the page to the worker, the response's the other way. */
export type OfBody =
  | { type: "chunk"; id: number; bytes: Uint8Array }
  | { type: "end"; id: number }
  /** It broke off. */
  | { type: "broken"; id: number; error: Failure }
  /** By who receives it: one chunk more. */
  | { type: "pull"; id: number };

/** How things stand, whenever that has changed. `session` is left out where it is still the last one. */
export interface State {
  status: Status;
  /** Stands for the token that is held, and whose it is: another after each login and renewal; 0 for none. */
  mark: number;
  session?: Session | null;
}

export type Status = "loading" | "signed-out" | "signed-in" | "expired";

export interface Session {
  claims: object | null;
  user: unknown;
  receivedAt: number;
  expiresAt: number | null;
  isolation: "worker" | "shared-worker";
}

/** An error: an `AuthError`, or a native one by its name. */
export type Failure =
  | {
      kind: "AuthError";
      code: string;
      message: string;
      retryable: boolean;
      status: number | null;
      error: string | null;
      error_description: string | null;
      cause?: Failure;
    }
  | { kind: "DOMException"; name: string; message: string }
  | { kind: "Error"; name: string; message: string };
