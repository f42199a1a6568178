// Which events there are, and what comes with each.
import { createAuth } from "jotpass";
import type { AuthEvents, Session, SignedOutReason } from "jotpass";
import { check } from "./support";
import type { Equal } from "./support";

type Claims = { roles: string[] };
type User = { name: string };
const auth = createAuth<Claims, User>({ tokenUrl: "/token" });

check<Equal<keyof AuthEvents, "signed-in" | "expired" | "signed-out">>();
check<Equal<SignedOutReason, "logout">>();

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
auth.on("signed-out", (event) => {
  check<Equal<typeof event.reason, SignedOutReason>>();
  // @ts-expect-error there is no session any more
  event.session;
});
auth.on("expired", () => {});
// @ts-expect-error no such event
auth.on("signedin", () => {});
// @ts-expect-error a listener is a function
auth.on("expired", {});

const unsubscribe: () => void = auth.subscribe(() => {});
// @ts-expect-error a subscriber is told nothing but that something changed
auth.subscribe((session: Session) => session);

export { stop, unsubscribe };
