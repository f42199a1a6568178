// What a test can do with the double, beside what the contract says. Runs in a bare jsdom too, which has no fetch.
import { createTestAuth, mintToken } from "jotpass/testing";
import { failure, record } from "./support/events.js";

const ZOE = { claims: { sub: "zoë", roles: ["reader"] }, user: { id: 1, name: "Zoë" } };
const BOB = { claims: { sub: "bob" }, user: { id: 2, name: "Bob" } };

describe("begins", () => {
  test("signed out, where nothing is said", () => {
    const auth = createTestAuth();
    expect([auth.status, auth.session]).toEqual(["signed-out", null]);
  });

  test("signed in, with what is known of the user", async () => {
    const auth = createTestAuth({ ...ZOE, expiresIn: 60, now: () => 1_700_000_000_500 });
    expect(auth.status).toBe("signed-in");
    expect(auth.session).toEqual({
      claims: { sub: "zoë", roles: ["reader"], iat: 1_700_000_000, exp: 1_700_000_060, jti: "1" },
      user: ZOE.user,
      receivedAt: 1_700_000_000_500,
      expiresAt: 1_700_000_060_500,
      isolation: "page",
    });
    expect(await auth.ready).toBe(undefined);
  });

  test("signed in, with an opaque token, or with the test's own", async () => {
    const opaque = createTestAuth({ claims: null });
    expect([opaque.session.claims, await opaque.token()]).toEqual([null, "opaque-token-1"]);
    const accessToken = mintToken({ sub: "me" });
    const own = createTestAuth({ accessToken });
    expect([own.session.claims.sub, await own.token()]).toEqual(["me", accessToken]);
  });

  test("expired", async () => {
    const auth = createTestAuth({ ...ZOE, status: "expired", renewable: false });
    expect([auth.status, auth.session, await auth.token()]).toEqual(["expired", null, null]);
  });

  test("loading, until it is told how it goes on", async () => {
    const auth = createTestAuth({ status: "loading" });
    const seen = record(auth);
    let changes = 0;
    auth.subscribe(() => changes++);
    const token = auth.token();
    expect(auth.status).toBe("loading");
    auth.finishLoading(ZOE);
    await auth.ready;
    expect([auth.status, auth.session.user, seen, changes]).toEqual(["signed-in", ZOE.user, [], 1]);
    expect(await token).toMatch(/^eyJ/);
  });
});

describe("is told what happens", () => {
  test("somebody signs in, and somebody else", () => {
    const auth = createTestAuth();
    const seen = record(auth);
    expect(auth.signIn(ZOE)).toBe(auth.session);
    auth.signIn(BOB);
    expect(seen).toEqual(["signed-in Zoë", "user-changed Bob", "signed-in Bob"]);
  });

  test("the token is renewed, and may tell something new", () => {
    const auth = createTestAuth(ZOE);
    const seen = record(auth);
    auth.renew();
    auth.renew({ claims: { sub: "zoë", roles: ["writer"] } });
    expect(seen).toEqual(["renewed Zoë", "renewed Zoë"]);
    expect([auth.session.claims.roles, auth.session.user]).toEqual([["writer"], ZOE.user]);
  });

  test("the token expires, and is renewed when it is asked for", async () => {
    const auth = createTestAuth(ZOE);
    const seen = record(auth);
    auth.expire();
    auth.expire();
    expect([auth.status, auth.session]).toEqual(["expired", null]);
    expect(await auth.token()).toMatch(/^eyJ/);
    expect(seen).toEqual(["expired Zoë", "renewed Zoë"]);
  });

  test("the token expires for good", async () => {
    const auth = createTestAuth({ ...ZOE, renewable: false });
    const seen = record(auth);
    auth.expire();
    expect([auth.status, await auth.token(), await failure(auth.refresh())]).toEqual(["expired", null, ["login-required", false, null]]);
    expect(seen).toEqual(["expired Zoë", "login-required Zoë"]);
  });

  test.each([
    ["logout", ["signed-out logout"]],
    ["other-tab", ["signed-out other-tab"]],
    ["refused", ["signed-out refused", "login-required null"]],
  ])("the session ends: %s", (reason, expected) => {
    const auth = createTestAuth(ZOE);
    const seen = record(auth);
    auth.signOut(reason);
    auth.signOut(reason);
    expect([auth.status, auth.session, seen]).toEqual(["signed-out", null, expected]);
  });

  test("a warning", () => {
    const auth = createTestAuth();
    const told = [];
    auth.on("warning", (event) => told.push(event));
    auth.emit("warning", { code: "storage-failed", message: "full" });
    expect(told).toEqual([{ code: "storage-failed", message: "full" }]);
  });
});

