//! Hooks that set each other off.

use super::*;

#[test]
fn hooks_that_set_each_other_off_come_to_an_end() {
    let mut world = World::new();
    let client = world.ask(
        &[
            "set-hook",
            "-g",
            "window-renamed",
            "run-shell -b true ; run-shell 'x' ; rename-window -t build: '#{window_name}x'",
        ],
        None,
    );
    world.event(Event::Gone(client));
    let client = world.ask(&["rename-window", "-t", "build:", "x"], None);
    world.event(Event::Gone(client));
    // Each has to wait for a job, so that no event comes to the end by itself.
    for _ in 0..1000 {
        let jobs =
            std::mem::take(&mut world.effects).into_iter().filter_map(|effect| match effect {
                Effect::Job(job, _) => Some(job),
                _ => None,
            });
        let jobs: Vec<JobId> = jobs.collect();
        jobs.into_iter().for_each(|job| world.event(Event::JobDone(job, Answer::Done)));
    }
    let window = world.server.model.graph.windows().next().unwrap();
    assert!((10..=51).contains(&window.name.len()), "{}", window.name);
    let told = |(_, text): &(i64, String)| text.contains("hooks have set each other off");
    assert!(world.server.model.messages.iter().any(told));
}
