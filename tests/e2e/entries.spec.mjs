// Where the WebAssembly comes from: out of the script (`jotpass/inline`), or from where the app says (`load`).
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { USER, expect, seen, test } from "../support/jotpass.mjs";

const MODULE = "/pkg/jotpass_bg.wasm";

test.beforeEach(async ({ page, server }) => {
  await page.route("**/blank", (route) => route.fulfill({ contentType: "text/html", body: "" }));
  await page.goto(`${server.url}/blank`);
});

/** The paths that are asked for from now on. */
function asked(page) {
  const paths = [];
  page.on("request", (request) => paths.push(new URL(request.url()).pathname));
  return paths;
}

test.describe("jotpass/inline", () => {
  test("knows at once that nobody is signed in, and is ready in the same turn", async ({ page }) => {
    const paths = asked(page);
    const told = await page.evaluate(async () => {
      const { createAuth } = await import("/pkg/inline.js");
      const auth = createAuth({ tokenUrl: "/api/token" });
      const { status } = auth;
      const { attached, reason } = auth.explain("/api/something");
      const turn = new Promise((resolve) => setTimeout(resolve, 0, "a later turn"));
      return [status, attached, reason, await Promise.race([turn, auth.ready.then(() => "ready")])];
    });
    expect(told).toEqual(["signed-out", false, "listed in attach.to, and signed out", "ready"]);
    expect(paths).toEqual(["/pkg/inline.js"]);
  });

  test("signs in, shows the token and decodes it, as jotpass does", async ({ page, server }) => {
    const told = await page.evaluate(async (me) => {
      const { AuthError, createAuth, decodeJwt } = await import("/pkg/inline.js");
      const auth = createAuth({ tokenUrl: "/api/token" });
      const session = await auth.login(me);
      const { claims } = await decodeJwt(await auth.token());
      const { status } = await auth.fetch("/api/something");
      const { code } = await decodeJwt("no token").catch((error) => error);
      return [session.user.username, claims.exp === session.claims.exp, status, code, AuthError.is(new AuthError("closed", ""))];
    }, USER);
    expect(told).toEqual([USER.username, true, 200, "invalid-token", true]);
    expect(await seen(server)).toContain("GET /api/something x-access-token 200");
  });

  test("exports what jotpass exports", async ({ page }) => {
    const names = await page.evaluate(() =>
      Promise.all(["index", "inline"].map(async (name) => Object.keys(await import(`/pkg/${name}.js`)).sort())),
    );
    expect(names[1]).toEqual(names[0]);
  });

  test("waits where the browser compiles nothing in a page's own turn", async ({ page }) => {
    const told = await page.evaluate(async () => {
      const refuse = { construct: () => raise(new RangeError("WebAssembly.Compile is disallowed on the main thread")) };
      const raise = (error) => {
        throw error;
      };
      WebAssembly.Module = new Proxy(WebAssembly.Module, refuse);
      const { createAuth } = await import("/pkg/inline.js");
      const auth = createAuth({ tokenUrl: "/api/token" });
      const { status } = auth;
      await auth.ready;
      return [status, auth.status];
    });
    expect(told).toEqual(["loading", "signed-out"]);
  });

  test("reads its text where the browser knows no Uint8Array.fromHex", async ({ page }) => {
    const status = await page.evaluate(async () => {
      delete Uint8Array.fromHex;
      const { createAuth } = await import("/pkg/inline.js");
      return createAuth({ tokenUrl: "/api/token" }).status;
    });
    expect(status).toBe("signed-out");
  });
});

for (const entry of ["index", "inline"]) {
  for (const isolation of ["worker", "shared-worker"]) {
    test(`${entry}.js says that it has no ${isolation}, and who has`, async ({ page }) => {
      const call = async ([entry, isolation]) => {
        const { createAuth } = await import(`/pkg/${entry}.js`);
        try {
          createAuth({ tokenUrl: "/api/token", isolation });
        } catch ({ code, message }) {
          return { code, message };
        }
      };
      const { code, message } = await page.evaluate(call, [entry, isolation]);
      expect(code).toBe("invalid-options");
      expect(message).toContain("jotpass/worker");
    });
  }
}

test.describe("load()", () => {
  const SOURCES = {
    "an address": "address",
    "a URL": "new URL(address, location)",
    "an answer": "fetch(address)",
    bytes: "bytes",
    "an ArrayBuffer": "bytes.buffer",
    "a module": "new WebAssembly.Module(bytes)",
    "a promise of a module": "WebAssembly.compile(bytes)",
  };

  for (const [name, source] of Object.entries(SOURCES)) {
    for (const entry of ["index", "inline"]) {
      test(`takes ${name}, and asks for no file of ${entry}.js`, async ({ page, pkg }) => {
        const module = await readFile(join(pkg, "jotpass_bg.wasm"));
        await page.route("**/own.wasm", (route) => route.fulfill({ body: module }));
        const paths = asked(page);
        const status = await page.evaluate(`(async () => {
          const { createAuth, load } = await import("/pkg/${entry}.js");
          const address = "/own.wasm";
          const bytes = new Uint8Array(await (await fetch(address)).arrayBuffer());
          await load(${source});
          return createAuth({ tokenUrl: "/api/token" }).status;
        })()`);
        expect(status).toBe("signed-out");
        expect(paths).not.toContain(MODULE);
      });
    }
  }

  test("without a source it loads the package's own file, once", async ({ page }) => {
    const paths = asked(page);
    const status = await page.evaluate(async () => {
      const { createAuth, load } = await import("/pkg/index.js");
      await Promise.all([load(), load()]);
      const auth = createAuth({ tokenUrl: "/api/token" });
      return auth.status;
    });
    expect(status).toBe("signed-out");
    expect(paths).toEqual(["/pkg/index.js", MODULE]);
  });

  test("what is loaded stays", async ({ page }) => {
    const paths = asked(page);
    await page.evaluate(async () => {
      const { load } = await import("/pkg/index.js");
      await load();
      await load("/own.wasm");
    });
    expect(paths).not.toContain("/own.wasm");
  });

  for (const [name, source] of Object.entries({
    "a missing file": `"/missing.wasm"`,
    "an answer that says so": `fetch("/missing.wasm")`,
    "what is no module": "new Uint8Array(8)",
    "what is nothing of the kind": "{}",
    "a promise that is broken": `Promise.reject(new Error("no luck"))`,
  })) {
    test(`${name} is load-failed, and the next source is tried`, async ({ page }) => {
      const told = await page.evaluate(`(async () => {
        const { createAuth, load } = await import("/pkg/index.js");
        const { code, retryable, cause } = await load(${source}).catch((error) => error);
        await load("${MODULE}");
        return [code, retryable, cause instanceof Error, createAuth({ tokenUrl: "/api/token" }).status];
      })()`);
      expect(told).toEqual(["load-failed", true, true, "signed-out"]);
    });
  }
});
