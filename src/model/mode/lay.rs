//! Lines over lines, and boxes around them, in what a mode draws.

use crate::line::Line;
use crate::style::Style;

/// A line with another one over it from a column on.
pub fn lay_over(under: &Line, at: usize, over: &Line) -> Line {
    let mut line = under.slice(0, at);
    let blanks = at.saturating_sub(line.width());
    line.push_text(&" ".repeat(blanks), &Style::PLAIN);
    append(&mut line, over);
    let (end, width) = (line.width(), under.width());
    if width > end {
        let mut after = Line::new();
        append(&mut after, &under.slice(end, width - end));
        let gap = (width - end).saturating_sub(after.width());
        line.push_text(&" ".repeat(gap), &Style::PLAIN);
        append(&mut line, &after);
    }
    line
}

/// Puts a line at the end of another.
pub fn append(line: &mut Line, more: &Line) {
    for glyph in more.glyphs() {
        line.push_glyph(glyph.text, glyph.width, glyph.style, glyph.link);
    }
}

/// A line of exactly so many columns.
pub fn fitted(line: &Line, cols: usize) -> Line {
    let mut line = line.slice(0, cols);
    let blanks = cols.saturating_sub(line.width());
    line.push_text(&" ".repeat(blanks), &Style::PLAIN);
    line
}

/// Draws a box of so many columns and rows over rows, empty inside.
pub fn frame(rows: &mut [Line], x: usize, y: usize, cols: usize, count: usize, style: &Style) {
    if cols < 2 || count < 2 {
        return;
    }
    for (at, row) in rows.iter_mut().skip(y).take(count).enumerate() {
        let mut line = Line::new();
        let (left, middle, right) = match at {
            0 => ("┌", "─", "┐"),
            at if at + 1 == count => ("└", "─", "┘"),
            _ => ("│", " ", "│"),
        };
        line.push_text(left, style);
        let inside = if middle == " " { &Style::PLAIN } else { style };
        line.push_text(&middle.repeat(cols - 2), inside);
        line.push_text(right, style);
        *row = lay_over(row, x, &line);
    }
}

/// Puts a line over one of the rows.
pub fn put(rows: &mut [Line], x: usize, y: usize, line: &Line) {
    if let Some(row) = rows.get_mut(y) {
        *row = lay_over(row, x, line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> Line {
        let mut line = Line::new();
        line.push_text(text, &Style::PLAIN);
        line
    }

    #[test]
    fn a_line_lies_over_another() {
        for (under, at, over, expect) in [
            ("abcdef", 2, "XY", "abXYef"),
            ("ab", 4, "XY", "ab  XY"),
            ("漢字漢字", 1, "X", " X字漢字"),
            ("漢字漢字", 1, "XY", " XY 漢字"),
            ("", 0, "", ""),
        ] {
            assert_eq!(lay_over(&line(under), at, &line(over)).text, expect, "{under} {over}");
        }
    }

    #[test]
    fn a_box_is_drawn_over_rows() {
        let mut rows = vec![line("abcdef"), line(""), line("abcdef"), line("abcdef")];
        frame(&mut rows, 1, 0, 4, 3, &Style::PLAIN);
        let rows: Vec<&str> = rows.iter().map(|row| row.text.as_str()).collect();
        assert_eq!(rows, ["a┌──┐f", " │  │", "a└──┘f", "abcdef"]);
    }
}
