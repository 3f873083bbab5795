//! A chooser's lines as they are drawn.

use unicode_width::UnicodeWidthStr;

use super::{Chooser, Filtered, Preview, Row, Things};
use crate::dialect::Dialect;
use crate::geometry::Size;
use crate::language::key::key_name;
use crate::language::style::{parse_over, plain_text, styled_within};
use crate::line::Line;
use crate::model::copy_mode::{Looks, lay};
use crate::model::mode::footer::{footer, has_footer};
use crate::model::mode::lay::{append, frame, put};
use crate::style::{Attributes, Style};
use crate::visible::start_of;

/// The fewest rows of a pane that has a title above the lines.
const LOWEST_WITH_TITLE: u16 = 4;

/// The rows of what is known of a setting, with the box around it.
const KNOWN: usize = 12;

/// The rows of a pane: those above the lines, those of the lines, of the preview, and those below.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shares {
    /// The title's.
    pub above: usize,
    /// The lines'.
    pub list: usize,
    /// The preview's.
    pub preview: usize,
    /// The keys'.
    pub below: usize,
}

impl Chooser {
    /// How the rows of a pane of that size are shared out.
    pub fn shares(&self, size: Size) -> Shares {
        let own = self.face == Dialect::Pmux;
        let above = usize::from(own && size.rows >= LOWEST_WITH_TITLE);
        let below = usize::from(own && has_footer(size.rows));
        let rest = (usize::from(size.rows) - above - below).max(1);
        let count = self.rows.len();
        let list = match self.preview {
            Preview::Off => rest,
            // What is known of a setting wants as much whatever there is.
            _ if self.things == Things::Settings => match rest.checked_sub(KNOWN) {
                None | Some(0) => rest,
                Some(list) => list,
            },
            Preview::Normal => match rest / 3 * 2 {
                list if list > count => rest / 2,
                list => list,
            },
            Preview::Big => (rest / 4).min(count).max(2),
        };
        let small = self.things != Things::Settings && self.preview == Preview::Normal && list < 10;
        let list = if small || rest < list + 2 { rest } else { list };
        Shares { above, list, preview: rest - list, below }
    }

    /// The rows of a pane of that size, those of the preview being empty.
    pub fn rows(&self, size: Size, looks: &Looks) -> Vec<Line> {
        let Shares { above, list, preview, below } = self.shares(size);
        let top = self.top(list);
        let mut rows = Vec::with_capacity(size.rows.into());
        if above > 0 {
            rows.push(self.title_row());
        }
        let seen = self.rows.iter().enumerate().skip(top).take(list);
        let cols = usize::from(size.cols);
        rows.extend(seen.map(|(at, row)| {
            let line = match self.face {
                Dialect::Pmux => self.line(row, cols),
                Dialect::Tmux => self.line_of_tmux(row, cols, at == self.selected, &looks.chosen),
            };
            match at == self.selected {
                true => marked(&line, size.cols, &looks.chosen),
                false => line.slice(0, size.cols.into()),
            }
        }));
        rows.resize_with(above + list + preview, Line::new);
        if below > 0 {
            let place = format!("{}/{}", self.selected + 1, self.rows.len());
            rows.push(footer(&self.hint, &place, size.cols));
        }
        if self.help {
            self.add_help(&mut rows, size);
        }
        rows
    }

    /// The title, what is left out, and what was searched for.
    fn title_row(&self) -> Line {
        let mut row = Line::new();
        row.push_text(&self.title, &Style::PLAIN.with(Attributes::BOLD));
        match self.filtered {
            Filtered::No => {}
            Filtered::Active => row.push_text("  (filter: active)", &Style::PLAIN),
            Filtered::NoMatches => row.push_text("  (filter: no matches)", &Style::PLAIN),
        }
        if !self.sought.is_empty() {
            row.push_text(&format!("  /{}", self.sought), &Style::PLAIN);
        }
        row
    }

    /// A line with the branches that lead to it, as far as it is seen in so many columns.
    fn line(&self, row: &Row, cols: usize) -> Line {
        let mut line = Line::new();
        if let Some(key) = row.key {
            line.push_text(&format!("({}) ", key_name(key)), &Style::PLAIN);
        }
        line.push_text(&branches(row, "> "), &Style::PLAIN);
        let name = match self.things {
            Things::Settings => row.name.clone(),
            _ => row.name.replace('#', "##"),
        };
        let tag = if self.is_tagged(row) { "*" } else { "" };
        let text = match (row.bare, row.has_children, row.is_open) {
            (true, true, true) => format!("- {name}{tag}"),
            (true, true, false) => format!("+ {name}{tag}"),
            (true, false, _) => format!("{name}{tag}"),
            (false, ..) => format!("{name}{tag}: {}", row.text),
        };
        append(&mut line, &styled_within(&text, Style::PLAIN, cols).line());
        line
    }

