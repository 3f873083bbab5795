//! Customize mode: all that can be set, a line each, as it is for the pane that the mode is in: options
//! and hooks with the nearest value of all levels, variables of the environment, and bindings of keys.
//!
//! This room knows what a line stands for and what is known of that. How lines are chosen, tagged and
//! drawn is the chooser's business, and what setting something takes the commands'.

mod entries;
mod known;
mod prose;

use serde::{Deserialize, Serialize};

use crate::language::key::Trigger;
use crate::model::Model;
use crate::model::id::{PaneId, SessionId};
use crate::model::levels::Level;
use crate::model::options::{self, Definition, Kind, ListKey, Name, Scope, is_hook};
use crate::model::resolve::Place;

pub(super) use entries::FORMAT;

/// What a line stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Setting {
    /// What the lines below it have in common.
    Heading(Heading),
    /// An option or a hook.
    Option(Opted),
    /// A variable of all sessions' environment, or of one's.
    Variable {
        /// Whose.
        of: Option<SessionId>,
        /// Its name.
        name: String,
    },
    /// A key of a table.
    Key {
        /// The table.
        table: String,
        /// The key.
        trigger: Trigger,
        /// A part of its binding; all of it where there is none.
        part: Option<Part>,
    },
}

/// An option or a hook, where it is set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opted {
    /// Where.
    pub level: Level,
    /// Its name.
    pub name: String,
    /// One element of a list.
    pub key: Option<ListKey>,
    /// It is a hook.
    pub hook: bool,
}

/// A part of a key's binding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Part {
    /// What it does.
    Command,
    /// That in words.
    Note,
    /// Whether it may be pressed again without the prefix.
    Repeat,
}

/// What lines have in common.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Heading {
    /// Options of a scope, or hooks.
    Options {
        /// The server's, sessions', or windows' and panes'.
        scope: Scope,
        /// Hooks.
        hooks: bool,
    },
    /// The environment of all sessions, or of one.
    Environment(Option<SessionId>),
    /// A table of keys.
    Keys(String),
}

/// What is being asked, of which the answer makes something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// A value for what there is.
    Value(Setting),
    /// Another key for an element of a list.
    Element(Opted),
    /// Something new below a heading.
    New(Heading),
    /// Whether these are to be unset where they are, or at all levels.
    Undone {
        /// At all levels.
        everywhere: bool,
        /// What was asked about, whatever is chosen when the answer comes.
        settings: Vec<Setting>,
    },
}

impl Heading {
    /// The words.
    pub fn title(&self) -> String {
        let words = match self {
            Self::Options { scope: Scope::Server, .. } => "Server Options",
            Self::Options { scope: Scope::Session, hooks: false } => "Session Options",
            Self::Options { scope: Scope::Session, hooks: true } => "Session Hooks",
            Self::Options { hooks: false, .. } => "Window & Pane Options",
            Self::Options { hooks: true, .. } => "Window & Pane Hooks",
            Self::Environment(None) => "Global Environment",
            Self::Environment(Some(_)) => "Session Environment",
            Self::Keys(table) => return format!("Key Table - {table}"),
        };
        words.to_owned()
    }
}

impl Opted {
    /// The option of the table; none where somebody made it up.
    pub fn definition(&self) -> Option<&'static Definition> {
        options::exactly(&self.name)
    }

    /// Its name as commands have it, or that of its element.
    pub fn named(&self) -> Name {
        match self.definition() {
            Some(definition) => Name::Known { definition, index: self.key.clone() },
            None => Name::User(self.name.clone()),
        }
    }

    /// Whether it has elements.
    pub fn is_list(&self) -> bool {
        self.definition().is_some_and(|it| matches!(it.kind, Kind::List { .. }))
    }
}

impl Setting {
    /// What it is called in questions.
    pub fn name(&self) -> String {
        match self {
            Self::Heading(heading) => heading.title(),
            Self::Option(option) => option.named().to_string(),
            Self::Variable { name, .. } => name.clone(),
            Self::Key { trigger, .. } => trigger.to_string(),
        }
    }
}

impl Model {
    /// The levels of the options under a heading for a pane, the nearest first.
    pub fn levels_at(&self, scope: Scope, place: &Place) -> Vec<Level> {
        let nearer = match scope {
            Scope::Server => [None, None],
            Scope::Session => [place.session.map(Level::Session), None],
            Scope::Window | Scope::Pane => {
                [place.pane.map(Level::Pane), place.window.map(Level::Window)]
            }
        };
        let last = match scope {
            Scope::Server => Level::Server,
            Scope::Session => Level::Sessions,
            Scope::Window | Scope::Pane => Level::Windows,
        };
        nearer.into_iter().flatten().chain([last]).collect()
    }

    /// Where a pane is, for what customize mode shows in it.
    pub fn customized(&self, pane: PaneId) -> Place {
        let window = self.graph.window_under(pane);
        Place { window, pane: Some(pane), ..Place::of_pane(self, pane) }
    }

    /// What a level is for, as it is said in brackets; nothing for all.
    pub fn level_words(&self, level: Level, place: &Place) -> String {
        match level {
            Level::Server | Level::Sessions | Level::Windows => String::new(),
            Level::Session(_) => self.expand("session #{session_name}", place),
            Level::Window(_) => self.expand("window #{window_index}", place),
            Level::Pane(_) => self.expand("pane #{pane_index}", place),
        }
    }

    /// The value of an option in effect at its level, a list's elements with blanks between.
    pub fn opted(&self, option: &Opted) -> Option<String> {
        let value = self.lookup(option.level).value(&option.named())?;
        Some(match value {
            options::Value::List(list) => list.into_values().collect::<Vec<_>>().join(" "),
            value => value.to_string(),
        })
    }

    /// The same where nobody has set it.
    fn opted_default(&self, option: &Opted) -> Option<String> {
        let name = option.definition().map(|_| option.named())?;
        Some(match self.over_defaults([]).value(&name)? {
            options::Value::List(list) => list.into_values().collect::<Vec<_>>().join(" "),
            value => value.to_string(),
        })
    }

    /// Whether what has a name is a hook.
    fn is_any_hook(&self, name: &str) -> bool {
        is_hook(name) || name.starts_with('@') && self.is_own_hook(name)
    }
}
