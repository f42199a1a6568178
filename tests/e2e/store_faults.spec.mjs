// The stores by themselves, when the storage below them fails, hangs, is wiped or is not to be had.
import { basename, join } from "node:path";
import { CANARY, SEALED, SOURCE, expect, expectToStartAnew, loaded, read, swap, test } from "../support/stores.mjs";

test.describe("a storage that fails", () => {
  const fails = async (page, kind, message) => {
    const both = await page.evaluate(
      async ([kind, canary]) => {
        const store = openStore(kind, "default");
        return [await failure(store.read()), await failure(store.swap(0, [canary]))];
      },
      [kind, CANARY],
    );
    for (const one of both) {
      expect(one).toMatchObject({ isError: true, message: `This storage cannot be used: ${message}` });
      expect(one.all).not.toContain(CANARY);
    }
  };
  const forbid = (name) =>
    `Object.defineProperty(window, "${name}", { get() { throw new DOMException("no", "SecurityError") } })`;

  for (const kind of ["local", "session"]) {
    test(`${kind}: even to look at ${kind}Storage is forbidden`, async ({ openTab }) => {
      await fails(await openTab({ content: forbid(`${kind}Storage`) }), kind, "SecurityError");
    });
  }
  test("even to look at indexedDB is forbidden", async ({ openTab }) => {
    const page = await openTab({ content: forbid("indexedDB") });
    for (const kind of SEALED) await fails(page, kind, "TypeError");
    expect(await page.evaluate(() => openStore("memory", "default").read())).toEqual({ revision: 0, body: null });
  });
  test("indexedDB forbids to open", async ({ openTab }) => {
    const page = await openTab(() => {
      IDBFactory.prototype.open = () => {
        throw new DOMException("no", "SecurityError");
      };
    });
    for (const kind of SEALED) await fails(page, kind, "SecurityError");
  });
  test("the database is of a later version", async ({ openTab }) => {
    const page = await openTab();
    await page.evaluate(async () => {
      const request = indexedDB.open("jotpass", 2);
      await once(request, "success");
      request.result.close();
    });
    for (const kind of SEALED) await fails(page, kind, "VersionError");
  });
  test("the database is somebody else's", async ({ openTab }) => {
    const page = await openTab();
    await page.evaluate(async () => {
      const request = indexedDB.open("jotpass", 1);
      await once(request, "success");
      request.result.close();
    });
    for (const kind of SEALED) await fails(page, kind, "NotFoundError");
  });

  test("an open that failed once is not remembered", async ({ openTab }) => {
    const page = await openTab(() => {
      const { open } = IDBFactory.prototype;
      IDBFactory.prototype.open = () => {
        IDBFactory.prototype.open = open;
        throw new DOMException("no", "UnknownError");
      };
    });
    const results = await page.evaluate(async () => {
      const store = openStore("indexeddb", "default");
      return [(await failure(store.read())).message, await store.read()];
    });
    expect(results).toEqual(["This storage cannot be used: UnknownError", { revision: 0, body: null }]);
  });

  test("custom: its own words, which may quote the token, stay out of the error", async ({ openTab }) => {
    const page = await openTab();
    const results = await page.evaluate(async (canary) => {
      const thrown = [
        new TypeError(canary),
        canary,
        null,
        undefined,
        { message: canary },
        Object.assign(new Error(canary), { canary }),
      ];
      const failures = [];
      for (const what of thrown) {
        const refuse = () => {
          throw what;
        };
        failures.push(await failure(openStore({ getItem: refuse, setItem: refuse }, "default").read()));
        failures.push(
          await failure(openStore({ getItem: () => null, setItem: async () => refuse() }, "default").swap(0, [canary])),
        );
      }
      failures.push(await failure(openStore({}, "default").read()));
      failures.push(
        await failure(openStore({ getItem: () => `${canary} is no JSON`, setItem: null }, "default").swap(0, [canary])),
      );
      return failures;
    }, CANARY);
    for (const one of results) {
      expect(one).toMatchObject({ isError: true, message: expect.stringMatching(/^This storage cannot be used: \w+$/) });
      expect(one.all).not.toContain(CANARY);
    }
  });

  test("custom: after a failure the next operation has its turn", async ({ openTab }) => {
    const page = await openTab();
    const results = await page.evaluate(async () => {
      let kept = null;
      let isFull = true;
      const setItem = (_, text) => {
        if (isFull) throw new DOMException("full", "QuotaExceededError");
        kept = text;
      };
      const store = openStore({ getItem: () => kept, setItem }, "default");
      const failed = (await failure(store.swap(0, ["a"]))).message;
      isFull = false;
      return [failed, await store.swap(0, ["b"]), await store.read()];
    });
    expect(results).toEqual(["This storage cannot be used: QuotaExceededError", true, { revision: 1, body: ["b"] }]);
  });

  test("IndexedDB is full: neither row nor key, until there is room", async ({ openTab, context, server }) => {
    const page = await openTab();
    const devtools = await context.newCDPSession(page);
    await devtools.send("Storage.overrideQuotaForOrigin", { origin: server.url, quotaSize: 1 });
    for (const kind of SEALED) {
      const failed = await page.evaluate(
        ([kind, canary]) => failure(openStore(kind, "default").swap(0, [canary])),
        [kind, CANARY],
      );
      expect(failed).toMatchObject({ message: "This storage cannot be used: QuotaExceededError" });
      expect(failed.all).not.toContain(CANARY);
    }
    expect(await page.evaluate(() => rowsOf())).toEqual([]);
    await devtools.send("Storage.overrideQuotaForOrigin", { origin: server.url });
    for (const kind of SEALED) await expectToStartAnew(page, kind, 0);
  });

  for (const kind of ["local", "session"]) {
    test(`${kind}Storage is full: no row without its key`, async ({ openTab }) => {
      const page = await openTab();
      const results = await page.evaluate(async (kind) => {
        const place = window[`${kind}Storage`];
        const store = openStore(kind, "default");
        // To the last character, each written once.
        for (let size = 2 ** 22; size >= 1; size = Math.floor(size / 2)) {
          try {
            for (let i = 0; ; i++) place.setItem(`filler ${size} ${i}`, "x".repeat(size));
          } catch {}
        }
        // Once the browser has written all that, the two seconds are for the store alone.
        while (!(await openStore("indexeddb", "other").read().catch(() => null)));
        const failed = (await failure(store.swap(0, ["a"]))).message;
        const rows = (await rowsOf()).filter(([[of]]) => of === kind);
        Object.keys(place).forEach((key) => key.startsWith("filler") && place.removeItem(key));
        return [failed, rows, await store.swap(0, ["b"]), await store.read()];
      }, kind);
      expect(results).toEqual(["This storage cannot be used: QuotaExceededError", [], true, { revision: 1, body: ["b"] }]);
    });
  }
});

