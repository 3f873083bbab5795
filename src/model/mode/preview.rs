//! What a chooser shows of what is chosen, in a box under its lines: how it looks, or what is known of
//! it.

use super::Mode;
use super::chooser::{Chooser, Filtered, Preview, Row, Shares, Things};
use super::lay::{append, fitted, frame, put};
use crate::geometry::Size;
use crate::language::style::{parse_over, styled, styled_within};
use crate::line::Line;
use crate::model::Model;
use crate::model::copy_mode::Looks;
use crate::model::id::PaneId;
use crate::model::pane::Pane;
use crate::model::resolve::Place;
use crate::style::Style;
use crate::visible::{most_in, visible};

/// The fewest columns of a pane beside others.
const NARROWEST: usize = 24;

/// What is known of something: what it is called, and a format.
type Known = &'static [(&'static str, &'static str)];

const OF_PANES: Known = &[
    ("Pane", "#{pane_index} (#{pane_id})"),
    ("Title", "#{pane_title}"),
    ("Command", "#{pane_current_command} (PID #{pane_pid})"),
    ("Path", "#{pane_current_path}"),
    ("TTY", "#{pane_tty}"),
    ("Position", "#{pane_left},#{pane_top} #{pane_width}x#{pane_height}"),
    ("Mode", "#{?pane_in_mode,#{pane_mode},none}"),
];

const OF_WINDOWS: Known = &[
    ("Window", "#{window_index}: #{window_name} (#{window_id})"),
    ("Size", "#{window_width}x#{window_height}"),
    ("Panes", "#{window_panes}"),
    ("Activity Time", "#{t:window_activity} (#{t/r:window_activity})"),
    ("Sessions", "#{window_linked_sessions_list}"),
    ("Flags", "#{window_flags}"),
];

const OF_SESSIONS: Known = &[
    ("Session", "#{session_name} (#{session_id})"),
    ("Created Time", "#{t:session_created} (#{t/r:session_created})"),
    ("Activity Time", "#{t:session_activity} (#{t/r:session_activity})"),
    ("Clients", "#{session_attached_list}"),
    ("Windows", "#{session_windows}"),
    ("Path", "#{session_path}"),
    ("Group", "#{?session_grouped,#{session_group} (#{session_group_size}),none}"),
];

const OF_CLIENTS: Known = &[
    ("Client Name", "#{client_name} (PID #{client_pid})"),
    ("Session", "#{session_name}"),
    ("Attach Time", "#{t:client_created} (#{t/r:client_created})"),
    ("Activity Time", "#{t:client_activity} (#{t/r:client_activity})"),
    ("Terminal Type", "#{?client_termtype,#{client_termtype},Unknown}"),
    ("TERM", "#{client_termname}"),
    ("Size", "#{client_width}x#{client_height}"),
    ("Features", "#{client_termfeatures}"),
];

/// Where a preview is drawn.
#[derive(Debug, Clone, Copy)]
struct Area {
    x: usize,
    y: usize,
    cols: usize,
    rows: usize,
}

impl Model {
    /// The rows that a pane's mode shows.
    pub fn mode_rows(&self, pane: &Pane, mode: &Mode, looks: &Looks) -> Vec<Line> {
        let size = pane.size.cells;
        match mode {
            Mode::Choose(chooser) => {
                let mut rows = chooser.rows(size, looks);
                self.add_preview(pane.id, chooser, size, &mut rows);
                rows
            }
            Mode::Panes(numbered) => self.numbered_rows(pane.id, numbered, size),
            Mode::Switch(switcher) => self.switcher_rows(pane.id, switcher, size),
            Mode::Clock => self.clock_rows(pane.id, size),
            Mode::Copy(_) | Mode::CopyOf(..) | Mode::View(_) => {
                mode.rows(&pane.terminal, size, looks)
            }
        }
    }

    /// Draws the preview of a pane's chooser into its rows.
    fn add_preview(&self, pane: PaneId, chooser: &Chooser, size: Size, rows: &mut [Line]) {
        let Shares { above, list, preview: count, .. } = chooser.shares(size);
        let cols = usize::from(size.cols);
        let Some(row) = chooser.whole().filter(|_| chooser.preview != Preview::Off) else {
            return;
        };
        if count <= 4 || list < 2 || cols <= 4 || chooser.help {
            return;
        }
        let options = self.pane_lookup(pane);
        let border = self.style_at(&options, "tree-mode-border-style", &row.place);
        let y = above + list;
        frame(rows, 0, y, cols, count, &border);
        let mut title = Line::new();
        title.push_text(&heading(chooser, row), &border);
        if title.width() + 2 <= cols {
            put(rows, 1, y, &title);
        }
        let area = Area { x: 2, y: y + 1, cols: cols - 4, rows: count - 2 };
        match chooser.things {
            Things::Buffers => self.show_buffer(row, area, rows),
            Things::Clients if chooser.info => self.show_known(&[OF_CLIENTS], row, area, rows),
            Things::Tree if chooser.info => {
                let parts: &[Known] = match (row.id.contains('.'), row.id.contains(':')) {
                    (true, _) => &[OF_PANES, OF_WINDOWS, OF_SESSIONS],
                    (false, true) => &[OF_WINDOWS, OF_SESSIONS],
                    (false, false) => &[OF_SESSIONS],
                };
                self.show_known(parts, row, area, rows);
            }
            Things::Clients => self.show_pane(row.place.pane, area, rows),
            Things::Settings => {
                let setting = row.setting.as_ref();
                let known = setting.map(|it| self.known_of(pane, it, (area.cols, area.rows)));
                for (at, line) in known.unwrap_or_default().iter().enumerate() {
                    put(rows, area.x, area.y + at, line);
                }
            }
            Things::Tree => self.show_tree(pane, chooser, row, area, rows),
        }
    }

