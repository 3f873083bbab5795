//! The law of state: whatever commands do, what was written of it event by event is what there is, and
//! a model made of it is the same and goes on as such.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::World;
use super::changes::{COMMANDS, line};
use crate::model::Model;
use crate::model::state::{Checkpoint, FORMAT, Key, State, StateError};
use crate::store::{Full, SMALLEST, Store};
use crate::terminal::{Notice, Terminal};

/// What is written.
type Sections = BTreeMap<Key, Vec<u8>>;

/// What a person does that alters no window, beside what does.
pub(super) const CHOICES: &[&str] = &[
    "set-option -t S @mine x",
    "set-option -g @all y",
    "set-option -ug @all",
    "set-option -s buffer-limit 3",
    "set-option -g message-limit 5",
    "set-option -p -t S:I.P remain-on-exit on",
    "set-option -gw mode-keys vi",
    "set-hook -g window-renamed 'display-message x'",
    "set-hook -t S after-new-window 'set @x y'",
    "set-environment -g A b",
    "set-environment -t S A b",
    "set-environment -t S -r A",
    "bind-key -N note C-y display-message '#{l:$HOME} {' \\; if-shell true { display-message a }",
    "bind-key -n -r M-x new-window -t S",
    "bind-key -T mine MouseDown1Pane resize-pane -Z",
    "unbind-key C-y",
    "unbind-key -a -T mine",
    "set-buffer text",
    "set-buffer -b named text",
    "set-buffer -b named -n other",
    "delete-buffer",
    "delete-buffer -b other",
    "select-pane -m -t S:I.P",
    "select-pane -M",
    "select-pane -T title -t S:I.P",
    "select-pane -d -t S:I.P",
    "select-pane -e -t S:I.P",
    "display-message hello",
    "wait-for -S one",
    "wait-for -L two",
    "wait-for -U two",
    "display-popup cat",
    "display-popup -C",
    "pipe-pane -t S cat",
    "refresh-client -f ignore-size",
    "switch-client -r",
    "switch-client -l",
    "attach-session -c /tmp -t S",
    "send-keys -R -t S",
    "swap-pane -d -s S:I.P -t S:I.P",
    "select-layout -E -t S",
    "spawn -d --restart on-failure:3 -- false",
];

/// All of it as it is now.
pub(super) fn whole(model: &Model) -> Sections {
    let mut sections = Sections::new();
    for key in model.section_keys() {
        let mut bytes = Vec::new();
        assert!(model.push_section(&key, &mut bytes), "{key:?} is there and is not");
        sections.insert(key, bytes);
    }
    sections
}

/// An event is over: what changed is read, and written.
fn event_over(model: &mut Model, checkpoint: &mut Checkpoint, sections: &mut Sections) {
    while !model.graph.changes().is_empty() {
        model.settle();
        model.graph.take_changes().iter().for_each(|told| checkpoint.read(&told.change));
    }
    model.graph.forget_gone();
    checkpoint.write(model, |key, bytes| match bytes {
        Some(bytes) => drop(sections.insert(key.clone(), bytes.to_vec())),
        None => drop(sections.remove(key)),
    });
}

fn read(sections: &Sections) -> State {
    let kept: Vec<_> =
        sections.iter().map(|(key, bytes)| (key.bytes(), bytes.as_slice())).collect();
    State::read(FORMAT, kept.iter().map(|(key, bytes)| (key.as_slice(), *bytes))).unwrap()
}

pub(super) fn restore(sections: &Sections) -> Result<Model, StateError> {
    let empty = World::empty().model;
    empty.restore(&read(sections), &mut |_, size, limits| Terminal::new(size, limits))
}

