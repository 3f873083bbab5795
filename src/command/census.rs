//! What `top` and `stats` have in common: looking at processes, and how what they take is written.

use super::{Context, Failure, Outcome};
use crate::model::census::Census;
use crate::model::effect::JobEffect;

impl Context<'_> {
    /// Looks for so many milliseconds at what processes and those that they started take, and goes
    /// on with that.
    pub fn look(
        &mut self,
        pids: Vec<i32>,
        millis: u64,
        then: impl FnOnce(&mut Context<'_>, Census) -> Outcome + 'static,
    ) -> Outcome {
        self.job(JobEffect::Census(pids, millis), move |context, answer| match answer.census() {
            Ok(census) => then(context, census),
            Err(_) => Err(Failure::new("the system does not tell what processes take")),
        })
    }
}

/// A part of a processor.
pub fn percent(part: f64) -> String {
    format!("{part:.1}%")
}

/// An amount of memory, as docker writes it.
pub fn bytes(amount: u64) -> String {
    const UNITS: [&str; 5] = ["B", "KiB", "MiB", "GiB", "TiB"];
    let (mut amount, mut unit) = (amount as f64, 0);
    while amount >= 1000.0 && unit + 1 < UNITS.len() {
        (amount, unit) = (amount / 1024.0, unit + 1);
    }
    match amount {
        _ if unit == 0 => format!("{amount:.0}{}", UNITS[unit]),
        10.0.. => format!("{amount:.1}{}", UNITS[unit]),
        _ => format!("{amount:.2}{}", UNITS[unit]),
    }
}

/// Milliseconds as a clock shows them.
pub fn length(millis: u64) -> String {
    let seconds = millis / 1000;
    let (days, hours) = (seconds / 86_400, seconds / 3600 % 24);
    let (minutes, rest) = (seconds / 60 % 60, seconds % 60);
    match (days, hours) {
        (0, 0) => format!("{minutes}:{rest:02}"),
        (0, _) => format!("{hours}:{minutes:02}:{rest:02}"),
        _ => format!("{days}-{hours:02}:{minutes:02}:{rest:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_short() {
        let check = |amount, expect| assert_eq!(bytes(amount), expect);
        check(0, "0B");
        check(999, "999B");
        check(1536, "1.50KiB");
        check(20 << 20, "20.0MiB");
        check(1_050_000_000, "0.98GiB");
        assert_eq!(
            [0, 61_000, 3_600_000, 90_061_000].map(length),
            ["0:00", "1:01", "1:00:00", "1-01:01:01"]
        );
        assert_eq!(percent(12.345), "12.3%");
    }
}
