//! What can come next after a prefix: which keys, in which words, and as many as there is room for.

use crate::geometry::Size;
use crate::key::{Key, KeyCode};
use crate::language::command_line::on_one_line;
use crate::language::key::{Trigger, key_name};
use crate::model::Model;
use crate::model::client::Client;
use crate::model::keys::Binding;
use crate::model::prompt::Prompt;
use crate::protocol::view;

/// The arrows in the order in which they are bound.
const ARROWS: [KeyCode; 4] = [KeyCode::Up, KeyCode::Down, KeyCode::Left, KeyCode::Right];

/// A key, or several that do much the same, and what they do.
type Entry = (String, String);

/// The panel of what can come next after a prefix: the bindings in the order in which they
/// were made, as many as half of the screen has room for.
pub fn hints(model: &Model, client: &Client) -> Option<view::Overlay> {
    let table = client.display()?.keys.table.as_deref()?;
    let mut entries = entries(model, table);
    let size = client.size.cells;
    let count = (1..=entries.len()).rev().find(|&count| has_room(&entries[..count], size));
    if count.is_none_or(|count| count < entries.len()) {
        // The list of all keys comes last, whatever its own note is.
        entries.retain(|(key, _)| key != "?");
        let all = ("?".to_owned(), "All keys".to_owned());
        while !entries.is_empty() {
            entries.push(all.clone());
            if has_room(&entries, size) || entries.len() == 1 {
                break;
            }
            entries.truncate(entries.len() - 2);
        }
    }
    let options = model.session_lookup(client.session());
    let title = match (table, options.key("prefix")) {
        ("prefix", Some(prefix)) => format!("{} then", key_name(prefix)),
        _ => table.to_owned(),
    };
    (!entries.is_empty()).then_some(view::Overlay::Keys { title, entries })
}

/// What the word before a prompt's cursor may become, in a panel as that of keys.
pub fn candidates(prompt: &Prompt, client: &Client) -> view::Overlay {
    let mut entries = prompt.candidates.clone();
    let all = entries.len();
    while !entries.is_empty() && !has_room(&entries, client.size.cells) {
        // The last says how many are not shown.
        entries.truncate(entries.len().saturating_sub(2));
        entries.push(("…".to_owned(), format!("{} more", all - entries.len())));
    }
    view::Overlay::Keys { title: format!(": {}", prompt.text), entries }
}

/// The keys of a table in the order in which they were bound.
fn entries(model: &Model, table: &str) -> Vec<Entry> {
    let mut bindings: Vec<(usize, Key, String)> = model
        .keys()
        .iter(Some(table))
        .filter_map(|(_, trigger, binding)| match trigger {
            Trigger::Key(key) => Some((binding.order, *key, meaning(binding))),
            _ => None,
        })
        .collect();
    bindings.sort_unstable_by_key(|(order, ..)| *order);
    let mut entries: Vec<Entry> = Vec::new();
    let mut last_stem: Option<String> = None;
    let mut rest = &bindings[..];
    while let Some(((_, key, note), after)) = rest.split_first() {
        if let Some(arrows) = rest.first_chunk().and_then(arrows) {
            entries.push(arrows);
            (rest, last_stem) = (&rest[ARROWS.len()..], None);
            continue;
        }
        rest = after;
        let key = key_name(*key);
        // "Window 0" to "Window 9" are one entry, "Window 0…9".
        let stem = note.strip_suffix(|c: char| c.is_ascii_digit()).filter(|_| note.ends_with(&key));
        match entries.last_mut().filter(|_| stem.is_some() && stem == last_stem.as_deref()) {
            Some((keys, meaning)) => {
                let first = keys.chars().next().unwrap_or_default();
                *keys = format!("{first}…{key}");
                *meaning = format!("{}{first}…{key}", stem.unwrap_or_default());
            }
            None => entries.push((key, note.clone())),
        }
        last_stem = stem.map(str::to_owned);
    }
    entries
}

/// Four arrows that do the same, each its own way, as one entry.
fn arrows(bindings: &[(usize, Key, String); 4]) -> Option<Entry> {
    let [(_, first, note), ..] = bindings;
    let are_arrows = bindings
        .iter()
        .zip(ARROWS)
        .all(|((_, key, _), arrow)| (key.code, key.modifiers) == (arrow, first.modifiers));
    let words: Vec<&str> = note.split(' ').collect();
    let common = |count: &usize| {
        let stem = words[..*count].join(" ");
        bindings.iter().all(|(.., note)| note.split(' ').take(*count).eq(stem.split(' ')))
    };
    let count = (1..words.len()).rev().find(common).filter(|_| are_arrows)?;
    let held = key_name(*first);
    let held = held.strip_suffix("Up")?;
    Some((format!("{held}Arrows"), format!("{} that way", words[..count].join(" "))))
}

/// What a key does: its note, or the commands that nobody has noted anything on.
fn meaning(binding: &Binding) -> String {
    match binding.note.as_str() {
        "" => on_one_line(&binding.commands),
        note => note.to_owned(),
    }
}

/// Whether half of a screen has room for entries, in columns as wide as the widest.
fn has_room(entries: &[Entry], size: Size) -> bool {
    /// Between key and meaning, between columns, and what a client cuts long ones to.
    const GAPS: usize = 6;
    const LONGEST: (usize, usize) = (16, 40);
    let width = |part: fn(&Entry) -> usize| entries.iter().map(part).max().unwrap_or(0);
    let key = width(|(key, _)| key.chars().count()).min(LONGEST.0);
    let meaning = width(|(_, note)| note.chars().count()).min(LONGEST.1);
    let columns = (usize::from(size.cols.saturating_sub(1)) / (key + meaning + GAPS)).max(1);
    entries.len() <= columns * usize::from(size.rows / 2).saturating_sub(2).max(3)
}
