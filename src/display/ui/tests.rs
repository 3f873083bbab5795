use super::*;
use crate::border::BorderLines;
use crate::line::Line;
use crate::protocol::View;
use crate::protocol::message::StatusPart;
use crate::protocol::view::{
    Borders, CursorView, Fill, Indicators, Justify, Menu, MenuRow, Overlay, PaneFrame, PaneView,
    Status, StatusRow, WindowTab,
};

fn line(text: &str) -> Line {
    prompt::line_of(text, &Style::PLAIN)
}

/// The canvas as text, rows without their blank ends.
fn picture(canvas: &Canvas) -> Vec<String> {
    let row = |y| {
        let mut out = Vec::new();
        canvas.row(y).iter().for_each(|cell| canvas.tables().write(cell.glyph, &mut out));
        String::from_utf8(out).unwrap().trim_end().to_owned()
    };
    (0..canvas.size().rows).map(row).collect()
}

fn pane(id: u32, rect: Rect, active: bool) -> PaneView {
    let frame = PaneFrame { active, ..PaneFrame::new(id, rect) };
    PaneView { frame, lines: Vec::new() }
}

fn view(size: Size, panes: Vec<PaneView>) -> View {
    View { size, window: Rect::of(size), panes, ..View::empty() }
}

fn status(windows: &[&str], current: usize) -> Status {
    let tab = |(n, text): (usize, &&str)| WindowTab {
        index: n as u32,
        current: n == current,
        line: line(text),
    };
    Status {
        left: line("[s] "),
        windows: windows.iter().enumerate().map(tab).collect(),
        separator: line(" "),
        right: line(" 12:00"),
        ..Status::default()
    }
}

#[test]
fn the_bar_of_keys_is_between_status_line_and_window() {
    for (at_top, expect) in [(false, ["", "keys", "[s] 0:a"]), (true, ["[s] 0:a", "keys", ""])] {
        let mut canvas = Canvas::new(Size::new(10, 3));
        let bar =
            Status { at_top, keys: Some(line("keys")), right: line(""), ..status(&["0:a"], 0) };
        status::draw(&mut canvas, &bar);
        assert_eq!(picture(&canvas), expect);
    }
}

fn check_status(cols: u16, status: &Status, expect: &str) {
    let mut canvas = Canvas::new(Size::new(cols, 1));
    status::draw(&mut canvas, status);
    assert_eq!(picture(&canvas), [expect], "{cols} columns");
}

#[test]
fn the_current_window_can_always_be_seen() {
    let names = ["0:zero", "1:one", "2:two", "3:three", "4:four"];
    check_status(
        60,
        &status(&names, 1),
        &format!("[s] 0:zero 1:one 2:two 3:three 4:four{}12:00", " ".repeat(18)),
    );
    check_status(30, &status(&names, 0), "[s] 0:zero 1:one 2:two > 12:00");
    check_status(30, &status(&names, 2), "[s] 0:zero 1:one 2:two > 12:00");
    check_status(30, &status(&names, 4), "[s] <:two 3:three 4:four 12:00");
    check_status(23, &status(&names, 2), "[s] <ne 2:two 3:> 12:00");
    check_status(12, &status(&names, 3), "[s]<3:three>");
    check_status(7, &status(&names, 3), "3:three");
    check_status(3, &status(&names, 3), "3:t");
}

#[test]
fn what_touches_the_right_side_gets_a_gap() {
    let close = Status { right: line("12:00"), ..status(&["0:zero", "1:one"], 0) };
    check_status(22, &close, "[s] 0:zero 1:one 12:00");
    check_status(21, &close, "[s] 0:zero 1:o> 12:00");
    check_status(24, &Status { justify: Justify::Right, ..close }, "[s]   0:zero 1:one 12:00");
}

#[test]
fn windows_stand_where_they_are_told_to() {
    let placed = |justify| Status { justify, ..status(&["0:a"], 0) };
    check_status(21, &placed(Justify::Left), "[s] 0:a         12:00");
    check_status(21, &placed(Justify::Centre), "[s]     0:a     12:00");
    check_status(21, &placed(Justify::Right), "[s]         0:a 12:00");
}

