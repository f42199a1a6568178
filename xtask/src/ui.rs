//! What the user sees while we work: one numbered line per step, with a sign of life while it runs and its time at the
//! end. On a terminal the line is rewritten in place; elsewhere (CI, a file) lines are only added.
//!
//! Everything goes to standard output, so that the order holds when it is recorded.

use anyhow::Result;
use std::{
    io::{IsTerminal, Write, stdout},
    time::{Duration, Instant},
};

/// How often a step that runs long says so where lines cannot be rewritten.
const REMINDER: Duration = Duration::from_secs(20);
/// Longer lines would wrap, and a wrapped line cannot be rewritten.
const WIDTH: usize = 100;

/// Numbers the steps of one command.
pub(crate) struct Progress {
    total: usize,
    done: usize,
}

impl Progress {
    pub(crate) fn new(total: usize) -> Self {
        Self { total, done: 0 }
    }

    /// Does one step under its own line. The title is in the present: "Building the npm package".
    pub(crate) fn step<T>(&mut self, title: &str, work: impl FnOnce(&mut Line) -> Result<T>) -> Result<T> {
        self.done += 1;
        let mut line = Line::begin(format!("[{}/{}] {title} …", self.done, self.total));
        let result = work(&mut line);
        line.end(result.is_ok());
        result
    }
}

/// The line of the step that is running.
pub(crate) struct Line {
    head: String,
    started: Instant,
    rewrites: bool,
    /// How many reminders have been printed below the head.
    reminders: u32,
    note: Option<String>,
}

impl Line {
    fn begin(head: String) -> Self {
        print(&head);
        Self {
            head,
            started: Instant::now(),
            rewrites: stdout().is_terminal(),
            reminders: 0,
            note: None,
        }
    }

    /// Shows that the step still runs, and what it last had to say. To be called about once a second.
    pub(crate) fn alive(&mut self, latest: &str) {
        let elapsed = self.started.elapsed();
        if self.rewrites {
            let text = format!("{} {} s  {}", self.head, elapsed.as_secs(), latest.trim());
            print(&format!("\r\x1b[2K{}", text.chars().take(WIDTH).collect::<String>()));
        } else if elapsed >= REMINDER * (self.reminders + 1) {
            let gap = if self.reminders == 0 { "\n" } else { "" };
            self.reminders += 1;
            print(&format!("{gap}      {} s: {}\n", elapsed.as_secs(), latest.trim()));
        }
    }

    /// A word on how it went, shown after the time.
    pub(crate) fn note(&mut self, text: impl Into<String>) {
        self.note = Some(text.into());
    }

    fn end(&self, fine: bool) {
        let time = seconds(self.started.elapsed());
        let failed = if fine { "" } else { "failed, " };
        let note = self.note.as_ref().map_or_else(String::new, |note| format!(", {note}"));
        let head = match (self.rewrites, self.reminders) {
            (true, _) => format!("\r\x1b[2K{}", self.head),
            (false, 0) => String::new(),
            (false, _) => "     ".to_owned(),
        };
        print(&format!("{head} {failed}{time}{note}\n"));
    }
}

/// A duration as people read it.
pub(crate) fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}

/// Rows under a header: the first column to the left, numbers to the right.
pub(crate) fn table<const N: usize>(rows: &[[String; N]]) -> String {
    let width = |column: usize| {
        rows.iter()
            .filter_map(|row| row.get(column))
            .map(|cell| cell.chars().count())
            .max()
    };
    let mut text = String::new();
    for row in rows {
        for (column, cell) in row.iter().enumerate() {
            let width = width(column).unwrap_or(0);
            text += &if column == 0 {
                format!("{cell:<width$}")
            } else {
                format!("   {cell:>width$}")
            };
        }
        text.push('\n');
    }
    text
}

/// Prints without a line end. An output that nobody reads any more is no reason to stop.
fn print(text: &str) {
    let mut out = stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_aligns_text_left_and_numbers_right() {
        let rows = [["part", "tests"], ["fmt", "–"], ["native", "120"]].map(|row| row.map(str::to_owned));
        assert_eq!(table(&rows), "part     tests\nfmt          –\nnative     120\n");
    }
}
