// What tabs say to each other, and their lock, by themselves: from the source, in real tabs.
import { expect, test as base } from "../support/stores.mjs";

/**
 * `openTab(init)`: a new tab with the modules, after this function has run in it. `tabs` is what openTabs("default") gave
 * there, and `next()` waits for what it hears.
 */
const test = base.extend({
  openTab: async ({ openTab }, use) => {
    await use(async (init = () => {}) => {
      const page = await openTab(init);
      await page.evaluate(() => {
        const heard = [];
        const waiting = [];
        window.hear = (message) => (waiting.length ? waiting.shift()(message) : heard.push(message));
        window.next = () => (heard.length ? heard.shift() : new Promise((resolve) => waiting.push(resolve)));
        window.tabs = openTabs("default", hear);
      });
      return page;
    });
  },
});

const tell = (page, message) => page.evaluate((message) => tabs.tell(message), message);
const next = (page) => page.evaluate(() => next());

/** Takes the lock and keeps its release function; false when it was not to be had. */
const lock = (page, ms) => page.evaluate(async (ms) => Boolean((window.release = await tabs.lock(ms))), ms);
const release = (page) => page.evaluate(() => void release());
/** How many hold the lock, and how many wait for it. */
const locks = (page) =>
  page.evaluate(async () => {
    const { held, pending } = await navigator.locks.query();
    return [held.length, pending.length];
  });

test.describe("news", () => {
  test("are heard by the other tabs, in order, and not by the teller", async ({ openTab }) => {
    const [one, two, three] = [await openTab(), await openTab(), await openTab()];
    await tell(one, "look");
    await tell(one, { at: [1, null] });
    for (const page of [two, three]) {
      expect(await next(page)).toBe("look");
      expect(await next(page)).toEqual({ at: [1, null] });
    }
    await tell(two, "back");
    expect(await next(one)).toBe("back");
    expect(await one.evaluate(() => tabs.isDeaf)).toBe(false);
  });

  test("of another name are not heard", async ({ openTab }) => {
    const [one, two] = [await openTab(), await openTab()];
    await one.evaluate(() => openTabs("other", () => {}).tell("for others"));
    await tell(one, "for us");
    expect(await next(two)).toBe("for us");
  });

  test("are not heard in a pause, nor after it", async ({ openTab }) => {
    const [one, two, three] = [await openTab(), await openTab(), await openTab()];
    await two.evaluate(() => tabs.pause());
    await tell(one, "stale");
    expect(await next(three)).toBe("stale");
    await two.evaluate(() => {
      tabs.resume();
      tabs.resume();
    });
    await tell(one, "fresh");
    expect(await next(two)).toBe("fresh");
    await tell(one, "once");
    expect(await next(two)).toBe("once");
  });

  test("told just before a pause are sent", async ({ openTab }) => {
    const [one, two] = [await openTab(), await openTab()];
    await one.evaluate(() => {
      tabs.tell("goodbye");
      tabs.pause();
    });
    expect(await next(two)).toBe("goodbye");
  });

  test("end with close()", async ({ openTab }) => {
    const [one, two, three] = [await openTab(), await openTab(), await openTab()];
    await two.evaluate(() => {
      tabs.close();
      tabs.resume();
      tabs.tell("from the grave");
      // Of two channels of a page the older is told first: when this one has heard, the closed one would have, too.
      window.later = openTabs("default", hear);
    });
    await tell(one, "anybody?");
    expect(await next(two)).toBe("anybody?");
    await tell(one, "just once?");
    expect(await next(two)).toBe("just once?");
    expect([await next(three), await next(three)]).toEqual(["anybody?", "just once?"]);
  });

  test("that cannot be told hurt nobody", async ({ openTab }) => {
    const [one, two] = [await openTab(), await openTab()];
    await one.evaluate(() => {
      tabs.tell(() => {});
      tabs.pause();
      tabs.pause();
      tabs.tell("while paused");
      tabs.resume();
      tabs.tell("after");
    });
    expect(await next(two)).toBe("after");
  });

  const DEAF = {
    "is missing": () => delete window.BroadcastChannel,
    "throws": () => {
      window.BroadcastChannel = class {
        constructor() {
          throw new DOMException("no", "SecurityError");
        }
      };
    },
  };
  for (const [what, init] of Object.entries(DEAF)) {
    test(`BroadcastChannel ${what}: deaf, and nothing throws`, async ({ openTab }) => {
      const page = await openTab(init);
      const isDeaf = await page.evaluate(() => {
        tabs.tell("look");
        tabs.pause();
        tabs.resume();
        tabs.close();
        return tabs.isDeaf;
      });
      expect(isDeaf).toBe(true);
    });
  }
});

