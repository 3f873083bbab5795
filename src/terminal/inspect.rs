//! What a terminal tells of its state to whoever asks for that alone: margins, tabs, what was saved.

use std::ops::RangeInclusive;

use super::modes::Modes;
use super::{Point, Terminal};

impl Terminal {
    /// The rows that scroll (DECSTBM).
    pub fn scroll_region(&self) -> RangeInclusive<u16> {
        let margins = self.shown().margins();
        margins.top..=margins.bottom
    }

    /// The columns with tab stops.
    pub fn tab_stops(&self) -> Vec<u16> {
        let screen = self.shown();
        screen.tab_stops(screen.size.cols).collect()
    }

    /// Where the cursor was before the alternate screen, while that is shown.
    pub fn before_alternate(&self) -> Option<Point> {
        let screen = self.shown();
        screen.is_alternate.then(|| screen.saved_on_primary())
    }

    /// Whether text is inserted (IRM).
    pub fn inserts(&self) -> bool {
        self.is_on(Modes::INSERT)
    }

    /// Whether the program is in the midst of a repaint, however long (mode 2026).
    pub fn repaints(&self) -> bool {
        self.is_on(Modes::SYNCHRONIZED)
    }

    /// Whether what is written next goes to the next row: the cursor is past the last column, in truth.
    pub fn wraps_next(&self) -> bool {
        self.shown().caret.pending
    }

    /// How keys with modifiers are sent that older encodings cannot tell apart (modifyOtherKeys): 0, 1
    /// or 2.
    pub fn modify_other_keys(&self) -> u8 {
        self.shown().modify_other_keys()
    }

    /// The character under the cursor; a blank where there is none, and nothing at the second column of
    /// a wide one.
    pub fn under_cursor(&self) -> String {
        let at = self.cursor().at;
        let line = self.line(at.y);
        let mut column = 0;
        for glyph in line.glyphs() {
            if column == at.x {
                return if glyph.text == "\t" { " ".into() } else { glyph.text.to_owned() };
            }
            column += u16::from(glyph.width);
            if column > at.x {
                return String::new();
            }
        }
        " ".to_owned()
    }
}
