//! Words back to text.

use std::fmt::Write;

/// Whether `c` means only itself anywhere in a word.
fn is_ordinary(c: char) -> bool {
    c.is_alphanumeric() || "-_+=./:,@^!?*|<>&()[]".contains(c)
}

/// Writes `word` so that parsing gives it back: bare where that is possible, in double quotes
/// otherwise. U+0000, which the language cannot hold, is left out.
pub fn quote(word: &str) -> String {
    if word == ";" {
        return "\\;".to_owned();
    }
    let bare = |c: char| is_ordinary(c) || c == '%';
    // A `%` or `=` at the start of a line could be a directive or an assignment.
    if !word.is_empty() && word.chars().all(bare) && !word.starts_with('%') && !assigns(word) {
        return word.to_owned();
    }
    let mut text = String::with_capacity(word.len() + 2);
    text.push('"');
    for c in word.chars() {
        match c {
            '\0' => {}
            '"' | '\\' | '$' => text.extend(['\\', c]),
            '~' if text.len() == 1 => text.push_str("\\~"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            '\x1b' => text.push_str("\\e"),
            c if c.is_control() => {
                // Writing to a string cannot fail.
                let _ = write!(text, "\\u{:04x}", u32::from(c));
            }
            c => text.push(c),
        }
    }
    text.push('"');
    text
}

/// Whether the word, first on a line, would be an assignment.
fn assigns(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, _)| super::lexer::is_name(name))
}
