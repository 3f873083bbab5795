//! Lengths of time as people write them: `500ms`, `2s`, `1m30s`, `1.5h`; a bare number is seconds.

/// Not a length of time; with what was written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("bad duration: {0} (it is written as 500ms, 2s or 1m30s)")]
pub struct BadDuration(pub String);

/// The units, in milliseconds; the longer name comes first where one begins with the other.
const UNITS: &[(&str, f64)] =
    &[("ms", 1.0), ("s", 1e3), ("m", 60e3), ("h", 3_600e3), ("d", 86_400e3)];

/// The longest that is believed in: a hundred years, in milliseconds.
const LONGEST: f64 = 100.0 * 366.0 * 86_400e3;

/// Milliseconds.
///
/// # Errors
/// It is no number of units, or more than a hundred years.
pub fn parse(text: &str) -> Result<u64, BadDuration> {
    let bad = || BadDuration(text.to_owned());
    let (mut rest, mut total) = (text, 0.0);
    while !rest.is_empty() {
        let is_number = |c: char| c.is_ascii_digit() || c == '.';
        let (number, after) = rest.split_at(rest.find(|c| !is_number(c)).unwrap_or(rest.len()));
        let number: f64 = number.parse().map_err(|_| bad())?;
        let unit = UNITS.iter().find_map(|(name, unit)| Some((after.strip_prefix(name)?, *unit)));
        let (after, unit) = match unit {
            Some(found) => found,
            None if rest == text && after.is_empty() => ("", 1e3),
            None => return Err(bad()),
        };
        total += number * unit;
        rest = after;
    }
    match text.is_empty() || total > LONGEST {
        true => Err(bad()),
        false => Ok(total.round() as u64),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_numbers_of_units() {
        let check = |text, expect| assert_eq!(parse(text).ok(), expect, "{text}");
        check("500ms", Some(500));
        check("2s", Some(2000));
        check("1m30s", Some(90_000));
        check("1.5h", Some(5_400_000));
        check("2d", Some(172_800_000));
        check("10", Some(10_000));
        check("0", Some(0));
        for bad in ["", "s", "-1s", "1x", "1 s", "1m30", "..s", "1e9s", "99999999d", "NaN", "inf"] {
            check(bad, None);
        }
    }
}
