//! The law of saved sessions: whatever commands do, each session that is saved can be read, and one
//! made of it is saved as the same.

use proptest::prelude::*;

use super::World;
use super::changes::{COMMANDS, line};
use super::state::CHOICES;
use crate::model::Model;
use crate::model::id::{PaneId, SessionId};
use crate::model::layout;
use crate::saved::{Kept, Session, decode, encode};

/// An event is over.
fn settle(model: &mut Model) {
    while !model.graph.changes().is_empty() {
        model.settle();
        model.graph.take_changes();
    }
    model.graph.forget_gone();
    model.outbox.clear();
    model.outlet_tasks.clear();
}

fn kept(model: &Model, session: SessionId) -> Option<Session> {
    model.kept_session(session, |pane| pane.terminal.checkpoint())
}

/// What of it stays the same: terminals have a line more, panes other numbers, and windows that follow
/// their programs the names of those.
fn lasting(mut session: Session) -> Session {
    for window in &mut session.windows {
        window.panes.iter_mut().for_each(|pane| pane.terminal.clear());
        window.name.clear();
        let tiled = (window.panes.len() - window.floats.len()) as u32;
        let panes: Vec<PaneId> = (0..tiled).map(PaneId).collect();
        window.layout = layout::parse(&window.layout, &panes).unwrap().to_string();
    }
    session
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn a_session_comes_back_whatever_was_done(
        acts in prop::collection::vec((0..COMMANDS.len() + CHOICES.len(), any::<[u8; 6]>()), 1..40),
    ) {
        let mut world = World::attached();
        for (act, picks) in acts {
            world.run(&line(COMMANDS.iter().chain(CHOICES).nth(act).unwrap(), &picks));
            settle(&mut world.model);
        }
        let sessions: Vec<SessionId> = world.model.graph.sessions().map(|it| it.id).collect();
        let mut after = World::empty();
        // What holds for all comes from the configuration, and that is the same.
        after.model.window_options = world.model.window_options.clone();
        for id in sessions {
            let Some(session) = kept(&world.model, id) else { continue };
            let file = encode(&Kept::Session(session.clone()), 5);
            let read = decode(&file).map(|(_, kept)| kept);
            prop_assert_eq!(read, Ok(Kept::Session(session.clone())));
            let back = after.model.restore_session(session.clone(), 5, None);
            settle(&mut after.model);
            let again = kept(&after.model, back.unwrap()).unwrap();
            prop_assert_eq!(lasting(again), lasting(session));
        }
    }
}

/// The sessions of a world as their files have them.
fn all_kept(world: &World) -> Vec<Session> {
    let sessions = world.model.graph.sessions().map(|it| it.id);
    sessions.filter_map(|id| kept(&world.model, id)).collect()
}

/// Which windows sessions have.
fn windows(world: &mut World) -> String {
    world.run("list-windows -a -F '#{session_name}:#{window_index} #{window_id} #{session_group}'")
}

#[test]
fn a_window_at_two_indexes_comes_back_as_one() {
    let mut before = World::new();
    before.run("link-window -d -s main:0 -t main:5 ; new-session -d -t main -s other");
    let mut after = World::empty();
    for session in all_kept(&before) {
        after.model.restore_session(session, 5, None).unwrap();
        settle(&mut after.model);
    }
    let expect = "main:0 @0 main\nmain:5 @0 main\nother:0 @0 main\nother:5 @0 main\n";
    assert_eq!(windows(&mut after), expect);
    assert_eq!(after.model.graph.panes().count(), 1);
}

#[test]
fn which_window_it_was_is_known_to_the_next_server() {
    let mut before = World::new();
    before.run("new-session -d -t main -s other");
    let [main, other] = <[Session; 2]>::try_from(all_kept(&before)).unwrap();
    let mut after = World::empty();
    after.model.restore_session(main, 5, None).unwrap();
    settle(&mut after.model);
    after.model = super::state::restore(&super::state::whole(&after.model)).unwrap();
    after.model.restore_session(other, 5, None).unwrap();
    settle(&mut after.model);
    assert_eq!(windows(&mut after), "main:0 @0 main\nother:0 @0 main\n");
}

#[test]
fn what_goes_with_the_session_that_is_replaced_is_no_window_to_come_back_to() {
    let mut before = World::new();
    before.run("new-session -d -t main -s other");
    let [main, other] = <[Session; 2]>::try_from(all_kept(&before)).unwrap();
    let mut after = World::empty();
    let failed = after.model.restore_session(main, 5, None).unwrap();
    after.model.keep_session(failed);
    settle(&mut after.model);
    after.model.restore_session(other, 5, Some("main".into())).unwrap();
    settle(&mut after.model);
    assert_eq!(windows(&mut after), "main:0 @1 main\n");
    assert_eq!(after.model.graph.windows().count(), 1);
}
