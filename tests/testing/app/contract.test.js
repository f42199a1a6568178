// What an app can rely on, of the real `Auth` and of its double alike.
import { createAuth } from "jotpass";
import { createTestAuth, mintToken } from "jotpass/testing";
import { failure, record } from "./support/events.js";
import { server } from "./support/setup.js";
import { ANN, BOB, worlds } from "./support/worlds.js";

const WRONG = { ...ANN, password: "wrong" };
const OPAQUE = { accessToken: "an-opaque-token" };

test("the double has the members of the real one, of the same kinds, and what only a test can do", () => {
  const describeMember = (auth, name) => {
    const { get, value } = Object.getOwnPropertyDescriptor(auth, name);
    return `${String(name)}: ${get ? "getter" : typeof value}`;
  };
  const membersOf = (auth) => Reflect.ownKeys(auth).map((name) => describeMember(auth, name));
  const real = createAuth({ tokenUrl: "/api/token" });
  const double = createTestAuth();
  const mine = ["finishLoading", "signIn", "renew", "expire", "signOut", "emit", "failNext"].map((name) => `${name}: function`);
  expect(membersOf(double).sort()).toEqual([...membersOf(real), ...mine].sort());
  real.close();
});

describe.each(worlds)("%s", (_, make) => {
  const made = [];
  const makeLoaded = async (options) => {
    const world = make(options);
    made.push(world.auth);
    await world.load();
    return world;
  };
  const signIn = async (options) => {
    const world = await makeLoaded(options);
    await world.auth.login(ANN);
    server.requests.length = 0;
    return world;
  };
  const adoptExpired = (auth) => {
    const { accessToken, refreshToken, user } = server.issue("ann");
    return auth.adopt({ accessToken, refreshToken, user, expiresIn: 0 });
  };
  const shown = () => server.requests.map(({ path, token, status }) => `${path} ${token ? "token" : "bare"} ${status}`);

  afterEach(() => {
    for (const auth of made.splice(0)) auth.close();
    server.reset();
  });

  test("loads, and says so to those who subscribe", async () => {
    const { auth, load } = make();
    made.push(auth);
    const states = [];
    auth.subscribe(() => states.push(auth.status));
    const before = [auth.status, auth.session, auth.explain("/api/x"), auth.explain("/x").listed];
    expect(before).toEqual(["loading", null, { listed: true, attached: false, reason: "still loading: await ready" }, false]);
    load();
    expect(await auth.ready).toBe(undefined);
    expect([...new Set(states)]).toEqual(["signed-out"]);
  });

  test("what is called while it loads waits", async () => {
    const { auth, load } = make();
    made.push(auth);
    const calls = Promise.all([auth.fetch("/api/x"), auth.token(), failure(auth.refresh()), auth.logout()]);
    load();
    const [response, token, refresh] = await calls;
    expect([response.status, token, refresh]).toEqual([401, null, ["login-required", false, null]]);
  });

  test("a login tells signed-in before it settles, with the session that it gives", async () => {
    const { auth } = await makeLoaded();
    const seen = record(auth);
    const told = [];
    auth.on("signed-in", ({ session }) => told.push(session, auth.session));
    const session = await auth.login(ANN);
    expect(seen).toEqual(["signed-in Zoë Démo"]);
    expect(told.every((one) => one === session)).toBe(true);
    expect(auth.session).toBe(session);
    expect(auth.status).toBe("signed-in");
    expect(Object.keys(session).sort()).toEqual(["claims", "expiresAt", "isolation", "receivedAt", "user"]);
    expect(session).toMatchObject({ user: { id: 1, name: "Zoë Démo" }, claims: { sub: "ann", roles: ["reader"] }, isolation: "page" });
    const life = session.expiresAt - session.receivedAt;
    expect(life > 598_000 && life <= 600_000).toBe(true);
    expect([session, session.user, session.claims, session.claims.roles].every(Object.isFrozen)).toBe(true);
    expect(await auth.token()).toBe((await auth.token())?.toString());
  });

  test("a refused login changes nothing", async () => {
    const { auth } = await makeLoaded();
    const seen = record(auth);
    expect(await failure(auth.login(WRONG))).toEqual(["invalid-credentials", false, 401]);
    expect([auth.status, auth.session, seen]).toEqual(["signed-out", null, []]);
  });

  test("credentials that are none", async () => {
    const { auth } = await makeLoaded();
    for (const credentials of [null, "ann", [], 1]) {
      expect(await failure(auth.login(credentials))).toEqual(["invalid-options", false, null]);
    }
  });

  test("the later of two logins counts", async () => {
    const { auth } = await makeLoaded();
    const first = failure(auth.login(ANN));
    const second = auth.login(BOB);
    expect(await first).toEqual(["superseded", false, null]);
    expect((await second).user.name).toBe("Bob");
    const third = failure(auth.login(ANN));
    await auth.logout();
    expect(await third).toEqual(["superseded", false, null]);
    expect(auth.status).toBe("signed-out");
  });

  test("a caller may give up", async () => {
    const { auth } = await makeLoaded();
    const reason = new Error("enough");
    const error = await auth.login(ANN, { signal: AbortSignal.abort(reason) }).catch((error) => error);
    expect([error.name, error.code, error.cause, auth.status]).toEqual(["AuthError", "aborted", reason, "signed-out"]);
  });

  test("adopts what others have got", async () => {
    const { auth } = await makeLoaded();
    const exp = Math.floor(Date.now() / 1000) + 300;
    const { claims, user, expiresAt } = await auth.adopt(mintToken({ sub: "zoë", exp }));
    expect([claims.sub, user, expiresAt]).toEqual(["zoë", null, exp * 1000]);
    expect(await auth.adopt({ ...OPAQUE, user: { id: 3 } })).toMatchObject({ claims: null, user: { id: 3 }, expiresAt: null });
    expect(await auth.token()).toBe(OPAQUE.accessToken);
    const { receivedAt, expiresAt: end } = await auth.adopt({ ...OPAQUE, expiresIn: 60 });
    expect(end - receivedAt).toBe(60_000);
    for (const nothing of [{}, "", null]) expect(await failure(auth.adopt(nothing))).toEqual(["no-token", false, null]);
  });

  test("a token that is over when it comes", async () => {
    const { auth } = await makeLoaded({ refresh: false, renewable: false });
    const seen = record(auth);
    await auth.adopt({ ...OPAQUE, expiresIn: 0, user: { name: "Zoë" } });
    expect(seen).toEqual(["signed-in Zoë", "expired Zoë", "login-required Zoë"]);
    expect([auth.status, auth.session, await auth.token()]).toEqual(["expired", null, null]);
    expect(auth.explain("/api")).toEqual({ listed: true, attached: false, reason: "listed in attach.to, and expired" });
    await auth.adopt({ ...OPAQUE, expiresIn: 0 });
    expect(seen.slice(3)).toEqual(["signed-in null", "expired null", "login-required null"]);
  });

  test("tells once that somebody else is signed in, before anything else of it", async () => {
    const { auth } = await makeLoaded();
    const seen = record(auth);
    await auth.login(ANN);
    await auth.login(ANN);
    await auth.login(BOB);
    await auth.logout();
    await auth.login(ANN);
    const ann = "signed-in Zoë Démo";
    expect(seen).toEqual([ann, ann, "user-changed Bob", "signed-in Bob", "signed-out logout", ann]);
  });

  test("renews: one renewal for all who ask at the same time, and a new session of the same user", async () => {
    const { auth } = await signIn();
    const seen = record(auth);
    const [session, token] = [auth.session, await auth.token()];
    const [first, second] = await Promise.all([auth.refresh(), auth.refresh()]);
    expect(seen).toEqual(["renewed Zoë Démo"]);
    expect(first).toBe(second);
    expect(first).not.toBe(session);
    expect(auth.session).toBe(first);
    expect(first.user).toEqual(session.user);
    expect(first.claims).toMatchObject({ sub: "ann", roles: ["reader"] });
    expect(await auth.token()).not.toBe(token);
  });

  test("a renewal that fails changes nothing, and nobody signed in has none", async () => {
    const { auth, failRenewal } = await signIn();
    const seen = record(auth);
    failRenewal();
    expect(await failure(auth.refresh())).toEqual(["server-error", true, 503]);
    expect([auth.status, seen]).toEqual(["signed-in", []]);
    await auth.logout();
    expect(await failure(auth.refresh())).toEqual(["login-required", false, null]);
  });

  test("a renewal that is refused ends the session", async () => {
    const { auth, refuseRenewal } = await signIn();
    const seen = record(auth);
    refuseRenewal();
    const [code] = await failure(auth.refresh());
    expect([code, auth.status, auth.session]).toEqual(["invalid-credentials", "signed-out", null]);
    expect(seen).toEqual(["signed-out refused", "login-required null"]);
    await auth.login(BOB);
    expect(seen.slice(2)).toEqual(["user-changed Bob", "signed-in Bob"]);
  });

  test("signs out, once", async () => {
    const { auth } = await signIn();
    const seen = record(auth);
    const states = [];
    auth.subscribe(() => states.push([auth.status, auth.session]));
    await auth.logout();
    await auth.logout();
    expect(seen).toEqual(["signed-out logout"]);
    expect(states[0]).toEqual(["signed-out", null]);
    expect(await auth.token()).toBe(null);
  });

  test("requests to listed places show the token, all others go as they are", async () => {
    const { auth } = await signIn();
    const token = await auth.token();
    const response = await auth.fetch("/api/x", { method: "POST", body: "text", headers: { "x-other": "1" } });
    expect(await response.json()).toEqual({ user: { id: 1, name: "Zoë Démo" } });
    await auth.fetch(new Request(new URL("/api/y", globalThis.document?.baseURI ?? "http://localhost"), { headers: [["x-other", "2"]] }));
    await auth.fetch("/api/z", { headers: { "X-Access-Token": "of-the-app" } });
    expect((await auth.fetch("/apis")).status).toBe(404);
    const sent = server.requests.map(({ method, path, headers, body }) => [method, path, headers.get("x-access-token"), headers.get("x-other"), body]);
    expect(sent).toEqual([
      ["POST", "/api/x", token, "1", "text"],
      ["GET", "/api/y", token, "2", ""],
      ["GET", "/api/z", "of-the-app", null, ""],
    ]);
  });

  test("a request is sent in its caller's own turn, with a token or without", async () => {
    const { auth } = await signIn();
    const first = auth.fetch("/api/x");
    expect(server.requests.length).toBe(1);
    await first;
    await auth.logout();
    server.requests.length = 0;
    const second = auth.fetch("/api/x");
    expect(server.requests.length).toBe(1);
    await second;
  });

  test("shows it as the options say", async () => {
    const { auth } = await signIn({ attach: { to: ["/api/only"], header: "authorization" } });
    await auth.fetch("/api/only/here");
    await auth.fetch("/api/else");
    const token = await auth.token();
    expect(server.requests.map(({ headers }) => headers.get("authorization"))).toEqual([`Bearer ${token}`, null]);
  });

  test("a refused token is renewed and shown once more", async () => {
    const { auth } = await signIn();
    server.revoke();
    const seen = record(auth);
    const response = await auth.fetch("/api/x", { method: "PUT", body: "again" });
    expect([response.status, seen]).toEqual([200, ["renewed Zoë Démo"]]);
    const toApi = server.requests.filter(({ path }) => path === "/api/x");
    expect(toApi.map(({ method, body, status }) => [method, body, status])).toEqual([["PUT", "again", 401], ["PUT", "again", 200]]);
  });

  test("an expired token is renewed before a request shows it, and before it is given", async () => {
    const { auth } = await makeLoaded();
    const seen = record(auth);
    await adoptExpired(auth);
    expect(auth.status).toBe("expired");
    expect((await auth.fetch("/api/x")).status).toBe(200);
    expect(await auth.token()).toMatch(/^eyJ/);
    expect(seen).toEqual(["signed-in Zoë Démo", "expired Zoë Démo", "renewed Zoë Démo"]);
  });

  test("if that fails, the request does", async () => {
    const { auth, failRenewal } = await makeLoaded();
    await adoptExpired(auth);
    failRenewal();
    expect(await failure(auth.fetch("/api/x"))).toEqual(["server-error", true, 503]);
    expect([auth.status, shown().filter((line) => line.startsWith("/api/x"))]).toEqual(["expired", []]);
  });

  test("and so if it is refused", async () => {
    const { auth, refuseRenewal } = await makeLoaded();
    await adoptExpired(auth);
    refuseRenewal();
    expect(await failure(auth.fetch("/api/x"))).toEqual(["login-required", false, null]);
    expect(auth.status).toBe("signed-out");
  });

  test("what was asked for one user is not sent for another", async () => {
    const { auth } = await makeLoaded({ signedOut: "wait" });
    await auth.login(ANN);
    await adoptExpired(auth);
    const late = failure(auth.fetch("/api/late"));
    await auth.logout();
    await auth.login(BOB);
    expect(await late).toEqual(["login-required", false, null]);
    expect(server.requests.filter(({ path }) => path === "/api/late")).toEqual([]);
  });

  test("a form carries the token as a field", async () => {
    const { auth } = await signIn({ attach: { to: ["/api"], field: "access_token" } });
    await auth.fetch("/api/x", { method: "POST", body: new URLSearchParams({ a: "1" }) });
    await auth.fetch("/api/y", { method: "POST", body: "{}", headers: { "content-type": "application/json" } });
    const token = await auth.token();
    expect(server.requests.map(({ body, headers }) => [body, headers.get("x-access-token")])).toEqual([
      [`a=1&access_token=${token}`, null],
      ["{}", token],
    ]);
  });

  test("what may not carry it goes without", async () => {
    const { auth } = await signIn();
    await auth.fetch("/api/x", { mode: "no-cors" });
    expect(server.requests.map(({ token }) => token)).toEqual([null]);
  });

  test("where it cannot be renewed, the caller has the answer", async () => {
    const { auth, failRenewal } = await signIn();
    server.revoke();
    failRenewal();
    expect((await auth.fetch("/api/x")).status).toBe(401);
    expect(auth.status).toBe("signed-in");
  });

  test("an answer that is none is not renewed for", async () => {
    const { auth } = await signIn();
    const seen = record(auth);
    server.failNext(403);
    expect((await auth.fetch("/api/x")).status).toBe(403);
    server.failNext("network");
    expect(await failure(auth.fetch("/api/x"))).toEqual(new TypeError("Failed to fetch"));
    expect([seen, auth.status]).toEqual([[], "signed-in"]);
  });

  test("with nobody signed in a request goes without", async () => {
    const { auth } = await makeLoaded();
    await auth.fetch("/api/x");
    expect(shown()).toEqual(["/api/x bare 401"]);
  });

  test("or is rejected", async () => {
    const { auth } = await makeLoaded({ signedOut: "reject" });
    expect(await failure(auth.fetch("/api/x"))).toEqual(["login-required", false, null]);
    expect(shown()).toEqual([]);
  });

  test("or waits for a login, or until its caller gives up", async () => {
    const { auth } = await makeLoaded({ signedOut: "wait" });
    const seen = record(auth);
    const [one, stop] = [auth.fetch("/api/x"), new AbortController()];
    const other = auth.fetch("/api/y", { signal: stop.signal }).catch((error) => error);
    const reason = new Error("enough");
    stop.abort(reason);
    expect(await other).toBe(reason);
    expect(seen).toEqual(["login-required null"]);
    await auth.login(ANN);
    expect((await one).status).toBe(200);
    expect(shown().at(-1)).toBe("/api/x token 200");
  });

  test("addresses with the token", async () => {
    const { auth } = await signIn();
    const token = await auth.token();
    const url = await auth.url("/api/x?a=1#b");
    expect(url.endsWith(`/api/x?a=1&access_token=${token}#b`)).toBe(true);
    expect(await auth.url("https://other.example/x")).toBe("https://other.example/x");
    await auth.logout();
    expect(await auth.url("/api/x")).toBe("/api/x");
    const { auth: without } = await signIn({ attach: { to: ["/api"] } });
    expect(await failure(without.url("/api/x"))).toEqual(["invalid-options", false, null]);
  });

  test("explains", async () => {
    const { auth } = await makeLoaded();
    const explained = () => ["/api/x", "/api", "/apis", "https://other.example/api", "http://"].map((url) => auth.explain(url));
    const closed = (reason) => ({ listed: false, attached: false, reason });
    const elsewhere = [closed("this path is not in attach.to"), closed("this origin is not in attach.to"), closed("this is no URL")];
    const here = (attached, status) => ({ listed: true, attached, reason: `listed in attach.to, and ${status}` });
    expect(explained()).toEqual([here(false, "signed out"), here(false, "signed out"), ...elsewhere]);
    await auth.login(ANN);
    expect(explained()).toEqual([here(true, "signed in"), here(true, "signed in"), ...elsewhere]);
    auth.close();
    expect(auth.explain("/api")).toEqual(closed("closed"));
  });

  test("hooks the global fetch, and takes the hook out again", async () => {
    const { auth } = await signIn();
    const before = globalThis.fetch;
    const stop = auth.install();
    expect(auth.install()).toBe(stop);
    await globalThis.fetch("/api/x");
    stop();
    stop();
    expect(globalThis.fetch).toBe(before);
    await globalThis.fetch("/api/y");
    expect(shown()).toEqual(["/api/x token 200", "/api/y bare 401"]);
    auth.install();
    auth.close();
    expect(globalThis.fetch).toBe(before);
  });

  test("listeners: one added twice is told twice and taken off once at a time", async () => {
    const { auth } = await makeLoaded();
    let told = 0;
    const listener = () => told++;
    const stop = auth.on("signed-in", listener);
    auth.on("signed-in", listener);
    await auth.login(ANN);
    stop();
    stop();
    await auth.login(ANN);
    expect(told).toBe(3);
  });

  test("is closed for good", async () => {
    const { auth } = await signIn();
    const seen = record(auth);
    const states = [];
    auth.subscribe(() => states.push(auth.status));
    const waiting = failure(auth.login(BOB));
    auth.close();
    auth.close();
    const closed = ["closed", false, null];
    expect(await waiting).toEqual(closed);
    const calls = [auth.login(ANN), auth.adopt("x"), auth.refresh(), auth.token(), auth.url("/api"), auth.fetch("/api"), auth.logout(), auth.ready];
    expect(await Promise.all(calls.map(failure))).toEqual(calls.map(() => closed));
    expect([auth.status, auth.session, new Set(states), seen]).toEqual(["signed-out", null, new Set(["signed-out"]), []]);
    expect((await auth.fetch("/elsewhere")).status).toBe(404);
    auth.install()();
  });
});
