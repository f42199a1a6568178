// The tools for tests of apps: what they are told, and that their double is an `Auth`.
import { createAuth } from "jotpass";
import type { Auth, Session } from "jotpass";
import { createTestAuth, createTokenServer, mintToken } from "jotpass/testing";
import type { IssuedTokens, TestAuth, TestRequest, TokenServer } from "jotpass/testing";
import { check } from "./support";
import type { Equal } from "./support";

interface Claims {
  roles: string[];
}
interface User {
  name: string;
}

// It stands wherever an app wants one.
const double: Auth<Claims, User> = createTestAuth({ claims: { sub: "zoë", roles: ["reader"] }, user: { name: "Zoë" } });
const auth = createTestAuth<Claims, User>({ status: "loading" });
check<Equal<typeof auth, TestAuth<Claims, User>>>();
check<Equal<typeof auth.session, Session<Claims, User> | null>>();
const any: Auth = auth;
// @ts-expect-error the real one is scripted by nobody
const scripted: TestAuth = createAuth({ tokenUrl: "/token" });

// With the app's own options, and a few of its own.
createTestAuth();
createTestAuth({ tokenUrl: "/token", attach: { to: ["/api"], header: "authorization" }, signedOut: "wait", fetch, now: () => 0 });
createTestAuth<Claims, User>({ renewable: false, onLogin: async () => ({ user: { name: "Ann" } }) });
createTestAuth({ onLogin() {} });
createTestAuth({ claims: null, user: undefined });
// @ts-expect-error no such state
createTestAuth({ status: "signing-in" });
// @ts-expect-error a misspelt option
createTestAuth({ users: {} });
// @ts-expect-error the app's own user has a name
createTestAuth<Claims, User>({ user: { nick: "Zoë" } });
// @ts-expect-error the app's own claims are whole
createTestAuth<Claims, User>({ claims: { sub: "zoë" } });

check<Equal<ReturnType<typeof auth.signIn>, Session<Claims, User>>>();
auth.finishLoading();
auth.finishLoading({ claims: { roles: [] } });
auth.renew({ user: { name: "Zoë" } });
auth.expire();
auth.signOut("other-tab");
auth.failNext("login", "invalid-credentials");
auth.emit("warning", { code: "storage-failed", message: "full" });
// @ts-expect-error no such reason
auth.signOut("expired");
// @ts-expect-error no such code
auth.failNext("login", "wrong-password");
// @ts-expect-error it never fails
auth.failNext("logout", "network");
// @ts-expect-error a warning says what it is about
auth.emit("warning", { message: "full" });
// @ts-expect-error no such user
auth.signIn({ user: { nick: "Zoë" } });

const token: string = mintToken({ sub: "zoë", roles: ["reader"] }, { expiresIn: 60, now: 0, header: { kid: "1" } });
// @ts-expect-error claims are an object
mintToken("zoë");

const server = createTokenServer({
  users: { ann: { password: "correct horse", claims: { roles: ["reader"] }, user: { name: "Ann" } } },
  routes: { "/api/orders": (request, { user, claims }) => [request.url, user.name, claims.roles, claims.sub] },
  answer: ({ accessToken, expiresIn }) => ({ access_token: accessToken, expires_in: expiresIn }),
  refresh: "keep",
});
check<Equal<typeof server, TokenServer<Claims, User>>>();
check<Equal<ReturnType<typeof server.issue>, IssuedTokens<User>>>();
check<Equal<typeof server.requests, readonly TestRequest[]>>();
auth.adopt(server.issue("ann"));
globalThis.fetch = server.fetch;
server.failNext(503, { to: "/api/token", times: 2 });
server.failNext("network");
server.failNext(() => new Response(null, { status: 429 }));
const release: () => void = server.hold("/api/token");
const { user } = createTokenServer({ users: { ann: { password: "correct horse" } } }).issue("ann");
check<Equal<typeof user, { id: string; username: string }>>();
// @ts-expect-error users are needed
createTokenServer({});
// @ts-expect-error a user has a password
createTokenServer({ users: { ann: {} } });
// @ts-expect-error no such way
createTokenServer({ users: {}, refresh: "once" });
// @ts-expect-error no such failure
server.failNext("timeout");
// @ts-expect-error what was asked is read
server.requests.pop();

// As Mock Service Worker has them: resolvers that may answer nothing, and handlers of its own kind.
declare const http: Record<"all" | "get", (path: string | RegExp, resolver: (info: { request: Request; cookies: {} }) => unknown) => { kind: "handler" }>;
const handlers = server.handlers(http);
check<Equal<typeof handlers, { kind: "handler" }[]>>();
http.get("/api/orders", server.protect(({ user, claims, cookies }) => new Response(user.name + claims.roles[0] + String(cookies))));

export { any, double, release, scripted, token };
