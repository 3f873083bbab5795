//! This engine beside `alacritty_terminal`, cell by cell, over streams of what both have.
//!
//! Where the two disagree the streams leave it out; who is right, and by what:
//!
//! | the other engine | here, and by what |
//! | --- | --- |
//! | CUU and CUD pass through margins, and add the origin twice, as CHA does | they stop at them (DEC STD 070 D; ECMA-48 has no margins) |
//! | IL and DL leave the cursor in its column | it goes to the line home position (ECMA-48 8.3.67, 8.3.32; DEC STD 070) |
//! | EL to the right erases nothing while a wrap is pending | the cursor is on the last column, which is erased (xterm) |
//! | a tab goes to the next row while a wrap is pending | it stays, but with mode 41 (xterm) |
//! | ED above, in the second row, leaves the first row | all rows above are erased (ECMA-48 8.3.39) |
//! | DCH of more than there is erases to the left of the cursor | nothing left of the cursor changes (ECMA-48 8.3.26) |
//! | half a wide glyph stays where the other half was erased or shifted out | both halves go: half a glyph cannot be shown |
//! | a mark in the first column joins the cell to its right | it has nothing to join, and is dropped (xterm) |
//! | DECSC does not save origin mode, nor which set is shifted in | it does (VT510 reference, DECSC) |
//! | `_` of the line drawing set is a space | it is a blank, U+00A0 (VT220 reference, table 2-4) |
//! | erasing all moves the screen to history | it erases (ECMA-48 8.3.39); so history is not compared |
//! | SGR 21 switches bold off | it underlines twice (ECMA-48 8.3.117) |
//! | a line feed does not heed mode 20 | it returns too (DEC STD 070, LNM) |
//! | ED, EL, IND, RI, SU and SD keep a pending wrap | they end it, as all but printing does (DEC STD 070, last column flag) |
//! | CBT stays where there is no stop to the left | it goes to the first column (ECMA-48 8.3.7) |
//! | DECALN leaves the margins | it sets them to the whole page (VT510 reference, DECALN) |
//! | what a wide glyph leaves at a row's end, where it had no room, has the look of the text | it is plain, as nothing was written there |
//! | leaving the alternate screen without having entered it is nothing | the cursor comes back all the same (xterm, 1049) |
//! | blinking is not kept | it is |

use alacritty_terminal::event::VoidListener;
use alacritty_terminal::grid::Dimensions;
use alacritty_terminal::index::Line;
use alacritty_terminal::term::cell::{Cell as Other, Flags};
use alacritty_terminal::term::{Config, Term};
use alacritty_terminal::vte::ansi::{self, NamedColor, Processor, StdSyncHandler};
use pmux::geometry::{Point, Size};
use pmux::style::{Attributes, Color, Style, Underline};
use pmux::terminal::{Limits, Terminal};
use proptest::prelude::*;

use super::streams::{COLS, ROWS, narrow_edits, wide_text};

/// The other engine's idea of a size.
struct Lines(Size);

impl Dimensions for Lines {
    fn total_lines(&self) -> usize {
        self.0.rows.into()
    }

    fn screen_lines(&self) -> usize {
        self.0.rows.into()
    }

    fn columns(&self) -> usize {
        self.0.cols.into()
    }
}

/// The other engine.
pub struct Alacritty {
    term: Term<VoidListener>,
    processor: Processor<StdSyncHandler>,
}

impl Alacritty {
    /// Nothing on it yet.
    pub fn new(size: Size) -> Self {
        let term = Term::new(Config::default(), &Lines(size), VoidListener);
        Self { term, processor: Processor::new() }
    }

    /// Takes what a program wrote.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.processor.advance(&mut self.term, bytes);
    }

    /// Row `y`.
    fn row(&self, y: u16) -> impl Iterator<Item = Cell> + '_ {
        self.term.grid()[Line(y.into())].into_iter().map(theirs)
    }

    /// The text of row `y`.
    pub fn text(&self, y: u16) -> String {
        self.row(y).flatten().map(|(text, _)| text).collect()
    }

    /// Where the cursor is.
    pub fn cursor(&self) -> Point {
        let at = self.term.grid().cursor.point;
        Point::new(at.column.0 as u16, at.line.0 as u16)
    }
}

