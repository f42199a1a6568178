// Which events there are, and what comes with each.
import { createAuth } from "jotpass";
import type { AuthEvents, Session, SignedOutReason, WarningCode } from "jotpass";
import { check } from "./support";
import type { Equal } from "./support";

type Claims = { roles: string[] };
type User = { name: string };
const auth = createAuth<Claims, User>({ tokenUrl: "/token" });

type Ends = "expiring" | "expired" | "signed-out" | "login-required";
check<Equal<keyof AuthEvents, "signed-in" | "renewed" | "user-changed" | Ends | "warning">>();
check<Equal<SignedOutReason, "logout" | "other-tab" | "refused">>();
check<Equal<WarningCode, "storage-failed" | "internal" | "token-exposed">>();

const stop: () => void = auth.on("signed-in", ({ session }) => {
  check<Equal<typeof session, Session<Claims, User>>>();
  // @ts-expect-error an event is told, not changed
  session.user = null;
});
auth.on("expired", (event) => {
  check<Equal<typeof event.session, Session<Claims, User>>>();
  // @ts-expect-error the reason belongs to signed-out
  event.reason;
});
for (const type of ["renewed", "user-changed", "expiring"] as const) {
  auth.on(type, ({ session }) => check<Equal<typeof session, Session<Claims, User>>>());
}
auth.on("login-required", ({ session }) => {
  check<Equal<typeof session, Session<Claims, User> | null>>();
  // @ts-expect-error there may be none any more
  session.user;
});
auth.on("warning", (event) => {
  check<Equal<typeof event.code, WarningCode>>();
  const message: string = event.message;
  // @ts-expect-error a code is written down, not made up
  return event.code === "storage-full" ? message : null;
});
auth.on("signed-out", (event) => {
  check<Equal<typeof event.reason, SignedOutReason>>();
  // @ts-expect-error there is no session any more
  event.session;
});
auth.on("expired", () => {});
// @ts-expect-error no such event
auth.on("signedin", () => {});
// @ts-expect-error a failure to renew is told by expiring or expired
auth.on("renew-failed", () => {});
// @ts-expect-error a listener is a function
auth.on("expired", {});

const unsubscribe: () => void = auth.subscribe(() => {});
// @ts-expect-error a subscriber is told nothing but that something changed
auth.subscribe((session: Session) => session);

export { stop, unsubscribe };