#[test]
fn the_mouse_finds_what_is_drawn() {
    let mut canvas = Canvas::new(Size::new(30, 2));
    let parts = status::draw(&mut canvas, &status(&["0:a", "1:b"], 0));
    for (x, y, expect) in [
        (0, 1, Some(StatusPart::Left)),
        (4, 1, Some(StatusPart::Window(0))),
        (7, 1, Some(StatusPart::Rest)),
        (8, 1, Some(StatusPart::Window(1))),
        (20, 1, Some(StatusPart::Rest)),
        (29, 1, Some(StatusPart::Right)),
        (29, 0, None),
    ] {
        assert_eq!(parts.at(Point::new(x, y)), expect, "{x}, {y}");
    }
}

#[test]
fn borders_meet() {
    let size = Size::new(9, 5);
    let four = |lines| View {
        borders: Borders { lines, ..Borders::default() },
        ..view(
            size,
            vec![
                pane(0, Rect::new(0, 0, 4, 2), true),
                pane(1, Rect::new(5, 0, 4, 2), false),
                pane(2, Rect::new(0, 3, 4, 2), false),
                pane(3, Rect::new(5, 3, 4, 2), false),
            ],
        )
    };
    for (lines, expect) in [
        (BorderLines::Single, ["    │", "    │", "────┼────", "    │", "    │"]),
        (BorderLines::Double, ["    ║", "    ║", "════╬════", "    ║", "    ║"]),
        (BorderLines::Heavy, ["    ┃", "    ┃", "━━━━╋━━━━", "    ┃", "    ┃"]),
        (BorderLines::Simple, ["    |", "    |", "----+----", "    |", "    |"]),
    ] {
        let mut canvas = Canvas::new(size);
        borders::draw(&mut canvas, &four(lines));
        assert_eq!(picture(&canvas), expect);
    }
    let mut tee = four(BorderLines::Single);
    tee.panes.truncate(2);
    tee.panes.push(pane(2, Rect::new(0, 3, 9, 2), false));
    let mut canvas = Canvas::new(size);
    borders::draw(&mut canvas, &tee);
    assert_eq!(picture(&canvas)[2], "────┴────");
}

/// Where borders are drawn as active: `#`.
fn active(view: &View) -> Vec<String> {
    let mut canvas = Canvas::new(view.size);
    borders::draw(&mut canvas, view);
    let cell = |cell: &crate::display::canvas::CanvasCell| {
        let style = canvas.tables().get(cell.look).style;
        if style.fg == Color::Indexed(2) { '#' } else { '.' }
    };
    (0..view.size.rows).map(|y| canvas.row(y).iter().map(cell).collect()).collect()
}

#[test]
fn the_active_pane_is_marked() {
    let borders = Borders { active: Style::PLAIN.fg(Color::Indexed(2)), ..Borders::default() };
    let two = |first: bool| View {
        borders,
        ..view(
            Size::new(3, 4),
            vec![pane(0, Rect::new(0, 0, 1, 4), first), pane(1, Rect::new(2, 0, 1, 4), !first)],
        )
    };
    assert_eq!(active(&two(true)), [".#.", ".#.", "...", "..."]);
    assert_eq!(active(&two(false)), ["...", "...", ".#.", ".#."]);
    let mut three = two(true);
    three.panes[1].rect.rows = 1;
    three.panes.push(pane(2, Rect::new(2, 2, 1, 2), false));
    assert_eq!(active(&three), [".#.", ".#.", ".#.", ".#."]);
}

#[test]
fn arrows_point_at_the_active_pane() {
    let two = |indicators| View {
        borders: Borders { indicators, ..Borders::default() },
        ..view(
            Size::new(7, 3),
            vec![pane(0, Rect::new(0, 0, 3, 3), false), pane(1, Rect::new(4, 0, 3, 3), true)],
        )
    };
    let drawn = |view: &View, colorless| {
        let mut canvas = Canvas::new(view.size);
        canvas.set_colorless(colorless);
        borders::draw(&mut canvas, view);
        picture(&canvas)
    };
    let arrows = Indicators { halves: false, arrows: true };
    assert_eq!(drawn(&two(arrows), false), ["   │", "   →", "   │"]);
    assert_eq!(drawn(&two(Indicators::default()), false), ["   │", "   │", "   │"]);
    // Nothing else tells it where there are no colours.
    assert_eq!(drawn(&two(Indicators::default()), true), ["   │", "   →", "   │"]);
    let mut simple = two(arrows);
    simple.borders.lines = BorderLines::Simple;
    simple.panes.iter_mut().for_each(|pane| pane.active = !pane.active);
    assert_eq!(drawn(&simple, false), ["   |", "   <", "   |"]);
    let halves = Indicators { halves: false, arrows: false };
    let active = Style::PLAIN.fg(Color::Indexed(2));
    let mut whole = two(halves);
    whole.borders.active = active;
    assert_eq!(super::tests::active(&whole), ["...#...", "...#...", "...#..."]);
}

