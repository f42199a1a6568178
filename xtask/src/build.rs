//! `cargo xtask build`: makes the npm package in pkg/ from the crate and from pkg-template/.
//!
//! 1. wasm-pack compiles the crate, runs wasm-bindgen, and leaves module and glue in target/wasm-pack.
//! 2. Module and glue are put among our own scripts, in the order of the tree, and the glue imports those instead of the copies
//!    that wasm-bindgen made.
//! 3. tools/finish.mjs makes module and glue fit for release; wasm-opt is run there.
//! 4. Each entry is bundled with all that it imports, and minified.
//! 5. The module, types, manifest and texts are put beside them.
//!
//! Nothing is done where neither what goes in nor what came out has changed.

use crate::{
    files,
    fingerprint::{self, Fingerprint},
    paths, process, tools,
    ui::Line,
};
use anyhow::{Context, Result, bail, ensure};
use std::path::{Path, PathBuf};

const MODULE: &str = "jotpass_bg.wasm";
const GLUE: &str = "jotpass.js";
const TYPES: &str = ".d.ts";
/// The script of the worker, which pages start and nobody imports.
const WORKER: &str = "jotpass_worker";
/// The module as text, for the entry that holds it.
const TEXT: &str = "jotpass_bg.hex";
/// LLVM repeats less code, which compresses to 1.5 % less: functions are inlined if they are small, loops stay loops. As optimised
/// for size (`opt-level = "s"`) it would be 10 % more.
const LEAN: [&str; 5] = [
    "--inline-threshold=60",
    "--inlinehint-threshold=60",
    "--unroll-threshold=0",
    "--unroll-runtime=false",
    "--unroll-allow-partial=false",
];
/// The manifest's version until this replaces it by the workspace's.
const UNVERSIONED: &str = "\"version\": \"0.0.0\"";
const INPUTS: [&str; 10] = [
    "Cargo.toml",
    "Cargo.lock",
    "rust-toolchain.toml",
    "src",
    "pkg-template",
    "CHANGELOG.md",
    "xtask/src/build.rs",
    "xtask/src/tools.rs",
    "xtask/tools/blank.mjs",
    "xtask/tools/finish.mjs",
];

pub(crate) fn run(line: &mut Line) -> Result<()> {
    let memory = paths::target().join("package.fingerprint");
    if fingerprint::remembered(&memory, &state()?) {
        line.note("unchanged");
        return Ok(());
    }
    let compiled = compile(line)?;
    let staged = stage(&compiled)?;
    files::empty(&paths::pkg())?;
    finish(&staged, line)?;
    bundle(&staged, line)?;
    complete(&staged)?;
    files::write(&memory, state()?)
}

/// What goes in and what came out. With the second, a pkg/ that was deleted or edited is built again.
fn state() -> Result<String> {
    let root = paths::root();
    let mut inputs = Fingerprint::new();
    for path in INPUTS.iter().map(|name| root.join(name)).chain(licenses()?) {
        inputs.add_path(root, &path)?;
    }
    inputs.add(tools::versions()?.as_bytes());
    let mut outputs = Fingerprint::new();
    outputs.add_path(root, &paths::pkg())?;
    Ok(format!("{inputs} {outputs}"))
}

/// Step 1.
fn compile(line: &mut Line) -> Result<PathBuf> {
    let out = paths::target().join("wasm-pack");
    files::empty(&out)?;
    let mut build = tools::wasm_pack_command()?;
    build.args([
        "build",
        "--target",
        "web",
        "--release",
        "--mode",
        "no-install",
        "--no-pack",
        "--no-typescript",
        "--no-opt",
    ]);
    build.arg("--out-dir").arg(&out);
    // What JavaScript calls, without what the crate gives to Rust apps.
    build.args(["--", "--no-default-features", "--features", "package"]);
    build.env(
        "RUSTFLAGS",
        LEAN.map(|argument| format!("-Cllvm-args={argument}")).join(" "),
    );
    process::run(&mut build, line)?;
    Ok(out)
}

