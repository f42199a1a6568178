// Servers: Express with jwt-simple for real, Spring and Laravel by what answers in their shape, the cookie by the demo server. Django and
// Flask run for real in servers.spec.mjs, which takes longer.
import { createRequire } from "node:module";
import { by, expect, inBrowser, runBlock } from "../../support/docs_scene.mjs";
import { nodeServer, sanctumLike, springLike } from "../../support/docs_servers.mjs";

const jwt = createRequire(import.meta.url)("jwt-simple");
const REAL = by("servers.spec.mjs");

/** What came of it: nothing, or the code and the server's words. */
const login = (page, name, credentials) =>
  page.evaluate(
    ([name, credentials]) => {
      const failure = ({ code, error_description }) => `${code}: ${error_description}`;
      return window[name].login(credentials).then(() => "", failure);
    },
    [name, credentials],
  );
const greeting = (page, name = "auth") =>
  page.evaluate((name) => window[name].fetch("/api/something").then((response) => response.json()).then(({ message }) => message), name);
/** How often the browser has wanted to ask for a name and a password by itself, as it does for a `WWW-Authenticate: Basic`. */
async function countDialogs(page) {
  const session = await page.context().newCDPSession(page);
  let count = 0;
  session.on("Fetch.requestPaused", ({ requestId }) => session.send("Fetch.continueRequest", { requestId }));
  session.on("Fetch.authRequired", ({ requestId }) => {
    count++;
    void session.send("Fetch.continueWithAuth", { requestId, authChallengeResponse: { response: "CancelAuth" } });
  });
  await session.send("Fetch.enable", { handleAuthRequests: true });
  return () => count;
}

const DEMO = { username: "demo", password: "demo" };
const WRONG = { ...DEMO, password: "wrong" };

/** A server of a shape, which the scene's checks can tell to end its tokens. */
const shaped = (make) => {
  let shape;
  const api = () => (shape = make());
  return { api, revoke: () => shape.revoke() };
};
const spring = shaped(springLike);
const sanctum = shaped(sanctumLike);

export const RECIPES = {
  "recipes/express-jwt-simple.md": {
    api: nodeServer(2),
    blocks: {
      1: inBrowser(async ({ page }) => {
        expect(await login(page, "auth", WRONG)).toBe("invalid-credentials: Authentication error");
        expect(await login(page, "auth", DEMO)).toBe("");
        expect(await greeting(page)).toBe("Hello, demo");
        const days = await page.evaluate(() => (auth.session.expiresAt - Date.now()) / 86_400_000);
        expect(days).toBeCloseTo(7, 2);
        // Refused before its time, as it would be with another secret.
        const accessToken = jwt.encode({ iss: "demo", exp: Date.now() + 60_000 }, "another secret");
        const told = await page.evaluate(async (accessToken) => {
          await auth.adopt(accessToken);
          const { status } = await call("/api/something");
          return [status, auth.status];
        }, accessToken);
        expect(told).toEqual([401, "signed-out"]);
        // Over, which the client knows by itself.
        const asked = page.evaluate(async (accessToken) => {
          await auth.adopt({ accessToken, expiresIn: 1 });
          return new Promise((resolve) => auth.on("login-required", () => resolve(auth.status)));
        }, accessToken);
        expect(await asked).toBe("expired");
      }),
      2: by("the scene, as its API"),
    },
  },
  "recipes/spring.md": {
    api: spring.api,
    blocks: {
      1: inBrowser(async ({ page }) => {
        const dialogs = await countDialogs(page);
        expect(await login(page, "auth", WRONG)).toBe("invalid-credentials: null");
        expect(dialogs()).toBe(0);
        expect(await login(page, "auth", DEMO)).toBe("");
        expect(await greeting(page)).toBe("Hello, demo");
        expect(await page.evaluate(() => auth.session.claims.sub)).toBe("demo");
      }),
      2: inBrowser(async ({ page }) => {
        expect(await login(page, "json", DEMO)).toBe("");
        spring.revoke();
        expect(await greeting(page, "json")).toBe("Hello, demo");
      }),
    },
  },
  "recipes/laravel.md": {
    api: sanctum.api,
    blocks: {
      1: inBrowser(async ({ page }) => {
        expect(await greeting(page)).toBe("Hello, Ann");
        expect(await page.evaluate(() => [auth.session.claims, auth.session.expiresAt])).toEqual([null, null]);
        await page.evaluate(() => auth.logout());
        expect(await login(page, "auth", { email: "ann@example.com", password: "wrong" })).toBe(
          "invalid-credentials: The provided credentials are incorrect.",
        );
        expect(await login(page, "auth", { email: "ann@example.com", password: "secret" })).toBe("");
        sanctum.revoke();
        expect(await page.evaluate(() => call("/api/user").then(({ status }) => [status, auth.status]))).toEqual([401, "signed-out"]);
      }),
    },
  },
  "recipes/cookie-refresh.md": {
    blocks: {
      1: inBrowser(async ({ page }) => expect(await login(page, "auth", DEMO)).toBe("")),
      2: inBrowser(async ({ page }) => {
        const restored = async () => {
          await page.reload();
          await runBlock(page, 1);
          await runBlock(page, 2);
          return page.evaluate(() => restore().then((session) => session?.user.name ?? null));
        };
        expect(await restored()).toBe("Zoë Démo");
        expect(await greeting(page)).toMatch(/^Hello, /);
        await page.evaluate(() => auth.logout());
        expect(await restored()).toBe(null);
      }),
    },
  },
  "recipes/other-origin.md": { blocks: { 1: by("other_origin.spec.mjs"), 2: by("other_origin.spec.mjs") } },
  "recipes/django-simplejwt.md": { blocks: { 1: REAL, 2: REAL, 3: REAL } },
  "recipes/flask-jwt-extended.md": { blocks: { 1: REAL, 2: REAL } },
};
