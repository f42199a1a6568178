// What comes back to the page from servers, looked through for a token: what an answer says of the user, what an error says, and
// responses that repeat what they were sent.
import http from "node:http";
import { expect, expectError, open, test as base } from "../support/jotpass.mjs";

const [TOKEN, RENEWED, REFRESH] = ["canary-access-1111111", "canary-access-2222222", "canary-refresh-333333"];

/**
 * `api`: a server of another origin with an endpoint of every bad manner. `answer` is what its token endpoint says, `refresh` what it
 * says to a renewal.
 */
const test = base.extend({
  answer: [{ token: TOKEN, refresh_token: REFRESH, expires_in: 600 }, { option: true }],
  refresh: [{ status: 200, body: { token: RENEWED, refresh_token: REFRESH, expires_in: 600 } }, { option: true }],
  api: async ({ answer, refresh }, use) => {
    const server = http.createServer(async (request, response) => {
      const url = new URL(request.url, "http://api");
      const shown = request.headers["x-access-token"] ?? "";
      response.setHeader("access-control-allow-origin", "*");
      response.setHeader("access-control-allow-headers", "*");
      response.setHeader("access-control-expose-headers", "*");
      if (request.method === "OPTIONS") return response.end();
      const routes = {
        "/token": () => response.end(JSON.stringify(answer)),
        "/refresh": () => response.writeHead(refresh.status).end(JSON.stringify(refresh.body)),
        "/header": () => response.setHeader("x-echo", shown).end("in a header"),
        "/body": () => response.end(`<p>${"x".repeat(100_000)}${shown}</p>`),
        // Byte by byte, each in a chunk of its own as far as the network goes along.
        "/bytes": async () => {
          for (const byte of `:${shown}.`) await new Promise((resolve) => response.write(byte, () => setImmediate(resolve)));
          response.end();
        },
        "/redirect": () => response.writeHead(302, { location: `/landing?was=${shown}` }).end(),
        "/landing": () => response.end("landed"),
        // Nearly: what begins like the token and is not.
        "/nearly": () => response.end(`${shown.slice(0, -1)}! ${shown.slice(0, 9)}`),
      };
      await (routes[url.pathname] ?? (() => response.writeHead(404).end()))();
    });
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    await use(`http://127.0.0.1:${server.address().port}`);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  },
});

/** Signs in at that server. */
async function signInAt(page, api, options = {}) {
  await open(page);
  return page.evaluate(
    async ([api, options]) => {
      const attach = { to: [api], header: "x-access-token" };
      make({ tokenUrl: `${api}/token`, logout: false, attach, refresh: { url: `${api}/refresh` }, ...options });
      return JSON.stringify(await auth.login(me));
    },
    [api, options],
  );
}

for (const path of ["/header", "/body", "/bytes", "/redirect"]) {
  test(`a response that repeats the token is kept from the page: ${path}`, async ({ page, api }) => {
    await signInAt(page, api);
    const seen = await page.evaluate(async (url) => {
      const texts = [];
      try {
        const response = await auth.fetch(url);
        texts.push(response.url, ...[...response.headers].flat());
        const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
        for (let next; !(next = await reader.read()).done; ) texts.push(next.value);
        return { texts };
      } catch (error) {
        return { texts, code: error.code };
      }
    }, api + path);
    // Where a redirect leads is found out without the token.
    expect(seen.code).toBe(path === "/redirect" ? undefined : "token-reflected");
    expect(seen.texts.join("")).not.toContain(TOKEN.slice(0, 12));
  });
}

test("a response that only begins like the token passes as it is", async ({ page, api }) => {
  await signInAt(page, api);
  const text = await page.evaluate(async (url) => (await auth.fetch(url)).text(), `${api}/nearly`);
  expect(text).toBe(`${TOKEN.slice(0, -1)}! ${TOKEN.slice(0, 9)}`);
});

test("a token that came by a renewal is one, too", async ({ page, api }) => {
  await signInAt(page, api);
  const code = await page.evaluate(async (api) => {
    await auth.refresh();
    return (await failure(auth.fetch(`${api}/header`))).code;
  }, api);
  expect(code).toBe("token-reflected");
});

test.describe("an answer that repeats its tokens in `user`", () => {
  test.use({
    answer: {
      token: TOKEN,
      refresh_token: REFRESH,
      expires_in: 600,
      user: { name: "ann", token: TOKEN, links: [`/me?access_token=${TOKEN}`], [REFRESH]: { refresh: REFRESH } },
    },
  });
  test("gives them to nobody", async ({ page, api }) => {
    const session = await signInAt(page, api);
    expect(session).toContain("ann");
    expect(session).not.toMatch(/canary-(access|refresh)/);
    expect(await page.evaluate(async (api) => (await auth.fetch(`${api}/landing`)).status, api)).toBe(200);
  });
});

test.describe("an endpoint that repeats the refresh token in its refusal", () => {
  test.use({ refresh: { status: 500, body: { error: REFRESH, error_description: `cannot renew ${REFRESH} for ${TOKEN}` } } });
  test("gives it to nobody", async ({ page, api }) => {
    await signInAt(page, api);
    const error = await page.evaluate(() => failure(auth.refresh()));
    expectError(error, { code: "server-error" });
    expect(JSON.stringify(error)).not.toMatch(/canary-(access|refresh)/);
  });
});

test("the token endpoints are never asked with the token, however their address is written", async ({ page, server }) => {
  await open(page);
  const paths = ["/api/token", "/api/token/", "/api//token", "/api/%74oken", "/api/TOKEN", "/api/token/refresh", "/api/x/..%2ftoken", "/api/token;a=b"];
  await page.evaluate(async (paths) => {
    make({ attach: { to: ["/"] }, refresh: { url: "/api/token/refresh" } });
    await auth.login(me);
    for (const path of paths) for (const method of ["GET", "POST"]) await (await auth.fetch(path, { method })).text();
  }, paths);
  const { entries } = await server.log();
  const asked = entries.slice(1).map(({ transport }) => transport);
  expect(asked).toHaveLength(2 * paths.length);
  expect(asked.filter(Boolean)).toEqual([]);
});

test("not even authorization follows a redirect to where it may not go", async ({ page, server }) => {
  await open(page);
  await server.faults.add({ path: "/api/something", times: 3, kind: "redirect", status: 307, to: "/api/elsewhere" });
  const code = await page.evaluate(async () => {
    make({ attach: { to: ["/api/something"], header: "authorization" } });
    await auth.login(me);
    await auth.fetch("/api/something").then((response) => response.text());
    return (await failure(auth.fetch("/api/something", { method: "POST" }))).code;
  });
  expect(code).toBe("redirect-refused");
  const { entries } = await server.log();
  const elsewhere = entries.filter(({ path }) => path.startsWith("/api/elsewhere"));
  expect(elsewhere.length).toBeGreaterThan(0);
  expect(elsewhere.map(({ transport }) => transport).filter(Boolean)).toEqual([]);
});
