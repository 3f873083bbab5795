//! Panes that lie over others of their window: what is seen of them, and who gets what is done.

use super::*;
use crate::border::BorderLines;
use crate::geometry::{Area, Point, Rect};
use crate::model::graph::Floating;

const LIFTED: PaneId = PaneId(1);

impl World {
    /// A window of two panes beside each other, of which the second is lifted over the other.
    fn lifted(&mut self, framed: bool) {
        self.ok(&["split-window", "-h", "-t", "build", "program"]);
        if !framed {
            self.ok(&["set-option", "-p", "-t", "%1", "pane-border-lines", "none"]);
        }
        let edge = i32::from(framed);
        let size = Size::new(22 - 2 * edge as u16, 8 - 2 * edge as u16);
        let place = Area::new(10 + edge, 3 + edge, size);
        assert!(self.server.model.graph.lift(Floating::new(LIFTED, place)));
        self.event(Event::Timer);
    }

    fn press(&mut self, screen: &Screen, x: u16, y: u16) {
        let left = MouseButton::Left;
        self.mouse(screen, MouseAction::Press(left), x, y);
        self.mouse(screen, MouseAction::Release(Some(left)), x, y);
    }

    fn active(&self) -> PaneId {
        self.server.model.graph.windows().next().unwrap().active
    }
}

fn panes(screen: &Screen) -> Vec<(u32, Rect)> {
    screen.view.panes.iter().map(|pane| (pane.id, pane.rect)).collect()
}

#[test]
fn a_pane_lies_over_the_others_in_a_box() {
    for (lines, inside) in
        [(Some(BorderLines::Single), Rect::new(11, 4, 20, 6)), (None, Rect::new(10, 3, 22, 8))]
    {
        let mut world = World::new();
        let mut screen = world.attach(&[], SIZE);
        world.lifted(lines.is_some());
        world.settle(&mut screen);
        assert_eq!(panes(&screen), [(0, Rect::new(0, 0, 80, 23)), (1, inside)]);
        let boxes: Vec<_> = screen.view.floats.iter().map(|it| (it.pane, it.rect)).collect();
        assert_eq!(boxes, [(1, Rect::new(10, 3, 22, 8))]);
        assert_eq!(screen.view.floats[0].lines, lines);
        assert_eq!(world.server.model.graph[LIFTED].size.cells, inside.size());
        // It is typed into, and draws, as any other.
        world.written();
        world.type_(&screen, "x");
        assert!(world.effects.contains(&Effect::Pane(LIFTED, PaneEffect::Write(b"x".to_vec()))));
        world.event(Event::Output(LIFTED, b"one\r\ntwo"));
        world.settle(&mut screen);
        assert_eq!(screen.view.panes[1].lines[1].text, "two");
        let cursor = Point::new(inside.x + 3, inside.y + 1);
        assert_eq!(screen.view.cursor.map(|it| it.at), Some(cursor));
    }
}

#[test]
fn the_mouse_is_on_what_is_on_top() {
    let mut world = World::new();
    let mut screen = world.attach(&[], SIZE);
    world.ok(&["set-option", "-g", "mouse", "on"]);
    world.lifted(true);
    world.settle(&mut screen);
    world.press(&screen, 0, 0);
    assert_eq!(world.active(), PaneId(0));
    // A cursor does not shine through what lies over it.
    world.output("\x1b[6;20H");
    world.settle(&mut screen);
    assert_eq!(screen.view.cursor, None);
    world.output("\x1b[1;1H");
    world.settle(&mut screen);
    assert!(screen.view.cursor.is_some());
    world.clock.millis += 1000;
    world.press(&screen, 12, 5);
    assert_eq!(world.active(), LIFTED);
}

#[test]
fn a_pane_that_floats_is_a_pane_of_its_window() {
    let mut world = World::new();
    let mut screen = world.attach(&[], SIZE);
    world.lifted(true);
    let show = |world: &World, format: &str| {
        let here = Place::of_pane(&world.server.model, LIFTED);
        world.server.model.expand(format, &here)
    };
    let format = "#{window_panes} #{pane_index} #{pane_left},#{pane_top}";
    assert_eq!(show(&world, format), "2 1 11,4");
    // Beside it there is another that floats; those of the layout cannot come there.
    world.ok(&["split-window", "-h", "-t", "%1", "program"]);
    assert_eq!(show(&world, "#{window_panes} #{pane_left},#{pane_top},#{pane_width}"), "3 11,4,20");
    let beside = Place::of_pane(&world.server.model, PaneId(2));
    let format = "#{pane_floating_flag} #{pane_left},#{pane_top},#{pane_width}";
    assert_eq!(world.server.model.expand(format, &beside), "1 33,4,20");
    world.ok(&["kill-pane", "-t", "%2"]);
    let client = world.ask(&["join-pane", "-s", "%0", "-t", "%1"], None);
    assert_eq!(world.exit_of(client), Some(1));
    world.ok(&["resize-pane", "-t", "%1", "-x", "32"]);
    world.ok(&["resize-pane", "-t", "%1", "-D", "2"]);
    assert_eq!(world.server.model.graph[LIFTED].size.cells, Size::new(30, 8));
    // With the whole window it has no box.
    world.ok(&["resize-pane", "-Z", "-t", "%1"]);
    world.settle(&mut screen);
    assert_eq!(panes(&screen), [(1, Rect::new(0, 0, 80, 23))]);
    assert!(screen.view.floats.is_empty());
    world.ok(&["resize-pane", "-Z", "-t", "%1"]);
    world.ok(&["swap-pane", "-s", "%0", "-t", "%1"]);
    world.settle(&mut screen);
    assert_eq!(panes(&screen), [(1, Rect::new(0, 0, 80, 23)), (0, Rect::new(11, 4, 30, 8))]);
    world.ok(&["join-pane", "-s", "%0", "-t", "%1"]);
    world.settle(&mut screen);
    assert!(screen.view.floats.is_empty());
    assert_eq!(screen.view.panes.len(), 2);
}