#[test]
fn separators_join_the_edges_of_a_menu() {
    let menu = Menu {
        rect: Rect::new(0, 0, 8, 5),
        lines: BorderLines::Single,
        title: Line::new(),
        rows: vec![
            MenuRow::Item(line("one"), String::new()),
            MenuRow::Separator,
            MenuRow::Item(line("two"), String::new()),
        ],
        selected: None,
        style: Style::PLAIN,
        selected_style: Style::PLAIN,
        border: Style::PLAIN,
    };
    let (picture, _) = drawn(Size::new(8, 5), &Overlay::Menu(menu.clone()));
    assert_eq!(picture, ["┌──────┐", "│ one  │", "├──────┤", "│ two  │", "└──────┘"]);
    // A title has the edge before it as tmux draws it.
    let titled = Menu { title: line("Menu"), ..menu };
    for (frame, expect) in [(false, "┌Menu──┐"), (true, "┌─Menu─┐")] {
        let mut canvas = Canvas::new(Size::new(8, 5));
        menu::draw(&mut canvas, &titled, frame);
        assert_eq!(super::tests::picture(&canvas)[0], expect);
    }
}

#[test]
fn what_is_not_the_window_is_filled() {
    let mut canvas = Canvas::new(Size::new(5, 3));
    let outside = Fill { character: '·', style: Style::PLAIN };
    let borders = Borders { outside, ..Borders::default() };
    let view = View { window: Rect::new(0, 0, 3, 2), borders, ..view(Size::new(5, 3), Vec::new()) };
    borders::draw_outside(&mut canvas, &view);
    assert_eq!(picture(&canvas), ["   ··", "   ··", "·····"]);
}

fn drawn(size: Size, overlay: &Overlay) -> (Vec<String>, Option<CursorView>) {
    let mut canvas = Canvas::new(size);
    let panes = vec![pane(0, Rect::of(size), true)];
    let message_row = size.rows.saturating_sub(1);
    let view = View { status: Some(Status::default()), message_row, ..view(size, panes) };
    let cursor = overlay::draw(&mut canvas, &view, overlay);
    (picture(&canvas), cursor)
}

fn keys(count: usize) -> Overlay {
    let entry = |n: usize| (format!("{}", (b'a' + n as u8 % 26) as char), format!("command {n}"));
    Overlay::Keys { title: "C-b".into(), entries: (0..count).map(entry).collect() }
}

#[test]
fn keys_stand_in_columns() {
    let (picture, _) = drawn(Size::new(36, 7), &keys(5));
    assert_eq!(
        picture,
        [
            "",
            "┌ C-b ─────────────────────────────┐",
            "│ a → command 0   d → command 3    │",
            "│ b → command 1   e → command 4    │",
            "│ c → command 2                    │",
            "└──────────────────────────────────┘",
            "",
        ]
    );
}

#[test]
fn a_prompt_scrolls_with_its_cursor() {
    for (text, cursor, expect, x) in [
        ("abc", 3, "(name) abc", 10),
        ("abcdefghijklmnopqrst", 20, "(name) jklmnopqrst", 18),
        ("abcdefghijklmnopqrst", 0, "(name) abcdefghijkl", 7),
        ("漢字漢字漢字漢字", 24, "(name)  字漢字漢字", 18),
        ("漢", 1, "(name) 漢", 9),
    ] {
        let overlay = Overlay::Prompt {
            label: line("(name) "),
            text: text.into(),
            cursor,
            style: Style::PLAIN,
        };
        let (picture, at) = drawn(Size::new(19, 2), &overlay);
        assert_eq!(picture[1], expect);
        assert_eq!(at.map(|cursor| cursor.at), Some(Point::new(x, 1)), "{text}");
    }
}

