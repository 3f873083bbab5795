//! Options: what people set with `set-option`, level over level.
//!
//! There is one [`TABLE`] of all options, and one of [`HOOKS`], which are options too. The server, each session, each window and each pane
//! has its own [`Options`], which hold only what was set there; sessions and windows have a
//! global level besides (`-g`). A [`Lookup`] goes through the levels, nearest first, and ends
//! at the table's default, so that reading an option cannot fail. A name belongs to one scope
//! only, so a lookup may hold levels of several scopes; people's own options (`@name`) are
//! found at any of them.
//!
//! This room knows how values are written, and nothing of what they do.

mod definition;
mod dialect;
mod hooks;
mod table;
mod value;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::key::Key;
use crate::language::{key, style};
use crate::style::{Color, Style, Theme};

pub use definition::{Definition, Kind, Name, NameError, Scope, exactly, find, unit};
pub use dialect::{TMUX, defaults};
pub use hooks::{HOOKS, is_hook};
pub use table::TABLE;
pub use value::{BadValue, Change, ListKey, Value, parse};

/// Why an option was not changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OptionError {
    /// There is no such option.
    #[error(transparent)]
    Name(#[from] NameError),
    /// It does not take that value.
    #[error(transparent)]
    Value(#[from] BadValue),
    /// It is set, and was to be left alone then (`set-option -o`).
    #[error("already set: {0}")]
    AlreadySet(String),
}

/// What is set at one level.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Options(BTreeMap<String, Value>);

impl OptionError {
    /// In tmux's very words.
    pub fn in_brief(&self) -> String {
        match self {
            Self::Name(error) => error.in_brief(),
            Self::Value(error) => error.in_brief(),
            Self::AlreadySet(_) => self.to_string(),
        }
    }
}

impl Options {
    /// A level where nothing is set.
    pub const fn new() -> Self {
        Self(BTreeMap::new())
    }

    /// Whether `name` is set here. (At a global level every option of the table counts as set
    /// for `set-option -o`; that is the command's to know.)
    pub fn is_set(&self, name: &Name) -> bool {
        match (self.0.get(name.name()), name) {
            (Some(Value::List(list)), Name::Known { index: Some(index), .. }) => {
                list.contains_key(index)
            }
            (value, _) => value.is_some(),
        }
    }

    /// Whether anything is set here by that very name.
    pub fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Changes an option here. `current` is the value that is in effect for whom this level
    /// belongs to ([`Lookup::value`]): what is appended to, and what is turned over.
    pub fn change(
        &mut self,
        name: &Name,
        change: Change<'_>,
        current: Option<&Value>,
    ) -> Result<(), OptionError> {
        let nothing = Value::Text(String::new());
        match change.of(name, current.unwrap_or(&nothing))? {
            Some(value) => self.0.insert(name.name().to_owned(), value),
            None => self.0.remove(name.name()),
        };
        Ok(())
    }

    /// An option is here as it is in another one of the level.
    pub fn take(&mut self, name: &Name, from: &Options) {
        match from.0.get(name.name()) {
            Some(value) => drop(self.0.insert(name.name().to_owned(), value.clone())),
            None => self.leave(name.name()),
        }
    }

    /// Switches a flag off here, as naming a window does with `automatic-rename`.
    pub fn switch_off(&mut self, name: &str) {
        self.0.insert(name.to_owned(), Value::Flag(false));
    }

    /// Leaves an option to the levels above.
    pub fn leave(&mut self, name: &str) {
        self.0.remove(name);
    }

    /// Sets an option of the table to text that pmux itself or the environment has for it; what
    /// does not fit is left out.
    pub fn suggest(&mut self, name: &str, text: &str) {
        let value = exactly(name).and_then(|definition| parse(&definition.kind, text).ok());
        if let Some(value) = value {
            self.0.insert(name.to_owned(), value);
        }
    }

    /// What is set here, in the order of the names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }
}

/// The levels that hold for everybody: the server's, and the global ones of sessions and
/// windows.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Globals {
    /// The server's options (`-s`).
    pub server: Options,
    /// The global session options (`-g`).
    pub session: Options,
    /// The global window options (`-gw`).
    pub window: Options,
}

impl Globals {
    /// What a new server begins with: the person's shell, their editor, and vi's keys where
    /// that editor is a vi.
    pub fn suited_to(variable: impl Fn(&str) -> Option<String>) -> Self {
        let mut globals = Self::default();
        if let Some(shell) = variable("SHELL") {
            globals.session.suggest("default-shell", &shell);
        }
        if let Some(editor) = variable("VISUAL").or_else(|| variable("EDITOR")) {
            globals.server.suggest("editor", &editor);
            let program = editor.rsplit('/').next().unwrap_or_default();
            if program.contains("vi") {
                globals.session.suggest("status-keys", "vi");
                globals.window.suggest("mode-keys", "vi");
            }
        }
        globals
    }
}

/// How many levels there can be: pane, window, all windows, session, all sessions, server.
const LEVELS: usize = 6;

/// The options in effect for somebody.
#[derive(Debug, Clone, Copy, Default)]
pub struct Lookup<'a> {
    levels: [Option<&'a Options>; LEVELS],
    /// What counts where nobody has set anything, before the table's.
    defaults: Option<&'a Options>,
    theme: Theme,
}

impl<'a> Lookup<'a> {
    /// Looks through these levels, nearest first; no more than six are looked at.
    pub fn new(nearest_first: impl IntoIterator<Item = &'a Options>) -> Self {
        let mut levels = [None; LEVELS];
        for (level, options) in levels.iter_mut().zip(nearest_first) {
            *level = Some(options);
        }
        Self { levels, defaults: None, theme: Theme::default() }
    }

