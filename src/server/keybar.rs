//! The bar of keys beside the status line: the prefix in the words of a keyboard, and what the keys
//! that matter do after it, as many as there is room for.

use crate::geometry::Size;
use crate::key::Key;
use crate::language::command_line::on_one_line;
use crate::language::key::{Trigger, key_name};
use crate::line::Line;
use crate::model::Model;
use crate::model::id::SessionId;
use crate::model::keys::Binding;
use crate::style::{Attributes, Style};

/// How the commands of a key begin, and what the bar says that it does.
type Offer = (&'static str, &'static str);

/// What is offered, the most important first: a narrow bar has fewer of them.
const OFFERS: [Offer; 8] = [
    ("detach-client", "leave"),
    ("new-window", "new window"),
    ("next-window", "next"),
    ("split-window -h", "split"),
    ("select-pane -U", "to the pane there"),
    ("resize-pane -Z", "zoom"),
    ("copy-mode", "look back"),
    ("paste-buffer", "paste"),
];

/// What comes last however narrow the bar is: where the others are, and how to be rid of it.
const LAST: [Offer; 2] = [("list-keys", "all keys"), ("if-shell -F \"#{key-bar}\"", "hide")];

/// The bar of a session on a terminal of some size, if it has one.
pub fn key_bar(model: &Model, session: SessionId, size: Size, base: Style) -> Option<Line> {
    let options = model.session_lookup(Some(session));
    let prefix = options.key("prefix").filter(|_| model.has_key_bar(Some(session), size))?;
    let mut bindings: Vec<(usize, Key, String)> = model
        .keys()
        .iter(Some("prefix"))
        .filter_map(|(_, trigger, binding)| match trigger {
            Trigger::Key(key) => Some((binding.order, *key, commands(binding))),
            _ => None,
        })
        .collect();
    bindings.sort_unstable_by_key(|(order, ..)| *order);
    let offered = |&(start, word): &Offer| {
        let (_, key, _) = bindings.iter().find(|(.., commands)| commands.starts_with(start))?;
        Some((named(*key), word))
    };
    let prefix = match (spelled(prefix), key_name(prefix)) {
        (words, name) if words == name => name,
        // Everywhere else it goes by its short name.
        (words, name) => format!("{words} ({name})"),
    };
    let mut entries: Vec<_> = OFFERS.iter().filter_map(offered).collect();
    let last: Vec<_> = LAST.iter().filter_map(offered).collect();
    loop {
        let mut bar = Line::new();
        bar.push_text(&format!(" {prefix} then:"), &base);
        for (key, word) in entries.iter().chain(&last) {
            bar.push_text("  ", &base);
            bar.push_text(key, &base.with(Attributes::BOLD));
            bar.push_text(&format!(" {word}"), &base);
        }
        if bar.width() <= usize::from(size.cols) || entries.pop().is_none() {
            return Some(bar);
        }
    }
}

fn commands(binding: &Binding) -> String {
    on_one_line(&binding.commands)
}

/// A key after the prefix; the arrows are told of together.
fn named(key: Key) -> String {
    match key_name(key).as_str() {
        "Up" => "arrows".to_owned(),
        _ => spelled(key),
    }
}

/// A key in the words that are on a keyboard: Ctrl-b for `C-b`.
fn spelled(key: Key) -> String {
    let name = key_name(key);
    let (mut rest, mut held) = (name.as_str(), String::new());
    let words = [("C-", "Ctrl-"), ("M-", "Alt-"), ("S-", "Shift-")];
    while let Some((after, word)) = words
        .iter()
        .find_map(|(sign, word)| Some((rest.strip_prefix(sign).filter(|it| !it.is_empty())?, word)))
    {
        held.push_str(word);
        rest = after;
    }
    format!("{held}{rest}")
}
