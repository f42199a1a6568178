// Makes the table of matrix.spec.mjs, of nothing but what its tests have noted, and writes it to the file JOTPASS_RESULTS.
import { writeFileSync } from "node:fs";

const COLUMNS = ["toolchain", "version", "recipe", "dev server", "build", "runs in", "wasm copies", "jotpass/worker", "server renders"];
/** What each test is to note. */
const PROMISED = {
  "dev server": ["dev server"],
  build: ["build", "runs in", "wasm copies", "jotpass/worker"],
  runs: ["runs in"],
  "does not work without its recipe": ["recipe"],
};
const NONE = "–";
const FAILED = "**failed**";

const ABOVE = `# Where it loads

Made by \`cargo xtask matrix\`: the packed tarball, installed by npm into the smallest app of each toolchain ([toolchains](toolchains)), which
signs in at the real token server and makes a call with the token. Every cell comes from a run.

`;

const BELOW = `
- **recipe**: the line that is to be written where \`import … from "jotpass"\` and no configuration will not do, which the test has seen.
  Such tools leave \`new URL("./jotpass_bg.wasm", import.meta.url)\` as it is, and no file beside their output.
- **build**: the production build; **runs in**: what that was opened in, or what test runners run the app in.
- **wasm copies**: in the files for the browser, embedded ones included.
- **jotpass/worker**: whether the worker of that entry is found, in the dev server and in the build. "Two files copied": in the build,
  with \`jotpass_worker.js\` and \`jotpass_bg.wasm\` beside the bundle.
- **server renders**: the status in the HTML of the server, which imports the package and loads no WebAssembly. The page takes it over
  without an error on its console.
`;

export default class MatrixReporter {
  #rows = new Map();

  onBegin(_, suite) {
    const tests = suite.allTests().filter(isOfMatrix);
    for (const { parent } of tests) this.#rows.set(parent.title, new Map([["toolchain", parent.title]]));
  }

  onTestEnd(test, { status, annotations }) {
    if (!isOfMatrix(test)) return;
    const row = this.#rows.get(test.parent.title);
    for (const { type, description } of annotations) row.set(type, description);
    if (status === "passed") return;
    for (const column of PROMISED[test.title]) if (!annotations.some(({ type }) => type === column)) row.set(column, FAILED);
    // What was seen before it failed is true, but not all of it.
    row.set("toolchain", `${test.parent.title}: ${FAILED}`);
  }

  onEnd() {
    const cells = [...this.#rows.values()].map((row) => COLUMNS.map((column) => row.get(column) || NONE));
    const table = [COLUMNS, COLUMNS.map(() => "---"), ...cells].map((row) => `| ${row.join(" | ")} |\n`).join("");
    if (process.env.JOTPASS_RESULTS) writeFileSync(process.env.JOTPASS_RESULTS, ABOVE + table + BELOW);
  }
}

const isOfMatrix = (test) => test.parent.project().name === "matrix";
