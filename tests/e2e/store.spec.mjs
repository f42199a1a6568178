// The stores by themselves, from the source, in as many tabs as it takes.
import { CANARY, SEALED, duplicate, expect, expectToStartAnew, loaded, read, swap, test } from "../support/stores.mjs";

test.describe("every kind", () => {
  // The memory and an adapter live in their page, so each test opens one store and keeps it.
  const KINDS = ["memory", "custom", ...SEALED];
  const open = (page, kind) =>
    page.evaluateHandle((kind) => {
      const texts = new Map();
      const custom = { getItem: async (key) => texts.get(key) ?? null, setItem: async (key, text) => void texts.set(key, text) };
      return openStore(kind === "custom" ? custom : kind, "default");
    }, kind);

  for (const kind of KINDS) {
    test(`${kind}: nothing, then what was swapped in, and only against the right revision`, async ({ openTab }) => {
      const store = await open(await openTab(), kind);
      const results = await store.evaluate(async (store) => [
        store.isShared,
        await store.read(),
        await store.swap(1, ["too early"]),
        await store.swap(0, ["one", { ü: null, "€": 1.5 }]),
        await store.swap(0, ["too late"]),
        await store.read(),
        await store.swap(1, null),
        await store.read(),
        await store.swap(2, false),
        await store.read(),
      ]);
      expect(results).toEqual([
        kind !== "memory",
        { revision: 0, body: null },
        false,
        true,
        false,
        { revision: 1, body: ["one", { ü: null, "€": 1.5 }] },
        true,
        { revision: 2, body: null },
        true,
        { revision: 3, body: false },
      ]);
    });

    test(`${kind}: of swaps at the same moment in one page, one wins`, async ({ openTab }) => {
      const store = await open(await openTab(), kind);
      const won = await store.evaluate((store) => Promise.all(Array.from({ length: 20 }, (_, i) => store.swap(0, [i]))));
      expect(won.filter(Boolean)).toHaveLength(1);
      expect(await store.evaluate((store) => store.read())).toEqual({ revision: 1, body: [won.indexOf(true)] });
    });
  }

  test("two stores on one adapter take turns", async ({ openTab }) => {
    const page = await openTab();
    const row = await page.evaluate(async () => {
      const texts = new Map();
      const adapter = { getItem: async (key) => texts.get(key), setItem: async (key, text) => void texts.set(key, text) };
      const stores = Array.from({ length: 5 }, () => openStore(adapter, "default"));
      await Promise.all(stores.flatMap((store) => Array.from({ length: 5 }, () => increment(store))));
      return stores[0].read();
    });
    expect(row).toEqual({ revision: 25, body: [25] });
  });
});

