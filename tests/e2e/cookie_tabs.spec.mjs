// Several tabs and one session in cookies: they share it, renew it once, and lose it together.
import {
  LACKS, REFRESH, calls, expect, expectAll200, expectOneRefresh, happened, inAll, login, openSignedIn, revoke, sleep, status, tally,
  test, types,
} from "../support/tabs.mjs";

const OPTIONS = { tokenUrl: "/api/token?cookie=all", attach: { to: ["/api"], cookie: true } };
const TAB = { options: OPTIONS };

/** Of so many parallel writes, each of which needs the CSRF header. */
const writes = (page, count) =>
  page.evaluate((count) => {
    const write = async (_, i) => (await auth.fetch(`/api/something?${i}`, { method: "POST", body: "x" })).status;
    return Promise.all(Array.from({ length: count }, write));
  }, count);

test("a tab that is opened later is signed in, with no request", async ({ openTab, server }) => {
  const [first] = await openSignedIn(openTab, 1, TAB);
  const later = await openTab(TAB);
  expect(await inAll([first, later], status)).toEqual(["signed-in", "signed-in"]);
  expectAll200([await calls(later)], 1);
  expect(await server.count(REFRESH)).toBe(0);
});

test("a login in one reaches the others, with its cookies", async ({ openTab }) => {
  const tabs = [await openTab(TAB), await openTab(TAB)];
  await login(tabs[0]);
  await happened(tabs[1], "signed-in");
  expectAll200(await inAll(tabs, (page) => writes(page, 1)), 2);
});

for (const lacks of [[], ["Web Locks"], ["BroadcastChannel"]]) {
  const where = lacks.length ? `without ${lacks}` : "nothing lacks";
  const tab = { options: OPTIONS, inits: lacks.map((name) => LACKS[name]) };

  test(`after their token has ended, 3 tabs x 10 requests make 1 renewal: ${where}`, async ({ openTab, server }) => {
    const tabs = await openSignedIn(openTab, 3, tab);
    await sleep(tabs);
    expect(await inAll(tabs, status)).toEqual(Array(3).fill("expired"));
    await expectOneRefresh(tabs, 10, server);
  });

  test(`after it was revoked, 3 tabs x 10 writes make 1 renewal: ${where}`, async ({ openTab, server }) => {
    const tabs = await openSignedIn(openTab, 3, tab);
    await revoke(tabs[0]);
    expectAll200(await inAll(tabs, (page) => writes(page, 10)), 30);
    expect(await server.count(REFRESH)).toBe(1);
  });
}

test("a write of one tab during the renewal of another is not taken for a forgery", async ({ openTab, server }) => {
  const [renewing, writing] = await openSignedIn(openTab, 2, TAB);
  await server.faults.add({ path: "/api/something", kind: "hold", times: 5 });
  const written = writes(writing, 5);
  await server.faults.held(5);
  await renewing.evaluate(() => auth.refresh());
  await server.faults.release();
  expectAll200([await written], 5);
});

test("signing out in one signs all out, and the cookies are gone for all", async ({ openTab, context }) => {
  const tabs = await openSignedIn(openTab, 3, TAB);
  await tabs[1].evaluate(() => auth.logout());
  await inAll(tabs, (page) => happened(page, "signed-out"));
  expect(await context.cookies()).toEqual([]);
  expect(tally((await inAll(tabs, (page) => calls(page))).flat())).toEqual({ 401: 3 });
  expect(await inAll([...tabs, await openTab(TAB)], status)).toEqual(Array(4).fill("signed-out"));
});

test("a logout during a renewal of another tab: nobody is signed in again", async ({ openTab, server }) => {
  const tabs = await openSignedIn(openTab, 2, TAB);
  await server.faults.add({ path: REFRESH, kind: "hang", times: 1 });
  const renewed = tabs[0].evaluate(() => ending(auth.refresh().then(() => "renewed")));
  await server.faults.held(1);
  await tabs[1].evaluate(() => auth.logout());
  await happened(tabs[0], "signed-out");
  await server.faults.release();
  expect(await renewed).toBe("login-required");
  expect(await inAll(tabs, status)).toEqual(["signed-out", "signed-out"]);
  expect((await inAll(tabs, types)).map((types) => types.at(-1))).toEqual(["signed-out", "signed-out"]);
});
