// The token server, asked by hand and by the real `Auth`.
import { createAuth } from "jotpass";
import { createTokenServer, mintToken } from "jotpass/testing";
import { failure } from "./support/events.js";
import { server as shared } from "./support/setup.js";

const NOW = 1_700_000_000_000;
const users = { ann: { password: "correct horse", user: { id: 1 }, claims: { roles: ["reader"] } } };
const ANN = { username: "ann", password: "correct horse" };

const make = (options) => createTokenServer({ users, now: () => NOW, ...options });
const post = (server, url, body, headers) =>
  server.fetch(url, { method: "POST", body: typeof body === "string" || body instanceof URLSearchParams ? body : JSON.stringify(body), headers });
const ask = (server, token, url = "/api/x") => server.fetch(url, { headers: { authorization: `Bearer ${token}` } });
const renew = (server, refresh_token) => post(server, "/api/token", { grant_type: "refresh_token", refresh_token });

describe("a login", () => {
  const login = async (body, headers) => (await post(make(), "/api/token", body, headers)).json();

  test("is answered by tokens and what is known of the user", async () => {
    const { token, ...rest } = await login(ANN);
    expect(rest).toEqual({ refresh_token: "refresh-token-1", expires: NOW + 600_000, user: { id: 1 } });
    expect(JSON.parse(atob(token.split(".")[1]))).toEqual({ sub: "ann", jti: "1", roles: ["reader"], iat: NOW / 1000, exp: NOW / 1000 + 600 });
  });

  test("may come in any way", async () => {
    const form = new URLSearchParams({ grant_type: "password", email: "ann", password: "correct horse", client_id: "app" });
    expect(await login(form)).toHaveProperty("token");
    expect(await login("", { authorization: `Basic ${btoa("ann:correct horse")}` })).toHaveProperty("token");
    expect(await login("", { username: "ann", password: "correct horse" })).toHaveProperty("token");
    const server = createTokenServer({ users: { Zoë: { password: "a:b:ü" } } });
    const basic = btoa(String.fromCharCode(...new TextEncoder().encode("Zoë:a:b:ü")));
    expect((await post(server, "/api/token", "", { authorization: `Basic ${basic}` })).status).toBe(200);
    expect(await (await make().fetch("/api/token?username=ann&password=correct%20horse")).json()).toHaveProperty("token");
  });

  test("of nobody is refused", async () => {
    for (const body of [{ ...ANN, password: "wrong" }, { username: "ann" }, {}, "{", new URLSearchParams("username=eve")]) {
      const response = await post(make(), "/api/token", body);
      expect([response.status, (await response.json()).error]).toEqual([401, "invalid_credentials"]);
    }
    expect((await post(make(), "/api/token", "", { authorization: "Basic !" })).status).toBe(401);
  });

  test("takes a name and a password, be they the same", async () => {
    const server = createTokenServer({ users: { demo: { password: "demo" } } });
    const status = async (password) => (await post(server, "/api/token", { username: "demo", password })).status;
    expect([await status("demo"), await status("wrong")]).toEqual([200, 401]);
  });

  test("may be answered in another shape", async () => {
    const answer = ({ accessToken, refreshToken, expiresIn }) => ({ access: accessToken, refresh: refreshToken, life: expiresIn });
    const { access, ...rest } = await (await post(make({ answer }), "/api/token", ANN)).json();
    expect(rest).toEqual({ refresh: "refresh-token-1", life: 600 });
  });
});

