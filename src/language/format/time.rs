//! strftime(3), with English names.

use std::fmt::Write;

/// A point in time on somebody's clock.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Time {
    /// Seconds since 1970-01-01 UTC.
    pub epoch: i64,
    /// The year.
    pub year: i32,
    /// The month, 1 to 12.
    pub month: u8,
    /// The day of the month, 1 to 31.
    pub day: u8,
    /// The hour, 0 to 23.
    pub hour: u8,
    /// The minute, 0 to 59.
    pub minute: u8,
    /// The second, 0 to 60.
    pub second: u8,
    /// The day of the week, 0 (Sunday) to 6.
    pub weekday: u8,
    /// The day of the year, 0 to 365.
    pub yearday: u16,
    /// Seconds east of UTC.
    pub utc_offset: i32,
    /// The time zone's abbreviation.
    pub zone: String,
}

const WEEKDAYS: [&str; 7] =
    ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

impl Time {
    fn weekday_name(&self) -> &'static str {
        WEEKDAYS.get(usize::from(self.weekday)).copied().unwrap_or("?")
    }

    fn month_name(&self) -> &'static str {
        let index = usize::from(self.month).wrapping_sub(1);
        MONTHS.get(index).copied().unwrap_or("?")
    }

    /// The hour on a clock of twelve.
    fn hour12(&self) -> u8 {
        match self.hour % 12 {
            0 => 12,
            hour => hour,
        }
    }

    /// The week of the year, weeks beginning on `first` (0 is Sunday).
    fn week(&self, first: u8) -> u16 {
        let since = (u16::from(self.weekday) + 7 - u16::from(first)) % 7;
        (self.yearday + 7).saturating_sub(since) / 7
    }

    /// ISO 8601's year and week.
    fn iso_week(&self) -> (i32, i32) {
        let weekday = (i32::from(self.weekday) + 6) % 7;
        let week = (i32::from(self.yearday) - weekday + 10) / 7;
        if week < 1 {
            return (self.year - 1, weeks_in(self.year - 1));
        }
        if week > weeks_in(self.year) { (self.year + 1, 1) } else { (self.year, week) }
    }
}

