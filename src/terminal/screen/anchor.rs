//! Where something stands in the text, whatever becomes of the rows: logical lines are counted
//! from the terminal's start, through history and screen.

use super::Screen;
use crate::terminal::grid::Grid;
use crate::terminal::notice::{Anchor, Notice};

impl Screen {
    /// The number of the line that the primary screen's first row belongs to.
    pub fn top_line(&self) -> u64 {
        self.history.next() - u64::from(self.history.continues())
    }

    /// Where the caret stands; on the alternate screen, whose text is none to be found again,
    /// where the primary one's was left.
    pub fn anchor(&self) -> Anchor {
        let (grid, caret) = match self.is_alternate {
            true => (&self.other, &self.other_saved),
            false => (&self.grid, &self.caret),
        };
        let (mut at, above) = (Anchor { line: self.top_line(), column: 0 }, caret.y);
        let mut continues = self.history.continues();
        for y in self.unseen_rows.min(above)..above {
            match grid.row(y).wrapped {
                true => at.column += columns(grid, y),
                false => {
                    at = Anchor { line: at.line + 1, column: 0 };
                    continues = false;
                }
            }
        }
        if continues {
            at.column += self.history.line(self.history.len().saturating_sub(1)).width();
        }
        at.column += usize::from(caret.x) + usize::from(caret.pending);
        at
    }

    /// Says that the rows begin anew: marks that were set further down point at nothing.
    pub(super) fn tell_emptied(&mut self) {
        self.table.expect_room();
        if !self.is_alternate {
            let at = Anchor { line: self.top_line(), column: 0 };
            self.notice(Notice::Emptied(at));
        }
    }
}

/// The columns of a row that is wrapped, but for the one that a wide glyph left free.
fn columns(grid: &Grid, y: u16) -> usize {
    let cells = grid.row(y).cells();
    cells.len() - usize::from(cells.last().is_some_and(|cell| cell.is_pad()))
}
