// What can be told from a failure.
import { AuthError } from "jotpass";
import type { AuthErrorCode } from "jotpass";
import { check } from "./support";
import type { Equal } from "./support";

declare const caught: unknown;

if (AuthError.is(caught)) {
  check<Equal<typeof caught, AuthError>>();
  check<Equal<typeof caught.code, AuthErrorCode>>();
  check<Equal<typeof caught.retryable, boolean>>();
  check<Equal<typeof caught.status, number | null>>();
  check<Equal<typeof caught.error_description, string | null>>();
  check<Equal<typeof caught.name, "AuthError">>();
  const error: Error = caught;
  // @ts-expect-error a code is written down, not made up
  if (caught.code === "wrong-password") throw error;
  if (caught.code === "timeout" || caught.code === "network") {
    check<Equal<typeof caught.code, "timeout" | "network">>();
  }
  // @ts-expect-error a failure is not changed
  caught.code = "network";
} else {
  // @ts-expect-error nothing is known of anything else
  caught.code;
}

/** Compiles while every code has its sentence: a new one, or one that went, is noticed here. */
export const sentences: Record<AuthErrorCode, string> = {
  "invalid-options": "",
  "invalid-token": "",
  "load-failed": "",
  "callback-failed": "",
  closed: "",
  isolated: "",
  "other-configuration": "",
  "other-version": "",
  "token-reflected": "",
  "redirect-refused": "",
  internal: "",
  "invalid-credentials": "",
  "login-required": "",
  superseded: "",
  aborted: "",
  network: "",
  timeout: "",
  "rate-limited": "",
  "server-error": "",
  "unexpected-status": "",
  "html-answer": "",
  "malformed-answer": "",
  "no-token": "",
};

new AuthError("network", "for a test of the app's own", { retryable: true, cause: caught });
// @ts-expect-error no such code
new AuthError("offline", "");
// @ts-expect-error a message is needed
new AuthError("network");