describe("a login", () => {
  test("signs in whom the test names", async () => {
    const auth = createTestAuth({ onLogin: ({ username }) => ({ user: { name: username } }) });
    expect((await auth.login({ username: "Ann", password: "x" })).user).toEqual({ name: "Ann" });
  });

  test("takes whatever the app's own request does", async () => {
    const auth = createTestAuth({ login: { request: () => {} }, onLogin: (code) => ({ user: { code } }) });
    expect((await auth.login("123456")).user).toEqual({ code: "123456" });
  });

  test("fails once, as the test wants", async () => {
    const auth = createTestAuth(ZOE);
    auth.failNext("login", "rate-limited");
    auth.failNext("login", "invalid-credentials");
    expect(await failure(auth.login({}))).toEqual(["rate-limited", true, 429]);
    expect(await failure(auth.login({}))).toEqual(["invalid-credentials", false, 401]);
    expect((await auth.login({})).user).toEqual(ZOE.user);
  });
});

describe("a request", () => {
  const answering = (status = 200) => {
    const calls = [];
    const fetch = async (...args) => {
      calls.push(args);
      return { status, headers: new Headers(), ok: status < 400 };
    };
    return { calls, fetch };
  };

  test("is sent by the global fetch of the moment, or by the one given", async () => {
    const [{ fetch: before }, given, global] = [globalThis, answering(), answering(404)];
    const auth = createTestAuth(ZOE);
    globalThis.fetch = global.fetch;
    expect((await auth.fetch("/api/x", { headers: { accept: "text/plain" } })).status).toBe(404);
    globalThis.fetch = before;
    const { href } = new URL("/api/x", globalThis.document?.baseURI ?? "http://localhost");
    const [[address, { headers }]] = global.calls;
    expect([address, headers]).toEqual([href, { accept: "text/plain", "x-access-token": await auth.token() }]);
    await createTestAuth({ ...ZOE, fetch: given.fetch }).fetch("/api/x");
    expect(given.calls.length).toBe(1);
  });

  test("to a place that is not listed is passed on as it is", async () => {
    const { calls, fetch } = answering();
    const auth = createTestAuth({ ...ZOE, fetch });
    const [target, init] = ["https://other.example/x", { headers: {} }];
    await auth.fetch(target, init);
    expect([calls[0][0] === target, calls[0][1] === init]).toEqual([true, true]);
  });

  test("with a token that is refused again and again has the server's answer", async () => {
    const { calls, fetch } = answering(401);
    const auth = createTestAuth({ ...ZOE, fetch });
    expect((await auth.fetch("/api/x")).status).toBe(401);
    expect(calls.length).toBe(2);
  });

  test("is refused as the test wants", async () => {
    const { calls, fetch } = answering();
    const auth = createTestAuth({ ...ZOE, fetch });
    auth.failNext("fetch", "redirect-refused");
    expect([await failure(auth.fetch("/api/x")), calls]).toEqual([["redirect-refused", false, null], []]);
  });
});

test("knows the app's own options, and leaves alone what means nothing here", async () => {
  const options = { tokenUrl: "https://api.example/token", login: { encoding: "form" }, storage: "local", attach: { header: "authorization" } };
  const auth = createTestAuth({ ...options, ...ZOE });
  expect([auth.explain("https://api.example/x").listed, auth.explain("/x").listed]).toEqual([true, false]);
});

const hasXhr = typeof XMLHttpRequest !== "undefined";
test("hooks XMLHttpRequest where there is one, and takes the hook out again", () => {
  if (!hasXhr) return expect(() => createTestAuth().install({ xhr: true })).toThrow();
  const { setRequestHeader, open } = XMLHttpRequest.prototype;
  const auth = createTestAuth(ZOE);
  const stop = auth.install({ fetch: false, xhr: true });
  expect(XMLHttpRequest.prototype.open).not.toBe(open);
  stop();
  expect([XMLHttpRequest.prototype.open, XMLHttpRequest.prototype.setRequestHeader]).toEqual([open, setRequestHeader]);
});
