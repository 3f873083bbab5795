//! A key table: its bindings as the text that would bind them again, which outlives what commands are
//! made of.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::super::Model;
use crate::language::key;
use crate::model::keys::{Binding, KeyTables};
use crate::model::resolve::Place;

/// A binding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct BindingState {
    key: String,
    /// Its commands, each on lines of its own.
    commands: String,
    note: String,
    repeat: bool,
    order: usize,
}

impl KeyTables {
    pub(super) fn state_of(&self, table: &str) -> Option<Vec<BindingState>> {
        let state = |(_, trigger, binding): (&str, &key::Trigger, &Binding)| {
            let commands: Vec<String> = binding.commands.iter().map(ToString::to_string).collect();
            BindingState {
                key: trigger.to_string(),
                commands: commands.join("\n"),
                note: binding.note.clone(),
                repeat: binding.repeat,
                order: binding.order,
            }
        };
        self.has(table).then(|| self.iter(Some(table)).map(state).collect())
    }
}

impl Model {
    /// Puts a key table back; `None` where it is none. The environment is there already.
    pub(super) fn restore_keys(&mut self, name: &str, state: Vec<BindingState>) -> Option<()> {
        let binding = |it: BindingState| {
            let commands = self.parse_commands(&it.commands, &Place::default()).ok()?;
            let BindingState { note, repeat, order, .. } = it;
            Some((key::parse(&it.key).ok()?, Binding { commands, note, repeat, order }))
        };
        let bindings: BTreeMap<_, _> = state.into_iter().map(binding).collect::<Option<_>>()?;
        self.keys.restore(name.to_owned(), bindings);
        Some(())
    }
}