    /// The same where these are the defaults, and the table's only for what they leave out.
    pub fn with_defaults(self, defaults: &'a Options) -> Self {
        Self { defaults: Some(defaults), ..self }
    }

    /// The same for whom it is shown to on a terminal of that theme: what is set counts on any.
    pub fn on(self, theme: Theme) -> Self {
        Self { theme, ..self }
    }

    /// What is set, at the nearest level where it is, or a default that is not the table's.
    fn set(&self, name: &str) -> Option<&'a Value> {
        let levels = self.levels.iter().chain([&self.defaults]);
        levels.flatten().find_map(|options| options.0.get(name))
    }

    /// Whether an option is set at any of the levels, be it to its default.
    pub fn is_set(&self, name: &str) -> bool {
        self.levels.iter().flatten().any(|options| options.0.contains_key(name))
    }

    /// The value in effect: none for somebody's own option that is set nowhere, or an element
    /// that a list does not have.
    pub fn value(&self, name: &Name) -> Option<Value> {
        let set = self.set(name.name()).cloned();
        match name {
            Name::User(_) => set,
            Name::Known { definition, index } => {
                match (set.unwrap_or_else(|| definition.default_value(self.theme)), index) {
                    (Value::List(mut list), Some(key)) => list.remove(key).map(Value::Text),
                    (value, _) => Some(value),
                }
            }
        }
    }

    /// The value that a [`Change`] starts from: a list whole, whichever element is named.
    pub fn whole(&self, name: &Name) -> Option<Value> {
        match name {
            Name::User(_) => self.value(name),
            Name::Known { definition, .. } => self.value(&Name::Known { definition, index: None }),
        }
    }

    /// An option as formats see it: flags as `1` and `0`, a list's elements with blanks between.
    pub fn shown(&self, definition: &'static Definition) -> String {
        match self.value(&Name::Known { definition, index: None }) {
            Some(Value::Flag(flag)) => i32::from(flag).to_string(),
            Some(Value::List(list)) => list.into_values().collect::<Vec<_>>().join(" "),
            Some(value) => value.to_string(),
            None => String::new(),
        }
    }

    /// Somebody's own option (`@name`), where it is set.
    pub fn user(&self, name: &str) -> Option<String> {
        self.set(name).map(Value::to_string)
    }

    /// Whether a flag is on, or a choice anything but `off`.
    pub fn flag(&self, name: &str) -> bool {
        match self.set(name) {
            Some(Value::Flag(flag)) => *flag,
            Some(Value::Text(text)) => text != "off",
            _ => self.default_of(name) != "off",
        }
    }

    /// A number.
    pub fn number(&self, name: &str) -> i64 {
        match self.set(name) {
            Some(Value::Number(number)) => *number,
            _ => self.default_of(name).parse().unwrap_or_default(),
        }
    }

    /// A number that is a count, or a time.
    pub fn count(&self, name: &str) -> u64 {
        self.number(name).max(0).unsigned_abs()
    }

    /// Text, or one word of a choice.
    pub fn text(&self, name: &str) -> String {
        self.str(name).to_owned()
    }

    fn str(&self, name: &str) -> &'a str {
        match self.set(name) {
            Some(Value::Text(text)) => text,
            _ => self.default_of(name),
        }
    }

    /// What the table says, for those who read an option by its name in the code.
    fn default_of(&self, name: &str) -> &'static str {
        let definition = exactly(name);
        debug_assert!(definition.is_some(), "no option {name}");
        definition.map_or("", |definition| definition.default_on(self.theme))
    }

    /// A colour; none where it is `none` or a format.
    pub fn color(&self, name: &str) -> Option<Color> {
        style::parse_color(&style::themed(self.str(name), &|name| self.themed(name)))
    }

    /// A colour of the theme: what its option says, or where that is a format what it mostly is.
    fn themed(&self, name: &str) -> Option<String> {
        let (_, option, ..) = style::THEMED.iter().find(|(known, ..)| *known == name)?;
        let level = if self.theme == Theme::Light { "light" } else { "dark" };
        match self.set(&format!("{level}-theme-{option}")) {
            Some(Value::Text(text)) if !text.contains("#{") => Some(text.clone()),
            _ => style::default_of(name, self.theme),
        }
    }

    /// A style; plain where it is a format, which only those who can expand it can read
    /// ([`Lookup::text`]).
    pub fn style(&self, name: &str) -> Style {
        let text = style::themed(self.str(name), &|name| self.themed(name));
        style::parse_over(&text, Style::PLAIN)
    }

    /// A key; none where it is `None`.
    pub fn key(&self, name: &str) -> Option<Key> {
        key::parse_key(self.str(name)).ok()
    }

    /// A list's elements, in the order of their numbers.
    pub fn list(&self, name: &str) -> Vec<String> {
        match self.set(name) {
            Some(Value::List(list)) => list.values().cloned().collect(),
            _ => exactly(name).map_or(&[][..], |d| d.elements).iter().map(|&e| e.into()).collect(),
        }
    }
}

/// A value as `show-options` lists it: the name with each element's number, and the text,
/// which is still to be quoted. A list without elements is its name alone.
pub fn entries(name: &str, value: &Value) -> Vec<(String, Option<String>)> {
    match value {
        Value::List(list) if list.is_empty() => vec![(name.to_owned(), None)],
        Value::List(list) => list
            .iter()
            .map(|(index, text)| (format!("{name}[{index}]"), Some(text.clone())))
            .collect(),
        value => vec![(name.to_owned(), Some(value.to_string()))],
    }
}

#[cfg(test)]
mod tests;
