//! A terminal as plain data that can be kept in a file and outlives its program: history as
//! lines, the screen as the bytes that make it. So it knows nothing of cells and tables, and
//! stays readable when those change; and as it comes from a file it is believed in nothing.
//!
//! What only the program could use is left out: a sequence that has begun, its stack of titles,
//! saved modes, colours that it set.

use serde::{Deserialize, Serialize};

use super::Terminal;
use super::cell::{Cell, Part, push_tab};
use super::engine::Engine;
use super::history::Limits;
use super::intake::Intake;
use super::look::Look;
use super::parser::Parser;
use super::screen::{LONGEST_CLUSTER, Screen};
use crate::geometry::Size;
use crate::line::{Line, Run, RunKind};

/// A terminal, kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    size: Size,
    /// The logical lines that left the screen, oldest first.
    history: Vec<Line>,
    /// Whether the newest of them goes on in the screen's first row.
    continues: bool,
    /// What [`Terminal::snapshot`] says, and where tabs are.
    screen: Vec<u8>,
}

impl Terminal {
    /// All of it that a person would miss.
    pub fn checkpoint(&self) -> Checkpoint {
        Checkpoint {
            size: self.size(),
            history: self.history().lines(0).collect(),
            continues: self.history().continues(),
            screen: self.shown().snapshot_with_tabs(),
        }
    }

    /// The terminal that was kept, with as much of its history as `limits` allow. What of the
    /// checkpoint makes no sense is left out.
    pub fn restore(kept: &Checkpoint, limits: Limits) -> Self {
        let mut screen = Screen::new(kept.size.into(), limits);
        for (at, line) in kept.history.iter().enumerate().filter(|(_, line)| line.is_sound()) {
            let mut cells = Vec::new();
            line.runs().for_each(|(text, run)| push_run(&mut cells, text, run, &mut screen));
            let goes_on = kept.continues && at + 1 == kept.history.len();
            screen.history.push_row(&cells, goes_on, &screen.table);
            screen.sweep();
        }
        let mut terminal = Self { intake: Intake::new(Engine { parser: Parser::new(), screen }) };
        terminal.feed(&kept.screen);
        terminal.drain_notices().for_each(drop);
        terminal
    }
}

/// Appends a run's cells: of a glyph one, or two halves. What no terminal shows is a blank.
fn push_run(cells: &mut Vec<Cell>, text: &str, run: &Run, screen: &mut Screen) {
    let table = &mut screen.table;
    let look = table.look(&run.style, run.link.as_ref());
    let blank = Cell::blank(look.unwrap_or_else(|| Look::plainest(&run.style)));
    if run.kind == RunKind::Tab {
        // One at a line's end is one again whatever it took.
        return push_tab(cells, blank, text.len().max(1));
    }
    for glyph in run.glyphs(text) {
        let is_shown =
            glyph.text.len() <= LONGEST_CLUSTER && !glyph.text.contains(char::is_control);
        let cell = blank.with_content(table.content(if is_shown { glyph.text } else { " " }));
        match glyph.width {
            2 => cells.extend([cell.as_part(Part::Wide), blank.as_part(Part::Spacer)]),
            _ => cells.push(cell),
        }
    }
}
