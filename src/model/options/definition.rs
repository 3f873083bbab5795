//! What the table says of an option, and finding one by a name as people type it.

use serde::{Deserialize, Serialize};

use super::hooks::HOOKS;
use super::table::TABLE;
use super::value::{ListKey, Value};
use crate::language::suggest::{self, NoName};
use crate::style::Theme;

/// Who an option belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Scope {
    /// The server.
    Server,
    /// A session, or all of them (`-g`).
    Session,
    /// A window, or all of them (`-g`).
    Window,
    /// A window as above, or one pane of it (`-p`).
    Pane,
}

/// What an option's values are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Any text, often a format.
    Text,
    /// A command of pmux's own language.
    Command,
    /// A whole number within bounds.
    Number {
        /// The smallest.
        min: i64,
        /// The largest.
        max: i64,
    },
    /// On or off.
    Flag,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A colour, or `none`.
    Color,
    /// Code points and how many columns they take.
    Columns,
    /// A style, or a format that gives one.
    Style,
    /// A key, or `None`.
    Key,
    /// Columns and rows, `80x24`.
    Size,
    /// The full path of a shell, or nothing.
    Shell,
    /// Numbered elements, `name[0]`.
    List {
        /// The characters that part elements given together; none where text is one element.
        separators: &'static str,
        /// What each element is.
        item: &'static Kind,
    },
}

impl Kind {
    /// What the manual calls such a value.
    pub fn title(&self) -> &'static str {
        match self {
            Kind::Text => "text",
            Kind::Command => "command",
            Kind::Number { .. } => "number",
            Kind::Flag => "on | off",
            Kind::Choice(_) => "choice",
            Kind::Color => "colour",
            Kind::Columns => "code point=columns",
            Kind::Style => "style",
            Kind::Key => "key",
            Kind::Size => "size",
            Kind::Shell => "path",
            Kind::List { .. } => "list",
        }
    }
}

/// One option of the table.
#[derive(Debug, PartialEq, Eq)]
pub struct Definition {
    /// Its name.
    pub name: &'static str,
    /// Who it belongs to.
    pub scope: Scope,
    /// What its values are.
    pub kind: Kind,
    /// The value where nobody has set it; empty for a list.
    pub default: &'static str,
    /// The same on a light terminal, where it is another one.
    pub light: Option<&'static str>,
    /// A list's elements where nobody has set it.
    pub elements: &'static [&'static str],
    /// One sentence on what it does.
    pub help: &'static str,
    /// Whether anything reads it; where not, it is accepted, kept and shown.
    pub effect: bool,
}

impl Definition {
    /// The default as it is written, on a terminal of that theme.
    pub fn default_on(&self, theme: Theme) -> &'static str {
        self.light.filter(|_| theme == Theme::Light).unwrap_or(self.default)
    }

    /// The same as a value.
    pub fn default_value(&self, theme: Theme) -> Value {
        match self.kind {
            Kind::List { .. } => {
                let elements = self.elements.iter().map(|text| (*text).to_owned());
                Value::List((0..).map(ListKey::Number).zip(elements).collect())
            }
            Kind::Number { .. } => Value::Number(self.default.parse().unwrap_or_default()),
            Kind::Flag => Value::Flag(self.default == "on"),
            _ => Value::Text(self.default_on(theme).to_owned()),
        }
    }
}

/// What the number of an option counts, where it is not a mere number.
pub fn unit(name: &str) -> Option<&'static str> {
    Some(match name {
        "assume-paste-time"
        | "display-panes-time"
        | "display-time"
        | "escape-time"
        | "initial-repeat-time"
        | "pane-scrollbars-timeout"
        | "prefix-timeout"
        | "repeat-time" => "milliseconds",
        "lock-after-time" | "status-interval" => "seconds",
        "history-limit" => "lines",
        _ => return None,
    })
}

