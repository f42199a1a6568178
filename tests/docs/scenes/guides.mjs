// The pages that are about Jotpass itself, and the README: against the demo server.
import { asPage, by, checked, elsewhere, expect, inBrowser, inNode, markup } from "../../support/docs_scene.mjs";

const signIn = (page) => page.evaluate(() => auth.login({ username: "demo", password: "demo" }).then(({ user }) => user.name));
const statusOf = (page, name = "auth") => page.evaluate((name) => window[name].ready.then(() => window[name].status), name);

/** The policy that a block shows, as a header. */
const policyOf = ({ code }) => code.replace("Content-Security-Policy: ", "").trim();

/** By what a person sees on the page. */
async function useForm(page, password = "demo") {
  await page.getByLabel("User name").fill("demo");
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** The other endpoints that the options name are those of the server. */
async function renewsAndSignsOut(page, log) {
  await page.evaluate(() => auth.refresh());
  await page.evaluate(() => auth.logout());
  expect((await log()).slice(-2)).toEqual(["POST /api/token/refresh bare 200", "POST /api/logout x-access-token 204"]);
}

export const GUIDES = {
  README: {
    files: { 4: "vite.config.js", 5: "src/auth.js", 6: "src/App.jsx" },
    blocks: {
      1: inBrowser(async ({ page, log }) => {
        expect(await page.evaluate(() => response.json())).toMatchObject({ message: expect.stringMatching(/^Hello, /) });
        expect(await log()).toEqual(["POST /api/token bare 200", "GET /api/something x-access-token 200"]);
      }),
      4: by("newcomer.spec.mjs"),
      5: by("newcomer.spec.mjs"),
      6: by("newcomer.spec.mjs"),
      7: asPage(async ({ page }) => {
        const loaded = () => page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname));
        await expect.poll(loaded).toContain("/jotpass/jotpass_bg.wasm");
      }),
      8: inBrowser(),
      9: inBrowser(async ({ page }) => {
        expect(await signIn(page)).toBe("Zoë Démo");
        expect(await page.evaluate(() => auth.session.isolation)).toBe("shared-worker");
      }),
    },
  },
  "README.md": {
    blocks: {
      1: inBrowser(async ({ page, log }) => {
        expect(await page.evaluate(() => response.status)).toBe(200);
        expect(await log()).toEqual(["POST /api/token bare 200", "GET /api/something x-access-token 200"]);
      }),
    },
  },
  "getting-started.md": {
    html: (blocks) => markup(blocks, 3),
    blocks: {
      2: inBrowser(async ({ page, log }) => {
        expect(await signIn(page)).toBe("Zoë Démo");
        await renewsAndSignsOut(page, log);
      }),
      3: by("the scene, whose document it is"),
      4: inBrowser(async ({ page, log }) => {
        const status = page.getByRole("status");
        await expect(status).toHaveText("signed-out");
        await useForm(page, "wrong");
        await expect(status).toHaveText("Wrong name or password.");
        await useForm(page);
        await expect(status).toHaveText("signed-in Zoë Démo");
        await page.getByRole("button", { name: "Call the API" }).click();
        await expect(status).toHaveText(/^Hello, /);
        await page.getByRole("button", { name: "Sign out" }).click();
        await expect(status).toHaveText("signed-out");
        expect(await log()).toContain("GET /api/something x-access-token 200");
      }),
      5: inNode(),
      6: inBrowser(async ({ page, host }) => {
        expect(await page.evaluate((url) => other.explain(`${url}/v1/x`).listed, host.url)).toBe(true);
      }),
    },
  },
  // Block 9 is JSON.
  "testing.md": {
    blocks: Object.fromEntries([1, 2, 3, 4, 5, 6, 7, 8, 10, 11].map((number) => [number, elsewhere("testing/testing.spec.mjs")])),
  },
  "isolation.md": {
    blocks: {
      1: inBrowser(async ({ page, log }) => {
        expect(await signIn(page)).toBe("Zoë Démo");
        await renewsAndSignsOut(page, log);
      }),
    },
  },
  "threat-model.md": {
    blocks: { 1: inBrowser(async ({ page }) => expect(await signIn(page)).toBe("Zoë Démo")) },
  },
  "errors.md": {
    blocks: {
      1: inBrowser(async ({ page, server }) => {
        const say = (password) => page.evaluate((password) => window.signIn({ username: "demo", password }), password);
        expect(await say("wrong")).toBe("Wrong name or password.");
        await server.faults.add({ path: "/api/token", times: 1, kind: "status", status: 503 });
        expect(await say("demo")).toBe("That did not work. Try again.");
        await server.faults.add({ path: "/api/token", times: 1, kind: "html" });
        expect(await say("demo")).toMatch(/^Tell the developers: (html-answer|unexpected-status)$/);
        expect(await say("demo")).toBe("");
      }),
    },
  },
  "ssr.md": {
    html: () => `<div id="root"></div>`,
    helper: "ssr.jsx",
    blocks: {
      1: inNode(({ stdout }) => expect(stdout).toBe("loading null\n")),
      2: inBrowser(async ({ page }) => {
        expect(await page.evaluate(() => start())).toBe(`<p aria-busy="true">…</p>`);
        await expect(page.getByText("Signed out")).toBeVisible();
      }),
      3: inNode(({ stdout }) => expect(stdout).toContain("message: 'Hello, ")),
    },
  },
  "csp.md": {
    helper: "csp.js",
    headers: (blocks) => (path) => ({ "content-security-policy": policyOf(blocks[/jotpass_worker/.test(path) ? 1 : 0]) }),
    blocks: {
      1: checked(async ({ page }) => {
        expect(await page.evaluate(() => Promise.all(["jotpass", "inline"].map(signInBy)))).toEqual([200, 200]);
      }),
      2: checked(async ({ page }) => expect(await page.evaluate(() => signInBy("worker"))).toBe(200)),
    },
  },
  "bundlers.md": {
    blocks: {
      1: inBrowser(async ({ page }) => expect(await statusOf(page)).toBe("signed-out")),
      2: inBrowser(async ({ page }) => expect(await page.evaluate(() => inline.status)).toBe("signed-out")),
      3: by("bundlers.spec.mjs"),
      4: asPage(async ({ page }) => expect(page.locator("output")).toHaveText("signed-out")),
      5: by("bundlers.spec.mjs"),
    },
  },
};