test.describe("tabs", () => {
  for (const kind of SEALED) {
    const openTabs = async (openTab) => {
      const first = await openTab();
      if (kind !== "session") return [first, ...(await Promise.all(Array.from({ length: 4 }, () => openTab())))];
      await swap(first, kind, 0, [0]); // makes the lineage that the others inherit
      return [first, ...(await Promise.all(Array.from({ length: 4 }, () => duplicate(first))))];
    };

    test(`${kind}: 5 tabs x 20 increments: every one counts once`, async ({ openTab }) => {
      const tabs = await openTabs(openTab);
      const work = (page) =>
        page.evaluate(async (kind) => {
          const store = openStore(kind, "default");
          for (let i = 0; i < 20; i++) await increment(store);
        }, kind);
      await Promise.all(tabs.map(work));
      for (const page of tabs) expect((await read(page, kind)).body).toEqual([100]);
    });

    test(`${kind}: survives a reload`, async ({ openTab }) => {
      const page = await openTab();
      await swap(page, kind, 0, ["kept"]);
      await page.reload();
      await loaded(page);
      expect(await read(page, kind)).toEqual({ revision: 1, body: ["kept"] });
    });

    test(`${kind}: names do not meet, nor do kinds`, async ({ openTab }) => {
      const page = await openTab();
      await swap(page, kind, 0, ["a"], "a");
      await swap(page, kind, 0, ["b"], "b");
      expect(await read(page, kind, "a")).toEqual({ revision: 1, body: ["a"] });
      expect(await read(page, kind, "b")).toEqual({ revision: 1, body: ["b"] });
      for (const other of SEALED.filter((other) => other !== kind)) {
        expect(await read(page, other, "a")).toEqual({ revision: 0, body: null });
      }
    });
  }

  for (const kind of ["local", "indexeddb"]) {
    test(`${kind}: of tabs that make the key at the same moment, all end with the same`, async ({ openTab }) => {
      const tabs = await Promise.all(Array.from({ length: 5 }, () => openTab()));
      const names = Array.from({ length: 20 }, (_, i) => `race-${i}`);
      const work = (page) =>
        page.evaluate(([kind, names]) => Promise.all(names.map((name) => increment(openStore(kind, name)))), [kind, names]);
      await Promise.all(tabs.map(work));
      for (const page of tabs) {
        const rows = await page.evaluate(
          ([kind, names]) => Promise.all(names.map((name) => openStore(kind, name).read())),
          [kind, names],
        );
        expect(rows).toEqual(names.map(() => ({ revision: 5, body: [5] })));
      }
    });

    test(`${kind}: another tab sees it at once, and writes on`, async ({ openTab }) => {
      const [one, two] = [await openTab(), await openTab()];
      await swap(one, kind, 0, ["one"]);
      expect(await read(two, kind)).toEqual({ revision: 1, body: ["one"] });
      await swap(two, kind, 1, ["two"]);
      expect(await read(one, kind)).toEqual({ revision: 2, body: ["two"] });
    });
  }

  test("local: a key that comes later than its row is waited for", async ({ openTab }) => {
    const [one, two] = [await openTab(), await openTab()];
    await swap(one, "local", 0, ["one"]);
    // The view of a process that has not heard of the key yet, until it does.
    await two.evaluate(() => {
      const { getItem } = Storage.prototype;
      Storage.prototype.getItem = () => null;
      addEventListener("storage", () => (Storage.prototype.getItem = getItem));
      window.row = openStore("local", "default").read();
    });
    await one.evaluate(() => localStorage.setItem("whatever", "it is"));
    expect(await two.evaluate(() => row)).toEqual({ revision: 1, body: ["one"] });
  });

  test("session: a tab that is duplicated before there is a row shares it all the same", async ({ openTab }) => {
    const original = await openTab();
    await read(original, "session");
    const copy = await duplicate(original);
    const won = await Promise.all([swap(original, "session", 0, ["original"]), swap(copy, "session", 0, ["copy"])]);
    expect(won.filter(Boolean)).toHaveLength(1);
    for (const page of [original, copy]) {
      expect(await read(page, "session")).toEqual({ revision: 1, body: [won[0] ? "original" : "copy"] });
    }
  });

  test("session: a duplicated tab shares the row, a new one does not see it", async ({ openTab }) => {
    const original = await openTab();
    await swap(original, "session", 0, ["mine"]);
    const copy = await duplicate(original);
    const stranger = await openTab();
    expect(await read(copy, "session")).toEqual({ revision: 1, body: ["mine"] });
    expect(await swap(copy, "session", 1, ["ours"])).toBe(true);
    expect(await read(original, "session")).toEqual({ revision: 2, body: ["ours"] });
    expect(await read(stranger, "session")).toEqual({ revision: 0, body: null });
    expect(await swap(stranger, "session", 0, ["theirs"])).toBe(true);
    expect(await read(original, "session")).toEqual({ revision: 2, body: ["ours"] });
  });

  test("session: the rows of tabs are deleted after 60 days, and no others", async ({ openTab }) => {
    const old = await openTab();
    await swap(old, "session", 0, ["old"]);
    await swap(old, "local", 0, ["old"]);
    const age = (kind, days) =>
      old.evaluate(
        ([kind, days]) => changeRow(kind, (row) => ({ ...row, touched: Date.now() - days * 86_400_000 })),
        [kind, days],
      );
    const kinds = async () => {
      const page = await openTab();
      await swap(page, "indexeddb", (await read(page, "indexeddb")).revision, ["other"]);
      await page.evaluate(() => openStore("session", "default").read());
      return page.evaluate(async () => (await rowsOf()).map(([[kind]]) => kind));
    };
    await age("local", 61);
    await age("session", 59);
    expect(await kinds()).toEqual(["indexeddb", "key", "local", "session"]);
    await age("session", 61);
    expect(await kinds()).toEqual(["indexeddb", "key", "local"]);
    await expectToStartAnew(old, "session", 0);
  });
});

