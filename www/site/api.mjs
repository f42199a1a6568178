// The API reference: Markdown out of the package's declarations, the same for the same declarations. `node api.mjs <folder>` writes it.
//
// The declarations are gathered as the package has them: `src/api/types.d.ts` is its index.d.ts. What is exported without a word about
// it is an error.
import { cp, mkdtemp, readFile, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Application, ReflectionKind } from "typedoc";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const TYPES = ".d.ts";
/** What has to have a word about it. */
const DOCUMENTED =
  ReflectionKind.Variable |
  ReflectionKind.FunctionOrMethod |
  ReflectionKind.Class |
  ReflectionKind.Interface |
  ReflectionKind.Property |
  ReflectionKind.Accessor |
  ReflectionKind.TypeAlias;

const COMPILER = {
  strict: true,
  noEmit: true,
  target: "esnext",
  module: "preserve",
  moduleResolution: "bundler",
  lib: ["esnext", "dom", "dom.iterable"],
  types: [],
};

/** Throws what TypeDoc complains about. */
export async function writeReference(out) {
  const folder = await mkdtemp(join(tmpdir(), "jotpass-"));
  try {
    await generate(await gather(folder), folder, out);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The entries' files, in the order of the manifest. The types of frameworks are those that the tests have. */
async function gather(folder) {
  const template = join(ROOT, "pkg-template");
  const { exports } = JSON.parse(await readFile(join(template, "package.json"), "utf8"));
  for (const name of await readdir(template, { recursive: true })) {
    if (name.endsWith(TYPES)) await cp(join(template, name), join(folder, name));
  }
  // So that its page is called `jotpass`.
  await cp(join(ROOT, "src/api/types.d.ts"), join(folder, `jotpass${TYPES}`));
  await writeFile(join(folder, `index${TYPES}`), 'export * from "./jotpass.js";\n');
  await symlink(join(ROOT, "tests/node_modules"), join(folder, "node_modules"));
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions: COMPILER, include: [`*${TYPES}`] }));
  const typed = Object.entries(exports).filter(([, target]) => target.types);
  return typed.map(([entry, { types }]) => join(folder, entry === "." ? `jotpass${TYPES}` : types));
}

async function generate(entryPoints, folder, out) {
  const app = await Application.bootstrapWithPlugins({
    entryPoints,
    tsconfig: join(folder, "tsconfig.json"),
    basePath: folder,
    plugin: ["typedoc-plugin-markdown"],
    outputs: [{ name: "markdown", path: out }],
    name: "API",
    readme: "none",
    disableSources: true,
    disableGit: true,
    gitRevision: "none",
    githubPages: false,
    excludeInternal: true,
    excludeExternals: true,
    sort: ["source-order"],
    groupOrder: ["Functions", "Variables", "Interfaces", "Classes", "Type Aliases"],
    router: "module",
    entryFileName: "README",
    flattenOutputFiles: true,
    hidePageHeader: true,
    hideBreadcrumbs: true,
    hideGroupHeadings: true,
    useCodeBlocks: true,
    parametersFormat: "table",
    typeDeclarationFormat: "table",
    pageTitleTemplates: { index: "API", module: ({ rawName }) => (rawName === "jotpass" ? rawName : `jotpass/${rawName}`) },
    validation: { notDocumented: false, invalidLink: true, notExported: false, rewrittenLink: true },
    logLevel: "Warn",
  });
  const project = await app.convert();
  if (project) app.validate(project);
  if (!project || app.logger.hasErrors() || app.logger.hasWarnings()) throw new Error("TypeDoc complains: see above");
  const silent = project.getReflectionsByKind(DOCUMENTED).filter((item) => !isDocumented(item));
  if (silent.length) throw new Error(`without documentation: ${silent.map((item) => item.getFullName()).join(", ")}`);
  await app.generateOutputs(project);
}

/** A member of a type without a name is told about with whatever has that type. */
function isDocumented(item) {
  if (item.parent?.kindOf(ReflectionKind.TypeLiteral)) return true;
  return [item, ...(item.signatures ?? [])].some((part) => part.hasComment()) || item.isReference?.() === true;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeReference(process.argv[2]);
