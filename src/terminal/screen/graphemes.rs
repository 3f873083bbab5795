//! Grapheme clusters (UAX #29): a code point that belongs to the glyph before it joins it, and
//! the glyph is as wide as the whole. So it is in tmux, kitty, WezTerm, Ghostty, iTerm2 and Windows
//! Terminal, and so mode 2027 is always on here.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::Screen;
use crate::dialect::Dialect;
use crate::terminal::cell::{Cell, Content};
use crate::terminal::modes::Modes;
use crate::terminal::width;

const EMOJI_PRESENTATION: char = '\u{fe0f}';

impl Screen {
    /// Whether what comes next may join the glyph before the caret, though it could stand alone.
    #[inline]
    pub(super) fn is_open(&self) -> bool {
        self.is_joined_to() && self.is_before_open()
    }

    /// Whether the glyph before the caret is one that what comes next can be a part of: it was written
    /// just before. As tmux it is any, wherever the caret came from.
    fn is_joined_to(&self) -> bool {
        self.last_char.is_some() || self.policy.dialect == Dialect::Tmux
    }

    fn is_before_open(&self) -> bool {
        match self.previous().map(|(_, cell)| cell.content()) {
            None | Some(Content::Blank) => false,
            Some(Content::Char(c)) => width::alone(c).is_none(),
            Some(Content::Cluster(_)) => true,
        }
    }

    /// Joins `c` to the glyph before the caret if the two are one cluster. What has a width of its
    /// own only does where that was written just before: elsewhere it is a glyph to be drawn.
    pub(super) fn join_cluster(&mut self, c: char) -> bool {
        let may_join = match width::alone(c) {
            // Nothing below joins what is before it, whatever that is.
            _ if c < '\u{300}' => false,
            Some(_) => self.is_open(),
            // What has no width joins anyway; this is the only such thing that widens.
            None if self.widths.of(c) == Some(0) => c == EMOJI_PRESENTATION,
            None => self.is_joined_to(),
        };
        if !may_join {
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
        let has_room = x + 1 < self.print_end();
        if cell.is_wide() || !self.is_widened(&text, c) {
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

    /// Whether a narrow glyph becomes a wide one by `c`, with which it is `cluster`.
    fn is_widened(&self, cluster: &str, c: char) -> bool {
        let widths = &self.widths;
        if cluster.chars().next().is_some_and(|base| widths.own(base).is_some()) {
            return false;
        }
        if widths.of(c) == Some(2) {
            return true;
        }
        if widths.selector_widens {
            return c == EMOJI_PRESENTATION || cluster.width() == 2;
        }
        let plain: String = cluster.chars().filter(|&c| c != EMOJI_PRESENTATION).collect();
        plain.width() == 2
    }

    /// Makes the glyph before the caret, which starts at `x`, two columns wide.
    fn widen(&mut self, x: u16, cell: Cell) {
        let end = self.print_end();
        if x + 1 >= end {
            return;
        }
        let blank = self.erased();
        let row = self.grid.row_mut(self.caret.y, self.seq);
        if self.modes.contains(Modes::INSERT) {
            row.shift_right(x + 1..end, 1, blank);
        }
        row.put_wide(x, cell);
        self.caret.x = x;
        self.caret.pending = false;
        self.advance(2, end);
    }
}
