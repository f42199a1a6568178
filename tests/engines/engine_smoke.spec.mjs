// What every spec here stands on: the package works in this engine, and whatever goes wrong on a page reaches the test.
import { createServer } from "node:http";
import { expect, test as base } from "../support/engine.mjs";

/** `script(text)`: the address of a page with this module script. */
const test = base.extend({
  script: async ({}, use) => {
    const scripts = [];
    const server = createServer(({ url }, response) => {
      const number = url.match(/^\/(\d+)(\.js)?$/);
      const isScript = number?.[2] && scripts[number[1]] !== undefined;
      if (!number || (number[2] && !isScript)) return response.writeHead(404).end("nothing here");
      response.setHeader("content-type", isScript ? "text/javascript" : "text/html");
      response.end(isScript ? scripts[number[1]] : `<!doctype html><p>A page</p><script type="module" src="${url}.js"></script>`);
    });
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    const origin = `http://127.0.0.1:${server.address().port}`;
    await use((text) => `${origin}/${scripts.push(text) - 1}`);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  },
});

test("the package loads, takes over a token and shows it", async ({ server, run }) => {
  expect(await run(`${server.url}/smoke.html`)).toEqual({ status: 200, isAdopted: true });
  const { entries } = await server.log();
  const seen = entries.map(({ method, path, transports }) => `${method} ${path} ${transports.join("+")}`);
  expect(seen).toContain("GET /api/something x-access-token");
});

test("jotpass/inline knows at once that nobody is signed in, and shows a token", async ({ server, run }) => {
  expect(await run(`${server.url}/inline.html`)).toEqual({ status: "signed-out", answer: 200 });
});

test("a page gives any JSON value, and nothing", async ({ script, run }) => {
  const value = { text: "Zoë \u{1f511} \u2028", list: [1.5, null, [], { deep: true }], element: { "element-6066": "x" } };
  expect(await run(script(`globalThis.done = Promise.resolve(${JSON.stringify(value)})`))).toEqual(value);
  expect(await run(script("globalThis.done = Promise.resolve()"))).toBeUndefined();
});

const FAILURES = {
  "done is rejected": ["globalThis.done = Promise.reject(new RangeError('too far'))", /RangeError: too far/],
  "done is rejected with no error": ["globalThis.done = Promise.reject('just text')", /just text/],
  "a script throws": ["throw new RangeError('too far')", /RangeError: too far/],
  "a script cannot be parsed": ["this is no script", /SyntaxError/],
  "an import is missing": ["import '/nowhere.js'", /TypeError: .*(module|script|404|nowhere)/i],
  "done was never set": ["globalThis.finished = true", /no script has set globalThis.done; the page says: A page/],
  "done never settles": ["globalThis.done = new Promise(() => {})", /has not settled within 500 ms/],
};

test("what goes wrong on a page is told, and the engine goes on", async ({ script, run }) => {
  for (const [what, [text, message]] of Object.entries(FAILURES)) {
    const url = script(text);
    const limit = what === "done never settles" ? 500 : undefined;
    const error = await run(url, { limit }).catch((error) => error);
    expect(error, what).toBeInstanceOf(Error);
    expect(error.message, what).toMatch(message);
    expect(error.message, what).toContain(url);
  }
  expect(await run(script("globalThis.done = Promise.resolve(1)"))).toBe(1);
});

test("a page that is not there is told", async ({ script, run }) => {
  const origin = new URL(script("")).origin;
  await expect(run(`${origin}/nowhere`)).rejects.toThrow(/nothing here/);
  // No browser is let through to port 1.
  await expect(run("http://127.0.0.1:1/")).rejects.toThrow(/http:\/\/127\.0\.0\.1:1\/ in \w+: /);
});
