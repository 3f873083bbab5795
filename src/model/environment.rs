//! The environment that programs start with: the server's, then the session's over it.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt, OsStringExt};

use serde::{Deserialize, Serialize};

/// One level of environment variables. A variable that is *removed* here is not taken from
/// the level below.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Environment(BTreeMap<Vec<u8>, Option<Vec<u8>>>);

impl Environment {
    /// From `NAME=value` entries; those without a name are passed over.
    pub fn from_pairs<'a>(pairs: impl IntoIterator<Item = &'a [u8]>) -> Self {
        let split = |pair: &[u8]| {
            let at = pair.iter().position(|&b| b == b'=').filter(|&at| at > 0)?;
            Some((pair[..at].to_vec(), Some(pair[at + 1..].to_vec())))
        };
        Self(pairs.into_iter().filter_map(split).collect())
    }

    /// The value of `name` at this level.
    pub fn get(&self, name: &str) -> Option<&OsStr> {
        self.0.get(name.as_bytes())?.as_deref().map(OsStr::from_bytes)
    }

    /// The value of `name` as text, where it is text.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.get(name)?.to_str()
    }

    /// Sets a variable.
    pub fn set(&mut self, name: &str, value: impl AsRef<OsStr>) {
        self.0.insert(name.as_bytes().to_vec(), Some(value.as_ref().as_bytes().to_vec()));
    }

    /// Keeps a variable from being taken from the level below.
    pub fn remove(&mut self, name: &str) {
        self.0.insert(name.as_bytes().to_vec(), None);
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
            for (name, value) in &other.0 {
                let text = String::from_utf8_lossy(name);
                if value.is_some() && crate::language::target::matches(pattern, &text) {
                    self.0.insert(name.clone(), value.clone());
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
        let pair = |(name, value): (Vec<u8>, Option<Vec<u8>>)| {
            Some((OsString::from_vec(name), OsString::from_vec(value?)))
        };
        self.0.into_iter().filter_map(pair).collect()
    }

    /// Names and values as text, `None` for those removed.
    pub fn iter(&self) -> impl Iterator<Item = (String, Option<String>)> {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        self.0.iter().map(move |(name, value)| (text(name), value.as_deref().map(text)))
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