test.describe("at rest", () => {
  test("no token is readable, and the key of indexeddb cannot be taken out", async ({ openTab }) => {
    const page = await openTab();
    for (const kind of SEALED) {
      await swap(page, kind, 0, [CANARY]);
      expect(await read(page, kind)).toEqual({ revision: 1, body: [CANARY] });
    }
    const text = await page.evaluate(() => storedText());
    for (const form of [CANARY, btoa(CANARY).slice(0, 12)]) expect(text).not.toContain(form);
    expect(text.match(/key, extractable: \w+/g)).toEqual(["key, extractable: false"]);
    const exported = page.evaluate(async () => {
      const [[, key]] = (await rowsOf()).filter(([[kind]]) => kind === "key");
      return crypto.subtle.exportKey("raw", key);
    });
    await expect(exported).rejects.toThrow("not extractable");
  });

  test("each row is sealed with an IV of its own", async ({ openTab }) => {
    const page = await openTab();
    const ivs = await page.evaluate(async () => {
      const store = openStore("indexeddb", "default");
      const seen = [];
      for (let i = 0; i < 10; i++) {
        await store.swap(i, ["the same"]);
        const [[, { iv }]] = (await rowsOf()).filter(([[kind]]) => kind === "indexeddb");
        seen.push(`${iv}`);
      }
      return seen;
    });
    expect(new Set(ivs).size).toBe(10);
    expect(ivs[0].split(",")).toHaveLength(12);
  });

  for (const kind of ["session", "local"]) {
    test(`${kind}: the key is in ${kind}Storage, and without it the row is closed for good`, async ({ openTab }) => {
      const page = await openTab();
      await swap(page, kind, 0, [CANARY]);
      const text = await page.evaluate((kind) => window[`${kind}Storage`].getItem("jotpass:default"), kind);
      expect(text).toMatch(/^[\w+/]{24}[\w+/]{43}=$/);
      expect(await page.evaluate(async () => (await rowsOf()).filter(([[kind]]) => kind === "key"))).toEqual([]);
      await page.evaluate((kind) => window[`${kind}Storage`].clear(), kind);
      expect((await read(page, kind)).body).toBe(null);
    });
  }
});

