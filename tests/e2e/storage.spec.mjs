// Where a session is kept: what survives, what is read by whom, and what becomes of it when the storage fails.
import {
  OTHER,
  USER,
  calls,
  expect,
  expectAll200,
  happened,
  loaded,
  login,
  sleep,
  status,
  test,
  types,
} from "../support/tabs.mjs";

const SEALED = ["session", "local", "indexeddb"];

/** An adapter over the page's localStorage, slow as one over a network, in `window.adapter`. */
function makeAdapter() {
  const later = (work) => new Promise((resolve) => setTimeout(() => resolve(work())));
  window.adapter = {
    getItem: (key) => later(() => localStorage.getItem(key)),
    setItem: (key, value) => later(() => localStorage.setItem(key, value)),
  };
}

/** The `Auth` of a page with this kind of storage; `custom` is the page's adapter. */
const beginWith = (page, kind, options = {}) =>
  page.evaluate(([kind, options]) => begin({ ...options, storage: kind === "custom" ? adapter : kind }), [kind, options]);

async function openWith(openTab, kind, ...inits) {
  const page = await openTab({ make: false, inits: [makeAdapter, ...inits] });
  await beginWith(page, kind);
  return page;
}

async function reload(page, kind) {
  await page.reload();
  await loaded(page);
  return beginWith(page, kind);
}

const warnings = (page) => page.evaluate(() => events.filter(({ type }) => type === "warning").map(({ code }) => code));

test.describe("survives", () => {
  for (const [kind, inReload, inNewTab] of [
    ["memory", "signed-out", "signed-out"],
    ["session", "signed-in", "signed-out"],
    ["local", "signed-in", "signed-in"],
    ["indexeddb", "signed-in", "signed-in"],
    ["custom", "signed-in", "signed-in"],
  ]) {
    test(`${kind}: after a reload ${inReload}, in a new tab ${inNewTab}`, async ({ openTab, server }) => {
      const page = await openWith(openTab, kind);
      await login(page);
      expect(await reload(page, kind)).toBe(inReload);
      expect(await status(await openWith(openTab, kind))).toBe(inNewTab);
      if (inReload === "signed-out") return;
      // All of it: who it is, the token, and what buys the next one.
      expect(await page.evaluate(() => [auth.session.user.username, events])).toEqual([USER.username, []]);
      await sleep([page]);
      expectAll200([await calls(page, 5)], 5);
      expect(await server.count("/api/token")).toBe(1);
      expect(await warnings(page)).toEqual([]);
    });

    test(`${kind}: a logout survives, too`, async ({ openTab }) => {
      const page = await openWith(openTab, kind);
      await login(page);
      await page.evaluate(() => auth.logout());
      expect(await reload(page, kind)).toBe("signed-out");
    });
  }
});

test.describe("names", () => {
  for (const kind of ["memory", ...SEALED, "custom"]) {
    test(`${kind}: two of one page do not meet`, async ({ openTab }) => {
      const page = await openTab({ make: false, inits: [makeAdapter] });
      const users = () => page.evaluate(() => [a, b].map(({ session }) => session?.user.username ?? null));
      const open = () =>
        page.evaluate(async (kind) => {
          const storage = kind === "custom" ? adapter : kind;
          [window.a, window.b] = [make({ storage, name: "a" }), make({ storage, name: "b" })];
          await Promise.all([a.ready, b.ready]);
        }, kind);
      await open();
      await page.evaluate(() => a.login(me));
      expect(await users()).toEqual([USER.username, null]);
      await page.evaluate(() => b.login(other));
      expect(await users()).toEqual([USER.username, OTHER.username]);
      await page.evaluate(() => a.logout());
      expect(await users()).toEqual([null, OTHER.username]);
      if (kind === "memory") return;
      await page.reload();
      await loaded(page);
      await open();
      expect(await users()).toEqual([null, OTHER.username]);
    });
  }
});

