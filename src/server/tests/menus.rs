//! Menus: what of them can be chosen, how, and what that is done about.

use super::*;
use crate::geometry::Rect;
use crate::protocol::view::{Menu, MenuRow};

impl World {
    fn menu(&mut self, screen: &mut Screen) -> Option<Menu> {
        self.settle(screen);
        match screen.view.overlay.clone() {
            Some(Overlay::Menu(menu)) => Some(menu),
            _ => None,
        }
    }

    fn show_menu(&mut self, flags: &[&str]) {
        let items = [
            "one",
            "a",
            "set -g @said one",
            "",
            "-no",
            "b",
            "set -g @said no",
            "#{?0,x,}",
            "c",
            "x",
            "two",
            "C-t",
            "set -g @said #{pane_id}",
        ];
        let client = self.ask(&[&["display-menu"], flags, &items].concat(), None);
        assert_eq!(self.exit_of(client), Some(0), "{:?}", self.effects);
    }

    fn said_by_menu(&self) -> String {
        self.server.model.expand("#{@said}", &Default::default())
    }
}

#[test]
fn a_line_is_chosen_by_its_key_or_by_going_there() {
    let none = Modifiers::empty();
    for (keys, said) in [
        (&[(KeyCode::Enter, none)][..], "one"),
        (&[(KeyCode::Char('a'), none)], "one"),
        (&[(KeyCode::Char('t'), Modifiers::CTRL)], "%0"),
        (&[(KeyCode::Down, none), (KeyCode::Enter, none)], "%0"),
        (&[(KeyCode::Up, none), (KeyCode::Up, none), (KeyCode::Enter, none)], "one"),
        (&[(KeyCode::Char('b'), none), (KeyCode::Char('q'), none)], ""),
        (&[(KeyCode::Char('c'), Modifiers::CTRL)], ""),
    ] {
        let mut world = World::new();
        let mut screen = world.attach(&[], SIZE);
        world.show_menu(&["-T", "title"]);
        let menu = world.menu(&mut screen).expect("a menu");
        assert_eq!((menu.title.text.as_str(), menu.selected), ("title", Some(0)));
        // "two  (C-t)" and what stands around it.
        assert_eq!(menu.rect, Rect::new(33, 9, 13, 6));
        assert!(matches!(
            &menu.rows[..],
            [MenuRow::Item(_, a), MenuRow::Separator, MenuRow::Disabled(_), MenuRow::Item(_, t)]
                if a == "a" && t == "C-t"
        ));
        keys.iter().for_each(|(code, modifiers)| world.key(&screen, *code, *modifiers));
        assert_eq!(world.menu(&mut screen), None, "{keys:?}");
        assert_eq!(world.said_by_menu(), said, "{keys:?}");
        assert_eq!(world.written(), "", "{keys:?}");
    }
}

#[test]
fn the_mouse_selects_what_it_is_on_and_a_click_chooses_that() {
    let left = MouseButton::Left;
    for (acts, said) in [
        (&[(MouseAction::Move, 35, 13), (MouseAction::Press(left), 35, 13)][..], "%0"),
        (&[(MouseAction::Press(left), 35, 11), (MouseAction::Press(left), 35, 10)], "one"),
        (&[(MouseAction::Press(left), 0, 0)], ""),
    ] {
        let mut world = World::new();
        let mut screen = world.attach(&[], SIZE);
        world.show_menu(&[]);
        for (action, x, y) in acts {
            assert!(world.menu(&mut screen).is_some(), "{acts:?}");
            world.mouse(&screen, *action, *x, *y);
        }
        assert_eq!(world.menu(&mut screen), None, "{acts:?}");
        assert_eq!(world.said_by_menu(), said, "{acts:?}");
    }
}

