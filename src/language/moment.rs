//! Moments as people write them: how long ago (`10m`), a time (`2026-11-28T22:47:13Z`, RFC 3339; a
//! day alone is its beginning; without a zone it is the person's own), or seconds since 1970.

use super::duration;

/// Microseconds in a second.
const SECOND: i64 = 1_000_000;

/// No moment; with what was written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "bad duration: {0} (it is how long ago, as 10m or 1h30m, or a time, as 2026-11-28T22:47:13Z or \
     in seconds since 1970)"
)]
pub struct BadMoment(pub String);

/// Microseconds since 1970, where it is `now` and the person's zone is `offset` seconds east of
/// Greenwich at a second of Unix time.
///
/// # Errors
/// It is none of these, or too far away.
pub fn parse(text: &str, now: i64, offset: impl Fn(i64) -> i32) -> Result<i64, BadMoment> {
    let ago = || {
        let millis = i64::try_from(duration::parse(text).ok()?).ok()?;
        Some(now - millis * 1000)
    };
    let found = seconds(text).or_else(|| date(text, offset)).or_else(ago);
    found.ok_or_else(|| BadMoment(text.to_owned()))
}

/// `1795906033` or `1795906033.123456`.
fn seconds(text: &str) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let whole: i64 = Some(whole).filter(|it| is_digits(it) && it.len() <= 12)?.parse().ok()?;
    Some(whole * SECOND + micros(fraction)?)
}

/// The digits after a point; more than six count for nothing.
fn micros(fraction: &str) -> Option<i64> {
    let known = fraction.is_empty() || is_digits(fraction);
    format!("{:0<6.6}", fraction).parse().ok().filter(|_| known)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `2026-11-28`, and perhaps `T22:47:13.5` and `Z` or `+01:00`.
fn date(text: &str, offset: impl Fn(i64) -> i32) -> Option<i64> {
    let (day, time) = text.split_once(['T', 't', ' ']).unwrap_or((text, ""));
    let [year, month, day] = numbers(day, '-')?;
    if day > days_in(year, month)? {
        return None;
    }
    let (time, zone) = match time.find(['Z', 'z', '+', '-']) {
        Some(at) => (&time[..at], Some(zone(&time[at..])?)),
        None => (time, None),
    };
    let (time, fraction) = time.split_once('.').unwrap_or((time, ""));
    let [hour, minute, second] = match time.is_empty() {
        true => [0; 3],
        false => numbers(time, ':')?,
    };
    let possible = hour < 24 && minute < 60 && second < 61;
    let local = days_since_1970(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second;
    let east = zone.unwrap_or_else(|| i64::from(offset(local)));
    Some((local - east) * SECOND + micros(fraction)?).filter(|_| possible && day > 0)
}

/// Three numbers with the mark between them; the last of them may be missing.
fn numbers(text: &str, mark: char) -> Option<[i64; 3]> {
    let mut found = [0; 3];
    let mut parts = text.split(mark);
    for (at, number) in found.iter_mut().enumerate() {
        *number = match parts.next() {
            Some(part) if is_digits(part) && part.len() <= 4 => part.parse().ok()?,
            None if at == 2 && mark == ':' => 0,
            _ => return None,
        };
    }
    parts.next().is_none().then_some(found)
}

/// `Z`, or `+01:00`, in seconds east of Greenwich.
fn zone(text: &str) -> Option<i64> {
    if text.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let [hours, minutes, 0] = numbers(&text[1..], ':')? else { return None };
    let east = hours * 3600 + minutes * 60;
    (hours < 24 && minutes < 60).then_some(if text.starts_with('-') { -east } else { east })
}

fn is_leap(year: i64) -> bool {
    (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
}

fn days_in(year: i64, month: i64) -> Option<i64> {
    match month {
        2 => Some(28 + i64::from(is_leap(year))),
        4 | 6 | 9 | 11 => Some(30),
        1..=12 => Some(31),
        _ => None,
    }
}

/// Days of the Gregorian calendar.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    // Leap days up to the year before, less those before 1970.
    let leaps = |year: i64| year / 4 - year / 100 + year / 400;
    let before = (year - 1970) * 365 + leaps(year - 1) - leaps(1969);
    let months: i64 = (1..month).filter_map(|month| days_in(year, month)).sum();
    before + months + day - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_800_000_000 * SECOND;

    #[track_caller]
    fn check(text: &str, expect: Option<i64>) {
        assert_eq!(parse(text, NOW, |_| 3600).ok(), expect, "{text}");
    }

    #[test]
    fn moments_are_ages_times_or_seconds() {
        check("10m", Some(NOW - 600 * SECOND));
        check("1h30m", Some(NOW - 5400 * SECOND));
        check("0", Some(0));
        check("1795906033", Some(1_795_906_033 * SECOND));
        check("1795906033.25", Some(1_795_906_033_250_000));
        check("1970-01-01T00:00:00Z", Some(0));
        check("2026-11-28T22:47:13Z", Some(1_795_906_033 * SECOND));
        check("2026-11-28T23:47:13.123456789+01:00", Some(1_795_906_033_123_456));
        // Without a zone it is the person's.
        check("2026-11-28T23:47:13", Some(1_795_906_033 * SECOND));
        check("2026-11-28 23:47", Some(1_795_906_020 * SECOND));
        check("2024-02-29", Some(1_709_161_200 * SECOND));
        check("1969-12-31T23:59:59Z", Some(-SECOND));
        check("2000-03-01T00:00:00-00:30", Some(951_870_600 * SECOND));
        for bad in [
            "",
            "soon",
            "-5m",
            "2026-13-01",
            "2026-02-29",
            "2026-00-10",
            "2026-01-00",
            "2026-1",
            "2026-11-28T25:00:00Z",
            "2026-11-28T10:00:00+25:00",
            "1.x",
            "9999999999999",
            "2026-11-28T10Z",
            "2026-11-28T10:00:00ZZ",
        ] {
            check(bad, None);
        }
    }
}
