//! Key tables: what a key means, by table and key.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::key::Key;
use crate::language::command_line::{Statement, Word, on_one_line};
use crate::language::key::{Trigger, key_name, rank};

/// What a key does.
#[derive(Debug, Clone, PartialEq)]
pub struct Binding {
    /// The commands.
    pub commands: Vec<Statement>,
    /// What it does, in words for a person; empty where nobody said.
    pub note: String,
    /// Whether it may be pressed again without the prefix (`bind-key -r`).
    pub repeat: bool,
    /// Counts up: what is bound first is shown first where keys are offered.
    pub order: usize,
}

impl Binding {
    /// Whether another one does the same in the same words.
    pub fn does_as(&self, other: &Binding) -> bool {
        let same_words = self.note == other.note && self.repeat == other.repeat;
        same_words && on_one_line(&self.commands) == on_one_line(&other.commands)
    }
}

/// All key tables by name: `root`, `prefix`, those of modes (`copy-mode`, `copy-mode-vi`,
/// `choose-mode`) and the person's own.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct KeyTables {
    /// What nobody altered is shared with those that there are by default.
    tables: BTreeMap<String, Rc<BTreeMap<Trigger, Binding>>>,
    bound: usize,
    /// The tables that were altered since somebody asked.
    altered: BTreeSet<String>,
}

impl KeyTables {
    /// Binds a key. One that was bound already keeps its place among those that are offered.
    pub fn bind(&mut self, table: &str, trigger: Trigger, mut binding: Binding) {
        self.altered.insert(table.to_owned());
        let table = Rc::make_mut(self.tables.entry(table.to_owned()).or_default());
        self.bound += 1;
        binding.order = table.get(&trigger).map_or(self.bound, |before| before.order);
        table.insert(trigger, binding);
    }

    /// Takes a binding away.
    pub fn unbind(&mut self, table: &str, trigger: &Trigger) -> Option<Binding> {
        self.altered.insert(table.to_owned());
        Rc::make_mut(self.tables.get_mut(table)?).remove(trigger)
    }

    /// Takes a whole table away.
    pub fn clear(&mut self, table: &str) -> bool {
        self.altered.insert(table.to_owned());
        self.tables.remove(table).is_some()
    }

    /// The names of all tables.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.tables.keys().map(String::as_str)
    }

    /// The tables that were altered since this was asked last, whether they are still there or not.
    pub fn take_altered(&mut self) -> BTreeSet<String> {
        std::mem::take(&mut self.altered)
    }

    /// Puts back a table that was written down, its bindings in the places that they had.
    pub fn restore(&mut self, name: String, bindings: BTreeMap<Trigger, Binding>) {
        let newest = bindings.values().map(|binding| binding.order).max();
        self.bound = self.bound.max(newest.unwrap_or(0));
        self.tables.insert(name, Rc::new(bindings));
    }

    /// Whether there is such a table.
    pub fn has(&self, table: &str) -> bool {
        self.tables.contains_key(table)
    }

    /// What a key itself does in a table.
    pub fn bound(&self, table: &str, trigger: &Trigger) -> Option<&Binding> {
        self.tables.get(table)?.get(trigger)
    }

    /// What a key does in a table; a binding of `Any` serves the keys without one.
    pub fn find(&self, table: &str, trigger: &Trigger) -> Option<&Binding> {
        let table = self.tables.get(table)?;
        table.get(trigger).or_else(|| table.get(&Trigger::Any))
    }

    /// Which keys of a mode's table do what matters most, as it is said below the mode: of each of
    /// some acts (`send-keys -X`) the word for it, after the key that was bound to it first.
    pub fn hint(&self, table: &str, acts: &[(&str, &str)]) -> String {
        let told = acts.iter().filter_map(|(act, word)| {
            let keys = self.iter(Some(table)).filter_map(|(_, trigger, binding)| match trigger {
                Trigger::Key(key) if leads_to(&binding.commands, act) => Some((binding.order, key)),
                _ => None,
            });
            let (_, key) = keys.min_by_key(|(order, _)| *order)?;
            Some(format!("{} {word}", on_a_keyboard(*key)))
        });
        told.collect::<Vec<_>>().join("  ")
    }

    /// The bindings of a table, or of all.
    pub fn iter(&self, only: Option<&str>) -> impl Iterator<Item = (&str, &Trigger, &Binding)> {
        let chosen =
            self.tables.iter().filter(move |(name, _)| only.is_none_or(|only| only == *name));
        chosen.flat_map(|(name, table)| {
            let mut keys: Vec<(&Trigger, &Binding)> = table.iter().collect();
            keys.sort_by_key(|(key, _)| rank(key));
            keys.into_iter().map(move |(key, binding)| (name.as_str(), key, binding))
        })
    }
}

/// A key as it is written on a keyboard, where tmux has a word of its own for it.
fn on_a_keyboard(key: Key) -> String {
    match key_name(key).as_str() {
        "PPage" => "PgUp".to_owned(),
        "NPage" => "PgDn".to_owned(),
        name => name.to_owned(),
    }
}

/// Whether commands have a mode do this, or ask for something with which they then do it.
fn leads_to(commands: &[Statement], act: &str) -> bool {
    commands.iter().any(|statement| match statement {
        Statement::Commands(commands) => commands.iter().any(|command| {
            let words = command.words.iter();
            words.clone().map(Word::text).take(3).eq(["send-keys", "-X", act])
                || words.clone().any(|word| match word {
                    Word::Block { statements, .. } => leads_to(statements, act),
                    Word::Text(_) => false,
                })
        }),
        Statement::Assign { .. } => false,
    })
}
