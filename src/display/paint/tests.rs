use proptest::prelude::*;

use super::*;
use crate::display::capabilities::ColorDepth;
use crate::geometry::Rect;
use crate::line::Line;
use crate::style::{Color, Style};

const SIZE: Size = Size::new(24, 7);

/// A tty like the oracle: all that it can, and nothing that it cannot.
fn tty() -> Capabilities {
    Capabilities {
        colors: ColorDepth::True,
        synchronised: false,
        repeats: true,
        hyperlinks: true,
        underline_styles: false,
        erases_in_color: true,
        keyboard: false,
        answers: true,
        asks_for_color: false,
        no_corner: false,
    }
}

fn oracle() -> vt100::Parser {
    let part = |n: u16| std::num::NonZeroU16::new(n).unwrap();
    vt100::Parser::new(part(SIZE.rows), part(SIZE.cols), 0)
}

#[test]
fn the_last_cell_is_left_alone_where_it_would_scroll() {
    let (mut canvas, mut painter) = (Canvas::new(SIZE), Painter::new(SIZE));
    let mut oracle = oracle();
    let tty = Capabilities { no_corner: true, ..tty() };
    let mut line = Line::new();
    line.push_text(&"x".repeat(SIZE.cols.into()), &Style::PLAIN);
    let last = SIZE.rows - 1;
    for y in [0, last] {
        canvas.draw_line(Point::new(0, y), SIZE.cols, &line, 0, &Style::PLAIN);
    }
    let mut out = Vec::new();
    painter.paint(&mut canvas, None, &tty, &mut out);
    oracle.process(&out);
    let rows: Vec<String> = oracle.screen().rows(0, SIZE.cols).collect();
    assert_eq!(rows[0].len(), usize::from(SIZE.cols));
    assert_eq!(rows[usize::from(last)].len(), usize::from(SIZE.cols) - 1);
}

/// What is done to a canvas between two frames.
#[derive(Debug, Clone)]
enum Step {
    Line { x: u16, y: u16, cols: u16, text: String, style: Style, base: Style },
    Fill { rect: Rect, c: char, style: Style },
    Scroll { top: u16, bottom: u16, up: i16 },
    Clear,
    Cursor(Option<Point>),
}

fn colors() -> impl Strategy<Value = Color> {
    prop_oneof![
        4 => Just(Color::Default),
        2 => (0..=255u8).prop_map(Color::Indexed),
        1 => any::<(u8, u8, u8)>().prop_map(|(r, g, b)| Color::Rgb(r, g, b)),
    ]
}

prop_compose! {
    fn styles()(fg in colors(), bg in colors(), bits in 0..16u8, line in any::<bool>()) -> Style {
        let all = [Attributes::BOLD, Attributes::ITALIC, Attributes::INVERSE, Attributes::DIM];
        let on = all.iter().enumerate().filter(|(n, _)| bits & 1 << n != 0);
        let mut attributes: Attributes = on.map(|(_, attribute)| *attribute).collect();
        if attributes.contains(Attributes::BOLD) {
            // The oracle knows one or the other.
            attributes.remove(Attributes::DIM);
        }
        let underline = if line { Underline::Single } else { Underline::None };
        Style { fg, bg, attributes, underline, ..Style::PLAIN }
    }
}

fn few_styles() -> impl Strategy<Value = Style> {
    prop_oneof![3 => Just(Style::PLAIN), 2 => styles()]
}

fn steps() -> impl Strategy<Value = Step> {
    let (x, y) = (0..SIZE.cols, 0..SIZE.rows);
    let text = prop_oneof!["[ab ]{0,24}", "[ a漢字é🙂]{0,16}", " {0,30}", "x {8,20}y", "[-]{5,24}"];
    let line = (x.clone(), y.clone(), 0..30u16, text, few_styles(), few_styles())
        .prop_map(|(x, y, cols, text, style, base)| Step::Line { x, y, cols, text, style, base });
    let fill = (
        x.clone(),
        y.clone(),
        0..30u16,
        0..9u16,
        prop::char::ranges(vec![' '..='!'].into()),
        few_styles(),
    )
        .prop_map(|(x, y, cols, rows, c, style)| Step::Fill {
            rect: Rect::new(x, y, cols, rows),
            c,
            style,
        });
    let scroll = (y.clone(), 1..=SIZE.rows, -4..5i16).prop_map(|(top, bottom, up)| Step::Scroll {
        top,
        bottom,
        up,
    });
    let cursor =
        prop::option::of((x, y).prop_map(|(x, y)| Point::new(x, y))).prop_map(Step::Cursor);
    prop_oneof![8 => line, 3 => fill, 4 => scroll, 1 => Just(Step::Clear), 2 => cursor]
}

