//! What a terminal shows, as plain values that can be compared and printed.

use std::fmt;

use vt100::{Color, CursorStyle, MouseProtocolEncoding, MouseProtocolMode, Screen};

/// One cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Look {
    /// Its character with all that combines with it; a space where nothing was written, and
    /// nothing at all in the second half of a wide one.
    pub text: String,
    pub fg: Color,
    pub bg: Color,
    pub bold: bool,
    pub dim: bool,
    pub italic: bool,
    pub underline: bool,
    pub inverse: bool,
}

/// A whole screen: cells, cursor and the modes that decide what input looks like.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    /// From the top; each as wide as the screen.
    pub rows: Vec<Vec<Look>>,
    /// Column and row, from 0; `None` while hidden.
    pub cursor: Option<(u16, u16)>,
    pub cursor_style: CursorStyle,
    pub alternate: bool,
    pub application_keypad: bool,
    pub application_cursor: bool,
    pub bracketed_paste: bool,
    pub mouse: MouseProtocolMode,
    pub mouse_encoding: MouseProtocolEncoding,
}

impl Picture {
    pub fn of(screen: &Screen) -> Self {
        let (rows, columns) = screen.size();
        let row = |y| (0..columns.get()).map(|x| look(screen, y, x)).collect();
        let (y, x) = screen.cursor_position();
        Self {
            rows: (0..rows.get()).map(row).collect(),
            cursor: (!screen.hide_cursor()).then_some((x, y)),
            cursor_style: screen.cursor_style(),
            alternate: screen.alternate_screen(),
            application_keypad: screen.application_keypad(),
            application_cursor: screen.application_cursor(),
            bracketed_paste: screen.bracketed_paste(),
            mouse: screen.mouse_protocol_mode(),
            mouse_encoding: screen.mouse_protocol_encoding(),
        }
    }

    /// A row's text, without the spaces at its end; empty below the screen.
    pub fn row(&self, y: usize) -> String {
        let looks = self.rows.get(y).map_or(&[][..], Vec::as_slice);
        let text: String = looks.iter().map(|look| look.text.as_str()).collect();
        text.trim_end().to_owned()
    }

    /// The last row's text: where the status line is.
    pub fn last_row(&self) -> String {
        self.row(self.rows.len() - 1)
    }

    /// All rows' text, without the empty ones at the end.
    pub fn text(&self) -> String {
        let rows: Vec<_> = (0..self.rows.len()).map(|y| self.row(y)).collect();
        rows.join("\n").trim_end().to_owned()
    }

    /// Whether a row holds `text`.
    pub fn contains(&self, text: &str) -> bool {
        (0..self.rows.len()).any(|y| self.row(y).contains(text))
    }

    /// Column and row of the first place that shows `text`.
    pub fn find(&self, text: &str) -> Option<(usize, usize)> {
        let wanted: Vec<String> = text.chars().map(String::from).collect();
        (0..self.rows.len()).find_map(|y| {
            let cells = self.rows[y].windows(wanted.len());
            let place = cells.into_iter().position(|window| {
                window.iter().zip(&wanted).all(|(look, wanted)| look.text == *wanted)
            });
            place.map(|x| (x, y))
        })
    }

    /// The cell at a place.
    pub fn look(&self, (x, y): (usize, usize)) -> &Look {
        &self.rows[y][x]
    }

    /// The first `count` rows: all but the status line, say.
    pub fn top(&self, count: usize) -> &[Vec<Look>] {
        &self.rows[..count]
    }

    /// Panics with the first difference, where there is one.
    pub fn assert_same(&self, other: &Picture) {
        self.assert_same_above(other, self.rows.len().max(other.rows.len()));
    }

    /// The same for cursor and modes, and the cells of the first `count` rows.
    pub fn assert_same_above(&self, other: &Picture, count: usize) {
        self.assert_same_top(other, count);
        assert_eq!(self.rest(), other.rest(), "cursor or modes differ on\n{self}");
    }

    /// Whether cursor and modes, and the cells of the first `count` rows, are those of `other`.
    pub fn is_same_above(&self, other: &Picture, count: usize) -> bool {
        let top = |picture: &Picture| picture.rows.get(..count).map(<[_]>::to_vec);
        top(self) == top(other) && self.rest() == other.rest()
    }

    /// All but the cells.
    fn rest(&self) -> Picture {
        Picture { rows: Vec::new(), ..self.clone() }
    }

    /// The same for the cells of the first `count` rows.
    pub fn assert_same_top(&self, other: &Picture, count: usize) {
        for y in 0..count {
            let rows = (self.rows.get(y), other.rows.get(y));
            let (Some(ours), Some(theirs)) = rows else {
                panic!("of different heights:\n{self}\n{other}");
            };
            assert_eq!(ours.len(), theirs.len(), "of different widths:\n{self}\n{other}");
            if let Some(x) = (0..ours.len()).find(|x| ours[*x] != theirs[*x]) {
                let (ours, theirs) = (&ours[x], &theirs[x]);
                panic!("column {x} of row {y}: {ours:?}\nis not {theirs:?}\n{self}\n{other}");
            }
        }
    }
}

impl fmt::Display for Picture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for y in 0..self.rows.len() {
            writeln!(f, "{y:3}|{}", self.row(y))?;
        }
        write!(f, "cursor {:?}", self.cursor)
    }
}

fn look(screen: &Screen, y: u16, x: u16) -> Look {
    let cell = screen.cell(y, x).expect("a cell of the screen");
    let text = if cell.has_contents() || cell.is_wide_continuation() {
        cell.contents().to_owned()
    } else {
        " ".to_owned()
    };
    Look {
        text,
        fg: cell.fgcolor(),
        bg: cell.bgcolor(),
        bold: cell.bold(),
        dim: cell.dim(),
        italic: cell.italic(),
        underline: cell.underline(),
        inverse: cell.inverse(),
    }
}
