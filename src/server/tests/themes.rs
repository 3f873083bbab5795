//! Dark and light terminals: each is shown what can be read there.

use super::*;
use crate::protocol::message::TtyReport;
use crate::style::Color;

impl World {
    fn told(&mut self, screen: &Screen, report: TtyReport) {
        self.event(Event::Message(screen.client, ClientMessage::Tty(report)));
    }

    /// What the status line, its windows and the borders are drawn in, on each of these displays.
    fn colors<const N: usize>(&mut self, mut screens: [&mut Screen; N]) -> [[Color; 3]; N] {
        self.clock.millis += 20;
        self.show(&mut screens);
        screens.map(|screen| {
            self.acknowledge(screen);
            let status = screen.view.status.as_ref().expect("a status line");
            let window = status.windows[0].line.runs[0].style.fg;
            [status.style.bg, window, screen.view.borders.style.fg]
        })
    }
}

const DARK: [Color; 3] = [Color::Indexed(236), Color::Indexed(231), Color::Indexed(244)];
const LIGHT: [Color; 3] = [Color::Indexed(254), Color::Indexed(232), Color::Indexed(242)];

#[test]
fn each_terminal_is_shown_the_colours_for_its_own_background() {
    let mut world = World::new();
    let (mut one, mut other) = (world.attach(&[], SIZE), world.attach(&[], SIZE));
    assert_eq!(world.colors([&mut one, &mut other]), [DARK, DARK], "nothing is known");
    world.told(&one, TtyReport::Background(253, 246, 227));
    world.told(&other, TtyReport::Background(0, 43, 54));
    assert_eq!(world.colors([&mut one, &mut other]), [LIGHT, DARK]);
    // They change while they look, and what was told last counts.
    world.told(&one, TtyReport::Dark(true));
    world.told(&other, TtyReport::Dark(false));
    assert_eq!(world.colors([&mut one, &mut other]), [DARK, LIGHT]);
    world.told(&one, TtyReport::Background(255, 255, 255));
    world.told(&one, TtyReport::Foreground(0, 0, 0));
    assert_eq!(world.colors([&mut one, &mut other]), [LIGHT, LIGHT]);
}

#[test]
fn what_a_person_sets_is_so_on_any_terminal() {
    let mut world = World::new();
    let mut screen = world.attach(&[], SIZE);
    world.told(&screen, TtyReport::Dark(false));
    world.ask(&["set", "-gw", "window-status-current-style", "fg=red"], None);
    assert_eq!(world.colors([&mut screen]), [[LIGHT[0], Color::Indexed(1), LIGHT[2]]]);
    world.ask(&["set", "-gwu", "window-status-current-style"], None);
    // Text in the status line goes with the status line.
    world.ask(&["set", "-g", "status-style", "bg=blue"], None);
    assert_eq!(world.colors([&mut screen]), [[Color::Indexed(4), DARK[1], LIGHT[2]]]);
    world.ask(&["set", "-gu", "status-style"], None);
    assert_eq!(world.colors([&mut screen]), [LIGHT]);
}

#[test]
fn formats_know_what_a_terminal_is() {
    let mut world = World::new();
    let screen = world.attach(&[], SIZE);
    let theme = |world: &World| {
        let place = Place::of_client(&world.server.model, screen.client);
        world.server.model.expand("#{client_theme}", &place)
    };
    assert_eq!(theme(&world), "");
    world.told(&screen, TtyReport::Dark(false));
    assert_eq!(theme(&world), "light");
    world.told(&screen, TtyReport::Background(0, 0, 0));
    assert_eq!(theme(&world), "dark");
}

#[test]
fn a_program_that_wants_to_hear_of_it_is_told_of_another_theme() {
    let mut world = World::new();
    let screen = world.attach(&[], SIZE);
    world.told(&screen, TtyReport::Background(0, 0, 0));
    world.output("\x1b[?2031h");
    assert_eq!(world.written(), "", "it asked nothing");
    world.told(&screen, TtyReport::Background(16, 16, 16));
    assert_eq!(world.written(), "", "that is as dark");
    world.told(&screen, TtyReport::Background(255, 255, 255));
    assert_eq!(world.written(), "\x1b[?997;2n");
    world.told(&screen, TtyReport::Background(0, 0, 0));
    assert_eq!(world.written(), "\x1b[?997;1n");
    world.output("\x1b[?2031l");
    world.told(&screen, TtyReport::Background(255, 255, 255));
    assert_eq!(world.written(), "");
}

#[test]
fn a_hook_is_called_when_a_terminal_becomes_dark_or_light() {
    let mut world = World::new();
    for theme in ["dark", "light"] {
        let add = "set -gaF @themes '#{hook} '";
        world.ask(&["set-hook", "-g", &format!("client-{theme}-theme"), add], None);
    }
    world.ask(&["set", "-g", "@themes", ""], None);
    let screen = world.attach(&[], SIZE);
    for light in [false, false, true, false] {
        world.told(&screen, TtyReport::Dark(!light));
    }
    let place = Place::of_client(&world.server.model, screen.client);
    let told = world.server.model.expand("#{@themes}", &place);
    assert_eq!(told, "client-dark-theme client-light-theme client-dark-theme ");
}

#[test]
fn a_program_that_asks_is_answered_with_the_palette_of_its_pane() {
    let mut world = World::new();
    world.ask(&["set", "-p", "-t", "build", "pane-colours[1]", "#102030"], None);
    world.output("\x1b]4;1;?\x1b\\\x1b]4;2;?\x1b\\");
    let answers = world.written();
    assert!(answers.starts_with("\x1b]4;1;rgb:1010/2020/3030\x1b\\\x1b]4;2;rgb:"), "{answers:?}");
    world.output("\x1b]4;1;rgb:ff/00/00\x1b\\\x1b]4;1;?\x1b\\");
    assert_eq!(world.written(), "\x1b]4;1;rgb:ffff/0000/0000\x1b\\", "its own counts");
}
