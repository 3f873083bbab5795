use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::border::BorderLines;
use crate::line::Line;
use crate::protocol::view::{InputModes, Justify, Menu, MenuRow, PaneFrame, WindowTab};
use crate::style::{Attributes, Color, CursorShape};

const SIZE: Size = Size::new(30, 8);

fn line(text: &str, style: Style) -> Line {
    use unicode_width::UnicodeWidthChar;
    let mut line = Line::new();
    for c in text.chars() {
        line.push_glyph(&c.to_string(), c.width().unwrap() as u8, &style, &None);
    }
    line
}

/// Rows that come back in many views, so that they are seen to move.
fn pool() -> Vec<Arc<Line>> {
    let style = |n: usize| match n % 3 {
        0 => Style::PLAIN,
        1 => Style::PLAIN.fg(Color::Indexed(2)),
        _ => Style::PLAIN.bg(Color::Rgb(1, 2, 3)).with(Attributes::INVERSE),
    };
    let text = |n: usize| match n % 5 {
        0 => String::new(),
        1 => format!("row {n}"),
        2 => format!("漢字 {n} wide"),
        3 => format!("{n} {}", "long ".repeat(9)),
        _ => format!("{n}   {n}     {n}"),
    };
    let row = |n: usize| Line { goes_on: n % 4 > 1, ..line(&text(n), style(n)) };
    (0..20).map(|n| Arc::new(row(n))).collect()
}

/// The panes' places: whole, side by side, one above the other, smaller than the tty.
fn layouts(rows: u16) -> [Vec<Rect>; 4] {
    let half = rows / 2;
    [
        vec![Rect::new(0, 0, 30, rows)],
        vec![Rect::new(0, 0, 14, rows), Rect::new(15, 0, 15, rows)],
        vec![Rect::new(0, 0, 30, half), Rect::new(0, half + 1, 30, rows - half - 1)],
        vec![Rect::new(0, 0, 20, rows - 1)],
    ]
}

prop_compose! {
    fn views()(
        layout in 0..4usize,
        at_top in prop::option::of(any::<bool>()),
        starts in prop::collection::vec(0..12usize, 2),
        changed in prop::collection::vec((0..8usize, 0..20usize), 0..2),
        overlay in overlays(),
        cursor in prop::option::of((0..30u16, 0..8u16)),
        indicator in prop::option::of("[0-9]{1,5}"),
        active in 0..2usize,
        current in 0..3u32,
        floats in prop::collection::vec((0..30u16, 0..8u16, any::<bool>(), any::<bool>()), 0..3),
    ) -> View {
        let rows = if at_top.is_some() { 7 } else { 8 };
        let rects = layouts(rows)[layout].clone();
        let pool = pool();
        let down = u16::from(at_top == Some(true));
        let window = Rect::new(0, down, if layout == 3 { 20 } else { 30 }, if layout == 3 { rows - 1 } else { rows });
        let count = rects.len();
        let panes = rects.into_iter().enumerate().map(|(n, rect)| {
            let mut lines: Vec<_> = (0..usize::from(rect.rows)).map(|y| pool[starts[n] + y].clone()).collect();
            for (y, with) in &changed {
                if let Some(row) = lines.get_mut(*y) {
                    *row = pool[*with].clone();
                }
            }
            let frame = PaneFrame {
                active: n == active % count,
                style: if n == 0 { Style::PLAIN } else { Style::PLAIN.bg(Color::Indexed(4)) },
                indicator: indicator.as_ref().filter(|_| n == 0).map(|text| line(text, Style::PLAIN)),
                ..PaneFrame::new(n as u32, Rect { y: rect.y + down, ..rect })
            };
            PaneView { frame, lines }
        });
        let mut panes: Vec<PaneView> = panes.collect();
        let floats = (9..).zip(floats).map(|(id, (x, y, edges, over))| {
            let rect = Rect::new(x.min(22), y.min(4), 8, 4);
            let inside = Rect::new(rect.x + 1, rect.y + 1, 6, 2);
            let rect_of_pane = if edges { inside } else { rect };
            panes.push(PaneView {
                frame: PaneFrame {
                    style: Style::PLAIN.bg(Color::Indexed(5)),
                    ..PaneFrame::new(id, rect_of_pane)
                },
                lines: (0..usize::from(rect_of_pane.rows)).map(|y| pool[starts[0] + y].clone()).collect(),
            });
            Float {
                pane: id,
                rect,
                lines: edges.then_some(BorderLines::Rounded),
                border: Style::PLAIN.fg(Color::Indexed(6)),
                title: vec![(0, line("title", Style::PLAIN))],
                sides: [true; 4],
                title_below: false,
                hint: if over { "Esc closes".to_owned() } else { String::new() },
            }
        });
        let floats = floats.collect();
        View {
            size: SIZE,
            window,
            title: String::new(),
            panes,
            floats,
            borders: Borders { lines: BorderLines::Single, ..Borders::default() },
            status: at_top.map(|at_top| status(at_top, current)),
            message_row: if at_top == Some(true) { 0 } else { 7 },
            overlay,
            cursor: cursor.map(|(x, y)| CursorView { at: Point::new(x, y), shape: CursorShape::Bar, blink: false, color: None }),
            input: InputModes::default(),
            user_keys: Vec::new(),
        }
    }
}