#[test]
fn the_last_pane_may_be_one_that_floats() {
    let mut world = World::new();
    let mut screen = world.attach(&[], SIZE);
    world.lifted(true);
    world.ok(&["kill-pane", "-t", "%0"]);
    world.settle(&mut screen);
    assert_eq!(panes(&screen), [(1, Rect::new(11, 4, 20, 6))]);
    assert_eq!(screen.view.floats.len(), 1);
    // It goes below where nothing is.
    world.ok(&["join-pane", "-s", "%1", "-t", "%1"]);
    world.settle(&mut screen);
    assert_eq!(panes(&screen), [(1, Rect::new(0, 0, 80, 23))]);
    assert!(screen.view.floats.is_empty());
    world.ok(&["kill-pane", "-t", "%1"]);
    assert_eq!(world.server.model.graph.sessions().len(), 0);
}

#[test]
fn a_modal_pane_keeps_people_from_the_others_and_may_take_each_key() {
    for (flags, ends) in [("-O", false), ("-OK", false), ("-OC", true)] {
        let mut world = World::new();
        let mut screen = world.attach(&[], SIZE);
        world.ok(&[
            "new-pane", flags, "-t", "build", "-x", "20", "-y", "8", "-X", "40", "-Y", "8", "cat",
        ]);
        world.event(Event::Timer);
        world.settle(&mut screen);
        let modal = PaneId(1);
        assert_eq!(world.active(), modal, "{flags}");
        // The prefix is a key like any other to one that takes all of them.
        world.written();
        world.key(&screen, KeyCode::Char('b'), Modifiers::CTRL);
        let given = Effect::Pane(modal, PaneEffect::Write(b"\x02".to_vec()));
        assert_eq!(world.effects.contains(&given), flags.contains('K'), "{flags}");
        world.event(Event::Timer);
        world.press(&screen, 2, 2);
        assert_eq!(world.server.model.graph.has_pane(modal), !ends, "{flags}");
        assert_eq!(world.active(), if ends { PaneId(0) } else { modal }, "{flags}");
    }
}

#[test]
fn one_that_floats_is_seen_when_it_is_marked() {
    let mut world = World::new();
    world.lifted(true);
    world.ok(&["select-pane", "-t", "%0"]);
    assert_eq!(world.active(), PaneId(0));
    world.ok(&["select-pane", "-m", "-t", "%1"]);
    assert_eq!((world.active(), world.server.model.marked), (LIFTED, Some(LIFTED)));
    // What a zoomed pane hides is not marked, and floats over nothing.
    world.ok(&["resize-pane", "-Z", "-t", "%0"]);
    world.ok(&["select-pane", "-m", "-t", "%1"]);
    assert_eq!((world.active(), world.server.model.marked), (PaneId(0), Some(LIFTED)));
    let floats = |world: &World| {
        let place = Place::of_pane(&world.server.model, LIFTED);
        world.server.model.expand("#{pane_floating_flag} #{pane_z}", &place)
    };
    assert_eq!(floats(&world), "0 1");
    world.ok(&["resize-pane", "-Z", "-t", "%0"]);
    assert_eq!(floats(&world), "1 0");
}

#[test]
fn a_zoomed_pane_and_one_over_it_are_both_active_in_turn() {
    let mut world = World::new();
    world.ok(&["split-window", "-d", "-t", "build", "program"]);
    world.ok(&["resize-pane", "-Z", "-t", "%0"]);
    world.ok(&["new-pane", "-A", "-t", "%0", "-x", "20", "-y", "5", "program"]);
    let zoomed = |world: &World| world.server.model.graph.windows().next().unwrap().zoomed_pane();
    assert_eq!((world.active(), zoomed(&world)), (PaneId(2), Some(PaneId(0))));
    for (pane, id) in [("%0", PaneId(0)), ("%2", PaneId(2)), ("%0", PaneId(0))] {
        world.ok(&["select-pane", "-t", pane]);
        assert_eq!((world.active(), zoomed(&world)), (id, Some(PaneId(0))));
    }
    world.ok(&["select-pane", "-t", "%1"]);
    assert_eq!((world.active(), zoomed(&world)), (PaneId(1), None));
}

