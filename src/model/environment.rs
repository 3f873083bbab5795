//! The environment that programs start with: the server's, then the session's over it.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt, OsStringExt};

use serde::{Deserialize, Serialize};

/// One level of environment variables. A variable that is *removed* here is not taken from
/// the level below; a *hidden* one is there for formats and config files, not for programs.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Environment(BTreeMap<Vec<u8>, Variable>);

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
struct Variable {
    /// `None` is removed.
    value: Option<Vec<u8>>,
    hidden: bool,
}

impl Variable {
    fn of(value: &[u8]) -> Self {
        Self { value: Some(value.to_vec()), hidden: false }
    }

    fn shown(&self, name: &[u8]) -> Shown {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Shown { name: text(name), value: self.value.as_deref().map(text), hidden: self.hidden }
    }
}

/// A variable as people see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// Its name.
    pub name: String,
    /// Its value; `None` where it is removed.
    pub value: Option<String>,
    /// Programs do not get it.
    pub hidden: bool,
}

impl Environment {
    /// From `NAME=value` entries; those without a name are passed over.
    pub fn from_pairs<'a>(pairs: impl IntoIterator<Item = &'a [u8]>) -> Self {
        let split = |pair: &[u8]| {
            let at = pair.iter().position(|&b| b == b'=').filter(|&at| at > 0)?;
            Some((pair[..at].to_vec(), Variable::of(&pair[at + 1..])))
        };
        Self(pairs.into_iter().filter_map(split).collect())
    }

    /// The value of `name` at this level.
    pub fn get(&self, name: &str) -> Option<&OsStr> {
        self.0.get(name.as_bytes())?.value.as_deref().map(OsStr::from_bytes)
    }

    /// The value of `name` as text, where it is text.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.get(name)?.to_str()
    }

    /// Sets a variable.
    pub fn set(&mut self, name: &str, value: impl AsRef<OsStr>) {
        self.0.insert(name.as_bytes().to_vec(), Variable::of(value.as_ref().as_bytes()));
    }

    /// Sets a variable that programs do not get.
    pub fn set_hidden(&mut self, name: &str, value: impl AsRef<OsStr>) {
        let variable = Variable { hidden: true, ..Variable::of(value.as_ref().as_bytes()) };
        self.0.insert(name.as_bytes().to_vec(), variable);
    }

    /// Keeps a variable from being taken from the level below.
    pub fn remove(&mut self, name: &str) {
        self.0.insert(name.as_bytes().to_vec(), Variable::default());
    }

    /// Forgets what this level says of a variable.
    pub fn unset(&mut self, name: &str) {
        self.0.remove(name.as_bytes());
    }

    /// Takes from `other` the variables whose names match one of the patterns; those that
    /// it lacks are removed here too (tmux's `update-environment`).
    pub fn update(&mut self, other: &Environment, patterns: &[&str]) {
        for pattern in patterns {
            if !pattern.contains(['*', '?', '[']) && other.get(pattern).is_none() {
                self.remove(pattern);
            }
            for (name, variable) in &other.0 {
                let text = String::from_utf8_lossy(name);
                if variable.value.is_some() && crate::language::target::matches(pattern, &text) {
                    self.0.insert(name.clone(), variable.clone());
                }
            }
        }
    }

    /// All variables of this level over those of `below`.
    pub fn over(&self, below: &Environment) -> Environment {
        let mut all = below.clone();
        all.0.extend(self.0.iter().map(|(name, value)| (name.clone(), value.clone())));
        all
    }

    /// What a program gets.
    pub fn into_pairs(self) -> Vec<(OsString, OsString)> {
        let pair = |(name, variable): (Vec<u8>, Variable)| {
            let value = variable.value.filter(|_| !variable.hidden)?;
            Some((OsString::from_vec(name), OsString::from_vec(value)))
        };
        self.0.into_iter().filter_map(pair).collect()
    }

    /// All variables as they are: the name, the value that it has here, whether programs do not get it.
    pub fn variables(&self) -> impl Iterator<Item = (&[u8], Option<&[u8]>, bool)> {
        self.0.iter().map(|(name, it)| (name.as_slice(), it.value.as_deref(), it.hidden))
    }

    /// One of them as people see it.
    pub fn variable(&self, name: &str) -> Option<Shown> {
        self.0.get(name.as_bytes()).map(|variable| variable.shown(name.as_bytes()))
    }

    /// All variables as people see them, in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = Shown> {
        self.0.iter().map(|(name, variable)| variable.shown(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_removed_variable_hides_the_one_below() {
        let below = Environment::from_pairs([&b"A=1"[..], b"B=2", b"=x", b"none"]);
        let mut above = Environment::default();
        above.remove("A");
        above.set("C", "3");
        above.set_hidden("D", "4");
        assert_eq!(above.text("D"), Some("4"));
        let pairs = above.over(&below).into_pairs();
        assert_eq!(pairs, [("B".into(), "2".into()), ("C".into(), "3".into())]);
    }

    #[test]
    fn update_takes_what_there_is_and_removes_what_is_not() {
        let mut session = Environment::from_pairs([&b"DISPLAY=:0"[..], b"SSH_AUTH_SOCK=/old"]);
        let client = Environment::from_pairs([&b"SSH_AUTH_SOCK=/new"[..], b"LC_ALL=C"]);
        session.update(&client, &["DISPLAY", "SSH_AUTH_SOCK", "LC_*"]);
        assert_eq!(session.text("DISPLAY"), None);
        assert_eq!(session.text("SSH_AUTH_SOCK"), Some("/new"));
        assert_eq!(session.text("LC_ALL"), Some("C"));
    }
}
