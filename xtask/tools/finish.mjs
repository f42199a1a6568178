// Finishes the module for release: `node finish.mjs TOOLS MODULE GLUE`, both files rewritten in place. TOOLS is the folder
// with the npm tools. A release step only: what runs under `wasm-pack test` has its panics and names.
//
// 1. Every panic becomes a bare trap. The code that words and formats panics is a fifth of the module, and nobody in a
//    browser reads it.
// 2. wasm-opt.
// 3. Names of imports and exports become single letters, in the module and in the glue alike; what the glue does beyond our needs
//    goes, and nothing is made when it is imported.
// 4. Source paths and words that only panics mentioned become zeros.
//
// Whatever is looked for and not found is an error: a new compiler or wasm-bindgen may name or write things differently.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { blankPanics } from "./blank.mjs";

const [tools, modulePath, gluePath] = process.argv.slice(2);
const { default: binaryen } = await import(pathToFileURL(join(tools, "node_modules/binaryen/index.js")));

// Measured on this module, compressed: without inlining into single callers, and with control flow rebuilt from scratch,
// it is 2 % smaller than by -Oz alone. It is also told that nothing is kept in the first kilobyte, where the stack ends. Not
// `--ignore-implicit-traps`, for 80 bytes less: it makes loads run that were guarded, and trap.
const OPT = [
  ...["-g", "--low-memory-unused"],
  ...["-Oz", "-ocimfs", "60", "-aimfs", "12", "--flatten", "--rereloop", "-Oz"],
  ...["--gufa-optimizing", "-Oz", "--converge"],
];
const STRIP = ["--strip-debug", "--strip-producers", "--strip-target-features"];

// What runs only on the way to a panic, by the names of the standard library. Our own code formats nothing and has no
// closures that JavaScript calls, so those go too.
const PANIC = [
  /^(core|std|alloc)::(panicking|fmt)::/,
  /^core::(result::unwrap_failed|option::(unwrap|expect)_failed|cell::panic_already\w*|str::slice_error_fail)/,
  /^core::slice::index::slice_\w*fail/,
  /^alloc::(raw_vec::(handle_error|capacity_overflow)|alloc::handle_alloc_error)/,
  /vec::Vec<.*::assert_failed$/,
  / as core::(fmt::\w+|panic::PanicPayload)>::/,
  /rust_(begin_unwind|panic|oom)|default_alloc_error_hook/,
  /^wasm_bindgen::convert::closures::_::invoke/,
  /^js_sys::futures::jspi::task_waker::/,
];

function expect(condition, what) {
  if (!condition) throw new Error(`finish.mjs: ${what}`);
}

// Step 1. Rust's names come as `core[0123456789abcdef]::panicking::panic_fmt` or with a trailing `::h0123456789abcdef`.
function trapPanics(code) {
  const module = binaryen.readBinary(code);
  const used = new Set();
  for (let i = 0; i < module.getNumFunctions(); i++) {
    const ref = module.getFunctionByIndex(i);
    const { name, module: isImported } = binaryen.getFunctionInfo(ref);
    const plain = name.replace(/\[[0-9a-f]{16}\]/g, "").replace(/::h[0-9a-f]{16}$/, "");
    const pattern = !isImported && PANIC.find((pattern) => pattern.test(plain));
    if (!pattern) continue;
    used.add(pattern);
    binaryen.Function.setBody(ref, module.unreachable());
  }
  expect(used.has(PANIC[0]), "no panic was found to cut off");
  binaryen.setDebugInfo(true);
  return module.emitBinary();
}

function wasmOpt(...args) {
  const command = [join(tools, "node_modules/binaryen/bin/wasm-opt"), modulePath, ...args, "-o", modulePath];
  return execFileSync(process.execPath, command, { encoding: "utf8" });
}

// Step 3 in the glue.
function renameInGlue(glue, { imports, exports }) {
  for (const [name, short] of exports) glue = glue.replace(new RegExp(`\\bwasm\\.${name}\\b`, "g"), `wasm.${short}`);

  // Functions of ours that need no conversion are imported directly; the others through a wrapper in `import0`.
  const direct = [];
  for (const [from, name, short] of imports) {
    if (from !== "./jotpass_bg.js") {
      direct.push(`${short}: ${name}`);
      continue;
    }
    const key = new RegExp(`^(\\s+)${name}:`, "m");
    expect(key.test(glue), `the glue has no import ${name}`);
    glue = glue.replace(key, `$1${short}:`);
  }
  const table = /return \{\s*__proto__: null,\s*"\.\/jotpass_bg\.js": import0,[^}]*\};/;
  expect(table.test(glue), "the glue's table of imports is written in a new way");
  // One that was not renamed is one that the module no longer has.
  glue = glue.replace(/^ {8}__wbg_\w+: function[\s\S]*?^ {8}\},\n/gm, "");
  // wasm-opt puts all imports under one module name, "a".
  glue = glue.replace(table, `return { a: { ...import0, ${direct.join(", ")} } };`);

  const modules = [...glue.matchAll(/^import \* as \w+ from (.*)$/gm)].map(([, path]) => path);
  const named = new Set([...glue.matchAll(/^import \{([^}]*)\}/gm)].flatMap(([, names]) => names.split(/[\s,]+/)));
  const missing = direct.map((entry) => entry.split(": ")[1]).filter((name) => !named.has(name));
  expect(new Set(modules).size <= 1, "verbs without a wrapper come from more than one module");
  glue = glue.replace(/^import \* as \w+ from .*\n/gm, "");
  return missing.length ? `import { ${missing.join(", ")} } from ${modules[0]}\n${glue}` : glue;
}

