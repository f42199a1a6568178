//! The client's twins: the TypeScript declarations, the shell's list of options, and the border.

use std::collections::BTreeSet;

use jotpass::ErrorCode;

const TYPES: &str = include_str!("../../src/api/types.d.ts");
const CHECKS: &str = include_str!("../../pkg-template/options.js");
const OPTIONS: &str = include_str!("../../src/client/options.rs");
const SHELL: &str = include_str!("../../src/client/shell.rs");
const API: &str = include_str!("../../src/api/mod.rs");

type Names = BTreeSet<String>;

fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let rest = text.split_once(from).unwrap_or_else(|| panic!("no `{from}`")).1;
    rest.split_once(to)
        .unwrap_or_else(|| panic!("no `{to}` after `{from}`"))
        .0
}

#[test]
fn the_codes_are_those_of_the_typescript_api() {
    let union = between(TYPES, "export type AuthErrorCode =", ";");
    let typescript: Names = union.split('"').skip(1).step_by(2).map(str::to_owned).collect();
    let rust: Names = ErrorCode::ALL.iter().map(|code| code.as_str().to_owned()).collect();
    assert_eq!(rust, typescript);
}

#[test]
fn the_engine_has_every_function_of_the_border_that_the_shell_calls() {
    let functions: Names = API
        .split("wasm_bindgen)]\npub fn ")
        .skip(1)
        .map(|rest| rest.split_once('(').unwrap().0.to_owned())
        // The package's own: `decodeJwt`.
        .filter(|name| name != "decode")
        .collect();
    let given: Names = between(SHELL, "functions! {", "\n    }\n")
        .lines()
        .filter_map(|line| line.trim().split_once(": ("))
        .map(|(name, _)| name.to_owned())
        .collect();
    assert_eq!(given, functions);
}

/// The names in a text that stand before a colon: in one struct of `options.rs`, or one object of `options.js`.
fn names(text: &str) -> Names {
    let code = text.lines().map(str::trim).filter(|line| !line.starts_with("//"));
    code.flat_map(|line| line.split(", "))
        .filter_map(|member| Some(member.split_once(':')?.0.trim_start_matches("{ ").trim().to_owned()))
        .filter(|name| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'))
        .collect()
}

fn in_camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap().to_owned();
    words.fold(first, |name, word| name + &word[..1].to_uppercase() + &word[1..])
}

#[test]
fn the_options_are_those_the_shell_checks_but_for_functions_and_workers() {
    let checks = between(CHECKS, "const optionChecks = () => ({", "\n});");
    let section = |name: &str| {
        let from = format!("  {name}: {{");
        names(between(checks, &from, "}"))
    };
    for (rust, typescript) in [
        ("LoginOptions", "login"),
        ("RefreshOptions", "refresh"),
        ("ResponseOptions", "response"),
        ("LogoutOptions", "logout"),
        ("RenewOptions", "renew"),
        ("WaitOptions", "wait"),
        ("CsrfOptions", "  cookie"),
    ] {
        let ours = names(between(OPTIONS, &format!("    {rust} {{\n"), "\n    }"));
        let ours: Names = ours.iter().map(|name| in_camel_case(name)).collect();
        let mut theirs = section(typescript);
        theirs.retain(|name| !matches!(name.as_str(), "request" | "parse"));
        assert_eq!(ours, theirs, "{rust}");
    }
    let all = names(between(OPTIONS, "    Options {\n", "\n    }"));
    for name in all.iter().map(|name| in_camel_case(name)) {
        assert!(checks.contains(&format!("\n  {name}: ")), "{name}");
    }
}
