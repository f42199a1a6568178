// What an app can rely on of the requests it sends, by the real `Auth` and by its double alike.
import { bothWays } from "./support/both_ways.js";
import { failure, record } from "./support/events.js";
import { server } from "./support/setup.js";
import { ANN, BOB } from "./support/worlds.js";

bothWays(({ makeLoaded, signIn, adoptExpired, shown }) => {
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

  test("and then there is no token, nor an address with one", async () => {
    const { auth, refuseRenewal } = await makeLoaded();
    await adoptExpired(auth);
    refuseRenewal();
    expect([await auth.token(), auth.status]).toEqual([null, "signed-out"]);
    const other = await makeLoaded();
    await adoptExpired(other.auth);
    other.refuseRenewal();
    expect(await failure(other.auth.url("/api/x"))).toEqual(["login-required", false, null]);
  });

  test("a token that is refused after the same user has signed in again is another by now", async () => {
    const { auth } = await signIn();
    const release = server.hold("/api/x");
    const response = auth.fetch("/api/x");
    server.revoke();
    await auth.login(ANN);
    release();
    expect((await response).status).toBe(200);
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

  test("nor is what waits", async () => {
    const { auth, refuseRenewal } = await makeLoaded({ signedOut: "wait" });
    await adoptExpired(auth);
    refuseRenewal();
    const isWaiting = new Promise((resolve) => auth.on("login-required", resolve));
    const late = failure(auth.fetch("/api/late"));
    await isWaiting;
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

  test("addresses wait, or are refused, as requests are", async () => {
    const { auth } = await makeLoaded({ signedOut: "reject" });
    expect(await failure(auth.url("/api/x"))).toEqual(["login-required", false, null]);
    const { auth: patient } = await makeLoaded({ signedOut: "wait" });
    const seen = record(patient);
    const isWaiting = new Promise((resolve) => patient.on("login-required", resolve));
    const url = patient.url("/api/x");
    await isWaiting;
    await patient.login(ANN);
    expect(await url).toContain(`?access_token=${await patient.token()}`);
    expect(seen).toEqual(["login-required null", "signed-in Zoë Démo"]);
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

  test("a hook that somebody else has hooked lets everything pass when it is taken out", async () => {
    const { auth } = await signIn();
    const before = globalThis.fetch;
    const stop = auth.install();
    const ours = globalThis.fetch;
    globalThis.fetch = (...args) => ours(...args);
    await globalThis.fetch("/api/x");
    stop();
    await globalThis.fetch("/api/y");
    globalThis.fetch = before;
    expect(shown()).toEqual(["/api/x token 200", "/api/y bare 401"]);
  });
});