    /// The same as tmux draws it. In what is chosen nothing has a look of its own.
    fn line_of_tmux(&self, row: &Row, cols: usize, chosen: bool, selection: &Style) -> Line {
        let tint = |style: &str| match chosen {
            true => *selection,
            false => parse_over(style, Style::PLAIN),
        };
        let grey = tint("fg=themelightgrey");
        let name_of = |row: &Row| row.key.map(key_name).unwrap_or_default();
        let widths = self.rows.iter().map(name_of).filter(|name| !name.is_empty());
        let width = widths.map(|name| name.width() + 3).max().unwrap_or(0);
        let key = match name_of(row) {
            name if name.is_empty() => String::new(),
            name => format!("({name})"),
        };
        let mut line = Line::new();
        let blanks = width.saturating_sub(key.width());
        line.push_text(&format!("{key}{}", " ".repeat(blanks)), &grey);
        line.push_text(&branches(row, "→ "), &grey);
        match (row.has_children, row.is_open, row.is_flat) {
            (true, true, _) => line.push_text("- ", &tint("fg=themered")),
            (true, false, _) => line.push_text("+ ", &tint("fg=themegreen")),
            (false, _, false) => line.push_text("  ", &grey),
            (false, _, true) => {}
        }
        let base = if self.is_tagged(row) { tint("fg=themecyan") } else { tint("default") };
        let same = self.rows.iter().filter(|it| it.to_right && it.rails.len() == row.rails.len());
        let widest = same.map(|it| it.name.width()).max().filter(|_| row.to_right).unwrap_or(0);
        let blanks = widest.saturating_sub(row.name.width());
        let tag = if self.is_tagged(row) { "*" } else { "" };
        let name = match self.things {
            // It may be what a format made.
            Things::Settings if chosen => plain_text(&row.name),
            Things::Settings => {
                append(&mut line, &styled_within(&row.name, base, cols).line());
                String::new()
            }
            _ => row.name.clone(),
        };
        line.push_text(&format!("{}{name}{tag}", " ".repeat(blanks)), &base);
        line.push_text(if row.bare { "" } else { ": " }, &grey);
        match chosen {
            true => line.push_text(start_of(&plain_text(&row.text), cols, 1), selection),
            false => append(&mut line, &styled_within(&row.text, base, cols).line()),
        }
        line
    }

    /// What the keys do, in a box over all.
    fn add_help(&self, rows: &mut [Line], size: Size) {
        let lines = self.help_lines();
        let keys = lines.iter().map(|(keys, _)| keys.width()).max().unwrap_or(0);
        let about = lines.iter().map(|(_, about)| about.width()).max().unwrap_or(0);
        let (cols, count) = (keys + about + 7, lines.len() + 2);
        let (x, y) = (
            usize::from(size.cols).saturating_sub(cols) / 2,
            usize::from(size.rows).saturating_sub(count) / 2,
        );
        frame(rows, x, y, cols, count.min(size.rows.into()), &Style::PLAIN);
        for (at, (key, text)) in
            lines.iter().enumerate().take(usize::from(size.rows).saturating_sub(2))
        {
            let mut line = Line::new();
            let blanks = " ".repeat(keys - key.width());
            line.push_text(&format!(" {blanks}{key} │ {text}"), &Style::PLAIN);
            put(rows, x + 1, y + 1 + at, &line);
        }
    }
}

/// The branches that lead to a line, the last with a head.
fn branches(row: &Row, head: &str) -> String {
    let Some((last, above)) = row.rails.split_last().filter(|(_, above)| !above.is_empty()) else {
        return String::new();
    };
    let rails = above.iter().skip(1).map(|more| if *more { "│   " } else { "    " });
    let mut out: String = rails.collect();
    out.push_str(if *last { "├─" } else { "└─" });
    out + head
}

/// A line that is chosen, over the whole width.
fn marked(line: &Line, cols: u16, style: &Style) -> Line {
    let mut line = line.slice(0, cols.into());
    for run in &mut line.runs {
        run.style = lay(run.style, style);
    }
    line.push_text(&" ".repeat(usize::from(cols).saturating_sub(line.width())), style);
    line
}
