// What an app can rely on of a session, of the real `Auth` and of its double alike.
import { createAuth } from "jotpass";
import { createTestAuth, mintToken } from "jotpass/testing";
import { bothWays } from "./support/both_ways.js";
import { failure, record } from "./support/events.js";
import { ANN, BOB } from "./support/worlds.js";

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

bothWays(({ make, makeLoaded, signIn }) => {
  test("loads, and says so to those who subscribe", async () => {
    const { auth, load } = make();
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
    for (const expires of [exp, exp * 1000, `${exp}`, new Date(exp * 1000).toISOString()]) {
      expect((await auth.adopt({ ...OPAQUE, expires })).expiresAt).toBe(exp * 1000);
    }
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

  test("of whom nothing tells, it is not known who comes next", async () => {
    const { auth } = await makeLoaded();
    const seen = record(auth);
    await auth.login(ANN);
    await auth.adopt(OPAQUE);
    await auth.login(BOB);
    const users = [7, "7", 8].map((id) => ({ ...OPAQUE, user: { id, name: `user ${id}` } }));
    for (const user of users) await auth.adopt(user);
    const [first, again, other] = ["signed-in user 7", "signed-in user 7", "signed-in user 8"];
    expect(seen.slice(1)).toEqual(["signed-in null", "signed-in Bob", first, again, "user-changed user 8", other]);
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

  test("a login whose listener closes it does not succeed", async () => {
    const { auth } = await makeLoaded();
    auth.on("signed-in", () => auth.close());
    expect(await failure(auth.login(ANN))).toEqual(["closed", false, null]);
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
