// Signing out: at once here, as well as it can be done there, and for good.
import { PAGE, USER, WIRE, expect, expectError, nextRequest, open, seen, signIn, test } from "../support/jotpass.mjs";

test("the token is forgotten at once, before logout() returns", async ({ page, server, isolation }) => {
  await signIn(page);
  const { state, request } = await page.evaluate(async () => {
    const loggedOut = auth.logout();
    const request = auth.fetch("/api/something").then(({ status }) => status, (error) => error.code);
    const state = [auth.status, auth.session];
    await loggedOut;
    return { state: isolation === "page" ? state : [auth.status, auth.session], request: await request };
  });
  expect(state).toEqual(["signed-out", null]);
  // The page of a worker has not been told yet: to its knowledge, this was asked for in the user's name.
  expect(request).toBe(isolation === "page" ? 401 : "login-required");
  expect((await seen(server)).filter((line) => line.startsWith("GET"))).toEqual(
    isolation === "page" ? ["GET /api/something bare 401"] : [],
  );
});

test("the server revokes the token", PAGE, async ({ page, server }) => {
  await signIn(page);
  const statuses = await page.evaluate(async () => {
    const token = await auth.token();
    const byHand = async () => (await fetch("/api/something", { headers: { "x-access-token": token } })).status;
    const before = await byHand();
    const nothing = await auth.logout();
    return [before, await byHand(), nothing];
  });
  expect(statuses).toEqual([200, 401, undefined]);
  expect(await seen(server)).toContain("POST /api/logout x-access-token 204");
});

test("the server is told in the header that the app uses, with the refresh token in the body", WIRE, async ({ page, isolation }) => {
  await signIn(page, { attach: { to: ["/api"], header: "authorization" } });
  const token = isolation === "page" ? await page.evaluate(() => auth.token()) : null;
  const request = nextRequest(page, "/api/logout");
  await page.evaluate(() => void auth.logout());
  const { method, headers, body } = await request;
  expect([method, headers.authorization]).toEqual(["POST", token ? `Bearer ${token}` : expect.stringMatching(/^Bearer ey/)]);
  expect(JSON.parse(body)).toEqual({ refresh_token: expect.stringMatching(/^[\w-]{43}$/) });
});

test("without logout.url no server is told", async ({ page, server }) => {
  await signIn(page, { logout: false });
  expect(await page.evaluate(async () => [await auth.logout(), auth.status])).toEqual([undefined, "signed-out"]);
  expect(await seen(server)).toEqual(["POST /api/token bare 200"]);
});

test("when nobody is signed in, nobody is told", async ({ page, server }) => {
  await open(page);
  expect(await page.evaluate(async () => [await make().logout(), record(auth)])).toEqual([undefined, []]);
  expect(await seen(server)).toEqual([]);
});

test("works offline", async ({ page, context }) => {
  await signIn(page);
  await context.setOffline(true);
  const state = await page.evaluate(async () => [await auth.logout(), auth.status, auth.session]);
  expect(state).toEqual([undefined, "signed-out", null]);
});

for (const [what, fault] of [
  ["fails", { kind: "status", status: 500 }],
  ["answers nonsense", { kind: "html" }],
  ["drops the connection", { kind: "drop" }],
]) {
  test(`resolves when the server ${what}`, async ({ page, server }) => {
    await signIn(page);
    await server.faults.add({ path: "/api/logout", ...fault });
    expect(await page.evaluate(async () => [await auth.logout(), auth.status])).toEqual([undefined, "signed-out"]);
  });
}

test("resolves when the server does not answer in time", async ({ page, server }) => {
  await signIn(page, { timeout: 1000 });
  await server.faults.add({ path: "/api/logout", kind: "hang" });
  const result = page.evaluate(async () => [await auth.logout(), auth.status]);
  await server.faults.held(1);
  expect(await page.evaluate(() => auth.status)).toBe("signed-out");
  expect(await result).toEqual([undefined, "signed-out"]);
});

test("a server that hangs does not keep anybody from signing in again", async ({ page, server }) => {
  await signIn(page);
  await server.faults.add({ path: "/api/logout", kind: "hang" });
  await page.evaluate(() => void auth.logout());
  await server.faults.held(1);
  expect(await page.evaluate(async () => (await auth.login(me)).user.username)).toBe(USER.username);
  await server.faults.release();
  expect(await page.evaluate(async () => [auth.status, (await auth.fetch("/api/something")).status])).toEqual(["signed-in", 200]);
});

// A worker may end with its page before it gets to ask: there, logout() is awaited first.
test("the server hears of it although the page is left at once", PAGE, async ({ page, server }) => {
  await signIn(page);
  await server.faults.add({ path: "/api/logout", kind: "hang" });
  await page.evaluate(() => {
    auth.logout();
    location.href = "/without-wasm.html";
  });
  await server.faults.held(1);
  await page.waitForURL("**/without-wasm.html");
});

test("the way to another origin is not taken with the token", async ({ page, server }) => {
  await signIn(page);
  await server.faults.add({ path: "/api/logout", kind: "redirect", to: `${server.thirdParty}/thief`, status: 307 });
  expect(await page.evaluate(async () => [await auth.logout(), auth.status])).toEqual([undefined, "signed-out"]);
  const { entries } = await server.log();
  expect(entries.filter((entry) => entry.origin === "third-party")).toEqual([]);
});

test("wins over a login under way, whatever that one brings", async ({ page, server }) => {
  await open(page);
  await server.faults.add({ path: "/api/token", kind: "hang" });
  const failing = page.evaluate(async () => {
    window.events = record(make());
    return failure(auth.login(me));
  });
  await server.faults.held(1);
  const loggedOut = page.evaluate(() => auth.logout());
  expectError(await failing, { code: "superseded", retryable: false });
  await loggedOut;
  // The answer comes, and is read by the same browser before that of the next request.
  await server.faults.release();
  await page.evaluate(() => auth.fetch("/api/public"));
  expect(await page.evaluate(() => [auth.status, auth.session, events])).toEqual(["signed-out", null, []]);
});

test("settles although the object is closed meanwhile", async ({ page, server }) => {
  await signIn(page);
  await server.faults.add({ path: "/api/logout", kind: "hang" });
  const loggedOut = page.evaluate(() => auth.logout().then(() => "settled", (error) => error.code));
  await server.faults.held(1);
  await page.evaluate(() => auth.close());
  await server.faults.release();
  expect(await loggedOut).toBe("settled");
});
