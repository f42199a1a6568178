// What one tab does is known in the others: within 500 ms where the browser tells them, else before
// their next request.
import {
  LACKS, OTHER, REFRESH, USER, begin, calls, duplicate, expect, expectAll200, happened, inAll, loaded, login, openSignedIn, sleep,
  status, test, types,
} from "../support/tabs.mjs";

const KINDS = ["indexeddb", "local"];
const withStorage = (storage) => ({ options: { storage } });
const deaf = { options: { storage: "indexeddb" }, inits: [LACKS.BroadcastChannel] };

const user = (page) => page.evaluate(() => auth.session?.user.username);
const token = (page) => page.evaluate(() => auth.token());
/** Does it, and says when it began. */
const begun = (page, work) => page.evaluate(`(async () => { const at = now(); await (${work})(); return at; })()`);

/** The tab sees the event no later than 500 ms after this moment. */
async function expectKnown(page, type, since, details = {}) {
  const event = await happened(page, type);
  expect(event).toMatchObject(details);
  expect(event.at - since, `${type} in the other tab`).toBeLessThan(500);
}

test.describe("within 500 ms", () => {
  for (const storage of KINDS) {
    test(`pain 12: a login, a renewal and a logout: ${storage}`, async ({ openTab, server }) => {
      const [one, two] = [await openTab(withStorage(storage)), await openTab(withStorage(storage))];

      await login(one);
      await expectKnown(two, "signed-in", (await happened(one, "signed-in")).at, { user: USER.username });
      expectAll200([await calls(two)], 1);

      await begun(one, () => auth.refresh());
      await expectKnown(two, "renewed", (await happened(one, "renewed")).at, { user: USER.username });
      expect(await token(two)).toBe(await token(one));
      expectAll200([await calls(two)], 1);
      expect(await server.count(REFRESH)).toBe(1);

      await expectKnown(two, "signed-out", await begun(one, () => void auth.logout()), { reason: "other-tab" });
      expect(await calls(two)).toEqual([401]);
      expect(await types(two)).toEqual(["signed-in", "renewed", "signed-out"]);
    });

    test(`pain 12: a change of user, as the first thing: ${storage}`, async ({ openTab }) => {
      const [one, two] = await openSignedIn(openTab, 2, withStorage(storage));
      await login(one, OTHER);
      await expectKnown(two, "user-changed", (await happened(one, "user-changed")).at, { user: OTHER.username });
      expect(await types(two)).toEqual(["user-changed", "signed-in"]);
      expect([await user(two), await calls(two)]).toEqual([OTHER.username, [200]]);
    });
  }

  test("the same in a duplicated tab", async ({ openTab }) => {
    const { options } = withStorage("session");
    const one = await openTab({ options });
    await login(one);
    const two = await duplicate(one, options);
    await expectKnown(two, "signed-out", await begun(one, () => void auth.logout()), { reason: "other-tab" });
    await login(two);
    await happened(two, "signed-in");
    await expect.poll(() => status(one)).toBe("signed-in");
  });
});

test("pain 12: a request that was made for one user is not sent for another", async ({ openTab, server }) => {
  const [one, two] = await openSignedIn(openTab, 2, withStorage("indexeddb"));
  await sleep([one, two]);
  await server.faults.add({ path: REFRESH, kind: "hang", times: 1 });
  // It waits for the renewal, and while it does another user signs in.
  const waiting = calls(two);
  await server.faults.held(1);
  await login(one, OTHER);
  expect(await waiting).toEqual(["login-required"]);
  await server.faults.release();
  expect([await user(two), await user(one)]).toEqual([OTHER.username, OTHER.username]);
});

test.describe("without BroadcastChannel, before the next request:", () => {
  test("pain 12: a login, a renewal, a change of user and a logout", async ({ openTab, server }) => {
    const [one, two] = [await openTab(deaf), await openTab(deaf)];
    await login(one);
    expectAll200([await calls(two, 5)], 5);

    await one.evaluate(() => auth.refresh());
    expectAll200([await calls(two, 5)], 5);
    expect(await token(two)).toBe(await token(one));
    expect(await server.count(REFRESH)).toBe(1);

    // What the app asked for while it took somebody else to be signed in is not sent at all.
    await server.clearLog();
    await login(one, OTHER);
    expect([await calls(two), await user(two)]).toEqual([["login-required"], OTHER.username]);
    expect(await types(two)).toEqual(["signed-in", "renewed", "user-changed", "signed-in"]);
    expectAll200([await calls(two, 5)], 5);

    await one.evaluate(() => auth.logout());
    expect([await calls(two), await status(two)]).toEqual([["login-required"], "signed-out"]);
    expect(await types(two)).toEqual(["signed-in", "renewed", "user-changed", "signed-in", "signed-out"]);
    expect(await server.count("/api/something")).toBe(5);
    expect(await calls(two)).toEqual([401]);
  });
});

test.describe("a tab opened later", () => {
  for (const storage of KINDS) {
    test(`is signed in as soon as it is ready, without any event: ${storage}`, async ({ openTab }) => {
      const [, later] = await openSignedIn(openTab, 2, withStorage(storage));
      expect([await status(later), await user(later), await types(later), await calls(later)]).toEqual([
        "signed-in", USER.username, [], [200],
      ]);
    });

    test(`is signed out when the session has ended: ${storage}`, async ({ openTab }) => {
      const first = await openTab(withStorage(storage));
      await login(first);
      await first.evaluate(() => auth.logout());
      const later = await openTab(withStorage(storage));
      expect([await status(later), await types(later)]).toEqual(["signed-out", []]);
    });
  }
});

test.describe("memory", () => {
  test("keeps the sessions of two tabs apart, but a logout reaches both", async ({ openTab }) => {
    const [one, two] = [await openTab(), await openTab()];
    await login(one);
    await login(two, OTHER);
    await one.evaluate(() => auth.refresh());
    expect([await user(one), await user(two), await types(two)]).toEqual([USER.username, OTHER.username, ["signed-in"]]);
    await expectKnown(two, "signed-out", await begun(one, () => void auth.logout()), { reason: "other-tab" });
    expect([await calls(one), await calls(two)]).toEqual([[401], [401]]);
  });
});

test("another name hears nothing", async ({ openTab }) => {
  const named = (name) => ({ options: { storage: "local", name } });
  const [one, same, other] = await inAll([named("a"), named("a"), named("b")], openTab);
  await login(one);
  await happened(same, "signed-in");
  await login(other, OTHER);
  await one.evaluate(() => auth.logout());
  await happened(same, "signed-out");
  expect([await user(other), await types(other), await calls(other)]).toEqual([OTHER.username, ["signed-in"], [200]]);
});

// Kept by the browser as it was, deaf to what is said meanwhile (see tabs_bfcache.spec.mjs); and so is a reload.
test("a reload reads what is stored", async ({ openTab }) => {
  const [one, two] = await openSignedIn(openTab, 2, withStorage("local"));
  await login(one, OTHER);
  await two.reload();
  await loaded(two);
  await begin(two, { storage: "local" });
  expect([await user(two), await calls(two)]).toEqual([OTHER.username, [200]]);
});
