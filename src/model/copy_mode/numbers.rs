//! Numbers of lines, beside what is shown (`copy-mode-line-numbers`).
//!
//! They stand in columns of their own at the left, over which the text does not wrap anew: what has
//! no room at the right is not seen.

use unicode_width::UnicodeWidthStr;

use crate::line::Line;
use crate::style::Style;
use crate::terminal::Terminal;

use super::CopyMode;

/// The fewest digits that there is room for.
const FEWEST: u16 = 3;

/// What lines are numbered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Numbers {
    /// They are not.
    #[default]
    Off,
    /// How far they are from the newest ones, as `goto-line` counts.
    Default,
    /// From the oldest one, 1.
    Absolute,
    /// How far they are from the cursor.
    Relative,
    /// The same, but for the cursor's own, which has its absolute number.
    Hybrid,
}

/// How numbers look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NumberLooks {
    /// What lines are numbered by.
    pub numbers: Numbers,
    /// The numbers of most.
    pub number: Style,
    /// That of the cursor's line.
    pub current: Style,
}

/// What a person wants of one copy mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Numbered {
    /// None.
    Never,
    /// What the option says.
    AsWanted,
    /// Some, even where the option says off.
    Always,
}

impl Numbers {
    /// The one that an option's value names.
    pub fn of(value: &str) -> Self {
        match value {
            "default" => Self::Default,
            "absolute" => Self::Absolute,
            "relative" => Self::Relative,
            "hybrid" => Self::Hybrid,
            _ => Self::Off,
        }
    }

    /// Whether lines are counted from the oldest one.
    pub fn is_absolute(self) -> bool {
        matches!(self, Self::Absolute | Self::Relative | Self::Hybrid)
    }
}

impl CopyMode {
    /// Shows numbers as the option says, or none whatever that says: who came by the mouse wants
    /// the text where it was.
    pub fn number_lines(&mut self, as_wanted: bool) {
        self.numbered = if as_wanted { Numbered::AsWanted } else { Numbered::Never };
    }

    /// Shows numbers whatever the option says, or none.
    pub(super) fn set_numbers(&mut self, wanted: bool) {
        self.numbered = if wanted { Numbered::Always } else { Numbered::Never };
    }

    /// What lines are numbered by, where the option says `wanted`.
    pub fn numbers(&self, wanted: Numbers) -> Numbers {
        match (self.numbered, wanted) {
            (Numbered::Never, _) => Numbers::Off,
            (Numbered::Always, Numbers::Off) => Numbers::Default,
            (_, wanted) => wanted,
        }
    }

    /// The columns that numbers take, with the blank after them.
    pub fn gutter(&self, terminal: &Terminal, wanted: Numbers) -> u16 {
        if self.numbers(wanted) == Numbers::Off {
            return 0;
        }
        let (_, history) = self.position(terminal);
        let lines = history + u64::from(terminal.size().rows) + 1;
        u16::try_from(lines.to_string().len()).unwrap_or(u16::MAX).max(FEWEST) + 1
    }

    /// The rows with their numbers before them, in as many columns as they had.
    pub fn number_rows(
        &self,
        rows: Vec<Line>,
        terminal: &Terminal,
        cols: u16,
        looks: &NumberLooks,
    ) -> Vec<Line> {
        let (gutter, numbers) = (self.gutter(terminal, looks.numbers), self.numbers(looks.numbers));
        if gutter == 0 {
            return rows;
        }
        let (above, history) = self.position(terminal);
        let room = usize::from(cols.saturating_sub(gutter).max(1));
        let cursor = u64::from(self.at.y);
        let number_row = |(y, row): (u64, Line)| {
            let is_current = y == cursor;
            let absolute = history - above.min(history) + y + 1;
            let number = match numbers {
                Numbers::Off | Numbers::Default => above.abs_diff(y),
                Numbers::Absolute => absolute,
                Numbers::Hybrid if is_current => absolute,
                Numbers::Relative | Numbers::Hybrid => cursor.abs_diff(y),
            };
            let look = if is_current { &looks.current } else { &looks.number };
            let mut line = Line::new();
            let text = number.to_string();
            let blanks = usize::from(gutter - 1).saturating_sub(text.width());
            line.push_text(&format!("{}{text} ", " ".repeat(blanks)), look);
            for glyph in row.slice(0, room).glyphs() {
                line.push_glyph(glyph.text, glyph.width, glyph.style, glyph.link);
            }
            line.slice(0, cols.into())
        };
        (0..).zip(rows).map(number_row).collect()
    }
}
