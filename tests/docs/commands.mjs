// Commands in the documentation: the packages are those that the tests have, and xtask knows the task.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const read = (path) => readFile(fileURLToPath(new URL(path, import.meta.url)), "utf8");

/** Each line of a block, which is one command. */
export async function checkCommands({ page, code }) {
  for (const line of code.split("\n").map((text) => text.replace(/\s+#.*$/, "")).filter(Boolean)) {
    const known = RULES.find(([pattern]) => pattern.test(line));
    if (!known || !(await known[1](line))) throw new Error(`${page}: nobody knows the command ${line}`);
  }
}

const RULES = [
  [/^npm install [\w@-]/, async (line) => (await Promise.all(packagesIn(line).map(isKnown))).every(Boolean)],
  [/^cargo xtask /, async (line) => (await read("../../xtask/src/main.rs")).includes(`    ${capital(line.split(" ")[2])}`)],
  [/^cargo add jotpass\b/, () => true],
  // Of tools that the matrix starts in these words.
  [/^(npm (create --yes vite@|run dev|run build|test|install$|install "\$\(npm pack )|npx (vitest|jest)|cd |pip install )/, () => true],
];

const packagesIn = (line) => line.split(" ").slice(2).filter((word) => !word.startsWith("-")).map((word) => word.replace(/(?!^)@.*$/, ""));
const capital = (word) => word[0].toUpperCase() + word.slice(1);

async function isKnown(name) {
  return name === "jotpass" || name in JSON.parse(await read("../package.json")).devDependencies;
}