describe("a token", () => {
  test("opens what is protected until its time is over", async () => {
    const server = make({ tokenLife: 60 });
    const { accessToken } = server.issue("ann");
    expect(await (await ask(server, accessToken)).json()).toEqual({ user: { id: 1 } });
    server.advance(59_999);
    expect((await ask(server, accessToken)).status).toBe(200);
    server.advance(1);
    const response = await ask(server, accessToken);
    expect([response.status, response.headers.get("www-authenticate")]).toEqual([401, 'Bearer realm="test", error="invalid_token"']);
  });

  test("none, or one of somebody else's, opens nothing", async () => {
    const server = make();
    expect((await server.fetch("/api/x")).headers.get("www-authenticate")).toBe('Bearer realm="test"');
    expect((await ask(server, "of-somebody-else")).status).toBe(401);
    expect((await ask(server, "no.claims.unsigned-by-jotpass-testing")).status).toBe(401);
    expect((await ask(server, server.issue("ann").refreshToken)).status).toBe(401);
    expect((await ask(server, mintToken({ sub: "zoë" }, { now: NOW, expiresIn: -1 }))).status).toBe(401);
    expect(await (await ask(server, mintToken({ sub: "zoë" }, { now: NOW }))).json()).toEqual({ user: { id: "zoë", username: "zoë" } });
  });

  test("is good for routes of the test's own, the most specific first", async () => {
    const routes = {
      "/api": () => "all",
      "/api/orders": (request, { user, claims }) => ({ user, roles: claims.roles, method: request.method }),
      "https://other.example/api": () => new Response("other", { status: 202 }),
    };
    const server = make({ routes });
    const { accessToken } = server.issue("ann");
    const answers = async (url) => (await ask(server, accessToken, url)).text();
    expect(JSON.parse(await answers("/api/orders/1"))).toEqual({ user: { id: 1 }, roles: ["reader"], method: "GET" });
    expect(await Promise.all(["/api/ordersx", "https://other.example/api"].map(answers))).toEqual(['"all"', "other"]);
    expect((await ask(server, accessToken, "/elsewhere")).status).toBe(404);
  });

  test("ends with its login", async () => {
    const server = make();
    const [one, other] = [server.issue("ann"), server.issue("ann")];
    expect((await post(server, "/api/logout", "", { "x-access-token": one.accessToken })).status).toBe(204);
    expect((await ask(server, one.accessToken)).status).toBe(401);
    expect((await renew(server, one.refreshToken)).status).toBe(400);
    expect((await ask(server, other.accessToken)).status).toBe(200);
  });
});

describe("a refresh token", () => {
  test("is good once; the second time ends all of its login, and of no other", async () => {
    const server = make();
    const { refreshToken } = server.issue("ann");
    const other = server.issue("ann");
    const next = await (await renew(server, refreshToken)).json();
    expect((await ask(server, next.token)).status).toBe(200);
    const again = await renew(server, refreshToken);
    expect([again.status, (await again.json()).error]).toEqual([400, "invalid_grant"]);
    expect((await ask(server, next.token)).status).toBe(401);
    expect((await renew(server, next.refresh_token)).status).toBe(400);
    expect((await ask(server, other.accessToken)).status).toBe(200);
  });

  test("may be kept, or not be there", async () => {
    const kept = make({ refresh: "keep" });
    const { refreshToken } = kept.issue("ann");
    for (const _ of [1, 2]) expect(await (await renew(kept, refreshToken)).json()).not.toHaveProperty("refresh_token");
    const server = make({ refresh: false });
    expect(server.issue("ann")).not.toHaveProperty("refreshToken");
    expect((await renew(server, "x")).status).toBe(400);
  });

  test("may come in any way, to an address of its own", async () => {
    const server = make({ refreshUrl: "/api/token/refresh", refresh: "keep" });
    const { refreshToken, accessToken } = server.issue("ann");
    const form = new URLSearchParams({ grant_type: "refresh_token", refresh_token: refreshToken });
    expect((await post(server, "/api/token/refresh", { refresh: refreshToken })).status).toBe(200);
    expect((await post(server, "/api/token/refresh", form)).status).toBe(200);
    expect((await post(server, "/api/token/refresh", "", { authorization: `Bearer ${refreshToken}` })).status).toBe(200);
    expect((await post(server, "/api/token/refresh", { token: accessToken })).status).toBe(200);
    expect((await post(server, "/api/token/refresh", {})).status).toBe(400);
  });

  test("outlives the tokens that are revoked, unless it is meant", async () => {
    const server = make();
    const { accessToken, refreshToken } = server.issue("ann");
    server.revoke();
    expect((await ask(server, accessToken)).status).toBe(401);
    const next = await (await renew(server, refreshToken)).json();
    server.revoke({ all: true });
    expect([(await ask(server, next.token)).status, (await renew(server, next.refresh_token)).status]).toEqual([401, 400]);
  });
});

