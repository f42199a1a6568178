//! Chance that repeats itself: the same seed gives the same case, natively and in the browser.

/// A generator of pseudo-random numbers (SplitMix64).
pub(crate) struct Random {
    /// What this case is called; say it in every assertion.
    pub(crate) seed: u64,
    state: u64,
}

/// Runs a test with as many seeds.
pub(crate) fn cases(count: u64, mut test: impl FnMut(&mut Random)) {
    for seed in 0..count {
        let _named = Named(seed);
        test(&mut Random { seed, state: seed });
    }
}

/// Says the seed of a case that panics; in the browser nothing is dropped then, so there the assertions say it.
struct Named(u64);

impl Drop for Named {
    fn drop(&mut self) {
        if std::thread::panicking() {
            println!("the seed of this case is {}", self.0);
        }
    }
}

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`, which is not 0.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).unwrap()
    }

    /// True once in so many times.
    pub(crate) fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    pub(crate) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    pub(crate) fn bytes(&mut self, most: usize) -> Vec<u8> {
        let length = self.below(most + 1);
        (0..length).map(|_| self.next().to_le_bytes()[0]).collect()
    }

    /// Text of which half is plain and half may be any character there is.
    pub(crate) fn text(&mut self, most: usize) -> String {
        let length = self.below(most + 1);
        (0..length).map(|_| self.character()).collect()
    }

    fn character(&mut self) -> char {
        let end = *self.pick(&[0x80, 0x80, 0x80, 0x800, 0x1_0000, 0x11_0000]);
        // The gap of the surrogates is the one place with no character.
        char::from_u32(u32::try_from(self.below(end)).unwrap()).unwrap_or('\u{fffd}')
    }

    /// The text of a JSON value, in the shortest form and with no name twice.
    pub(crate) fn json(&mut self, depth: usize) -> String {
        match self.below(if depth == 0 { 4 } else { 6 }) {
            0 => (*self.pick(&["null", "true", "false"])).to_owned(),
            1 => (*self.pick(&["0", "-1", "1300819380", "1300819380123", "0.5", "-2.25"])).to_owned(),
            2 | 3 => self.quoted(),
            4 => {
                let length = self.below(4);
                let items: Vec<_> = (0..length).map(|_| self.json(depth - 1)).collect();
                format!("[{}]", items.join(","))
            }
            _ => self.json_object(depth - 1),
        }
    }

    /// The text of a JSON object, likewise.
    pub(crate) fn json_object(&mut self, depth: usize) -> String {
        let length = self.below(5);
        // A name that were a number would change its place in JavaScript.
        let member = |index| format!("\"m{index}\":{}", self.json(depth));
        let members: Vec<_> = (0..length).map(member).collect();
        format!("{{{}}}", members.join(","))
    }

    fn quoted(&mut self) -> String {
        serde_json::to_string(&self.text(12)).unwrap()
    }
}
