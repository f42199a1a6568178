// The code in README.md and www/docs: every fenced block, found, and made into files that a compiler, a bundler or Node takes.
//
// A block is a module. It may use what an earlier block of its page has declared at its top, and a first line such as
// `// src/auth.js` gives it a name by which others import it. Must not know any page: what each is about is in docs/scenes.
import { cp, mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { variable } from "./server.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const DOCS = join(ROOT, "www/docs");
const MODULES = fileURLToPath(new URL("../node_modules", import.meta.url));

const FENCE = /^(?<fence>`{3,})(?<lang>[\w-]*)[^\n]*\n(?<code>[^]*?)^\k<fence>$/gm;
/** What a block declares at its top, and what it imports. */
const DECLARED = /^(?:export )?(?:declare )?(?:async )?(?:const|let|function|class|interface|type) (?<name>\w+)/gm;
const IMPORTED = /^import (?:type )?(?<what>[^"']*?) from (?<from>"[^"]+")/gm;
const NAMED = /^(?:\/\/|<!--|#) (?<name>[\w$./[\]()+-]+\.\w+)(?: -->)?$/m;
const EXTENSIONS = { js: "js", jsx: "jsx", ts: "ts", tsx: "tsx", vue: "vue", svelte: "svelte", html: "html", astro: "astro" };

/** What the documentation calls the API. */
export const API = "https://api.example.com";

/** `{ "clients/axios.md": [block, …] }`; a block is `{ page, number, lang, code, file }`. */
export async function readPages() {
  const names = await readdir(DOCS, { recursive: true });
  const docs = names.filter((name) => name.endsWith(".md") && !/^(api|.*node_modules)\//.test(name)).sort();
  const files = [["README", join(ROOT, "README.md")], ...docs.map((name) => [name, join(DOCS, name)])];
  const pages = await Promise.all(files.map(async ([page, path]) => [page, blocksOf(page, await readFile(path, "utf8"))]));
  return Object.fromEntries(pages);
}

function blocksOf(page, text) {
  return [...text.matchAll(FENCE)].map(({ groups: { lang, code } }, index) => {
    const number = index + 1;
    const name = NAMED.exec(code.split("\n", 2).join("\n"))?.groups.name;
    return { page, number, lang, code, file: name ?? `block-${number}.${EXTENSIONS[lang] ?? "txt"}` };
  });
}

/** The blocks with the names that the text around them gives, as a scene's `files` has them by number. */
export const named = (blocks, { files = {} } = {}) => blocks.map((block) => ({ ...block, file: files[block.number] ?? block.file }));

/** Whether a compiler has something to say about it. */
export const isCode = ({ lang }) => lang in EXTENSIONS;

/**
 * An empty folder in which `jotpass`, and all that the tests have installed, can be imported. The package is copied, so that it finds
 * the frameworks that the blocks find.
 */
export async function makeWorkshop() {
  const folder = await mkdtemp(join(tmpdir(), "jotpass-"));
  const modules = join(folder, "node_modules");
  await mkdir(modules);
  // Caches among them are not to be shared.
  const names = (await readdir(MODULES)).filter((name) => name !== "jotpass" && !name.startsWith("."));
  for (const name of names) await symlink(join(MODULES, name), join(modules, name));
  await cp(variable("JOTPASS_PKG"), join(modules, "jotpass"), { recursive: true });
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Writes the blocks of one page as the modules that they are; `edit` may change their text. Gives their paths. */
export async function writeBlocks(folder, blocks, edit = (code) => code) {
  const paths = new Map();
  for (const block of blocks.filter(isCode)) {
    const path = join(folder, block.file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, edit(withEarlier(block, blocks), block));
    paths.set(block.number, path);
    if (block.lang === "astro") paths.set(block.number, await writeScript(path));
  }
  return paths;
}

/** Astro's own compiler would make a module of a component's script: so do we. */
async function writeScript(path) {
  const [script] = scriptsIn(await readFile(path, "utf8"));
  await writeFile(`${path}.js`, script.code);
  return `${path}.js`;
}

const isModule = ({ lang }) => /^[jt]sx?$/.test(lang);
const declaredIn = (code) => [...code.matchAll(DECLARED)].map(({ groups }) => groups.name);
const importedIn = (code) => [...code.matchAll(IMPORTED)].flatMap(({ groups }) => groups.what.match(/\w+/g) ?? []);
/** What a block imports by its name from a package. */
const namedIn = (code) =>
  [...code.matchAll(IMPORTED)]
    .filter(({ groups: { what, from } }) => what.startsWith("{") && !from.startsWith('".'))
    .flatMap(({ groups: { what, from } }) => what.match(/\w+/g).map((name) => [name, from]));

/** The block with imports of what it uses of earlier ones, on the same first line, and with exports of all that it declares. */
function withEarlier(block, blocks) {
  if (!isModule(block)) return block.code;
  const { code, file, number } = block;
  const own = new Set([...declaredIn(code), ...importedIn(code)]);
  const imports = new Map();
  const isUsed = (name) => !own.has(name) && new RegExp(`(?<![.\\w"'])${name}\\b(?!:)`).test(code);
  for (const earlier of blocks.filter((other) => other.number < number && isModule(other))) {
    for (const [name, from] of namedIn(earlier.code)) if (isUsed(name)) imports.set(name, from);
    for (const name of declaredIn(earlier.code)) if (isUsed(name)) imports.set(name, `"${specifier(file, earlier.file)}"`);
  }
  const lines = [...imports].map(([name, from]) => `import { ${name} } from ${from}; `);
  const hidden = declaredIn(code).filter((name) => !new RegExp(`^export .*\\b${name}\\b`, "m").test(code));
  const values = hidden.filter((name) => !new RegExp(`^(interface|type) ${name}\\b`, "m").test(code));
  return `${lines.join("")}${code}${values.length ? `\nexport { ${values.join(", ")} };\n` : "\nexport {};\n"}`;
}

/** TypeScript wants no extension of its own. */
function specifier(from, to) {
  const path = relative(dirname(from), to).replace(/\.[jt]sx?$/, "");
  return path.startsWith(".") ? path : `./${path}`;
}

/** The code in a file of markup: the contents of its scripts that are modules, or all of them. */
export const scriptsIn = (text) => [...text.matchAll(/<script\b([^>]*)>([^]*?)<\/script>/g)].map(([, attributes, code]) => ({ attributes, code }));
