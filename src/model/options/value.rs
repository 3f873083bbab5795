//! An option's value: reading what a person gives, and what `set-option` makes of it.
//!
//! Numbers and flags are kept as such, all else as checked text: a style may be a format that
//! gives another style each time it is looked at, and a colour shows as it was written.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::definition::{Kind, Name};
use crate::language::command_line::{Surroundings, parse as parse_command};
use crate::language::style::{self, StyleSpec};
use crate::language::{columns, key};

/// The largest list, in elements: far more than anybody has, and no burden.
const MOST_ELEMENTS: usize = 4096;

/// Which element of a list: mostly a number, or a name. Those with numbers come first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ListKey {
    /// `[3]`
    Number(u32),
    /// `[name]`
    Named(String),
}

impl ListKey {
    /// The longest name, in bytes.
    const LONGEST: usize = 256;

    /// Reads what stands between the brackets.
    pub fn parse(text: &str) -> Option<Self> {
        match text.bytes().all(|b| b.is_ascii_digit()) {
            true => text.parse().ok().map(Self::Number),
            false if text.len() > Self::LONGEST || text.contains(['[', ']']) => None,
            false => Some(Self::Named(text.to_owned())),
        }
    }
}

impl std::fmt::Display for ListKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Named(name) => f.write_str(name),
        }
    }
}

/// What an option is set to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
pub enum Value {
    /// Text, a choice, a colour, a style, a key …
    Text(String),
    /// A whole number.
    Number(i64),
    /// On or off.
    Flag(bool),
    /// Elements by their number or name.
    List(BTreeMap<ListKey, String>),
}

/// A value as it is written down: lists that have numbers alone as they were before elements had names.
#[derive(Serialize, Deserialize)]
enum Written {
    Text(String),
    Number(i64),
    Flag(bool),
    List(BTreeMap<u32, String>),
    Named(BTreeMap<ListKey, String>),
}

impl From<Value> for Written {
    fn from(value: Value) -> Self {
        let list = match value {
            Value::Text(text) => return Self::Text(text),
            Value::Number(number) => return Self::Number(number),
            Value::Flag(flag) => return Self::Flag(flag),
            Value::List(list) => list,
        };
        let numbered = list.iter().map(|(key, text)| match key {
            ListKey::Number(number) => Some((*number, text.clone())),
            ListKey::Named(_) => None,
        });
        match numbered.collect() {
            Some(list) => Self::List(list),
            None => Self::Named(list),
        }
    }
}

impl From<Written> for Value {
    fn from(written: Written) -> Self {
        match written {
            Written::Text(text) => Self::Text(text),
            Written::Number(number) => Self::Number(number),
            Written::Flag(flag) => Self::Flag(flag),
            Written::Named(list) => Self::List(list),
            Written::List(list) => {
                let keyed = list.into_iter().map(|(key, text)| (ListKey::Number(key), text));
                Self::List(keyed.collect())
            }
        }
    }
}

impl std::fmt::Display for Value {
    /// As `show-options -v` prints it: unquoted, a list's elements on lines of their own.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Value::Text(text) => f.write_str(text),
            Value::Number(number) => write!(f, "{number}"),
            Value::Flag(flag) => f.write_str(if *flag { "on" } else { "off" }),
            Value::List(elements) => {
                for (n, element) in elements.values().enumerate() {
                    write!(f, "{}{element}", if n > 0 { "\n" } else { "" })?;
                }
                Ok(())
            }
        }
    }
}

/// Why text is no value of an option; in tmux's words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadValue {
    /// None was given where one is needed.
    #[error("empty value")]
    Empty,
    /// It is not of the right form.
    #[error("value is invalid: {0}")]
    Invalid(String),
    /// It is below what the option takes.
    #[error("value is too small: {0}")]
    TooSmall(String),
    /// It is above what the option takes.
    #[error("value is too large: {0}")]
    TooLarge(String),
    /// It is neither on nor off.
    #[error("bad value: {0}")]
    Flag(String),
    /// It is none of the words that the option takes.
    #[error("unknown value: {text} (one of: {})", .choices.join(", "))]
    Choice {
        /// What was given.
        text: String,
        /// What can be.
        choices: &'static [&'static str],
    },
    /// It is no colour.
    #[error("bad colour: {0}")]
    Color(String),
    /// It is not code points with their columns.
    #[error("bad width: {0} (a code point and 0 to 2 columns, as in U+26A0=2)")]
    Columns(String),
    /// It is no style.
    #[error("invalid style: {0}")]
    Style(String),
    /// It is no command line: why.
    #[error("syntax error: {0}")]
    Command(String),
    /// It is no key.
    #[error("bad key: {0}")]
    Key(String),
    /// It is not the full path of a program.
    #[error("not a suitable shell: {0}")]
    Shell(String),
    /// A list has as many elements as it may.
    #[error("too many elements")]
    TooMany,
}

