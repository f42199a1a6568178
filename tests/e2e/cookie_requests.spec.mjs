// What a request of a session in cookies carries: credentials and the double-submit CSRF header to listed places, and nothing
// anywhere else. Read off the wire.
import { REFRESH, expect, nextRequest, open, seen, signIn, test } from "../support/jotpass.mjs";

const COOKIES = { tokenUrl: "/api/token?cookie=all", refresh: REFRESH, attach: { to: ["/api"], cookie: true } };
/** The value of the session's CSRF token, as any script of the page reads it. */
const csrfOf = (page) => page.evaluate(() => document.cookie.replace("XSRF-TOKEN=", ""));

/** Does it on the page, and gives the request to this path. */
async function sent(page, path, work, ...args) {
  const request = nextRequest(page, path);
  await page.evaluate(work, ...args);
  return request;
}

test.describe("a listed request carries the cookie and the CSRF header", () => {
  for (const method of ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]) {
    test(method, async ({ page }) => {
      await signIn(page, COOKIES);
      const body = /GET|HEAD/.test(method) ? undefined : "12345";
      const { headers } = await sent(page, "/api/something", (init) => auth.fetch("/api/something", init).then(() => null), { method, body });
      expect(headers.cookie).toMatch(/access_token=eyJ/);
      expect(headers["x-xsrf-token"]).toBe(await csrfOf(page));
      expect([headers["x-access-token"], headers.authorization]).toEqual([undefined, undefined]);
    });
  }

  test("whatever credentials the caller asked for", async ({ page }) => {
    await signIn(page, COOKIES);
    const { headers } = await sent(page, "/api/something", () => auth.fetch("/api/something", { credentials: "omit" }).then(() => null));
    expect(headers.cookie).toMatch(/access_token=eyJ/);
  });

  test.describe("on another origin, which the list names", () => {
    // The page's own policy lets it speak to its own server alone.
    test.use({ bypassCSP: true });

    test("from the login to the logout", async ({ page, other, server }) => {
      await open(page);
      const statuses = await page.evaluate(async (url) => {
        const auth = make({
          tokenUrl: `${url}/api/token?cookie=all`,
          refresh: { url: `${url}/api/token/refresh` },
          logout: { url: `${url}/api/logout` },
          attach: { cookie: true },
        });
        await auth.login(me);
        const call = async (method) => (await auth.fetch(`${url}/api/something`, { method })).status;
        const statuses = [await call("GET"), await call("POST")];
        await auth.refresh();
        statuses.push(await call("POST"));
        await auth.logout();
        return [...statuses, document.cookie];
      }, other.url);
      expect(statuses).toEqual([200, 200, 200, ""]);
      expect(await seen(server)).toEqual([]);
    });
  });

  test("through the page's own fetch and XMLHttpRequest while it is installed", async ({ page }) => {
    await signIn(page, COOKIES);
    const statuses = await page.evaluate(async () => {
      const stop = auth.install({ fetch: true, xhr: true });
      const byXhr = () =>
        new Promise((resolve) => {
          const xhr = new XMLHttpRequest();
          xhr.open("POST", "/api/something");
          xhr.onloadend = () => resolve(xhr.status);
          xhr.send("x");
        });
      const byFetch = async () => (await fetch("/api/something", { method: "POST", body: "x" })).status;
      const statuses = [await byFetch(), await byXhr()];
      stop();
      return [...statuses, await byFetch(), await byXhr()];
    });
    expect(statuses).toEqual([200, 200, 403, 403]);
  });

  test("under the names of the app's own", async ({ page }) => {
    const attach = { to: ["/api"], cookie: { csrfCookie: "csrf token", csrfHeader: "X-Mine" } };
    await signIn(page, { ...COOKIES, attach });
    await page.evaluate(() => {
      document.cookie = "not csrf token=no; Path=/";
      // As Laravel does, whose value is not made of letters alone.
      document.cookie = "csrf token=abc%3D%3D; Path=/";
    });
    const { headers } = await sent(page, "/api/something", () => auth.fetch("/api/something").then(() => null));
    expect([headers["x-mine"], headers["x-xsrf-token"]]).toEqual(["abc==", undefined]);
  });
});

test.describe("what the caller set itself stands:", () => {
  test("the CSRF header", async ({ page }) => {
    await signIn(page, COOKIES);
    const { headers } = await sent(page, "/api/something", () =>
      auth.fetch("/api/something", { headers: { "X-XSRF-TOKEN": "mine" } }).then(() => null),
    );
    expect(headers["x-xsrf-token"]).toBe("mine");
    expect(headers.cookie).toMatch(/access_token=eyJ/);
  });

  test("its Request, which is not written on", async ({ page }) => {
    await signIn(page, COOKIES);
    const left = await page.evaluate(async () => {
      const request = new Request("/api/something", { method: "POST", body: "x", credentials: "omit", headers: { "x-own": "1" } });
      const { status } = await auth.fetch(request.clone());
      return [status, request.credentials, [...request.headers.keys()]];
    });
    expect(left).toEqual([200, "omit", ["content-type", "x-own"]]);
  });
});

test.describe("a request that is not listed carries neither:", () => {
  test("to another origin", async ({ page, server }) => {
    await signIn(page, COOKIES);
    const { headers } = await sent(page, "/stranger", (url) => auth.fetch(url).then(() => null), `${server.thirdParty}/stranger`);
    expect([headers.cookie, headers["x-xsrf-token"]]).toEqual([undefined, undefined]);
    const { entries } = await server.log();
    expect(entries.filter(({ origin }) => origin === "third-party").map(({ transports }) => transports)).toEqual([[]]);
  });

  test("to another path of the same origin: the browser does there what it always does", async ({ page }) => {
    await signIn(page, COOKIES);
    const call = (credentials) =>
      sent(page, "/index.html", (credentials) => auth.fetch("/index.html", { credentials }).then(() => null), credentials);
    const [omitted, usual] = [await call("omit"), await call("same-origin")];
    expect([omitted.headers.cookie, omitted.headers["x-xsrf-token"]]).toEqual([undefined, undefined]);
    expect(usual.headers["x-xsrf-token"]).toBeUndefined();
  });

  test("to a listed place, while nobody is signed in", async ({ page }) => {
    await signIn(page, COOKIES);
    await page.evaluate(async () => {
      await auth.logout();
      document.cookie = "XSRF-TOKEN=left; Path=/";
    });
    const { headers } = await sent(page, "/api/something", () => auth.fetch("/api/something", { credentials: "omit" }).then(() => null));
    expect([headers.cookie, headers["x-xsrf-token"]]).toEqual([undefined, undefined]);
  });
});

for (const status of [302, 307]) {
  test(`a redirect (${status}) from a listed place takes neither to another origin`, async ({ page, server }) => {
    await signIn(page, COOKIES);
    await server.faults.add({ path: "/api/something", kind: "redirect", to: `${server.thirdParty}/thief`, status });
    const arrived = [];
    page.on("request", (request) => request.url().endsWith("/thief") && arrived.push(request.allHeaders()));
    const outcomes = await page.evaluate(() => {
      const call = (method) => auth.fetch("/api/something", { method }).then(({ status }) => status, (error) => error.code);
      return Promise.all(["GET", "POST"].map(call));
    });
    expect(outcomes).toEqual([200, "redirect-refused"]);
    const { entries } = await server.log();
    expect(entries.filter(({ origin }) => origin === "third-party").map(({ transports }) => transports)).toEqual([[]]);
    for (const headers of await Promise.all(arrived)) {
      expect([headers.cookie, headers["x-xsrf-token"]]).toEqual([undefined, undefined]);
    }
  });
}
