//! Help as wide as the terminal that it is read on.

use unicode_width::UnicodeWidthStr;

/// A text whose lines are broken between words where they have more than `width` columns, but within
/// no brackets. What goes on in the next line stands below what it belongs to: after a gap, or after
/// `usage: pmux`.
pub fn wrapped(text: &str, width: usize) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for line in text.lines() {
        wrap(line, width, &mut out);
        out.push('\n');
    }
    out
}

fn wrap(line: &str, width: usize, out: &mut String) {
    let indent = hanging(line).min(width / 2);
    let (mut column, mut is_first) = (0, true);
    let mut depth = 0;
    let ends = |c: char| {
        depth += i32::from(c == '[') - i32::from(c == ']');
        c == ' ' && depth == 0
    };
    for word in line.split_inclusive(ends) {
        let length = word.trim_end().width();
        if column + length > width && !is_first {
            out.truncate(out.trim_end_matches(' ').len());
            out.push('\n');
            out.push_str(&" ".repeat(indent));
            (column, is_first) = (indent, true);
        }
        out.push_str(word);
        column += word.width();
        is_first &= length == 0;
    }
}

/// The column below which a line goes on.
fn hanging(line: &str) -> usize {
    let body = line.trim_start();
    let lead = line.len() - body.len();
    let gap = body.find("  ").map(|at| body[at..].trim_start());
    match gap {
        Some(rest) => line[..line.len() - rest.len()].width(),
        None if body.starts_with("usage: pmux") => lead + "usage: pmux ".len(),
        None => lead,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_broken_between_words_and_go_on_below_what_they_belong_to() {
        for (text, width, expect) in [
            ("", 10, ""),
            ("a line with room\n\nanother\n", 20, "a line with room\n\nanother\n"),
            ("so many words of prose", 9, "so many\nwords of\nprose\n"),
            ("  -a    what it is for\n", 16, "  -a    what it\n        is for\n"),
            ("  --a-long-flag  what it is", 16, "  --a-long-flag\n        what it\n        is\n"),
            ("usage: pmux ls [-a] [-b c]", 22, "usage: pmux ls [-a]\n           [-b c]\n"),
            ("averylongword that", 5, "averylongword\nthat\n"),
        ] {
            assert_eq!(wrapped(text, width), expect, "{text:?}");
        }
    }
}