const SIZE: Size = Size::new(COLS, ROWS);

/// What a cell shows, and how; nothing for the right half of a wide glyph.
type Cell = Option<(String, Style)>;

fn color(color: ansi::Color) -> Color {
    match color {
        ansi::Color::Named(name) => match name as usize {
            index @ 0..16 => Color::Indexed(index as u8),
            _ => {
                assert!(matches!(name, NamedColor::Foreground | NamedColor::Background));
                Color::Default
            }
        },
        ansi::Color::Spec(rgb) => Color::Rgb(rgb.r, rgb.g, rgb.b),
        ansi::Color::Indexed(index) => Color::Indexed(index),
    }
}

fn theirs(cell: &Other) -> Cell {
    if cell.flags.contains(Flags::WIDE_CHAR_SPACER) {
        return None;
    }
    let attributes = [
        (Flags::BOLD, Attributes::BOLD),
        (Flags::DIM, Attributes::DIM),
        (Flags::ITALIC, Attributes::ITALIC),
        (Flags::INVERSE, Attributes::INVERSE),
        (Flags::HIDDEN, Attributes::HIDDEN),
        (Flags::STRIKEOUT, Attributes::STRIKE),
    ];
    let underlines = [
        (Flags::UNDERLINE, Underline::Single),
        (Flags::DOUBLE_UNDERLINE, Underline::Double),
        (Flags::UNDERCURL, Underline::Curly),
        (Flags::DOTTED_UNDERLINE, Underline::Dotted),
        (Flags::DASHED_UNDERLINE, Underline::Dashed),
    ];
    let on = |flag: Flags| cell.flags.contains(flag);
    let style = Style {
        fg: color(cell.fg),
        bg: color(cell.bg),
        underline_color: cell.underline_color().map_or(Color::Default, color),
        underline: underlines
            .iter()
            .find(|(flag, _)| on(*flag))
            .map_or(Underline::None, |(_, is)| *is),
        attributes: attributes.iter().filter(|(flag, _)| on(*flag)).map(|(_, is)| *is).collect(),
    };
    // A cell that a tab went over holds the tab.
    let mut text = if cell.c == '\t' { " ".to_owned() } else { cell.c.to_string() };
    text.extend(cell.zerowidth().into_iter().flatten());
    Some((text, style))
}

fn ours(terminal: &Terminal, y: u16) -> Vec<Cell> {
    let mut cells = Vec::new();
    for glyph in terminal.line(y).glyphs() {
        cells.push(Some((glyph.text.to_owned(), *glyph.style)));
        cells.extend((1..glyph.width).map(|_| None));
    }
    cells.resize(COLS.into(), Some((" ".to_owned(), Style::PLAIN)));
    cells
}

fn check(stream: &str) -> Result<(), TestCaseError> {
    let mut other = Alacritty::new(SIZE);
    other.feed(stream.as_bytes());
    let mut terminal = Terminal::new(SIZE, Limits::default());
    terminal.feed(stream.as_bytes());
    for y in 0..ROWS {
        let cells = ours(&terminal, y).into_iter().zip(other.row(y)).enumerate();
        for (x, (ours, mut theirs)) in cells {
            if let Some((text, style)) = &mut theirs
                && x + 1 == usize::from(COLS)
                && text == " "
                && ours.as_ref().is_some_and(|(_, style)| *style == Style::PLAIN)
            {
                *style = Style::PLAIN;
            }
            prop_assert_eq!(ours, theirs, "row {} column {}", y, x);
        }
    }
    prop_assert_eq!(terminal.cursor().at, other.cursor());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn narrow_text_with_all_edits(stream in narrow_edits()) {
        check(&stream)?;
    }

    #[test]
    fn text_of_all_widths(stream in wide_text()) {
        check(&stream)?;
    }
}