impl BadValue {
    /// In tmux's very words, which say nothing of what could be given instead.
    pub fn in_brief(&self) -> String {
        match self {
            Self::Choice { text, .. } => format!("unknown value: {text}"),
            Self::Command(_) => "syntax error".to_owned(),
            Self::Columns(text) => format!("invalid width: {text}"),
            other => other.to_string(),
        }
    }
}

/// Reads the text of one value of a `kind`; for a list, all its elements.
pub fn parse(kind: &Kind, text: &str) -> Result<Value, BadValue> {
    match kind {
        Kind::Number { min, max } => number(text, *min, *max).map(Value::Number),
        Kind::Flag => flag(text).map(Value::Flag),
        Kind::List { separators, item } => {
            let elements = elements(text, separators, item)?;
            let elements = (0..).map(ListKey::Number).zip(elements);
            Ok(Value::List(elements.take(MOST_ELEMENTS).collect()))
        }
        _ => checked(kind, text).map(Value::Text),
    }
}

/// The text of a value that is kept as text, in its usual spelling.
fn checked(kind: &Kind, text: &str) -> Result<String, BadValue> {
    let own = || text.to_owned();
    match kind {
        Kind::Choice(choices) if !choices.contains(&text) => {
            Err(BadValue::Choice { text: own(), choices })
        }
        Kind::Color if !text.contains("#{") && text != "none" && !text.is_empty() => {
            style::usual_name(text).ok_or_else(|| BadValue::Color(own()))
        }
        Kind::Command => match command_is_sound(text) {
            Ok(()) => Ok(own()),
            Err(error) => Err(BadValue::Command(error)),
        },
        Kind::Columns if columns::parse(text).is_none() => Err(BadValue::Columns(own())),
        Kind::Style if !text.contains("#{") => {
            StyleSpec::parse(text).map(|_| own()).map_err(|_| BadValue::Style(own()))
        }
        Kind::Key if text.eq_ignore_ascii_case("none") => Ok("None".to_owned()),
        Kind::Key => key::parse_key(text).map(key::key_name).map_err(|_| BadValue::Key(own())),
        Kind::Size if size(text).is_none() => Err(BadValue::Invalid(own())),
        Kind::Shell if !text.is_empty() && !text.starts_with('/') => Err(BadValue::Shell(own())),
        _ => Ok(own()),
    }
}

/// Whether a command line can be read.
fn command_is_sound(text: &str) -> Result<(), String> {
    let (env, holds) = (|_: &str| Some(String::new()), |_: &str| true);
    let read = parse_command(text, Surroundings { env: &env, holds: &holds });
    read.map(|_| ()).map_err(|error| error.to_string())
}

fn number(text: &str, min: i64, max: i64) -> Result<i64, BadValue> {
    use std::num::IntErrorKind::{NegOverflow, PosOverflow};
    let own = || text.to_owned();
    let number = text.parse::<i64>().map_err(|error| match error.kind() {
        PosOverflow => BadValue::TooLarge(own()),
        NegOverflow => BadValue::TooSmall(own()),
        _ => BadValue::Invalid(own()),
    })?;
    match number {
        _ if number < min => Err(BadValue::TooSmall(own())),
        _ if number > max => Err(BadValue::TooLarge(own())),
        _ => Ok(number),
    }
}

fn flag(text: &str) -> Result<bool, BadValue> {
    match text.to_ascii_lowercase().as_str() {
        "on" | "yes" | "1" => Ok(true),
        "off" | "no" | "0" => Ok(false),
        _ => Err(BadValue::Flag(text.to_owned())),
    }
}

/// The columns and rows of `80x24`.
fn size(text: &str) -> Option<(u16, u16)> {
    let (cols, rows) = text.split_once('x')?;
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let part = |text: &str| text.parse().ok().filter(|n| *n > 0 && digits(text));
    Some((part(cols)?, part(rows)?))
}