    /// The lines of a buffer.
    fn show_buffer(&self, row: &Row, area: Area, rows: &mut [Line]) {
        let Some(buffer) = self.buffers().get(Some(&row.target)) else { return };
        // No more than can be seen is looked at.
        let most = buffer.data.len().min(most_in(area.cols, area.rows));
        let text = String::from_utf8_lossy(&buffer.data[..most]);
        for (at, text) in text.split('\n').take(area.rows).enumerate() {
            let mut line = Line::new();
            line.push_text(&visible(text), &Style::PLAIN);
            put(rows, area.x, area.y + at, &line.slice(0, area.cols));
        }
    }

    /// What is known of something, a line each, with a rule between its parts.
    fn show_known(&self, parts: &[Known], row: &Row, area: Area, rows: &mut [Line]) {
        let label = parse_over("fg=themelightgrey", Style::PLAIN);
        let mut lines = Vec::new();
        for (at, part) in parts.iter().enumerate() {
            if at > 0 {
                let mut rule = Line::new();
                rule.push_text(&"─".repeat(14), &label);
                rule.push_text(&format!("┼{}", "─".repeat(area.cols.saturating_sub(15))), &label);
                lines.push(rule);
            }
            for (name, format) in *part {
                let mut line = Line::new();
                line.push_text(&format!("{name:<14}│ "), &label);
                let text = self.expand(format, &row.place);
                append(&mut line, &styled_within(&text, Style::PLAIN, area.cols).line());
                lines.push(line);
            }
        }
        for (at, line) in lines.iter().take(area.rows).enumerate() {
            put(rows, area.x, area.y + at, &line.slice(0, area.cols));
        }
    }

    /// A session's windows beside each other, a window's panes, or one pane.
    fn show_tree(&self, own: PaneId, chooser: &Chooser, row: &Row, area: Area, rows: &mut [Line]) {
        let place = row.place;
        let hidden = |pane: &PaneId| chooser.recipe.hides_own && *pane == own;
        let (parts, current): (Vec<Place>, usize) =
            match (row.id.contains('.'), row.id.contains(':')) {
                (true, _) => {
                    let pane = place.pane.filter(|pane| !hidden(pane));
                    return self.show_pane(pane, area, rows);
                }
                (false, true) => {
                    let window = place.window.and_then(|id| self.graph.window(id));
                    let panes = window.map(|window| window.panes()).unwrap_or_default();
                    let panes: Vec<PaneId> = panes.into_iter().filter(|it| !hidden(it)).collect();
                    let active = window.map(|window| window.active);
                    let at = panes.iter().position(|pane| Some(*pane) == active).unwrap_or(0);
                    (
                        panes.into_iter().map(|pane| Place { pane: Some(pane), ..place }).collect(),
                        at,
                    )
                }
                (false, false) => {
                    let Some(session) = place.session.and_then(|id| self.graph.session(id)) else {
                        return;
                    };
                    let indexes: Vec<u32> = session.windows.keys().copied().collect();
                    let at = indexes.iter().position(|it| *it == session.current).unwrap_or(0);
                    let place = |index| Place::of_index(self, session.id, index);
                    (indexes.into_iter().map(place).collect(), at)
                }
            };
        self.show_parts(&parts, current, row.id.contains(':'), chooser.moved, area, rows);
    }