test.describe("at rest", () => {
  for (const kind of SEALED) {
    test(`${kind}: no token is found in any storage, nor who is signed in`, async ({ openTab }) => {
      const page = await openWith(openTab, kind);
      const answer = page.waitForResponse("**/api/token");
      await login(page);
      const { token, access_token = token, refresh_token } = await (await answer).json();
      await page.evaluate(() => auth.refresh());
      const now = await page.evaluate(() => auth.token());
      const kept = await page.evaluate(() => storedText());
      // There is something to be searched.
      expect(kept).toContain("sealed");
      for (const secret of [access_token, refresh_token, now, now.split(".")[1], USER.username, USER.password]) {
        expect(secret.length).toBeGreaterThan(2);
        expect(kept).not.toContain(secret);
      }
    });
  }
});

/** Breaks a member of this prototype or object: it throws this. */
const throwing = (path, name) => `(${path} = () => { throw new DOMException("no", "${name}"); })`;
/** Breaks a property of the window: even to look at it throws. */
const forbidding = (name) =>
  `Object.defineProperty(window, "${name}", { get() { throw new DOMException("no", "SecurityError"); } })`;

// What breaks a kind of storage: a script that runs before the page's own, or on a page that is signed in.
const FAULTS = {
  "indexeddb throws": ["indexeddb", throwing("IDBFactory.prototype.open", "InvalidStateError")],
  "indexeddb fails": ["indexeddb", newerDatabase],
  "indexeddb hangs": ["indexeddb", "IDBFactory.prototype.open = () => ({})"],
  "indexeddb is full": ["indexeddb", throwing("IDBObjectStore.prototype.put", "QuotaExceededError")],
  "indexeddb is forbidden": ["indexeddb", forbidding("indexedDB")],
  "indexeddb is missing": ["indexeddb", 'Object.defineProperty(window, "indexedDB", { value: undefined })'],
  "local is forbidden": ["local", forbidding("localStorage")],
  "local is full": ["local", throwing("Storage.prototype.setItem", "QuotaExceededError")],
  "session is forbidden": ["session", forbidding("sessionStorage")],
  "session is full": ["session", throwing("Storage.prototype.setItem", "QuotaExceededError")],
  "custom throws in reading": ["custom", throwing("adapter.getItem", "NotReadableError")],
  "custom rejects in writing": ["custom", "adapter.setItem = () => Promise.reject(undefined)"],
  "custom hangs in reading": ["custom", "adapter.getItem = () => new Promise(() => {})"],
  "custom hangs in writing": ["custom", "adapter.setItem = () => new Promise(() => {})"],
};

/** A database of a later version than asked for, which an error event refuses. */
function newerDatabase() {
  const { open } = IDBFactory.prototype;
  IDBFactory.prototype.open = function (name) {
    open.call(this, name, 9);
    return open.call(this, name, 1);
  };
}

/** Every call settles in time and as it should, out of memory; there is one warning in all. */
async function expectToWork(page, server) {
  const results = await page.evaluate(async () => [
    await ending(auth.login(me).then(({ user }) => user.username)),
    await ending(auth.refresh().then(({ user }) => user.username)),
    await ending(auth.token().then((token) => typeof token)),
    await ending(auth.url("/api/something").then((url) => url.includes("access_token="))),
  ]);
  expect(results).toEqual([USER.username, USER.username, "string", true]);
  await sleep([page]);
  expectAll200([await calls(page, 20)], 20);
  expect(await page.evaluate(async () => [await ending(auth.logout()), auth.status])).toEqual([undefined, "signed-out"]);
  expect(await server.count("/api/token/refresh")).toBe(2);
  expect(await warnings(page)).toEqual(["storage-failed"]);
}

test.describe("fails from the start", () => {
  for (const [fault, [kind, spoil]] of Object.entries(FAULTS)) {
    test(`pain 15: ${fault}: the session lives in memory, after one warning`, async ({ openTab, server }) => {
      const page = await openTab({ make: false, inits: [makeAdapter, typeof spoil === "string" ? { content: spoil } : spoil] });
      expect(await page.evaluate((kind) => {
        const options = { storage: kind === "custom" ? adapter : kind };
        return ending(begin(options));
      }, kind)).toBe("signed-out");
      await expectToWork(page, server);
    });
  }
});