test.describe("a storage that hangs", () => {
  const TOO_LATE = "This storage cannot be used: TimeoutError";

  test("every operation ends after two seconds", async ({ openTab }) => {
    const page = await openTab(() => {
      IDBFactory.prototype.open = () => ({});
    });
    const failures = await page.evaluate(() => {
      const never = () => new Promise(() => {});
      const stores = [
        "session",
        "local",
        "indexeddb",
        { getItem: never, setItem: never },
        { getItem: () => null, setItem: never },
      ];
      const opened = stores.map((storage) => openStore(storage, "default"));
      return Promise.all(
        opened.flatMap((store, i) => [i < 4 && failure(store.read()), failure(store.swap(0, []))]).filter(Boolean),
      );
    });
    expect(failures).toHaveLength(9);
    for (const { message, after } of failures) {
      expect(message).toBe(TOO_LATE);
      expect(after).toBeGreaterThan(1900);
      expect(after).toBeLessThan(3500);
    }
  });

  test("cryptography that never answers", async ({ openTab }) => {
    const page = await openTab(() => {
      SubtleCrypto.prototype.encrypt = () => new Promise(() => {});
    });
    expect((await page.evaluate(() => failure(openStore("indexeddb", "default").swap(0, [])))).message).toBe(TOO_LATE);
  });

  test("a database that opens after that is not written to, and is closed", async ({ openTab }) => {
    const page = await openTab();
    await swap(page, "indexeddb", 0, ["before"]);
    const results = await page.evaluate(async () => {
      const { open } = IDBFactory.prototype;
      const real = [];
      // The first one of the swap answers, the second does not.
      let calls = 0;
      IDBFactory.prototype.open = function (...args) {
        const request = open.apply(this, args);
        if (++calls === 1) return request;
        const held = {};
        real.push(async () => {
          if (request.readyState === "pending") await once(request, "success");
          held.result = request.result;
          held.onsuccess();
        });
        return held;
      };
      const store = openStore("indexeddb", "default");
      const failed = (await failure(store.swap(1, ["late"]))).message;
      IDBFactory.prototype.open = open;
      for (const answer of real) await answer();
      const row = await store.read();
      // Nothing holds the database.
      await once(indexedDB.deleteDatabase("jotpass"), "success");
      return [real.length, failed, row];
    });
    expect(results).toEqual([1, TOO_LATE, { revision: 1, body: ["before"] }]);
  });

  test("custom: an answer that comes after that is no answer, and the next has its turn", async ({ openTab }) => {
    const page = await openTab();
    const results = await page.evaluate(async () => {
      let answer;
      let kept = null;
      const adapter = { getItem: () => new Promise((resolve) => (answer = resolve)), setItem: (_, text) => void (kept = text) };
      const store = openStore(adapter, "default");
      const failed = (await failure(store.swap(0, ["late"]))).message;
      adapter.getItem = () => kept;
      answer(null);
      const after = await store.read();
      return [failed, after, await store.swap(0, ["next"]), await store.read()];
    });
    expect(results).toEqual([TOO_LATE, { revision: 0, body: null }, true, { revision: 1, body: ["next"] }]);
  });
});

