//! Commands that are given in a shell outside of all panes and name no target: nobody said what
//! they are about. What ends something asks where several could be meant; whoever looks on is told
//! what it was.

use super::list_panes::panes_of;
use super::list_windows::{sessions_by_name, windows_of};
use super::{Context, Failure};
use crate::dialect::Dialect;
use crate::language::format::is_true;
use crate::language::target::Kind;
use crate::model::resolve::Place;

/// How many candidates are named at most.
const MOST: usize = 8;

impl Context<'_> {
    /// Whether what the command works on is neither named nor where it is given.
    fn is_guess(&self) -> bool {
        // tmux has always taken what was used last, and scripts rely on that.
        self.is_one_shot() && !self.is_tmux() && self.here.pane.is_none() && !self.has('t')
    }

    /// Refuses to work on one of several of a kind where nobody said which.
    ///
    /// # Errors
    /// There are several.
    pub fn want_target(&self, kind: Kind) -> Result<(), Failure> {
        // tmux takes the one that was used last.
        if !self.is_guess() || self.model.identity.dialect == Dialect::Tmux {
            return Ok(());
        }
        let candidates = self.candidates(kind);
        let more = match candidates.len() {
            0 | 1 => return Ok(()),
            count => count.saturating_sub(MOST),
        };
        let (format, several, target, list) = words(kind);
        let shown = candidates.iter().take(MOST).map(|place| self.model.expand(format, place));
        let mut shown = shown.collect::<Vec<_>>().join(", ");
        if more > 0 {
            shown.push_str(&format!(" and {more} more (pmux {list})"));
        }
        let name = self.command.name;
        Err(Failure::usage(format!(
            "{name} outside of a pane needs a target, there are several {several}: {shown}; say \
             which: pmux {name} -t {target}"
        )))
    }

    /// What the command works on, as a format has it, where it was not named and a person looks on.
    pub fn guessed(&self, format: &str) -> Option<String> {
        (self.prints_to_tty() && self.is_guess()).then(|| self.expand(format))
    }

    /// The sessions, windows or panes that could be meant: those that are found without a name.
    fn candidates(&self, kind: Kind) -> Vec<Place> {
        let model = &*self.model;
        let found = |id: &_| model.graph.session(*id).is_some_and(|session| session.is_in_sight());
        let sessions = sessions_by_name(model).into_iter().filter(found);
        if kind == Kind::Session {
            return sessions.map(|session| Place::of_session(model, session)).collect();
        }
        let mut windows: Vec<Place> = Vec::new();
        for place in sessions.flat_map(|session| windows_of(model, session)) {
            // One that several sessions have is one.
            if windows.iter().all(|known| known.window != place.window) {
                windows.push(place);
            }
        }
        match kind {
            Kind::Pane => windows.iter().flat_map(|window| panes_of(model, window)).collect(),
            _ => windows,
        }
    }
}

impl Context<'_> {
    /// Of these, the ones that the filter of `-f` is true of; all where there is none.
    ///
    /// # Errors
    /// There is one, and no `-a` for it to choose from.
    pub fn filtered<T>(&self, all: impl Iterator<Item = T>, place: impl Fn(&T) -> Place) -> Vec<T> {
        let Some(filter) = self.value('f') else { return all.collect() };
        all.filter(|it| is_true(&self.model.expand(filter, &place(it)))).collect()
    }

    /// Refuses `-f` where there is nothing to choose from.
    ///
    /// # Errors
    /// It was given without `-a`.
    pub fn filter_goes_with(&self, goes: bool) -> Result<(), Failure> {
        match self.has('f') && !goes {
            true => Err(Failure::usage("-f only valid with -a")),
            false => Ok(()),
        }
    }
}

/// For a kind: a format for one, the word for several, how one is named, and what lists them.
fn words(kind: Kind) -> (&'static str, &'static str, &'static str, &'static str) {
    match kind {
        Kind::Session => (SESSION, "sessions", "NAME", "ls"),
        Kind::Window => (WINDOW, "windows", "SESSION:WINDOW", "lsw -a"),
        Kind::Pane => (PANE, "panes", "SESSION:WINDOW.PANE", "lsp -a"),
    }
}

/// A session, as its target.
pub const SESSION: &str = "#{session_name}";

/// A window, as its target.
pub const WINDOW: &str = "#{session_name}:#{window_index}";

/// A pane, as its target.
pub const PANE: &str = "#{session_name}:#{window_index}.#{pane_index}";
