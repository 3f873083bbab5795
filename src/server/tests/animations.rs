//! What moves in the status line, and wakes nobody where it does not.

use super::*;
use crate::model::answer::{Answer, Ran};
use crate::model::id::JobId;

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

/// The shell commands that are to run since the last look.
fn started(world: &mut World) -> Vec<(JobId, String)> {
    let effects = std::mem::take(&mut world.effects);
    let started = effects.into_iter().filter_map(|effect| match effect {
        Effect::Job(job, JobEffect::Run(run)) => Some((job, run.command.clone())),
        _ => None,
    });
    started.collect()
}

fn printed(text: &str) -> Answer {
    Answer::Ran(Ran { status: 0, output: text.into() })
}

#[test]
fn a_command_has_what_its_format_runs_and_tells_it_the_next_time() {
    let mut world = World::speaking(Dialect::Tmux);
    started(&mut world);
    let ask = |world: &mut World| {
        world.ask(&["set", "-gF", "@told", "<#(date)>"], None);
        world.server.model.session_lookup(None).user("@told").unwrap_or_default()
    };
    assert_eq!(ask(&mut world), "<>");
    let jobs = started(&mut world);
    assert_eq!(jobs.len(), 1, "{jobs:?}");
    assert!(ask(&mut world) == "<>" && started(&mut world).is_empty(), "it runs");
    world.event(Event::JobDone(jobs[0].0, printed("one\ntwo\n")));
    assert_eq!(ask(&mut world), "<two>");
    assert!(started(&mut world).is_empty(), "once a second is enough");
    world.clock.unix += 1;
    assert_eq!(ask(&mut world), "<two>");
    assert_eq!(started(&mut world).len(), 1);
}

#[test]
fn what_is_only_asked_for_takes_no_room_from_what_is_drawn() {
    let mut world = World::speaking(Dialect::Tmux);
    let mut screen = world.attach(&[], SIZE);
    world.settle(&mut screen);
    let ask = |world: &mut World, number: usize| {
        let format = format!("#(echo {number})");
        world.ask(&["display-message", "-p", &format], None);
        let jobs = started(world);
        jobs.into_iter().map(|(job, _)| job).collect::<Vec<_>>()
    };
    // As long as they run there is room for no more of them; the oldest that has ended makes some.
    let jobs: Vec<JobId> = (0..64).flat_map(|number| ask(&mut world, number)).collect();
    assert_eq!((jobs.len(), ask(&mut world, 64).len()), (64, 0));
    world.ask(&["set", "-g", "status-right", "#(echo drawn)"], None);
    assert_eq!(started(&mut world).len(), 1);
    jobs.into_iter().for_each(|job| world.event(Event::JobDone(job, printed("said"))));
    assert_eq!((64..70).flat_map(|number| ask(&mut world, number)).count(), 6);
    assert!(world.server.model.shell_outputs.contains_key("echo drawn"));
}

#[test]
fn a_row_of_a_format_of_its_own_runs_what_is_in_it() {
    let mut world = World::speaking(Dialect::Tmux);
    let mut screen = world.attach(&[], SIZE);
    started(&mut world);
    world.ask(&["set", "-g", "status-format[0]", "#(echo '[#{A:a,b}]')"], None);
    world.show(&mut [&mut screen]);
    let commands: Vec<String> =
        started(&mut world).into_iter().map(|(_, command)| command).collect();
    assert_eq!(commands, ["echo '[]'"]);
}
