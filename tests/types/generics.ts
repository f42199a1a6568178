// Claims and user of the app's own: how they come into the types, where they go, and what stays unknown.
import { createAuth, decodeJwt, load } from "jotpass";
import type { Auth, AuthError, AuthErrorCode, AuthEvents, AuthOptions, Session, TokenAnswer } from "jotpass";
import { AuthError as ErrorClass } from "jotpass";
import { check } from "./support";
import type { Equal } from "./support";

interface Claims {
  readonly roles: readonly ("reader" | "writer")[];
  tenant?: string;
}
interface User {
  id: number;
  tags: string[];
}
type IsAny<T> = 0 extends 1 & T ? true : false;

// By arguments, or from where the object goes. An interface will do, and so will a type.
const given = createAuth<Claims, User>({ tokenUrl: "/token" });
const annotated: Auth<Claims, User> = createAuth({ tokenUrl: "/token" });
const typed: Auth<{ roles: string[] }> = createAuth({ tokenUrl: "/token" });
class Holder {
  readonly auth: Auth<Claims, User> = createAuth({ tokenUrl: "/token" });
}
check<Equal<typeof given, Auth<Claims, User>>>();
check<Equal<typeof annotated.session, Session<Claims, User> | null>>();
check<Equal<Holder["auth"]["session"], Session<Claims, User> | null>>();
check<Equal<NonNullable<typeof typed.session>["user"], {} | null>>();

// What serves any `Auth` takes one with types of its own; the other way nothing is promised.
const any: Auth = given;
const anySession: Session = await given.login({});
// @ts-expect-error nobody knows that this one has these claims
const claimed: Auth<Claims, User> = createAuth<{}, User>({ tokenUrl: "/token" });
// @ts-expect-error a user is no claim
const swapped: Auth<User, Claims> = given;

// What is known of a member is known wherever the session comes from.
const { session } = given;
if (session?.claims && session.user) {
  check<Equal<typeof session.claims.roles, readonly ("reader" | "writer")[]>>();
  check<Equal<typeof session.claims.tenant, string | undefined>>();
  check<Equal<typeof session.claims.sub, string | undefined>>();
  check<Equal<typeof session.user.tags, string[]>>();
  const { id }: User = session.user;
  // @ts-expect-error a claim has the type that it has
  const role: "admin" | undefined = session.claims.roles[0];
  // @ts-expect-error there may be none
  const first: "reader" | "writer" = session.claims.roles[0];
  // @ts-expect-error a snapshot is read
  session.user.id = id;
  // @ts-expect-error a snapshot is read
  session.claims.tenant = "a";
  // @ts-expect-error a snapshot is read
  session.expiresAt = 0;
  void [role, first];
}
// A claim of the app's own may say more of a registered one.
const decoded = await decodeJwt<{ sub: string; exp: number }>("a.b.c");
if (decoded.claims) check<Equal<[typeof decoded.claims.sub, typeof decoded.claims.exp], [string, number]>>();

// A user nobody has described is looked at before it is used.
const { user } = anySession;
check<Equal<typeof user, {} | null>>();
// @ts-expect-error it may be null
user.toString();
if (user !== null) {
  // @ts-expect-error nothing is known of it
  user.name;
  if ("name" in user && typeof user.name === "string") check<Equal<typeof user.name, string>>();
}
const claims = anySession.claims;
// @ts-expect-error a claim nobody has described
claims?.roles;

// Nothing is `any`, which would switch all this off.
check<Equal<IsAny<NonNullable<typeof anySession.user>>, false>>();
check<Equal<IsAny<NonNullable<typeof claims>>, false>>();
check<Equal<IsAny<AuthError["cause"]>, false>>();
check<Equal<IsAny<Parameters<Auth["login"]>[0]>, false>>();
check<Equal<IsAny<NonNullable<AuthOptions["login"]>["request"]>, false>>();
check<Equal<IsAny<AuthEvents["warning"]["code"]>, false>>();
check<Equal<IsAny<NonNullable<TokenAnswer["user"]>>, false>>();

// A failure is told apart by its code, and by all of them.
const advice = (error: AuthError): "again" | "sign in" | "tell us" => {
  switch (error.code) {
    case "network":
    case "timeout":
    case "rate-limited":
    case "server-error":
    case "load-failed":
    case "internal":
    case "malformed-answer":
      return "again";
    case "invalid-credentials":
    case "login-required":
      return "sign in";
    case "invalid-options":
    case "invalid-token":
    case "callback-failed":
    case "closed":
    case "superseded":
    case "isolated":
    case "other-configuration":
    case "other-version":
    case "token-reflected":
    case "redirect-refused":
    case "aborted":
    case "unexpected-status":
    case "html-answer":
    case "no-token":
      return "tell us";
    default:
      return error.code satisfies never;
  }
};
const incomplete = (code: AuthErrorCode) => {
  if (code === "network" || code === "timeout") return;
  // @ts-expect-error there are more
  code satisfies never;
};
try {
  await given.refresh();
} catch (error) {
  // @ts-expect-error whatever may be thrown
  error.code;
  if (ErrorClass.is(error)) advice(error);
  if (ErrorClass.is(error) && error.code === "rate-limited") check<Equal<typeof error.code, "rate-limited">>();
}

// And an event by its own words.
given.on("signed-out", ({ reason }) => {
  if (reason === "logout" || reason === "other-tab") return;
  check<Equal<typeof reason, "refused">>();
});
given.on("warning", ({ code }) => {
  switch (code) {
    case "storage-failed":
    case "internal":
    case "token-exposed":
      return;
    default:
      code satisfies never;
  }
});
const listen = <K extends keyof AuthEvents>(type: K, listener: (event: AuthEvents<Claims, User>[K]) => void) => given.on(type, listener);
listen("renewed", ({ session }) => check<Equal<typeof session, Session<Claims, User>>>());
// @ts-expect-error it brings no session
listen("signed-out", ({ session }) => session);

// What may be there and may be undefined is as if it were not there.
declare const maybe: string | undefined;
declare const signal: AbortSignal | undefined;
createAuth({ tokenUrl: maybe, attach: { to: undefined, header: maybe, scheme: maybe }, login: { headers: undefined }, refresh: undefined });
createAuth({ logout: { url: "/logout", method: undefined }, timeout: undefined, storage: undefined, expired: undefined });
given.login({}, { signal });
given.adopt({ accessToken: maybe, user: undefined });
const PLACES = ["/api", "https://files.example"] as const;
createAuth({ attach: { to: PLACES } });
// @ts-expect-error null is nobody's address
createAuth({ tokenUrl: null });

// Wherever the WebAssembly comes from.
declare const module: WebAssembly.Module;
for (const source of ["/x.wasm", new URL("https://a.test/x.wasm"), new Response(), new ArrayBuffer(0), new Uint8Array(), module]) load(source);
load(fetch("/x.wasm"));
load();
// @ts-expect-error it comes from nowhere
load(1);

export { advice, any, claimed, incomplete, swapped };
