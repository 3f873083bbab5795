//! Borders as tmux draws them.

use super::*;
use crate::line::Line;
use crate::protocol::view::{Indicators, PaneFrame};
use crate::style::Color;

/// Panes of a window of some size on a canvas that is larger than it, or not. The first is active;
/// border colours count from 1 as the panes do.
fn view(window: Size, rects: &[Rect], change: impl Fn(&mut Borders)) -> View {
    let pane = |(id, rect): (u32, &Rect)| {
        let border = Style::PLAIN.fg(Color::Indexed(id as u8 + 1));
        let frame =
            PaneFrame { active: id == 0, border, digit: id as u8, ..PaneFrame::new(id, *rect) };
        PaneView { frame, lines: Vec::new() }
    };
    let mut borders = Borders {
        frame: true,
        middle: Point::new(window.cols / 2, window.rows / 2),
        outside: Fill { character: '~', style: Style::PLAIN },
        ..Borders::default()
    };
    change(&mut borders);
    View {
        window: Rect::of(window),
        panes: (0..).zip(rects).map(pane).collect(),
        borders,
        ..View::empty()
    }
}

/// What is drawn, and whose look it has: the number of a colour, 0 for none.
fn drawn(view: &View, size: Size) -> (Vec<String>, Vec<String>) {
    let mut canvas = Canvas::new(size);
    draw_outside(&mut canvas, view);
    draw(&mut canvas, view);
    let rows = |y| {
        let (mut text, mut looks) = (Vec::new(), String::new());
        for cell in canvas.row(y) {
            canvas.tables().write(cell.glyph, &mut text);
            looks.push(match canvas.tables().get(cell.look).style.fg {
                Color::Indexed(index) => char::from(b'0' + index),
                _ => '.',
            });
        }
        (String::from_utf8(text).unwrap().trim_end().to_owned(), looks)
    };
    (0..size.rows).map(rows).unzip()
}

fn text(view: &View, size: Size) -> Vec<String> {
    drawn(view, size).0
}

const BESIDE: [Rect; 2] = [Rect::new(0, 0, 3, 4), Rect::new(4, 0, 3, 4)];

#[test]
fn a_window_smaller_than_its_client_has_a_border_at_its_edges() {
    let two = view(Size::new(7, 4), &BESIDE, |_| {});
    let expect =
        ["   │   │~~", "   │   │~~", "   │   │~~", "   │   │~~", "───┴───┘~~", "~~~~~~~~~~"];
    assert_eq!(text(&two, Size::new(10, 6)), expect);
    assert_eq!(text(&two, Size::new(7, 4)), ["   │"; 4]);
    // Where titles are above panes, nothing is below the last.
    let mut titled = view(Size::new(7, 5), &[Rect::new(0, 1, 7, 4)], |_| {});
    titled.panes[0].title = Some(Vec::new());
    let expect = ["───────┐~", "       │~", "       │~", "       │~", "       │~", "~~~~~~~│~"];
    assert_eq!(text(&titled, Size::new(9, 6)), expect);
}

#[test]
fn two_panes_have_half_of_their_border_each() {
    let looks = |rects: &[Rect], size| drawn(&view(size, rects, |_| {}), size).1;
    let column = |rows: Vec<String>| rows.iter().map(|row| row.as_bytes()[3]).collect::<Vec<_>>();
    assert_eq!(column(looks(&BESIDE, Size::new(7, 4))), *b"1112");
    let over = [Rect::new(0, 0, 6, 1), Rect::new(0, 2, 6, 1)];
    assert_eq!(looks(&over, Size::new(6, 3))[1], "111122");
    // Of three, all that touches the active one is its.
    let three = [Rect::new(0, 0, 3, 4), Rect::new(4, 0, 3, 1), Rect::new(4, 2, 3, 2)];
    assert_eq!(looks(&three, Size::new(7, 4)), ["...1...", "...1222", "...1...", "...1..."]);
}

#[test]
fn arrows_are_in_each_border_of_the_active_pane() {
    let arrows = |borders: &mut Borders| {
        borders.indicators = Indicators { halves: false, arrows: true };
    };
    let mut two = view(Size::new(7, 4), &BESIDE, arrows);
    assert_eq!(text(&two, Size::new(7, 4)), ["   │", "   ←", "   │", "   │"]);
    two.panes.iter_mut().for_each(|pane| pane.active = !pane.active);
    assert_eq!(text(&two, Size::new(7, 4)), ["   │", "   →", "   │", "   │"]);
    let over = [Rect::new(0, 0, 6, 1), Rect::new(0, 2, 6, 1)];
    assert_eq!(text(&view(Size::new(6, 3), &over, arrows), Size::new(6, 3))[1], "─↑────");
}

#[test]
fn borders_are_the_numbers_of_panes_or_blanks() {
    let of = |lines| text(&view(Size::new(7, 4), &BESIDE, |it| it.lines = lines), Size::new(7, 4));
    assert_eq!(of(BorderLines::Number), ["   0", "   0", "   0", "   1"]);
    assert_eq!(of(BorderLines::Spaces), [""; 4]);
}

#[test]
fn the_marked_pane_has_its_borders_inverse() {
    let mut two = view(Size::new(7, 4), &BESIDE, |_| {});
    two.panes[1].marked = true;
    let mut canvas = Canvas::new(Size::new(7, 4));
    draw(&mut canvas, &two);
    let look = canvas.tables().get(canvas.row(0)[3].look).style;
    assert!(look.attributes.contains(Attributes::INVERSE));
}

#[test]
fn a_border_goes_on_between_the_parts_of_a_title() {
    let mut titled = view(Size::new(12, 3), &[Rect::new(0, 1, 12, 2)], |_| {});
    let mut line = Line::new();
    line.push_text("ab", &Style::PLAIN);
    titled.panes[0].title = Some(vec![(2, line.clone()), (9, line)]);
    assert_eq!(text(&titled, Size::new(12, 3))[0], "──ab─────ab─");
}

#[test]
fn what_is_no_panes_is_filled() {
    let mut hole = view(Size::new(7, 4), &BESIDE[..1], |_| {});
    hole.borders.inside = Fill { character: 'i', style: Style::PLAIN };
    assert_eq!(text(&hole, Size::new(7, 4)), ["   │iii"; 4]);
}
