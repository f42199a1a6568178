// The token as a field of a form (`attach.field`; RFC 6750, section 2.2): in a body of that type, in no other, and never beside
// the header. Read off the wire; that it was right, the real server says, whose /api/form takes the field and nothing else.
import { REFRESH, expect, nextRequest, renewals, revoke, seen, signIn, test } from "../support/jotpass.mjs";

const FIELD = { refresh: REFRESH, attach: { to: ["/api"], field: "access_token" } };
const URLENCODED = "application/x-www-form-urlencoded";

/** Does it on the page, and gives the request to this path and what the work gave. */
async function send(page, path, work, ...args) {
  const request = nextRequest(page, path);
  const status = await page.evaluate(work, ...args);
  return { ...(await request), status };
}
const tokenOf = (page) => page.evaluate(() => auth.token());
/** The fields of a body, the token by its name. */
const fieldsOf = (body, token) => [...new URLSearchParams(body)].map(([name, value]) => [name, value === token ? "TOKEN" : value]);

test.describe("an urlencoded body carries the token as its last field, and no header does", () => {
  for (const [what, work] of [
    ["URLSearchParams", () => auth.fetch("/api/form", { method: "POST", body: new URLSearchParams({ a: "1", b: "zoë" }) })],
    ["text", (type) => auth.fetch("/api/form", { method: "POST", body: "a=1&b=zo%C3%AB", headers: { "content-type": type } })],
    ["a Blob", (type) => auth.fetch("/api/form", { method: "POST", body: new Blob(["a=1&b=zo%C3%AB"], { type }) })],
    ["bytes, with a charset", (type) => {
      const headers = { "Content-Type": `${type.toUpperCase()}; charset=UTF-8` };
      return auth.fetch("/api/form", { method: "POST", body: new TextEncoder().encode("a=1&b=zo%C3%AB"), headers });
    }],
    ["a Request", () => auth.fetch(new Request("/api/form", { method: "POST", body: new URLSearchParams("a=1&b=zoë") }))],
  ]) {
    test(what, async ({ page, server }) => {
      await signIn(page, FIELD);
      const source = `(async (type) => (await (${work})(type)).status)(${JSON.stringify(URLENCODED)})`;
      const { body, headers, status } = await send(page, "/api/form", source);
      const token = await tokenOf(page);
      expect(fieldsOf(body, token)).toEqual([["a", "1"], ["b", "zoë"], ["access_token", "TOKEN"]]);
      expect([headers["x-access-token"], headers.authorization]).toEqual([undefined, undefined]);
      expect(headers["content-type"].toLowerCase()).toContain(URLENCODED);
      expect(status).toBe(200);
      expect((await seen(server)).at(-1)).toBe("POST /api/form form 200");
    });
  }

  test("whose own bytes stay as they are", async ({ page }) => {
    await signIn(page, FIELD);
    for (const [own, joint] of [["a=%20+b&a=2&&=&%zz", "&"], ["", ""], ["a", "&"]]) {
      const { body, status } = await send(page, "/api/form", async ([body, type]) => {
        return (await auth.fetch("/api/form", { method: "POST", body, headers: { "content-type": type } })).status;
      }, [own, URLENCODED]);
      expect([body, status]).toEqual([`${own}${joint}access_token=${await tokenOf(page)}`, 200]);
    }
  });

  test("by PUT and PATCH, too, and without the scheme of the header", async ({ page }) => {
    await signIn(page, { ...FIELD, attach: { ...FIELD.attach, header: "authorization" } });
    for (const method of ["PUT", "PATCH"]) {
      const { body, headers, status } = await send(page, "/api/something", async (method) => {
        return (await auth.fetch("/api/something", { method, body: new URLSearchParams("a=1") })).status;
      }, method);
      expect([body, headers.authorization, status]).toEqual([`a=1&access_token=${await tokenOf(page)}`, undefined, 200]);
    }
  });

  test("through the page's own fetch and XMLHttpRequest while it is installed", async ({ page, server }) => {
    await signIn(page, FIELD);
    await page.evaluate(async () => {
      auth.install({ fetch: true, xhr: true });
      await fetch("/api/form", { method: "POST", body: new URLSearchParams("a=1") });
      await new Promise((resolve) => {
        const xhr = new XMLHttpRequest();
        xhr.open("POST", "/api/form");
        xhr.onloadend = resolve;
        xhr.send(new URLSearchParams("a=1"));
      });
    });
    expect((await seen(server)).slice(1)).toEqual(Array(2).fill("POST /api/form form 200"));
  });

  test("with keepalive, too", async ({ page, server }) => {
    await signIn(page, FIELD);
    const { status } = await send(page, "/api/form", async () => {
      return (await auth.fetch("/api/form", { method: "POST", keepalive: true, body: new URLSearchParams("a=1") })).status;
    });
    expect(status).toBe(200);
    expect((await seen(server)).at(-1)).toBe("POST /api/form form 200");
  });
});