fn line(text: &str, style: &Style) -> Line {
    use unicode_width::UnicodeWidthChar;
    let mut line = Line::new();
    for c in text.chars() {
        line.push_glyph(&c.to_string(), c.width().unwrap() as u8, style, &None);
    }
    line
}

fn run(step: &Step, canvas: &mut Canvas, painter: &mut Painter, cursor: &mut Option<Point>) {
    match step {
        Step::Line { x, y, cols, text, style, base } => {
            canvas.draw_line(Point::new(*x, *y), *cols, &line(text, style), 0, base);
        }
        Step::Fill { rect, c, style } => canvas.fill(*rect, *c, style),
        Step::Scroll { top, bottom, up } => {
            painter.scroll(*top, *bottom, *up);
            if top < bottom {
                let rows = bottom - top;
                canvas.shift(Rect::new(0, *top, SIZE.cols, rows), *up, &Style::PLAIN);
            }
        }
        Step::Clear => {
            canvas.clear();
        }
        Step::Cursor(at) => *cursor = *at,
    }
}

fn theirs(color: vt100::Color) -> Color {
    match color {
        vt100::Color::Default => Color::Default,
        vt100::Color::Idx(n) => Color::Indexed(n),
        vt100::Color::Rgb(r, g, b) => Color::Rgb(r, g, b),
    }
}

/// The oracle shows the canvas: text and looks. Of a blank only what can be seen counts.
fn assert_shown(oracle: &vt100::Parser, canvas: &Canvas, cursor: Option<Point>) {
    let screen = oracle.screen();
    for y in 0..SIZE.rows {
        for (x, cell) in canvas.row(y).iter().enumerate() {
            let at = format!("column {x} of row {y}");
            let shown = screen.cell(y, x as u16).unwrap();
            assert_eq!(cell.glyph == Glyph::TAIL, shown.is_wide_continuation(), "{at}");
            if cell.glyph == Glyph::TAIL {
                continue;
            }
            let mut text = Vec::new();
            canvas.tables().write(cell.glyph, &mut text);
            let text = String::from_utf8(text).unwrap();
            let theirs_text = if shown.has_contents() { shown.contents() } else { " " };
            assert_eq!(theirs_text, text, "{at}");
            let style = canvas.tables().get(cell.look).style;
            let has = |attribute| style.attributes.contains(attribute);
            let inverse = has(Attributes::INVERSE);
            assert_eq!(shown.inverse(), inverse, "{at}");
            assert_eq!(shown.underline(), style.underline != Underline::None, "{at}");
            assert_eq!(theirs(shown.bgcolor()), style.bg, "background at {at}");
            if text != " " {
                assert_eq!(theirs(shown.fgcolor()), style.fg, "text colour at {at}");
                assert_eq!(shown.bold(), has(Attributes::BOLD), "bold at {at}");
                assert_eq!(shown.dim(), has(Attributes::DIM), "dim at {at}");
                assert_eq!(shown.italic(), has(Attributes::ITALIC), "italic at {at}");
            }
        }
    }
    assert_eq!(screen.hide_cursor(), cursor.is_none());
    if let Some(at) = cursor {
        assert_eq!(screen.cursor_position(), (at.y, at.x));
    }
}

