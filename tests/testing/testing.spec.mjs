// `jotpass/testing` and the real `jotpass` in the test runners that apps have: tests/testing/app is such an app, with Vitest, Jest,
// jsdom and Mock Service Worker, which bring a newer Node along than these tests need. And its types, for an older TypeScript.
// Its package.json holds unrs-resolver back, of which not every platform's part of 1.13.0 was published, so that `npm ci` refuses.
import { createHash } from "node:crypto";
import { cp, mkdir, mkdtemp, readFile, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test as base } from "@playwright/test";
import { run, unpack } from "../support/consumer.mjs";

const APP = fileURLToPath(new URL("app", import.meta.url));
const TYPES = fileURLToPath(new URL("../types", import.meta.url));
const PAGE = fileURLToPath(new URL("../../www/docs/testing.md", import.meta.url));
const CACHE = fileURLToPath(new URL("../../target/testing", import.meta.url));

/** `installed`: a folder with what the app's lock file says, made once. `app`: the app in it, with the tarball installed. */
const test = base.extend({
  installed: [
    async ({}, use) => {
      const lock = await readFile(join(APP, "package-lock.json"));
      const folder = join(CACHE, createHash("sha256").update(lock).digest("hex").slice(0, 16));
      if (!(await stat(folder).catch(() => null))) {
        await mkdir(CACHE, { recursive: true });
        const fresh = await mkdtemp(join(CACHE, "new-"));
        for (const file of ["package.json", "package-lock.json"]) await cp(join(APP, file), join(fresh, file));
        await run("npm", ["ci", "--no-audit", "--no-fund"], { cwd: fresh });
        // Complete or not there.
        await rename(fresh, folder);
      }
      await use(folder);
    },
    { scope: "worker", timeout: 180_000 },
  ],
  app: async ({ installed }, use) => {
    const app = await mkdtemp(join(installed, "app-"));
    await cp(APP, app, { recursive: true });
    await mkdir(join(app, "node_modules/jotpass"), { recursive: true });
    await unpack(join(app, "node_modules/jotpass"));
    await use(app);
    await rm(app, { recursive: true, force: true });
  },
});

// In one worker, since one installation does for all.
test.describe.configure({ mode: "default" });

/** Runs a tool of the app by its own Node; what it says is in the error. */
async function runTool(app, name, args, env = {}) {
  const bin = join(dirname(app), "node_modules/.bin");
  const options = { cwd: app, env: { ...process.env, ...env, NO_COLOR: "1", FORCE_COLOR: "0", PATH: `${bin}${delimiter}${process.env.PATH}` } };
  await run(join(bin, name), args, options).catch(({ stdout, stderr }) => {
    throw new Error(`${name} failed:\n${stdout}\n${stderr}`);
  });
}

/** Both runners write their results in Jest's form. */
async function expectAllToPass(app, suites) {
  const results = JSON.parse(await readFile(join(app, "results.json"), "utf8"));
  const { success, numTotalTests, numPassedTests, testResults } = results;
  expect({ success, numPassedTests, suites: testResults.length }).toEqual({ success: true, numPassedTests: numTotalTests, suites });
}

test("Vitest: in Node, in jsdom, and with Mock Service Worker in both", async ({ app }) => {
  await runTool(app, "vitest", ["run", "--reporter=default", "--reporter=json", "--outputFile.json=results.json"]);
  await expectAllToPass(app, 14);
});

test("Jest: in Node, in jsdom, in a bare jsdom, and with Mock Service Worker", async ({ app }) => {
  await runTool(app, "jest", ["--json", "--outputFile=results.json"], { NODE_OPTIONS: "--experimental-vm-modules" });
  await expectAllToPass(app, 14);
});

