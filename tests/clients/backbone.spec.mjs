// Backbone through its sync: what the article's override breaks stays whole.
import { expect, open, revoke, seen, test } from "../support/clients.mjs";
import { describeRules } from "./rules.mjs";

test.use({ client: "backbone" });
test.describe("backbone", () => describeRules({ aborted: { statusText: "abort" } }));

test.describe("a model", () => {
  test.beforeEach(async ({ page, server }) => {
    await open(page);
    await server.clearLog();
  });

  test("gives back the jqXHR, as do its options and its request event", async ({ page }) => {
    const told = await page.evaluate(async () => {
      const model = new Backbone.Model();
      let announced;
      model.on("request", (_, request) => (announced = request));
      const given = await new Promise((success) => {
        const request = model.fetch({ url: "/api/something", success: (...args) => success([request, ...args]) });
      });
      const [request, sender, , { xhr }] = given;
      return [request === xhr, request === announced, sender === model, request.status, typeof request.getResponseHeader];
    });
    expect(told).toEqual([true, true, true, 200, "function"]);
  });

  test("keeps the caller's options, and writes nothing into its headers", async ({ page }) => {
    const [echo, keys] = await page.evaluate(async () => {
      const headers = { "X-Mine": "yes" };
      const beforeSend = (jqXHR) => void jqXHR.setRequestHeader("X-Too", "yes");
      const options = { url: "/api/echo", headers, beforeSend, data: { a: "1" } };
      const answer = await Backbone.sync("read", new Backbone.Model(), options);
      return [answer, Object.keys(headers)];
    });
    expect(echo).toMatchObject({ path: "/api/echo?a=1", headers: { "x-mine": "yes", "x-too": "yes" } });
    expect(keys).toEqual(["X-Mine"]);
  });

  test("takes options that were used before", async ({ page, server }) => {
    await page.evaluate(async () => {
      const options = { url: "/api/something" };
      await Backbone.sync("read", new Backbone.Model(), options);
      await Backbone.sync("read", new Backbone.Model(), options);
      await Backbone.sync("read", new Backbone.Model({}, { url: "/api/something" }), { url: "/api/something" });
    });
    expect(await seen(server)).toEqual(Array(3).fill("GET /api/something x-access-token 200"));
  });

  for (const [what, act, method] of [
    ["save", `new (Backbone.Model.extend({ url: "/api/echo" }))({ a: 1 }).save()`, "POST"],
    ["save with an id", `new (Backbone.Model.extend({ url: "/api/echo" }))({ id: 1 }).save()`, "PUT"],
    ["save with patch", `new (Backbone.Model.extend({ url: "/api/echo" }))({ id: 1 }).save({ b: 2 }, { patch: true })`, "PATCH"],
    ["destroy", `new (Backbone.Model.extend({ url: "/api/echo" }))({ id: 1 }).destroy()`, "DELETE"],
    ["emulateHTTP", `new (Backbone.Model.extend({ url: "/api/echo" }))({ id: 1 }).save({}, { emulateHTTP: true })`, "POST"],
    ["a collection's create", `new Promise((success) => new (Backbone.Collection.extend({ url: "/api/echo" }))().create({ a: 1 }, { success: (model) => success(model.toJSON()) }))`, "POST"],
  ]) {
    test(`sends: ${what}`, async ({ page }) => {
      expect(await page.evaluate(`(async () => await ${act})()`)).toMatchObject({ method, headers: { "x-access-token": "[redacted]" } });
    });
  }

  test("tells an error as Backbone does, after one replay", async ({ page, server }) => {
    await server.faults.add({ path: "/api/something", kind: "status", status: 401 });
    const told = await page.evaluate(
      () =>
        new Promise((resolve) => {
          const error = (model, { status, responseJSON }, { textStatus, errorThrown }) =>
            resolve([model instanceof Backbone.Model, status, responseJSON.error, textStatus, errorThrown]);
          new Backbone.Model().fetch({ url: "/api/something", error });
        }),
    );
    expect(told).toEqual([true, 401, "fault", "error", "Unauthorized"]);
    expect((await seen(server)).filter((line) => line.startsWith("GET"))).toHaveLength(2);
  });

  test("with a sync of its own may call ours", async ({ page, server }) => {
    await revoke(page, server);
    const message = await page.evaluate(async () => {
      const sync = (method, model, options) => Backbone.sync(method, model, { ...options, url: "/api/something" });
      const model = new (Backbone.Model.extend({ sync }))();
      await model.fetch();
      return model.get("message");
    });
    expect(message).toMatch(/^Hello/);
  });
});
