// Nothing in README.md and www/docs is only said: every block of code compiles, and is run by its page's scene or by whom that names.
import { access, cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isCode, named, scriptsIn, writeBlocks } from "../support/docs.mjs";
import { TSCONFIG, expect, test } from "../support/docs_scene.mjs";
import { run } from "../support/consumer.mjs";
import { NOT_RUN } from "./scenes/not_run.mjs";
import { SCENES } from "./scenes/index.mjs";
import { checkCommands } from "./commands.mjs";

/** What is checked by its language alone. */
const CHECKS = { sh: checkCommands, json: ({ code }) => void JSON.parse(code) };
/** What is run or named, but not compiled. */
const LANGUAGES = ["http", "python", "rust", "toml", "text", ""];

test("every block is run by somebody, or is on the list of those that are not", async ({ pages }) => {
  const found = Object.values(pages)
    .flat()
    .filter(({ lang }) => !(lang in CHECKS))
    .map(({ page, number }) => `${page} ${number}`);
  const run = Object.entries(SCENES).flatMap(([page, { blocks }]) => Object.keys(blocks).map((number) => `${page} ${number}`));
  const told = [...run, ...Object.keys(NOT_RUN)];
  expect(new Set(told).size, "told twice").toBe(told.length);
  expect(told.toSorted()).toEqual(found.toSorted());
});

test("a test that is said to run a block exists", async () => {
  const named = Object.values(SCENES).flatMap(({ blocks }) => Object.values(blocks).map(({ who }) => who));
  for (const name of new Set(named.filter((who) => who?.endsWith(".spec.mjs")))) {
    const path = name.includes("/") ? join("..", name) : name;
    await expect(access(join(import.meta.dirname, path)), name).resolves.toBe(undefined);
  }
});

test("every block names a language that is checked, or known to be none", async ({ pages }) => {
  const known = new Set([...LANGUAGES, ...Object.keys(CHECKS)]);
  const others = Object.values(pages).flat().filter((block) => !isCode(block) && !known.has(block.lang));
  expect(others.map(({ page, number, lang }) => `${page} ${number}: ${lang}`)).toEqual([]);
});

test("commands and JSON are such", async ({ pages }) => {
  for (const block of Object.values(pages).flat()) await CHECKS[block.lang]?.(block);
});

test("TypeScript takes every block, JavaScript too", async ({ pages, workshop }) => {
  test.setTimeout(60_000);
  const root = join(workshop, "types");
  for (const [name, all] of Object.entries(pages)) {
    const blocks = named(all, SCENES[name]).filter(({ number }) => SCENES[name]?.blocks[number]?.how !== "elsewhere");
    const paths = await writeBlocks(join(root, name.replace(/\.md$/, "")), blocks);
    for (const { number, lang } of blocks.filter(isMarkup)) await writeScripts(paths.get(number), lang);
  }
  await cp(join(import.meta.dirname, "given.d.ts"), join(root, "given.d.ts"));
  const told = await Promise.all([
    compile(workshop, root, "typescript", TSCONFIG.compilerOptions, ["**/*.ts", "**/*.tsx"]),
    compile(workshop, root, "javascript", { ...TSCONFIG.compilerOptions, strict: false, checkJs: true }, ["**/*"]),
  ]);
  expect(told.flat()).toEqual([]);
});

/** What TypeScript says to JavaScript, and nobody can mend there. */
const UNSAYABLE = [
  // What a server sends is unknown to it.
  /TS2339: .* on type 'Readonly<unknown>'/,
  // Its declarations miss the option that its documentation has.
  /^clients\/htmx\/.* 'HtmxRequestCtx'/,
];

/** The complaints about these files, one a line. */
async function compile(workshop, root, name, compilerOptions, include) {
  const config = join(root, `tsconfig.${name}.json`);
  await writeFile(config, JSON.stringify({ compilerOptions, include }));
  const args = [join(workshop, "node_modules/typescript/bin/tsc"), "-p", config, "--pretty", "false"];
  const { stdout, message } = await run("node", args, { cwd: root }).catch((error) => error);
  return (stdout || message || "").split("\n").filter((line) => line && !UNSAYABLE.some((known) => known.test(line)));
}

const isMarkup = (block) => isCode(block) && ["vue", "svelte", "html", "astro"].includes(block.lang);

/** The scripts of a component or document, as one module beside it. */
async function writeScripts(path, lang) {
  const text = await readFile(path, "utf8");
  const scripts = scriptsIn(text).filter(({ attributes }) => !/importmap|src=/.test(attributes));
  const isTyped = lang === "astro" || scripts.some(({ attributes }) => attributes.includes('lang="ts"'));
  const frontmatter = lang === "astro" ? (/^---\n([^]*?)\n---/.exec(text)?.[1] ?? "") : "";
  const code = [frontmatter, ...scripts.map(({ code }) => code), "export {};"].join("\n");
  // Not `App.vue.js`, which an import of `App.vue` would find.
  await writeFile(`${path.replace(/\.(?=\w+$)/, "_")}.${isTyped ? "ts" : "js"}`, code.replace('"/jotpass/index.js"', '"jotpass"'));
}

for (const [name, scene] of Object.entries(SCENES)) {
  if (!Object.values(scene.blocks).some(({ how }) => how !== "by" && how !== "elsewhere")) continue;
  test(`the code of ${name} runs`, ({ perform }) => perform(name, scene));
}
