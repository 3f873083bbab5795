//! What moves in the status line, and wakes nobody where it does not.

use super::*;

impl World {
    fn status_left(&mut self, screen: &mut Screen) -> String {
        self.show(&mut [&mut *screen]);
        self.acknowledge(screen);
        let line = &screen.view.status.as_ref().expect("a status line").left;
        line.text.clone()
    }
}

#[test]
fn frames_come_one_after_the_other_while_somebody_looks() {
    let mut world = World::new();
    world.ask(&["set", "-g", "status-interval", "0"], None);
    let mut screen = world.attach(&[], SIZE);
    world.status_left(&mut screen);
    assert_eq!(world.server.model.frame_due.get(), None, "nothing moves");
    world.clock.millis = 6000;
    // What runs in the pane is looked at when it has begun.
    world.event(Event::Timer);
    world.server.take_stale();
    world.ask(&["set", "-g", "status-left", "#{A/3:one,two} #(echo '#{A:a,b}')"], None);
    assert_eq!(world.status_left(&mut screen), "one ");
    assert_eq!(world.server.model.frame_due.get(), Some(6300));
    assert!(world.server.deadline().is_some_and(|due| due <= 6300));
    for (now, expect) in [(6300, "two "), (6600, "one "), (6900, "two ")] {
        world.clock.millis = now;
        world.event(Event::Timer);
        assert_eq!(world.status_left(&mut screen), expect);
        assert_eq!(world.server.model.frame_due.get(), Some(now + 300));
    }
    world.clock.millis = 7200;
    world.ask(&["set", "-g", "status-left", "#{A:alone}#{A:}"], None);
    world.event(Event::Timer);
    assert_eq!(world.status_left(&mut screen), "alone");
    assert_eq!(world.server.model.frame_due.get(), None, "it has no other frame");
}
