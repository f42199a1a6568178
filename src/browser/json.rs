//! JSON values as the browser holds them.

use js_sys::Array;
use serde::{Serialize, Serializer};
use wasm_bindgen::prelude::*;

use super::platform;
use crate::json::{Json, Member, is_shallow};

/// A JavaScript value read as JSON.
#[derive(Clone, Debug)]
pub struct JsJson(pub JsValue);

impl Json for JsJson {
    fn from_utf8(text: &[u8]) -> Option<Self> {
        let text = Some(text).filter(|text| is_shallow(text))?;
        // Not an `Option`, in which `null` would be nothing.
        Some(platform::parse(text))
            .filter(|value| !value.is_undefined())
            .map(Self)
    }

    fn from_text(text: &str) -> Self {
        Self(JsValue::from_str(text))
    }

    fn at(&self, path: &str) -> Option<Self> {
        platform::at(&self.0, path).map(Self)
    }

    fn has(&self, path: &str) -> bool {
        platform::has(&self.0, path)
    }

    fn is(&self, path: &str, text: &str) -> bool {
        platform::is(&self.0, path, text)
    }

    fn text(&self, path: &str) -> Option<String> {
        platform::text_at(&self.0, path)
    }

    fn number(&self, path: &str) -> Option<f64> {
        Some(platform::number_at(&self.0, path)).filter(|number| number.is_finite())
    }

    fn members(&self) -> Vec<Member> {
        to_members(&platform::members(&self.0))
    }

    fn as_string(&self) -> Option<String> {
        self.0.as_string()
    }

    fn as_number(&self) -> Option<f64> {
        Some(platform::number(&self.0)).filter(|number| number.is_finite())
    }

    fn is_object(&self) -> bool {
        platform::is_object(&self.0)
    }

    fn parse_date(text: &str) -> Option<f64> {
        Some(js_sys::Date::parse(text)).filter(|millis| millis.is_finite())
    }
}

/// Members as they come over the border: name, text and whether it was a string, in turn.
pub(crate) fn to_members(flat: &Array) -> Vec<Member> {
    let text = |at| flat.get(at).as_string().unwrap_or_default();
    let member = |at| Member {
        name: text(at),
        text: text(at + 1),
        is_string: flat.get(at + 2).is_truthy(),
    };
    (0..flat.length()).step_by(3).map(member).collect()
}

/// Passes the value through as it is; only for `serde_wasm_bindgen`.
impl Serialize for JsJson {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serde_wasm_bindgen::preserve::serialize(&self.0, serializer)
    }
}
