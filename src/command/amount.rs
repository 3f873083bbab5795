//! Numbers that commands take: counts, and sizes in cells or with `%` as a part.

use super::{Context, Failure};
use crate::language::number::Amount;

/// A whole number between two bounds; `what` names it to the person.
pub fn count(text: &str, what: &str, least: u32, most: u32) -> Result<u32, Failure> {
    let problem = match text.parse::<i64>() {
        Ok(number) if number < i64::from(least) => "too small",
        Ok(number) if number > i64::from(most) => "too large",
        Ok(number) => return Ok(number as u32),
        Err(_) => "invalid",
    };
    Err(Failure::new(format!("{what} {problem}: {text} (give a number from {least} to {most})")))
}

impl Context<'_> {
    /// The size that a flag gives, in cells; `what` names it and a part is one of `whole`.
    pub fn size_of(&self, flag: char, what: &str, whole: u16) -> Result<Option<u16>, Failure> {
        let Some(text) = self.expanded(flag) else { return Ok(None) };
        match Amount::parse(&text) {
            Ok(amount) => Ok(Some(amount.of(whole))),
            Err(_) => Err(Failure::usage(format!(
                "{what} invalid: {text} (give cells, 20, or a part, 30%)"
            ))),
        }
    }

    /// The first operand as a number of cells, 1 where there is none.
    pub fn adjustment(&self) -> Result<u16, Failure> {
        let most = u32::from(u16::MAX);
        let text = self.operand(0);
        text.map_or(Ok(1), |text| count(text, "adjustment", 1, most).map(|by| by as u16))
    }

    /// The way that `-L`, `-R`, `-U` or `-D` points.
    pub fn direction(&self) -> Option<crate::geometry::Direction> {
        use crate::geometry::Direction::{Down, Left, Right, Up};
        let ways = [('L', Left), ('R', Right), ('U', Up), ('D', Down)];
        ways.into_iter().find(|(flag, _)| self.has(*flag)).map(|(_, way)| way)
    }
}