test.describe("any other request carries the header, and its body is left alone:", () => {
  for (const [what, init] of [
    ["GET", {}],
    ["POST without a body", { method: "POST" }],
    ["JSON", { method: "POST", body: '{"a":1}', headers: { "content-type": "application/json" } }],
    ["text that looks like a form", { method: "POST", body: "a=1" }],
    ["a type that only begins alike", { method: "POST", body: "a=1", headers: { "content-type": `${URLENCODED}-not` } }],
  ]) {
    test(what, async ({ page }) => {
      await signIn(page, FIELD);
      const { headers, status: echo } = await send(page, "/api/echo", async (init) => (await auth.fetch("/api/echo", init)).json(), init);
      expect([echo.body, headers["x-access-token"]]).toEqual([init.body ?? "", await tokenOf(page)]);
    });
  }

  test("FormData, which is multipart", async ({ page, server }) => {
    await signIn(page, FIELD);
    const { headers, status } = await send(page, "/api/something", async () => {
      const body = new FormData();
      body.set("a", "1");
      return (await auth.fetch("/api/something", { method: "POST", body })).status;
    });
    expect([headers["x-access-token"], status]).toEqual([await tokenOf(page), 200]);
    expect((await seen(server)).at(-1)).toBe("POST /api/something x-access-token 200");
  });
});

test.describe("what the caller set itself stands, and is the caller's to renew:", () => {
  test("a field of that name", async ({ page, server }) => {
    await signIn(page, FIELD);
    const { headers, status } = await send(page, "/api/form", async () => {
      return (await auth.fetch("/api/form", { method: "POST", body: new URLSearchParams("access_token=mine&a=1") })).status;
    });
    expect([headers["x-access-token"], status]).toEqual([undefined, 401]);
    expect(await seen(server)).toEqual(["POST /api/token bare 200", "POST /api/form form 401"]);
    const echoed = await page.evaluate(async () => {
      const body = new URLSearchParams({ access_token: await auth.token(), a: 1 });
      return (await (await auth.fetch("/api/echo", { method: "POST", body })).json()).body;
    });
    expect(echoed).toBe("access_token=[redacted]&a=1");
  });

  test("the header, and then there is no field", async ({ page, server }) => {
    await signIn(page, FIELD);
    const { body, headers, status } = await send(page, "/api/something", async () => {
      const headers = { "x-access-token": "mine" };
      return (await auth.fetch("/api/something", { method: "POST", headers, body: new URLSearchParams("a=1") })).status;
    });
    expect([body, headers["x-access-token"], status]).toEqual(["a=1", "mine", 401]);
    expect(await renewals(server)).toBe(0);
  });

  test("its Request, whose body it can still read", async ({ page }) => {
    await signIn(page, FIELD);
    const left = await page.evaluate(async () => {
      const request = new Request("/api/form", { method: "POST", body: new URLSearchParams("a=1") });
      const { status } = await auth.fetch(request.clone());
      return [status, await request.text()];
    });
    expect(left).toEqual([200, "a=1"]);
  });
});

test.describe("a refused form", () => {
  test("is sent again with the new token, and the same fields", async ({ page, server }) => {
    await signIn(page, FIELD);
    const first = await tokenOf(page);
    await revoke(page, server);
    const bodies = [];
    page.on("request", (request) => request.url().endsWith("/api/form") && bodies.push(request.postData()));
    const status = await page.evaluate(async () => {
      return (await auth.fetch("/api/form", { method: "POST", body: new URLSearchParams("a=1&b=2") })).status;
    });
    const second = await tokenOf(page);
    expect(second).not.toBe(first);
    expect(bodies).toEqual([`a=1&b=2&access_token=${first}`, `a=1&b=2&access_token=${second}`]);
    expect(status).toBe(200);
    expect(await seen(server)).toEqual(["POST /api/form form 401", `POST ${REFRESH.url} bare 200`, "POST /api/form form 200"]);
  });

  test("of twenty costs one renewal", async ({ page, server }) => {
    await signIn(page, FIELD);
    await revoke(page, server);
    const statuses = await page.evaluate(() => {
      const post = async (_, i) => (await auth.fetch(`/api/form?${i}`, { method: "POST", body: new URLSearchParams({ i }) })).status;
      return Promise.all(Array.from({ length: 20 }, post));
    });
    expect(statuses).toEqual(Array(20).fill(200));
    expect(await renewals(server)).toBe(1);
  });
});

test.describe("no token goes along", () => {
  test("to a place that is not listed", async ({ page, server }) => {
    await signIn(page, FIELD);
    const { body, headers } = await send(page, "/stranger", async (url) => {
      return (await auth.fetch(url, { method: "POST", body: new URLSearchParams("a=1") })).status;
    }, `${server.thirdParty}/stranger`);
    expect([body, headers["x-access-token"]]).toEqual(["a=1", undefined]);
  });

  test("while nobody is signed in", async ({ page }) => {
    await signIn(page, FIELD);
    await page.evaluate(() => auth.logout());
    const { body, status } = await send(page, "/api/form", async () => {
      return (await auth.fetch("/api/form", { method: "POST", body: new URLSearchParams("a=1") })).status;
    });
    expect([body, status]).toEqual(["a=1", 401]);
  });

  for (const header of ["x-access-token", "authorization"]) {
    test(`along a redirect to a stranger, where the header would be ${header}`, async ({ page, server }) => {
      await signIn(page, { ...FIELD, attach: { ...FIELD.attach, header } });
      await server.faults.add({ path: "/api/form", kind: "redirect", to: `${server.thirdParty}/thief`, status: 307 });
      const outcome = await page.evaluate(() =>
        auth.fetch("/api/form", { method: "POST", body: new URLSearchParams("a=1") }).catch((error) => error.code),
      );
      expect(outcome).toBe("redirect-refused");
      const { entries } = await server.log();
      expect(entries.filter(({ origin }) => origin === "third-party")).toEqual([]);
    });
  }
});
