//! The local time, as status lines show it, and the time that only goes on.
#![allow(unsafe_code)] // localtime_r(3) has no safe face

use std::ffi::CStr;
use std::mem::MaybeUninit;
use std::time::{Duration, Instant};

use nix::libc;
use nix::time::{ClockId, clock_gettime};

/// When the clock that [`Instant`] reads was at zero: some moment before the machine's start or at it,
/// the same for all processes.
pub fn beginning() -> Instant {
    let since = clock_gettime(ClockId::CLOCK_MONOTONIC).map(Duration::from).unwrap_or_default();
    let now = Instant::now();
    now.checked_sub(since).unwrap_or(now)
}

/// A moment in the person's time zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Time {
    /// The year, such as 2026.
    pub year: i64,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
    /// 0 to 23.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
    /// 0 to 60: a leap second is 60.
    pub second: u8,
    /// Days since Sunday, 0 to 6.
    pub weekday: u8,
    /// Days since 1 January, 0 to 365.
    pub yearday: u16,
    /// The zone's name, such as `CET`.
    pub zone: String,
    /// Seconds east of Greenwich.
    pub offset: i32,
}

/// The local time `epoch` seconds after 1970-01-01 00:00 UTC (before it, where negative).
///
/// A second too far away to have a year that the C library can hold gives the epoch itself.
pub fn local_time(epoch: i64) -> Time {
    broken_down(epoch).or_else(|| broken_down(0)).unwrap_or_else(first_second)
}

fn broken_down(epoch: i64) -> Option<Time> {
    let epoch = libc::time_t::try_from(epoch).ok()?;
    let mut parts = MaybeUninit::<libc::tm>::zeroed();
    // SAFETY: localtime_r reads the first argument and writes the second; both outlive the call.
    let done = unsafe { libc::localtime_r(&raw const epoch, parts.as_mut_ptr()) };
    if done.is_null() {
        return None;
    }
    // SAFETY: `tm` is integers and a pointer, zeroed first and then filled in by the call.
    let parts = unsafe { parts.assume_init() };
    let zone = if parts.tm_zone.is_null() {
        String::new()
    } else {
        // SAFETY: tm_zone is a C string of the C library's that lives until tzset(3) changes the
        // zone, and is copied here.
        unsafe { CStr::from_ptr(parts.tm_zone) }.to_string_lossy().into_owned()
    };
    Some(Time {
        year: i64::from(parts.tm_year) + 1900,
        month: u8::try_from(parts.tm_mon + 1).ok()?,
        day: u8::try_from(parts.tm_mday).ok()?,
        hour: u8::try_from(parts.tm_hour).ok()?,
        minute: u8::try_from(parts.tm_min).ok()?,
        second: u8::try_from(parts.tm_sec).ok()?,
        weekday: u8::try_from(parts.tm_wday).ok()?,
        yearday: u16::try_from(parts.tm_yday).ok()?,
        zone,
        offset: i32::try_from(parts.tm_gmtoff).ok()?,
    })
}

/// 1970-01-01 00:00 UTC, a Thursday.
fn first_second() -> Time {
    Time {
        year: 1970,
        month: 1,
        day: 1,
        hour: 0,
        minute: 0,
        second: 0,
        weekday: 4,
        yearday: 0,
        zone: "UTC".to_owned(),
        offset: 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same second told by the calendar: days from the civil date, less the zone's offset.
    fn seconds(time: &Time) -> i64 {
        let leap = |year: i64| (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
        let days: i64 = (1970..time.year).map(|year| if leap(year) { 366 } else { 365 }).sum();
        let clock =
            i64::from(time.hour) * 3600 + i64::from(time.minute) * 60 + i64::from(time.second);
        (days + i64::from(time.yearday)) * 86_400 + clock - i64::from(time.offset)
    }

    #[test]
    fn local_time_tells_the_second_it_was_asked_for() {
        for epoch in [0, 86_399, 951_827_696, 1_709_251_199, 1_795_000_000, 4_102_444_800] {
            let time = local_time(epoch);
            if time.year >= 1970 {
                assert_eq!(seconds(&time), epoch, "{time:?}");
            }
            assert!((1..=12).contains(&time.month) && (1..=31).contains(&time.day));
        }
    }

    #[test]
    fn what_only_goes_on_began_at_the_same_moment_for_all() {
        let (one, other) = (beginning(), beginning());
        assert!(one.max(other) - one.min(other) < Duration::from_secs(1));
        assert!(one.elapsed() > Duration::ZERO);
    }

    #[test]
    fn a_second_beyond_all_years_is_no_panic() {
        for epoch in [i64::MAX, i64::MIN] {
            assert_eq!(local_time(epoch), local_time(0));
        }
    }
}