fn status(at_top: bool, current: u32) -> Status {
    let style = Style::PLAIN.bg(Color::Indexed(2)).fg(Color::Indexed(0));
    let tab = |index: u32| WindowTab {
        index,
        current: index == current,
        line: line(&format!("{index}:window"), style),
    };
    Status {
        at_top,
        style,
        left: line("[s] ", style),
        rows: Vec::new(),
        windows: (0..3).map(tab).collect(),
        separator: line(" ", style),
        right: line("12:00", style),
        justify: Justify::Left,
        keys: None,
    }
}

fn overlays() -> impl Strategy<Value = Option<Overlay>> {
    let text = line("a message", Style::PLAIN.fg(Color::Indexed(3)));
    prop_oneof![
        6 => Just(None),
        1 => Just(Some(overlay::message(text.clone()))),
        1 => Just(Some(Overlay::Prompt { label: text.clone(), text: "typed 漢".into(), cursor: 5, style: Style::PLAIN })),
        1 => Just(Some(Overlay::Keys { title: "prefix".into(), entries: vec![("d".into(), "detach".into()); 7] })),
        1 => Just(Some(Overlay::PaneNumbers { panes: vec![(0, 1, Style::PLAIN), (1, 23, Style::PLAIN)] })),
        1 => Just(Some(Overlay::Menu(Menu {
            rect: Rect::new(12, 2, 14, 5),
            lines: BorderLines::Simple,
            title: text.clone(),
            rows: vec![MenuRow::Item(text.clone(), "a".into()), MenuRow::Separator, MenuRow::Disabled(text.clone())],
            selected: Some(0),
            style: Style::PLAIN.bg(Color::Indexed(7)),
            selected_style: Style::PLAIN.bg(Color::Indexed(3)),
            border: Style::PLAIN,
        }))),
    ]
}

fn tty() -> Capabilities {
    Capabilities { underline_styles: false, ..Capabilities::guess("xterm-256color", "truecolor") }
}

fn oracle() -> vt100::Parser {
    let part = |n: u16| std::num::NonZeroU16::new(n).unwrap();
    vt100::Parser::new(part(SIZE.rows), part(SIZE.cols), 0)
}

/// All that can be seen on the oracle's screen.
fn picture(oracle: &vt100::Parser) -> Vec<String> {
    let screen = oracle.screen();
    let cursor = (!screen.hide_cursor()).then(|| screen.cursor_position());
    let cell = |y, x| {
        let cell = screen.cell(y, x).unwrap();
        let text = if cell.has_contents() { cell.contents() } else { " " };
        let fg = (text != " ").then(|| (cell.fgcolor(), cell.bold(), cell.dim(), cell.italic()));
        (text.to_owned(), fg, cell.bgcolor(), cell.underline(), cell.inverse())
    };
    let row = |y| {
        let cells: Vec<_> = (0..SIZE.cols).map(|x| cell(y, x)).collect();
        format!("{cells:?} goes on: {}", screen.row_wrapped(y))
    };
    (0..SIZE.rows).map(row).chain([format!("{cursor:?}")]).collect()
}