/// Step 2, in a folder of its own.
fn stage(compiled: &Path) -> Result<PathBuf> {
    let staged = paths::target().join("package");
    files::empty(&staged)?;
    for folder in ["src/browser", "pkg-template"] {
        copy_scripts(folder, &staged)?;
    }
    let shell = staged.join("pkg-template");
    let hashed = snippets(compiled)?;
    let glue = files::read_text(&compiled.join(GLUE))?;
    files::copy(&compiled.join(MODULE), &shell.join(MODULE))?;
    files::write(&shell.join(GLUE), importing_our_scripts(&glue, &hashed)?)?;
    Ok(shell)
}

/// The scripts below a folder of the tree, to the same places below another.
fn copy_scripts(folder: &str, to: &Path) -> Result<()> {
    let root = paths::root();
    for file in files::below(&root.join(folder))? {
        if file.extension().is_some_and(|extension| extension == "js") {
            files::copy(&file, &to.join(file.strip_prefix(root)?))?;
        }
    }
    Ok(())
}

/// The name of the one folder with the JavaScript that the crate brings along.
fn snippets(compiled: &Path) -> Result<String> {
    let folders = files::entries(&compiled.join("snippets")).context("the crate imports no JavaScript module")?;
    match folders.as_slice() {
        [folder] => Ok(folder.file_name().unwrap_or_default().to_string_lossy().into_owned()),
        _ => bail!("a dependency brings JavaScript of its own, which the bundle does not expect: {folders:?}"),
    }
}

/// Only what is imported is renamed: the glue also holds the same path as the import's name inside the module, where it
/// has to stay.
fn importing_our_scripts(glue: &str, hashed: &str) -> Result<String> {
    let mut renamed = glue.to_owned();
    for quote in ['"', '\''] {
        renamed = renamed.replace(
            &format!("from {quote}./snippets/{hashed}/"),
            &format!("from {quote}../"),
        );
    }
    ensure!(renamed != glue, "the glue does not import its snippets {hashed}");
    Ok(renamed)
}

/// Step 3.
fn finish(staged: &Path, line: &mut Line) -> Result<()> {
    let mut finish = tools::npm_script("finish.mjs")?;
    process::run(finish.arg(staged.join(MODULE)).arg(staged.join(GLUE)), line)?;
    Ok(())
}

/// Step 4.
fn bundle(staged: &Path, line: &mut Line) -> Result<()> {
    files::write(&staged.join(TEXT), hex(&files::read(&staged.join(MODULE))?))?;
    for name in entries()?.iter().map(String::as_str).chain(["index", WORKER]) {
        bundle_one(staged, name, line)?;
    }
    let module = format!("new URL(\"./{MODULE}\",import.meta.url)");
    let worker = format!("Worker(new URL(\"./{WORKER}.js\",import.meta.url),{{type:\"module\"");
    for (name, expected) in [
        ("index", module.as_str()),
        ("react", "\"use client\""),
        ("worker", &worker),
        ("worker", &module),
    ] {
        // Bundlers and frameworks look for exactly this form and no other.
        ensure!(
            bundled(name)?.contains(expected),
            "{name}.js does not hold {expected}: write it so in pkg-template/"
        );
    }
    ensure!(
        !bundled("inline")?.contains("import.meta"),
        "inline.js is to look for no file"
    );
    Ok(())
}

