// What is in the tarball, and that its manifest is true.
import { readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "vite";
import { expect, run, tarball, test, unpack } from "../support/consumer.mjs";

const ENTRIES = ["angular", "axios", "backbone", "index", "inline", "jquery", "react", "svelte", "testing", "vue", "worker"];
const FILES = [
  ...["CHANGELOG.md", "LICENSE", "LICENSE-APACHE", "LICENSE-MIT", "README.md", "package.json"],
  ...ENTRIES.flatMap((name) => [`${name}.d.ts`, `${name}.js`]),
  ...["jotpass_bg.wasm", "jotpass_worker.js"],
].sort();
// What apps have already if they want the entry for it.
const PEERS = ["@angular/common", "@angular/core", "@angular/router", "react", "rxjs", "vue"];
const BIN = join(import.meta.dirname, "../node_modules/.bin");

test("holds these files and no other", async () => {
  const { stdout } = await run("tar", ["tzf", tarball()]);
  expect(stdout.trim().split("\n").sort()).toEqual(FILES.map((name) => `package/${name}`));
});

test("has a manifest that installs nothing and runs nothing", async ({ folder }) => {
  await unpack(folder);
  const manifest = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  expect(manifest).toMatchObject({ name: "jotpass", type: "module", sideEffects: false, license: "MIT OR Apache-2.0" });
  expect(manifest.version).toMatch(/^\d+\.\d+\.\d+/);
  expect(manifest.version).not.toBe("0.0.0");
  for (const name of ["dependencies", "optionalDependencies", "scripts", "bin", "private"]) {
    expect(manifest, name).not.toHaveProperty(name);
  }
  expect(Object.keys(manifest.peerDependencies)).toEqual(PEERS);
  expect(manifest.peerDependenciesMeta).toEqual(Object.fromEntries(PEERS.map((name) => [name, { optional: true }])));
});

test("installs without anything beside it", async ({ app }) => {
  expect((await readdir(join(app, "node_modules"))).filter((name) => !name.startsWith("."))).toEqual(["jotpass"]);
});

test("passes publint in its strictest mode", async ({ folder }) => {
  await unpack(folder);
  const { stdout } = await run(join(BIN, "publint"), ["run", "--strict", "--pack", "false", folder]).catch((error) => error);
  expect(stdout).toContain("All good!");
});

test("has types that attw agrees with, of every entry that is a module", async () => {
  const options = ["--profile", "esm-only", "--format", "json", "--exclude-entrypoints", "./jotpass_worker.js", "./jotpass_bg.wasm"];
  const { stdout } = await run(join(BIN, "attw"), [tarball(), ...options], { maxBuffer: 2 ** 24 }).catch((error) => error);
  const { problems, analysis } = JSON.parse(stdout);
  expect(Object.values(problems ?? {}).flat().filter(({ resolutionKind }) => !/^node10$|-cjs$/.test(resolutionKind))).toEqual([]);
  const entries = ENTRIES.map((name) => (name === "index" ? "." : `./${name}`));
  expect(Object.keys(analysis.entrypoints)).toEqual(expect.arrayContaining(entries));
});

test("exports each entry with its own types, and the files that are asked for by name", async ({ folder }) => {
  await unpack(folder);
  const { exports } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const entries = ENTRIES.map((name) => [name === "index" ? "." : `./${name}`, { types: `./${name}.d.ts`, default: `./${name}.js` }]);
  const files = ["./jotpass_bg.wasm", "./jotpass_worker.js", "./package.json"].map((file) => [file, file]);
  expect(exports).toEqual(Object.fromEntries([...entries, ...files]));
});

test("has adapters that bring nothing along, and load in Node too", async ({ app }) => {
  const names = ["axios", "backbone", "jquery", "svelte", "testing"];
  const code = `
    const names = await Promise.all(${JSON.stringify(names)}.map(async (name) => Object.keys(await import("jotpass/" + name))));
    console.log(JSON.stringify(names.flat()));`;
  const { stdout } = await run("node", ["--input-type=module", "--eval", code], { cwd: app });
  const exported = ["createAdapter", "createSync", "createPrefilter", "sessionStore", "createTestAuth", "createTokenServer", "mintToken"];
  expect(JSON.parse(stdout)).toEqual(exported);
});

test("imports nothing but the framework that an entry is for", async ({ folder }) => {
  await unpack(folder);
  const imported = async (name) => {
    const code = await readFile(join(folder, `${name}.js`), "utf8");
    return [...code.matchAll(/\b(?:import|from|require)\s*\(?\s*["']([^"']+)["']/g)].map(([, from]) => from).sort();
  };
  const found = await Promise.all(ENTRIES.map(async (name) => [name, await imported(name)]));
  expect(Object.fromEntries(found.filter(([, from]) => from.length))).toEqual({
    angular: ["@angular/common/http", "@angular/core", "@angular/router", "rxjs"],
    react: ["react"],
    vue: ["vue"],
  });
});

test("leaves out of a bundle what the app does not use", async ({ app }) => {
  const bundle = async (code) => {
    await writeFile(join(app, "used.js"), code);
    const lib = { entry: "used.js", formats: ["es"] };
    const { output } = (await build({ root: app, configFile: false, logLevel: "error", build: { write: false, lib } }))[0];
    return output.find(({ isEntry }) => isEntry).code;
  };
  const all = await bundle('import * as all from "jotpass"; console.log(all);');
  expect(await bundle('import "jotpass";')).toBe("");
  const error = await bundle('import { AuthError } from "jotpass"; console.log(AuthError);');
  expect(error).not.toContain("WebAssembly");
  expect(error.length).toBeLessThan(all.length / 8);
  const decoder = await bundle('import { decodeJwt } from "jotpass"; console.log(decodeJwt);');
  expect(decoder).toContain("WebAssembly");
  // Not the hook on XMLHttpRequest; and the page's side of a worker is in another entry.
  expect(decoder).not.toContain("responseXML");
  expect(all).toContain("responseXML");
  expect(all).not.toContain("SharedWorker");
  const mint = await bundle('import { mintToken } from "jotpass/testing"; console.log(mintToken);');
  expect(mint.length).toBeLessThan(1500);
});

test("repeats no path of the machine it was made on", async ({ folder }) => {
  await unpack(folder);
  for (const file of FILES) {
    const text = await readFile(join(folder, file), "latin1").catch(() => "");
    // /rustc/ is where the standard library says it comes from, on every machine.
    expect(text.match(/(?:\/(?:home|root|Users|work|tmp)\/|[A-Z]:\\|index\.crates\.io)[\w./-]*/g), file).toBeNull();
  }
});

for (const [resolution, module] of [["bundler", "preserve"], ["nodenext", "nodenext"]]) {
  test(`brings its types to TypeScript with moduleResolution ${resolution}`, async ({ app }) => {
    const tsc = join(import.meta.dirname, "../node_modules/.bin/tsc");
    const options = ["--noEmit", "--strict", "--target", "esnext", "--lib", "esnext,dom,dom.iterable"];
    await run(tsc, [...options, "--module", module, "--moduleResolution", resolution, "typed.ts"], { cwd: app }).catch(
      (error) => {
        throw new Error(error.stdout);
      },
    );
  });
}
