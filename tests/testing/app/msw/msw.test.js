// Mock Service Worker answers for the token server, the real `Auth` and its double ask.
import { createAuth } from "jotpass";
import { createTestAuth } from "jotpass/testing";
import { HttpResponse, http } from "msw";
import { network, server } from "../support/msw.js";

const ANN = { username: "ann", password: "correct horse" };
const orders = server.protect(({ user, request }) => HttpResponse.json({ of: user.id, url: new URL(request.url).pathname }));

afterEach(() => {
  network.resetHandlers();
  server.reset();
});
afterAll(() => network.close());

describe.each([
  ["the real one", () => createAuth({ tokenUrl: "/api/token" }), (auth) => auth.login(ANN)],
  ["the double", () => createTestAuth({ claims: { sub: "ann" } }), () => {}],
])("%s", (_, make, signIn) => {
  let auth;
  beforeEach(async () => {
    auth = make();
    await signIn(auth);
  });
  afterEach(() => auth.close());

  test("asks with its token", async () => {
    expect(await (await auth.fetch("/api/x")).json()).toEqual({ user: { id: "ann", username: "ann" } });
    expect(server.requests.at(-1)).toMatchObject({ path: "/api/x", status: 200, token: await auth.token() });
  });

  test("asks handlers of the app's own, which tell whose the token is", async () => {
    network.use(http.post("*/orders", orders));
    const response = await auth.fetch("/orders", { method: "POST", body: "{}" });
    expect([response.status, await response.json()]).toEqual([200, { of: "ann", url: "/orders" }]);
    const bare = await fetch(new URL("/orders", globalThis.document?.baseURI ?? "http://localhost"), { method: "POST" });
    expect([bare.status, await bare.json()]).toEqual([401, expect.objectContaining({ error: "invalid_token" })]);
  });

  test("renews a token that the server has ended", async () => {
    await auth.fetch("/api/x");
    server.revoke();
    expect((await auth.fetch("/api/x")).status).toBe(200);
    const statuses = server.requests.filter(({ path }) => path === "/api/x").map(({ status }) => status);
    expect(statuses).toEqual([200, 401, 200]);
  });

  test("leaves other addresses to others, or to nobody", async () => {
    const error = await auth.fetch("/elsewhere").catch((error) => error);
    expect(`${error} ${error.cause}`).toContain("onUnhandledFrame");
    expect(server.requests.some(({ path }) => path === "/elsewhere")).toBe(false);
  });

  // Node has none.
  if (typeof XMLHttpRequest !== "undefined") {
    test("hooks XMLHttpRequest", async () => {
      const get = (url) =>
        new Promise((resolve) => {
          const xhr = new XMLHttpRequest();
          xhr.open("GET", url);
          xhr.onloadend = () => resolve(xhr.status);
          xhr.send();
        });
      const stop = auth.install({ fetch: false, xhr: true });
      expect(await get("/api/x")).toBe(200);
      stop();
      expect(await get("/api/x")).toBe(401);
    });
  }

  test("hears of no answer", async () => {
    server.failNext("network", { to: "/api/x" });
    await expect(auth.fetch("/api/x")).rejects.toThrow(/fetch/);
  });
});
