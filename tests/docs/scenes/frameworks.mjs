// Frameworks: their pages' files, put together as the framework does it. That each of them builds and loads the package is what
// tests/package/matrix.spec.mjs shows, and tests/examples has a whole app of each.
import { by, elsewhere, expect, inBrowser, inNode, markup } from "../../support/docs_scene.mjs";

const ROOT = () => `<div id="root"></div>`;

/** By what a person sees on the page. */
async function useForm(page) {
  await page.getByLabel("User name").fill("demo");
  await page.getByLabel("Password").fill("demo");
  await page.getByRole("button", { name: "Sign in" }).click();
}

const start = (page) => page.evaluate(() => window.start());

/** Signs in, asks the API, signs out: the same on the pages of React, Vue, Svelte and Angular. */
async function useApp(page) {
  await page.getByLabel("User name").fill("demo");
  await page.getByLabel("Password").fill("wrong");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).not.toBeEmpty();
  await useForm(page);
  await expect(page.getByText("Signed in as Zoë Démo")).toBeVisible();
  await page.getByRole("button", { name: "Call the API" }).click();
  await expect(page.getByRole("status")).toHaveText(/^Hello, /);
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByLabel("User name")).toBeVisible();
}

export const FRAMEWORKS = {
  "frameworks/react.md": {
    html: ROOT,
    helper: "react.jsx",
    blocks: {
      1: inBrowser(async ({ page }) => {
        await page.evaluate(() => show(modules[1].App));
        await useApp(page);
      }),
      2: inBrowser(async ({ page }) => {
        await page.evaluate(() => show(modules[2].Who));
        await expect(page.locator("#root")).toHaveText("signed-out, signed-out");
      }),
      3: inBrowser(async ({ page }) => {
        await page.evaluate(() => show(modules[3].Roles, modules[3].auth));
        await expect(page.locator("#root")).toHaveText("signed-out");
      }),
    },
  },
  "frameworks/vue.md": {
    html: () => `<div id="app"></div>`,
    files: { 1: "App.vue", 2: "main.js", 3: "plugins/auth.js" },
    helper: "plugin.js",
    blocks: {
      1: by("block 2, which imports it"),
      2: inBrowser(({ page }) => useApp(page)),
      3: inBrowser(async ({ page }) => {
        const status = await page.evaluate(async () => {
          const given = [];
          modules[3].default({ vueApp: { use: (plugin) => given.push(typeof plugin.install) } });
          return [given, await modules[3].auth.ready.then(() => modules[3].auth.status)];
        });
        expect(status).toEqual([["function"], "signed-out"]);
      }),
    },
  },
  "frameworks/svelte.md": {
    html: ROOT,
    files: { 1: "auth.js", 2: "App.svelte" },
    helper: "svelte.js",
    blocks: {
      1: by("block 2, which imports it"),
      2: inBrowser(async ({ page }) => {
        await start(page);
        await useApp(page);
      }),
    },
  },
  "frameworks/angular.md": {
    html: () => "<app-root></app-root>",
    files: { 1: "app.ts", 2: "routes.ts" },
    helper: "angular.js",
    blocks: {
      1: inBrowser(({ page }) => useApp(page)),
      2: inBrowser(async ({ page }) => expect(await page.evaluate(() => routes.map(({ path }) => path))).toEqual(["members", "sign-in"])),
    },
  },
  "frameworks/rust.md": {
    blocks: Object.fromEntries([1, 2, 3, 4, 5, 6].map((number) => [number, elsewhere("examples/leptos.spec.mjs")])),
  },
  "frameworks/next.md": {
    helper: "next.jsx",
    blocks: {
      1: by("block 2, which imports it"),
      2: by("block 3, which imports it"),
      3: by("helpers/next.jsx, which renders it"),
      4: inBrowser(async ({ page }) => {
        expect(await start(page)).toContain("<p>…</p>");
        await useForm(page);
        await page.getByRole("button", { name: "Sign out" }).click();
        await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
        expect(await page.evaluate(() => errors)).toEqual([]);
      }),
      5: inNode(),
    },
  },
  "frameworks/nuxt.md": {
    html: ROOT,
    helper: "nuxt.js",
    blocks: {
      1: by("helpers/nuxt.js, which imports it"),
      2: inBrowser(async ({ page }) => {
        expect(await start(page)).toBe("…");
        await useForm(page);
        await expect(page.getByText("Hello, Zoë Démo")).toBeVisible();
      }),
    },
  },
  "frameworks/sveltekit.md": {
    html: ROOT,
    helper: "sveltekit.js",
    blocks: {
      1: by("block 2, which imports it"),
      2: inBrowser(async ({ page }) => {
        await start(page);
        await useForm(page);
        await expect(page.getByText("Signed in")).toBeVisible();
      }),
    },
  },
  "frameworks/astro.md": {
    html: (blocks) => markup(blocks, 2),
    blocks: {
      1: by("block 2, which imports it"),
      2: inBrowser(async ({ page }) => {
        await useForm(page);
        await expect(page.locator("#status")).toHaveText("signed-in");
      }),
    },
  },
};
