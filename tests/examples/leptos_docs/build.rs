//! Takes the blocks of Rust out of the documentation, each into a module named after its heading.

use std::{env, error::Error, fs, path::Path};

const PAGE: &str = "../../../www/docs/frameworks/rust.md";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={PAGE}");
    let page = fs::read_to_string(PAGE)?;
    let mut modules = String::new();
    for section in page.split("\n## ").skip(1) {
        let (heading, text) = section.split_once('\n').ok_or("a heading with nothing below")?;
        for block in text.split("```rust\n").skip(1) {
            let (code, _) = block.split_once("\n```").ok_or("a block without an end")?;
            let name = heading.to_lowercase().replace(' ', "_");
            modules += &format!("pub mod {name} {{\n{code}\n}}\n");
        }
    }
    fs::write(Path::new(&env::var("OUT_DIR")?).join("modules.rs"), modules)?;
    Ok(())
}