fn show(display: &mut Display, oracle: &mut vt100::Parser) {
    let mut out = Vec::new();
    display.paint(&tty(), &mut out);
    oracle.process(&out);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    /// Whatever was shown before, the picture is that of somebody who attaches now.
    #[test]
    fn the_picture_is_the_views(views in prop::collection::vec(views(), 1..8)) {
        let (mut display, mut shown) = (Display::new(SIZE), oracle());
        let mut prev = View::empty();
        for view in views {
            display.apply(view.diff(&prev)).unwrap();
            show(&mut display, &mut shown);

            let (mut fresh, mut attached) = (Display::new(SIZE), oracle());
            fresh.apply(view.diff(&View::empty())).unwrap();
            show(&mut fresh, &mut attached);
            for (shown, attached) in picture(&shown).iter().zip(picture(&attached)) {
                prop_assert_eq!(shown, &attached);
            }
            prev = view;
        }
    }
}

#[test]
fn a_line_that_wraps_is_one_line_to_the_tty() {
    let (mut display, mut shown) = (Display::new(SIZE), oracle());
    let rows = |cols: u16| {
        let row = |text: &str, goes_on| Arc::new(Line { goes_on, ..line(text, Style::PLAIN) });
        let url = "https://example.org/".repeat(9);
        let part = |n: usize| &url[n * usize::from(cols)..][..usize::from(cols)];
        let lines = vec![
            row(part(0), true),
            row(part(1), true),
            row("end", false),
            row(&format!("{}字", "漢字".repeat(7)), true),
            row("漢", false),
        ];
        let rect = Rect::new(0, 0, cols, 8);
        let pane = PaneView { frame: PaneFrame { active: true, ..PaneFrame::new(0, rect) }, lines };
        View { size: SIZE, window: Rect::of(SIZE), panes: vec![pane], ..View::empty() }
    };
    let wrapped = |shown: &vt100::Parser| -> Vec<bool> {
        (0..5).map(|y| shown.screen().row_wrapped(y)).collect()
    };
    display.apply(rows(30).diff(&View::empty())).unwrap();
    show(&mut display, &mut shown);
    assert_eq!(wrapped(&shown), [true, true, false, true, false]);
    assert!(shown.screen().contents().contains(&"https://example.org/".repeat(3)));
    // A pane beside others is none that the tty wraps.
    display.apply(rows(29).diff(&rows(30))).unwrap();
    show(&mut display, &mut shown);
    assert_eq!(wrapped(&shown), [false; 5]);
    display.apply(rows(30).diff(&rows(29))).unwrap();
    show(&mut display, &mut shown);
    assert_eq!(wrapped(&shown), [true, true, false, true, false]);
    // What lies over it is none of the line.
    display.tell(Some(line("the line broke", Style::PLAIN)));
    show(&mut display, &mut shown);
    assert_eq!(wrapped(&shown), [false; 5]);
    display.tell(None);
    display.resize(SIZE);
    shown.process(b"\x1bc");
    show(&mut display, &mut shown);
    assert_eq!(wrapped(&shown), [true, true, false, true, false]);
}

#[test]
fn a_view_larger_than_the_tty_is_cut() {
    let far = u16::MAX;
    let mut view = View { size: Size::new(far, far), ..View::empty() };
    view.window = Rect::new(far - 2, 3, far, far);
    view.status = Some(status(false, 1));
    let most = Size::LONGEST_SIDE;
    let rects = [Rect::new(far, far, far, most), Rect::new(0, 0, far, 3), Rect::new(5, 5, 0, 0)];
    for (id, rect) in (7..).zip(rects) {
        let row = Arc::new(line(&"x".repeat(99), Style::PLAIN));
        let lines = vec![row; usize::from(rect.rows.min(3))];
        let (title, indicator) = (Some(vec![(1, Line::new())]), Some(line("1/2", Style::PLAIN)));
        let style = Style::PLAIN;
        view.panes.push(PaneView {
            frame: PaneFrame { active: true, style, title, indicator, ..PaneFrame::new(id, rect) },
            lines,
        });
    }
    let whole = Rect::new(0, 0, far, far);
    let float = |rect, lines| Float {
        pane: 7,
        rect,
        lines,
        border: Style::PLAIN,
        title: vec![(0, line("title", Style::PLAIN))],
        sides: [true; 4],
        title_below: false,
        hint: "hint".to_owned(),
    };
    let menu = |rect| {
        Overlay::Menu(Menu {
            rect,
            lines: BorderLines::Padded,
            title: line("title", Style::PLAIN),
            rows: vec![
                MenuRow::Item(line("item", Style::PLAIN), "C-x".to_owned()),
                MenuRow::Separator,
            ],
            selected: Some(far),
            style: Style::PLAIN,
            selected_style: Style::PLAIN,
            border: Style::PLAIN,
        })
    };
    let mut views = vec![view.clone()];
    for rect in [Rect::new(far, far, far, far), Rect::new(3, 3, 0, 0), whole] {
        for lines in [None, Some(BorderLines::Padded)] {
            views.push(View {
                floats: vec![float(rect, lines)],
                overlay: Some(menu(rect)),
                ..view.clone()
            });
        }
    }
    views.last_mut().unwrap().borders.titles_below = true;
    for size in [Size::new(0, 0), Size::new(1, 1), Size::new(7, 2), SIZE] {
        for view in &views {
            let mut display = Display::new(size);
            display.apply(view.diff(&View::empty())).unwrap();
            let mut out = Vec::new();
            display.paint(&tty(), &mut out);
            display.resize(Size::new(size.rows, size.cols));
            display.paint(&tty(), &mut out);
        }
    }
}