/** The files of the documentation's page, each named in its first line, in an app of their own. */
async function writePage(app, edit = (code) => code) {
  const text = await readFile(PAGE, "utf8");
  const blocks = [...text.matchAll(/^```js\n\/\/ (\S+)\n([^]*?)^```$/gm)];
  expect(blocks.length, "blocks, all of them named").toBe(text.match(/^```js$/gm).length);
  for (const [, name, code] of [...blocks, [, "package.json", '{ "type": "module" }']]) {
    const path = join(app, "page", name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, edit(code));
  }
}

/** The page's tests with the server in the place of fetch, and those with Mock Service Worker. */
const OF_SERVER = ["src/greeting.test.js", "src/auth.test.js"];
const OF_MSW = ["src/orders.test.js"];

/** Puts the other setup file into a runner's configuration. */
async function useMsw(app, config) {
  const path = join(app, "page", config);
  await writeFile(path, (await readFile(path, "utf8")).replace("setup.js", "network.js"));
}

test("the page in the documentation, in Vitest", async ({ app }) => {
  await writePage(app);
  const args = ["run", "--root=page", "--reporter=default", "--reporter=json", "--outputFile.json=../results.json"];
  await runTool(app, "vitest", [...args, ...OF_SERVER]);
  await expectAllToPass(app, 2);
  await useMsw(app, "vitest.config.js");
  await runTool(app, "vitest", [...args, ...OF_MSW]);
  await expectAllToPass(app, 1);
});

test("the page in the documentation, in Jest", async ({ app }) => {
  await writePage(app, (code) => code.replace(/^(import .* from )"vitest";$/m, '$1"@jest/globals";'));
  const env = { NODE_OPTIONS: "--experimental-vm-modules" };
  const args = ["--rootDir=page", "--config=page/jest.config.js", "--json", "--outputFile=results.json"];
  for (const environment of ["node", "./test/jsdom_with_fetch.js"]) {
    await runTool(app, "jest", [...args, `--env=${environment}`, ...OF_SERVER], env);
    await expectAllToPass(app, 2);
  }
  await useMsw(app, "jest.config.js");
  await runTool(app, "jest", [...args, ...OF_MSW], env);
  await expectAllToPass(app, 1);
});

test("TypeScript takes the JavaScript of the page", async ({ app }) => {
  await writePage(app);
  const compilerOptions = { checkJs: true, noEmit: true, target: "esnext", module: "preserve", types: ["node"], skipLibCheck: true };
  await writeFile(join(app, "page/tsconfig.json"), JSON.stringify({ compilerOptions, include: ["**/*.js"] }));
  await runTool(app, "tsc", ["-p", "page"]);
});

test("TypeScript 5.9 takes the types, for a browser and for Node", async ({ app }) => {
  const node = join(app, "types");
  // The old compiler knows no bare `jotpass` but by its installation.
  await cp(TYPES, node, { recursive: true });
  const config = JSON.parse(await readFile(join(TYPES, "tsconfig.json"), "utf8"));
  const { paths, ...compilerOptions } = config.compilerOptions;
  const OWN = ["calls", "errors", "events", "generics", "isolation", "options", "session", "support", "testing"];
  await writeFile(join(node, "tsconfig.json"), JSON.stringify({ compilerOptions, files: OWN.map((name) => `${name}.ts`) }));
  await runTool(app, "tsc", ["-p", "types"]);
  await writeFile(join(app, "in_node.ts"), 'import { createAuth } from "jotpass";\nimport "jotpass/testing";\nexport const auth = createAuth({ tokenUrl: "/token" });\n');
  const nodeOptions = { ...compilerOptions, lib: ["es2022"], module: "nodenext", moduleResolution: "nodenext", types: ["node"] };
  await writeFile(join(app, "tsconfig.json"), JSON.stringify({ compilerOptions: nodeOptions, files: ["in_node.ts"] }));
  await runTool(app, "tsc", ["-p", "."]);
});

test("the entry needs nothing else of the package, and no other", async ({ app }) => {
  const text = await readFile(join(app, "node_modules/jotpass/testing.js"), "utf8");
  expect(text).not.toMatch(/\bimport\b|WebAssembly|setInterval/);
  expect(await readdir(join(app, "node_modules"))).toEqual(["jotpass"]);
});
