// The allow-list, seen from the other side: what servers really received for every row of data/allow_list.json.
//
// The browser believes that our one recorder is every server there is (see support/origin.mjs), so a token that goes to a
// wrong host, by http instead of https or to a wrong port arrives all the same, and is seen.
import { expect, test as base } from "@playwright/test";
import { readFile } from "node:fs/promises";
import { startOrigin } from "../support/origin.mjs";
import { startServer } from "../support/server.mjs";

const TABLE = new URL("../data/allow_list.json", import.meta.url);
const { page: PAGE, lists, rows } = JSON.parse(await readFile(TABLE, "utf8"));
const PAGE_ORIGIN = new URL(PAGE).origin;
const PAGE_HTML = new URL("allow_list/page.html", import.meta.url);

const TOKEN = "canary-T0ken-4hW9";
const HEADER = "x-access-token";
const WAYS = ["direct", "request", "installed"];

/** What nobody can have meant, or what would quietly mean something else. */
const NO_PLACES = [
  ...["*", "https://*", "https://*.example.com", "https://api.*.test", "*.example.com", "https://api.example.com:*"],
  ...["api.example.com", "api.example.com/v1", "localhost:8080", "api", "./api", "../api", "", " ", "null"],
  ...["//host", "/\\host", "\\\\host", "\\/host", "/\t/host"],
  ...["https:host", "https:/host", "https:\\\\host", " https://host"],
  ...["ftp://x", "ws://host", "wss://host", "file:///x", "data:,x", "blob:https://host/x", "javascript:x", "about:blank"],
  ...["https://u:p@host", "https://u@host", "https://:p@host"],
  ...["https://host?x=1", "https://host/api?x", "https://host#x", "https://host/api#x", "/api?x", "/api#x"],
  ...["https://", "https://:443", "https://host:65536", "https://[::1", "https://1.2.3.256"],
  ...[null, 42, {}],
];

const test = base.extend({
  // The page is the recorder's, because it lives at an address of the table; the package is the real server's.
  net: [
    async ({}, use) => {
      const server = await startServer();
      const net = await startOrigin({
        async answer({ origin, target }) {
          if (origin !== PAGE_ORIGIN) return null;
          if (target.startsWith("/pkg/")) return fetch(new URL(target, server.url));
          if (target === new URL(PAGE).pathname) return htmlOf(await readFile(PAGE_HTML));
          return null;
        },
      });
      await use(net);
      await net.stop();
      await server.stop();
    },
    { scope: "worker" },
  ],
  launchOptions: [
    ({ launchOptions, net }, use) => use({ ...launchOptions, args: [...launchOptions.args, ...net.chromeArgs] }),
    { scope: "worker" },
  ],
  page: async ({ page, net }, use) => {
    await page.goto(PAGE);
    await page.waitForFunction(() => window.send);
    await use(page);
  },
});

// A trace would record every one of a thousand calls, and tell no more than the comparison does.
test.use({ trace: "off" });

for (const [list, to] of Object.entries(lists)) {
  test(`the token reaches exactly the right places: ${list}`, async ({ page, net }) => {
    const everything = await signIn(page, net, { attach: { to } });
    const actual = [];
    const expected = [];
    for (const { base, url, attached, sent = true, why } of rows.filter((row) => row.list === list)) {
      await page.evaluate((base) => setBase(base), base);
      const send = async (way) => {
        const outcome = await page.evaluate(([way, url]) => window.send(way, url), [way, url]);
        const records = net.take();
        everything.push(...records);
        return { why, url, way, outcome, arrived: records.filter(isFromPage).map(described) };
      };

      // The native fetch shows where the URL leads and how a call of it ends.
      const native = await send("native");
      actual.push({ ...native, arrived: native.arrived.length });
      expected.push({ ...native, arrived: sent ? 1 : 0 });
      for (const way of WAYS) {
        actual.push(await send(way));
        expected.push({ ...native, way, arrived: native.arrived.map((request) => ({ ...request, token: attached })) });
      }
    }
    expect(actual.length).toBeGreaterThan(0);
    expect(actual).toEqual(expected);
    expect(everything.filter(isLeak)).toEqual([]);
  });
}

