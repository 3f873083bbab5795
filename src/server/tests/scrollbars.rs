//! Scrollbars: the room that panes leave to them, what a view says of them, and the mouse on them.

use super::*;
use crate::geometry::Rect;
use crate::protocol::view::Scrollbar;
use crate::style::{Color, Style};

/// A client whose window's first pane has these options, and so many lines behind it.
fn with(options: &[(&str, &str)], lines: usize) -> (World, Screen) {
    let mut world = World::new();
    let mut screen = world.attach(&[], SIZE);
    world.ok(&["set-option", "-g", "mouse", "on"]);
    for (name, value) in options {
        world.ok(&["set-option", "-gw", name, value]);
    }
    world.output(&"line\r\n".repeat(lines));
    world.settle(&mut screen);
    (world, screen)
}

/// Of a scrollbar: its columns, and the first row and the rows of its slider.
type Bar = (u16, u16, u16);

/// Where panes are, and their scrollbars.
fn bars(screen: &Screen) -> Vec<(Rect, Option<Bar>)> {
    let bar = |bar: Scrollbar| (bar.width + bar.pad, bar.top, bar.rows);
    screen.view.panes.iter().map(|pane| (pane.rect, pane.scrollbar.map(bar))).collect()
}

fn scrolled(world: &World) -> String {
    let place = Place::of_pane(&world.server.model, PaneId(0));
    world.server.model.expand("#{scroll_position} #{pane_in_mode}", &place)
}

#[test]
fn a_flood_beside_a_scrollbar_is_left_unparsed_as_any_other() {
    let (mut world, _screen) = with(&[("pane-scrollbars", "on")], 45);
    for _ in 0..3 {
        world.output(&"line\r\n".repeat(500));
        assert!(world.server.model.graph[PaneId(0)].terminal.is_behind());
    }
}

#[test]
fn a_pane_leaves_room_beside_it() {
    // 23 rows that are seen and 23 behind them.
    let (mut world, mut screen) = with(&[("pane-scrollbars", "on")], 45);
    assert_eq!(bars(&screen), [(Rect::new(0, 0, 79, 23), Some((1, 12, 11)))]);
    assert_eq!(world.server.model.graph[PaneId(0)].size.cells, Size::new(79, 23));
    let style = Style::PLAIN.fg(Color::Indexed(7)).bg(Color::Indexed(0));
    assert_eq!(screen.view.panes[0].scrollbar.map(|bar| bar.style), Some(style));
    // Who draws a screen of their own have all of it.
    world.output("\x1b[?1049h");
    world.settle(&mut screen);
    assert_eq!(bars(&screen), [(Rect::new(0, 0, 80, 23), None)]);
    world.output("\x1b[?1049l");
    world.settle(&mut screen);
    assert_eq!(bars(&screen)[0].0.cols, 79);
    for (position, first, second) in [("left", 3, 44), ("right", 0, 41)] {
        world.ok(&["set-option", "-gw", "pane-scrollbars-position", position]);
        world.ok(&["set-option", "-gw", "pane-scrollbars-style", "width=2,pad=1"]);
        if screen.view.panes.len() == 1 {
            world.ok(&["split-window", "-h", "-t", "build", "program"]);
        }
        world.settle(&mut screen);
        let places: Vec<_> = bars(&screen).into_iter().map(|(rect, _)| rect).collect();
        let rect = |x, cols| Rect::new(x, 0, cols, 23);
        assert_eq!(places, [rect(first, 37), rect(second, 36)], "{position}");
        assert!(bars(&screen).iter().all(|(_, bar)| bar.is_some_and(|(cols, ..)| cols == 3)));
    }
    world.ok(&["set-option", "-gw", "pane-scrollbars", "off"]);
    world.settle(&mut screen);
    let off = [(Rect::new(0, 0, 40, 23), None), (Rect::new(41, 0, 39, 23), None)];
    assert_eq!(bars(&screen), off);
}

#[test]
fn output_moves_the_slider() {
    let (mut world, mut screen) = with(&[("pane-scrollbars", "on")], 0);
    assert_eq!(bars(&screen)[0].1, Some((1, 0, 23)));
    world.output(&"line\r\n".repeat(45));
    world.settle(&mut screen);
    assert_eq!(bars(&screen)[0].1, Some((1, 12, 11)));
    // Its history is forgotten, and no row moved.
    world.output("\x1b[3J");
    world.settle(&mut screen);
    assert_eq!(bars(&screen)[0].1, Some((1, 0, 23)));
}

