//! JSON values for the simulation, which reads millions of rows: serde_json's own, the fastest at hand.

use jotpass::json::{Json, Member};
use serde::{Serialize, Serializer};

#[derive(Clone, Debug)]
pub(crate) struct Value(serde_json::Value);

impl Json for Value {
    fn from_utf8(text: &[u8]) -> Option<Self> {
        serde_json::from_slice(text).ok().map(Self)
    }

    fn from_text(text: &str) -> Self {
        Self(text.into())
    }

    fn at(&self, path: &str) -> Option<Self> {
        let found = path.split('.').try_fold(&self.0, |value, name| match value {
            serde_json::Value::Array(items) => items.get(name.parse::<usize>().ok()?),
            value => value.get(name),
        });
        found.filter(|value| !value.is_null()).cloned().map(Self)
    }

    fn members(&self) -> Vec<Member> {
        vec![]
    }

    fn as_string(&self) -> Option<String> {
        self.0.as_str().map(str::to_owned)
    }

    fn as_number(&self) -> Option<f64> {
        self.0.as_f64()
    }

    fn is_object(&self) -> bool {
        self.0.is_object()
    }

    fn parse_date(_: &str) -> Option<f64> {
        None
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}