/// The option or hook of exactly this name.
pub fn exactly(name: &str) -> Option<&'static Definition> {
    let within = |table: &'static [Definition]| {
        let at = table.binary_search_by(|definition| definition.name.cmp(name)).ok()?;
        table.get(at)
    };
    within(TABLE).or_else(|| within(HOOKS))
}

/// The option of this name, or the only one whose name begins with it; or else the hook.
/// American spelling (`-color`) is as good as tmux's own.
pub fn find(name: &str) -> Result<&'static Definition, NameError> {
    let british = name.replace("color", "colour");
    if let Some(definition) = exactly(&british) {
        return Ok(definition);
    }
    let among = |table: &'static [Definition]| {
        suggest::unique_prefix(&british, table.iter().map(|definition| definition.name))
    };
    let unknown = |nearest| NameError::Unknown { name: name.into(), nearest };
    let found = match (among(TABLE), &among(HOOKS)) {
        (Err(NoName::Unknown(None)), hook) => hook.clone(),
        (Err(NoName::Unknown(_)), Ok(hook)) => Ok(*hook),
        (option, _) => option,
    };
    match found {
        Ok(found) => exactly(found).ok_or_else(|| unknown(None)),
        Err(NoName::Ambiguous(_)) => Err(NameError::Ambiguous(name.into())),
        Err(NoName::Unknown(nearest)) => Err(unknown(nearest)),
    }
}

/// An option as a command names it: `mouse`, `status-format[1]` or `@mine`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Name {
    /// One of the table.
    Known {
        /// Which.
        definition: &'static Definition,
        /// Which element, for a list.
        index: Option<ListKey>,
    },
    /// One that a person made up, with its `@`.
    User(String),
}

/// Why a word names no option; in tmux's words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// There is none of that name; perhaps `nearest` was meant.
    #[error("invalid option: {name}{}", meant(.nearest))]
    Unknown {
        /// What was asked for.
        name: String,
        /// What may have been meant.
        nearest: Option<String>,
    },
    /// Several begin like that.
    #[error("ambiguous option: {0}")]
    Ambiguous(String),
    /// An element was asked for of something that has none.
    #[error("not an array: {0}")]
    NotAList(String),
}

fn meant(nearest: &Option<String>) -> String {
    nearest.as_ref().map(|name| format!(" (did you mean {name}?)")).unwrap_or_default()
}

impl Name {
    /// Reads a name, shortened or with an element's number.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        if text.starts_with('@') {
            return Ok(Name::User(text.to_owned()));
        }
        let Some((stem, index)) = text.strip_suffix(']').and_then(|rest| rest.split_once('['))
        else {
            return Ok(Name::Known { definition: find(text)?, index: None });
        };
        let index = ListKey::parse(index).filter(|_| !index.is_empty());
        let index = index.ok_or_else(|| NameError::Unknown { name: text.into(), nearest: None })?;
        let definition = find(stem)?;
        match definition.kind {
            Kind::List { .. } => Ok(Name::Known { definition, index: Some(index) }),
            _ => Err(NameError::NotAList(text.to_owned())),
        }
    }

    /// The option's whole name, without an element's number.
    pub fn name(&self) -> &str {
        match self {
            Name::Known { definition, .. } => definition.name,
            Name::User(name) => name,
        }
    }

    /// Who it belongs to; a person's own options belong to whom the command says.
    pub fn scope(&self) -> Option<Scope> {
        match self {
            Name::Known { definition, .. } => Some(definition.scope),
            Name::User(_) => None,
        }
    }
}

impl NameError {
    /// In tmux's very words, which do not guess what was meant.
    pub fn in_brief(&self) -> String {
        match self {
            Self::Unknown { name, .. } => format!("invalid option: {name}"),
            other => other.to_string(),
        }
    }
}

impl std::fmt::Display for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Name::Known { definition, index: Some(index) } => {
                write!(f, "{}[{index}]", definition.name)
            }
            _ => f.write_str(self.name()),
        }
    }
}
