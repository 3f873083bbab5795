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
            true => shown.push_str(&format!("\\{:03o}", u32::from(c))),
            false => shown.push(c),
        }
    }
    Cow::Owned(shown)
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

/// C0, DEL and C1, but for those that lines are made of.
fn is_order(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\t')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

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
