//! The box of the keys that can come next, over the panes. Calm colours only: they must be readable on dark and on light.

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Margin};
use ratatui::style::{Color as TuiColor, Modifier, Style as TuiStyle};
use ratatui::text::{Line as TuiLine, Span};
use ratatui::widgets::{Block, BorderType, Clear, Row, Table, Widget};
use unicode_width::UnicodeWidthStr;

use super::{area, blit};
use crate::display::canvas::Canvas;
use crate::geometry::Rect;
use crate::protocol::View;

/// The arrow between a key and its meaning, and what is between two columns.
const ARROW: u16 = 2;
const GAP: u16 = 3;
/// The longest key and the longest meaning that are shown whole, in columns.
const LONGEST_KEY: u16 = 16;
const LONGEST_MEANING: u16 = 40;

const DIM: TuiStyle = TuiStyle::new().add_modifier(Modifier::DIM);
const KEY: TuiStyle = TuiStyle::new().fg(TuiColor::Cyan).add_modifier(Modifier::BOLD);
const TITLE: TuiStyle = TuiStyle::new().add_modifier(Modifier::BOLD).remove_modifier(Modifier::DIM);

/// The rows that boxes may cover: all but the status line's.
fn room(canvas: &Canvas, view: &View) -> Rect {
    let all = Rect::of(canvas.size());
    match &view.status {
        Some(status) if all.rows > 1 => {
            Rect { y: u16::from(status.at_top), rows: all.rows - 1, ..all }
        }
        _ => all,
    }
}

fn columns(text: &str) -> u16 {
    u16::try_from(text.width()).unwrap_or(u16::MAX)
}

fn frame(title: &str) -> Block<'_> {
    let title = match title.is_empty() {
        true => TuiLine::default(),
        false => TuiLine::from(vec![Span::raw(" "), Span::styled(title, TITLE), Span::raw(" ")]),
    };
    Block::bordered().border_type(BorderType::Plain).border_style(DIM).title_top(title)
}

/// Draws the keys that can come next, in columns from top to bottom, above the status line.
pub(super) fn draw(canvas: &mut Canvas, view: &View, title: &str, entries: &[(String, String)]) {
    let room = room(canvas, view);
    if room.cols < 4 || room.rows < 3 || entries.is_empty() {
        return;
    }
    let widest = |part: fn(&(String, String)) -> &str, most: u16| {
        entries.iter().map(|entry| columns(part(entry))).max().unwrap_or(0).min(most)
    };
    let key = widest(|entry| &entry.0, LONGEST_KEY);
    let meaning = widest(|entry| &entry.1, LONGEST_MEANING);
    let inner = room.cols - 4;
    let step = key + 1 + ARROW + meaning + GAP;
    let count = u16::try_from(entries.len()).unwrap_or(u16::MAX);
    // As few rows as the width allows, then as few columns as those rows need.
    let fit = ((inner + GAP) / step).clamp(1, count);
    let rows = count.div_ceil(fit).min(room.rows - 2);
    let across = count.div_ceil(rows).min(fit);
    let rect = Rect { y: room.y + room.rows - rows - 2, rows: rows + 2, ..room };

    let cell = |row: u16, column: u16| -> [Span<'_>; 4] {
        let Some((key, meaning)) = entries.get(usize::from(column * rows + row)) else {
            return Default::default();
        };
        [
            Span::styled(key.as_str(), KEY),
            Span::styled("→", DIM),
            Span::raw(meaning.as_str()),
            Span::default(),
        ]
    };
    let lines = (0..rows).map(|row| Row::new((0..across).flat_map(move |n| cell(row, n))));
    let widths = (0..across).flat_map(|_| [key + 1, ARROW, meaning, GAP].map(Constraint::Length));
    let mut buffer = Buffer::empty(area(rect));
    Clear.render(area(rect), &mut buffer);
    let block = frame(title);
    let inside = block.inner(area(rect)).inner(Margin::new(1, 0));
    block.render(area(rect), &mut buffer);
    Widget::render(Table::new(lines, widths).column_spacing(0), inside, &mut buffer);
    blit(canvas, &buffer);
}
