// One session in a shared worker for all tabs of the origin: what one does is known in all, at once, and is done once.
import {
  OTHER, REFRESH, USER, begin, calls, expect, expectAll200, expectOneRefresh, happened, inAll, loaded, login, openSignedIn, revoke,
  sleep, status, tally, test, types,
} from "../support/tabs.mjs";

/** The id of the token in use: the same in all tabs, as the token is. */
const token = (page) => page.evaluate(() => auth.session?.claims.jti);
const user = (page) => page.evaluate(() => auth.session?.user.username);
const reason = async (page) => (await happened(page, "signed-out")).reason;

test.describe("pain 1: 5 tabs x 20 requests, 1 refresh, 100 answers:", () => {
  test("a token that is over", async ({ openTab, server }) => {
    const tabs = await openSignedIn(openTab, 5);
    await sleep(tabs);
    expect(await inAll(tabs, status)).toEqual(Array(5).fill("expired"));
    await expectOneRefresh(tabs, 20, server);
    expect(new Set(await inAll(tabs, token)).size).toBe(1);
  });

  test("a token revoked at the server", async ({ openTab, server }) => {
    const tabs = await openSignedIn(openTab, 5);
    await revoke(tabs[0]);
    await expectOneRefresh(tabs, 20, server);
  });
});

test("pain 1: the clock renews once for all tabs, and all are told", async ({ openTab, server }) => {
  const tabs = await openSignedIn(openTab, 3);
  await tabs[0].evaluate(() => tellWorkers("fastForward", 3_550_000));
  await inAll(tabs, (page) => happened(page, "renewed"));
  expect(await server.count(REFRESH)).toBe(1);
  expect(new Set(await inAll(tabs, token)).size).toBe(1);
});

test("pain 12: a login, a renewal, a change of user and a logout are known in every tab when the call returns", async ({ openTab, server }) => {
  const tabs = await inAll(Array(3).fill({}), openTab);
  const [one, two, three] = tabs;
  const events = [];
  /** The others know by the time that the same worker has answered them. */
  const expectKnown = async (told, who) => {
    events.push(...told);
    expectAll200(await inAll(tabs, (page) => calls(page)), 3);
    expect(await inAll(tabs, user)).toEqual(Array(3).fill(who));
    expect(new Set(await inAll(tabs, token)).size).toBe(1);
    expect(await inAll(tabs, types)).toEqual(Array(3).fill(events));
  };
  await login(one);
  await expectKnown(["signed-in"], USER.username);
  await two.evaluate(() => auth.refresh());
  await expectKnown(["renewed"], USER.username);
  await login(three, OTHER);
  await expectKnown(["user-changed", "signed-in"], OTHER.username);

  await two.evaluate(() => auth.logout());
  expect(await inAll(tabs, reason)).toEqual(["other-tab", "logout", "other-tab"]);
  expect(await inAll(tabs, status)).toEqual(Array(3).fill("signed-out"));
  expect(await inAll(tabs, (page) => calls(page))).toEqual(Array(3).fill([401]));
  expect([await server.count("/api/token"), await server.count(REFRESH), await server.count("/api/logout")]).toEqual([2, 1, 1]);
});

test("a session that the server ends is over in every tab, for the same reason", async ({ openTab }) => {
  const tabs = await openSignedIn(openTab, 3);
  await tabs[0].evaluate(() => auth.fetch("/api/revoke?all", { method: "POST" }));
  expect(await calls(tabs[1])).toEqual([401]);
  expect(await inAll(tabs, reason)).toEqual(Array(3).fill("refused"));
  expect((await inAll(tabs, types)).map((told) => told.slice(-2))).toEqual(Array(3).fill(["signed-out", "login-required"]));
});

