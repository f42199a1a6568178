// How the tests in a browser run. `cargo xtask test` starts them, with the built server, the package and the browser in
// the environment (see support/server.mjs); Playwright's own browsers are neither used nor needed.
import { defineConfig } from "@playwright/test";

// What is about the session runs wherever the session can be: in the page, in its worker, in the worker of all tabs. Left out there
// is what has nothing to do with a worker: the demo, storages and cookies, the allow-list and the header, the hooks.
const SESSION = [
  "logout", "renewal", "renewal_failures", "replay", "waiting", "events", "isolation", "isolation_secrets", "isolation_hostile", "isolation_recovery",
];
// Of one page and its worker: how calls, errors, bodies and clocks come across. By the same code a shared worker serves each page.
const CROSSING = [
  "login", "renewal_requests", "replay_bodies", "expiry", "time", "errors", "hostile_survives", "startup", "worker_tabs",
];
const specs = (...names) => names.map((name) => `${name}.spec.mjs`);

// No sandbox, because it does not start as root; the rest keeps Chrome from speaking to anybody but our servers.
const args = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export default defineConfig({
  // `e2e`: the demo page and the built package against the real server; `bfcache`: of it what needs a Chrome that keeps pages, as the
  // headless shell does not; `worker` and `shared-worker`: with the session in one
  // (see support/jotpass.mjs). `package`: the packed tarball as its users get it, `examples`: under frameworks, `testing`: in the tests of
  // apps. `tools`, `matrix`: under the tools that most use, and under all. `docs`: what the documentation says. `slow`: what of the
  // examples and the docs takes minutes to be installed.
  // `clients`: the package under the clients people use. `attacks`: scripts after the token. One per engine: the same pages in
  // each, through WebDriver (see support/engine.mjs).
  projects: [
    { name: "e2e", testDir: "e2e", testIgnore: ["isolation*", "worker*", "shared_worker*"], grepInvert: /@bfcache/ },
    {
      name: "bfcache",
      testDir: "e2e",
      grep: /@bfcache/,
      use: {
        launchOptions: {
          executablePath: process.env.CHROME_WITH_WINDOWS ?? process.env.CHROME,
          args: [...args, "--enable-features=BackForwardCache"],
          // Playwright switches it off.
          ignoreDefaultArgs: ["--disable-back-forward-cache"],
        },
      },
    },
    { name: "worker", testDir: "e2e", testMatch: specs(...SESSION, ...CROSSING), grepInvert: /@page|@shared/, use: { isolation: "worker" } },
    {
      name: "shared-worker",
      testDir: "e2e",
      testMatch: specs(...SESSION, "shared_worker", "shared_worker_ends"),
      grepInvert: /@page|@wire/,
      use: { isolation: "shared-worker" },
    },
    { name: "package", testDir: "package", testIgnore: ["**/matrix*", "**/toolchains/**"] },
    { name: "tools", testDir: "package", testMatch: "matrix.spec.mjs", grep: /@quick/ },
    { name: "examples", testDir: "examples", grepInvert: /@slow/ },
    { name: "testing", testDir: "testing", testMatch: "testing.spec.mjs" },
    { name: "docs", testDir: "docs", grepInvert: /@slow/ },
    { name: "matrix", testMatch: "package/matrix.spec.mjs" },
    { name: "slow", testMatch: ["examples/*.spec.mjs", "docs/*.spec.mjs"], grep: /@slow/ },
    { name: "clients", testDir: "clients" },
    { name: "attacks", testDir: "attacks" },
    { name: "chrome", testDir: "engines" },
    // Nor natively do they send streams.
    ...["firefox", "webkit"].map((name) => ({ name, testDir: "engines", testIgnore: "isolated_upload*" })),
  ],
  use: {
    launchOptions: { executablePath: process.env.CHROME, args },
  },
  reporter: "list",
  fullyParallel: true,
  workers: 2,
  timeout: 30_000,
  // A test that passes now and then is a failing test, and a forgotten `only` would hide the others.
  retries: 0,
  forbidOnly: true,
});
