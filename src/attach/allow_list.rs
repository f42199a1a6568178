//! The allow-list: parsed origins are compared whole, paths by whole segments. The URL has been parsed by the
//! platform's own parser (URL standard); no URL is ever taken apart here.

/// A place on the web, as the platform parsed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Scheme, host and port as `URL.protocol + "//" + URL.host` give them. Not `URL.origin`: a `blob:` URL borrows the
    /// origin of the page that made it.
    pub origin: String,
    /// `URL.pathname`.
    pub path: String,
}

/// The places that get the token.
#[derive(Clone, Debug, Default)]
pub struct AllowList {
    places: Vec<Place>,
    /// Those that never get it, though listed.
    endpoints: Vec<Place>,
}

/// Whether a place is on the list, and if not, how close it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Verdict {
    /// On the list.
    Listed,
    /// No entry has this origin.
    OtherOrigin,
    /// An entry has this origin, but none this path.
    OtherPath,
    /// It is an endpoint that would give another token for this one.
    Endpoint,
}

impl AllowList {
    /// A list of these places.
    #[must_use]
    pub const fn new(places: Vec<Place>) -> Self {
        Self {
            places,
            endpoints: Vec::new(),
        }
    }

    /// The same list without these endpoints, however their paths are written. For a page that must not see a token: their
    /// answers hold one.
    #[must_use]
    pub fn without(self, endpoints: Vec<Place>) -> Self {
        Self { endpoints, ..self }
    }

    /// Judges a place.
    #[must_use]
    pub fn judge(&self, origin: &str, path: &str) -> Verdict {
        let is_same = |endpoint: &Place| endpoint.origin == origin && meaning(&endpoint.path) == meaning(path);
        if self.endpoints.iter().any(is_same) {
            return Verdict::Endpoint;
        }
        let mut verdict = Verdict::OtherOrigin;
        for place in self.places.iter().filter(|place| place.origin == origin) {
            if is_inside(path, &place.path) {
                return Verdict::Listed;
            }
            verdict = Verdict::OtherPath;
        }
        verdict
    }
}

/// Path-matching by whole segments (RFC 6265, section 5.1.4): `/api` holds `/api` and `/api/a`, not `/apis`.
fn is_inside(path: &str, folder: &str) -> bool {
    if folder == "/" {
        return true;
    }
    match path.strip_prefix(folder) {
        Some(rest) => (folder.ends_with('/') || rest.is_empty() || rest.starts_with('/')) && !climbs(rest),
        None => false,
    }
}

/// Whether a path would leave its folder for a server that decodes before it resolves: plain dot segments were resolved
/// by the parser, so one that shows up in the decoded path was hidden, as in `/api/..%2fadmin`.
fn climbs(path: &str) -> bool {
    let mut rest = path.as_bytes();
    // What the segment at hand has been so far: that many dots, or something else.
    let mut dots = Some(0);
    while let Some(byte) = next_decoded(&mut rest, MAX_ROUNDS) {
        match byte {
            b'/' | b'\\' if dots == Some(2) => return true,
            b'/' | b'\\' => dots = Some(0),
            // What follows is no longer the path's for a server that decodes first, or that knows path parameters.
            b';' | b'?' | b'#' if dots == Some(2) => return true,
            b'.' => dots = dots.map(|dots| dots + 1),
            _ => dots = None,
        }
    }
    dots == Some(2)
}

/// What a path means to the most lenient of servers: one that decodes before it resolves, and makes nothing of capitals,
/// empty segments and path parameters.
fn meaning(path: &str) -> Vec<u8> {
    let mut rest = path.as_bytes();
    let mut meaning = vec![b'/'];
    let mut is_parameter = false;
    loop {
        let byte = next_decoded(&mut rest, MAX_ROUNDS);
        match byte {
            Some(b';' | b'?' | b'#') => is_parameter = true,
            Some(byte) if byte != b'/' && byte != b'\\' => {
                if !is_parameter {
                    meaning.push(byte.to_ascii_lowercase());
                }
            }
            _ => {
                is_parameter = false;
                if meaning.ends_with(b"/..") {
                    cut_segment(&mut meaning);
                    cut_segment(&mut meaning);
                } else if meaning.ends_with(b"/.") {
                    cut_segment(&mut meaning);
                } else if !meaning.ends_with(b"/") {
                    meaning.push(b'/');
                }
                if byte.is_none() {
                    return meaning;
                }
            }
        }
    }
}

/// Takes off what comes after the last slash but one, if there is one.
fn cut_segment(path: &mut Vec<u8>) {
    if path.len() > 1 {
        path.pop();
    }
    while path.last().is_some_and(|byte| *byte != b'/') {
        path.pop();
    }
}

/// How many times a server, and the proxies before it, may decode.
const MAX_ROUNDS: u32 = 4;

/// Takes one byte, percent-decoded as often as it was encoded, even where the digits of an encoding are encoded.
fn next_decoded(rest: &mut &[u8], rounds: u32) -> Option<u8> {
    let (first, after) = rest.split_first()?;
    *rest = after;
    let mut byte = *first;
    while byte == b'%' && rounds > 0 {
        let mut ahead = *rest;
        let mut digit = || char::from(next_decoded(&mut ahead, rounds - 1)?).to_digit(16);
        let (Some(high), Some(low)) = (digit(), digit()) else {
            break;
        };
        byte = u8::try_from(high * 16 + low).unwrap_or(byte);
        *rest = ahead;
    }
    Some(byte)
}
