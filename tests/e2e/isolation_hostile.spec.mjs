// What a hostile page, a hostile server or a browser may do to a session in a worker, and was found to harm one once.
import http from "node:http";
import { SHARED, expect, expectError, open, signIn, test as base } from "../support/jotpass.mjs";

const [TOKEN, REFRESH] = ["canary-access-1111111", "4711471147114711"];

/** `api`: a server of another origin, which gives back what somebody has stored there, and a user with odd values. */
const test = base.extend({
  api: async ({}, use) => {
    const server = http.createServer((request, response) => {
      const url = new URL(request.url, "http://api");
      response.setHeader("access-control-allow-origin", "*");
      response.setHeader("access-control-allow-headers", "*");
      if (request.method === "OPTIONS") return response.end();
      if (url.pathname === "/note") return response.end(`${"x ".repeat(50_000)}${url.searchParams.get("text")}`);
      const user = { name: "ann", id: Number(REFRESH), seen: 1, 'a "quoted" one': `\\"${TOKEN}\\"` };
      response.end(JSON.stringify({ token: TOKEN, refresh_token: REFRESH, expires_in: 600, user }));
    });
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    await use(`http://127.0.0.1:${server.address().port}`);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  },
});

const signInAt = async (page, api) => {
  await open(page);
  await page.evaluate((api) => make({ tokenUrl: `${api}/token`, logout: false, attach: { to: [api] } }).login(me), api);
};

test("how a body is cut does not tell how much of it is the token's", async ({ page, api }) => {
  await signInAt(page, api);
  const cuts = await page.evaluate(
    async ([api, guesses]) => {
      const cut = async (text) => {
        const reader = (await auth.fetch(`${api}/note?text=${text}`)).body.getReader();
        const lengths = [];
        for (let next; !(next = await reader.read()).done; ) lengths.push(next.value.length);
        return lengths.at(-1);
      };
      const all = [];
      for (const guess of guesses) all.push(await cut(guess));
      return all;
    },
    // As long as each other: nothing of the token, some of it, all but its last letter.
    [api, ["z".repeat(20), `${TOKEN.slice(0, 7)}${"z".repeat(13)}`, TOKEN.slice(0, 20), `z${TOKEN.slice(0, 19)}`]],
  );
  expect(new Set(cuts).size, `${cuts}`).toBe(1);
});

test("a user with odd values is told, but for the tokens among them", async ({ page, api }) => {
  await signInAt(page, api);
  const { user, receivedAt } = await page.evaluate(() => auth.session);
  expect(user).toEqual({ name: "ann", id: "[a token]", seen: 1, 'a "quoted" one': '\\"[a token]\\"' });
  expect(receivedAt).toBeGreaterThan(0);
});

test("close() ends a call whose body is being read", async ({ page }) => {
  await signIn(page);
  const error = await page.evaluate(async () => {
    await auth.fetch("/api/something");
    const body = new Blob([new Uint8Array(2 ** 25)]);
    const call = auth.fetch(new Request("/api/something", { method: "POST", body }));
    auth.close();
    return failure(call);
  });
  expectError(error, { code: "closed" });
});

test("what the page sends itself was taken in at once, too", async ({ page, server }) => {
  await signIn(page, { attach: { to: ["/"] }, refresh: { url: "/api/token/refresh" } });
  await server.clearLog();
  await page.evaluate(async () => {
    const init = { method: "POST", body: "{}" };
    // One of the endpoints, of which the page does not know that it is one.
    const call = auth.fetch("/api/token/refresh", init);
    init.method = "DELETE";
    await call;
  });
  const { entries } = await server.log();
  expect(entries.map(({ method, path }) => `${method} ${path}`)).toEqual(["POST /api/token/refresh"]);
});

test("a page that goes while it is being let in is told nothing", SHARED, async ({ page }) => {
  await open(page);
  const heard = await page.evaluate(async () => {
    const options = { tokenUrl: "/api/token", logout: { url: "/api/logout" }, attach: { to: ["/api"] }, name: "hasty" };
    const name = `${location.origin}/pkg/jotpass_bg.wasm jotpass:hasty`;
    const { port } = new SharedWorker("/pkg/jotpass_worker.js", { type: "module", name });
    const heard = [];
    port.onmessage = ({ data }) => heard.push(data.type);
    port.postMessage({ type: "configure", version: 1, options, base: document.baseURI, lock: null });
    port.postMessage({ type: "close" });
    await make({ ...options, isolation: "shared-worker" }).login(me);
    await auth.logout();
    return heard;
  });
  expect(heard).toEqual([]);
});

test("a worker that the browser ends rejects what waits for it, and the next one takes over", SHARED, async ({ page, browser, server }) => {
  await signIn(page);
  await server.faults.add({ path: "/api/something", times: 1, kind: "hang" });
  await page.evaluate(() => {
    window.types = record(auth);
    window.call = failure(auth.fetch("/api/something"));
  });
  await server.faults.held(1);
  const session = await browser.newBrowserCDPSession();
  const { targetInfos } = await session.send("Target.getTargets", { filter: [{ type: "shared_worker" }] });
  for (const { targetId } of targetInfos) await session.send("Target.closeTarget", { targetId });
  expectError(await page.evaluate(() => call), { code: "internal", retryable: true });
  await page.waitForFunction(() => auth.status === "signed-out");
  expect(await page.evaluate(() => types)).toEqual(["warning", "login-required"]);
  expect(await page.evaluate(async () => (await auth.login(me)).user.username)).toBe("ann");
  await server.faults.release();
});
