// What is known of claims and user, with and without types of the app's own.
import { createAuth, decodeJwt } from "jotpass";
import type { Auth, DecodedJwt, RegisteredClaims, Session } from "jotpass";
import { check } from "./support";
import type { Equal } from "./support";

interface Claims {
  roles: string[];
}
interface User {
  name: string;
  address?: { city: string };
}

const auth = createAuth<Claims, User>({ tokenUrl: "/token" });
const plain = createAuth({ tokenUrl: "/token" });

check<Equal<typeof auth, Auth<Claims, User>>>();
check<Equal<typeof plain, Auth<{}, unknown>>>();
check<Equal<typeof auth.session, Session<Claims, User> | null>>();
check<Equal<Awaited<ReturnType<typeof auth.login>>, Session<Claims, User>>>();
check<Equal<Awaited<ReturnType<typeof auth.adopt>>, Session<Claims, User>>>();
check<Equal<Awaited<ReturnType<typeof auth.logout>>, void>>();
check<Equal<Awaited<ReturnType<typeof auth.token>>, string | null>>();
check<Equal<typeof auth.status, "loading" | "signed-out" | "signed-in" | "expired">>();
check<Equal<typeof auth.fetch, typeof globalThis.fetch>>();
check<Equal<typeof auth.ready, Promise<void>>>();

// @ts-expect-error there may be no session
auth.session.claims;

const session = await auth.login({ username: "a", password: "b" });
check<Equal<typeof session.expiresAt, number | null>>();
check<Equal<typeof session.receivedAt, number>>();

// @ts-expect-error an opaque token has no claims
session.claims.roles;
// @ts-expect-error an answer may tell nothing of the user
session.user.name;
if (session.claims && session.user) {
  check<Equal<typeof session.claims.roles, string[]>>();
  check<Equal<typeof session.claims.exp, number | undefined>>();
  check<Equal<typeof session.claims.aud, string | string[] | undefined>>();
  check<Equal<typeof session.user.name, string>>();
  // @ts-expect-error no such claim
  session.claims.role;
  // @ts-expect-error a snapshot cannot be changed
  session.claims.sub = "me";
  // @ts-expect-error a snapshot cannot be changed
  session.user.name = "me";
}
// @ts-expect-error a snapshot cannot be changed
session.user = null;
// @ts-expect-error nobody sets the session
auth.session = session;
// @ts-expect-error nobody sets the status
auth.status = "signed-in";

// Without types of its own the app knows what RFC 7519 says, and nothing of the user.
if (plain.session?.claims) {
  check<Equal<typeof plain.session.claims.iss, string | undefined>>();
  // @ts-expect-error no registered claim
  plain.session.claims.roles;
}
check<Equal<NonNullable<typeof plain.session>["user"], {} | null>>();

// Claims are an object.
// @ts-expect-error a text is none
createAuth<string>({ tokenUrl: "/token" });

const decoded = await decodeJwt<Claims>("a.b.c");
check<Equal<typeof decoded, DecodedJwt<Claims>>>();
check<Equal<typeof decoded.claims, Readonly<RegisteredClaims & Claims> | null>>();
check<Equal<typeof decoded.header, Readonly<Record<string, unknown>>>>();
// @ts-expect-error an encrypted token's claims cannot be read
decoded.claims.roles;
// @ts-expect-error a token is a text
decodeJwt(1);
