//! A row as the screen holds it, cell by cell: what was written and what only stands there, for those
//! who want to see more than is seen.

use std::sync::Arc;

use super::Terminal;
use super::cell::{Cell, Content, Part, tab_at};
use super::intern::Rich;
use crate::line::Link;
use crate::style::Style;

/// What stands in a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// A glyph of one column or two.
    Glyph(String, u8),
    /// The blanks of a tab, so many, of which this is the first.
    Tab(u16),
    /// A part of the glyph or the tab before it.
    Rest,
    /// Nothing: it was erased, or never written.
    Nothing,
}

/// A column of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// What stands in it.
    pub kind: Kind,
    /// How it looks.
    pub style: Style,
    /// Where it leads, if anywhere.
    pub link: Option<Arc<Link>>,
}

impl Terminal {
    /// The columns of row `y` that something was written or erased in; those after these are
    /// as new.
    pub fn columns(&self, y: u16) -> Vec<Column> {
        let screen = self.shown();
        let (row, mut held) = (screen.grid.row(y), Vec::new());
        let mut cells = row.cells();
        while let Some((&cell, rest)) = cells.split_first() {
            let Rich { style, link, .. } = screen.table.rich(cell.look());
            let kind = kind(cell, &screen.table);
            held.push(Column { kind, style, link: link.clone() });
            cells = rest;
            if let Some(columns) = tab_at(row.cells().get(held.len() - 1..).unwrap_or_default()) {
                let (within, after) = rest.split_at(columns - 1);
                if let Some(first) = held.last_mut() {
                    first.kind = Kind::Tab(columns as u16);
                }
                held.extend(within.iter().map(|_| Column {
                    kind: Kind::Rest,
                    style,
                    link: link.clone(),
                }));
                cells = after;
            }
        }
        held
    }
}

fn kind(cell: Cell, table: &super::intern::Interner) -> Kind {
    if cell.part() == Part::Spacer {
        return Kind::Rest;
    }
    match cell.content() {
        Content::Blank => Kind::Nothing,
        _ => {
            let mut text = String::new();
            table.push_text(cell, &mut text);
            Kind::Glyph(text, if cell.is_wide() { 2 } else { 1 })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Size;
    use crate::style::Color;
    use crate::terminal::Limits;

    fn check(bytes: &str, expect: &str) {
        let mut terminal = Terminal::new(Size::new(12, 3), Limits::default());
        terminal.feed(bytes.as_bytes());
        let held = terminal.columns(0);
        let told = held.iter().map(|it| match &it.kind {
            Kind::Glyph(text, _) => text.clone(),
            Kind::Tab(columns) => format!("<{columns}>"),
            Kind::Rest => "!".to_owned(),
            Kind::Nothing => "_".to_owned(),
        });
        assert_eq!(told.collect::<String>(), expect, "{bytes:?}");
    }

    #[test]
    fn what_was_written_is_told_from_what_was_not() {
        check("a b\x1b[2Cc", "a b__c");
        check("a漢e\u{301}", "a漢!e\u{301}");
        check("A\tB", "A<7>!!!!!!B");
        check("ABCDEF\r\x1b[2C\x1b[2X", "AB__EF");
        check("A漢B\r\x1b[1CX", "AX B");
        check("A漢B\r\x1b[2CX", "A XB");
    }

    #[test]
    fn what_was_erased_has_its_background() {
        let mut terminal = Terminal::new(Size::new(4, 3), Limits::default());
        terminal.feed(b"\x1b[44mA\x1b[K");
        let held = terminal.columns(0);
        assert_eq!(held.len(), 4);
        assert!(held.iter().all(|it| it.style.bg == Color::Indexed(4)));
        assert_eq!(held[3].kind, Kind::Nothing);
    }
}
