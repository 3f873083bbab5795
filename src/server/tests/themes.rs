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
