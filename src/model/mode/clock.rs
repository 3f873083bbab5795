//! The clock mode: the time in large figures, in the middle of a pane, until a key is pressed.

use super::lay::put;
use crate::geometry::Size;
use crate::language::format::strftime;
use crate::line::Line;
use crate::model::Model;
use crate::model::id::PaneId;
use crate::style::{Color, Style};

/// Five by five dots for each character of a time.
const FIGURES: &[(char, [&str; 5])] = &[
    ('0', ["#####", "#   #", "#   #", "#   #", "#####"]),
    ('1', ["  #  ", " ##  ", "  #  ", "  #  ", " ### "]),
    ('2', ["#####", "    #", "#####", "#    ", "#####"]),
    ('3', ["#####", "    #", "#####", "    #", "#####"]),
    ('4', ["#   #", "#   #", "#####", "    #", "    #"]),
    ('5', ["#####", "#    ", "#####", "    #", "#####"]),
    ('6', ["#####", "#    ", "#####", "#   #", "#####"]),
    ('7', ["#####", "    #", "    #", "    #", "    #"]),
    ('8', ["#####", "#   #", "#####", "#   #", "#####"]),
    ('9', ["#####", "#   #", "#####", "    #", "#####"]),
    (':', ["     ", "  #  ", "     ", "  #  ", "     "]),
    ('A', ["#####", "#   #", "#####", "#   #", "#   #"]),
    ('P', ["#####", "#   #", "#####", "#    ", "#    "]),
    ('M', ["#   #", "## ##", "# # #", "#   #", "#   #"]),
    (' ', ["     "; 5]),
];

/// The columns of a figure with the gap after it.
const STEP: usize = 6;

impl Model {
    /// The rows of a clock in a pane, as the options have it.
    pub fn clock_rows(&self, pane: PaneId, size: Size) -> Vec<Line> {
        let options = self.pane_lookup(pane);
        let style = options.text("clock-mode-style");
        let color = options.color("clock-mode-colour").unwrap_or(Color::Indexed(4));
        let format = match style.as_str() {
            "12" => "%I:%M %p",
            "12-with-seconds" => "%I:%M:%S %p",
            "24-with-seconds" => "%H:%M:%S",
            _ => "%H:%M",
        };
        let now = self.clock.unix;
        let text = strftime(format, &(self.local_time)(now));
        let text = text.strip_prefix('0').filter(|_| style.starts_with("12")).unwrap_or(&text);
        // It is drawn again when it says something else.
        let step = if style.ends_with("seconds") { 1 } else { 60 };
        let left = u64::try_from(step - now.rem_euclid(step)).unwrap_or(1) * 1000;
        self.wants_frame(self.clock.millis + left);
        clock(text, size, color)
    }
}

/// A text in large figures; as it is where there is no room for these.
fn clock(text: &str, size: Size, color: Color) -> Vec<Line> {
    let (cols, count) = (usize::from(size.cols), usize::from(size.rows));
    let mut rows: Vec<Line> = (0..count).map(|_| Line::new()).collect();
    let wide = STEP * text.len();
    if cols < wide || count < 6 {
        let mut line = Line::new();
        line.push_text(text, &Style::PLAIN.fg(color));
        put(&mut rows, cols.saturating_sub(text.len()) / 2, count / 2, &line.slice(0, cols));
        return rows;
    }
    let (x, y) = (cols / 2 - wide / 2, count / 2 - 3);
    let block = Style::PLAIN.bg(color);
    for at in 0..5 {
        let mut line = Line::new();
        for c in text.chars() {
            let figure = FIGURES.iter().find(|(it, _)| *it == c).map_or(" ", |(_, dots)| dots[at]);
            for dot in figure.chars() {
                line.push_text(" ", if dot == '#' { &block } else { &Style::PLAIN });
            }
            line.push_text(" ", &Style::PLAIN);
        }
        put(&mut rows, x, y + at, &line);
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_drawn_where_it_has_room() {
        let dots = |rows: &[Line]| {
            let of = |line: &Line| line.glyphs().filter(|it| it.style.bg != Color::Default).count();
            rows.iter().map(of).sum::<usize>()
        };
        let large = clock("10:05", Size::new(40, 12), Color::Indexed(4));
        assert_eq!((large.len(), dots(&large)), (12, 8 + 16 + 2 + 16 + 17));
        let small = clock("10:05", Size::new(20, 3), Color::Indexed(4));
        assert_eq!((small.len(), dots(&small), small[1].text.trim()), (3, 0, "10:05"));
        assert_eq!(clock("10:05", Size::new(3, 1), Color::Default).len(), 1);
    }
}
