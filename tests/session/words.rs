//! What a machine says, in words.

use jotpass::session::{Claim, Event, Holder, Output, Pass, Row, SignedOutReason};

use crate::kit::Tab;
use crate::support::{Doc, show};

impl Tab {
    /// An output in words. What it makes the tab wait for is noted.
    pub(crate) fn describe(&mut self, output: Output<Doc>) -> String {
        match output {
            Output::Emit(event) => {
                let session = event
                    .session()
                    .map(|session| session.user.as_ref().map_or(String::new(), show));
                self.sessions.extend(session);
                match &event {
                    Event::Restored(_) => "restored".to_owned(),
                    Event::SignedOut(reason) => format!("signed-out {}", reason_word(*reason)),
                    event => event.type_name().to_owned(),
                }
            }
            Output::Settle(ticket, Ok(())) => format!("settle {ticket}"),
            Output::Settle(ticket, Err(error)) => format!("settle {ticket} {}", error.code.as_str()),
            Output::Revoke(ticket, pass) => format!("revoke {ticket} {}", tokens(&pass)),
            Output::Renew(ticket, pass) => {
                self.exchange = ticket;
                format!("renew {}", pass.map_or("nothing".to_owned(), |pass| tokens(&pass)))
            }
            Output::Lock => {
                self.locks = true;
                "lock".to_owned()
            }
            Output::Unlock => {
                self.locks = false;
                "unlock".to_owned()
            }
            Output::Read => {
                self.reads = true;
                "read".to_owned()
            }
            Output::Swap(revision, row) => {
                let words = format!("swap {}", self.row_words(&row));
                self.swap = Some((revision, row));
                words
            }
            Output::Tell(false) => "tell".to_owned(),
            Output::Tell(true) => "tell of logout".to_owned(),
            Output::LoseStore => "lose store".to_owned(),
            Output::Warn => "warn".to_owned(),
            Output::Resume => "resume".to_owned(),
        }
    }

    /// A row in words: its generation, whom it holds, who claims it and for how long.
    pub(crate) fn row_words(&self, row: &Row<Doc>) -> String {
        let holder = match &row.holder {
            Holder::Nobody(reason) => format!("nobody {}", reason_word(*reason)),
            Holder::Somebody(pass) => pass.token().expose().to_owned(),
        };
        let left = |claim: Claim| claim.until.0 - self.now().wall.0;
        let claim = match row.claim {
            None => String::new(),
            Some(claim) if claim.by == 0 => format!(" held {}", left(claim)),
            Some(claim) => format!(" claimed by {} for {}", claim.by, left(claim)),
        };
        format!("{} {holder}{claim}", row.generation)
    }
}

const fn reason_word(reason: SignedOutReason) -> &'static str {
    match reason {
        SignedOutReason::Logout => "logout",
        SignedOutReason::Refused => "refused",
        SignedOutReason::OtherTab => "other-tab",
    }
}

fn tokens(pass: &Pass<Doc>) -> String {
    let refresh_token = pass.refresh_token().map_or("nothing", |token| token.expose());
    format!("{} {refresh_token}", pass.token().expose())
}
