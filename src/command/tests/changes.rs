//! The law of changes: whatever commands do, who only reads what changed knows what there is; and
//! nothing is told twice.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use proptest::prelude::*;

use super::World;
use crate::command::{COMMANDS as COMMANDS_OF_PMUX, Repeatable};
use crate::geometry::{Size, WindowSize};
use crate::model::Model;
use crate::model::change::{Change, Told};
use crate::model::client::Client;
use crate::model::effect::{Effect, JobEffect};
use crate::model::id::{ClientId, PaneId, SessionId, WindowId};
use crate::model::layout::Layout;
use crate::model::mode::Mode;
use crate::model::session::Session;

#[derive(Debug, Clone, PartialEq)]
struct KnownSession {
    name: String,
    windows: BTreeMap<u32, WindowId>,
    current: Option<WindowId>,
}

#[derive(Debug, Clone, PartialEq)]
struct KnownWindow {
    name: String,
    layout: Layout,
    zoomed: bool,
    active: PaneId,
    size: WindowSize,
    alerts: (bool, bool),
}

#[derive(Debug, Clone, PartialEq)]
struct KnownPane {
    mode: Option<&'static str>,
    size: WindowSize,
}

/// What there is.
#[derive(Debug, Clone, PartialEq, Default)]
struct Known {
    sessions: BTreeMap<SessionId, KnownSession>,
    windows: BTreeMap<WindowId, KnownWindow>,
    panes: BTreeMap<PaneId, KnownPane>,
    clients: BTreeMap<ClientId, SessionId>,
}

fn session(model: &Model, id: SessionId) -> Option<KnownSession> {
    let it = model.graph.session(id)?;
    Some(KnownSession { name: it.name.clone(), windows: it.windows.clone(), current: it.window() })
}

fn window(model: &Model, id: WindowId) -> Option<KnownWindow> {
    let it = model.graph.window(id)?;
    Some(KnownWindow {
        name: it.name.clone(),
        layout: it.layout.clone(),
        zoomed: it.zoomed,
        active: it.active,
        size: it.size,
        alerts: (it.bell, it.alerted),
    })
}

fn pane(model: &Model, id: PaneId) -> Option<KnownPane> {
    let it = model.graph.pane(id)?;
    Some(KnownPane { mode: it.modes.top().map(Mode::name), size: it.size })
}

impl Known {
    /// All that there is.
    fn whole(model: &Model) -> Self {
        let graph = &model.graph;
        let attached = graph.clients().filter_map(|it| Some((it.id, it.session()?)));
        Self {
            sessions: graph
                .sessions()
                .filter_map(|it| Some((it.id, session(model, it.id)?)))
                .collect(),
            windows: graph
                .windows()
                .filter_map(|it| Some((it.id, window(model, it.id)?)))
                .collect(),
            panes: graph.panes().filter_map(|it| Some((it.id, pane(model, it.id)?))).collect(),
            clients: attached.collect(),
        }
    }

    /// Takes in a change: of what it says is not as it was, and of nothing else, what it is now.
    fn read(&mut self, change: &Change, model: &Model) {
        match *change {
            Change::SessionCreated(id) => {
                self.sessions.extend(session(model, id).map(|it| (id, it)))
            }
            Change::SessionClosed(id) => drop(self.sessions.remove(&id)),
            Change::WindowCreated(id) => self.windows.extend(window(model, id).map(|it| (id, it))),
            Change::WindowClosed(id) => drop(self.windows.remove(&id)),
            Change::PaneCreated(id) => self.panes.extend(pane(model, id).map(|it| (id, it))),
            Change::PaneClosed(id, _) => drop(self.panes.remove(&id)),
            Change::ClientDetached(id) => drop(self.clients.remove(&id)),
            Change::ClientSessionChanged(id, _) => {
                let shown = model.graph.client(id).and_then(Client::session);
                self.clients.extend(shown.map(|session| (id, session)));
            }
            _ => {}
        }
        let of_session = match *change {
            Change::SessionRenamed(id)
            | Change::SessionWindowChanged(id)
            | Change::IndexesChanged(id)
            | Change::WindowLinked(id, _)
            | Change::WindowUnlinked(id, _) => Some(id),
            _ => None,
        };
        if let Some(id) = of_session
            && let (Some(known), Some(now)) = (self.sessions.get_mut(&id), session(model, id))
        {
            match change {
                Change::SessionRenamed(_) => known.name = now.name,
                Change::SessionWindowChanged(_) => known.current = now.current,
                _ => known.windows = now.windows,
            }
        }
        let of_window = match *change {
            Change::WindowRenamed(id)
            | Change::WindowResized(id)
            | Change::LayoutChanged(id)
            | Change::ActivePaneChanged(id)
            | Change::AlertsChanged(id) => Some(id),
            _ => None,
        };
        if let Some(id) = of_window
            && let (Some(known), Some(now)) = (self.windows.get_mut(&id), window(model, id))
        {
            match change {
                Change::WindowRenamed(_) => known.name = now.name,
                Change::WindowResized(_) => known.size = now.size,
                Change::LayoutChanged(_) => (known.layout, known.zoomed) = (now.layout, now.zoomed),
                Change::ActivePaneChanged(_) => known.active = now.active,
                _ => known.alerts = now.alerts,
            }
        }
        if let Change::ModeChanged(id) | Change::PaneResized(id, ..) = *change
            && let (Some(known), Some(now)) = (self.panes.get_mut(&id), pane(model, id))
        {
            match change {
                Change::ModeChanged(_) => known.mode = now.mode,
                _ => known.size = now.size,
            }
        }
    }
}

