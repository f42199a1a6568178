//! A random walk over all inputs, beside a model that knows nothing but the history and is compared at every step.

use jotpass::error::ErrorCode;
use jotpass::session::{Machine, SignedOut, Status, Step, Ticket};
use jotpass::token::UnixMillis;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::support::{Doc, Random, cases};
use crate::{NOW, drain, failure, pass_at, token};

/// What has happened to a machine; all that the model knows.
#[derive(Debug, PartialEq)]
enum Past {
    Began(Ticket),
    Ended,
    Accepted { token: String, end: Option<f64> },
    Announced,
    Gone,
}

#[derive(Default)]
struct Model(Vec<Past>);

impl Model {
    /// The login under way: the last thing that happened to logins was its beginning.
    fn login(&self) -> Option<Ticket> {
        let last = self.0.iter().rev().find(|past| **past != Past::Announced);
        match last {
            Some(Past::Began(ticket)) => Some(*ticket),
            _ => None,
        }
    }

    /// The token that came last, unless it is gone, with its end.
    fn token(&self) -> Option<(&str, Option<f64>)> {
        let came_or_went = |past: &&Past| matches!(past, Past::Accepted { .. } | Past::Gone);
        match self.0.iter().rev().find(came_or_went) {
            Some(Past::Accepted { token, end }) => Some((token, *end)),
            _ => None,
        }
    }

    fn is_announced(&self) -> bool {
        let since = self
            .0
            .iter()
            .rev()
            .take_while(|past| !matches!(past, Past::Accepted { .. }));
        since.into_iter().any(|past| *past == Past::Announced)
    }

    fn supersede(&mut self) -> Vec<String> {
        let superseded = self.login().map(|ticket| format!("settle {ticket} superseded"));
        self.0.extend(superseded.iter().map(|_| Past::Ended));
        superseded.into_iter().collect()
    }
}

#[test]
fn a_random_walk_agrees_with_the_model_at_every_step() {
    cases(300, walk);
}

fn walk(random: &mut Random) {
    let seed = random.seed;
    let (mut machine, mut model) = (Machine::<Doc>::default(), Model::default());
    let (mut now, mut last_ticket, mut said) = (NOW.0, 0, vec![]);
    for step in 0..200 {
        let mut expected = vec![];
        match random.below(16) {
            0..4 => {
                last_ticket += 1;
                expected = model.supersede();
                model.0.push(Past::Began(last_ticket));
                machine.handle_login(last_ticket);
            }
            4..9 => {
                let ticket = last_ticket.saturating_sub(*random.pick(&[0, 0, 0, 1, 2]));
                let is_awaited = model.login() == Some(ticket);
                if random.once_in(4) {
                    expected.extend(is_awaited.then(|| format!("settle {ticket} network")));
                    model.0.extend(is_awaited.then_some(Past::Ended));
                    machine.handle_answer(ticket, failure(ErrorCode::Network));
                } else {
                    let seconds = *random.pick(&[None, Some(0.0), Some(1.0), Some(60.0), Some(1e7)]);
                    let token = format!("t{step}");
                    machine.handle_answer(ticket, Ok(pass_at(UnixMillis(now), &token, seconds)));
                    if is_awaited {
                        expected = vec!["emit signed-in".to_owned(), format!("settle {ticket}")];
                        let end = seconds.map(|seconds| now + seconds * 1e3);
                        model.0.push(Past::Accepted { token, end });
                    }
                }
            }
            9..11 => {
                last_ticket += 1;
                expected = model.supersede();
                match model.token() {
                    None => expected.push(format!("settle {last_ticket}")),
                    Some((token, _)) => expected.extend([
                        "emit signed-out".to_owned(),
                        format!("revoke {last_ticket} {token} {token}-refresh"),
                    ]),
                }
                model.0.push(Past::Gone);
                machine.handle_logout(last_ticket);
            }
            _ => {
                now += *random.pick(&[0.0, 1.0, 500.0, 60_000.0, 86_400_000.0, 2e10, -60_000.0]);
                if random.once_in(3) {
                    now = machine.next_deadline().map_or(now, |deadline| deadline.0);
                }
                let is_over = model.token().is_some_and(|(_, end)| end.is_some_and(|end| now >= end));
                if is_over && !model.is_announced() {
                    expected.push("emit expired".to_owned());
                    model.0.push(Past::Announced);
                }
                machine.handle_clock(UnixMillis(now));
            }
        }
        let outputs = drain(&mut machine);
        assert_eq!(outputs, expected, "seed {seed}, step {step}");
        said.extend(outputs);
        agree(&machine, &model, now, &format!("seed {seed}, step {step}"));
    }
    // A logout ends a login that is still under way.
    last_ticket += 1;
    machine.handle_logout(last_ticket);
    said.extend(drain(&mut machine));
    every_call_has_ended_once(&said, last_ticket, seed);
}

/// Everything that can be asked of the machine is as the history has it.
fn agree(machine: &Machine<Doc>, model: &Model, now: f64, at: &str) {
    let held = model.token();
    let end = held.and_then(|(_, end)| end);
    let is_over = end.is_some_and(|end| now >= end);
    let status = match held {
        None => Status::SignedOut,
        Some(_) if is_over => Status::Expired,
        Some(_) => Status::SignedIn,
    };
    let usable = held.filter(|_| !is_over).map(|(token, _)| token);
    let deadline = end.filter(|_| !model.is_announced());
    let now = UnixMillis(now);
    assert_eq!(machine.status(now), status, "{at}");
    assert_eq!(token(machine, now), usable, "{at}");
    assert_eq!(machine.next_deadline().map(|deadline| deadline.0), deadline, "{at}");
    let is_rejected = matches!(machine.step(SignedOut::Reject, now), Step::Reject);
    assert_eq!(is_rejected, usable.is_none(), "{at}");
}

fn every_call_has_ended_once(said: &[String], last_ticket: Ticket, seed: u64) {
    let ends = said.iter().filter(|output| !output.starts_with("emit"));
    let ticket = |output: &String| output.split(' ').nth(1).unwrap().parse::<Ticket>().unwrap();
    let mut ended: Vec<_> = ends.map(ticket).collect();
    ended.sort_unstable();
    assert_eq!(ended, (1..=last_ticket).collect::<Vec<_>>(), "seed {seed}");
}
