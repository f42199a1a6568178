// Before and after: both run, against the demo server.
import { expect, inBrowser } from "../../support/docs_scene.mjs";

const DEMO = { username: "demo", password: "demo" };
const greeting = (page) => page.evaluate(() => api.get("/api/something").then(({ data }) => data.message));

/** Ends the access tokens at the server: the next call is refused, and renewed. */
async function revoke(page, read) {
  const token = await page.evaluate(read);
  const method = "POST";
  const answer = await page.request.fetch("/api/revoke", { method, headers: { "x-access-token": token } });
  expect(answer.status()).toBe(204);
}

async function renews(page, log, read) {
  expect(await greeting(page)).toMatch(/^Hello, /);
  await revoke(page, read);
  expect(await greeting(page)).toMatch(/^Hello, /);
  expect((await log()).slice(-3)).toEqual([
    "GET /api/something x-access-token 401",
    "POST /api/token/refresh bare 200",
    "GET /api/something x-access-token 200",
  ]);
}

export const MIGRATIONS = {
  "migration/interceptor.md": {
    blocks: {
      1: inBrowser(async ({ page, log }) => {
        await page.evaluate((demo) => login(demo), DEMO);
        await renews(page, log, () => localStorage.getItem("token"));
      }),
      2: inBrowser(),
      3: inBrowser(async ({ page, log }) => {
        await page.evaluate(() => adoptStored());
        expect(await page.evaluate(() => [auth.status, localStorage.getItem("token")])).toEqual(["signed-in", null]);
        await renews(page, log, () => auth.token());
      }),
    },
  },
  "migration/axios-auth-refresh.md": {
    blocks: {
      1: inBrowser(async ({ page, log }) => {
        await page.evaluate((demo) => login(demo), DEMO);
        await renews(page, log, () => modules[1].tokens.token);
      }),
      2: inBrowser(async ({ page, log }) => {
        await page.evaluate((demo) => auth.login(demo), DEMO);
        await renews(page, log, () => auth.token());
      }),
    },
  },
  "migration/jwt-decode.md": {
    blocks: {
      1: inBrowser(),
      2: inBrowser(async ({ page }) => {
        const told = await page.evaluate(async (demo) => {
          await auth.login(demo);
          const token = await auth.token();
          return [isLive(), role(), await subject(token)];
        }, DEMO);
        expect(told).toEqual([true, null, expect.any(String)]);
      }),
    },
  },
};
