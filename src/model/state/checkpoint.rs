//! Which sections are not as they were written: a reader of changes. Writing is for whoever keeps
//! sections; a section that comes out as it was before is theirs to leave alone.

use std::collections::BTreeSet;

use super::Key;
use crate::model::Model;
use crate::model::change::Change;
use crate::model::id::{ClientId, PaneId};

/// What has to be written, and what was.
#[derive(Debug, Default)]
pub struct Checkpoint {
    stale: BTreeSet<Key>,
    /// The sections that were written and that there may be more or fewer of, whatever a change says.
    parts: BTreeSet<Key>,
    /// Panes whose shell said something.
    marked: BTreeSet<PaneId>,
    /// How far was counted when that was written: what fails counts on too, and changes nothing.
    counted: [u32; 4],
}

/// Sections of one kind, of which there are more or fewer as time goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Group {
    Commands(PaneId),
    Buffers,
    Messages,
    Keys,
}

impl Group {
    /// The least key of its kind.
    fn first(self) -> Key {
        match self {
            Self::Commands(pane) => Key::Commands(pane, 0),
            Self::Buffers => Key::Buffer(0),
            Self::Messages => Key::Messages(0),
            Self::Keys => Key::Keys(String::new()),
        }
    }

    fn of(key: &Key) -> Option<Self> {
        match *key {
            Key::Commands(pane, _) => Some(Self::Commands(pane)),
            Key::Buffer(_) => Some(Self::Buffers),
            Key::Messages(_) => Some(Self::Messages),
            Key::Keys(_) => Some(Self::Keys),
            _ => None,
        }
    }

    /// Those that there are.
    fn now(self, model: &Model) -> BTreeSet<Key> {
        match self {
            Self::Commands(id) => {
                let pane = model.graph.pane(id).into_iter();
                let blocks = pane.flat_map(|pane| pane.command_log.blocks());
                blocks.map(|block| Key::Commands(id, block)).collect()
            }
            Self::Buffers => model.buffers.serials().map(Key::Buffer).collect(),
            Self::Messages => model.messages.blocks().map(Key::Messages).collect(),
            Self::Keys => model.keys.names().map(|name| Key::Keys(name.to_owned())).collect(),
        }
    }
}

