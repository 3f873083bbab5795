//! What the options of a pane let its program do, told to its terminal.

use std::collections::BTreeMap;

use super::Model;
use super::id::{PaneId, WindowId};
use super::options::{ListKey, Lookup, Name, Value, exactly};
use crate::key::{Key, KeyCode, Modifiers};
use crate::language::columns;
use crate::language::style::parse_color;
use crate::style::Rgb;
use crate::terminal::{ExtendedKeys, KeyPolicy, Policy, Widths};

/// What a policy follows from: the options as they were at some count of their changes, for a pane
/// in some window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PolicyOf {
    epoch: u64,
    window: Option<WindowId>,
}

impl Model {
    /// Tells a pane's terminal what its program may do, where that is not known to it yet. To be
    /// called before it takes in anything or a key is made bytes for its program: so no option is
    /// forgotten, wherever it was set, and nobody walks over all panes for it. Those of a restored
    /// model have been told: what is parsed there once more is parsed as it was before.
    pub fn settle_policy(&mut self, id: PaneId) {
        let Some(pane) = self.graph.pane(id) else { return };
        let now = PolicyOf { epoch: self.options_epoch, window: self.graph.window_under(id) };
        if pane.policy_of == Some(now) {
            return;
        }
        let options = self.pane_lookup(id);
        let style = options.style("window-style");
        let policy = Policy {
            set_title: options.flag("allow-set-title"),
            report_title: options.flag("allow-title-reports"),
            alternate_screen: options.flag("alternate-screen"),
            scroll_on_clear: options.flag("scroll-on-clear"),
            dialect: self.identity.dialect,
            cursor_style: cursor_style(&options.text("cursor-style")),
            colors: (style.fg.rgb(), style.bg.rgb()),
            keys: key_policy(&self.server()),
            longest_string: longest_string(&self.server()),
        };
        let (widths, palette) = (self.widths(), palette(&options));
        if let Some(pane) = self.graph.pane_mut(id) {
            pane.terminal.set_policy(policy);
            pane.terminal.set_widths(&widths);
            pane.terminal.set_palette(palette.into_iter());
            pane.policy_of = Some(now);
        }
    }

    /// What the person says of how wide code points are.
    fn widths(&self) -> Widths {
        let options = self.server();
        let own = options.list("codepoint-widths");
        Widths {
            selector_widens: options.flag("variation-selector-always-wide"),
            own: own.iter().filter_map(|text| columns::parse(text)).collect(),
        }
    }
}

/// The longest string in a sequence that the person lets programs write, in bytes.
fn longest_string(options: &Lookup<'_>) -> usize {
    usize::try_from(options.count("input-buffer-size")).unwrap_or(usize::MAX)
}

/// What the person says of how programs are sent keys.
fn key_policy(options: &Lookup<'_>) -> KeyPolicy {
    KeyPolicy {
        extended: match options.text("extended-keys").as_ref() {
            "off" => ExtendedKeys::Off,
            "always" => ExtendedKeys::Always,
            _ => ExtendedKeys::On,
        },
        csi_u: options.text("extended-keys-format") == "csi-u",
        backspace: options.key("backspace").and_then(byte),
    }
}

/// The one byte that a key makes, where it makes one.
fn byte(key: Key) -> Option<u8> {
    let c = match key.code {
        KeyCode::Backspace if key.modifiers.is_empty() => return Some(0x7f),
        KeyCode::Char(c) => u8::try_from(c).ok().filter(u8::is_ascii)?,
        _ => return None,
    };
    match c {
        c if key.modifiers.is_empty() => Some(c),
        b'?' if key.modifiers == Modifiers::CTRL => Some(0x7f),
        b'@'..=b'_' | b'a'..=b'z' if key.modifiers == Modifiers::CTRL => Some(c & 0x1f),
        _ => None,
    }
}

/// The number that DECSCUSR has for a cursor of this name.
fn cursor_style(name: &str) -> u8 {
    const NAMES: [&str; 6] =
        ["blinking-block", "block", "blinking-underline", "underline", "blinking-bar", "bar"];
    NAMES.iter().position(|it| *it == name).map_or(0, |at| at as u8 + 1)
}

/// The entries of the palette that the person wants otherwise in a pane (`pane-colours`).
pub fn palette(options: &Lookup<'_>) -> BTreeMap<u8, Rgb> {
    let list = exactly("pane-colours").map(|definition| Name::Known { definition, index: None });
    let Some(Value::List(entries)) = list.and_then(|name| options.value(&name)) else {
        return BTreeMap::new();
    };
    let entry = |(key, name): (&ListKey, &String)| {
        let ListKey::Number(index) = key else { return None };
        Some((u8::try_from(*index).ok()?, parse_color(name)?.rgb()?))
    };
    entries.iter().filter_map(entry).collect()
}