/// Sections that differ, for a person.
fn differing(one: &Sections, other: &Sections) -> Vec<Key> {
    let keys = one.keys().chain(other.keys());
    keys.filter(|key| one.get(key) != other.get(key)).cloned().collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    #[test]
    fn what_was_written_event_by_event_is_what_there_is(
        acts in prop::collection::vec((0..COMMANDS.len() + CHOICES.len(), any::<[u8; 6]>()), 1..30),
        again in 0..30usize,
    ) {
        let mut world = World::attached();
        let (mut sections, mut checkpoint) = (Sections::new(), Checkpoint::new(&world.model, []));
        event_over(&mut world.model, &mut checkpoint, &mut sections);
        prop_assert_eq!(differing(&sections, &whole(&world.model)), []);
        for (at, (act, picks)) in acts.into_iter().enumerate() {
            if at == again {
                // The server is another from here on.
                let model = restore(&sections).unwrap();
                prop_assert!(model.graph.is_indexed_as(&world.model.graph));
                checkpoint = Checkpoint::new(&model, read(&sections).keys());
                world.model = model;
                let now = whole(&world.model);
                let differ: Vec<_> = differing(&sections, &now).into_iter()
                    // The next number of a client is further on, and who had a pipe is told.
                    .filter(|key| !matches!(key, Key::Server | Key::Pane(_) | Key::Messages(_)))
                    .collect();
                prop_assert_eq!(differ, []);
            }
            let command = COMMANDS.iter().chain(CHOICES).nth(act).unwrap();
            let line = line(command, &picks);
            world.run(&line);
            world.model.outbox.clear();
            world.model.outlet_tasks.clear();
            event_over(&mut world.model, &mut checkpoint, &mut sections);
            prop_assert_eq!(differing(&sections, &whole(&world.model)), [], "{}", line);
        }
    }

    /// Whatever a section says, it is refused or makes a model that holds together.
    #[test]
    fn a_section_that_says_something_else_is_refused_or_sound(
        acts in prop::collection::vec((0..COMMANDS.len() + CHOICES.len(), any::<[u8; 6]>()), 0..12),
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<u8>()), 30),
    ) {
        let mut world = World::attached();
        for (act, picks) in acts {
            world.run(&line(COMMANDS.iter().chain(CHOICES).nth(act).unwrap(), &picks));
            while !world.model.graph.changes().is_empty() {
                world.model.settle();
                world.model.graph.take_changes();
            }
        }
        let sections = whole(&world.model);
        for (which, at, byte) in flips {
            let mut sections = sections.clone();
            let which = which.index(sections.len());
            let bytes = sections.values_mut().nth(which).unwrap();
            if bytes.is_empty() {
                continue;
            }
            let at = at.index(bytes.len());
            bytes[at] = byte;
            if let Ok(mut model) = restore(&sections) {
                // It can be used, and written.
                prop_assert!(restore(&whole(&model)).is_ok());
                model.settle();
                for id in model.graph.sessions().map(|it| it.id).collect::<Vec<_>>() {
                    model.remove_session(id);
                }
                model.settle();
                prop_assert_eq!(model.graph.windows().len(), 0);
            }
        }
    }
}

#[test]
fn what_is_missing_or_newer_is_told() {
    let world = World::attached();
    let sections = whole(&world.model);
    assert!(restore(&sections).is_ok());
    for key in sections.keys() {
        let mut sections = sections.clone();
        sections.remove(key);
        match restore(&sections) {
            Ok(_) => {
                let may_miss = matches!(
                    key,
                    Key::LineTimes(_)
                        | Key::Client(_)
                        | Key::Configured
                        | Key::Hooks
                        | Key::Groups
                        | Key::Searches
                        | Key::MissingAnswers
                );
                assert!(may_miss, "{key:?}");
            }
            Err(error) => {
                assert!(error.to_string().starts_with("the state is damaged: "), "{error}")
            }
        }
    }
    assert_eq!(State::read(FORMAT + 1, []), Err(StateError::Newer(FORMAT + 1)));
    assert_eq!(State::read(FORMAT, [(&[250][..], &[][..])]), Err(StateError::Unknown));
}

#[test]
fn a_directory_whose_name_is_no_text_is_kept() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let mut world = World::attached();
    let session = world.model.graph.sessions().next().unwrap().id;
    let directory: &std::path::Path = OsStr::from_bytes(b"/tmp/\xFF\xFE").as_ref();
    world.model.graph.start_in(session, directory.to_owned());
    world.run("new-window -t main:");
    let model = restore(&whole(&world.model)).unwrap();
    assert_eq!(model.graph[session].cwd, directory);
    assert!(model.graph.panes().any(|pane| pane.run.start_directory == directory));
}

/// Commands that leave something in each kind of section.
const RICH: &[&str] = &[
    "rename-session build",
    "split-window -h",
    "split-window -Z",
    "select-layout main-vertical",
    "new-session -d -s other -x 90 -y 30",
    "new-window -t other: -n 'a name'",
    "link-window -s build:0 -t other:7",
    "set-option -t other @mine 'x y'",
    "set-option -g status off",
    "set-option -p remain-on-exit on",
    "set-option -s buffer-limit 7",
    "set-option -gw mode-keys vi",
    "set-hook -g window-renamed 'display-message x'",
    "set-environment -g A b",
    "set-environment -t other -r B",
    "bind-key -N note C-y if-shell true { display-message '#{l:$HOME} {' } \\; new-window",
    "bind-key -n -r M-x display-message one",
    "bind-key -T mine MouseDown1Pane resize-pane -Z",
    "set-buffer text",
    "set-buffer -b named 'other text'",
    "select-pane -m",
    "select-pane -T title",
    "display-message hello",
    "wait-for -S signalled",
    "wait-for -L locked",
    "display-popup -T popup -w 20 -h 5 cat",
    "spawn -d --name job --restart on-failure:3 -- false",
    // As it was before, when nothing was said of sizes by that.
    "switch-client -r",
    "refresh-client -f '!ignore-size'",
];