#[test]
fn the_right_button_shows_a_menu_of_what_it_is_on() {
    let mut world = World::new();
    let mut screen = world.attach(&[], SIZE);
    world.ask(&["split-window", "-h", "-t", "build"], None);
    world.settle(&mut screen);
    // Of the pane at the left, which is not the active one.
    let right = MouseButton::Right;
    world.mouse(&screen, MouseAction::Press(right), 5, 5);
    world.mouse(&screen, MouseAction::Release(Some(right)), 5, 5);
    let menu = world.menu(&mut screen).expect("a menu");
    assert_eq!(menu.title.text, " Pane 0 ");
    world.key(&screen, KeyCode::Char('x'), Modifiers::empty());
    world.settle(&mut screen);
    let Some(Overlay::Prompt { label, .. }) = &screen.view.overlay else { panic!("no question") };
    assert_eq!(label.text, "kill-pane 0? (y/n) ");
    world.type_(&screen, "y");
    world.settle(&mut screen);
    assert_eq!(world.server.model.graph.panes().map(|it| it.id).collect::<Vec<_>>(), [PaneId(1)]);
    // What it does that names nothing is about that, too.
    world.ask(&["split-window", "-h", "-t", "build"], None);
    world.settle(&mut screen);
    world.mouse(&screen, MouseAction::Press(right), 5, 5);
    world.key(&screen, KeyCode::Char('!'), Modifiers::empty());
    world.settle(&mut screen);
    assert_eq!(world.server.model.graph.windows().len(), 2);
    assert_eq!(screen.view.panes.iter().map(|it| it.id).collect::<Vec<_>>(), [1]);
}

#[test]
fn commands_of_a_menu_go_where_those_before_them_went() {
    let mut world = World::new();
    let mut screen = world.attach(&[], SIZE);
    world.ask(
        &["display-menu", "both", "b", "split-window ; set -g @said '#{pane_id}' ; send-keys x"],
        None,
    );
    world.settle(&mut screen);
    world.key(&screen, KeyCode::Enter, Modifiers::empty());
    let typed = world.effects.iter().find_map(|effect| match effect {
        Effect::Pane(pane, PaneEffect::Write(bytes)) if bytes == b"x" => Some(*pane),
        _ => None,
    });
    assert_eq!(typed, Some(PaneId(1)));
    // What it was of may be gone meanwhile.
    world.ask(&["display-menu", "-t", "%1", "zoom", "z", "resize-pane -Z"], None);
    world.event(Event::Exited(101, Ended::Exited(0)));
    world.event(Event::Drained(PaneId(1)));
    world.ask(&["split-window", "-d", "-t", "build"], None);
    world.key(&screen, KeyCode::Enter, Modifiers::empty());
    assert!(world.server.model.graph.windows().all(|window| !window.zoomed));
}

#[test]
fn a_click_on_a_menu_is_the_menus_to_its_end() {
    let mut world = World::new();
    let mut screen = world.attach(&[], SIZE);
    let (left, wheel) = (MouseButton::Left, MouseButton::WheelLeft);
    world.show_menu(&[]);
    world.settle(&mut screen);
    world.mouse(&screen, MouseAction::Press(wheel), 35, 10);
    assert!(world.menu(&mut screen).is_some());
    world.mouse(&screen, MouseAction::Press(left), 35, 10);
    assert_eq!((world.menu(&mut screen), world.said_by_menu().as_str()), (None, "one"));
    world.mouse(&screen, MouseAction::Drag(left), 40, 12);
    world.mouse(&screen, MouseAction::Release(Some(left)), 40, 12);
    assert!(world.server.model.graph[PaneId(0)].modes.is_empty());
    // The next is as ever.
    world.mouse(&screen, MouseAction::Press(left), 3, 3);
    world.mouse(&screen, MouseAction::Drag(left), 9, 3);
    assert!(!world.server.model.graph[PaneId(0)].modes.is_empty());
}

#[test]
fn a_menu_can_be_wrong() {
    let mut world = World::new();
    world.attach(&[], SIZE);
    for (argv, what) in [
        (&["display-menu", "name"][..], "the entry name has no key or no command"),
        (&["display-menu", "name", "nokey-", "x"], "nokey-"),
        (&["display-menu", "-x", "far", "name", "k", "x"], "position -x invalid: far"),
        (&["display-menu", "-b", "odd", "name", "k", "x"], "unknown border lines: odd"),
        (&["display-menu", "-C", "x", "name", "k", "x"], "starting choice invalid: x"),
    ] {
        world.effects.clear();
        let client = world.ask(argv, None);
        assert!(matches!(world.exit_of(client), Some(1 | 2)), "{argv:?}");
        let told = format!(
            "{:?}",
            world.effects.iter().find_map(|effect| match effect {
                Effect::Client(_, ClientEffect::Stderr(text)) =>
                    Some(String::from_utf8_lossy(text).into_owned()),
                _ => None,
            })
        );
        assert!(told.contains(what), "{argv:?}: {told}");
    }
    // Where nothing can be chosen there is none.
    let client = world.ask(&["display-menu", "--", "-name", "k", "x"], None);
    assert_eq!(world.exit_of(client), Some(0));
}
