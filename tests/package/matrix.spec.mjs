// The packed package under every toolchain of toolchains/: unconfigured, or with the recipe that its toolchain.mjs names, without which
// it must fail. What is noted here, each after it was seen, becomes a cell of RESULTS.md (see matrix_reporter.mjs).
import { join } from "node:path";
import { expect, serveFolder, test as base } from "../support/consumer.mjs";
import { startServer } from "../support/server.mjs";
import { LOADED, copiesOfWasm, copyWorker, expectRendered, install, listening, newerNodes, openApp, toolchains, watching } from "../support/toolchain.mjs";
import { freePort } from "../support/toolchain_process.mjs";

const SIGNED_IN = "Zoë Démo, 200, jotpass-server";
const ISOLATED = "Zoë Démo, 200, shared-worker";
// What must come within this time is the tools' work, not ours.
const INSTALLED = 600_000;
const BUILT = 300_000;

const note = (column, cell) => void test.info().annotations.push({ type: column, description: cell });

/**
 * `stopping`: what is given to it is stopped at the test's end, however that comes. `page` fails the test for what is said of hydration,
 * too, which some frameworks only warn of.
 */
const test = base.extend({
  page: async ({ page }, use) => {
    const said = [];
    page.on("console", (message) => /hydrat/i.test(message.text()) && said.push(message.text()));
    await use(page);
    expect(said, "said of hydration").toEqual([]);
  },
  stopping: async ({}, use) => {
    const all = [];
    await use((one) => (all.push(one), one));
    for (const one of all.reverse()) await one.stop();
  },
  nodes: [
    async ({}, use) => {
      const nodes = newerNodes();
      await use(nodes);
      await nodes.remove();
    },
    { scope: "worker" },
  ],
});

for (const toolchain of await toolchains()) {
  test.describe(toolchain.name, { tag: toolchain.isQuick ? ["@quick"] : [] }, () => {
    test.describe.configure({ mode: "default", timeout: BUILT });
    let app;
    test.beforeAll(async ({ nodes }) => {
      test.setTimeout(INSTALLED);
      app = await install(nodes, toolchain);
    });
    test.afterAll(() => app?.remove());
    test.beforeEach(async () => {
      note("version", await app.version());
      if (toolchain.recipe) note("recipe", toolchain.recipe);
    });

    if (toolchain.runs) runs(toolchain, () => app);
    else builds(toolchain, () => app);
  });
}

/** One command, which signs in and prints what came of it. */
function runs({ runs, runsNot, where, isSpied }, app) {
  const api = async (stopping) => {
    const port = await freePort();
    const { url } = stopping(await startServer({ args: ["--allow-origin", `http://localhost:${port}`] }));
    return { JOTPASS_API: url, PORT: `${port}` };
  };

  if (runsNot) {
    test("does not work without its recipe", async ({ stopping }) => {
      await expect(app().run(runsNot, await api(stopping))).rejects.toThrow("ended with 1");
    });
  }

  test("runs", async ({ stopping }) => {
    const output = await app().run(runs, await api(stopping));
    expect(output).toContain(SIGNED_IN);
    // Here it must be loaded, which shows that the spy sees it.
    if (isSpied) expect(output).toContain(LOADED);
    note("runs in", where);
  });
}

/** A dev server and a production build, each opened in Chromium. */
function builds({ dev, watch, build, output, serve, entry, isRendered, hasStatus, workerFiles }, app) {
  /** Served by the toolchain's own server, or as any static host does. */
  const served = async (stopping) => {
    const server = serve ? await listening(app(), serve) : await serveFolder(join(app().folder, output));
    return stopping(server);
  };
  const signIn = async (page, host, stopping) => {
    const server = stopping(await startServer({ args: ["--allow-origin", host.url] }));
    expect(await openApp(page, host.url, server)).toBe(SIGNED_IN);
    if (hasStatus) await expect(page.locator("#status")).toHaveText("signed-in");
    const { entries } = await server.log();
    const calls = entries.filter(({ method }) => method !== "OPTIONS").map(({ path, transport }) => `${path} ${transport}`);
    // A dev server may load the page anew, once it knows what the app is made of.
    expect([...new Set(calls)].sort()).toEqual(["/api/something x-access-token", "/api/token null"]);
    // Not sooner: what rendering begins to load is there a while after the page.
    if (isRendered) expect(host.output()).not.toContain(LOADED);
  };
  const isolated = async (page, { url }, stopping) => {
    const server = stopping(await startServer({ args: ["--allow-origin", url] }));
    return openApp(page, url, server, "isolated");
  };

  if (dev ?? watch) {
    test("dev server", async ({ page, stopping }) => {
      const server = stopping(await (dev ? listening(app(), dev) : watching(app(), watch, output)));
      if (isRendered) await expectRendered(server);
      await signIn(page, server, stopping);
      note("dev server", "yes");
      if (!workerFiles) expect(await isolated(page, server, stopping)).toBe(ISOLATED);
    });
  }

  if (entry) {
    test("does not work without its recipe", async ({ context, stopping }) => {
      await app().use("jotpass");
      await app().run(build);
      const server = await served(stopping);
      const api = stopping(await startServer({ args: ["--allow-origin", server.url] }));
      expect(await openApp(await context.newPage(), server.url, api)).toContain("load-failed");
      await app().use(entry);
    });
  }

  test("build", async ({ page, context, stopping }) => {
    const printed = await app().run(build);
    // Some render while they build.
    if (isRendered) expect(printed).not.toContain(LOADED);
    note("build", "yes");
    const found = await copiesOfWasm(app(), output);
    note("wasm copies", `${found}`);
    expect(found).toBe(1);
    const server = await served(stopping);
    if (isRendered) await expectRendered(server);
    await signIn(page, server, stopping);
    if (isRendered) note("server renders", "loading");
    note("runs in", `Chromium ${context.browser().version().split(".")[0]}`);

    if (workerFiles) {
      expect(await isolated(await context.newPage(), server, stopping)).not.toBe(ISOLATED);
      await copyWorker(app(), workerFiles);
    }
    expect(await isolated(page, server, stopping)).toBe(ISOLATED);
    note("jotpass/worker", workerFiles ? "yes, with two files copied" : "yes");
  });
}
