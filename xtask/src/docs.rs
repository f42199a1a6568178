//! `cargo xtask docs`: makes the documentation's site, of the pages in www/docs by the generator in www/site.

use crate::{
    files, paths, process,
    setup::{self, Step},
    ui::{Line, Progress},
};
use anyhow::Result;
use std::path::PathBuf;

const STEPS: &[Step] = &[Step::Prerequisites, Step::SiteModules];
/// Names the folder to the generator.
const OUT: &str = "JOTPASS_DOCS_OUT";

pub(crate) fn run() -> Result<()> {
    setup::run(STEPS)?;
    Progress::new(1).step("Building the site", build)?;
    println!(
        "\n  {}\n\n  `cargo xtask demo` serves it at /docs/.",
        folder().join("index.html").display()
    );
    Ok(())
}

/// Where the built site is, if it has been built.
pub(crate) fn built() -> Option<PathBuf> {
    Some(folder()).filter(|folder| folder.join("index.html").is_file())
}

fn folder() -> PathBuf {
    paths::target().join("docs")
}

fn build(line: &mut Line) -> Result<()> {
    let site = paths::root().join("www/site");
    files::empty(&folder())?;
    let mut vitepress = process::command(paths::npm_binary(&site, "vitepress"));
    vitepress.arg("build").current_dir(site).env(OUT, folder());
    process::run(&mut vitepress, line)?;
    Ok(())
}
