// Puts the built package on `window`, with a few words that make the tests short. Must not soften anything: what the
// package does wrong has to reach the test.
import * as inPage from "/pkg/index.js";
import * as inWorker from "/pkg/worker.js";

// Where the session is, unless the test says so itself.
const { isolation = "page" } = window;
const entryOf = (isolation) => (isolation === "page" ? inPage : inWorker);
const { AuthError } = entryOf(isolation);
const { decodeJwt } = inPage;
const createAuth = (options) => {
  const settings = isolation === "page" ? options : { isolation, ...options };
  return entryOf(settings?.isolation ?? "page").createAuth(settings);
};

Object.assign(window, { AuthError, createAuth, decodeJwt, make, record, failure, when });

const EVENTS = ["signed-in", "renewed", "user-changed", "expiring", "expired", "signed-out", "login-required", "warning"];

/** An `Auth` object for this page's own server, also left in `window.auth`. */
function make(options) {
  window.auth = createAuth({
    tokenUrl: "/api/token",
    logout: { url: "/api/logout" },
    attach: { to: ["/api"], query: (options?.isolation ?? isolation) === "page" ? "access_token" : undefined },
    ...options,
  });
  return window.auth;
}

/** The types of all events from now on, in the order they come. */
function record(auth) {
  const types = [];
  for (const type of EVENTS) auth.on(type, () => types.push(type));
  return types;
}

/** Settles at the next event of the type, with what the listener was given. */
function when(auth, type) {
  return new Promise((resolve) => {
    const stop = auth.on(type, (event) => {
      stop();
      resolve(event);
    });
  });
}

/** What a promise was rejected with, in a form that can leave the page; its success is the failure here. */
async function failure(promise) {
  let value;
  try {
    value = await promise;
  } catch (error) {
    return describe(error);
  }
  throw new Error(`this should have failed, but gave ${JSON.stringify(value)}`);
}

function describe(error) {
  const { name, code, retryable, status, error: serverCode, error_description, message, cause } = error;
  const own = Object.getOwnPropertyNames(error).map((property) => [property, error[property]]);
  return {
    isAuthError: AuthError.is(error),
    isError: error instanceof Error && error instanceof AuthError,
    name,
    code,
    retryable,
    status,
    error: serverCode,
    error_description,
    message,
    cause: cause instanceof Error ? `${cause}` : cause,
    /** All that a log could take from it. */
    everything: [JSON.stringify(error), JSON.stringify(own), `${error}`, error.stack, `${cause}`, cause?.stack].join("\n"),
  };
}
