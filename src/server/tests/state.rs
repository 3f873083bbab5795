//! What of a server is written down, and how little an event writes.

use std::collections::BTreeMap;

use super::guests::WHO;
use super::*;
use crate::dialect::Dialect;
use crate::model::state::{FORMAT, Key as Section, State};
use crate::terminal::Terminal;

type Sections = BTreeMap<Section, Vec<u8>>;

/// A world whose state is written.
struct Kept {
    world: World,
    sections: Sections,
    /// What the last event wrote.
    written: Vec<(Section, usize)>,
}

impl Kept {
    fn new() -> Self {
        let mut world = World::new();
        world.server.keep_state();
        let mut kept = Self { world, sections: Sections::new(), written: Vec::new() };
        kept.over();
        kept
    }

    /// An event is over.
    fn over(&mut self) {
        let (sections, written) = (&mut self.sections, &mut self.written);
        written.clear();
        self.world.server.write_state(|key, bytes| {
            if sections.get(key).map(Vec::as_slice) == bytes {
                return;
            }
            written.push((key.clone(), bytes.map_or(0, <[u8]>::len)));
            match bytes {
                Some(bytes) => drop(sections.insert(key.clone(), bytes.to_vec())),
                None => drop(sections.remove(key)),
            }
        });
        self.is_whole();
    }

    /// What was written is what there is, but for how late it is.
    #[track_caller]
    fn is_whole(&self) {
        let mut whole = Sections::new();
        for key in self.world.server.model.section_keys() {
            let mut bytes = Vec::new();
            self.world.server.model.push_section(&key, &mut bytes);
            whole.insert(key, bytes);
        }
        let keys = whole.keys().chain(self.sections.keys());
        let differ: Vec<_> = keys
            .filter(|key| whole.get(key) != self.sections.get(key))
            .filter(|key| !matches!(key, Section::LineTimes(_)))
            .collect();
        assert!(differ.is_empty(), "{differ:?}");
    }

    fn wrote(&self) -> Vec<&Section> {
        self.written.iter().map(|(key, _)| key).collect()
    }

    /// A server that goes on.
    fn restored(&self) -> World {
        let kept: Vec<_> = self.sections.iter().map(|(key, bytes)| (key.bytes(), bytes)).collect();
        let kept = kept.iter().map(|(key, bytes)| (key.as_slice(), bytes.as_slice()));
        let state = State::read(FORMAT, kept).unwrap();
        let start = Start {
            dialect: Dialect::Pmux,
            socket: "/nowhere".into(),
            config: Vec::new(),
            config_named: false,
            starter: None,
            shim: Vec::new(),
        };
        let around = super::super::start::World::here(&start, 1_700_000_002);
        let mut terminals = |_, size, limits| Terminal::new(size, limits);
        let server = Server::restore(&around, &state, &mut terminals).unwrap();
        World { server, clock: self.world.clock, effects: Vec::new() }
    }
}

#[test]
fn an_event_writes_what_it_changes() {
    let mut kept = Kept::new();
    let mut screen = kept.world.attach(&[], SIZE);
    kept.world.show(&mut [&mut screen]);
    kept.over();
    let pane = kept.world.server.model.graph.panes().next().unwrap().id;
    // A key that reaches a program, and what that writes, are none of it.
    kept.world.key(&screen, KeyCode::Char('a'), Modifiers::empty());
    kept.world.event(Event::Output(pane, b"a"));
    kept.over();
    assert_eq!(kept.wrote(), Vec::<&Section>::new());
    // Who only asks is nobody.
    let client = kept.world.ask(&["list-sessions"], None);
    kept.over();
    kept.world.event(Event::Gone(client));
    kept.over();
    assert_eq!(kept.wrote(), Vec::<&Section>::new());
    let client = kept.world.ask(&["rename-session", "other"], None);
    kept.over();
    let session = kept.world.server.model.graph.sessions().next().unwrap().id;
    assert_eq!(kept.wrote(), [&Section::Session(session)]);
    assert!(kept.written[0].1 < 500, "{:?}", kept.written);
    kept.world.event(Event::Gone(client));
    // What fails changes nothing but how far is counted.
    for _ in 0..SIZE.rows {
        let client = kept.world.ask(&["split-window"], None);
        kept.over();
        kept.world.event(Event::Gone(client));
    }
    assert_eq!(kept.wrote(), [&Section::Server]);
    // A table of keys is one section, and no other is touched.
    kept.world.ask(&["bind-key", "-T", "mine", "x", "new-window"], None);
    kept.over();
    assert_eq!(kept.wrote(), [&Section::Keys("mine".into())]);
}

