// The Rust client in an app of Leptos: built as its README says, and in a browser what the other examples are; and the Rust code of the
// docs, compiled. Both take minutes, hence `@slow`.
import { execFile } from "node:child_process";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { test as base } from "../support/server.mjs";
import { button, expect, expectAccount, signIn, stored } from "./support/app.mjs";

const run = promisify(execFile);
const EXAMPLE = fileURLToPath(new URL("../../www/examples/leptos", import.meta.url));
const DOCS = fileURLToPath(new URL("leptos_docs", import.meta.url));
const OPTIONS = {
  // Kept, so that the second time is quick.
  env: { CARGO_TARGET_DIR: fileURLToPath(new URL("../../target/leptos", import.meta.url)), ...process.env },
  maxBuffer: 2 ** 26,
};

const test = base.extend({
  serverArgs: [["--token-life", "10m"], { option: true }],
  site: [
    async ({}, use) => {
      const site = await mkdtemp(join(tmpdir(), "jotpass-leptos-"));
      await cp(join(EXAMPLE, "public"), site, { recursive: true });
      const args = ["build", "--target", "web", "--no-typescript", "--no-pack", "--out-dir", join(site, "app")];
      // The tool is in PATH with what it needs, and the dependencies are those of the lock file.
      await run("wasm-pack", [...args, "--mode", "no-install", "--", "--locked"], { cwd: EXAMPLE, ...OPTIONS });
      await use(site);
      await rm(site, { recursive: true, force: true });
    },
    { scope: "worker", timeout: 900_000 },
  ],
  www: async ({ site }, use) => use(site),
});

test.describe("Leptos @slow", () => {
  // In one worker, which builds it once.
  test.describe.configure({ mode: "default" });
  let errors;

  test.beforeEach(({ page }) => {
    errors = [];
    page.on("pageerror", (error) => errors.push(error.message));
    page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  });

  test("signs in, calls the API with the token, and signs out", async ({ page, server }) => {
    await page.goto("/");
    await signIn(page);
    await expectAccount(page);
    await button(page, "Call the API").click();
    await expect(page.getByRole("status")).toHaveText("Hello, Zoë Démo.");
    const told = page.waitForResponse("**/api/logout");
    await button(page, "Sign out").click();
    await told;
    await expect(button(page, "Sign in")).toBeVisible();
    const { entries } = await server.log();
    const calls = entries.filter(({ path }) => path.startsWith("/api/"));
    expect(calls.map(({ path, transport }) => `${path} ${transport}`)).toEqual([
      "/api/token null",
      "/api/something x-access-token",
      "/api/logout x-access-token",
    ]);
    expect(errors).toEqual([]);
  });

  test("says that a password is wrong, and lets one try again", async ({ page }) => {
    await page.goto("/");
    await signIn(page, "wrong");
    await expect(page.getByRole("alert")).toHaveText("Wrong user name or password.");
    await signIn(page);
    await expectAccount(page);
  });

  test("is still signed in after a reload", async ({ page }) => {
    await page.goto("/");
    await signIn(page);
    await expectAccount(page);
    await stored(page);
    await page.reload();
    await expectAccount(page);
    expect(errors).toEqual([]);
  });

  test("comes back with a token that has ended: waits for the renewal, and asks to sign in only when that fails", async ({ page, server }) => {
    await page.goto("/");
    await signIn(page);
    await expectAccount(page);
    await stored(page);
    await page.clock.setFixedTime(Date.now() + 601_000);
    await server.faults.add({ path: "/api/token", kind: "status", status: 503 });
    await page.reload();
    await expect(page.getByText("Your session has ended. Please sign in again.")).toBeVisible();
    await server.faults.clear();
    await server.faults.add({ path: "/api/token", kind: "hang", times: 1 });
    await page.reload();
    await server.faults.held(1);
    await expect(page.getByText("Loading…")).toBeVisible();
    await expect(button(page, "Sign in")).toHaveCount(0);
    await server.faults.release();
    await expectAccount(page);
  });

  test("renews the token before it ends, says so, and calls the API with the new one", async ({ page, server }) => {
    await page.clock.install();
    await page.goto("/");
    await signIn(page);
    await expectAccount(page);
    await expect(page.getByText("0 times")).toBeVisible();
    await page.clock.fastForward("09:30");
    await expect(page.getByText("1 time", { exact: true })).toBeVisible();
    await button(page, "Call the API").click();
    await expect(page.getByRole("status")).toHaveText("Hello, Zoë Démo.");
    expect(await server.count("/api/token/refresh")).toBe(0);
    expect(await server.count("/api/token")).toBe(2);
    expect(errors).toEqual([]);
  });

  test("renews a token that the server refuses, and no page sees the refusal", async ({ page, server }) => {
    await page.goto("/");
    await signIn(page);
    await expectAccount(page);
    await server.faults.add({ path: "/api/something", kind: "status", status: 401, times: 1 });
    await button(page, "Call the API").click();
    await expect(page.getByRole("status")).toHaveText("Hello, Zoë Démo.");
    await expect(page.getByText("1 time", { exact: true })).toBeVisible();
  });
});

test("the Rust code of the docs compiles @slow", async () => {
  test.setTimeout(900_000);
  await run("cargo", ["check", "--quiet", "--locked", "--target", "wasm32-unknown-unknown"], { cwd: DOCS, ...OPTIONS });
});