for (const who of ["the renewing tab", "another tab"]) {
  test(`pain 12: a logout during a renewal, by ${who}, is final in all of them`, async ({ openTab, server }) => {
    const tabs = await openSignedIn(openTab, 3);
    const leaver = tabs[who === "another tab" ? 1 : 0];
    await server.faults.add({ path: REFRESH, kind: "hang", times: 1 });
    const renewed = tabs[0].evaluate(() => ending(auth.refresh()));
    await server.faults.held(1);
    await leaver.evaluate(() => void auth.logout());
    expect(await inAll(tabs, reason)).toEqual(tabs.map((page) => (page === leaver ? "logout" : "other-tab")));
    expect(await renewed).toBe("login-required");
    await server.faults.release();
    expect(tally((await inAll(tabs, (page) => calls(page))).flat())).toEqual({ 401: 3 });
    expect(await inAll([...tabs, await openTab()], status)).toEqual(Array(4).fill("signed-out"));
  });
}

test("pain 12: what one tab asked for in one user's name is not sent in another's, who signs in in another tab", async ({ openTab, server }) => {
  const [one, two] = await openSignedIn(openTab, 2);
  await sleep([one, two]);
  await server.faults.add({ path: REFRESH, kind: "hang", times: 1 });
  const waiting = calls(two);
  await server.faults.held(1);
  await login(one, OTHER);
  expect(await waiting).toEqual(["login-required"]);
  await server.faults.release();
  expect([await user(two), await server.count("/api/something")]).toEqual([OTHER.username, 0]);
});

test("pain 16: who gives up in one tab gives up for itself alone", async ({ openTab, server }) => {
  const [one, two] = await openSignedIn(openTab, 2);
  await sleep([one, two]);
  await server.faults.add({ path: REFRESH, kind: "hang", times: 1 });
  const gaveUp = one.evaluate(() => {
    window.controller = new AbortController();
    return auth.fetch("/api/something", { signal: controller.signal }).catch((reason) => reason);
  });
  await server.faults.held(1);
  const answered = calls(two, 5);
  await one.evaluate(() => controller.abort("left"));
  expect(await gaveUp).toBe("left");
  await server.faults.release();
  expectAll200([await answered], 5);
  expect(await server.count(REFRESH)).toBe(1);
});

test("pain 11: the first tab that wakes up renews for all", async ({ openTab, server }) => {
  const tabs = await openSignedIn(openTab, 3);
  await sleep(tabs);
  await tabs[1].evaluate(() => dispatchEvent(new Event("focus")));
  await inAll(tabs, (page) => happened(page, "renewed"));
  await tabs[2].evaluate(() => dispatchEvent(new Event("focus")));
  await expectOneRefresh(tabs, 1, server);
});

test("a tab opened later is signed in as soon as it is ready, without any event", async ({ openTab }) => {
  const [first, later] = await openSignedIn(openTab, 2);
  expect([await status(later), await user(later), await types(later), await calls(later)]).toEqual([
    "signed-in", USER.username, [], [200],
  ]);
  expect(await token(later)).toBe(await token(first));
});

for (const [what, leave] of [
  ["a reload", (page) => page.reload()],
  ["a navigation and the way back", async (page) => (await page.goto("/without-wasm.html"), page.goto("/tab.html"))],
]) {
  test(`${what} keeps the session, while another tab lives`, async ({ openTab, server }) => {
    const [one, two] = await openSignedIn(openTab, 2);
    const before = await token(two);
    // The one that started the worker.
    await leave(one);
    await loaded(one);
    expect(await begin(one, {})).toBe("signed-in");
    expect([await token(one), await token(two), await types(two)]).toEqual([before, before, []]);
    await sleep([one, two]);
    await expectOneRefresh([one, two], 5, server);
  });
}

test("two objects of a page have the same session, and the end of one is not that of the other", async ({ openTab }) => {
  const [page, other] = await openSignedIn(openTab, 2);
  const seen = await page.evaluate(async () => {
    const first = auth;
    await begin();
    const both = [first.session.claims.jti === auth.session.claims.jti];
    first.close();
    return [...both, first.status, auth.status, (await auth.fetch("/api/something")).status];
  });
  expect(seen).toEqual([true, "signed-out", "signed-in", 200]);
  expect([await status(other), await types(other), await calls(other)]).toEqual(["signed-in", [], [200]]);
});