#[test]
fn one_that_hides_is_seen_where_history_is_scrolled_or_the_mouse_is_over_it() {
    for (kind, by_mouse) in [("modal", false), ("auto-hide", true)] {
        let (mut world, mut screen) = with(&[("pane-scrollbars", kind)], 45);
        let is_seen = |world: &mut World, screen: &mut Screen| {
            world.event(Event::Timer);
            world.show(&mut [screen]);
            world.acknowledge(screen);
            world.show(&mut [screen]);
            world.acknowledge(screen);
            let seen = screen.view.panes[0].scrollbar.is_some_and(|bar| bar.over);
            assert_eq!(screen.view.panes[0].rect.cols, 80);
            seen
        };
        assert!(!is_seen(&mut world, &mut screen));
        world.mouse(&screen, MouseAction::Move, 79, 5);
        assert_eq!(is_seen(&mut world, &mut screen), by_mouse, "{kind}");
        world.mouse(&screen, MouseAction::Move, 20, 5);
        world.clock.millis += 600;
        assert!(!is_seen(&mut world, &mut screen));
        world.ok(&["copy-mode", "-t", "build"]);
        assert!(!is_seen(&mut world, &mut screen));
        world.ok(&["send-keys", "-t", "build", "-X", "page-up"]);
        assert!(is_seen(&mut world, &mut screen));
        world.clock.millis += 600;
        assert!(!is_seen(&mut world, &mut screen), "{kind}");
        assert!(world.server.model.bars_shown.is_empty());
    }
}

#[test]
fn the_mouse_scrolls_by_it() {
    let (mut world, mut screen) = with(&[("pane-scrollbars", "on")], 91);
    // 69 rows behind the 23 that are seen: 5 of its rows are the slider.
    assert_eq!(bars(&screen)[0].1, Some((1, 18, 5)));
    let left = MouseButton::Left;
    world.mouse(&screen, MouseAction::Press(left), 79, 2);
    world.mouse(&screen, MouseAction::Release(Some(left)), 79, 2);
    assert_eq!(scrolled(&world), "21 1");
    world.settle(&mut screen);
    world.clock.millis += 1000;
    world.mouse(&screen, MouseAction::Press(left), 79, 22);
    world.mouse(&screen, MouseAction::Release(Some(left)), 79, 22);
    assert_eq!(scrolled(&world), "0 1");
    world.settle(&mut screen);
    // The slider is held by the row of it that the button went down on, wherever the mouse is then.
    world.clock.millis += 1000;
    world.mouse(&screen, MouseAction::Press(left), 79, 19);
    world.mouse(&screen, MouseAction::Drag(left), 40, 10);
    let middle = scrolled(&world);
    assert!(!middle.starts_with("0 "), "{middle}");
    world.mouse(&screen, MouseAction::Drag(left), 3, 0);
    assert_eq!(scrolled(&world), "69 1");
    world.mouse(&screen, MouseAction::Drag(left), 79, 22);
    assert_eq!(scrolled(&world), "0 1");
    world.mouse(&screen, MouseAction::Release(Some(left)), 79, 22);
    assert_eq!(world.server.model.graph.display(screen.client).and_then(|it| it.slider), None);
    assert_eq!(world.written(), "");
}

#[test]
fn the_pane_that_the_mouse_moves_to_is_the_active_one_where_that_is_wanted() {
    let (mut world, screen) = with(&[], 0);
    world.ok(&["split-window", "-h", "-t", "build", "program"]);
    let active = |world: &World| world.server.model.graph.windows().next().unwrap().active;
    world.mouse(&screen, MouseAction::Move, 5, 5);
    assert_eq!(active(&world), PaneId(1));
    world.ok(&["set-option", "-g", "focus-follows-mouse", "on"]);
    world.mouse(&screen, MouseAction::Move, 5, 5);
    assert_eq!(active(&world), PaneId(0));
    // A border is nobody's.
    world.mouse(&screen, MouseAction::Move, 40, 5);
    assert_eq!(active(&world), PaneId(0));
    world.mouse(&screen, MouseAction::Move, 41, 5);
    assert_eq!(active(&world), PaneId(1));
}
