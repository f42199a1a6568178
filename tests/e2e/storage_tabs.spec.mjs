// A storage that fails one of several tabs: the refresh token that they share is not spent twice for that.
import {
  calls,
  expect,
  expectAll200,
  expectOneRefresh,
  inAll,
  openSignedIn,
  sleep,
  status,
  test,
  types,
} from "../support/tabs.mjs";

const tab = { options: { storage: "indexeddb" } };

const warnings = (page) => page.evaluate(() => events.filter(({ type }) => type === "warning").map(({ code }) => code));

/** No database opens any more in this tab, until `heal` is called. A sign of life makes it look, and so notice. */
async function loseStore(page) {
  await page.evaluate(async () => {
    const { open } = IDBFactory.prototype;
    IDBFactory.prototype.open = () => {
      throw new DOMException("no", "UnknownError");
    };
    window.heal = () => (IDBFactory.prototype.open = open);
    dispatchEvent(new Event("focus"));
    await happened("warning");
  });
}

/** Enough later for the store to be tried again. */
const later = (page) =>
  page.evaluate(() => {
    const now = performance.now.bind(performance);
    performance.now = () => now() + 10_000;
  });

test("pain 15: what the others renewed while the store was lost is adopted when it is back", async ({ openTab, server }) => {
  const [one, two] = await openSignedIn(openTab, 2, tab);
  await loseStore(one);
  await sleep([one, two]);
  expectAll200([await calls(two, 5)], 5);
  await one.evaluate(() => heal());
  await later(one);
  await expectOneRefresh([one, two], 5, server);
  expect(await warnings(one)).toEqual(["storage-failed"]);
  expect(await warnings(two)).toEqual([]);
});

test("pain 15: what a tab renewed while it had no store reaches the others when it is back", async ({ openTab, server }) => {
  const [one, two] = await openSignedIn(openTab, 2, tab);
  await loseStore(one);
  await one.evaluate(() => auth.refresh());
  await one.evaluate(() => heal());
  await later(one);
  await one.evaluate(() => auth.refresh());
  // Two renewals here, and one there, which spends what these have brought.
  await sleep([two]);
  expectAll200([await calls(two, 5)], 5);
  expect(await server.count("/api/token/refresh")).toBe(3);
  expect(await inAll([one, two], status)).toEqual(["signed-in", "signed-in"]);
});

test("pain 15: a store that was wiped under two tabs is filled again, and they go on together", async ({ openTab, server }) => {
  const [one, two] = await openSignedIn(openTab, 2, tab);
  await one.evaluate(() => new Promise((resolve) => (indexedDB.deleteDatabase("jotpass").onsuccess = resolve)));
  await sleep([one, two]);
  await expectOneRefresh([one, two], 20, server);
  for (const page of [one, two]) {
    expect(await types(page)).toEqual(expect.not.arrayContaining(["signed-out"]));
    expect((await warnings(page)).length).toBeLessThan(2);
  }
});
