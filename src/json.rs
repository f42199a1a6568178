//! How a JSON value is read, whoever parsed it: the browser's own parser in the page (bytes count there), serde_json in
//! native tests. Reading is total: whatever is not what was asked for is `None`.

/// A JSON value. Implementations must agree on every method, which the tests that run in both worlds see to.
pub trait Json: Clone {
    /// Parses what is UTF-8 and JSON (RFC 8259) and [`is_shallow`]; of duplicate names the last one counts (RFC 7519, section 4).
    fn from_utf8(text: &[u8]) -> Option<Self>;
    /// Parses a text.
    fn parse(text: &str) -> Option<Self> {
        Self::from_utf8(text.as_bytes())
    }
    /// A string.
    fn from_text(text: &str) -> Self;
    /// Follows a dotted path such as `data.tokens.0`, through own members only; `None` at the end of the way and for
    /// `null`.
    fn at(&self, path: &str) -> Option<Self>;
    /// Whether there is anything at the end of a path.
    fn has(&self, path: &str) -> bool {
        self.at(path).is_some()
    }
    /// Whether this text is at the end of a path.
    fn is(&self, path: &str, text: &str) -> bool {
        self.text(path).as_deref() == Some(text)
    }
    /// The text at the end of a path.
    fn text(&self, path: &str) -> Option<String> {
        self.at(path)?.as_string()
    }
    /// The number at the end of a path.
    fn number(&self, path: &str) -> Option<f64> {
        self.at(path)?.as_number()
    }
    /// The members of an object, in order.
    fn members(&self) -> Vec<Member>;
    /// The text of a string.
    fn as_string(&self) -> Option<String>;
    /// A finite number, or a string that is one: some servers quote theirs.
    fn as_number(&self) -> Option<f64>;
    /// Whether this is an object and not an array.
    fn is_object(&self) -> bool;
    /// A date text as milliseconds since 1970: ISO 8601 at the least.
    fn parse_date(text: &str) -> Option<f64>;
}

/// A name with a value as it travels: a string as it is, everything else as JSON.
///
/// Not `Debug`, since it may be a password.
#[derive(Clone, PartialEq, Eq)]
pub struct Member {
    /// Its name.
    pub name: String,
    /// The string, or the JSON text.
    pub text: String,
    /// Whether the value is a string.
    pub is_string: bool,
}

impl Member {
    /// A member that is a string.
    #[must_use]
    #[inline(never)]
    pub fn new(name: &str, text: &str) -> Self {
        Self {
            name: name.to_owned(),
            text: text.to_owned(),
            is_string: true,
        }
    }
}

/// How deep brackets may nest.
pub const MAX_DEPTH: usize = 64;

/// Whether a JSON text nests no deeper than [`MAX_DEPTH`], so that no reader after us runs out of stack
/// (RFC 8259, section 9, allows the limit).
#[must_use]
#[inline(never)]
pub fn is_shallow(text: impl AsRef<[u8]>) -> bool {
    let text = text.as_ref();
    most_brackets(text) <= MAX_DEPTH || depth(text) <= MAX_DEPTH
}

/// No fewer than the brackets a text opens, and hardly more. Eight bytes at a time: reading them one by one takes as long as
/// to decode them from base64.
fn most_brackets(text: &[u8]) -> usize {
    const EACH: u64 = u64::MAX / 0xff;
    let (words, rest) = text.as_chunks();
    let count = |word: &[u8; 8]| {
        // A byte is zero where there was a bracket: the two differ in one bit. Each zero leaves its highest bit set, at times
        // with that of the byte above.
        let differences = (u64::from_le_bytes(*word) | (0x20 * EACH)) ^ (u64::from(b'{') * EACH);
        (differences.wrapping_sub(EACH) & !differences & (0x80 * EACH)).count_ones() as usize
    };
    rest.len() + words.iter().map(count).sum::<usize>()
}

fn depth(text: &[u8]) -> usize {
    let (mut depth, mut deepest, mut in_string, mut escaped) = (0_usize, 0, false, false);
    for byte in text {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = in_string,
            b'"' => in_string = !in_string,
            _ if in_string => {}
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}