fn elements(text: &str, separators: &str, item: &Kind) -> Result<Vec<String>, BadValue> {
    text.split(|c| separators.contains(c))
        .filter(|element| !element.is_empty())
        .map(|element| checked(item, element))
        .collect()
}

/// What `set-option` is asked to do with an option.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change<'a> {
    /// Set it to this.
    Put(&'a str),
    /// Add this to what it is (`-a`): text to text, a style to a style, elements to a list.
    /// Anything else is set.
    Append(&'a str),
    /// Turn it over: a flag, or between a choice's first two words.
    Toggle,
    /// Take it away (`-u`), so that what it inherits shows.
    Unset,
}

impl Change<'_> {
    /// The value that `name` gets, whose value in effect is `current` so far; none to unset it.
    pub fn of(self, name: &Name, current: &Value) -> Result<Option<Value>, BadValue> {
        match name {
            Name::User(_) => self.of_text(&Kind::Text, current),
            Name::Known { definition, index } => match (&definition.kind, index) {
                (Kind::List { item, .. }, Some(index)) => self.of_element(item, index, current),
                (Kind::List { .. }, None) => self.of_list(&definition.kind, current),
                (kind, _) => self.of_text(kind, current),
            },
        }
    }

    fn of_text(self, kind: &Kind, current: &Value) -> Result<Option<Value>, BadValue> {
        match (self, kind, current) {
            (Change::Unset, ..) => Ok(None),
            (Change::Toggle | Change::Put(""), Kind::Flag, Value::Flag(flag)) => {
                Ok(Some(Value::Flag(!flag)))
            }
            (Change::Toggle, Kind::Choice([off, on, ..]), Value::Text(now)) => {
                let next = match now.as_str() {
                    now if now == *off => on,
                    now if now == *on => off,
                    now => now,
                };
                Ok(Some(Value::Text(next.to_owned())))
            }
            (Change::Toggle, ..) => Err(BadValue::Empty),
            (Change::Append(more), Kind::Text | Kind::Command, Value::Text(now)) => {
                Ok(Some(Value::Text(format!("{now}{more}"))))
            }
            (Change::Append(more), Kind::Style, Value::Text(now)) => {
                let joint = if now.is_empty() { "" } else { "," };
                parse(kind, &format!("{now}{joint}{more}")).map(Some)
            }
            (Change::Put(text) | Change::Append(text), ..) => parse(kind, text).map(Some),
        }
    }

    fn of_list(self, kind: &Kind, current: &Value) -> Result<Option<Value>, BadValue> {
        match self {
            Change::Unset => Ok(None),
            Change::Toggle => Err(BadValue::Empty),
            Change::Put(text) => parse(kind, text).map(Some),
            Change::Append(text) => {
                let (mut list, Value::List(more)) = (elements_of(current), parse(kind, text)?)
                else {
                    return Err(BadValue::Invalid(text.to_owned()));
                };
                for element in more.into_values() {
                    let mut numbers = (0..=u32::MAX).map(ListKey::Number);
                    let free = numbers.find(|key| !list.contains_key(key));
                    insert(&mut list, &free.ok_or(BadValue::TooMany)?, element)?;
                }
                Ok(Some(Value::List(list)))
            }
        }
    }

    fn of_element(
        self,
        item: &Kind,
        index: &ListKey,
        current: &Value,
    ) -> Result<Option<Value>, BadValue> {
        let mut list = elements_of(current);
        match self {
            Change::Toggle => return Err(BadValue::Empty),
            Change::Unset => {
                list.remove(index);
            }
            Change::Put(text) => insert(&mut list, index, checked(item, text)?)?,
            Change::Append(text) => {
                let whole = format!("{}{text}", list.get(index).map_or("", String::as_str));
                insert(&mut list, index, checked(item, &whole)?)?;
            }
        }
        Ok(Some(Value::List(list)))
    }
}

fn elements_of(current: &Value) -> BTreeMap<ListKey, String> {
    match current {
        Value::List(elements) => elements.clone(),
        _ => BTreeMap::new(),
    }
}

fn insert(
    list: &mut BTreeMap<ListKey, String>,
    key: &ListKey,
    text: String,
) -> Result<(), BadValue> {
    if list.len() >= MOST_ELEMENTS && !list.contains_key(key) {
        return Err(BadValue::TooMany);
    }
    list.insert(key.clone(), text);
    Ok(())
}