#[test]
fn a_question_is_seen_to_its_end() {
    for (cols, text, expect) in [
        (60, "", "Really kill the session named production? (y/n)"),
        (40, "", "Really kill the session na…tion? (y/n)"),
        (20, "", "Really ki…n? (y/n)"),
        (20, "typed text", "Real…y/n) yped text"),
    ] {
        let label = line("Really kill the session named production? (y/n) ");
        let (text, cursor) = (text.to_owned(), text.len());
        let overlay = Overlay::Prompt { label, text, cursor, style: Style::PLAIN };
        let (picture, at) = drawn(Size::new(cols, 2), &overlay);
        assert_eq!(picture[1], expect, "{cols}");
        assert!(at.is_some(), "{cols}");
    }
}

#[test]
fn numbers_are_large_where_there_is_room() {
    let numbers = Overlay::PaneNumbers { panes: vec![(0, 7, Style::PLAIN), (9, 1, Style::PLAIN)] };
    let (picture, _) = drawn(Size::new(5, 3), &numbers);
    assert_eq!(picture, ["", "  7", ""]);
    let mut canvas = Canvas::new(Size::new(10, 7));
    digits::draw(&mut canvas, Rect::new(0, 0, 10, 7), 1, &Style::PLAIN.fg(Color::Indexed(1)));
    let red =
        |x: usize, y: u16| canvas.tables().get(canvas.row(y)[x].look).style.bg == Color::Indexed(1);
    let rows: Vec<String> =
        (1..6).map(|y| (2..8).map(|x| if red(x, y) { '#' } else { '.' }).collect()).collect();
    assert_eq!(rows, ["..##..", "####..", "..##..", "..##..", "######"]);
}

#[test]
fn nothing_is_too_small() {
    let prompt = |cursor| Overlay::Prompt {
        label: line("a question 漢 "),
        text: "an answer 漢".into(),
        cursor,
        style: Style::PLAIN,
    };
    let overlays = [
        overlay::message(line("a 漢字 message")),
        prompt(0),
        prompt(11),
        prompt(usize::MAX),
        keys(0),
        keys(1),
        keys(90),
        Overlay::PaneNumbers { panes: vec![(0, 0, Style::PLAIN), (0, u32::MAX, Style::PLAIN)] },
    ];
    for cols in 0..24 {
        for rows in 0..9 {
            let size = Size::new(cols, rows);
            for overlay in &overlays {
                drawn(size, overlay);
            }
            for current in 0..3 {
                let status = status(&["0:漢字", "1:b", "2:ccc"], current);
                status::draw(&mut Canvas::new(size), &status);
            }
            status::draw(&mut Canvas::new(size), &status(&[], 0));
        }
    }
}

#[test]
fn rows_that_are_laid_out_stand_where_the_status_line_is() {
    let row = |text: &str, part| StatusRow { line: line(text), parts: vec![(0..2, part)] };
    let mut three = Status {
        rows: vec![None, Some(row("bb", StatusPart::Pane(3))), Some(row("cc", StatusPart::Left))],
        keys: Some(line("keys")),
        ..status(&["0:a"], 0)
    };
    for (at_top, expect) in [
        (false, ["", "keys", "[s] 0:a  12:00", "bb", "cc"]),
        (true, ["[s] 0:a  12:00", "bb", "cc", "keys", ""]),
    ] {
        three.at_top = at_top;
        let mut canvas = Canvas::new(Size::new(14, 5));
        let parts = status::draw(&mut canvas, &three);
        assert_eq!(picture(&canvas), expect);
        let second = if at_top { 1 } else { 3 };
        assert_eq!(parts.at(Point::new(1, second)), Some(StatusPart::Pane(3)));
        assert_eq!(parts.at(Point::new(2, second)), Some(StatusPart::Rest));
    }
    for rows in 0..5 {
        status::draw(&mut Canvas::new(Size::new(3, rows)), &three);
    }
}

#[test]
fn a_message_leaves_the_rest_of_its_row_where_it_says_so() {
    let size = Size::new(10, 2);
    let view = View { message_row: 1, ..view(size, Vec::new()) };
    for (rest, expect) in [(None, "x-mm------"), (Some(Style::PLAIN), "  mm")] {
        let mut canvas = Canvas::new(size);
        canvas.draw_text(Point::new(0, 1), 10, &line("x---------"), 0, &Style::PLAIN);
        let message = Overlay::Message { parts: vec![(2, line("mm"))], rest };
        overlay::draw(&mut canvas, &view, &message);
        assert_eq!(picture(&canvas)[1], expect);
    }
}