#[test]
fn so_many_looks_that_they_are_begun_anew() {
    let (mut display, mut shown) = (Display::new(SIZE), oracle());
    let view = |n: u32| {
        let mut row = Line::new();
        for x in 0..30u32 {
            let [_, r, g, b] = (n * 30 + x).to_be_bytes();
            row.push_glyph("x", 1, &Style::PLAIN.fg(Color::Rgb(r, g, b)), &None);
        }
        let row = Arc::new(row);
        let lines = vec![row; 8];
        let (rect, style) = (Rect::of(SIZE), Style::PLAIN);
        let pane =
            PaneView { frame: PaneFrame { active: true, style, ..PaneFrame::new(0, rect) }, lines };
        View { size: SIZE, window: rect, panes: vec![pane], ..View::empty() }
    };
    let mut prev = View::empty();
    for n in 0..2400 {
        let next = view(n);
        display.apply(next.diff(&prev)).unwrap();
        show(&mut display, &mut shown);
        prev = next;
    }
    let [_, r, g, b] = (2399u32 * 30).to_be_bytes();
    assert_eq!(shown.screen().cell(7, 0).unwrap().fgcolor(), vt100::Color::Rgb(r, g, b));
}

#[test]
fn a_scroll_and_a_keystroke_cost_little() {
    let mut display = Display::new(SIZE);
    let row = |line: &Arc<Line>| Arc::new(Line { goes_on: false, ..Line::clone(line) });
    let pool: Vec<_> = pool().iter().map(row).collect();
    let view = |from: usize, cursor: u16| {
        let lines = pool[from..from + 7].to_vec();
        let (rect, style) = (Rect::new(0, 0, 30, 7), Style::PLAIN);
        let pane =
            PaneView { frame: PaneFrame { active: true, style, ..PaneFrame::new(0, rect) }, lines };
        let cursor = CursorView {
            at: Point::new(cursor, 6),
            shape: CursorShape::Default,
            blink: false,
            color: None,
        };
        let (status, cursor) = (Some(status(false, 1)), Some(cursor));
        View { size: SIZE, window: rect, panes: vec![pane], status, cursor, ..View::empty() }
    };
    let bytes = |display: &mut Display, prev: &View, next: &View| {
        let mut out = Vec::new();
        display.apply(next.diff(prev)).unwrap();
        display.paint(&tty(), &mut out);
        out
    };
    let (first, second) = (view(0, 0), view(1, 0));
    bytes(&mut display, &View::empty(), &first);
    let scrolled = bytes(&mut display, &first, &second);
    assert!(scrolled.len() < 60, "{:?}", String::from_utf8_lossy(&scrolled));

    let mut typed = second.clone();
    typed.panes[0].lines[6] = Arc::new(line("x", Style::PLAIN));
    let mut more = typed.clone();
    more.panes[0].lines[6] = Arc::new(line("xy", Style::PLAIN));
    more.cursor = Some(CursorView { at: Point::new(2, 6), ..more.cursor.unwrap() });
    typed.cursor = Some(CursorView { at: Point::new(1, 6), ..typed.cursor.unwrap() });
    bytes(&mut display, &second, &typed);
    assert_eq!(bytes(&mut display, &typed, &more), b"y");
}