test.describe("the lock", () => {
  test("is held by one, and handed over when it lets go", async ({ openTab }) => {
    const [one, two] = [await openTab(), await openTab()];
    expect(await lock(one, 1000)).toBe(true);
    const waiting = lock(two, 10_000);
    await expect.poll(() => locks(one)).toEqual([1, 1]);
    await release(one);
    expect(await waiting).toBe(true);
    // Once more says nothing about the lock of the other.
    await release(one);
    expect(await locks(one)).toEqual([1, 0]);
    await release(two);
    await expect.poll(() => locks(one)).toEqual([0, 0]);
  });

  test("is one per name", async ({ openTab }) => {
    const page = await openTab();
    expect(await lock(page, 1000)).toBe(true);
    expect(await page.evaluate(async () => Boolean(await openTabs("other", () => {}).lock(1000)))).toBe(true);
  });

  test("is not waited for longer than was said, and then not asked for any more", async ({ openTab }) => {
    const [one, two] = [await openTab(), await openTab()];
    await lock(one, 1000);
    const waited = await two.evaluate(async () => {
      const started = performance.now();
      return [await tabs.lock(300), performance.now() - started];
    });
    expect(waited[0]).toBe(null);
    expect(waited[1]).toBeGreaterThan(290);
    expect(waited[1]).toBeLessThan(1500);
    expect(await locks(one)).toEqual([1, 0]);
    await release(one);
    await expect.poll(() => locks(one)).toEqual([0, 0]);
    expect(await lock(two, 1000)).toBe(true);
  });

  test("is kept beyond the time that was to be waited", async ({ openTab }) => {
    const [one, two] = [await openTab(), await openTab()];
    expect(await lock(one, 200)).toBe(true);
    expect(await two.evaluate(() => tabs.lock(600))).toBe(null);
    expect(await locks(one)).toEqual([1, 0]);
  });

  test("of a tab that is closed goes to the next", async ({ openTab }) => {
    const [one, two] = [await openTab(), await openTab()];
    await lock(one, 1000);
    const waiting = lock(two, 10_000);
    await expect.poll(() => locks(two)).toEqual([1, 1]);
    await one.close();
    expect(await waiting).toBe(true);
  });

  test("that comes at the very moment the wait ends is either given or let go", async ({ openTab }) => {
    const [one, two] = [await openTab(), await openTab()];
    const work = (page) =>
      page.evaluate(async () => {
        let given = 0;
        for (let i = 0; i < 200; i++) {
          const release = await tabs.lock(i % 4);
          if (!release) continue;
          given++;
          await new Promise((resolve) => setTimeout(resolve, i % 3));
          release();
        }
        return given;
      });
    const given = await Promise.all([work(one), work(two)]);
    expect(given[0] + given[1]).toBeGreaterThan(0);
    await expect.poll(() => locks(one)).toEqual([0, 0]);
  });

  test("that is granted after all is let go", async ({ openTab }) => {
    const page = await openTab(() => {
      // Says that it was aborted, and grants it then.
      LockManager.prototype.request = (_, { signal }, callback) =>
        new Promise((_, reject) => {
          signal.onabort = () => {
            window.late = Promise.resolve(callback({})).then(() => "let go");
            reject(signal.reason);
          };
        });
    });
    expect(await page.evaluate(async () => [await tabs.lock(50), await late])).toEqual([null, "let go"]);
  });

  const NONE = {
    "are missing": () => delete Navigator.prototype.locks,
    "throw": () => {
      LockManager.prototype.request = () => {
        throw new DOMException("no", "SecurityError");
      };
    },
    "refuse": () => {
      LockManager.prototype.request = async () => {
        throw new DOMException("no", "SecurityError");
      };
    },
  };
  for (const [what, init] of Object.entries(NONE)) {
    test(`Web Locks ${what}: there is none, at once`, async ({ openTab }) => {
      expect(await (await openTab(init)).evaluate(() => tabs.lock(60_000))).toBe(null);
    });
  }
});