/// What is looked up is what a walk over all there is finds.
fn is_looked_up(model: &Model) -> bool {
    let graph = &model.graph;
    let ids = |all: Vec<&Session>| all.into_iter().map(|it| it.id).collect::<Vec<_>>();
    let mut by_use: Vec<&Session> = graph.sessions().filter(|it| it.is_in_sight()).collect();
    by_use.sort_by_key(|it| Reverse(it.recency()));
    let beside = |other| ids(graph.sessions().filter(|it| it.beside == Some(other)).collect());
    ids(graph.sessions_by_use().collect()) == ids(by_use)
        && ids(graph.sessions_kept().collect())
            == ids(graph.sessions().filter(|it| it.kept).collect())
        && graph.sessions().all(|it| {
            graph.session_named(&it.name).is_some_and(|named| named.id == it.id)
                && ids(graph.sessions_beside(it.id).collect()) == beside(it.id)
        })
}

/// Whether a change is of those that say that something happened, which may happen again.
fn happens(change: &Change) -> bool {
    matches!(
        change,
        Change::WindowLinked(..) | Change::WindowUnlinked(..) | Change::PaneResized(..)
    ) || matches!(change, Change::ClientSessionChanged(..) | Change::ClientDetached(_))
        || matches!(change, Change::ClientAttached(_))
}

/// What a person does. `S` is one of three sessions, `I` an index, `P` a pane's.
pub(super) const COMMANDS: &[&str] = &[
    "new-session -d -s S",
    "new-session -d -s S -x 60 -y 20",
    "new-window -t S:",
    "new-window -d -a -t S:I",
    "new-window -b -t S:I -n named",
    "split-window -t S",
    "split-window -h -d -Z -t S:I",
    "kill-pane -t S:I.P",
    "kill-pane -a -t S",
    "kill-window -t S:I",
    "kill-session -t S",
    "rename-window -t S:I other",
    "rename-session -t S S",
    "select-window -t S:I",
    "next-window -t S",
    "last-window -t S",
    "swap-window -s S:I -t S:I",
    "move-window -s S:I -t S:",
    "move-window -r -t S",
    "link-window -s S:I -t S:",
    "link-window -k -s S:I -t S:I",
    "unlink-window -k -t S:I",
    "select-pane -t S:I.P",
    "select-pane -Z -R -t S",
    "last-pane -t S",
    "resize-pane -Z -t S:I.P",
    "resize-pane -R 3 -t S",
    "resize-window -x 50 -t S:I",
    "select-layout -t S tiled",
    "select-layout -t S main-vertical",
    "select-layout -o -t S",
    "rotate-window -t S",
    "break-pane -s S:I.P -t S:",
    "join-pane -s S:I.P -t S:I",
    "swap-pane -D -t S",
    "swap-pane -s S:I.P -t S:I.P",
    "copy-mode -t S",
    "send-keys -X -t S cancel",
    "copy-mode -q -t S:I.P",
    "choose-tree -t S",
    "choose-tree -Zw -t S:I.P",
    "choose-client -Z -t S:I.P",
    "send-keys -X -t S:I.P choose",
    "switch-client -t S",
    "switch-client -n",
    "attach-session -t S:I.P",
    "detach-client",
    "set-option -g status off",
    "set-option -g status on",
    "set-option -g renumber-windows on",
    "set-option -g detach-on-destroy off",
    "set-option -w -t S:I pane-border-status top",
    "set-option -g pane-border-status bottom",
    "set-option -g window-size smallest",
    "set-option -g aggressive-resize on",
    "respawn-pane -k -t S:I.P",
];

/// What only looks. Commands that wait are left out: nothing comes here of what they wait for.
const LOOKS: &[&str] = &[
    "capture-pane -p -t S",
    "commands -t S",
    "display-message -p -t S:I '#S #W #{pane_id} #{session_windows}'",
    "has-session -t S",
    "inspect -t S",
    "list-buffers",
    "list-clients -t S",
    "list-commands",
    "list-keys",
    "list-panes -s -t S",
    "list-sessions --json",
    "list-windows -a",
    "logs -t S",
    "output -t S",
    "ps -a",
    "show-buffer",
    "show-environment -t S",
    "show-hooks -g",
    "show-messages",
    "show-options -t S",
    "show-prompt-history",
    "show-window-options -t S:I",
];