impl Checkpoint {
    /// Nothing that there is has been written, or, of a model that was restored, all of it: those are
    /// the keys of what is kept.
    pub fn new<'a>(model: &Model, written: impl IntoIterator<Item = &'a Key>) -> Self {
        let is_ours = |key: &&Key| !matches!(key, Key::Held(_) | Key::Handover);
        let written: Vec<Key> = written.into_iter().filter(is_ours).cloned().collect();
        let parts = written.iter().filter(|key| Group::of(key).is_some()).cloned().collect();
        let groups = [Group::Messages, Group::Keys].map(Group::first);
        let stale = model.section_keys().chain(written).chain(groups).collect();
        let marked = model.graph.panes().map(|pane| pane.id).collect();
        Self { stale, parts, marked, counted: [0; 4] }
    }

    /// Reads a change: what it says is to be written.
    pub fn read(&mut self, change: &Change) {
        use Change::*;
        match *change {
            SessionCreated(id)
            | SessionClosed(id)
            | SessionRenamed(id)
            | SessionWindowChanged(id)
            | SessionAltered(id)
            | IndexesChanged(id)
            | WindowLinked(id, _)
            | WindowUnlinked(id, _)
            | EnvironmentChanged(Some(id)) => self.is_stale(Key::Session(id)),
            WindowCreated(id)
            | WindowClosed(id)
            | WindowRenamed(id)
            | WindowResized(id)
            | LayoutChanged(id)
            | WindowZoomed(id, _)
            | ActivePaneChanged(id)
            | AlertsChanged(id)
            | WindowAltered(id) => self.is_stale(Key::Window(id)),
            PaneCreated(id) | PaneClosed(id, _) | PaneRestarted(id) => {
                self.is_stale(Key::LineTimes(id));
                self.is_stale(Key::Edit(id));
                self.shell_told(id);
            }
            ShellMarked(id) | CommandStarted(id, _) | CommandFinished(id, _) => self.shell_told(id),
            PaneDied(id, _) | PaneExited(id) | PaneReset(id) => {
                self.is_stale(Key::LineTimes(id));
                self.is_stale(Key::Pane(id));
            }
            PaneResized(id, ..) | PaneTitleChanged(id) | PaneAltered(id) => {
                self.is_stale(Key::Pane(id));
                self.is_stale(Key::Edit(id));
            }
            ClientAttached(id) | ClientDetached(id) => {
                self.is_stale(Key::Origin(id));
                self.is_stale(Key::Client(id));
            }
            ClientSessionChanged(id, _)
            | ClientResized(id)
            | ClientUsed(id)
            | ClientThemeChanged(id, _)
            | ClientFocused(id, _)
            | ClientAltered(id)
            | PopupClosed(id, ..) => self.is_stale(Key::Client(id)),
            OptionSet(level) => {
                self.is_stale(Key::of_options(level));
                if level.is_global() {
                    self.is_stale(Key::Configured);
                }
            }
            EnvironmentChanged(None) => self.is_stale(Key::Environment),
            BuffersChanged => self.is_stale(Key::Buffers),
            // Which of them it is, they say themselves.
            KeyTableChanged => self.is_stale(Key::Keys(String::new())),
            MessagesChanged => self.is_stale(Key::Messages(0)),
            AnswersChanged => {
                self.is_stale(Key::Answers);
                self.is_stale(Key::Searches);
                self.is_stale(Key::MissingAnswers);
            }
            SessionGrouped(..) | SessionUngrouped(..) => self.is_stale(Key::Groups),
            HooksChanged => self.is_stale(Key::Hooks),
            ChannelsChanged => self.is_stale(Key::Channels),
            ShownChanged => self.is_stale(Key::Server),
            // Of a moment.
            PaneMoved(_) | MarkChanged(_) | ClientCreated(_) | ClientClosed(_) | PaneTitled(..)
            | ModeChanged(_) | ModeAltered(_) | PaneFocused(..) | Bell(_) | Alerted(..)
            | OutputQuiet(..) | ClipboardSet(_) | BufferSet(_) | BufferDeleted(_) => {}
        }
    }

    fn is_stale(&mut self, key: Key) {
        self.stale.insert(key);
    }

    fn shell_told(&mut self, pane: PaneId) {
        self.is_stale(Key::Pane(pane));
        self.is_stale(Key::Marks(pane));
        self.marked.insert(pane);
    }

    /// The times of a pane's lines are to be written: they go with what its program wrote, and not
    /// with changes.
    pub fn line_times(&mut self, pane: PaneId) {
        self.is_stale(Key::LineTimes(pane));
    }

    /// Has `write` told of each section that may not be as it was written: what it is now, or that it
    /// is gone. It is to be called when an event is over.
    pub fn write(&mut self, model: &mut Model, mut write: impl FnMut(&Key, Option<&[u8]>)) {
        let counted = model.counted();
        if self.stale.is_empty() && self.counted == counted {
            return;
        }
        self.counted = counted;
        self.is_stale(Key::Server);
        self.find_parts(model);
        let mut bytes = Vec::new();
        for key in std::mem::take(&mut self.stale) {
            bytes.clear();
            let is_there = model.push_section(&key, &mut bytes);
            write(&key, is_there.then_some(&bytes));
        }
    }

    /// Finds the parts of larger things that are to be written, or are gone.
    fn find_parts(&mut self, model: &mut Model) {
        for pane in std::mem::take(&mut self.marked) {
            let log = model.graph.pane_mut(pane).map(|pane| &mut pane.command_log);
            let altered = log.and_then(|log| Some(log.take_altered()?..log.blocks().end));
            self.stale.extend(altered.into_iter().flatten().map(|at| Key::Commands(pane, at)));
            // What is forgotten is so at the front, and what is left there is another block then.
            let first = Group::Commands(pane).now(model).pop_first();
            self.stale.extend(first);
            self.compare(model, Group::Commands(pane));
        }
        if self.stale.contains(&Key::Buffers) {
            self.compare(model, Group::Buffers);
        }
        if self.stale.remove(&Key::Messages(0)) {
            self.stale.extend(model.messages.newest_block().map(Key::Messages));
            // As above.
            self.stale.extend(model.messages.blocks().next().map(Key::Messages));
            self.compare(model, Group::Messages);
        }
        if self.stale.remove(&Key::Keys(String::new())) {
            self.stale.extend(model.keys.take_altered().into_iter().map(Key::Keys));
            self.compare(model, Group::Keys);
        }
    }

    /// What of a kind was written and is gone, and the other way round.
    fn compare(&mut self, model: &Model, group: Group) {
        let now = group.now(model);
        let of_group = |key: &&Key| Group::of(key) == Some(group);
        let known: BTreeSet<Key> =
            self.parts.range(group.first()..).take_while(of_group).cloned().collect();
        for key in known.symmetric_difference(&now) {
            self.stale.insert(key.clone());
            match now.contains(key) {
                true => self.parts.insert(key.clone()),
                false => self.parts.remove(key),
            };
        }
    }
}

impl Key {
    /// The section that options of a level are in.
    fn of_options(level: crate::model::levels::Level) -> Self {
        use crate::model::levels::Level;
        match level {
            Level::Server | Level::Sessions | Level::Windows => Self::Options(level),
            Level::Session(id) => Self::Session(id),
            Level::Window(id) => Self::Window(id),
            Level::Pane(id) => Self::Pane(id),
        }
    }
}

impl Model {
    /// The clients that were there when the state was written, each with what it calls itself.
    pub fn kept_clients(&self) -> impl Iterator<Item = (ClientId, Option<[u8; 16]>)> {
        self.graph.clients().filter(|it| it.is_attached()).map(|it| (it.id, it.token))
    }
}