#[test]
fn as_tmux_what_is_chosen_is_edited_in_a_pane_that_takes_all() {
    let mut world = World::speaking(Dialect::Tmux);
    let screen = world.attach(&[], SIZE);
    world.ok(&["set-buffer", "-b", "one", "text"]);
    world.ok(&["choose-buffer", "-t", "%0"]);
    world.key(&screen, KeyCode::Char('e'), Modifiers::empty());
    world.laid_out();
    let modal = |world: &World| world.server.model.graph.windows().next().unwrap().modal;
    assert_eq!(modal(&world).map(|it| it.pane), Some(PaneId(1)));
    assert_eq!(world.active(), PaneId(1));
    let place = world.server.model.graph.windows().next().unwrap().float(PaneId(1)).unwrap().place;
    assert_eq!(place, Area::new(4, 1, Size::new(72, 20)));
    world.ok(&["kill-pane", "-t", "%1"]);
    assert_eq!((modal(&world), world.active()), (None, PaneId(0)));
}

impl World {
    /// A modal pane with these flags, of 20 columns from 40 on and 8 rows from 8 on, and its frame.
    fn modal(&mut self, flags: &str) -> PaneId {
        self.ok(&["set-option", "-g", "mouse", "on"]);
        let place = ["-x", "20", "-y", "8", "-X", "40", "-Y", "8", "cat"];
        self.ok(&[&["new-pane", flags, "-t", "build"][..], &place].concat());
        self.event(Event::Timer);
        self.active()
    }
}

#[test]
fn who_only_looks_leaves_a_modal_pane_as_it_is_and_may_leave() {
    let mut world = World::new();
    let mut reader = world.attach(&["-r"], SIZE);
    let modal = world.modal("-OKC");
    world.settle(&mut reader);
    world.press(&reader, 2, 2);
    assert!(world.server.model.graph.has_pane(modal));
    world.prefix(&reader, 'd');
    assert!(world.server.model.graph.client(reader.client).is_none_or(|it| it.session().is_none()));
}

#[test]
fn what_begins_in_a_modal_pane_ends_wherever_the_mouse_is() {
    let mut world = World::new();
    let mut screen = world.attach(&[], SIZE);
    let modal = world.modal("-O");
    let lines: String = (0..100).map(|n| format!("line {n}\r\n")).collect();
    world.event(Event::Output(modal, lines.as_bytes()));
    world.settle(&mut screen);
    let left = MouseButton::Left;
    let drag = |world: &mut World, from: (u16, u16), to: &[(u16, u16)]| {
        world.mouse(&screen, MouseAction::Press(left), from.0, from.1);
        for (x, y) in to {
            world.mouse(&screen, MouseAction::Drag(left), *x, *y);
        }
    };
    // A selection goes on past the pane's edge by itself.
    drag(&mut world, (45, 12), &[(45, 11), (45, 2)]);
    assert_eq!(world.server.dragging.len(), 1);
    world.mouse(&screen, MouseAction::Release(Some(left)), 45, 2);
    assert!(world.server.dragging.is_empty());
    assert_eq!(world.server.model.graph.display(screen.client).and_then(|it| it.drag), None);
    // What its program is told of a press ends there too.
    world.ok(&["copy-mode", "-q", "-t", &modal.to_string()]);
    world.clock.millis += 1000;
    world.event(Event::Output(modal, b"\x1b[?1000h\x1b[?1006h"));
    world.written();
    drag(&mut world, (45, 12), &[]);
    world.mouse(&screen, MouseAction::Release(Some(left)), 45, 2);
    let written = world.written();
    assert!(written.ends_with("m") && written.contains("M"), "{written:?}");
}

#[test]
fn a_modal_pane_keeps_people_from_borders_as_well() {
    for (flags, ends) in [("-O", false), ("-OC", true)] {
        let mut world = World::new();
        let mut screen = world.attach(&[], SIZE);
        world.ok(&["split-window", "-h", "-t", "build", "program"]);
        let modal = world.modal(flags);
        world.settle(&mut screen);
        let first = panes(&screen)[0].1;
        let left = MouseButton::Left;
        world.mouse(&screen, MouseAction::Press(left), first.cols, 2);
        for x in [first.cols + 1, first.cols + 5] {
            world.mouse(&screen, MouseAction::Drag(left), x, 2);
        }
        // Nor does what began outside go on inside.
        world.mouse(&screen, MouseAction::Drag(left), 45, 12);
        world.mouse(&screen, MouseAction::Release(Some(left)), 45, 12);
        world.settle(&mut screen);
        assert_eq!(panes(&screen)[0].1, first, "{flags}");
        assert_eq!(world.server.model.graph.has_pane(modal), !ends, "{flags}");
    }
}