/// What waits.
const WAITS: &[&str] = &["await", "events", "stats", "top", "upgrade-server", "wait-for"];

#[test]
fn every_command_that_may_be_asked_twice_is_tried() {
    let names = LOOKS.iter().filter_map(|line| line.split(' ').next());
    let mut tried: Vec<&str> = names.chain(WAITS.iter().copied()).collect();
    tried.sort_unstable();
    let all = COMMANDS_OF_PMUX.iter().filter(|it| it.repeatable != Repeatable::Never);
    assert_eq!(all.map(|it| it.name).collect::<Vec<_>>(), tried);
}

/// A command line, its places filled in.
pub(super) fn line(command: &str, picks: &[u8]) -> String {
    let mut picks = picks.iter().cycle();
    let mut pick = |most: u8| picks.next().map_or(0, |it| it % most);
    let word = |c: char| match c {
        'S' => ["main", "one", "two"][usize::from(pick(3))].to_owned(),
        'I' => pick(4).to_string(),
        'P' => pick(3).to_string(),
        c => c.to_string(),
    };
    let (name, rest) = command.split_once(' ').unwrap_or((command, ""));
    let mut word = word;
    let is_place = |text: &str| text.starts_with('S');
    let rest = rest.split(' ').map(|text| match is_place(text) {
        true => text.chars().map(&mut word).collect(),
        false => text.to_owned(),
    });
    [name.to_owned()].into_iter().chain(rest).collect::<Vec<_>>().join(" ")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    #[test]
    fn who_reads_of_changes_knows_what_there_is(
        commands in prop::collection::vec((0..COMMANDS.len(), any::<[u8; 6]>()), 1..30),
    ) {
        let mut world = World::attached();
        world.model.graph.take_changes();
        let mut known = Known::whole(&world.model);
        for (command, picks) in commands {
            let line = line(COMMANDS[command], &picks);
            world.run(&line);
            let changes = world.model.graph.take_changes();
            for (at, Told { change, .. }) in changes.iter().enumerate() {
                let again = changes[..at].iter().any(|told| told.change == *change);
                prop_assert!(!again || happens(change), "{line}: {change:?} is told twice");
                known.read(change, &world.model);
            }
            world.model.graph.forget_gone();
            prop_assert_eq!(&known, &Known::whole(&world.model), "{}: {:?}", line, changes);
            prop_assert!(is_looked_up(&world.model), "{line}");
            world.model.clock.unix += 1;
        }
    }

    /// What may be asked twice alters nothing.
    #[test]
    fn who_only_looks_alters_nothing(
        commands in prop::collection::vec((0..COMMANDS.len(), any::<[u8; 6]>()), 1..12),
        picks in any::<[u8; 6]>(),
    ) {
        let mut world = World::attached();
        for (command, picks) in commands {
            world.run(&line(COMMANDS[command], &picks));
        }
        world.model.graph.take_changes();
        world.model.graph.forget_gone();
        world.model.outbox.clear();
        let known = Known::whole(&world.model);
        for look in LOOKS {
            let look = line(look, &picks);
            let first = world.run(&look);
            prop_assert_eq!(world.model.graph.take_changes().len(), 0, "{}", &look);
            prop_assert_eq!(&known, &Known::whole(&world.model), "{}", &look);
            // It may have something looked up, and tell whoever asks.
            let is_harmless = |it: &Effect| {
                matches!(it, Effect::Job(_, JobEffect::Environment(_)) | Effect::Client(..))
            };
            let wanted: Vec<Effect> = world.model.outbox.drain(..).collect();
            prop_assert!(wanted.iter().all(is_harmless), "{}: {:?}", &look, wanted);
            prop_assert_eq!(world.run(&look), first, "{}", look);
            world.model.outbox.clear();
        }
    }

    /// Whoever did something last: all windows have the size that those have a right to who see
    /// them, of several sessions too, though only the windows that a change concerns are looked at.
    #[test]
    fn every_window_is_as_large_as_who_sees_it_says(
        acts in prop::collection::vec((0..COMMANDS.len() + 20, any::<[u8; 6]>()), 1..30),
    ) {
        let mut world = World::attached();
        for line in ["new-session -d -s one", "link-window -s main:0 -t one:", "new-window -t one:"] {
            world.run(line);
        }
        let clients = [world.client.unwrap(), world.attach("one", Size::new(200, 50))];
        for (act, picks) in acts {
            world.model.clock.millis += 1;
            let line = COMMANDS.get(act).map(|command| line(command, &picks));
            match &line {
                Some(line) => drop(world.run(line)),
                None => world.model.used(clients[usize::from(picks[0] % 2)]),
            }
            while !world.model.graph.changes().is_empty() {
                world.model.settle();
                world.model.graph.take_changes();
            }
            world.model.graph.forget_gone();
            prop_assert_eq!(world.model.unsettled(), [], "{:?}", line);
        }
    }
}
