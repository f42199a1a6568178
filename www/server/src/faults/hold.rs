//! Holding answers and requests back, and letting a test know that one is held, so that nobody has to sleep.

use std::time::Duration;

use tokio::sync::watch;

/// What is held back now.
#[derive(Debug, Default)]
pub(super) struct Holds {
    held: watch::Sender<usize>,
    releases: watch::Sender<u64>,
}

impl Holds {
    /// Waits for a release, or at most so long. When the client leaves, this is dropped and no longer counted.
    pub(super) async fn hold(&self, at_most: Option<Duration>) {
        // Subscribed before it is counted: who sees it held can release it.
        let mut releases = self.releases.subscribe();
        let _counted = Counted::new(&self.held);
        let released = releases.changed();
        match at_most {
            Some(limit) => drop(tokio::time::timeout(limit, released).await),
            None => drop(released.await),
        }
    }

    pub(super) fn release(&self) {
        self.releases.send_modify(|count| *count = count.wrapping_add(1));
    }

    pub(super) fn count(&self) -> usize {
        *self.held.borrow()
    }

    /// Waits until at least so many answers are held.
    pub(super) async fn wait_for(&self, count: usize) {
        // The sender lives as long as `self`, so this cannot fail.
        drop(self.held.subscribe().wait_for(|held| *held >= count).await);
    }
}

struct Counted<'a>(&'a watch::Sender<usize>);

impl<'a> Counted<'a> {
    fn new(held: &'a watch::Sender<usize>) -> Self {
        held.send_modify(|count| *count += 1);
        Self(held)
    }
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count = count.saturating_sub(1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_answer_whose_client_left_is_held_no_longer() {
        let holds = Holds::default();
        tokio::select! {
            () = holds.hold(None) => {}
            () = holds.wait_for(1) => {}
        }
        assert_eq!(holds.count(), 0);
    }
}
