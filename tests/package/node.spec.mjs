// Node, as a server renders pages with it: importing and creating must work there and do nothing.
import { expect, run, test } from "../support/consumer.mjs";

/** Runs a module in the app's folder; what it prints as JSON is the result. */
async function inNode(app, code) {
  const { stdout } = await run("node", ["--input-type=module", "--eval", code], { cwd: app });
  return JSON.parse(stdout);
}

test("importing loads nothing and touches no global", async ({ app }) => {
  const touched = await inNode(
    app,
    `
    // Looked at once beforehand, because Node itself loads some of its globals at the first look.
    const look = () => new Map(Reflect.ownKeys(globalThis).map((key) => [key, globalThis[key]]));
    look();
    await new Promise(setImmediate);
    const loads = [];
    const count = (owner, name) => {
      const native = owner[name];
      owner[name] = (...args) => {
        // Node loads WebAssembly of its own.
        if (new Error().stack.includes("node_modules/jotpass/")) loads.push(name);
        return native.apply(owner, args);
      };
    };
    count(globalThis, "fetch");
    for (const name of ["compile", "compileStreaming", "instantiate", "instantiateStreaming"]) count(WebAssembly, name);
    const before = look();
    await import("jotpass");
    await new Promise(setImmediate);
    const changed = [...look()].filter(([key, value]) => !Object.is(before.get(key), value)).map(([key]) => String(key));
    console.log(JSON.stringify({ loads, changed }));
    `,
  );
  expect(touched).toEqual({ loads: [], changed: [] });
});

test("there is no worker for the session, and a call says so", async ({ app }) => {
  const codes = await inNode(
    app,
    `
    const { createAuth } = await import("jotpass/worker");
    const codes = [];
    for (const isolation of ["worker", "shared-worker"]) {
      const auth = createAuth({ tokenUrl: "/api/token", isolation });
      codes.push(auth.status, await auth.login({}).catch(({ code }) => code));
    }
    console.log(JSON.stringify(codes));
    `,
  );
  expect(codes).toEqual(["loading", "load-failed", "loading", "load-failed"]);
});

for (const tokenUrl of ["https://api.example.com/token", "/api/token"]) {
  test(`createAuth({ tokenUrl: "${tokenUrl}" }) says loading, loads nothing, and keeps no process alive`, async ({ app }) => {
    const state = await inNode(
      app,
      `
      let loads = 0;
      globalThis.fetch = () => { loads++; return Promise.reject(new Error("no network")); };
      const { createAuth } = await import("jotpass");
      const auth = createAuth({ tokenUrl: "${tokenUrl}" });
      const stop = auth.subscribe(() => {});
      await new Promise(setImmediate);
      const state = [auth.status, auth.session, loads];
      stop();
      console.log(JSON.stringify(state));
      `,
    );
    expect(state).toEqual(["loading", null, 0]);
  });
}