test.describe("damaged", () => {
  // What is done to a good row of revision 3, and the revision that is then read.
  const ROWS = {
    "is gone": [() => undefined, 0],
    "is null": [() => null, 0],
    "is a number": [() => 3, 0],
    "is a text": [() => "revision", 0],
    "is an array": [() => [], 0],
    "is empty": [() => ({}), 0],
    "is of a later version": [(row) => ({ ...row, version: 2 }), 3],
    "is of no version": [({ version, ...row }) => row, 3],
    "has no revision": [({ revision, ...row }) => row, 0],
    "has a text for a revision": [(row) => ({ ...row, revision: "3" }), 0],
    "has half a revision": [(row) => ({ ...row, revision: 3.5 }), 0],
    "has a negative revision": [(row) => ({ ...row, revision: -3 }), 0],
    "has NaN for a revision": [(row) => ({ ...row, revision: NaN }), 0],
    "has a revision too large to count": [(row) => ({ ...row, revision: 2 ** 53 }), 0],
    "has no content": [({ sealed, ...row }) => row, 3],
    "has text for content": [(row) => ({ ...row, sealed: "text" }), 3],
    "has empty content": [(row) => ({ ...row, sealed: new ArrayBuffer(0) }), 3],
    "has lost its end": [(row) => ({ ...row, sealed: row.sealed.slice(0, -1) }), 3],
    "has one bit turned": [
      (row) => {
        new Uint8Array(row.sealed)[0] ^= 1;
        return row;
      },
      3,
    ],
    "has no IV": [({ iv, ...row }) => row, 3],
    "has another IV": [(row) => ({ ...row, iv: new Uint8Array(12) }), 3],
    "has text for an IV": [(row) => ({ ...row, iv: "text" }), 3],
  };
  const fill = async (page, kind) => {
    await page.evaluate(async (kind) => {
      const store = openStore(kind, "default");
      for (let i = 0; i < 3; i++) await store.swap(i, [i]);
    }, kind);
    expect(await read(page, kind)).toEqual({ revision: 3, body: [2] });
  };

  for (const kind of SEALED) {
    test(`${kind}: a row that is not as it should be is nothing, and can be written over`, async ({ openTab }) => {
      const page = await openTab();
      for (const [what, [change, revision]] of Object.entries(ROWS)) {
        await test.step(what, async () => {
          await page.evaluate(() => once(indexedDB.deleteDatabase("jotpass"), "success").then(() => {}));
          await fill(page, kind);
          await page.evaluate(([kind, change]) => changeRow(kind, eval(change)), [kind, `${change}`]);
          await expectToStartAnew(page, kind, revision);
        });
      }
    });
  }

  const openedBy = (change) => (page) => page.evaluate((change) => changeRow("key", eval(change)), `${change}`);
  const KEYS = {
    "is gone": openedBy(() => undefined),
    "is a text": openedBy(() => "key"),
    "is another": openedBy(() => crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"])),
    "is one for something else": openedBy(() =>
      crypto.subtle.generateKey({ name: "AES-CBC", length: 256 }, false, ["encrypt", "decrypt"]),
    ),
  };
  for (const [what, change] of Object.entries(KEYS)) {
    test(`indexeddb: the key ${what}`, async ({ openTab }) => {
      const page = await openTab();
      await fill(page, "indexeddb");
      await change(page);
      await expectToStartAnew(page, "indexeddb", 3);
    });
  }

  test("indexeddb: the row opens and holds no JSON", async ({ openTab }) => {
    const page = await openTab();
    await fill(page, "indexeddb");
    await page.evaluate(async () => {
      const [[, key]] = (await rowsOf()).filter(([[kind]]) => kind === "key");
      await changeRow("indexeddb", async (row) => {
        const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv: row.iv }, key, new TextEncoder().encode("[1"));
        return { ...row, sealed };
      });
    });
    await expectToStartAnew(page, "indexeddb", 3);
  });

  const TEXTS = {
    "is empty": () => "",
    "is no key": () => "no key",
    "has lost its end": (text) => text.slice(0, 60),
    "has lost most of it": (text) => text.slice(0, 20),
    "is another": (text) => `${text.slice(0, 24)}${"A".repeat(43)}=`,
    "is spoilt": (text) => `${text.slice(0, 24)}!${text.slice(25)}`,
    "has something more": (text) => `${text}more`,
    "is what is kept without cryptography": () => JSON.stringify({ version: 1, revision: 9, body: ["a".repeat(50)] }),
  };
  for (const kind of ["session", "local"]) {
    for (const [what, change] of Object.entries(TEXTS)) {
      test(`${kind}: the text of the key ${what}`, async ({ openTab }) => {
        const page = await openTab();
        await fill(page, kind);
        await page.evaluate(
          ([kind, change]) => {
            const place = window[`${kind}Storage`];
            place.setItem("jotpass:default", eval(change)(place.getItem("jotpass:default")));
          },
          [kind, `${change}`],
        );
        await expectToStartAnew(page, kind, (await read(page, kind)).revision);
      });
    }
  }

  test("custom: whatever the adapter gives", async ({ openTab }) => {
    const page = await openTab();
    const results = await page.evaluate(async () => {
      const row = (changes) => JSON.stringify({ version: 1, revision: 3, body: [2], ...changes });
      const given = [
        [null, 0], [undefined, 0], ["", 0], ["null", 0], ["3", 0], ['"text"', 0], ["[]", 0], ["{}", 0], ["{", 0], ["no JSON", 0],
        [7, 0], [{}, 0], [Symbol(), 0], [row({ version: 2 }), 3], [row({ version: undefined }), 3], [row({ body: undefined }), 3],
        [row({ revision: "3" }), 0], [row({ revision: 3.5 }), 0], [row({ revision: -3 }), 0], [row({ revision: 2 ** 53 }), 0],
      ];
      const wrong = [];
      for (let [kept, expected] of given) {
        const store = openStore({ getItem: () => kept, setItem: (_, text) => void (kept = text) }, "default");
        const label = String(kept);
        const { revision, body } = await store.read();
        const swapped = await store.swap(revision, ["anew"]);
        const after = JSON.stringify(await store.read());
        const isRight =
          revision === expected && body === null && swapped && after === `{"revision":${revision + 1},"body":["anew"]}`;
        if (!isRight) wrong.push([label, revision, body, swapped, after]);
      }
      return wrong;
    });
    expect(results).toEqual([]);
  });
});
