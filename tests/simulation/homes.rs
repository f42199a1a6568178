//! The three homes of a machine, and what the fate of a page means in each: in a page they are one; a worker lives, sleeps and
//! dies with its page; a shared worker lives as long as one of its pages.
//!
//! A machine is known by its `tab`, a page by its `place`: at home in the page, that is the same number; where there are
//! workers, it is that of the client. The shared worker has the first tab, and is nobody's.

use crate::calls::Wish;
use crate::messages::Message;
use crate::setup::Home;
use crate::world::World;

/// No more pages than this at the same time; and no more machines than this in one schedule.
const MOST_PAGES: usize = 8;

/// How long it takes until a worker notices that a page is gone, at most, in milliseconds.
const NOTICED: u64 = 5_000;

impl World {
    pub(crate) fn has_room(&self) -> bool {
        let open = self.clients.iter().filter(|client| client.is_open).count();
        self.tabs.len().max(open) < MOST_PAGES
    }

    /// A new page, or a duplicated one.
    pub(crate) fn open_page(&mut self) {
        match self.setup.home {
            Home::Page => self.open_tab(),
            Home::Worker => {
                self.open_tab();
                self.open_client(self.tabs.len() - 1);
            }
            Home::SharedWorker => self.connect(),
        }
    }

    pub(crate) fn close_page(&mut self, place: usize) {
        let tab = self.tab_of(place);
        self.say(|| format!("page {place} is closed"));
        if self.setup.home != Home::Page {
            self.close_client(place);
        }
        // The last page takes the worker with it.
        if self.setup.home != Home::SharedWorker || !self.has_page(tab) {
            return self.kill(tab);
        }
        let delay = if self.chance.per_mille(500) {
            0
        } else {
            self.chance.within(0, NOTICED)
        };
        self.post_after(delay, place, Message::Gone);
    }

    pub(crate) fn reload_page(&mut self, place: usize) {
        let tab = self.tab_of(place);
        self.close_page(place);
        match self.setup.home {
            Home::Page => self.start(tab),
            Home::Worker => {
                self.start(tab);
                self.open_client(tab);
            }
            Home::SharedWorker => self.connect(),
        }
    }

    /// To the shared worker, which the first page starts.
    fn connect(&mut self) {
        if self.tabs.is_empty() {
            self.open_tab();
        } else if !self.tabs[0].is_open {
            self.start(0);
        }
        self.open_client(0);
    }

    fn has_page(&self, tab: usize) -> bool {
        self.clients.iter().any(|client| client.tab == tab && client.is_open)
    }

    /// Where a page's machine is.
    pub(crate) fn tab_of(&self, place: usize) -> usize {
        match self.setup.home {
            Home::Page => place,
            Home::Worker | Home::SharedWorker => self.clients[place].tab,
        }
    }

    pub(crate) fn awake_pages(&self) -> Vec<usize> {
        match self.setup.home {
            Home::Page => (0..self.tabs.len()).filter(|tab| self.tabs[*tab].is_awake()).collect(),
            Home::Worker | Home::SharedWorker => (0..self.clients.len())
                .filter(|client| self.clients[*client].is_awake())
                .collect(),
        }
    }

    pub(crate) fn freeze_page(&mut self, place: usize, millis: u64) {
        let tab = self.tab_of(place);
        // The shared worker may be put to rest as well, while its pages are in the background.
        let is_worker = self.setup.home == Home::SharedWorker && self.chance.per_mille(300);
        if self.setup.home != Home::Page && !is_worker {
            self.freeze_client(place, millis);
        }
        let takes_machine = self.setup.home != Home::SharedWorker || is_worker;
        if takes_machine && self.tabs[tab].is_awake() {
            self.freeze(tab, millis, false);
        }
    }

    /// The device sleeps.
    pub(crate) fn sleep(&mut self, millis: u64) {
        for tab in 0..self.tabs.len() {
            if self.tabs[tab].is_awake() {
                self.freeze(tab, millis, true);
            }
        }
        for client in 0..self.clients.len() {
            if self.clients[client].is_awake() {
                self.freeze_client(client, millis);
            }
        }
    }

    /// All that is frozen thaws.
    pub(crate) fn wake(&mut self) {
        for tab in 0..self.tabs.len() {
            let page = self.tabs[tab].page();
            self.thaw(page);
        }
        for client in 0..self.clients.len() {
            self.thaw_client(client);
        }
    }

    /// A page that was away knows it.
    pub(crate) fn come_back(&mut self, tab: usize) {
        if self.setup.home == Home::Page {
            self.wish(tab, Wish::SignOfLife);
        }
    }
}
