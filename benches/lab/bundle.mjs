// Bundles contestants and libraries, all in the same way: one file each, minified. In memory; nothing is written.

import { build } from "esbuild";
import { basename, join } from "node:path";

const ROOT = join(import.meta.dirname, "..");

/** The scripts of a folder of ours by their names, bundled with what they import. `pkg` is the folder of our package. */
export async function bundle(folder, names, pkg) {
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: names.map((name) => `./${folder}/${name}.js`),
    outdir: folder,
    write: false,
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    legalComments: "none",
    define: { "process.env.NODE_ENV": '"production"' },
    plugins: [ours(pkg)],
  });
  return Object.fromEntries(outputFiles.map(({ path, contents }) => [basename(path, ".js"), contents]));
}

/** `jotpass` and `jotpass/…` come from the built package. */
const ours = (pkg) => ({
  name: "jotpass",
  setup: ({ onResolve }) =>
    onResolve({ filter: /^jotpass(\/|$)/ }, ({ path }) => ({ path: join(pkg, `${path.slice("jotpass/".length) || "index"}.js`) })),
});
