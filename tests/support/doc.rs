//! JSON values for native tests. serde_json says what JSON is; numbers and names are then kept as the browser's parser
//! keeps them (`1e999` is a number, the order of members stays), which serde_json's own value does only with features
//! that would change it for every other crate of the workspace.

use std::fmt;

use jotpass::json::{Json, Member, is_shallow};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

#[derive(Clone, Debug)]
pub(crate) enum Doc {
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    List(Vec<Doc>),
    Object(Vec<(String, Doc)>),
}

impl Json for Doc {
    fn from_utf8(text: &[u8]) -> Option<Self> {
        let text = Some(text).filter(|text| is_shallow(text))?;
        Self::read(serde_json::from_slice(text).ok()?)
    }

    fn from_text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    fn at(&self, path: &str) -> Option<Self> {
        let found = path.split('.').try_fold(self, |value, name| match value {
            Self::List(items) => items
                .iter()
                .enumerate()
                .find(|(i, _)| i.to_string() == name)
                .map(|(_, v)| v),
            Self::Object(members) => members.iter().find(|(n, _)| n == name).map(|(_, v)| v),
            _ => None,
        });
        found.filter(|value| !matches!(value, Self::Null)).cloned()
    }

    fn members(&self) -> Vec<Member> {
        let Self::Object(members) = self else { return vec![] };
        let member = |(name, value): &(String, Self)| match value {
            Self::Text(text) => Member::new(name, text),
            value => Member {
                name: name.clone(),
                text: serde_json::to_string(value).unwrap(),
                is_string: false,
            },
        };
        members.iter().map(member).collect()
    }

    fn as_string(&self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text.clone()),
            _ => None,
        }
    }

    fn as_number(&self) -> Option<f64> {
        let number = match self {
            Self::Number(number) => *number,
            Self::Text(text) => text.trim().parse().ok()?,
            _ => return None,
        };
        Some(number).filter(|number| number.is_finite())
    }

    fn is_object(&self) -> bool {
        matches!(self, Self::Object(_))
    }

    fn parse_date(text: &str) -> Option<f64> {
        let moment = || text.parse::<jiff::Timestamp>().ok();
        let http_date = || Some(jiff::fmt::rfc2822::parse(text).ok()?.timestamp());
        let day = || format!("{text}T00:00:00Z").parse().ok();
        let found = moment().or_else(http_date).or_else(day)?;
        #[expect(clippy::cast_precision_loss, reason = "milliseconds fit for 285 000 years")]
        Some(found.as_millisecond() as f64)
    }
}

impl Doc {
    fn read(raw: &RawValue) -> Option<Self> {
        let text = raw.get();
        Some(match text.bytes().next()? {
            b'n' => Self::Null,
            b't' => Self::Bool(true),
            b'f' => Self::Bool(false),
            b'"' => Self::Text(unquote(text)?),
            b'[' => {
                let items: Vec<&RawValue> = serde_json::from_str(text).ok()?;
                Self::List(items.into_iter().map(Self::read).collect::<Option<_>>()?)
            }
            b'{' => {
                let mut members: Vec<(String, Self)> = vec![];
                for (name, value) in serde_json::from_str::<Entries<'_>>(text).ok()?.0 {
                    let (name, value) = (unquote(name.get())?, Self::read(value)?);
                    match members.iter_mut().find(|member| member.0 == name) {
                        Some(member) => member.1 = value,
                        None => members.push((name, value)),
                    }
                }
                Self::Object(members)
            }
            _ => Self::Number(text.parse().ok()?),
        })
    }
}

impl Serialize for Doc {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(is) => serializer.serialize_bool(*is),
            #[expect(clippy::cast_possible_truncation, reason = "checked on the line before")]
            Self::Number(number) if number.fract() == 0.0 && number.abs() < 9e15 => {
                serializer.serialize_i64(*number as i64)
            }
            Self::Number(number) => serializer.serialize_f64(*number),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(items) => serializer.collect_seq(items),
            Self::Object(members) => serializer.collect_map(members.iter().map(|(name, value)| (name, value))),
        }
    }
}

/// The members of an object as they stand there.
struct Entries<'a>(Vec<(&'a RawValue, &'a RawValue)>);

impl<'de> Deserialize<'de> for Entries<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Entries<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = vec![];
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Entries(entries))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}

/// The text of a JSON string. A lone surrogate becomes the replacement character, as at the border of WebAssembly.
fn unquote(json: &str) -> Option<String> {
    struct Bytes;
    impl Visitor<'_> for Bytes {
        type Value = Vec<u8>;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a string")
        }
        fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Vec<u8>, E> {
            Ok(bytes.to_vec())
        }
    }
    let bytes = serde_json::Deserializer::from_str(json).deserialize_bytes(Bytes).ok()?;
    let mut text = String::new();
    for chunk in bytes.utf8_chunks() {
        text += chunk.valid();
        // Three bytes of which the first alone is told apart from stray continuation bytes.
        if chunk.invalid() == [0xed] {
            text.push('\u{fffd}');
        }
    }
    Some(text)
}
