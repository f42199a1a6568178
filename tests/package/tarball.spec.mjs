// What is in the tarball, and that its manifest is true.
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { expect, run, tarball, test, unpack } from "../support/consumer.mjs";

const FILES = [
  "CHANGELOG.md",
  "LICENSE",
  "LICENSE-APACHE",
  "LICENSE-MIT",
  "README.md",
  "axios.d.ts",
  "axios.js",
  "backbone.d.ts",
  "backbone.js",
  "index.d.ts",
  "index.js",
  "jotpass_bg.wasm",
  "jotpass_worker.js",
  "jquery.d.ts",
  "jquery.js",
  "package.json",
  "worker.d.ts",
  "worker.js",
];

test("holds these files and no other", async () => {
  const { stdout } = await run("tar", ["tzf", tarball()]);
  expect(stdout.trim().split("\n").sort()).toEqual(FILES.map((name) => `package/${name}`));
});

test("has a manifest that asks for nothing and runs nothing", async ({ folder }) => {
  await unpack(folder);
  const manifest = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  expect(manifest).toMatchObject({ name: "jotpass", type: "module", sideEffects: false, license: "MIT OR Apache-2.0" });
  expect(manifest.version).toMatch(/^\d+\.\d+\.\d+/);
  expect(manifest.version).not.toBe("0.0.0");
  for (const name of ["dependencies", "peerDependencies", "optionalDependencies", "scripts", "bin", "private"]) {
    expect(manifest, name).not.toHaveProperty(name);
  }
});

test("has every file that its manifest exports", async ({ folder }) => {
  await unpack(folder);
  const { exports } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const files = Object.values(exports).flatMap((target) => Object.values(typeof target === "string" ? { target } : target));
  expect(files).toEqual(expect.arrayContaining(["./index.js", "./worker.js", "./worker.d.ts", "./jotpass_worker.js"]));
  for (const file of files) expect((await stat(join(folder, file))).isFile(), file).toBe(true);
});

test("has adapters that bring nothing along, and load in Node too", async ({ app }) => {
  const code = `
    const names = await Promise.all(["axios", "backbone", "jquery"].map(async (name) => Object.keys(await import("jotpass/" + name))));
    console.log(JSON.stringify(names));`;
  const { stdout } = await run("node", ["--input-type=module", "--eval", code], { cwd: app });
  expect(JSON.parse(stdout)).toEqual([["createAdapter"], ["createSync"], ["createPrefilter"]]);
  for (const name of ["axios", "backbone", "jquery"]) {
    expect(await readFile(join(app, "node_modules/jotpass", `${name}.js`), "utf8"), name).not.toMatch(/\bimport\b|\brequire\b/);
  }
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
