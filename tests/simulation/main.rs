//! The session of many tabs, simulated: real machines, a token server with strict reuse detection, and a world that delays,
//! loses, freezes and kills. Everything is drawn from a seed and nothing sleeps, so a schedule of minutes takes a fraction
//! of a millisecond, and a failure repeats itself.
//!
//! `world` is the queue of events, `setup` what a seed decides, `acts` what people do and what breaks, `calls` what they ask
//! for. `tab` and `driver` run one machine, `requests` is the shell's part; `net`, `server`, `store` and `platform` are what a
//! machine talks to. `oracle` holds the rules.
//!
//! A machine has one of three homes, which `homes` tells apart: the tab's page, a worker of it, or one worker for all tabs.
//! In a worker it is asked by `messages`, which a page sends as its `client`, and which the worker does `serve`.
//!
//! `cargo xtask sim` runs many seeds, by these variables: `JOTPASS_SIM_SEEDS` and `JOTPASS_SIM_FROM`, or `JOTPASS_SIM_SEED`
//! for the trace of one; `JOTPASS_SIM_JOBS` threads.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod acts;
mod calls;
mod chance;
mod client;
mod driver;
mod homes;
mod json;
mod messages;
mod net;
mod oracle;
mod platform;
mod requests;
mod serve;
mod server;
mod setup;
mod store;
mod tab;
mod world;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Instant;

use world::World;

/// How many seeds the test suite runs.
const SEEDS: u64 = 5_000;

#[test]
fn every_rule_holds_in_every_schedule() {
    // What a machine says when it panics is in the trace, and so is what we say.
    std::panic::set_hook(Box::new(|_| {}));
    if let Some(seed) = variable("JOTPASS_SIM_SEED") {
        return show(seed, usize::MAX);
    }
    let from = variable("JOTPASS_SIM_FROM").unwrap_or(0);
    let end = from + variable("JOTPASS_SIM_SEEDS").unwrap_or(SEEDS);
    let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get() as u64);
    let jobs = variable("JOTPASS_SIM_JOBS").unwrap_or(cores);
    let (next, is_broken, first) = (AtomicU64::new(from), AtomicBool::new(false), AtomicU64::new(u64::MAX));
    let begun = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..jobs {
            scope.spawn(|| {
                while !is_broken.load(Ordering::Relaxed) {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= end {
                        break;
                    }
                    if run(&mut World::new(seed, false)).is_err() {
                        is_broken.store(true, Ordering::Relaxed);
                        first.fetch_min(seed, Ordering::Relaxed);
                    }
                }
            });
        }
    });
    let first = first.into_inner();
    if first != u64::MAX {
        show(first, LINES);
    }
    let (seeds, seconds) = (end - from, begun.elapsed().as_secs_f64());
    println!(
        "{seeds} seeds in {seconds:.1} s, {:.0} a second",
        seeds as f64 / seconds
    );
}

/// How many lines of a trace are shown; `--seed` shows all.
const LINES: usize = 60;

/// Runs a seed once more, shows what happens at its end, and fails if a rule is broken.
fn show(seed: u64, lines: usize) {
    let mut world = World::new(seed, true);
    let result = run(&mut world);
    let trace = world.trace.unwrap_or_default();
    let left_out = trace.len().saturating_sub(lines);
    if left_out > 0 {
        println!("{}\n…", trace[0]);
    }
    println!("{}", trace[left_out..].join("\n"));
    if let Err(broken) = result {
        println!("seed {seed}: {broken}");
        panic!("{broken}");
    }
}

fn run(world: &mut World) -> Result<(), String> {
    catch_unwind(AssertUnwindSafe(|| world.run())).unwrap_or_else(|panic| {
        let said = panic.downcast_ref::<String>().map(String::as_str);
        let said = said.or_else(|| panic.downcast_ref::<&str>().copied());
        Err(format!("panic: {}", said.unwrap_or("?")))
    })
}

fn variable(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}
