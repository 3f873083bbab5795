use super::*;
use crate::style::Attributes;

/// The text of a row: tails are left out.
pub(crate) fn text(canvas: &Canvas, y: u16) -> String {
    let mut out = Vec::new();
    canvas.row(y).iter().for_each(|cell| canvas.tables().write(cell.glyph, &mut out));
    String::from_utf8(out).unwrap()
}

fn line(text: &str) -> Line {
    use unicode_width::UnicodeWidthChar;
    let mut line = Line::new();
    for c in text.chars() {
        line.push_glyph(&c.to_string(), c.width().unwrap() as u8, &Style::PLAIN, &None);
    }
    line
}

/// Every head of a wide glyph has its tail, and no tail stands alone.
pub(crate) fn assert_whole(canvas: &Canvas) {
    for y in 0..canvas.size().rows {
        let row = canvas.row(y);
        for (x, cell) in row.iter().enumerate() {
            let tail = row.get(x + 1).is_some_and(|next| next.glyph == Glyph::TAIL);
            assert_eq!(cell.glyph.is_wide(), tail, "column {x} of row {y}");
        }
        assert_ne!(row.first().map(|cell| cell.glyph), Some(Glyph::TAIL));
    }
}

#[test]
fn wide_glyphs_are_never_half() {
    for (start, cols, skip, what, expect) in [
        (0, 6, 0, "漢字", "漢字  "),
        (0, 3, 0, "漢字", "漢 ..."),
        (1, 3, 1, "漢字", ". 字.."),
        (5, 1, 0, "漢", "..... "),
        (2, 9, 0, "abcdefgh", "..abcd"),
    ] {
        let mut canvas = Canvas::new(Size::new(6, 1));
        canvas.fill(Rect::new(0, 0, 6, 1), '.', &Style::PLAIN);
        canvas.draw_line(Point::new(start, 0), cols, &line(what), skip, &Style::PLAIN);
        assert_whole(&canvas);
        assert_eq!(text(&canvas, 0), expect, "{what} at {start}");
    }
    // Every half that something else is written over takes the other half with it.
    for x in 0..6 {
        let mut canvas = Canvas::new(Size::new(6, 1));
        canvas.draw_line(Point::new(0, 0), 6, &line("漢字漢"), 0, &Style::PLAIN);
        canvas.draw_text(Point::new(x, 0), 1, &line("x"), 0, &Style::PLAIN);
        assert_whole(&canvas);
        canvas.put(Point::new(x, 0), "字", 2, &Style::PLAIN);
        assert_whole(&canvas);
        canvas.fill(Rect::new(x, 0, 1, 1), '-', &Style::PLAIN);
        assert_whole(&canvas);
    }
}

#[test]
fn default_colours_are_the_base_ones() {
    let base = Style::PLAIN.bg(Color::Indexed(4)).with(Attributes::BOLD);
    let mut canvas = Canvas::new(Size::new(3, 1));
    canvas.draw_line(Point::new(0, 0), 3, &line("a"), 0, &base);
    let style = |canvas: &Canvas, x: usize| canvas.tables().get(canvas.row(0)[x].look).style;
    assert_eq!(style(&canvas, 0), Style::PLAIN.bg(Color::Indexed(4)));
    assert_eq!(style(&canvas, 2), base);
}

#[test]
fn control_characters_and_lone_marks_become_blanks() {
    let mut canvas = Canvas::new(Size::new(8, 1));
    let mut line = Line::new();
    line.push_narrow("a\x1bb\u{9b}\u{301}c", &Style::PLAIN, &None);
    line.push_glyph("x\u{7}", 1, &Style::PLAIN, &None);
    line.push_glyph("e\u{301}", 1, &Style::PLAIN, &None);
    canvas.draw_line(Point::new(0, 0), 8, &line, 0, &Style::PLAIN);
    assert_eq!(text(&canvas, 0), "a b  c e\u{301}");
}

#[test]
fn a_part_of_the_rows_moves() {
    for (up, expect) in [(1, ["afgd", "ejkh", "i  l"]), (-2, ["a  d", "e  h", "ibcl"])] {
        let mut canvas = Canvas::new(Size::new(4, 3));
        for (y, row) in ["abcd", "efgh", "ijkl"].iter().enumerate() {
            canvas.draw_line(Point::new(0, y as u16), 4, &line(row), 0, &Style::PLAIN);
        }
        canvas.shift(Rect::new(1, 0, 2, 3), up, &Style::PLAIN);
        assert_eq!([0, 1, 2].map(|y| text(&canvas, y)), expect);
    }
}

#[test]
fn nothing_outside_is_touched_or_panics() {
    let mut canvas = Canvas::new(Size::new(2, 2));
    let far = Rect::new(u16::MAX, u16::MAX, u16::MAX, u16::MAX);
    canvas.fill(far, 'x', &Style::PLAIN);
    canvas.shift(Rect::new(1, 1, u16::MAX, u16::MAX), i16::MIN, &Style::PLAIN);
    canvas.draw_line(Point::new(1, u16::MAX), u16::MAX, &line("abc"), 0, &Style::PLAIN);
    canvas.draw_line(Point::new(1, 1), u16::MAX, &line("abc"), 0, &Style::PLAIN);
    canvas.put(Point::new(u16::MAX, 0), "x", 1, &Style::PLAIN);
    assert_eq!([text(&canvas, 0), text(&canvas, 1)], ["  ", " a"]);
    let mut none = Canvas::new(Size::new(0, 0));
    none.draw_line(Point::new(0, 0), 1, &line("a"), 0, &Style::PLAIN);
    none.shift(Rect::new(0, 0, 1, 1), 1, &Style::PLAIN);
}
