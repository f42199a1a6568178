//! `cargo xtask build`: makes the npm package in pkg/ from the crate and from pkg-template/.
//!
//! 1. wasm-pack compiles the crate, runs wasm-bindgen, and leaves module and glue in target/wasm-pack.
//! 2. The glue's snippet folder gets a name without a hash, so that our own shell can import the same file.
//! 3. tools/finish.mjs makes module and glue fit for release; wasm-opt is run there.
//! 4. Glue, snippet and shell are bundled and minified into one pkg/index.js, what runs in a worker into pkg/jotpass_worker.js, and
//!    each smaller entry into a file of its own.
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
/// The script of the worker, which pages start and nobody imports.
const WORKER: &str = "jotpass_worker";
/// What is imported beside the index, each an export of the package with types in pkg-template/: what adapts a client to us, and
/// the page's side of a worker.
const ENTRIES: [&str; 4] = ["axios", "backbone", "jquery", "worker"];
/// The manifest's version until this replaces it by the workspace's.
const UNVERSIONED: &str = "\"version\": \"0.0.0\"";
const INPUTS: [&str; 9] = [
    "Cargo.toml",
    "Cargo.lock",
    "rust-toolchain.toml",
    "src",
    "pkg-template",
    "CHANGELOG.md",
    "xtask/src/build.rs",
    "xtask/src/tools.rs",
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
    process::run(build.arg("--out-dir").arg(&out), line)?;
    Ok(out)
}

/// Step 2, in a folder of its own together with the shell.
fn stage(compiled: &Path) -> Result<PathBuf> {
    let staged = paths::target().join("package");
    files::empty(&staged)?;
    copy_scripts("pkg-template", &staged)?;
    copy_scripts("pkg-template/isolation", &staged.join("isolation"))?;
    // wasm-bindgen brings along what the crate imports; the shell uses the other verbs of that folder too.
    copy_scripts("src/browser", &staged.join("snippets/jotpass/src/browser"))?;
    let snippet = snippet(compiled)?;
    let hashed = snippet.file_name().unwrap_or_default().to_string_lossy();
    let glue = files::read_text(&compiled.join(GLUE))?;
    files::copy(&snippet, &staged.join("snippets/jotpass"))?;
    files::copy(&compiled.join(MODULE), &staged.join(MODULE))?;
    files::write(&staged.join(GLUE), with_plain_snippet_name(&glue, &hashed)?)?;
    Ok(staged)
}

fn copy_scripts(from: &str, to: &Path) -> Result<()> {
    for file in files::entries(&paths::root().join(from))? {
        if file.extension().is_some_and(|extension| extension == "js") {
            files::copy(&file, &to.join(file.file_name().unwrap_or_default()))?;
        }
    }
    Ok(())
}

/// The one folder with the JavaScript that the crate brings along.
fn snippet(compiled: &Path) -> Result<PathBuf> {
    let folders = files::entries(&compiled.join("snippets")).context("the crate imports no JavaScript module")?;
    match <[PathBuf; 1]>::try_from(folders) {
        Ok([folder]) => Ok(folder),
        Err(folders) => {
            bail!("a dependency brings JavaScript of its own, which the bundle does not expect: {folders:?}")
        }
    }
}

/// Only what is imported is renamed: the glue also holds the same path as the import's name inside the module, where it
/// has to stay.
fn with_plain_snippet_name(glue: &str, hashed: &str) -> Result<String> {
    let mut renamed = glue.to_owned();
    for quote in ['"', '\''] {
        let from = |name| format!("from {quote}./snippets/{name}/");
        renamed = renamed.replace(&from(hashed), &from("jotpass"));
    }
    ensure!(renamed != glue, "the glue does not import its snippet {hashed}");
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
    let module = format!("new URL(\"./{MODULE}\",import.meta.url)");
    let worker = format!("Worker(new URL(\"./{WORKER}.js\",import.meta.url),{{type:\"module\"");
    for name in ["index", WORKER].into_iter().chain(ENTRIES) {
        bundle_one(staged, name, line)?;
    }
    for (name, expected) in [
        ("index", &module),
        ("index", &worker),
        ("worker", &worker),
        (WORKER, &module),
    ] {
        // Bundlers find a file by exactly this form and no other.
        ensure!(
            files::read_text(&paths::pkg().join(format!("{name}.js")))?.contains(expected),
            "{name}.js does not hold {expected}: write it so in pkg-template/, or bundlers will not find the file"
        );
    }
    Ok(())
}

/// One entry of the package with all that it imports. terser takes another 5 % out of what esbuild has minified.
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
    ]);
    process::run(esbuild.arg(format!("--outfile={}", bundled.display())), line)?;

    let mut terser = tools::npm_tool("terser")?;
    terser.args(["--module", "--ecma", "2022", "--compress", "passes=3", "--mangle"]);
    terser.arg("--output").arg(paths::pkg().join(format!("{name}.js")));
    process::run(terser.arg(&bundled), line)?;
    Ok(())
}

/// Step 5.
fn complete(staged: &Path) -> Result<()> {
    let (root, pkg) = (paths::root(), paths::pkg());
    let template = root.join("pkg-template");
    files::copy(&staged.join(MODULE), &pkg.join(MODULE))?;
    files::copy(&root.join("src/api/types.d.ts"), &pkg.join("index.d.ts"))?;
    for types in ENTRIES.map(|entry| format!("{entry}.d.ts")) {
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
    fn the_snippet_is_imported_without_its_hash_under_the_name_the_module_asks_for() -> Result<()> {
        let glue = r#"
            import { one } from './snippets/jotpass-01/src/a.js';
            import * as a from "./snippets/jotpass-01/src/a.js"
            const imports = { "./snippets/jotpass-01/src/a.js": a };"#;
        let plain = r#"
            import { one } from './snippets/jotpass/src/a.js';
            import * as a from "./snippets/jotpass/src/a.js"
            const imports = { "./snippets/jotpass-01/src/a.js": a };"#;
        assert_eq!(with_plain_snippet_name(glue, "jotpass-01")?, plain);
        Ok(())
    }

    #[test]
    fn glue_that_does_not_import_the_snippet_is_an_error() {
        assert!(with_plain_snippet_name("export {};", "jotpass-0123").is_err());
    }

    #[test]
    fn the_manifest_gets_the_version_and_keeps_everything_else() -> Result<()> {
        let manifest = "{\n  \"name\": \"jotpass\",\n  \"version\": \"0.0.0\",\n  \"type\": \"module\"\n}\n";
        assert_eq!(with_version(manifest, "1.2.3")?, manifest.replace("0.0.0", "1.2.3"));
        assert!(with_version("{}", "1.2.3").is_err());
        Ok(())
    }
}