/// A model that has something in each kind of section.
fn rich() -> World {
    let mut world = World::attached();
    for line in RICH {
        let printed = world.run(line);
        assert!(!printed.contains("unknown") && !printed.contains("usage"), "{line}: {printed}");
    }
    world.model.remember_answer(crate::model::prompt::Kind::Command, "an answer");
    let clock = world.model.clock;
    let pane = world.model.graph.panes().next().unwrap().id;
    let pane = world.model.graph.pane_mut(pane).unwrap();
    pane.terminal
        .take_in(b"\x1b]133;A\x07$ \x1b]133;B\x07make\r\n\x1b]133;C\x07out\r\n\x1b]133;D;2\x07");
    for notice in pane.terminal.drain_notices().collect::<Vec<_>>() {
        if let Notice::Mark(mark, at) = notice {
            pane.command_log.mark(mark, at, &pane.terminal, Some("/tmp".into()), clock);
        }
    }
    pane.line_times.note(&pane.terminal, 1_700_000_000);
    world
}

/// What a pmux wrote whose state was of that format is read by this one.
///
/// Before a format is released, `PMUX_RECORD_STATE=1` writes its state anew. After that it stays as it
/// is: whoever writes anything in another way gives that a new number and reads the old one too.
#[test]
fn what_was_written_before_is_read() {
    let path = |format| format!("{}/tests/state/{format}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("PMUX_RECORD_STATE").is_some() {
        let mut store = Store::new(vec![0; SMALLEST], FORMAT, 1);
        whole(&rich().model).iter().for_each(|(key, bytes)| store.put(&key.bytes(), bytes));
        if let Err(Full { wanted }) = store.commit() {
            store.move_to(vec![0; wanted]).unwrap();
        }
        std::fs::write(path(FORMAT), store.area()).unwrap();
    }
    (1..=FORMAT).for_each(|format| is_read(&path(format)));
}

fn is_read(path: &str) {
    let now = rich();
    let store = Store::open(std::fs::read(path).unwrap()).unwrap();
    let state = State::read(store.format(), store.sections()).unwrap();
    let empty = World::empty().model;
    let model = empty.restore(&state, &mut |_, size, limits| Terminal::new(size, limits)).unwrap();
    let is_of_pmux = |key: &Key| !matches!(key, Key::Server);
    let differ = differing(&whole(&model), &whole(&now.model));
    assert!(!differ.iter().any(is_of_pmux), "{differ:?} are written in another way now");
    let (mut then, mut now) = (World { model, ..World::empty() }, now);
    (then.client, now.client) = (None, None);
    for line in [
        "list-sessions -F '#{session_id} #{session_name} #{session_windows} #{session_path}'",
        "list-windows -a -F '#{window_id} #{window_name} #{window_layout} #{window_zoomed_flag}'",
        "list-panes -a -F '#{pane_id} #{pane_title} #{pane_marked} #{pane_width} #{pane_active}'",
        "list-clients -F '#{client_name} #{client_session} #{client_readonly} #{client_width}'",
        "list-keys",
        "show-options -g",
        "show-options -s",
        "show-options -t other",
        "show-options -gw",
        "show-hooks -g",
        "show-environment -g",
        "show-environment -t other",
        "list-buffers",
        "show-buffer -b named",
        "show-messages",
        "commands -t build:0.0",
    ] {
        let printed = now.run(line);
        assert!(!printed.is_empty(), "{line}");
        assert_eq!(then.run(line), printed, "{line}");
    }
}

#[test]
fn groups_and_hooks_are_there_again() {
    let mut world = World::new();
    world.run("new-session -d -t main -s other ; new-window -t other ; set-hook -g @mine lsk");
    world.run("set-hook -g -B '@seen:%*:#{pane_title}'");
    let again = restore(&whole(&world.model)).unwrap();
    let other = again.session_named("other").unwrap().id;
    let main = again.session_named("main").unwrap().id;
    assert_eq!(again.graph.group_of(other), Some("main"));
    assert_eq!(again.graph.sessions_of_group("main"), [main, other]);
    assert_eq!(again.graph[main].windows, again.graph[other].windows);
    assert!(again.is_own_hook("@mine") && again.is_own_hook("@seen"));
    assert!(again.monitors_due().is_some());
}
