// The script that the Rust client brings along is made of the shell as it is: src/client/shell.js with all that it imports, but for the
// two that Rust asks for itself. `JOTPASS_WRITE=1` makes it anew.
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";
import { build } from "esbuild";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const BUNDLE = `${ROOT}src/client/shell.bundle.js`;

// The package's engine is WebAssembly of its own.
const engine = {
  name: "engine",
  setup: ({ onResolve }) => onResolve({ filter: /\/engine\.js$/ }, () => ({ path: `${ROOT}src/client/engine.js` })),
};

test("the Rust client brings the shell along as it is", async () => {
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: ["src/client/shell.js"],
    outfile: BUNDLE,
    external: ["./src/browser/platform.js", "./src/browser/auth_error.js"],
    bundle: true,
    plugins: [engine],
    write: false,
    format: "esm",
    target: "es2022",
    charset: "utf8",
    banner: { js: "// Made of shell.js by tests/examples/leptos_shell.spec.mjs: edit that, or what it imports.\n" },
  });
  const [{ text }] = outputFiles;
  if (process.env.JOTPASS_WRITE) await writeFile(BUNDLE, text);
  expect(await readFile(BUNDLE, "utf8"), "make it anew with JOTPASS_WRITE=1").toBe(text);
});
