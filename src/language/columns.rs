//! How many columns a person wants code points to take: `U+26A0=2`, `U+E0B0-U+E0D4=1`, `⚠=2`.

use std::ops::RangeInclusive;

/// Reads code points and their columns (0 to 2); `None` where it is something else.
pub fn parse(text: &str) -> Option<(RangeInclusive<char>, u8)> {
    // The sign may be what it is about.
    let (points, columns) = text.rsplit_once('=')?;
    let columns = columns.parse().ok().filter(|columns| *columns <= 2)?;
    let range = match points.split_once('-') {
        Some((first, last)) if !first.is_empty() => point(first)?..=point(last)?,
        _ => point(points)?..=point(points)?,
    };
    (!range.is_empty()).then_some((range, columns))
}

/// `U+E0B0`, or the character itself.
fn point(text: &str) -> Option<char> {
    match text.strip_prefix("U+") {
        Some(digits) if digits.bytes().all(|b| b.is_ascii_hexdigit()) => {
            char::from_u32(u32::from_str_radix(digits, 16).ok()?)
        }
        Some(_) => None,
        None => {
            let mut chars = text.chars();
            chars.next().filter(|_| chars.next().is_none())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_points_are_written_as_numbers_or_as_themselves() {
        for (text, expect) in [
            ("U+26A0=2", Some(('⚠'..='⚠', 2))),
            ("⚠=0", Some(('⚠'..='⚠', 0))),
            ("U+E0B0-U+E0D4=1", Some(('\u{e0b0}'..='\u{e0d4}', 1))),
            ("=", None),
            ("==1", Some(('='..='=', 1))),
            ("-=1", Some(('-'..='-', 1))),
            ("U+26A0=3", None),
            ("U+26A0", None),
            ("U+110000=1", None),
            ("U+D800=1", None),
            ("U++1=1", None),
            ("U+2-U+1=1", None),
            ("ab=1", None),
            ("", None),
        ] {
            assert_eq!(parse(text), expect, "{text}");
        }
    }
}