fn place(at: Option<Point>) -> Option<CursorView> {
    at.map(|at| CursorView { at, shape: CursorShape::Bar, blink: true, color: None })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn what_is_painted_is_shown(
        frames in prop::collection::vec(prop::collection::vec(steps(), 0..6), 1..6),
        synchronised in any::<bool>(),
        repeats in any::<bool>(),
        erases_in_color in any::<bool>(),
    ) {
        let tty = Capabilities { synchronised, repeats, erases_in_color, ..tty() };
        let (mut canvas, mut painter, mut oracle) = (Canvas::new(SIZE), Painter::new(SIZE), oracle());
        let mut cursor = None;
        // What stood there before is of no importance.
        oracle.process("garbage \x1b[44;1m".repeat(30).as_bytes());
        for steps in frames {
            for step in &steps {
                run(step, &mut canvas, &mut painter, &mut cursor);
            }
            let mut out = Vec::new();
            painter.paint(&mut canvas, place(cursor), &tty, &mut out);
            oracle.process(&out);
            assert_shown(&oracle, &canvas, cursor);
        }
    }
}

/// Paints `before`, then `after`, and looks at the bytes of the second frame.
fn check(before: &[Step], after: &[Step], expect: &str) {
    let (mut canvas, mut painter, mut cursor) = (Canvas::new(SIZE), Painter::new(SIZE), None);
    let mut out = Vec::new();
    before.iter().for_each(|step| run(step, &mut canvas, &mut painter, &mut cursor));
    painter.paint(&mut canvas, place(cursor), &tty(), &mut out);
    out.clear();
    after.iter().for_each(|step| run(step, &mut canvas, &mut painter, &mut cursor));
    painter.paint(&mut canvas, place(cursor), &tty(), &mut out);
    assert_eq!(String::from_utf8_lossy(&out).replace('\x1b', "E"), expect);
}

fn text(x: u16, y: u16, text: &str) -> Step {
    let cols = text.len() as u16;
    Step::Line { x, y, cols, text: text.into(), style: Style::PLAIN, base: Style::PLAIN }
}

fn cursor(x: u16, y: u16) -> Step {
    Step::Cursor(Some(Point::new(x, y)))
}

#[test]
fn frames_are_short() {
    // A typed character costs itself.
    check(&[text(0, 0, "$ l"), cursor(3, 0)], &[text(3, 0, "s"), cursor(4, 0)], "s");
    // A rubbed out one is erased, so that no blank is left at the row's end.
    check(&[text(0, 0, "$ l"), cursor(3, 0)], &[text(2, 0, " "), cursor(2, 0)], "\x08E[K");
    // Nothing changed costs nothing.
    check(&[text(0, 0, "ab"), cursor(0, 0)], &[text(0, 0, "ab")], "");
    // A few equal cells are written again, many are jumped over.
    check(&[text(0, 0, "abcdef"), cursor(0, 0)], &[text(0, 0, "xbcdyf"), cursor(5, 0)], "xbcdy");
    check(
        &[text(0, 0, "abcdefgh"), cursor(0, 0)],
        &[text(0, 0, "xbcdefgy"), cursor(8, 0)],
        "xE[6Cy",
    );
    // The rest of a row is erased.
    check(&[text(0, 0, "abcdefgh"), cursor(0, 0)], &[text(0, 0, "a       ")], "E[CE[K\r");
    // Blanks in the middle are erased, rules are repeated.
    check(&[text(0, 1, &"x".repeat(20)), cursor(0, 1)], &[text(0, 1, &" ".repeat(19))], "E[19X");
    check(&[cursor(0, 0)], &[text(0, 0, &"-".repeat(20)), cursor(20, 0)], "-E[19b");
}

#[test]
fn rows_that_move_are_moved_by_the_tty() {
    let full: Vec<Step> = (0..7).map(|y| text(0, y, &format!("row {y}"))).collect();
    let before: Vec<Step> = full.into_iter().chain([cursor(0, 0)]).collect();
    let whole = Step::Scroll { top: 0, bottom: 7, up: 1 };
    check(&before, &[whole], "E[?25lE[mE[ME[HE[?25h");
    let part = Step::Scroll { top: 1, bottom: 5, up: -2 };
    check(&before, &[part], "E[?25lE[mE[2;5rE[2HE[2LE[rE[HE[?25h");
}
