//! This engine beside the `vt100` crate, cell by cell.
//!
//! Where the two disagree the stream generator leaves the sequence out, or `known` says why:
//!
//! - Erased cells have the background of the moment and nothing else, as in xterm and terminfo's
//!   `bce`; `vt100` gives some all attributes, and those that come in by scrolling or inserting
//!   none. So of blank cells no looks are compared.
//! - A wide glyph that does not fit into a row's end leaves a blank there, as the logical line
//!   has nothing there either; `vt100` leaves what was there before.
//! - The mark of a wrapped row: `vt100` keeps it when the row's end is erased; here it goes with
//!   it, as in xterm. So marks are not compared.

use std::num::NonZero;

use pmux::geometry::Size;
use pmux::style::{Attributes, Color, Style};
use pmux::terminal::{Limits, Terminal};
use proptest::prelude::*;

use super::streams::{COLS, ROWS, shared};

type Cell = (String, Style);

/// A cell as far as the two engines agree what it holds.
fn cell(text: &str, style: Style) -> Cell {
    let style = if text == " " { Style::PLAIN } else { style };
    (text.to_owned(), style)
}

fn color(color: vt100::Color) -> Color {
    match color {
        vt100::Color::Default => Color::Default,
        vt100::Color::Idx(i) => Color::Indexed(i),
        vt100::Color::Rgb(r, g, b) => Color::Rgb(r, g, b),
    }
}

/// The cells of a row of the other engine; the right half of a wide glyph is empty.
fn theirs(parser: &vt100::Parser, y: u16) -> Vec<Cell> {
    let read = |x| {
        let Some(found) = parser.screen().cell(y, x) else { return Cell::default() };
        // What is inserted within a wide glyph leaves it halves, which are blanks here as in xterm.
        let beside = |x: Option<u16>| x.and_then(|x| parser.screen().cell(y, x));
        let is_half = match found.is_wide_continuation() {
            true if beside(x.checked_sub(1)).is_some_and(vt100::Cell::is_wide) => {
                return Cell::default();
            }
            true => true,
            false => {
                let next = beside(x.checked_add(1));
                found.is_wide() && !next.is_some_and(vt100::Cell::is_wide_continuation)
            }
        };
        if is_half {
            return cell(" ", Style::PLAIN);
        }
        let mut attributes = Attributes::empty();
        attributes.set(Attributes::BOLD, found.bold());
        attributes.set(Attributes::ITALIC, found.italic());
        attributes.set(Attributes::INVERSE, found.inverse());
        let style = Style {
            fg: color(found.fgcolor()),
            bg: color(found.bgcolor()),
            attributes,
            ..Style::PLAIN
        };
        let text = if found.has_contents() { found.contents() } else { " " };
        cell(text, style)
    };
    (0..COLS).map(read).collect()
}

fn ours(terminal: &Terminal, y: u16) -> Vec<Cell> {
    let mut cells = Vec::new();
    for glyph in terminal.line(y).glyphs() {
        cells.push(cell(glyph.text, *glyph.style));
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
            let (ours, theirs) = (ours(&terminal, y), theirs(&parser, y));
            for (x, (ours, theirs)) in ours.into_iter().zip(theirs).enumerate() {
                prop_assert_eq!(ours, theirs, "row {} column {}", y, x);
            }
        }
        let (y, x) = parser.screen().cursor_position();
        let at = terminal.cursor().at;
        prop_assert_eq!((at.x, at.y), (x.min(COLS - 1), y));
    }
}