// What the glue's functions do for old browsers and for gigabytes goes. Texts cross by the platform's coder alone, which from thirty
// letters on is faster than the loop that the glue tries first.
const LEAN = {
  passStringToWasm0: `(text) {
    const most = 3 * text.length;
    const start = wasm.__wbindgen_malloc(most, 1) >>> 0;
    const { written } = cachedTextEncoder.encodeInto(text, getUint8ArrayMemory0().subarray(start, start + most));
    WASM_VECTOR_LEN = written;
    return written < most ? wasm.__wbindgen_realloc(start, most, written, 1) >>> 0 : start;
}`,
  decodeText: "(bytes) { return cachedTextDecoder.decode(bytes); }",
  getDataViewMemory0: "() { return new DataView(wasm.memory.buffer); }",
};
const OLD = [
  /^if \(!\('encodeInto' in cachedTextEncoder\)\) \{\n[\s\S]*?^\}\n/m,
  /^const MAX_SAFARI_DECODE_BYTES = .*\nlet numBytesDecoded = 0;\n/m,
  /^let cachedDataViewMemory0 = null;\n/m,
  /^ +cachedDataViewMemory0 = null;\n/m,
  /, wasm\.__wbindgen_malloc, wasm\.__wbindgen_realloc(?=\))/g,
];

function lean(glue) {
  const wayOf = (name) => new RegExp(`^function ${name}\\([\\s\\S]*?^\\}\\n`, "m");
  const bodies = Object.entries(LEAN).map(([name, body]) => [wayOf(name), `function ${name}${body}\n`]);
  for (const [way, ours] of [...bodies, ...OLD.map((way) => [way, ""])]) {
    expect(way.test(glue), `the glue does it in a new way: ${way}`);
    glue = glue.replace(way, ours);
  }
  return glue;
}

// Importing the glue makes nothing: there are places without a TextDecoder, such as tests of apps, that only import it.
function withLateCoders(glue) {
  const [made, decoder] = glue.match(/^let cachedTextDecoder = (.*);\ncachedTextDecoder\.decode\(\);\n/m) ?? [];
  const encoder = "const cachedTextEncoder = new TextEncoder();\n";
  const start = "function __wbg_get_imports() {\n";
  expect(made && glue.includes(encoder) && glue.includes(start), "the glue makes its coders in a new way");
  const coders = `cachedTextDecoder = ${decoder};\ncachedTextEncoder = new TextEncoder();\n`;
  return glue.replace(made, "let cachedTextDecoder, cachedTextEncoder;\n").replace(encoder, "").replace(start, start + coders);
}

// The engine's functions, so that a trap in one is answered (see load.js).
function guarded(glue) {
  const functions = /^export function (\w+)(\([^)]*\)) (\{[\s\S]*?^\})$/gm;
  expect(functions.test(glue), "the glue exports its functions in a new way");
  const called = glue.replace(functions, "export const $1 = /* @__PURE__ */ guarded($2 => $3);");
  return `import { guarded } from "./load.js";\n${called}`;
}

// The shell starts the module itself, so it needs the two halves of the glue's own start.
const withStart = (glue) => `${glue}\nexport { __wbg_get_imports as imports, __wbg_finalize_init as finish };\n`;

// Step 4.
function withoutPanics(code) {
  const text = binaryen.readBinary(code).emitText();
  const read = [...text.matchAll(/(?:i32\.const |offset=)(\d+)/g)].map(([, address]) => Number(address));
  blankPanics(code, read);
  expect(!/\.rs\b/.test(code.toString("latin1")), "a source path is left in the module");
  return code;
}

writeFileSync(modulePath, trapPanics(readFileSync(modulePath)));
wasmOpt(...OPT);
// Prints what it renamed: [module, name, new name] for each import, [name, new name] for each export.
const renamed = JSON.parse(wasmOpt("--reorder-functions", ...STRIP, "--minify-imports-and-exports-and-modules"));
writeFileSync(modulePath, withoutPanics(readFileSync(modulePath)));
const glue = withLateCoders(lean(readFileSync(gluePath, "utf8")));
writeFileSync(gluePath, withStart(guarded(renameInGlue(glue, renamed))));
expect(WebAssembly.validate(readFileSync(modulePath)), "the module is broken");
writeFileSync(modulePath.replace(".wasm", ".sha256"), `sha256-${createHash("sha256").update(readFileSync(modulePath)).digest("base64")}`);
