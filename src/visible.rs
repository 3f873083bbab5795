//! Text for a terminal that must not obey it.
//!
//! Names and values are a person's or a program's, and a terminal takes the control characters in
//! them for orders. Whoever writes such a text between lines of their own writes this one.

use std::borrow::Cow;

/// A text with its control characters written out, as a backslash and three octal digits. Newlines
/// and tabs stay: they are how lines and tables are made.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_order) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match is_order(c) {
            true if is_undecodable(c) => {
                shown.push_str(&format!("\\{:03o}", u32::from(c) - UNDECODABLE));
            }
            true => shown.push_str(&format!("\\{:03o}", u32::from(c))),
            false => shown.push(c),
        }
    }
    Cow::Owned(shown)
}

/// The most bytes of a text that are looked at where so many columns and rows of it are shown: of
/// characters of four bytes each, and the ends of lines.
pub fn most_in(cols: usize, rows: usize) -> usize {
    rows.saturating_mul(cols.saturating_mul(4).saturating_add(1))
}

/// As much of a text.
pub fn start_of(text: &str, cols: usize, rows: usize) -> &str {
    let most = most_in(cols, rows).min(text.len());
    let end = (0..=most).rfind(|at| text.is_char_boundary(*at));
    &text[..end.unwrap_or(0)]
}

/// A text that a program chose, in which a format finds no shell command wherever it is put: as tmux writes
/// names and titles.
pub fn without_commands(text: &str) -> String {
    text.replace("#(", "_(")
}

/// Stands for a byte that is no part of UTF-8: with its value added, a character that nobody has
/// a use for (the last private plane's).
const UNDECODABLE: u32 = 0x10_FE00;

/// Text of bytes, of which those that are no UTF-8 are kept as characters of their own.
pub fn decoded(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        let raw = |byte: &u8| char::from_u32(UNDECODABLE + u32::from(*byte));
        text.extend(chunk.invalid().iter().filter_map(raw));
    }
    text
}

/// Whether a character stands for such a byte.
pub fn is_undecodable(c: char) -> bool {
    (UNDECODABLE + 0x80..=UNDECODABLE + 0xff).contains(&u32::from(c))
}

/// The bytes of a text that [`decoded`] made.
pub fn encoded(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    for c in text.chars() {
        match is_undecodable(c) {
            true => bytes.push((u32::from(c) - UNDECODABLE) as u8),
            false => bytes.extend(c.encode_utf8(&mut [0; 4]).bytes()),
        }
    }
    bytes
}

/// JSON with the control characters in its strings as escapes of its own (RFC 8259, 7), DEL and C1
/// too, which it may have as they are.
pub fn escaped(json: String) -> String {
    if !json.contains(is_order) {
        return json;
    }
    let one = |c: char| match is_order(c) {
        true => format!("\\u{:04x}", u32::from(c)),
        false => c.to_string(),
    };
    json.chars().map(one).collect()
}

/// C0, DEL and C1, but for those that lines are made of. C1 may be bytes that are no UTF-8, too.
fn is_order(c: char) -> bool {
    let is_raw = (UNDECODABLE + 0x80..=UNDECODABLE + 0x9f).contains(&u32::from(c));
    is_raw || c.is_control() && !matches!(c, '\n' | '\t')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn bytes_that_are_no_text_are_kept() {
        for bytes in [&b"a\xffb"[..], b"\xc2", "h\u{e9}".as_bytes(), b""] {
            assert_eq!(encoded(&decoded(bytes)), bytes);
        }
        assert_eq!(decoded(b"a\xff").chars().filter(|c| is_undecodable(*c)).count(), 1);
        assert_eq!(encoded(&visible(&decoded(b"\x9b1m\xff"))), b"\\2331m\xff");
    }

    #[test]
    fn json_is_the_same_with_escapes() {
        let text = "\u{85}a\n\u{9b}31mb\u{7f}\u{1b}漢";
        let json = serde_json::Value::from(text).to_string();
        let shown = escaped(json);
        assert_eq!(shown, r#""\u0085a\n\u009b31mb\u007f\u001b漢""#);
        assert_eq!(serde_json::from_str::<String>(&shown).unwrap(), text);
    }

    #[test]
    fn control_characters_are_written_out() {
        for (text, expect) in [
            ("", ""),
            ("plain, höher und 日本 \\033", "plain, höher und 日本 \\033"),
            ("two\nlines\tand a tab", "two\nlines\tand a tab"),
            ("\x1b]0;title\x07", "\\033]0;title\\007"),
            ("\0 \r \x7f", "\\000 \\015 \\177"),
            ("\u{80}\u{9b}31m\u{9f}\u{a0}", "\\200\\23331m\\237\u{a0}"),
        ] {
            assert_eq!(visible(text), expect, "{text:?}");
        }
    }

    #[test]
    fn no_more_is_looked_at_than_can_be_shown() {
        assert_eq!(start_of("abcdefgh", 1, 1), "abcde");
        assert_eq!(start_of("\u{1f600}\u{1f600}", 1, 1), "\u{1f600}");
        assert_eq!(start_of("abc", 10, 10), "abc");
        assert_eq!(start_of("abc", 10, 0), "");
        assert_eq!(start_of("abc", usize::MAX, usize::MAX), "abc");
    }

    proptest! {
        #[test]
        fn no_order_is_left_and_nothing_else_is_touched(text in any::<String>()) {
            let shown = visible(&text);
            prop_assert!(!shown.contains(is_order));
            prop_assert_eq!(visible(&shown), shown.as_ref());
            let plain: String = text.chars().filter(|c| !is_order(*c)).collect();
            prop_assert_eq!(visible(&plain), plain.as_str());
        }
    }
}
