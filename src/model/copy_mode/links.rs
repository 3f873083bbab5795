//! What people copy most: the URL, the path or the hash at the cursor.
//!
//! A hyperlink (OSC 8) is taken before what the text looks like.

use std::ops::Range;

use regex::Regex;

use crate::terminal::Anchor;

use super::CopyMode;
use super::text::{WrappedLine, WrappedText};

/// What stands for itself at the end of a sentence, and for nothing in a URL or a path.
const ENDS: &[char] = &['.', ',', ';', ':', '!', '?', '\'', '"', '*'];

/// The longest that is taken, in bytes.
const LONGEST: usize = 8192;

/// What links look like, the most particular first. Made anew for each key that asks for one, which
/// is soon enough.
fn patterns() -> Vec<Regex> {
    let patterns = [
        // URLs.
        r#"(?:[a-z][a-z0-9+.-]*://|mailto:)[^\s<>"'`{}|\\^]+"#,
        // A user's repository on a host.
        r"[\w.-]+@[\w.-]+:[\w./~-]+",
        // Paths, and files with a line.
        r"(?:~?/|[\w.@+%~=-]+/)[\w.@+%~=:/-]*",
        r"[\w-][\w.-]*\.\w+:\d+(?::\d+)?",
        // UUIDs, and hashes in hexadecimal.
        r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b",
        r"\b[0-9a-f]{7,128}\b",
    ];
    patterns.iter().filter_map(|pattern| Regex::new(pattern).ok()).collect()
}

/// Something to copy or open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Link {
    /// Where it leads.
    pub text: String,
    /// Its columns in its line.
    pub cols: Range<usize>,
}

/// Where the hyperlink leads that a column of a line is in.
pub(super) fn hyperlink_at(line: &WrappedLine, column: usize) -> Option<String> {
    let mut end = 0;
    for glyph in line.line.glyphs() {
        end += usize::from(glyph.width);
        if column < end {
            return glyph.link.as_ref().map(|link| link.uri.clone());
        }
    }
    None
}

/// All of a line, from the left.
fn links(patterns: &[Regex], line: &WrappedLine) -> Vec<Link> {
    let mut found: Vec<Link> = Vec::new();
    let mut col = 0;
    for glyph in line.line.glyphs() {
        let end = col + usize::from(glyph.width);
        if let Some(link) = glyph.link {
            match found.last_mut().filter(|it| it.cols.end == col && it.text == link.uri) {
                Some(before) => before.cols.end = end,
                None => found.push(Link { text: link.uri.clone(), cols: col..end }),
            }
        }
        col = end;
    }
    for pattern in patterns {
        for hit in pattern.find_iter(&line.line.text) {
            let text = trimmed(hit.as_str());
            let cols = line.columns(hit.start()..hit.start() + text.len());
            let is_free =
                found.iter().all(|it| it.cols.end <= cols.start || cols.end <= it.cols.start);
            if is_free && is_meant(text) {
                found.push(Link { text: text.to_owned(), cols });
            }
        }
    }
    found.retain(|it| it.text.len() <= LONGEST && !it.text.chars().any(char::is_control));
    found.sort_by_key(|it| it.cols.start);
    found
}

/// Without what belongs to the sentence around it.
fn trimmed(text: &str) -> &str {
    let mut text = text.trim_end_matches(ENDS);
    for (open, close) in [('(', ')'), ('[', ']')] {
        while text.ends_with(close) && text.matches(close).count() > text.matches(open).count() {
            text = text.trim_end_matches(close).trim_end_matches(ENDS);
        }
    }
    text
}

/// Whether it is more than a number, a word or a slash between two.
fn is_meant(text: &str) -> bool {
    let is_hex = text.bytes().all(|byte| byte.is_ascii_hexdigit());
    match is_hex {
        true => {
            text.bytes().any(|b| b.is_ascii_digit()) && text.bytes().any(|b| !b.is_ascii_digit())
        }
        false => text.chars().any(char::is_alphanumeric),
    }
}

impl CopyMode {
    /// The link at the cursor; else the nearest in its line, or in the lines above as far as they
    /// are seen.
    pub(super) fn link(&self, text: &mut WrappedText) -> Option<(u64, Link)> {
        let Anchor { line, column: col } = self.cursor;
        let distance =
            |it: &Link| it.cols.start.saturating_sub(col) + (col + 1).saturating_sub(it.cols.end);
        let patterns = patterns();
        if let Some(link) = links(&patterns, &text.line(line)).into_iter().min_by_key(distance) {
            return Some((line, link));
        }
        let above = text.first().max(self.top.line)..line;
        above.rev().find_map(|line| Some((line, links(&patterns, &text.line(line)).pop()?)))
    }
}

/// A link such that it is a URL that may be opened, in nothing but characters that URLs have:
/// others are escaped as those have it. `None` where it is none for a browser.
pub(super) fn openable(link: &str) -> Option<String> {
    let is_meant = ["https://", "http://", "ftp://", "mailto:"]
        .iter()
        .any(|scheme| link.get(..scheme.len()).is_some_and(|it| it.eq_ignore_ascii_case(scheme)));
    is_meant.then(|| {
        let mut url = String::with_capacity(link.len());
        for byte in link.bytes() {
            match byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!&()*+,;=%".contains(&byte) {
                true => url.push(char::from(byte)),
                false => url.push_str(&format!("%{byte:02X}")),
            }
        }
        url
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_end_where_people_end_them() {
        for (text, expect) in [
            ("see https://a.b/c_(d)?e=f#g, or", &["https://a.b/c_(d)?e=f#g"][..]),
            ("(https://a.b/c).", &["https://a.b/c"]),
            ("src/main.rs:12:5: error in main.rs:7.", &["src/main.rs:12:5", "main.rs:7"]),
            ("/etc/hosts ~/x ./a/b ../c", &["/etc/hosts", "~/x", "./a/b", "../c"]),
            ("commit 3d16ce5 of 20261128, face", &["3d16ce5"]),
            ("git@host.org:me/it.git", &["git@host.org:me/it.git"]),
            ("5f0c1a2b-0000-4000-8000-0123456789ab", &["5f0c1a2b-0000-4000-8000-0123456789ab"]),
            ("nothing / here -- at 12:30", &[]),
        ] {
            let mut line = crate::line::Line::new();
            line.push_text(text, &crate::style::Style::PLAIN);
            let found = links(&patterns(), &WrappedLine::new(line, 80));
            let found: Vec<&str> = found.iter().map(|link| link.text.as_str()).collect();
            assert_eq!(found, expect, "{text}");
        }
    }

    #[test]
    fn what_is_opened_has_no_meaning_for_a_shell() {
        assert_eq!(openable("https://a/b?c=d&e").as_deref(), Some("https://a/b?c=d&e"));
        assert_eq!(openable("HTTP://a/';$(id)`").as_deref(), Some("HTTP://a/%27;%24(id)%60"));
        for not in ["file:///x.desktop", "javascript:x", "/bin/sh", "-x", "é"] {
            assert_eq!(openable(not), None, "{not}");
        }
    }
}
