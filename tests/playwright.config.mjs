// How the tests in a browser run. `cargo xtask test` starts them, with the built server, the package and the browser in
// the environment (see support/server.mjs); Playwright's own browsers are neither used nor needed.
import { defineConfig } from "@playwright/test";

export default defineConfig({
  // `e2e`: the demo page and the built package against the real server. `package`: the packed tarball as its users get it.
  // `clients`: the package under the clients people use. One per engine: the same pages in each, through WebDriver (see
  // support/engine.mjs).
  projects: [
    { name: "e2e", testDir: "e2e" },
    { name: "package", testDir: "package" },
    { name: "clients", testDir: "clients" },
    ...["chrome", "firefox", "webkit"].map((name) => ({ name, testDir: "engines" })),
  ],
  use: {
    launchOptions: {
      executablePath: process.env.CHROME,
      // No sandbox, because it does not start as root; the rest keeps Chrome from speaking to anybody but our servers.
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  reporter: "list",
  fullyParallel: true,
  workers: 2,
  timeout: 30_000,
  // A test that passes now and then is a failing test, and a forgotten `only` would hide the others.
  retries: 0,
  forbidOnly: true,
});