test("explain() and url() agree with the table", async ({ page, net }) => {
  const actual = [];
  const expected = [];
  for (const [list, to] of Object.entries(lists)) {
    await signIn(page, net, { attach: { to, query: "access_token" } });
    for (const { base, url, attached, inQuery = attached, why } of rows.filter((row) => row.list === list)) {
      await page.evaluate((base) => setBase(base), base);
      const said = await page.evaluate((url) => describe(url), url);
      const row = { list, url, why };
      actual.push({ ...row, attached: said.attached, withToken: said.withToken.split(TOKEN).length - 1, place: said.to });
      expected.push({ ...row, attached, withToken: inQuery ? 1 : 0, place: said.from });
      expect(said.reason, url).toMatch(/\w+ \w+/);
      if (!inQuery) expect(said.withToken).toBe(url);
    }
    await page.evaluate(() => setBase());
  }
  expect(actual).toEqual(expected);
});

test("without a list the origin of tokenUrl gets the token, and no other", async ({ page, net }) => {
  await signIn(page, net, { tokenUrl: "https://api.example.test/oauth/token" });
  for (const [url, attached] of [
    ["https://api.example.test/x", true],
    ["https://api.example.test:8443/x", false],
    ["https://evil.test/oauth/token", false],
    ["/oauth/token", false],
  ]) {
    expect(await page.evaluate((url) => send("direct", url), url)).toBe("answered");
    expect(net.take().filter(isFromPage).map(described), url).toMatchObject([{ token: attached }]);
  }
});

test("a blob of the page is read from memory", async ({ page, net }) => {
  await signIn(page, net, { attach: { to: ["/"], query: "access_token" } });
  const url = await page.evaluate(() => URL.createObjectURL(new Blob(["x"])));
  expect(url).toContain(PAGE_ORIGIN);
  expect(await page.evaluate((url) => describe(url), url)).toMatchObject({ attached: false, withToken: url });
  for (const way of WAYS) {
    expect(await page.evaluate(([way, url]) => send(way, url), [way, url])).toBe("answered");
  }
  expect(net.take().filter(isFromPage)).toEqual([]);
});

test("a path on the list belongs to the page's own origin, whatever the base", async ({ page, net }) => {
  await page.evaluate(() => setBase("https://evil.test/"));
  await signIn(page, net, { attach: { to: ["/api"] } });
  for (const [url, attached] of [
    [`${PAGE_ORIGIN}/api/x`, true],
    ["/api/x", false],
  ]) {
    expect(await page.evaluate((url) => send("direct", url), url)).toBe("answered");
    expect(net.take().filter(isFromPage).map(described), url).toMatchObject([{ token: attached }]);
  }
});

test("createAuth takes every list of the table, and no entry that is no place", async ({ page }) => {
  for (const to of Object.values(lists)) expect(await page.evaluate((to) => refusal(to), to), `${to}`).toBeNull();

  const actual = [];
  for (const to of [...NO_PLACES.map((entry) => [entry]), ["https://host", ""], "https://host"]) {
    actual.push({ to, ...(await page.evaluate((to) => refusal(to), to)) });
  }
  expect(actual).toEqual(actual.map(({ to }) => ({ to, isAuthError: true, code: "invalid-options" })));
});

const htmlOf = (body) => new Response(body, { headers: { "content-type": "text/html" } });

/** Signs the page in; gives what has arrived until then. */
async function signIn(page, net, options) {
  await page.evaluate(([options, token]) => window.signIn(options, token), [options, TOKEN]);
  return net.take();
}

const valuesOf = ({ headers }, name) => headers.filter(([other]) => other === name).map(([, value]) => value);

/** A preflight asks for the real request; and a browser also speaks for itself, about updates for instance. */
function isFromPage(record) {
  const senders = [...valuesOf(record, "origin"), ...valuesOf(record, "referer")];
  return record.method !== "OPTIONS" && senders.some((sender) => sender.startsWith(PAGE_ORIGIN));
}

/** What arrived: the request as a whole, and whether the token was there, once and complete. */
function described(record) {
  const shown = valuesOf(record, HEADER);
  const token = shown.length === 1 && shown[0] === TOKEN;
  return { request: `${record.method} ${record.origin}${record.target}`, token };
}

/** Whether the token is anywhere but in the one header of a real request. */
function isLeak({ headers, ...rest }) {
  const others = headers.filter(([name, value]) => rest.method === "OPTIONS" || name !== HEADER || value !== TOKEN);
  return JSON.stringify([others, rest]).includes(TOKEN);
}
