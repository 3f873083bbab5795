//! All of a model that must outlive its server, as sections that are written down one by one: so that
//! what an event changes costs what it changes, however much there is.
//!
//! A section's name is a [`Key`]; its bytes are postcard's of a value: of the live type where that is
//! plain data, of a type of this room where it is not. [`Checkpoint`] says which sections are not as
//! they were written, and [`Model::restore`] makes a model of them. Where they are kept is nobody's
//! business here.
//!
//! What is not in any section is of a moment, and has its fate: what lies over a client's screen, a key
//! table that was half typed, a drag, the modes of panes, and what commands wait for, but for editors, end
//! with the server. A pipe's command reads an end of file. And what nobody is told of is as old as the
//! section that it is in: when somebody last did something in a session, window or pane, which process has
//! a pane's keyboard, whether a line was typed that nothing has come of. What a person chose is never old.
//!
//! [`FORMAT`] counts the ways in which sections are written. Whoever alters one, or a live type that is
//! in one, raises it and keeps reading what was written before: `tests/state` has a state of each. A
//! newer one is refused.

mod checkpoint;
mod client;
mod keys;
mod pane;
pub mod path;
mod restore;
mod server;
#[cfg(test)]
mod tests;
mod window;

use std::collections::BTreeMap;
use std::fmt;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::Model;
use super::id::{ClientId, PaneId, SessionId, WindowId};
use super::levels::Level;

pub use checkpoint::Checkpoint;
pub use restore::Terminals;

/// How sections are written now.
pub const FORMAT: u32 = 3;

/// The name of a section. New ones are added at the end: their order is how they are written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Key {
    /// What there is but once: counters, colours, the marked pane.
    Server,
    /// The options that hold for everybody.
    Options(Level),
    /// The environment under every session's.
    Environment,
    /// A key table.
    Keys(String),
    /// A session.
    Session(SessionId),
    /// A window.
    Window(WindowId),
    /// A pane, but for its terminal.
    Pane(PaneId),
    /// What there is of a pane's command log besides commands.
    Marks(PaneId),
    /// A few commands of a pane's log.
    Commands(PaneId, u64),
    /// When a pane's lines were begun.
    LineTimes(PaneId),
    /// A client that shows a session or is bound to a pane, and what it chose.
    Client(ClientId),
    /// Where such a client is from, which does not change.
    Origin(ClientId),
    /// A paste buffer, by its serial number.
    Buffer(u64),
    /// Which paste buffers there are.
    Buffers,
    /// A few messages that were shown.
    Messages(u64),
    /// What prompts were answered with.
    Answers,
    /// The channels of `wait-for`.
    Channels,
    /// By what names others hold what is a pane's: for whoever talks to them to say and to read. The
    /// model knows nothing of it.
    Held(PaneId),
    /// What a server leaves to the one that takes its place, likewise.
    Handover,
    /// The options that hold for everybody, as the configuration left them.
    Configured,
    /// Which names of people's own are hooks, and the formats that are looked at.
    Hooks,
    /// Which sessions have the same windows.
    Groups,
    /// What searches were asked for at prompts.
    Searches,
    /// What the editor in a pane is there for.
    Edit(PaneId),
    /// What of the prompts' history the file does not have in which it is kept.
    MissingAnswers,
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Server => f.write_str("the server's own state"),
            Self::Options(_) => f.write_str("the options"),
            Self::Environment => f.write_str("the environment"),
            Self::Keys(table) => write!(f, "the key table {}", crate::visible::visible(table)),
            Self::Session(id) => write!(f, "session {id}"),
            Self::Window(id) => write!(f, "window {id}"),
            Self::Pane(id) => write!(f, "pane {id}"),
            Self::Marks(id) | Self::Commands(id, _) => write!(f, "the command log of {id}"),
            Self::Edit(id) => write!(f, "what is edited in {id}"),
            Self::LineTimes(id) => write!(f, "the times of {id}"),
            Self::Client(id) | Self::Origin(id) => write!(f, "{id}"),
            Self::Buffer(_) | Self::Buffers => f.write_str("the paste buffers"),
            Self::Messages(_) => f.write_str("the messages"),
            Self::Answers | Self::Searches | Self::MissingAnswers => {
                f.write_str("the prompts' history")
            }
            Self::Channels => f.write_str("the channels"),
            Self::Hooks => f.write_str("the hooks"),
            Self::Groups => f.write_str("the groups of sessions"),
            Self::Configured => f.write_str("the options of the configuration"),
            Self::Held(id) => write!(f, "what is held of {id}"),
            Self::Handover => f.write_str("what was handed over"),
        }
    }
}