    fn show_parts(
        &self,
        parts: &[Place],
        current: usize,
        of_panes: bool,
        moved: i32,
        area: Area,
        rows: &mut [Line],
    ) {
        let total = parts.len();
        if total == 0 {
            return;
        }
        let seen = match area.cols / total < NARROWEST {
            true => (area.cols / NARROWEST).max(1),
            false => total,
        };
        let first = match current {
            at if at < seen => 0,
            at if at >= total - seen => total - seen,
            at => at - seen / 2,
        };
        let first = first.saturating_add_signed(moved as isize).min(total - seen);
        let (left, right) = (first > 0, first + seen < total);
        let edges = 3 * (usize::from(left) + usize::from(right));
        let (left, right, room) = match area.cols > edges {
            true => (left, right, area.cols - edges),
            false => (false, false, area.cols),
        };
        let each = room / seen;
        if each == 0 {
            return;
        }
        let border = |place: &Place| {
            let options = self.window_lookup(place.window);
            self.style_at(&options, "tree-mode-border-style", place)
        };
        let edge = border(&parts[0]);
        let mut upright = |x: usize, mark: Option<(usize, &str)>| {
            let mut line = Line::new();
            line.push_text("│", &edge);
            (0..area.rows).for_each(|at| put(rows, x, area.y + at, &line));
            if let Some((x, mark)) = mark {
                let mut line = Line::new();
                line.push_text(mark, &edge);
                put(rows, x, area.y + area.rows / 2, &line);
            }
        };
        if left {
            upright(area.x + 2, Some((area.x, "<")));
        }
        if right {
            upright(area.x + area.cols - 3, Some((area.x + area.cols - 1, ">")));
        }
        let start = area.x + if left { 3 } else { 0 };
        for at in 1..seen {
            upright(start + at * each - 1, None);
        }
        for (at, place) in parts.iter().skip(first).take(seen).enumerate() {
            let last = at + 1 == seen;
            let cols = if last { room - each * at } else { each - 1 };
            let part = Area { x: start + at * each, cols, ..area };
            self.show_pane(place.pane, part, rows);
            let look = parse_over(&self.preview_style(place, of_panes), Style::PLAIN);
            let options = self.window_lookup(place.window);
            let format = options.text("tree-mode-preview-format");
            let text = self.expand_with(&format, place, &of_what(of_panes));
            self.label(&text, part, &border(place), &look, rows);
        }
    }

    fn preview_style(&self, place: &Place, of_panes: bool) -> String {
        let options = self.window_lookup(place.window);
        self.expand_with(&options.text("tree-mode-preview-style"), place, &of_what(of_panes))
    }

    /// Puts a name into a box in the middle of an area.
    fn label(&self, text: &str, area: Area, border: &Style, look: &Style, rows: &mut [Line]) {
        if area.cols < 5 || area.rows < 3 {
            return;
        }
        let text = styled(text, *look).line().slice(0, area.cols - 4);
        let width = text.width();
        if width == 0 {
            return;
        }
        let (x, y) = (area.x + (area.cols - width).div_ceil(2), area.y + area.rows.div_ceil(2));
        frame(rows, x.saturating_sub(2), y - 1, width + 4, 3, border);
        put(rows, x, y, &text);
    }

    /// What a pane's program shows: as much as has room, around its cursor.
    fn show_pane(&self, pane: Option<PaneId>, area: Area, rows: &mut [Line]) {
        let Some(pane) = pane.and_then(|id| self.graph.pane(id)) else { return };
        let (size, cursor) = (pane.terminal.size(), pane.terminal.cursor());
        let from = |at: u16, room: usize, whole: u16| {
            let (at, whole) = (usize::from(at), usize::from(whole));
            match at < room || !cursor.visible {
                true => 0,
                false => (at - room / 3).min(whole.saturating_sub(room)),
            }
        };
        let x = from(cursor.at.x, area.cols, size.cols);
        let y = from(cursor.at.y, area.rows, size.rows);
        for at in 0..area.rows {
            let Some(row) = u16::try_from(y + at).ok().filter(|row| *row < size.rows) else {
                break;
            };
            let line = pane.terminal.line(row).slice(x, area.cols);
            put(rows, area.x, area.y + at, &fitted(&line, area.cols));
        }
    }
}

/// What formats are told that a preview is of.
fn of_what(of_panes: bool) -> [(&'static str, String); 2] {
    let flag = |on: bool| u8::from(on).to_string();
    [("pane_format", flag(of_panes)), ("window_format", flag(!of_panes))]
}

/// What stands in the upper edge of the box.
fn heading(chooser: &Chooser, row: &Row) -> String {
    let order = match chooser.recipe.order.as_str() {
        "" => chooser.things.orders().first().copied(),
        order => Some(order),
    };
    let reversed = if chooser.recipe.reversed { ", reversed" } else { "" };
    let order = order.map(|order| format!(" (sort: {order}{reversed})")).unwrap_or_default();
    let view = match (chooser.things, chooser.info) {
        (Things::Buffers | Things::Settings, _) => "",
        (_, true) => " (view: info)",
        (_, false) => " (view: preview)",
    };
    let filter = match chooser.filtered {
        Filtered::No => "",
        Filtered::Active => " (filter: active)",
        Filtered::NoMatches => " (filter: no matches)",
    };
    format!(" {}{order}{view}{filter} ", row.name)
}
