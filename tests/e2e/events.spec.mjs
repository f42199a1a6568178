// Who is told what, when, and in which order.
import { expect, open, test, withLife } from "../support/jotpass.mjs";

test.beforeEach(({ page }) => open(page));

test("signed-in comes before login() settles, with the session", async ({ page }) => {
  const order = await page.evaluate(async () => {
    const order = [];
    make().on("signed-in", (event) => order.push(["event", Object.keys(event), event.session === auth.session]));
    await auth.login(me).then((session) => order.push(["settled", session === auth.session]));
    return order;
  });
  expect(order).toEqual([["event", ["session"], true], ["settled", true]]);
});

test("signed-out comes before logout() settles, with the reason", async ({ page }) => {
  const order = await page.evaluate(async () => {
    const order = [];
    await make().login(me);
    auth.on("signed-out", (event) => order.push(["event", event, auth.status]));
    await auth.logout().then(() => order.push(["settled"]));
    return order;
  });
  expect(order).toEqual([["event", { reason: "logout" }, "signed-out"], ["settled"]]);
});

test.describe("when a token lives for a second", () => {
  test.use({ serverArgs: withLife("1s") });

  test("expired comes by itself, with the session that was", async ({ page }) => {
    const told = await page.evaluate(async () => {
      const expired = when(make({ refresh: false }), "expired");
      const session = await auth.login(me);
      const event = await expired;
      return { same: event.session === session, names: Object.keys(event), status: auth.status, now: auth.session };
    });
    expect(told).toEqual({ same: true, names: ["session"], status: "expired", now: null });
  });

  test("a whole life is told in order, each once", async ({ page }) => {
    const events = await page.evaluate(async () => {
      const events = record(make({ refresh: false }));
      const expired = when(auth, "expired");
      await auth.login(me);
      await expired;
      await auth.logout();
      return events;
    });
    expect(events).toEqual(["signed-in", "expired", "login-required", "signed-out"]);
  });
});

test("nothing is told of what did not happen", async ({ page }) => {
  const events = await page.evaluate(async () => {
    const events = record(make());
    await auth.login({ ...me, password: "wrong" }).catch(() => {});
    await auth.logout();
    auth.close();
    return events;
  });
  expect(events).toEqual([]);
});

test("a listener that was taken off is told nothing more", async ({ page }) => {
  const told = await page.evaluate(async () => {
    let told = 0;
    const stop = make().on("signed-in", () => told++);
    await auth.login(me);
    stop();
    stop();
    await auth.login(me);
    return told;
  });
  expect(told).toBe(1);
});

test("a listener added twice is told twice, and taken off once at a time", async ({ page }) => {
  const told = await page.evaluate(async () => {
    let told = 0;
    const listener = () => told++;
    const stop = make().on("signed-in", listener);
    auth.on("signed-in", listener);
    await auth.login(me);
    stop();
    await auth.login(me);
    return told;
  });
  expect(told).toBe(3);
});

test("subscribe() tells of loading, of every change, and stops", async ({ page }) => {
  const states = await page.evaluate(async () => {
    const states = [];
    const stop = make().subscribe(() => states.push([auth.status, auth.session !== null]));
    await auth.ready;
    await auth.login(me);
    await auth.logout();
    stop();
    await auth.login(me);
    return states;
  });
  expect(states).toEqual([["signed-out", false], ["signed-in", true], ["signed-out", false]]);
});

test("a listener that throws disturbs nobody, and the page hears of it", async ({ page, pageErrors }) => {
  const heard = page.waitForEvent("pageerror");
  const result = await page.evaluate(async () => {
    const told = [];
    make().on("signed-in", () => {
      throw new Error("a listener's own fault");
    });
    auth.on("signed-in", () => told.push("next"));
    auth.subscribe(() => told.push(auth.status));
    await auth.ready;
    await auth.login(me);
    return { told, status: (await auth.fetch("/api/something")).status };
  });
  expect(result).toEqual({ told: ["signed-out", "next", "signed-in"], status: 200 });
  expect((await heard).message).toBe("a listener's own fault");
  expect(pageErrors.splice(0)).toEqual(["a listener's own fault"]);
});