/// Why no model is made of sections.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StateError {
    /// They were written by a newer pmux.
    #[error("the state is of format {0}, and this pmux reads none newer than {FORMAT}")]
    Newer(u32),
    /// There are sections of which nothing is known here.
    #[error("the state has parts that this pmux does not know")]
    Unknown,
    /// A section's bytes are not what they should be.
    #[error("the state is damaged: {0} cannot be read")]
    Unreadable(Key),
    /// A section is missing.
    #[error("the state is damaged: {0} is missing")]
    Missing(Key),
    /// Sections do not belong together.
    #[error("the state is damaged: {0}")]
    Torn(String),
}

/// Sections that were written down.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct State {
    /// How they were written; 0 where nothing was.
    format: u32,
    sections: BTreeMap<Key, Vec<u8>>,
}

/// A value of which nothing is left over.
fn whole<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    let (value, rest) = postcard::take_from_bytes(bytes).ok()?;
    rest.is_empty().then_some(value)
}

impl Key {
    /// As it is written.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        push(&mut bytes, self);
        bytes
    }
}

/// Appends a value as it is written.
fn push(out: &mut Vec<u8>, value: &impl Serialize) {
    let written = postcard::to_extend(value, std::mem::take(out));
    // A vector takes all that is written, and no section has anything that cannot be.
    debug_assert!(written.is_ok(), "{:?}", written.err());
    *out = written.unwrap_or_default();
}

impl State {
    /// Sections as they are kept, each with its key, all of one format.
    ///
    /// # Errors
    /// The format is a newer one, or a key is none that is known.
    pub fn read<'a>(
        format: u32,
        sections: impl IntoIterator<Item = (&'a [u8], &'a [u8])>,
    ) -> Result<Self, StateError> {
        if format > FORMAT {
            return Err(StateError::Newer(format));
        }
        let section = |(key, bytes): (&[u8], &[u8])| {
            Ok((whole(key).ok_or(StateError::Unknown)?, bytes.to_vec()))
        };
        Ok(Self { format, sections: sections.into_iter().map(section).collect::<Result<_, _>>()? })
    }

    /// The keys of all sections.
    pub fn keys(&self) -> impl Iterator<Item = &Key> {
        self.sections.keys()
    }

    /// What a section says, where there is one. The model's own are for [`Model::restore`].
    ///
    /// # Errors
    /// It says something else.
    pub fn get<T: DeserializeOwned>(&self, key: &Key) -> Result<Option<T>, StateError> {
        let value = |bytes: &Vec<u8>| whole(bytes).ok_or(StateError::Unreadable(key.clone()));
        self.sections.get(key).map(value).transpose()
    }

    /// The same where there must be one.
    fn expect<T: DeserializeOwned>(&self, key: &Key) -> Result<T, StateError> {
        self.get(key)?.ok_or_else(|| StateError::Missing(key.clone()))
    }

    /// The same of what was written when it ended before this.
    fn expect_before<T: DeserializeOwned>(&self, key: &Key, this: &[u8]) -> Result<T, StateError> {
        let bytes = self.sections.get(key).ok_or_else(|| StateError::Missing(key.clone()))?;
        whole(&[bytes, this].concat()).ok_or_else(|| StateError::Unreadable(key.clone()))
    }
}

