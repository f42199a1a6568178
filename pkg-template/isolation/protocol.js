// What page and worker have agreed upon; the messages themselves are described in protocol.d.ts.

import { AuthError } from "../../src/browser/auth_error.js";

export const VERSION = 1;

// By how many chunks who sends a body may be ahead.
export const WINDOW = 8;

const ERRORS = { __proto__: null, TypeError, RangeError, SyntaxError };

// `scrub` is applied to what others have written.
export function toFailure(error, scrub = (text) => text) {
  if (AuthError.is(error)) {
    const { code, message, retryable, status, cause } = error;
    const failure = { kind: "AuthError", code, message: scrub(message), retryable, status };
    failure.error = scrub(error.error);
    failure.error_description = scrub(error.error_description);
    return cause === undefined ? failure : { ...failure, cause: toFailure(cause, scrub) };
  }
  const isNative = error instanceof DOMException;
  const { name, message } = error instanceof Error || isNative ? error : { name: "Error", message: `${error}` };
  return { kind: isNative ? "DOMException" : "Error", name, message: scrub(message) };
}

export function fromFailure({ kind, code, name, message, cause, ...details }) {
  if (kind === "AuthError") return new AuthError(code, message, { ...details, cause: cause && fromFailure(cause) });
  if (kind === "DOMException") return new DOMException(message, name);
  return new (ERRORS[name] ?? Error)(message);
}
