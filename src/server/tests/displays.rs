//! What displays are told, and when: no more often than they show it, and nobody waits for another.

use super::*;

#[test]
fn a_display_is_told_everything_once() {
    let mut world = World::new();
    world.output("before\r\n");
    let mut screen = world.attach(&[], SIZE);
    assert_eq!(world.show(&mut [&mut screen]), 1);
    assert_eq!((screen.row(0), screen.view.panes[0].lines.len()), ("before".into(), 23));
    world.acknowledge(&screen);
    assert_eq!(world.show(&mut [&mut screen]), 0, "nothing happened");
    world.clock.millis += 100;
    world.output("after");
    assert_eq!(world.show(&mut [&mut screen]), 1, "the first change after quiet goes at once");
    assert_eq!(screen.row(1), "after");
}

#[test]
fn a_display_that_does_not_answer_is_sent_nothing_more() {
    let mut world = World::new();
    let (mut stopped, mut other) = (world.attach(&[], SIZE), world.attach(&[], SIZE));
    let mut frames = world.show(&mut [&mut stopped, &mut other]);
    world.acknowledge(&other);
    for n in 0..500 {
        world.clock.millis += 10;
        world.output(&format!("line {n}\r\n"));
        frames += world.show(&mut [&mut stopped, &mut other]);
        world.acknowledge(&other);
    }
    world.settle(&mut other);
    assert!(stopped.number <= 2, "{} frames", stopped.number);
    assert!(frames > 400, "the other one sees it all");
    assert_eq!(other.row(21), "line 499");
    assert_ne!(stopped.row(21), "line 499");
    // It goes on, and one frame is enough.
    world.acknowledge(&stopped);
    assert_eq!(world.show(&mut [&mut stopped]), 1);
    assert_eq!(stopped.view, other.view);
}

#[test]
fn sustained_output_is_coalesced() {
    let mut world = World::new();
    let mut screen = world.attach(&[], SIZE);
    world.settle(&mut screen);
    let before = screen.number;
    for n in 0..1000 {
        world.clock.millis += 1;
        world.output(&format!("{n}\r\n"));
        world.show(&mut [&mut screen]);
        world.acknowledge(&screen);
    }
    let frames = screen.number - before;
    assert!((100..=130).contains(&frames), "{frames} frames in a second");
    // The last of it is owed, and the server wakes for that.
    world.server.stale.clear();
    let deadline = world.server.deadline().unwrap();
    assert!((1..=8).contains(&(deadline - world.clock.millis)), "{deadline}");
    world.clock.millis = deadline;
    world.event(Event::Timer);
    world.show(&mut [&mut screen]);
    assert_eq!(screen.row(21), "999");
}

#[test]
fn what_answers_a_key_goes_out_at_once() {
    let mut world = World::new();
    let mut screen = world.attach(&[], SIZE);
    world.settle(&mut screen);
    for n in 0..20 {
        world.clock.millis += 1;
        world.type_(&screen, "x");
        world.show(&mut [&mut screen]);
        world.acknowledge(&screen);
        world.output("x");
        assert_eq!(world.show(&mut [&mut screen]), 1, "echo {n}");
        world.acknowledge(&screen);
    }
    assert_eq!(screen.row(0), "x".repeat(20));
    assert_eq!(world.written(), "x".repeat(20));
}

#[test]
fn a_synchronised_update_is_seen_whole_or_late() {
    let mut world = World::new();
    let mut screen = world.attach(&[], SIZE);
    world.output("old");
    world.settle(&mut screen);
    world.output("\x1b[?2026h\x1b[Hnew");
    world.settle(&mut screen);
    assert_eq!(screen.row(0), "old");
    world.output(" and whole\x1b[?2026l");
    world.settle(&mut screen);
    assert_eq!(screen.row(0), "new and whole");
    // One that is never ended is shown all the same after a while.
    world.output("\x1b[?2026h\x1b[2J\x1b[Hforgotten");
    world.clock.millis += 1;
    world.show(&mut [&mut screen]);
    world.acknowledge(&screen);
    assert_eq!(screen.row(0), "new and whole");
    // Whoever asks within it is told that the mode is on, however late.
    let deadline = world.server.deadline().unwrap();
    assert!(deadline <= world.clock.millis + 1000);
    while screen.row(0) != "forgotten" {
        world.clock.millis = world.server.deadline().unwrap().max(world.clock.millis + 1);
        world.event(Event::Timer);
        world.show(&mut [&mut screen]);
        world.acknowledge(&screen);
    }
    world.output("\x1b[?2026$p");
    assert!(world.written().ends_with("\x1b[?2026;1$y"));
}

#[test]
fn who_saw_every_change_sees_what_who_comes_now_sees() {
    let mut world = World::new();
    let mut old = world.attach(&[], SIZE);
    let steps = [
        "\x1b[31mred\x1b[m\r\n",
        "\x1b[?1049h\x1b[2J\x1b[5;5Hfull screen",
        "\x1b[?1049l",
        "\x1b[3;10r\x1b[10;1H\n\n\x1b[r",
        "wide 漢字 e\u{301} 😀\r\n",
        "\x1b[?25l\x1b[?1003h\x1b]2;title\x07",
        "\x1b[2;2H\x1b[4@\x1b[3P\x1b[2L\x1b[1M",
        "\x1b[?25h\x1b[5 q\x1b[?1003l",
    ];
    for round in 0..3 {
        for step in steps {
            world.clock.millis += 3;
            world.output(step);
            world.show(&mut [&mut old]);
            world.acknowledge(&old);
        }
        if round == 1 {
            world.prefix(&old, '%');
        }
        world.settle(&mut old);
        let mut new = world.attach(&["-f", "ignore-size"], SIZE);
        world.settle(&mut new);
        world.settle(&mut old);
        assert_eq!(old.view, new.view, "round {round}");
        world.event(Event::Gone(new.client));
    }
}

#[test]
fn a_flood_is_rationed_only_while_somebody_types_elsewhere() {
    let mut world = World::new();
    let screen = world.attach(&[], SIZE);
    world.prefix(&screen, '%');
    let shares = |world: &World| [0, 1].map(|pane| world.server.share(PaneId(pane)));
    assert_eq!(shares(&world), [Share::Large, Share::Large], "whoever attaches does not type");
    world.type_(&screen, "x");
    assert_eq!(shares(&world), [Share::Rationed, Share::Small]);
    world.clock.millis += 1000;
    world.server.model.clock = world.clock;
    assert_eq!(shares(&world), [Share::Large, Share::Large]);
}
