//! Words back to text.

use std::fmt::Write;

use super::{Parsed, Statement, Word};

/// Commands as one line of text that can be the operands of `bind-key`, which reads them again as the
/// same commands.
pub fn on_one_line(statements: &[Statement]) -> String {
    let word = |word: &Word| match word {
        Word::Text(text) => match text.strip_suffix(';') {
            Some(rest) => quote(&format!("{rest}\\;")),
            None => quote(text),
        },
        block => block.to_string(),
    };
    let command = |parsed: &Parsed| parsed.words.iter().map(word).collect::<Vec<_>>().join(" ");
    let statement = |statement: &Statement| match statement {
        Statement::Commands(commands) => {
            commands.iter().map(command).collect::<Vec<_>>().join(" \\; ")
        }
        Statement::Assign { name, value, .. } => {
            format!("set-environment -g {} {}", quote(name), quote(value))
        }
    };
    statements.iter().map(statement).collect::<Vec<_>>().join(" \\; ")
}

/// Whether `c` means only itself anywhere in a word.
fn is_ordinary(c: char) -> bool {
    c.is_alphanumeric() || "-_+=./:,@^!?*|<>&()[]".contains(c)
}

/// Writes `word` so that parsing gives it back: bare where that is possible, in double quotes
/// otherwise. U+0000, which the language cannot hold, is left out.
pub fn quote(word: &str) -> String {
    quote_at(word, true)
}

/// The same where it is known whether it is the first word of a line.
pub(super) fn quote_at(word: &str, first: bool) -> String {
    if let Some(text) = [(";", "\\;"), ("", "''")].iter().find(|(it, _)| *it == word) {
        return text.1.to_owned();
    }
    // A `=` at the start of a line could be a directive or an assignment.
    if word.chars().all(is_ordinary) && !(first && assigns(word)) {
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

/// Writes `word` as tmux does: bare where it can be, in double quotes, or in single ones where there is
/// but a double one in it. What controls is written as in C.
pub fn quote_as_tmux(word: &str) -> String {
    let quotes = match word {
        "" => return "''".to_owned(),
        word if word.contains([' ', '#', '\'', ';', '$', '{', '}', '%']) => "\"",
        word if word.contains('"') => "'",
        _ => "",
    };
    let mut chars = word.chars();
    if let (Some(c), None) = (chars.next(), chars.next())
        && c != ' '
        && (!quotes.is_empty() || c == '~')
    {
        return format!("\\{c}");
    }
    let mut text = String::with_capacity(word.len() + 2);
    text.push_str(quotes);
    let mut chars = word.chars().peekable();
    while let Some(c) = chars.next() {
        let next = chars.peek().copied();
        match c {
            '~' if text.len() == quotes.len() && quotes != "'" => text.push_str("\\~"),
            '"' if quotes == "\"" => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '$' if next.is_some_and(|n| n.is_ascii_alphabetic() || n == '_' || n == '{') => {
                text.push_str("\\$");
            }
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            '\x07' => text.push_str("\\a"),
            '\x08' => text.push_str("\\b"),
            '\x0b' => text.push_str("\\v"),
            '\x0c' => text.push_str("\\f"),
            c if c.is_ascii_control() => {
                // Writing to a string cannot fail.
                let _ = write!(text, "\\{:03o}", u32::from(c));
            }
            c => text.push(c),
        }
    }
    text.push_str(quotes);
    text
}

/// A text with backslashes doubled and what controls a terminal written as in C, which is how tmux keeps
/// names.
pub fn written_out(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => written.push_str("\\\\"),
            '\n' => written.push_str("\\n"),
            '\r' => written.push_str("\\r"),
            '\t' => written.push_str("\\t"),
            '\x07' => written.push_str("\\a"),
            '\x08' => written.push_str("\\b"),
            '\x0b' => written.push_str("\\v"),
            '\x0c' => written.push_str("\\f"),
            c if c.is_control() => {
                // Writing to a string cannot fail.
                let _ = write!(written, "\\{:03o}", u32::from(c));
            }
            c => written.push(c),
        }
    }
    written
}

/// Whether the word, first on a line, would be an assignment.
fn assigns(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, _)| super::lexer::is_name(name))
}
