//! Status lines of several rows, laid out by formats.

use super::*;
use crate::protocol::message::StatusPart;
use crate::style::{Color, Style};

fn rows(screen: &Screen) -> Vec<Option<String>> {
    let rows = screen.view.status.iter().flat_map(|status| &status.rows);
    rows.map(|row| row.as_ref().map(|row| row.line.text.trim_end().to_owned())).collect()
}

#[test]
fn rows_are_as_their_formats_say() {
    let mut world = World::new();
    let mut screen = world.attach(&[], SIZE);
    world.settle(&mut screen);
    assert_eq!(rows(&screen), [None], "the first is made up of parts");
    world.ok(&["set-option", "-g", "status", "3"]);
    world.ok(&["set-option", "-g", "status-format[1]", "#{session_name}#[align=right]end"]);
    world.ok(&["set-option", "-gu", "status-format[2]"]);
    world.settle(&mut screen);
    let second = format!("build{:>75}", "end");
    assert_eq!(rows(&screen), [None, Some(second), Some(String::new())]);
    assert_eq!(screen.view.window.rows, 21);
    world.ok(&["set-option", "-g", "status-format[0]", "mine"]);
    world.settle(&mut screen);
    assert_eq!(rows(&screen)[0].as_deref(), Some("mine"));
    world.ok(&["set-option", "-g", "status", "off"]);
    world.settle(&mut screen);
    assert_eq!((rows(&screen), screen.view.window.rows), (vec![], 24));
}

#[test]
fn as_tmux_each_row_is_a_format() {
    let mut world = World::speaking(Dialect::Tmux);
    let mut screen = world.attach(&[], SIZE);
    world.ok(&["set-option", "-g", "status-right", "right"]);
    world.settle(&mut screen);
    let Some(Some(row)) = screen.view.status.and_then(|it| it.rows.first().cloned()) else {
        panic!("no row");
    };
    assert!(row.line.text.starts_with("[build] 0:"), "{:?}", row.line.text);
    assert!(row.line.text.ends_with("right"));
    assert_eq!(row.parts.first(), Some(&(0..8, StatusPart::Left)));
    assert_eq!(row.parts.last(), Some(&(75..80, StatusPart::Right)));
    assert!(row.parts.iter().any(|(_, part)| *part == StatusPart::Window(0)));
}

#[test]
fn ranges_of_a_row_are_what_the_mouse_is_on() {
    let mut world = World::new();
    let mut screen = world.attach(&[], SIZE);
    world.ok(&["split-window", "-t", "build", "program"]);
    let format = "#[range=pane|%0]a#[range=session|$0]b#[range=user|mine]c#[norange]d";
    world.ok(&["set-option", "-g", "status-format[0]", format]);
    world.settle(&mut screen);
    let parts =
        |screen: &Screen| screen.view.status.as_ref().unwrap().rows[0].clone().unwrap().parts;
    let mine = StatusPart::User("mine".to_owned());
    let expect = [(0..1, StatusPart::Pane(0)), (1..2, StatusPart::Session(0)), (2..3, mine)];
    assert_eq!(parts(&screen), expect);
    world.ok(&["bind-key", "-n", "MouseDown1Status", "select-pane", "-t", "="]);
    assert_eq!(world.server.model.graph.windows().next().unwrap().active, PaneId(1));
    let event = MouseEvent {
        action: MouseAction::Press(MouseButton::Left),
        modifiers: Modifiers::empty(),
        pixel: None,
        at: crate::geometry::Point::new(0, 23),
    };
    world.server.mouse(screen.client, event, Some(StatusPart::Pane(0)));
    world.event(Event::Timer);
    assert_eq!(world.server.model.graph.windows().next().unwrap().active, PaneId(0));
    // A name of a person's own is told, as much of it as tmux keeps.
    let name = "#{mouse_status_line} #{mouse_status_range}";
    world.ok(&["bind-key", "-n", "MouseDown1Status", "set", "-Fg", "@on", name]);
    world.server.mouse(screen.client, event, Some(StatusPart::User("ä".repeat(9))));
    world.event(Event::Timer);
    let told = world.server.model.session_lookup(None).user("@on");
    assert_eq!(told, Some(format!("0 {}", "ä".repeat(7))));
}

#[test]
fn messages_show_where_and_as_options_say() {
    let mut world = World::speaking(Dialect::Tmux);
    let mut screen = world.attach(&[], SIZE);
    world.ok(&["set-option", "-g", "status", "3"]);
    for (position, line, expect) in [("bottom", "0", 21), ("bottom", "4", 23), ("top", "1", 1)] {
        world.ok(&["set-option", "-g", "status-position", position]);
        world.ok(&["set-option", "-g", "message-line", line]);
        world.settle(&mut screen);
        assert_eq!(screen.view.message_row, expect, "{position} {line}");
    }
    world.ok(&["set-option", "-g", "message-format", "#[fg=green]<#{message}>#[align=right]x"]);
    world.server.model.show_message(screen.client, "hello", None);
    world.event(Event::Timer);
    world.settle(&mut screen);
    let Some(Overlay::Message { parts, rest }) = &screen.view.overlay else { panic!("no message") };
    let shown: Vec<_> = parts.iter().map(|(at, line)| (*at, line.text.as_str())).collect();
    assert_eq!((shown, rest), (vec![(0, "<hello>"), (79, "x")], &None));
    assert_eq!(parts[0].1.runs[0].style.fg, Color::Indexed(2));
    world.ok(&["set-option", "-g", "status", "off"]);
    world.settle(&mut screen);
    let Some(Overlay::Message { rest, .. }) = &screen.view.overlay else { panic!("no message") };
    assert_eq!((screen.view.message_row, rest), (23, &Some(Style::PLAIN)));
}
