// Runs the benchmarks in headless Chromium. `cargo xtask bench` starts it, with the browser (CHROME), the package (JOTPASS_PKG) and the
// folder for the results (JOTPASS_RESULTS) in the environment; the parts to run are its arguments, none for all.

import { mkdir, readFile, writeFile } from "node:fs/promises";
import os from "node:os";
import { join } from "node:path";
import { openLab } from "./lab/index.mjs";
import { MEASURES } from "./measures/index.mjs";
import { size } from "./measures/size.mjs";
import { plot } from "./report/plot.mjs";
import { markdown } from "./report/tables.mjs";
import { targets } from "./report/targets.mjs";

const { JOTPASS_PKG: pkg, JOTPASS_RESULTS: folder } = process.env;
const only = process.argv.slice(2);

// Ends the browsers, too: without this, no handler of an exit would run.
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));

const lab = await openLab({ pkg });
const results = { machine: await machine(lab) };
if (!only.length) results.size = await size({ pkg });
for (const [name, { measure, limits }] of Object.entries(MEASURES)) {
  if (only.length && !only.includes(name)) continue;
  console.log(name);
  results[name] = await measure(lab, limits);
}
await lab.close();
results.targets = targets(results);

await mkdir(folder, { recursive: true });
await writeFile(join(folder, "results.json"), `${JSON.stringify(results, rounded, 2)}\n`);
await writeFile(join(folder, "results.md"), markdown(results));
await writeFile(join(folder, "results.svg"), plot(results));

// Digits that mean nothing would only make differences.
function rounded(_, value) {
  return typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value;
}

async function machine({ browser }) {
  const { devDependencies } = JSON.parse(await readFile(new URL("package.json", import.meta.url), "utf8"));
  const { esbuild, ...contestants } = devDependencies;
  const { version } = JSON.parse(await readFile(join(pkg, "package.json"), "utf8"));
  const cpus = os.cpus();
  return {
    browser,
    node: process.versions.node,
    system: `${os.type()} ${os.arch()}`,
    cpu: cpus[0].model.trim(),
    cores: cpus.length,
    versions: { jotpass: version, ...contestants },
  };
}