#[test]
fn commands_are_written_a_few_at_a_time() {
    let mut kept = Kept::new();
    let pane = kept.world.server.model.graph.panes().next().unwrap().id;
    let mut most = 0;
    for n in 0..1100 {
        let text = format!("\x1b]133;A\x07$ \x1b]133;B\x07make {n}\r\n\x1b]133;C\x07out\r\n");
        kept.world.handle(Event::Output(pane, text.as_bytes()));
        if n % 97 == 5 {
            kept.world.handle(Event::Output(pane, b"\x1b[H\x1b[2J"));
        }
        kept.world.handle(Event::Output(pane, b"\x1b]133;D;0\x07"));
        if n % 50 < 3 || n > 1090 {
            kept.over();
            let commands =
                kept.written.iter().filter(|(key, _)| matches!(key, Section::Commands(..)));
            most = most.max(commands.map(|(_, length)| length).sum());
        }
    }
    assert!((100..10_000).contains(&most), "{most}");
    kept.over();
    let restored = kept.restored();
    let logs = [&kept.world, &restored].map(|world| &world.server.model.graph[pane].command_log);
    assert!(logs[0].entries().eq(logs[1].entries()));
    assert_eq!(logs[0].entries().len(), 1000);
    assert_eq!(logs[0].places(false), logs[1].places(false));
}

#[test]
fn what_is_parsed_again_is_parsed_as_the_options_have_it() {
    let mut kept = Kept::new();
    kept.world.ask(&["set-option", "-s", "extended-keys", "off"], None);
    kept.over();
    let mut restored = kept.restored();
    let pane = restored.server.model.graph.panes().next().unwrap().id;
    // As whoever goes on with what was handled does: nothing but the terminal hears of it.
    let terminal = &mut restored.server.model.graph.pane_mut(pane).unwrap().terminal;
    assert!(terminal.take_in(b"\x1b[>4;2m").is_empty());
    restored.ask(&["display-message", "-p", "#{pane_key_mode}"], None);
    let told = restored.effects.iter().any(|effect| {
        matches!(effect, Effect::Client(_, ClientEffect::Stdout(bytes)) if bytes == b"VT10x\n")
    });
    assert!(told, "{:?}", restored.effects);
}

#[test]
fn a_server_goes_on_where_another_ended() {
    let mut kept = Kept::new();
    let mut screen = kept.world.attach(&[], SIZE);
    kept.world.show(&mut [&mut screen]);
    for argv in [
        &["new-window", "-n", "second", "-t", "build:"][..],
        &["split-window", "-h", "-t", "build:second"],
        &["set-option", "-g", "status-left", "mine"],
        &["bind-key", "y", "display-message", "yes"],
        &["set-buffer", "copied"],
    ] {
        let client = kept.world.ask(argv, None);
        kept.world.event(Event::Gone(client));
        kept.over();
    }
    let mut restored = kept.restored();
    assert!(restored.effects.is_empty() && restored.server.take_effects().is_empty());
    for argv in [
        &["list-windows", "-a"][..],
        &["list-panes", "-a", "-F", "#{pane_id} #{pane_pid} #{pane_active} #{pane_left}"],
        &["list-keys"],
        &["show-options", "-g"],
        &["list-buffers"],
        &["list-clients"],
        &["show-buffer"],
    ] {
        let print = |world: &mut World| {
            world.effects.clear();
            let client = world.ask(argv, None);
            let printed = world.effects.iter().filter_map(|effect| match effect {
                Effect::Client(_, ClientEffect::Stdout(bytes)) => {
                    Some(String::from_utf8_lossy(bytes).into_owned())
                }
                _ => None,
            });
            let printed: String = printed.collect();
            world.event(Event::Gone(client));
            printed
        };
        let before = print(&mut kept.world);
        assert!(!before.is_empty(), "{argv:?}");
        assert_eq!(print(&mut restored), before, "{argv:?}");
    }
    // Programs end as they did.
    let pane = restored.server.model.graph.panes().next_back().unwrap();
    let (id, pid) = (pane.id, pane.run.pid.unwrap());
    restored.event(Event::Exited(pid, Ended::Exited(0)));
    restored.event(Event::Drained(id));
    assert!(!restored.server.model.graph.has_pane(id));
    // Nothing has the number of something that was there.
    restored.ask(&["new-window", "-d", "-t", "build:"], None);
    assert!(restored.server.model.graph.panes().next_back().unwrap().id > id);
}

