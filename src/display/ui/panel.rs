//! Boxes over the panes: the keys that can come next, and lists, help and output to read.
//! Calm colours only: they must be readable on dark and on light.

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Margin};
use ratatui::style::{Color as TuiColor, Modifier, Style as TuiStyle};
use ratatui::text::{Line as TuiLine, Span};
use ratatui::widgets::{
    Block, BorderType, Clear, Row, Scrollbar, ScrollbarOrientation, ScrollbarState, StatefulWidget,
    Table, Widget,
};
use unicode_width::UnicodeWidthStr;

use super::{area, blit, clip};
use crate::display::canvas::Canvas;
use crate::geometry::{Point, Rect};
use crate::line::Line;
use crate::protocol::View;
use crate::protocol::view::WIDEST_BOX;
use crate::style::{Attributes, Style};

/// The arrow between a key and its meaning, and what is between two columns.
const ARROW: u16 = 2;
const GAP: u16 = 3;
/// The longest key and the longest meaning that are shown whole, in columns.
const LONGEST_KEY: u16 = 16;
const LONGEST_MEANING: u16 = 40;

const DIM: TuiStyle = TuiStyle::new().add_modifier(Modifier::DIM);
const KEY: TuiStyle = TuiStyle::new().fg(TuiColor::Cyan).add_modifier(Modifier::BOLD);
const TITLE: TuiStyle = TuiStyle::new().add_modifier(Modifier::BOLD).remove_modifier(Modifier::DIM);

/// Where of a whole a part is.
pub(super) struct Scroll {
    /// Lines above the part.
    pub(super) above: u32,
    /// Lines in all.
    pub(super) total: u32,
}

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

fn frame<'a>(title: &'a str, hint: &'a str) -> Block<'a> {
    let padded = |text: &'a str, style| match text.is_empty() {
        true => TuiLine::default(),
        false => TuiLine::from(vec![Span::raw(" "), Span::styled(text, style), Span::raw(" ")]),
    };
    Block::bordered()
        .border_type(BorderType::Plain)
        .border_style(DIM)
        .title_top(padded(title, TITLE))
        .title_bottom(padded(hint, DIM).right_aligned())
}

/// Draws the keys that can come next, in columns from top to bottom, above the status line.
pub(super) fn keys(canvas: &mut Canvas, view: &View, title: &str, entries: &[(String, String)]) {
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
    let block = frame(title, "");
    let inside = block.inner(area(rect)).inner(Margin::new(1, 0));
    block.render(area(rect), &mut buffer);
    Widget::render(Table::new(lines, widths).column_spacing(0), inside, &mut buffer);
    blit(canvas, &buffer);
}

/// Draws a box of lines in the middle, the chosen one inverse, with the place of the part
/// that is shown.
pub(super) fn draw(
    canvas: &mut Canvas,
    view: &View,
    title: &str,
    hint: &str,
    lines: &[Line],
    selected: Option<u16>,
    place: Scroll,
) {
    let room = room(canvas, view);
    if room.cols < 3 || room.rows < 3 {
        return;
    }
    let scrolls = place.total as usize > lines.len();
    let widest = lines.iter().map(Line::width).max().unwrap_or(0).min(WIDEST_BOX.into()) as u16;
    // A box that scrolls keeps its width; others are as wide as what is in them.
    let wanted = match scrolls {
        true => WIDEST_BOX,
        false => widest.max(columns(title)).max(columns(hint)).saturating_add(4),
    };
    let cols = wanted.min(WIDEST_BOX).min(room.cols);
    let rows = u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_add(2).min(room.rows);
    let (x, y) = (room.x + (room.cols - cols) / 2, room.y + (room.rows - rows) / 2);
    let rect = clip(Rect::new(x, y, cols, rows), canvas.size());

    let mut buffer = Buffer::empty(area(rect));
    frame(title, hint).render(area(rect), &mut buffer);
    if scrolls {
        let track = area(rect).inner(Margin::new(0, 1));
        let last = (place.total as usize).saturating_sub(lines.len());
        let mut state = ScrollbarState::new(last).position(place.above as usize);
        Scrollbar::new(ScrollbarOrientation::VerticalRight)
            .begin_symbol(None)
            .end_symbol(None)
            .track_symbol(Some("│"))
            .track_style(DIM)
            .thumb_symbol("┃")
            .render(track, &mut buffer, &mut state);
    }
    blit(canvas, &buffer);

    // The chosen line can be seen even where the server sent more lines than there is room.
    let shown = rows - 2;
    let first = selected.map_or(0, |selected| (selected + 1).saturating_sub(shown));
    for (n, line) in (first..).zip(lines.iter().skip(first.into()).take(shown.into())) {
        let y = rect.y + 1 + (n - first);
        let chosen = selected == Some(n);
        let line = if chosen { &inverse(line) } else { line };
        let base = if chosen { Style::PLAIN.with(Attributes::INVERSE) } else { Style::PLAIN };
        let pad = u16::from(rect.cols >= 5);
        if chosen {
            canvas.fill(Rect::new(rect.x + 1, y, rect.cols - 2, 1), ' ', &base);
        }
        canvas.draw_line(Point::new(rect.x + 1 + pad, y), rect.cols - 2 - 2 * pad, line, 0, &base);
    }
}

/// The line, chosen.
fn inverse(line: &Line) -> Line {
    let mut line = line.clone();
    for run in &mut line.runs {
        run.style.attributes.toggle(Attributes::INVERSE);
    }
    line
}