impl Model {
    /// Appends a section as it is now; `false` where there is no such thing.
    pub fn push_section(&self, key: &Key, out: &mut Vec<u8>) -> bool {
        self.try_push(key, out).is_some()
    }

    fn try_push(&self, key: &Key, out: &mut Vec<u8>) -> Option<()> {
        let graph = &self.graph;
        match *key {
            Key::Server => push(out, &self.server_state()),
            Key::Options(level) => push(out, self.options(level)?),
            Key::Environment => push(out, &self.environment),
            Key::Keys(ref table) => push(out, &self.keys.state_of(table)?),
            Key::Session(id) => push(out, graph.session(id)?),
            Key::Window(id) => push(out, graph.window(id)?),
            Key::Pane(id) => push(out, &self.pane_state(id)?),
            Key::Marks(id) => push(out, &graph.pane(id)?.command_log.head()?),
            Key::Commands(id, block) => {
                let log = &graph.pane(id)?.command_log;
                push(out, &log.blocks().contains(&block).then(|| log.block(block))?);
            }
            Key::Edit(id) => push(out, graph.pane(id)?.edit.as_deref()?),
            Key::LineTimes(id) => push(out, &graph.pane(id)?.line_times),
            Key::Client(id) => push(out, &graph.client(id)?.state()?),
            Key::Origin(id) => push(out, &graph.client(id)?.origin()?),
            Key::Buffer(serial) => push(out, self.buffers.with_serial(serial)?),
            Key::Buffers => push(out, &self.buffers.order()),
            Key::Messages(block) => {
                let is_there = self.messages.blocks().any(|it| it == block);
                push(out, &is_there.then(|| self.messages.block(block))?);
            }
            Key::Answers => push(out, &self.answers),
            Key::Searches => push(out, &self.searches),
            Key::MissingAnswers => push(out, &self.missing_answers()),
            Key::Channels => push(out, &self.channels.kept()),
            Key::Configured => push(out, &self.saved.configured),
            Key::Groups => push(out, &graph.groups_kept()),
            Key::Hooks => {
                push(out, &(&self.hook_store.own, self.hook_store.monitors.kept()));
            }
            Key::Held(_) | Key::Handover => return None,
        }
        Some(())
    }

    /// The keys of all sections that there are.
    pub fn section_keys(&self) -> impl Iterator<Item = Key> + use<'_> {
        let graph = &self.graph;
        let once = [
            Key::Server,
            Key::Options(Level::Server),
            Key::Options(Level::Sessions),
            Key::Options(Level::Windows),
            Key::Environment,
            Key::Buffers,
            Key::Answers,
            Key::Searches,
            Key::MissingAnswers,
            Key::Channels,
            Key::Configured,
            Key::Hooks,
            Key::Groups,
        ];
        let of_pane = |pane: &super::pane::Pane| {
            let (id, log) = (pane.id, &pane.command_log);
            let marks = log.head().map(|_| Key::Marks(id));
            let commands = log.blocks().map(move |block| Key::Commands(id, block));
            let edit = pane.edit.as_ref().map(|_| Key::Edit(id));
            let all = [Key::Pane(id), Key::LineTimes(id)].into_iter();
            all.chain(marks).chain(commands).chain(edit)
        };
        let clients = graph.clients().filter(|client| client.is_attached()).map(|client| client.id);
        once.into_iter()
            .chain(self.keys.names().map(|name| Key::Keys(name.to_owned())))
            .chain(graph.sessions().map(|it| Key::Session(it.id)))
            .chain(graph.windows().map(|it| Key::Window(it.id)))
            .chain(graph.panes().flat_map(of_pane))
            .chain(clients.flat_map(|id| [Key::Client(id), Key::Origin(id)]))
            .chain(self.buffers.serials().map(Key::Buffer))
            .chain(self.messages.blocks().map(Key::Messages))
    }
}
