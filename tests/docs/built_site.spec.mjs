// The site as `cargo xtask demo` serves it: built of the pages as they are, under the demo's policy, for every reader.
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "../support/consumer.mjs";
import { expectFit, testFit } from "../support/demo.mjs";
import { expect, startServer, test as base } from "../support/server.mjs";
import { sidebar } from "../../www/site/.vitepress/sidebar.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** `site` serves the built site; `page` fails the test for what it complains about. */
const test = base.extend({
  built: [
    async ({}, use) => {
      const folder = await mkdtemp(join(tmpdir(), "jotpass-"));
      const site = join(ROOT, "www/site");
      const env = { ...process.env, JOTPASS_DOCS_OUT: folder };
      await run("node", [join(site, "node_modules/vitepress/bin/vitepress.js"), "build"], { cwd: site, env });
      await use(folder);
      await rm(folder, { recursive: true, force: true });
    },
    { scope: "worker", timeout: 180_000 },
  ],
  site: async ({ built }, use) => {
    const server = await startServer({ args: ["--docs", built] });
    await use(`${server.url}/docs/`);
    await server.stop();
  },
  // Over before the site is: what the page fetches ahead of time would fail as the server stops.
  page: async ({ page, site: _ }, use) => {
    const errors = [];
    page.on("pageerror", (error) => errors.push(error.message));
    page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
    await use(page);
    expect(errors, "errors of the page").toEqual([]);
  },
});

// One site for all: it takes its time to build.
test.describe.configure({ mode: "default" });

/** Opens a page and waits until it can be used: it is there before its scripts have taken it over. */
async function open(page, address) {
  await page.goto(address);
  await page.waitForFunction(() => document.querySelector("#app").__vue_app__);
}

const links = (items) => items.flatMap((item) => [...(item.link ? [item.link] : []), ...links(item.items ?? [])]);
/** The address of a page, as the links of the sidebar have it. */
const addressOf = (name) => `/${name.replace(/\.md$/, "").replace(/(^|\/)README$/, "$1")}`;

test("the sidebar has every page, and no other", async () => {
  const pages = (await readdir(join(ROOT, "www/docs"), { recursive: true })).filter((name) => name.endsWith(".md"));
  expect(links(sidebar).toSorted()).toEqual(pages.map(addressOf).toSorted());
});

test("pages lead to one another, by the sidebar and by links, within the policy", async ({ page, site }) => {
  await open(page, site);
  await page.getByRole("navigation", { name: "Sidebar Navigation" }).getByRole("link", { name: "Threat model" }).click();
  await expect(page.getByRole("heading", { name: "The threat model", level: 1 })).toBeVisible();
  // The README's own words, and the table that the attacks measured.
  await expect(page.getByText("The attacker is a script injected into your page")).toBeVisible();
  await expect(page.getByRole("cell", { name: "localStorage and sessionStorage" })).toBeVisible();
  await page.getByRole("navigation", { name: "Main Navigation" }).getByRole("link", { name: "API" }).click();
  await page.getByRole("main").getByRole("link", { name: "jotpass", exact: true }).click();
  await expect(page.getByRole("heading", { name: "createAuth()" })).toBeVisible();
});

test("every link leads to a page that is there, and to what it names on it", async ({ built, page, site }) => {
  const names = (await readdir(built, { recursive: true })).filter((name) => name.endsWith(".html") && name !== "404.html");
  const read = async (name) => [site + name.replace(/index\.html$/, ""), await readFile(join(built, name), "utf8")];
  const found = await page.evaluate(readLinks, await Promise.all(names.map(read)));
  const ids = new Map(found.map(({ address, ids }) => [address, new Set(ids)]));
  const own = found.flatMap(({ address, links }) => links.filter((link) => link.startsWith(site)).map((link) => ({ address, link })));
  const broken = own.filter(({ link }) => {
    const [path, id] = link.split("#");
    return !ids.get(path)?.has(id ? decodeURIComponent(id) : "app");
  });
  expect(own.length).toBeGreaterThan(1000);
  expect(broken.map(({ address, link }) => `${address}: ${link}`)).toEqual([]);
});

/** In the page, whose parser it takes. */
const readLinks = (pages) =>
  pages.map(([address, html]) => {
    const parsed = new DOMParser().parseFromString(html, "text/html");
    const links = [...parsed.querySelectorAll("a[href]")].map((link) => new URL(link.getAttribute("href"), address).href);
    return { address, links, ids: [...parsed.querySelectorAll("[id]")].map(({ id }) => id) };
  });

test("each code has an address of its own among the errors", async ({ page, site }) => {
  await open(page, `${site}errors.html#token-exposed`);
  await expect(page.locator("tr:target")).toContainText("revoke the token");
  await expect(page.locator("tr:target")).toBeInViewport();
});

test("the page of bundlers has the table that the matrix has measured", async ({ page, site }) => {
  await open(page, `${site}bundlers.html`);
  await expect(page.getByRole("columnheader", { name: "toolchain" })).toBeVisible();
  await expect(page.getByRole("cell", { name: "Parcel" })).toBeVisible();
});

test("the search finds what is on the pages", async ({ page, site }) => {
  await open(page, site);
  await page.keyboard.press("Control+k");
  await page.getByRole("searchbox").fill("token-reflected");
  await page.getByRole("option", { name: /Errors/ }).first().click();
  await expect(page).toHaveURL(/errors\.html/);
});

test("dark colours are the reader's choice, and stay", async ({ page, site }) => {
  await open(page, site);
  const isDark = () => page.evaluate(() => document.documentElement.classList.contains("dark"));
  expect(await isDark()).toBe(false);
  await page.getByRole("switch").first().click();
  await expect.poll(isDark).toBe(true);
  await page.reload();
  expect(await isDark()).toBe(true);
});

testFit(test, () => {
  for (const name of ["", "threat-model.html", "api/react.html"]) {
    test(`on /docs/${name}`, async ({ page, site }) => {
      await open(page, site + name);
      await page.getByRole("heading", { level: 1 }).waitFor();
      await expectFit(page);
    });
  }
});
