//! Grapheme clusters (UAX #29), where the program asked for them with mode 2027: a code point
//! that belongs to the glyph before it joins it.

use unicode_segmentation::UnicodeSegmentation;

use super::Screen;
use crate::terminal::modes::Modes;

const EMOJI_PRESENTATION: char = '\u{fe0f}';

impl Screen {
    /// Joins `c` to the glyph before the caret if the two are one cluster.
    pub(super) fn join_cluster(&mut self, c: char) -> bool {
        // Nothing below joins what is before it, whatever that is.
        if c < '\u{300}' {
            return false;
        }
        let Some((x, cell)) = self.previous() else { return false };
        let mut text = String::new();
        self.table.push_text(cell, &mut text);
        if text.is_empty() {
            return false;
        }
        text.push(c);
        if text.graphemes(true).nth(1).is_some() {
            return false;
        }
        let widens = c == EMOJI_PRESENTATION || unicode_width::UnicodeWidthStr::width(&*text) == 2;
        let has_room = x + 1 < self.print_end();
        if !widens || cell.is_wide() {
            self.join(c);
        } else if has_room || self.modes.contains(Modes::AUTOWRAP) {
            self.join(c);
            let Some((_, cell)) = self.previous() else { return true };
            self.caret.x = x;
            self.caret.pending = false;
            // In the last column it goes to the next row, as a wide glyph does.
            match has_room {
                true => self.widen(x, cell),
                false => self.print_glyph(cell, 2),
            }
        }
        true
    }
}
