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
      const expired = when(make(), "expired");
      const session = await auth.login(me);
      const event = await expired;
      return { same: event.session === session, names: Object.keys(event), status: auth.status, now: auth.session };
    });
    expect(told).toEqual({ same: true, names: ["session"], status: "expired", now: null });
  });

  test("a whole life is told in order, each once", async ({ page }) => {
    const events = await page.evaluate(async () => {
      const events = record(make());
      const expired = when(auth, "expired");
      await auth.login(me);
      await expired;
      await auth.logout();
      return events;
    });
    expect(events).toEqual(["signed-in", "expired", "signed-out"]);
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

test("a listener may call every method from every event", async ({ page }) => {
  const result = await page.evaluate(async () => {
    const types = [];
    const calls = [];
    // Many of these supersede each other, as they must.
    const keep = (call) => calls.push(call.catch(() => {}));
    make();
    const everything = (type) => () => {
      keep(auth.fetch("/api/public"));
      keep(auth.url("/api/something"));
      keep(auth.token());
      keep(auth.ready);
      auth.install()();
      auth.on("expired", () => {})();
      auth.subscribe(() => {})();
      auth.explain("/api");
      keep(Promise.resolve([auth.status, auth.session]));
      // Once each, or they would be each other's cause for ever.
      if (types.includes(type)) return;
      types.push(type);
      keep(auth.login({ ...me, password: "wrong" }));
      keep(auth.adopt({ accessToken: "opaque", expiresIn: 0 }));
      keep(auth.logout());
    };
    for (const type of ["signed-in", "expired", "signed-out"]) auth.on(type, everything(type));
    await auth.adopt({ accessToken: "opaque", expiresIn: 0 });
    // What is called while others are awaited counts too.
    for (let awaited = 0; awaited < calls.length; ) {
      awaited = calls.length;
      await Promise.all(calls);
    }
    return { types: types.sort(), works: (await auth.login(me)).user.username };
  });
  expect(result).toEqual({ types: ["expired", "signed-in", "signed-out"], works: "ann" });
});

test("a listener may close the object from any event", async ({ page }) => {
  const closed = await page.evaluate(async () => {
    make().on("signed-in", () => auth.close());
    await auth.login(me).catch(() => {});
    return [auth.status, auth.session];
  });
  expect(closed).toEqual(["signed-out", null]);
});
