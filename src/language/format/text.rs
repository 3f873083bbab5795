//! Finding one's way in a format's text, and in its result, where `#[…]` takes no room.

use unicode_width::UnicodeWidthChar;

/// The characters that a `#` before them makes ordinary.
pub(super) const ESCAPED: [char; 5] = [',', '#', '{', '}', ':'];

/// Where the first of `ends` is that is neither escaped nor inside `#{…}`.
pub(super) fn skip(text: &str, ends: &[char]) -> Option<usize> {
    let mut depth = 0usize;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if c == '#'
            && let Some((_, next)) = chars.next_if(|(_, next)| ESCAPED.contains(next))
        {
            depth += usize::from(next == '{');
            continue;
        }
        if depth == 0 && ends.contains(&c) {
            return Some(at);
        }
        if c == '}' {
            depth = depth.saturating_sub(1);
        }
    }
    None
}

/// A text with a `_` for whatever a shell may take for something else than text, quoted or not.
pub(super) fn harmless(text: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || " _-+./:@%=,".contains(c);
    text.chars().map(|c| if is_plain(c) { c } else { '_' }).collect()
}

/// The parts of `text` between the commas that are neither escaped nor inside `#{…}`.
pub(super) fn split(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(comma) = skip(rest, &[',']) {
        parts.push(&rest[..comma]);
        rest = &rest[comma + 1..];
    }
    parts.push(rest);
    parts
}

/// The two parts of `text`, at the first such comma.
pub(super) fn split_pair(text: &str) -> Option<(&str, &str)> {
    let comma = skip(text, &[','])?;
    Some((&text[..comma], &text[comma + 1..]))
}

/// `text` without the `#` of escapes outside `#{…}`.
pub(super) fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut depth = 0usize;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '#'
            && let Some(next) = chars.next_if(|next| ESCAPED.contains(next))
        {
            if next == '{' || depth > 0 {
                out.push('#');
            }
            depth += usize::from(next == '{');
            out.push(next);
            continue;
        }
        if c == '}' {
            depth = depth.saturating_sub(1);
        }
        out.push(c);
    }
    out
}

/// Pieces of a result with the columns that each takes: a style none, `##` one. A `#` that is left over of
/// several is another, and is written as such, so that it is none with what comes after a cut.
fn pieces(text: &str) -> impl Iterator<Item = (&str, usize)> {
    let mut rest = text;
    let mut follows = false;
    std::iter::from_fn(move || {
        let c = rest.chars().next()?;
        let is_left = std::mem::take(&mut follows) && c == '#' && !rest.starts_with("##");
        follows = rest.starts_with("##");
        if is_left && !rest.starts_with("#[") {
            rest = &rest[1..];
            return Some(("##", 1));
        }
        let (bytes, width) = match rest.as_bytes() {
            [b'#', b'[', ..] => (rest.find(']').map_or(rest.len(), |at| at + 1), 0),
            [b'#', b'#', ..] => (2, 1),
            _ => (c.len_utf8(), c.width().unwrap_or(0)),
        };
        let (piece, after) = rest.split_at(bytes);
        rest = after;
        Some((piece, width))
    })
}

/// The columns that a result takes.
pub(super) fn width(text: &str) -> usize {
    pieces(text).map(|(_, width)| width).sum()
}

/// As much of the start as fits into `limit` columns, with the styles of that.
pub(super) fn first_columns(text: &str, limit: usize) -> String {
    let mut at = 0usize;
    let mut out = String::new();
    for (piece, width) in pieces(text) {
        if at >= limit && (width > 0 || piece.starts_with('#')) {
            break;
        }
        if at + width <= limit {
            out.push_str(piece);
        }
        at += width;
    }
    out
}

/// As much of the end as fits into `limit` columns, with all styles.
pub(super) fn last_columns(text: &str, limit: usize) -> String {
    let from = width(text).saturating_sub(limit);
    if from == 0 {
        return text.to_owned();
    }
    let mut at = 0usize;
    let mut out = String::new();
    for (piece, width) in pieces(text) {
        if width == 0 || at >= from {
            out.push_str(piece);
        }
        at += width;
    }
    out
}

/// `text` with spaces to `width` columns: after it, or before it where `width` is negative.
pub(super) fn pad(text: &str, to: i64, limit: usize) -> String {
    let wanted = usize::try_from(to.unsigned_abs()).unwrap_or(limit).min(limit);
    let spaces = " ".repeat(wanted.saturating_sub(width(text)));
    if to < 0 { spaces + text } else { text.to_owned() + &spaces }
}

/// `text` with what is special to sh(1) escaped by `\`.
pub(super) fn quote_shell(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if "|&;<>()$`\\\"'*?[# =%\n\t".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// The last part of a path, as basename(3) has it.
pub(super) fn basename(path: &str) -> &str {
    let trimmed = path.trim_end_matches('/');
    match trimmed.rsplit_once('/') {
        Some((_, name)) => name,
        None if path.is_empty() => ".",
        None if trimmed.is_empty() => "/",
        None => trimmed,
    }
}

/// All but the last part of a path, as dirname(3) has it.
pub(super) fn dirname(path: &str) -> &str {
    let trimmed = path.trim_end_matches('/');
    match trimmed.rsplit_once('/') {
        Some((directory, _)) => match directory.trim_end_matches('/') {
            "" => "/",
            directory => directory,
        },
        None if trimmed.is_empty() && !path.is_empty() => "/",
        None => ".",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Hashes are cut as what they are shown as, and styles are not.
    #[test]
    fn columns_are_counted_as_they_are_shown() {
        for (text, first, last) in [
            ("#0", "#0", "#0"),
            ("#0123456", "#01", "456"),
            ("##0123456", "##01", "456"),
            ("###0123456", "####0", "456"),
            ("#[bg=red]0123456", "#[bg=red]012", "#[bg=red]456"),
            ("##[bg=red]0123456", "##[b", "456"),
            ("###[bg=red]0123456", "###[bg=red]01", "#[bg=red]456"),
            ("#####[bg=red]0123456", "#####[bg=red]0", "#[bg=red]456"),
        ] {
            assert_eq!(
                (first_columns(text, 3).as_str(), last_columns(text, 3).as_str()),
                (first, last)
            );
        }
    }
}
