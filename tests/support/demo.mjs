// What the tests of the demo page share: the page as a person uses it, by what it says, by roles and names.
import { fileURLToPath } from "node:url";
import { expect, test as base } from "./server.mjs";

const AXE = fileURLToPath(import.meta.resolve("axe-core/axe.min.js"));

/** `page` is open at the demo, and fails the test for what it complains about in the console, `complaints` aside. */
export const test = base.extend({
  serverArgs: ["--token-life", "10m"],
  complaints: async ({}, use) => use([]),
  page: async ({ page, complaints }, use) => {
    const errors = [];
    page.on("pageerror", (error) => errors.push(error.message));
    page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
    await page.goto("/");
    await expect(status(page)).toHaveText("Signed out");
    await use(page);
    const unexpected = errors.filter((error) => !complaints.some((text) => error.includes(text)));
    expect(unexpected, "errors in the console").toEqual([]);
  },
});

export const status = (page) => page.locator("#status");
export const button = (page, name) => page.getByRole("button", { name, exact: true });
/** The line of a call or a trial. */
export const line = (page, name) => page.getByRole("listitem").filter({ has: button(page, name) });
export const answer = (page) => page.getByRole("region", { name: "Answer" });
export const events = (page) => page.getByRole("region", { name: "Events, newest first" }).getByRole("listitem");
/** The rows of the page's log, newest first. */
export function rows(page) {
  const table = page.getByRole("table", { name: "What the servers saw" });
  return table.getByRole("row").filter({ has: page.getByRole("cell") });
}

/** Waits until the newest row of the table says this: where, what, how the token came, and how it was answered. */
export async function expectNewest(page, ...cells) {
  await expect(rows(page).first().getByRole("cell")).toHaveText([/^\s*[\d:]{8}\s*$/, ...cells]);
}

export async function signIn(page, password = "demo") {
  await page.getByLabel("User name").fill("demo");
  await page.getByLabel("Password").fill(password);
  await button(page, "Sign in").click();
}

/** Signed in, and the session is stored, so that the page may be reloaded or its clock put forward. */
export async function expectSignedIn(page) {
  await expect(status(page)).toHaveText("Signed in");
  // Of no use while the login has not settled.
  await expect(page.locator("#sign-in")).toHaveAttribute("aria-disabled", "false");
}

/** For pages whose context has `bypassCSP`: axe is evaluated in the page, which its own policy forbids to everybody. */
export async function expectNoViolations(page) {
  if (!(await page.evaluate(() => "axe" in window))) await page.addScriptTag({ path: AXE });
  const { violations } = await page.evaluate(() => axe.run());
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`)).toEqual([]);
}

/** Defines these tests, which are to look with `expectFit`, in either colours and for a wide and a narrow screen. */
export function testFit(test, define) {
  test.describe("axe finds nothing to complain about", () => {
    test.use({ bypassCSP: true });

    for (const colorScheme of ["light", "dark"]) {
      for (const width of [1280, 390]) {
        test.describe(`in ${colorScheme} colours, ${width} wide`, () => {
          // Colours that are on their way are nobody's reading.
          test.use({ colorScheme, contextOptions: { reducedMotion: "reduce" }, viewport: { width, height: 800 } });
          define();
        });
      }
    }
  });
}

/** No violations, and nothing beside the screen. */
export async function expectFit(page) {
  await expectNoViolations(page);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(overflow, "wider than the screen").toBeLessThanOrEqual(0);
}

/** One test for each door: its name, what the page foretells, and the line the servers' table then begins with. */
export function testDoors(test, doors) {
  for (const [name, foretold, row] of doors) {
    test(`${name}: what was foretold is what the server saw`, async ({ page }) => {
      await expect(line(page, name)).toContainText(foretold);
      await button(page, name).click();
      await expect(answer(page)).toContainText(`${name}: 200 OK`);
      await expectNewest(page, ...row);
    });
  }
}

export { expect };
