//! This engine beside the `vt100` crate, cell by cell.
//!
//! Where the two disagree the stream generator leaves the sequence out, or `known` says why:
//!
//! - A wrapped row: `vt100` keeps the mark when the row's end is erased; here it goes with it,
//!   as in xterm. So marks are not compared.

use std::num::NonZero;

use pmux::geometry::Size;
use pmux::style::{Attributes, Color, Style};
use pmux::terminal::{Limits, Terminal};
use proptest::prelude::*;

use super::streams::{COLS, ROWS, shared};

type Cell = (String, Style);

fn color(color: vt100::Color) -> Color {
    match color {
        vt100::Color::Default => Color::Default,
        vt100::Color::Idx(i) => Color::Indexed(i),
        vt100::Color::Rgb(r, g, b) => Color::Rgb(r, g, b),
    }
}

/// The cells of a row of the other engine; the right half of a wide glyph is empty.
fn theirs(parser: &vt100::Parser, y: u16) -> Vec<Cell> {
    let cell = |x| {
        let Some(cell) = parser.screen().cell(y, x) else { return Cell::default() };
        if cell.is_wide_continuation() {
            return Cell::default();
        }
        let mut attributes = Attributes::empty();
        attributes.set(Attributes::BOLD, cell.bold());
        attributes.set(Attributes::ITALIC, cell.italic());
        attributes.set(Attributes::INVERSE, cell.inverse());
        let style = Style {
            fg: color(cell.fgcolor()),
            bg: color(cell.bgcolor()),
            attributes,
            ..Style::PLAIN
        };
        let text = if cell.has_contents() { cell.contents() } else { " " };
        (text.to_owned(), style)
    };
    (0..COLS).map(cell).collect()
}

fn ours(terminal: &Terminal, y: u16) -> Vec<Cell> {
    let mut cells = Vec::new();
    for glyph in terminal.line(y).glyphs() {
        cells.push((glyph.text.to_owned(), *glyph.style));
        cells.extend((1..glyph.width).map(|_| Cell::default()));
    }
    cells.resize(COLS.into(), (" ".to_owned(), Style::PLAIN));
    cells
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_same_screen_as_vt100(stream in shared()) {
        let side = |n| NonZero::new(n).unwrap();
        let mut parser = vt100::Parser::new(side(ROWS), side(COLS), 0);
        parser.process(stream.as_bytes());
        let mut terminal = Terminal::new(Size::new(COLS, ROWS), Limits::default());
        terminal.feed(stream.as_bytes());
        for y in 0..ROWS {
            prop_assert_eq!(ours(&terminal, y), theirs(&parser, y), "row {}", y);
        }
        let (y, x) = parser.screen().cursor_position();
        let at = terminal.cursor().at;
        prop_assert_eq!((at.x, at.y), (x.min(COLS - 1), y));
    }
}
