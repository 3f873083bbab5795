//! The keys of choosers that have no table for them, as those of tmux: each is an act by its name.

use super::{Chooser, Things};
use crate::key::{Key, KeyCode, Modifiers};

/// Keys of all choosers.
const KEYS: &[(&str, &str)] = &[
    ("q", "cancel"),
    ("Escape", "cancel"),
    ("C-[", "cancel"),
    ("C-g", "cancel"),
    ("F1", "help"),
    ("C-h", "help"),
    ("Up", "cursor-up"),
    ("k", "cursor-up"),
    ("C-p", "cursor-up"),
    ("Down", "cursor-down"),
    ("j", "cursor-down"),
    ("C-n", "cursor-down"),
    ("S-Up", "swap-up"),
    ("K", "swap-up"),
    ("S-Down", "swap-down"),
    ("J", "swap-down"),
    ("PPage", "page-up"),
    ("C-b", "page-up"),
    ("NPage", "page-down"),
    ("C-f", "page-down"),
    ("g", "history-top"),
    ("Home", "history-top"),
    ("G", "history-bottom"),
    ("End", "history-bottom"),
    ("t", "tag"),
    ("T", "tag-none"),
    ("C-t", "tag-all"),
    ("O", "sort-next"),
    ("r", "sort-reverse"),
    ("Left", "collapse"),
    ("h", "collapse"),
    ("-", "collapse"),
    ("Right", "expand"),
    ("l", "expand"),
    ("+", "expand"),
    ("M--", "collapse-all"),
    ("M-+", "expand-all"),
    ("?", "search-prompt"),
    ("/", "search-prompt"),
    ("C-s", "search-prompt"),
    ("n", "search-next"),
    ("N", "search-previous"),
    ("f", "filter-prompt"),
    ("c", "filter-clear"),
    ("v", "preview-toggle"),
    ("Enter", "choose"),
];

const OF_TREES: &[(&str, &str)] = &[
    ("<", "preview-left"),
    (">", "preview-right"),
    ("H", "home"),
    ("m", "mark"),
    ("M", "mark-clear"),
    ("i", "info-toggle"),
    ("x", "kill"),
    ("X", "kill-tagged"),
    (":", "command-prompt"),
];

const OF_BUFFERS: &[(&str, &str)] = &[
    ("e", "edit"),
    ("d", "kill-now"),
    ("D", "kill-tagged-now"),
    ("p", "choose"),
    ("P", "choose-tagged"),
];

const OF_CLIENTS: &[(&str, &str)] = &[
    ("i", "info-toggle"),
    ("d", "kill-now"),
    ("D", "kill-tagged-now"),
    ("x", "detach-kill"),
    ("X", "detach-kill-tagged"),
    ("z", "suspend"),
    ("Z", "suspend-tagged"),
];

const OF_SETTINGS: &[(&str, &str)] = &[
    ("s", "set"),
    ("S", "set-global"),
    ("W", "set-global"),
    ("w", "set-window"),
    ("d", "reset"),
    ("D", "reset-tagged"),
    ("u", "unset"),
    ("U", "unset-tagged"),
    ("a", "element"),
    ("e", "edit"),
    ("C", "changed-only"),
    ("H", "hide-global"),
];

impl Things {
    /// The keys that are its own.
    fn keys(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Tree => OF_TREES,
            Self::Buffers => OF_BUFFERS,
            Self::Clients => OF_CLIENTS,
            Self::Settings => OF_SETTINGS,
        }
    }
}

impl Chooser {
    /// What a key does: an act with its argument.
    pub fn own_act(&self, key: Key) -> Option<Vec<String>> {
        if self.help {
            return Some(vec!["help".to_owned()]);
        }
        let key = match (key.code, key.modifiers) {
            (KeyCode::Char('m' | 'j'), Modifiers::CTRL) => Key::plain(KeyCode::Enter),
            _ => key,
        };
        if let Some(line) = self.rows.iter().position(|row| row.key == Some(key)) {
            return Some(vec!["choose-line".to_owned(), line.to_string()]);
        }
        let name = crate::language::key::key_name(key);
        let own = self.things.keys();
        let act = own.iter().chain(KEYS).find(|(it, _)| *it == name)?.1;
        Some(vec![act.to_owned()])
    }

    /// What the keys do, in words.
    pub(super) fn help_lines(&self) -> Vec<(String, String)> {
        let said = [
            ("cursor-up", "Move the cursor up"),
            ("cursor-down", "Move the cursor down"),
            ("history-top", "Go to the top"),
            ("history-bottom", "Go to the bottom"),
            ("page-up", "A page up"),
            ("page-down", "A page down"),
            ("collapse", "Collapse it"),
            ("expand", "Expand it"),
            ("collapse-all", "Collapse all"),
            ("expand-all", "Expand all"),
            ("tag", "Tag it, or no longer"),
            ("tag-none", "Tag none"),
            ("tag-all", "Tag all"),
            ("search-prompt", "Search"),
            ("search-next", "Search on"),
            ("search-previous", "Search back"),
            ("filter-prompt", "Filter by a format"),
            ("filter-clear", "Show all"),
            ("sort-next", "Sort by something else"),
            ("sort-reverse", "Sort the other way round"),
            ("preview-toggle", "Show or hide the preview"),
            ("choose", "Choose it"),
            ("set", "Set it"),
            ("set-window", "Set it for the window"),
            ("set-global", "Set it for all"),
            ("unset", "Unset it"),
            ("unset-tagged", "Unset all that is tagged"),
            ("reset", "As it is by default"),
            ("reset-tagged", "All that is tagged as it is by default"),
            ("element", "Another key for an element"),
            ("changed-only", "Show what is not as by default, or all"),
            ("hide-global", "Show or hide what is set for all"),
            ("choose-tagged", "Paste all that is tagged"),
            ("edit", "Edit it"),
            ("swap-up", "Swap the window with the one above"),
            ("swap-down", "Swap the window with the one below"),
            ("kill", "Kill it"),
            ("kill-tagged", "Kill all that is tagged"),
            ("kill-now", "Delete or detach it"),
            ("kill-tagged-now", "Delete or detach all that is tagged"),
            ("detach-kill", "Detach it and hang up"),
            ("suspend", "Suspend it"),
            ("preview-left", "Previews further left"),
            ("preview-right", "Previews further right"),
            ("mark", "Mark the pane"),
            ("mark-clear", "Mark no pane"),
            ("info-toggle", "Show what is known of it"),
            ("command-prompt", "Run a command for all that is tagged"),
            ("home", "Go to where you came from"),
            ("cancel", "Leave"),
        ];
        let own = self.things.keys();
        let keys = |act: &str| {
            let keys = own.iter().chain(KEYS).filter(|(_, it)| *it == act).map(|(key, _)| *key);
            keys.take(2).collect::<Vec<_>>().join(", ")
        };
        let lines = said.iter().map(|(act, about)| (keys(act), (*about).to_owned()));
        lines.filter(|(keys, _)| !keys.is_empty()).collect()
    }
}