fn bundled(name: &str) -> Result<String> {
    files::read_text(&paths::pkg().join(format!("{name}.js")))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// One entry of the package with all that it imports of ours. terser takes another 5 % out of what esbuild has minified.
fn bundle_one(staged: &Path, name: &str, line: &mut Line) -> Result<()> {
    let bundled = staged.join("bundle.js");
    let mut esbuild = tools::npm_tool("esbuild")?;
    esbuild.arg(staged.join(format!("{name}.js")));
    esbuild.args([
        "--bundle",
        "--format=esm",
        "--minify",
        "--target=es2022",
        "--legal-comments=none",
        "--loader:.hex=text",
        "--loader:.sha256=text",
        // What is imported by its name is the app's: React, say.
        "--packages=external",
    ]);
    process::run(esbuild.arg(format!("--outfile={}", bundled.display())), line)?;

    let mut terser = tools::npm_tool("terser")?;
    // A directive such as "use client" stays. Nobody calls a function of ours by `new`, so any may be an arrow.
    let compress = "passes=5,directives=false,unsafe_arrows";
    terser.args(["--module", "--ecma", "2022", "--compress", compress, "--mangle"]);
    terser.arg("--output").arg(paths::pkg().join(format!("{name}.js")));
    process::run(terser.arg(&bundled), line)?;
    Ok(())
}

/// What is imported beside the index: whatever has types in pkg-template/.
fn entries() -> Result<Vec<String>> {
    let files = files::entries(&paths::root().join("pkg-template"))?;
    let names = files.iter().filter_map(|file| file.file_name()?.to_str());
    Ok(names
        .filter_map(|name| name.strip_suffix(TYPES))
        .map(str::to_owned)
        .collect())
}

/// Step 5.
fn complete(staged: &Path) -> Result<()> {
    let (root, pkg) = (paths::root(), paths::pkg());
    let template = root.join("pkg-template");
    files::copy(&staged.join(MODULE), &pkg.join(MODULE))?;
    files::copy(&root.join("src/api/types.d.ts"), &pkg.join("index.d.ts"))?;
    for types in entries()?.iter().map(|entry| format!("{entry}{TYPES}")) {
        files::copy(&template.join(&types), &pkg.join(&types))?;
    }
    files::copy(&template.join("README.md"), &pkg.join("README.md"))?;
    files::copy(&root.join("CHANGELOG.md"), &pkg.join("CHANGELOG.md"))?;
    for license in licenses()? {
        files::copy(&license, &pkg.join(license.file_name().unwrap_or_default()))?;
    }
    let manifest = files::read_text(&template.join("package.json"))?;
    files::write(
        &pkg.join("package.json"),
        with_version(&manifest, env!("CARGO_PKG_VERSION"))?,
    )
}

fn licenses() -> Result<impl Iterator<Item = PathBuf>> {
    let is_license = |file: &PathBuf| {
        file.file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with("LICENSE"))
    };
    Ok(files::entries(paths::root())?
        .into_iter()
        .filter(move |file| file.is_file() && is_license(file)))
}

/// The manifest with the workspace's version, which is also this program's.
fn with_version(manifest: &str, version: &str) -> Result<String> {
    ensure!(
        manifest.matches(UNVERSIONED).count() == 1,
        "pkg-template/package.json must hold {UNVERSIONED} once"
    );
    Ok(manifest.replace(UNVERSIONED, &format!("\"version\": \"{version}\"")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_scripts_are_imported_under_the_name_the_module_asks_for() -> Result<()> {
        let glue = r#"
            import { one } from './snippets/jotpass-01/src/a.js';
            import * as a from "./snippets/jotpass-01/src/a.js"
            const imports = { "./snippets/jotpass-01/src/a.js": a };"#;
        let plain = r#"
            import { one } from '../src/a.js';
            import * as a from "../src/a.js"
            const imports = { "./snippets/jotpass-01/src/a.js": a };"#;
        assert_eq!(importing_our_scripts(glue, "jotpass-01")?, plain);
        Ok(())
    }

    #[test]
    fn glue_that_does_not_import_our_scripts_is_an_error() {
        assert!(importing_our_scripts("export {};", "jotpass-0123").is_err());
    }

    #[test]
    fn the_manifest_gets_the_version_and_keeps_everything_else() -> Result<()> {
        let manifest = "{\n  \"name\": \"jotpass\",\n  \"version\": \"0.0.0\",\n  \"type\": \"module\"\n}\n";
        assert_eq!(with_version(manifest, "1.2.3")?, manifest.replace("0.0.0", "1.2.3"));
        assert!(with_version("{}", "1.2.3").is_err());
        Ok(())
    }
}