test.describe("fails on the way", () => {
  for (const fault of [
    "indexeddb throws",
    "indexeddb hangs",
    "indexeddb is full",
    "custom hangs in reading",
    "custom rejects in writing",
  ]) {
    const [kind, spoil] = FAULTS[fault];
    test(`pain 15: ${fault}: who is signed in stays so, after one warning`, async ({ openTab, server }) => {
      const page = await openWith(openTab, kind);
      await login(page);
      await page.evaluate(spoil);
      await sleep([page]);
      expectAll200([await calls(page, 20)], 20);
      expect(await types(page)).toEqual(expect.not.arrayContaining(["signed-out"]));
      expect(await warnings(page)).toEqual(["storage-failed"]);
      expect(await server.count("/api/token/refresh")).toBe(1);
    });
  }

  for (const [kind, wipe] of [
    ["local", () => localStorage.clear()],
    ["indexeddb", () => new Promise((resolve) => (indexedDB.deleteDatabase("jotpass").onsuccess = resolve))],
    ["local", () => new Promise((resolve) => (indexedDB.deleteDatabase("jotpass").onsuccess = resolve))],
    ["custom", () => localStorage.clear()],
  ]) {
    const what = `${wipe}`.match(/\w+\.\w+/);
    test(`pain 15: ${kind} is wiped by another tab (${what}): who is signed in stays so, after one warning`, async ({ openTab, server }) => {
      const page = await openWith(openTab, kind);
      await login(page);
      await (await openTab({ make: false })).evaluate(wipe);
      await sleep([page]);
      expectAll200([await calls(page, 20)], 20);
      expect(await warnings(page)).toEqual(["storage-failed"]);
      expect(await server.count("/api/token/refresh")).toBe(1);
      expect(await page.evaluate(async () => [await ending(auth.logout()), auth.status])).toEqual([undefined, "signed-out"]);
    });
  }
});

test.describe("damaged, or of another version", () => {
  const DAMAGES = {
    "of another version": (row) => ({ ...row, version: 99 }),
    "other bytes": (row) => ({ ...row, sealed: new Uint8Array(40).buffer }),
    "no row at all": () => "garbage",
  };
  for (const kind of SEALED) {
    for (const [what, change] of Object.entries(DAMAGES)) {
      test(`${kind}: ${what} is dropped without a word, and written over by the next login`, async ({ openTab }) => {
        const page = await openWith(openTab, kind);
        await login(page);
        await page.evaluate(([kind, change]) => changeRow(kind, eval(change)), [kind, `${change}`]);
        expect(await reload(page, kind)).toBe("signed-out");
        expect(await types(page)).toEqual([]);
        await login(page);
        expect(await reload(page, kind)).toBe("signed-in");
      });
    }
  }

  for (const text of [
    "{",
    "[]",
    '{"version":99,"revision":1,"body":[]}',
    '{"version":1,"revision":1,"body":[1,1e99,null,{},"x"]}',
  ]) {
    test(`custom: ${text} is dropped without a word, and written over by the next login`, async ({ openTab }) => {
      const page = await openTab({ make: false, inits: [makeAdapter] });
      await page.evaluate((text) => localStorage.setItem(`jotpass:${location.origin}/api/token`, text), text);
      expect(await beginWith(page, "custom")).toBe("signed-out");
      await login(page);
      expect(await types(page)).toEqual(["signed-in"]);
      expect(await reload(page, "custom")).toBe("signed-in");
    });
  }
});

test("a custom adapter shares the session with the tabs that use the same place", async ({ openTab }) => {
  const [one, two] = [await openWith(openTab, "custom"), await openWith(openTab, "custom")];
  await login(one);
  expect((await happened(two, "signed-in")).user).toBe(USER.username);
  await two.evaluate(() => auth.logout());
  expect((await happened(one, "signed-out")).reason).toBe("other-tab");
});
