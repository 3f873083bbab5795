//! Sizes as commands take them: `10` cells or `30%`.

/// A size that may be relative.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amount {
    /// A count of cells.
    Cells(u16),
    /// A part of what there is, 0 to 100.
    Percent(u8),
}

/// What text that is no size is refused with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("invalid size: {0}")]
pub struct InvalidSize(pub String);

impl Amount {
    /// Parses `10` or `30%`.
    pub fn parse(text: &str) -> Result<Self, InvalidSize> {
        let parsed = match text.strip_suffix('%') {
            Some(number) => digits(number)
                .and_then(|n| n.parse().ok())
                .filter(|percent| *percent <= 100)
                .map(Amount::Percent),
            None => digits(text).and_then(|n| n.parse().ok()).map(Amount::Cells),
        };
        parsed.ok_or_else(|| InvalidSize(text.to_owned()))
    }

    /// How many cells that is where there are `whole`.
    pub fn of(self, whole: u16) -> u16 {
        match self {
            Amount::Cells(cells) => cells,
            Amount::Percent(percent) => {
                let cells = u32::from(whole) * u32::from(percent) / 100;
                cells.min(u16::MAX.into()) as u16
            }
        }
    }
}

/// `text` if it is nothing but digits (a number's own parser takes a `+` too).
fn digits(text: &str) -> Option<&str> {
    text.bytes().all(|b| b.is_ascii_digit()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_cells_or_percents() {
        let check = |text: &str, expect: Option<Amount>| {
            assert_eq!(Amount::parse(text).ok(), expect, "{text}");
        };
        check("10", Some(Amount::Cells(10)));
        check("30%", Some(Amount::Percent(30)));
        for bad in ["", "%", "-1", "+1", "101%", "70000", "1x", "1.5"] {
            check(bad, None);
        }
        assert_eq!(Amount::Percent(30).of(50), 15);
        assert_eq!(Amount::Cells(7).of(50), 7);
        assert_eq!(Amount::Percent(255).of(u16::MAX), u16::MAX);
    }
}