fn is_leap(year: i32) -> bool {
    (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
}

/// How many ISO weeks a year has: 53 where it begins on a Thursday, or on a Wednesday in a leap
/// year.
fn weeks_in(year: i32) -> i32 {
    let before = year - 1;
    let first = (1 + before + before.div_euclid(4) - before.div_euclid(100)
        + before.div_euclid(400))
    .rem_euclid(7);
    if first == 4 || (first == 3 && is_leap(year)) { 53 } else { 52 }
}

/// Replaces strftime(3) sequences; those it does not know stay. Between `%` and the letter may
/// stand `-` (no padding), `_` (spaces), `0` (zeros) or `^` (capitals), as in glibc.
pub fn strftime(format: &str, time: &Time) -> String {
    let mut out = String::with_capacity(format.len());
    let mut rest = format;
    while let Some(at) = rest.find('%') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let mut chars = rest[1..].chars();
        let mut letter = chars.next();
        let flag = letter.filter(|c| matches!(c, '-' | '_' | '0' | '^'));
        if flag.is_some() {
            letter = chars.next();
        }
        match letter.and_then(|letter| sequence(letter, flag, time)) {
            Some(text) => {
                out.push_str(&text);
                rest = chars.as_str();
            }
            None => {
                out.push('%');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

fn sequence(letter: char, flag: Option<char>, time: &Time) -> Option<String> {
    let number = |value: i64, width: usize, fill: char| match (flag, fill) {
        (Some('-'), _) => value.to_string(),
        (Some('_'), _) | (None | Some('^'), ' ') => format!("{value:width$}"),
        _ => format!("{value:0width$}"),
    };
    let two = |value: u8| number(value.into(), 2, '0');
    let year = i64::from(time.year);
    let text = match letter {
        'a' => time.weekday_name()[..3.min(time.weekday_name().len())].to_owned(),
        'A' => time.weekday_name().to_owned(),
        'b' | 'h' => time.month_name()[..3.min(time.month_name().len())].to_owned(),
        'B' => time.month_name().to_owned(),
        'c' => strftime("%a %b %e %H:%M:%S %Y", time),
        'C' => number(year.div_euclid(100), 2, '0'),
        'd' => two(time.day),
        'D' | 'x' => strftime("%m/%d/%y", time),
        'e' => number(time.day.into(), 2, ' '),
        'F' => strftime("%Y-%m-%d", time),
        'g' => number(i64::from(time.iso_week().0).rem_euclid(100), 2, '0'),
        'G' => time.iso_week().0.to_string(),
        'H' => two(time.hour),
        'I' => two(time.hour12()),
        'j' => number(i64::from(time.yearday) + 1, 3, '0'),
        'k' => number(time.hour.into(), 2, ' '),
        'l' => number(time.hour12().into(), 2, ' '),
        'm' => two(time.month),
        'M' => two(time.minute),
        'n' => "\n".to_owned(),
        'p' => if time.hour < 12 { "AM" } else { "PM" }.to_owned(),
        'P' => if time.hour < 12 { "am" } else { "pm" }.to_owned(),
        'r' => strftime("%I:%M:%S %p", time),
        'R' => strftime("%H:%M", time),
        's' => time.epoch.to_string(),
        'S' => two(time.second),
        't' => "\t".to_owned(),
        'T' | 'X' => strftime("%H:%M:%S", time),
        'u' => if time.weekday == 0 { 7 } else { time.weekday }.to_string(),
        'U' => number(time.week(0).into(), 2, '0'),
        'V' => number(time.iso_week().1.into(), 2, '0'),
        'w' => time.weekday.to_string(),
        'W' => number(time.week(1).into(), 2, '0'),
        'y' => number(year.rem_euclid(100), 2, '0'),
        'Y' => year.to_string(),
        'z' => offset(time.utc_offset),
        'Z' => time.zone.clone(),
        '%' => "%".to_owned(),
        _ => return None,
    };
    Some(if flag == Some('^') { text.to_uppercase() } else { text })
}

/// An offset from UTC as `+hhmm`.
fn offset(seconds: i32) -> String {
    let minutes = seconds.unsigned_abs() / 60;
    let mut text = String::from(if seconds < 0 { "-" } else { "+" });
    // Writing to a string cannot fail.
    let _ = write!(text, "{:02}{:02}", minutes / 60, minutes % 60);
    text
}

/// A time in the past in few letters (`t/p`): the clock within a day, then the day, the month,
/// the year.
pub(super) fn pretty(time: &Time, now: &Time) -> String {
    const DAY: i64 = 24 * 60 * 60;
    let age = now.epoch.saturating_sub(time.epoch);
    let this_month = time.year == now.year && time.month == now.month;
    let this_year = time.year == now.year || (time.year == now.year - 1 && time.month > now.month);
    let format = if age < DAY {
        "%H:%M"
    } else if this_month || age < 28 * DAY {
        "%a%d"
    } else if this_year {
        "%d%b"
    } else {
        "%h%y"
    };
    strftime(format, time)
}

/// How long ago a time is in few letters (`t/r`): the largest unit and the next one. Empty for what is
/// still to come.
pub(super) fn relative(now: i64, then: i64) -> String {
    let age = now.saturating_sub(then);
    let units =
        [(age / 86_400, 'd'), (age / 3600 % 24, 'h'), (age / 60 % 60, 'm'), (age % 60, 's')];
    match units.iter().position(|(count, _)| *count > 0) {
        _ if age < 0 => String::new(),
        None => "0s".to_owned(),
        Some(at) => {
            let shown = units[at..].iter().take(2).enumerate();
            let shown = shown.filter(|(place, (count, _))| *place == 0 || *count > 0);
            shown.map(|(_, (count, unit))| format!("{count}{unit}")).collect()
        }
    }
}