test.describe("wiped by another tab", () => {
  for (const kind of SEALED) {
    test(`${kind}: the database is deleted, and nothing blocks that`, async ({ openTab }) => {
      const [page, other] = [await openTab(), await openTab()];
      const store = await page.evaluateHandle((kind) => openStore(kind, "default"), kind);
      await store.evaluate((store) => store.swap(0, ["before"]));
      const blocked = await other.evaluate(async () => {
        let isBlocked = false;
        const request = indexedDB.deleteDatabase("jotpass");
        request.onblocked = () => (isBlocked = true);
        await once(request, "success");
        return isBlocked;
      });
      expect(blocked).toBe(false);
      expect(await store.evaluate((store) => store.swap(1, ["stale"]))).toBe(false);
      await expectToStartAnew(page, kind, 0);
    });
  }

  test("indexeddb: deleted again and again in the midst of it, everything settles and the store works", async ({ openTab }) => {
    const [page, other] = [await openTab(), await openTab()];
    const busy = page.evaluate(async () => {
      const store = openStore("indexeddb", "default");
      for (let i = 0; i < 50; i++) await increment(store);
    });
    await other.evaluate(async () => {
      for (let i = 0; i < 20; i++) await once(indexedDB.deleteDatabase("jotpass"), "success");
    });
    await busy;
    const { revision } = await read(page, "indexeddb");
    expect(await swap(page, "indexeddb", revision, ["after"])).toBe(true);
    expect(await read(other, "indexeddb")).toEqual({ revision: revision + 1, body: ["after"] });
  });

  test("local: localStorage is cleared", async ({ openTab }) => {
    const [page, other] = [await openTab(), await openTab()];
    await swap(page, "local", 0, ["before"]);
    await page.evaluate(() => void (window.cleared = once(window, "storage")));
    await other.evaluate(() => localStorage.clear());
    await page.evaluate(() => cleared.then(() => {}));
    await expectToStartAnew(page, "local", 1);
    expect(await read(other, "local")).toEqual({ revision: 2, body: ["anew"] });
  });

  test("session: sessionStorage is cleared", async ({ openTab }) => {
    const page = await openTab();
    await swap(page, "session", 0, ["before"]);
    await page.evaluate(() => sessionStorage.clear());
    expect(await swap(page, "session", 1, ["stale"])).toBe(false);
    await expectToStartAnew(page, "session", 0);
  });
});

test.describe("not a secure context", () => {
  const insecure = () => delete Crypto.prototype.subtle;

  for (const kind of ["local", "session"]) {
    test(`${kind}: the row is in ${kind}Storage itself`, async ({ openTab }) => {
      const page = await openTab(insecure);
      expect(await swap(page, kind, 0, [CANARY])).toBe(true);
      expect(await swap(page, kind, 0, ["too late"])).toBe(false);
      await page.reload();
      await loaded(page);
      expect(await read(page, kind)).toEqual({ revision: 1, body: [CANARY] });
      expect(await page.evaluate((kind) => window[`${kind}Storage`].getItem("jotpass:default"), kind)).toContain(CANARY);
    });
    test(`${kind}: even to look at ${kind}Storage is forbidden`, async ({ openTab }) => {
      const content = `Object.defineProperty(window, "${kind}Storage", { get() { throw new DOMException("no", "SecurityError") } })`;
      const page = await openTab(insecure, { content });
      const failed = await page.evaluate((kind) => failure(openStore(kind, "default").read()), kind);
      expect(failed.message).toBe("This storage cannot be used: SecurityError");
    });
  }

  test("indexeddb: says what is missing", async ({ openTab }) => {
    const page = await openTab(insecure);
    const failures = await page.evaluate(async () => {
      const store = openStore("indexeddb", "default");
      return [await failure(store.read()), await failure(store.swap(0, []))];
    });
    for (const { message } of failures) {
      expect(message).toBe("This storage cannot be used: not a secure context, use https");
    }
  });
});

test("a browser that keeps pages keeps one with open stores", { tag: "@bfcache" }, async ({ playwright, server }, { project }) => {
  const { launchOptions } = project.use;
  const ignoreDefaultArgs = ["--disable-back-forward-cache"];
  const browser = await playwright.chromium.launch({ ...launchOptions, ignoreDefaultArgs });
  try {
    const page = await browser.newPage();
    await page.route("**/src/browser/*.js", (route) => {
      return route.fulfill({ path: join(SOURCE, basename(new URL(route.request().url()).pathname)) });
    });
    await page.goto(`${server.url}/modules.html`);
    await loaded(page);
    await page.evaluate(async () => {
      addEventListener("pageshow", ({ persisted }) => console.info((window.isKept = persisted)));
      window.stores = ["session", "local", "indexeddb"].map((kind) => openStore(kind, "default"));
      for (const store of stores) await store.swap(0, ["kept"]);
    });
    await page.goto(`${server.url}/index.html`);
    // Not goBack(), which waits for a page to load.
    await Promise.all([page.waitForEvent("console"), page.evaluate(() => void history.back())]);
    expect(await page.evaluate(() => window.isKept)).toBe(true);
    const rows = await page.evaluate(() => Promise.all(stores.map((store) => store.read())));
    expect(rows).toEqual(SEALED.map(() => ({ revision: 1, body: ["kept"] })));
  } finally {
    await browser.close();
  }
});
