//! The stack of looks that programs keep with the terminal (XTPUSHSGR, XTPOPSGR; xterm's ctlseqs).

use serde::{Deserialize, Serialize};

use super::Screen;
use crate::style::{Attributes, Style};

/// The most looks that are kept.
const MOST: usize = 10;

/// The attributes by their numbers in SGR.
const ATTRIBUTES: [(u16, Attributes); 7] = [
    (1, Attributes::BOLD),
    (2, Attributes::DIM),
    (3, Attributes::ITALIC),
    (5, Attributes::BLINK),
    (7, Attributes::INVERSE),
    (8, Attributes::HIDDEN),
    (9, Attributes::STRIKE),
];

/// Looks that were put away, each with what of it is to come back: numbers of SGR, none for all.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Styles {
    kept: Vec<(Vec<u16>, Style)>,
    /// How many more there would be if there were no limit.
    beyond: u64,
}

impl Styles {
    /// Puts a look away.
    pub fn push(&mut self, parts: &[u16], style: &Style) {
        match self.kept.len() < MOST {
            true => self.kept.push((parts.iter().copied().filter(|it| *it > 0).collect(), *style)),
            false => self.beyond = self.beyond.saturating_add(1),
        }
    }

    /// What was put away, the first first: numbers of SGR, none for all, and the look.
    pub fn iter(&self) -> impl Iterator<Item = (&[u16], &Style)> {
        self.kept.iter().map(|(parts, style)| (parts.as_slice(), style))
    }

    fn pop(&mut self) -> Option<(Vec<u16>, Style)> {
        match self.beyond {
            0 => self.kept.pop(),
            _ => {
                self.beyond -= 1;
                None
            }
        }
    }
}

impl Screen {
    /// Brings the look that was put away last back.
    pub(super) fn pop_style(&mut self) {
        let Some((parts, kept)) = self.styles.pop() else { return };
        let style = &mut self.caret.style;
        if parts.is_empty() {
            *style = kept;
        }
        for part in parts {
            match part {
                4 | 21 => style.underline = kept.underline,
                // The numbers of the colours were others once.
                10 | 30 => style.fg = kept.fg,
                11 | 31 => style.bg = kept.bg,
                _ => {
                    for (_, attribute) in ATTRIBUTES.iter().filter(|(number, _)| *number == part) {
                        style.attributes.remove(*attribute);
                        style.attributes.insert(kept.attributes & *attribute);
                    }
                }
            }
        }
        self.renew_ink();
    }
}
