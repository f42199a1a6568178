//! The three ways a body or query is written.

use crate::json::Member;

/// `application/x-www-form-urlencoded` (URL standard, section 5.2).
pub(super) fn form(members: &[Member]) -> String {
    let mut text = String::new();
    // A form has no null; what has no value is not in it.
    for member in members
        .iter()
        .filter(|member| member.is_string || member.text != "null")
    {
        if !text.is_empty() {
            text.push('&');
        }
        percent_encode(&member.name, &mut text);
        text.push('=');
        percent_encode(&member.text, &mut text);
    }
    text
}

fn percent_encode(text: &str, to: &mut String) {
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'*' | b'-' | b'.' | b'_' => to.push(char::from(byte)),
            b' ' => to.push('+'),
            _ => {
                to.push('%');
                for nibble in [byte >> 4, byte & 15] {
                    to.push(char::from(nibble + if nibble < 10 { b'0' } else { b'A' - 10 }));
                }
            }
        }
    }
}

/// A JSON object.
pub(super) fn json_object(members: &[Member]) -> String {
    let mut text = String::from("{");
    for member in members {
        if text.len() > 1 {
            text.push(',');
        }
        push_quoted(&member.name, &mut text);
        text.push(':');
        if member.is_string {
            push_quoted(&member.text, &mut text);
        } else {
            text += &member.text;
        }
    }
    text.push('}');
    text
}

fn push_quoted(text: &str, to: &mut String) {
    *to += &serde_json::to_string(text).unwrap_or_default();
}

/// Puts the members at the end of the address's query; what stands there stays as it is, letter for letter.
pub(super) fn append_query(url: &mut String, members: &[Member]) {
    if !members.is_empty() {
        url.push(if url.bytes().any(|byte| byte == b'?') { '&' } else { '?' });
        *url += &form(members);
    }
}