test.describe("from any event, a listener may", () => {
  const TYPES = ["signed-in", "renewed", "user-changed", "expiring", "expired", "login-required", "signed-out"];
  // By a storage of the app's that fails.
  const inPage = (isolation) => (isolation === "page" ? [...TYPES, "warning"] : TYPES);

  /** Puts `provoke(type)` on the page: makes an `Auth` object, which `prepare` gets, and lets the event happen. */
  test.beforeEach(({ page }) =>
    page.evaluate(() => {
      const opaque = { accessToken: "opaque" };
      const fails = () => Promise.reject(new Error("full"));
      const ways = {
        "signed-in": () => auth.login(me),
        renewed: () => auth.login(me).then(() => auth.refresh()),
        "user-changed": () => auth.adopt({ ...opaque, user: { id: 1 } }).then(() => auth.adopt({ ...opaque, user: { id: 2 } })),
        expiring: () => auth.adopt({ ...opaque, expiresIn: 1.2 }),
        expired: () => auth.adopt({ ...opaque, expiresIn: 0 }),
        "login-required": () => auth.adopt({ ...opaque, expiresIn: 0 }),
        "signed-out": () => auth.login(me).then(() => auth.logout()),
        warning: () => auth.ready,
      };
      window.provoke = async (type, prepare) => {
        make(type === "warning" ? { storage: { getItem: fails, setItem: fails } } : {});
        const happened = when(auth, type);
        prepare();
        // What the listener does may well be this call's end.
        await Promise.all([happened, ways[type]().catch(() => {})]);
      };
    }),
  );

  test("pain 9: call every method, without a throw or an end to the waiting", async ({ page, isolation }) => {
    const types = inPage(isolation);
    const works = await page.evaluate(async (types) => {
      /** Calls everything from this event and from all that come after it. */
      const callAll = (tested, calls) => {
        const seen = [];
        let isOn = false;
        const keep = (...made) => made.forEach((call) => calls.push(Promise.resolve(call).catch(() => {})));
        const listener = (type) => () => {
          isOn ||= type === tested;
          if (!isOn) return;
          keep(auth.fetch("/api/public"), auth.url("/api/something"), auth.token(), auth.ready, auth.status, auth.session);
          auth.install()();
          auth.on("expired", () => {})();
          auth.subscribe(() => {})();
          auth.explain("/api");
          // Once each, or they would be each other's cause for ever.
          if (seen.includes(type)) return;
          seen.push(type);
          keep(auth.refresh(), auth.login({ ...me, password: "wrong" }), auth.adopt({ accessToken: "opaque", expiresIn: 0 }));
          keep(auth.login(me), auth.refresh(), auth.logout(), auth.refresh());
        };
        for (const type of types) auth.on(type, listener(type));
        return seen;
      };
      const works = [];
      for (const type of types) {
        const calls = [];
        let seen;
        await provoke(type, () => (seen = callAll(type, calls)));
        // What is called while others are awaited counts too.
        for (let awaited = 0; awaited < calls.length; ) {
          awaited = calls.length;
          await Promise.all(calls);
        }
        works.push([
          type,
          seen.includes(type),
          (await auth.login(me)).user.username,
          (await auth.fetch("/api/something")).status,
        ]);
        auth.close();
      }
      return works;
    }, types);
    expect(works).toEqual(types.map((type) => [type, true, "ann", 200]));
  });

  test("close the object", async ({ page, isolation }) => {
    const types = inPage(isolation);
    const closed = await page.evaluate(async (types) => {
      const closed = [];
      for (const type of types) {
        await provoke(type, () => auth.on(type, () => auth.close()));
        closed.push([type, auth.status, auth.session, await auth.fetch("/api/something").catch((error) => error.code)]);
      }
      return closed;
    }, types);
    expect(closed).toEqual(types.map((type) => [type, "signed-out", null, "closed"]));
  });
});