#[test]
fn what_is_edited_is_set_by_the_server_that_follows() {
    let follows = |edit: &dyn Fn(&mut World, &Screen)| {
        let mut kept = Kept::new();
        let screen = kept.world.attach(&[], SIZE);
        edit(&mut kept.world, &screen);
        kept.world.laid_out();
        kept.over();
        let mut next = Kept { world: kept.restored(), ..kept };
        next.over();
        // And by the one after that.
        next.world = next.restored();
        (next, screen)
    };
    let buffer = |world: &mut World, _: &Screen| {
        world.ok(&["set-buffer", "-b", "one", "text"]);
        world.ok(&["choose-buffer", "-t", "%0"]);
        world.ok(&["send-keys", "-X", "-t", "%0", "edit"]);
    };
    let (mut next, _) = follows(&buffer);
    next.world.edited(Ended::Exited(0), Ok(b"another\n"));
    assert_eq!(next.world.buffer("one"), Some(&b"another"[..]));
    assert_eq!(next.world.removed(), Some(true));
    next.over();
    assert!(!next.sections.keys().any(|key| matches!(key, Section::Edit(_))));

    let (mut next, _) = follows(&buffer);
    next.world.edited(Ended::Exited(0), Ok(b"text"));
    assert_eq!((next.world.buffer("one"), next.world.removed()), (Some(&b"text"[..]), Some(true)));

    let (mut next, _) = follows(&buffer);
    next.world.ok(&["delete-buffer", "-b", "one"]);
    next.world.edited(Ended::Exited(0), Ok(b"another\n"));
    let told = format!("{:?}", next.world.server.model.messages());
    assert!(told.contains("one is no more what it was: what was written is kept in"), "{told}");
    assert_eq!(next.world.removed(), None);

    let (mut next, _) = follows(&|world, screen| {
        world.ok(&["set", "-s", "@mine", "text"]);
        world.ok(&["customize-mode", "-t", "build:", "-f", "#{==:#{option_name},@mine}"]);
        world.key(screen, KeyCode::Right, Modifiers::empty());
        world.key(screen, KeyCode::Down, Modifiers::empty());
        world.key(screen, KeyCode::Char('e'), Modifiers::empty());
    });
    next.world.edited(Ended::Exited(0), Ok(b"another\n"));
    assert_eq!(next.world.server.model.server().user("@mine").as_deref(), Some("another"));
}

#[test]
fn the_file_of_answers_keeps_what_a_server_before_wrote() {
    use super::history_file::Files;
    use crate::model::prompt::Kind;
    let (mut kept, mut files) = (Kept::new(), Files::new());
    kept.world.ok(&["set", "-s", "history-file", "/file"]);
    for (kind, answer) in [(Kind::Search, "what"), (Kind::Command, "one")] {
        kept.world.answer_prompt(kind, answer);
        kept.over();
    }
    kept.world.keep_files(&mut files);
    kept.over();
    let mut restored = kept.restored();
    assert_eq!(restored.server.model.answers(Kind::Search), &["what"]);
    // Nothing was answered yet, so there is nothing to be done.
    restored.ok(&["set", "-s", "@mine", "1"]);
    assert!(!restored.effects.iter().any(|it| matches!(it, Effect::Job(..))));
    restored.answer_prompt(Kind::Command, "two");
    restored.keep_files(&mut files);
    let text = files.into_values().next().flatten();
    assert_eq!(text.as_deref(), Some("command:one\ncommand:two\nsearch:what\n"));
}

#[test]
fn what_the_file_of_answers_has_not_outlives_a_server() {
    use super::history_file::Files;
    use crate::model::prompt::Kind;
    let (mut kept, mut files) = (Kept::new(), Files::new());
    kept.world.ok(&["set", "-s", "history-file", "/file"]);
    kept.world.answer_prompt(Kind::Command, "secret");
    kept.world.keep_files(&mut files);
    kept.over();
    assert_eq!(kept.restored().server.model.missing_answers(), []);
    // The server ends before it has written these.
    kept.world.ok(&["clear-prompt-history"]);
    kept.world.answer_prompt(Kind::Command, "one");
    kept.over();
    let mut restored = kept.restored();
    restored.answer_prompt(Kind::Search, "what");
    restored.keep_files(&mut files);
    assert_eq!(restored.server.model.answers(Kind::Command), &["one"]);
    let text = files.into_values().next().flatten();
    assert_eq!(text.as_deref(), Some("command:one\nsearch:what\n"));
}

#[test]
fn a_guest_is_none_of_the_next_server_and_what_they_had_ends() {
    let mut kept = Kept::new();
    kept.world.server.model.allow(WHO, false);
    let guest = kept.world.guest(&["attach-session", "-t", "build"], Some(SIZE));
    kept.world.server.model.graph.client_mut(guest).unwrap().token = Some([7; 16]);
    kept.world.ok(&["set-option", "-g", "status", "off"]);
    kept.world.ask(&["display-popup", "-w", "40", "-h", "10", "program"], None);
    let panes = kept.world.server.model.graph.panes().len();
    assert_eq!((panes, kept.world.server.comes_back(guest)), (2, false));
    kept.over();
    let mut next = kept.restored();
    let clients: Vec<_> = next.server.model.kept_clients().collect();
    next.server.expect_back(clients, &BTreeMap::new());
    let graph = &next.server.model.graph;
    assert_eq!((graph.clients().len(), graph.panes().len()), (0, 1));
}
