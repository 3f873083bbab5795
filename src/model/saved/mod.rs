//! Sessions that outlive the machine: what of the model is kept in files, as [`crate::saved`] has
//! them, and how that comes back. Where the files are and when they are written is for others.
//!
//! *Saved* is a session that a file has, whether it runs or not; to *restore* one is to make a session
//! of its file. Its shells begin anew below what they had written; any other program waits until
//! somebody asks for it, but for those that `restore-programs` names.

mod keep;
mod options;
mod restore;

use std::collections::{BTreeMap, BTreeSet};

use super::Model;
use super::id::{ClientId, PaneId, SessionId};
use super::levels::Level;
use super::options::{Globals, Name};
use crate::saved::{Identity, Kept, Label};

pub use restore::NotRestored;

/// What is known of files.
#[derive(Debug, Default)]
pub struct Saved {
    /// Whether anybody reads and writes them.
    pub has_files: bool,
    /// When all that there was had been saved last, in seconds of Unix time.
    pub last: Option<i64>,
    /// Why they could not be when that was tried last.
    pub failed: Option<String>,
    /// By what the files of sessions that run know them.
    pub known: BTreeMap<SessionId, Identity>,
    /// Sessions that have ended, whose files are about to go, and when they did in milliseconds of the
    /// clock.
    pub ended: BTreeMap<Identity, u64>,
    /// The options that hold for everybody as the configuration left them: what is another one now
    /// was set by hand.
    pub configured: Globals,
    /// There may be a file of what is the server's own.
    pub has_own: bool,
    /// What a server before had saved, until somebody was told of it.
    pub found: Vec<Label>,
    /// Files that could not be read, until who restores sessions was told of them.
    pub wrong: Vec<String>,
    /// Panes whose programs are being started since they were restored.
    reviving: BTreeSet<PaneId>,
}

/// What is to be done with files, in order. Each has an [`super::answer::Answer`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileTask {
    /// Write one: `Done`. What there is nothing in has none.
    Save(Box<Save>),
    /// Have none of these sessions any more: `Done`.
    Forget(Vec<Identity>),
    /// Have none of what is the server's own: `Done`.
    ForgetServer,
    /// Tell which sessions there are files of: `Saved`.
    List,
    /// Read that of a session: `Kept`.
    Load(Identity),
    /// Read what was the own of a server before this one, which goes when this one's is written:
    /// `Kept`; `Done` where there is none.
    TakeServer,
}

/// A file to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Save {
    /// What is to be in it.
    pub kept: Kept,
    /// As what its session was saved before.
    pub before: Option<Identity>,
    /// When, in seconds of Unix time.
    pub at: i64,
    /// How much all files may take together, in bytes.
    pub limit: u64,
}

/// The files that there are.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Files {
    /// A label each.
    pub labels: Vec<Label>,
    /// What was wrong with others.
    pub told: Vec<String>,
}

impl Model {
    /// Whether sessions are saved, and offered (`restore`).
    pub fn saves(&self) -> bool {
        self.saved.has_files && self.server().flag("restore")
    }

    /// How much all files may take together, in bytes (`restore-limit`).
    pub fn saved_limit(&self) -> u64 {
        self.server().count("restore-limit") << 20
    }

    /// Of these, the sessions that do not run, in the order of their names.
    pub fn only_saved(&self, labels: Vec<Label>) -> Vec<Label> {
        let runs = |it: &Label| {
            let is_known = self.saved.known.values().any(|known| *known == it.identity());
            let is_it = |session: &super::session::Session| session.created == it.created;
            is_known || self.session_named(&it.name).is_some_and(is_it)
        };
        let has_ended = |it: &Label| self.saved.ended.contains_key(&it.identity());
        let mut labels: Vec<Label> =
            labels.into_iter().filter(|it| !runs(it) && !has_ended(it)).collect();
        labels.sort_by(|one, other| (&one.name, one.created).cmp(&(&other.name, other.created)));
        labels
    }

    /// An option that holds for everybody is as the configuration has it.
    pub fn configure(&mut self, level: Level, name: &Name) {
        let configured = &mut self.saved.configured;
        match level {
            Level::Server => configured.server.take(name, &self.server_options),
            Level::Sessions => configured.session.take(name, &self.session_options),
            Level::Windows => configured.window.take(name, &self.window_options),
            Level::Session(_) | Level::Window(_) | Level::Pane(_) => {}
        }
    }

    /// Takes what there is of files; what is wrong with others is remembered.
    pub fn take_files(&mut self, files: Files) -> Vec<Label> {
        files.told.iter().for_each(|told| self.remember_message(told));
        self.saved.wrong.extend(files.told);
        files.labels
    }

    /// Saving failed, or works again: whoever is attached is told once.
    pub fn saving_went(&mut self, failed: Option<String>) {
        let is_news = failed.is_some() && self.saved.failed.is_none();
        self.saved.failed = failed;
        let Some(reason) = self.saved.failed.clone().filter(|_| is_news) else { return };
        let text = format!("sessions are not saved: {reason}");
        let clients: Vec<ClientId> =
            self.graph.clients().filter(|it| it.session().is_some()).map(|it| it.id).collect();
        if clients.is_empty() {
            self.remember_message(&text);
        }
        for client in clients {
            self.show_message(client, &text.replace('#', "##"), None);
        }
    }
}