describe("on demand", () => {
  test("requests fail: the next, so many, or those to an address", async () => {
    const server = make();
    const { accessToken } = server.issue("ann");
    const status = async (url) => (await ask(server, accessToken, url)).status;
    server.failNext(503);
    server.failNext(429, { to: "/api/slow", times: 2 });
    expect([await status("/api/slow"), await status("/api/x"), await status("/api/slow"), await status("/api/slow"), await status("/api/slow")]).toEqual([
      503, 200, 429, 429, 200,
    ]);
    server.failNext("network");
    expect(await failure(ask(server, accessToken))).toEqual(new TypeError("Failed to fetch"));
    server.failNext((request) => new Response(request.method, { status: 418, headers: { "retry-after": "1" } }));
    expect((await ask(server, accessToken)).headers.get("retry-after")).toBe("1");
  });

  test("requests wait, and their callers may give up", async () => {
    const server = make();
    const release = server.hold("/api/token");
    const stop = new AbortController();
    const [one, other] = [post(server, "/api/token", ANN), failure(server.fetch("/api/token", { signal: stop.signal }))];
    expect((await server.fetch("/api/x")).status).toBe(401);
    const reason = new Error("enough");
    stop.abort(reason);
    expect(await other).toBe(reason);
    release();
    expect((await one).status).toBe(200);
  });

  test("all is forgotten", async () => {
    const server = make();
    const { accessToken } = server.issue("ann");
    server.failNext(503);
    server.advance(1000);
    const held = (server.hold(), ask(server, accessToken));
    server.reset();
    await held;
    expect((await renew(server, "refresh-token-1")).status).toBe(400);
    expect(server.requests.map(({ method, path, status }) => [method, path, status])).toEqual([["POST", "/api/token", 400]]);
  });
});

test("it tells what it was asked", async () => {
  const server = make();
  await post(server, "/api/token?x=1", ANN, { "x-mine": "1" });
  const [{ method, url, path, headers, body, token, status }] = server.requests;
  expect({ method, path, body, token, status }).toEqual({ method: "POST", path: "/api/token", body: JSON.stringify(ANN), token: null, status: 200 });
  expect([url.endsWith("/api/token?x=1"), headers.get("x-mine")]).toEqual([true, "1"]);
});

describe("the real one understands it", () => {
  afterEach(() => {
    globalThis.fetch = shared.fetch;
  });

  // The real one keeps the fetch that was there when it loaded, so the shared server passes on what is asked.
  const behind = (server) => {
    shared.failNext((request) => server.fetch(request), { times: Infinity });
    return server;
  };
  afterEach(() => shared.reset());

  test.each([
    ["OAuth", { login: { encoding: "form", extra: { grant_type: "password" } } }, ({ accessToken, expiresIn, refreshToken }) => ({ access_token: accessToken, token_type: "Bearer", expires_in: expiresIn, refresh_token: refreshToken })],
    ["Django SimpleJWT", { refresh: { url: "/api/token/refresh", field: "refresh" } }, ({ accessToken, refreshToken }) => ({ access: accessToken, refresh: refreshToken })],
    ["Flask-JWT-Extended", { refresh: { url: "/api/token/refresh", encoding: "bearer" } }, ({ accessToken, refreshToken }) => ({ access_token: accessToken, refresh_token: refreshToken })],
  ])("as %s", async (_, options, answer) => {
    const server = behind(createTokenServer({ users, answer, refreshUrl: options.refresh?.url }));
    const auth = createAuth({ tokenUrl: "/api/token", ...options });
    expect((await auth.login(ANN)).claims.roles).toEqual(["reader"]);
    server.revoke();
    expect((await auth.fetch("/api/x")).status).toBe(200);
    expect(server.requests.filter(({ path }) => path === "/api/x").map(({ status }) => status)).toEqual([401, 200]);
    auth.close();
  });

  test("and spends a refresh token once, however many ask", async () => {
    const server = behind(createTokenServer({ users }));
    const auth = createAuth({ tokenUrl: "/api/token" });
    await auth.login(ANN);
    server.revoke();
    const statuses = await Promise.all(Array.from({ length: 10 }, async (_, i) => (await auth.fetch(`/api/${i}`)).status));
    expect(statuses).toEqual(Array(10).fill(200));
    expect(server.requests.filter(({ path }) => path === "/api/token").length).toBe(2);
    auth.close();
  });
});
