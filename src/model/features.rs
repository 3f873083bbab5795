//! What a client's terminal can do, in tmux's words: by its name (`terminal-features`,
//! `terminal-overrides`), by what it calls itself, by its environment. Formats and people ask for it;
//! the client itself asks its terminal, and draws by the answers.

use super::Model;
use super::client::Client;
use crate::language::pattern::matches;

/// All features, in the order in which they are listed.
const NAMES: [&str; 21] = [
    "title",
    "osc7",
    "mouse",
    "clipboard",
    "hyperlinks",
    "RGB",
    "256",
    "overline",
    "usstyle",
    "bpaste",
    "focus",
    "cstyle",
    "ccolour",
    "strikethrough",
    "sync",
    "extkeys",
    "margins",
    "rectfill",
    "ignorefkeys",
    "sixel",
    "progressbar",
];

/// Those of a terminal that follows xterm and is not old.
const MODERN: &[&str] = &["256", "RGB", "bpaste", "clipboard", "mouse", "strikethrough", "title"];

/// What terminals call themselves, and what they can do beside what is modern.
const TERMINALS: &[(&str, &[&str])] = &[
    ("alacritty", &["ccolour", "cstyle", "focus", "hyperlinks", "sync", "usstyle"]),
    ("contour", &["ccolour", "cstyle", "focus", "hyperlinks", "sync", "usstyle"]),
    ("foot", &["ccolour", "cstyle", "extkeys", "hyperlinks", "osc7", "sync", "usstyle"]),
    ("ghostty", &["ccolour", "cstyle", "extkeys", "focus", "hyperlinks", "sync", "usstyle"]),
    ("iterm2", &["cstyle", "extkeys", "hyperlinks", "osc7", "progressbar", "sync", "usstyle"]),
    ("kitty", &["ccolour", "cstyle", "focus", "hyperlinks", "sync", "usstyle"]),
    ("mintty", &["ccolour", "cstyle", "extkeys", "margins", "overline", "usstyle"]),
    ("pmux", &["ccolour", "cstyle", "focus", "hyperlinks", "overline", "sync", "usstyle"]),
    (
        "tmux",
        &[
            "ccolour",
            "cstyle",
            "extkeys",
            "focus",
            "hyperlinks",
            "overline",
            "progressbar",
            "usstyle",
        ],
    ),
    ("vte", &["ccolour", "cstyle", "hyperlinks", "overline", "usstyle"]),
    ("wezterm", &["ccolour", "cstyle", "extkeys", "focus", "hyperlinks", "usstyle"]),
    ("xterm(", &["ccolour", "cstyle", "extkeys", "focus", "margins", "rectfill"]),
];

/// The features of a terminal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Features(Vec<String>);

/// Those of a client's terminal.
pub fn of(model: &Model, client: &Client) -> Features {
    let options = model.server();
    let mut all = Features::default();
    let mut add = |name: &str| all.0.push(name.to_owned());
    for entry in options.list("terminal-features") {
        let mut parts = entry.split(':');
        if parts.next().is_some_and(|pattern| matches(pattern, &client.term)) {
            parts.for_each(&mut add);
        }
    }
    for entry in options.list("terminal-overrides") {
        let mut parts = entry.split(':');
        if parts.next().is_some_and(|pattern| matches(pattern, &client.term))
            && parts.any(|part| matches!(part, "Tc" | "RGB"))
        {
            add("RGB");
        }
    }
    let version = client.version.to_ascii_lowercase();
    if let Some((_, more)) = TERMINALS.iter().find(|(name, _)| version.starts_with(name)) {
        MODERN
            .iter()
            .filter(|name| **name != "RGB" || !version.starts_with("xterm("))
            .for_each(|it| add(it));
        more.iter().for_each(|name| add(name));
    }
    if client.term.contains("256color") || client.term.contains("direct") {
        add("256");
    }
    let color = client.environment.text("COLORTERM").unwrap_or_default();
    if matches!(color, "truecolor" | "24bit") || client.term.contains("direct") {
        add("RGB");
    }
    all
}

impl Features {
    fn is_there(&self, name: &str) -> bool {
        self.0.iter().any(|known| known.eq_ignore_ascii_case(name))
    }

    /// Their names.
    pub fn names(&self) -> String {
        NAMES.into_iter().filter(|name| self.is_there(name)).collect::<Vec<_>>().join(",")
    }

    /// How many colours it has.
    pub fn colours(&self) -> u32 {
        match (self.is_there("RGB"), self.is_there("256")) {
            (true, _) => 1 << 24,
            (_, true) => 256,
            _ => 8,
        }
    }

    /// Whether it has a feature, as `1` or `0`.
    pub fn has(&self, name: &str) -> &'static str {
        if self.is_there(name) { "1" } else { "0" }
    }

    /// Whether it has a capability, by terminfo's name, as far as that follows from a feature.
    pub fn can(&self, name: &str) -> &'static str {
        self.has(match name {
            "RGB" | "Tc" | "setrgbf" | "setrgbb" => "RGB",
            "AX" | "setab" | "setaf" => "256",
            "tsl" | "fsl" => "title",
            "Ms" => "clipboard",
            "Hls" => "hyperlinks",
            "Smol" => "overline",
            "Smulx" | "Setulc" | "Setulc1" | "ol" => "usstyle",
            "Enbp" | "Dsbp" => "bpaste",
            "Enfcs" | "Dsfcs" => "focus",
            "Ss" | "Se" => "cstyle",
            "Cs" | "Cr" => "ccolour",
            "smxx" => "strikethrough",
            "Sync" => "sync",
            "Eneks" | "Dseks" => "extkeys",
            "Enmg" | "Dsmg" | "Clmg" | "Cmg" => "margins",
            "Rect" => "rectfill",
            "Sxl" => "sixel",
            "Spb" => "progressbar",
            "kmous" => "mouse",
            // What each terminal has that is drawn on.
            "cup" | "clear" | "el" | "ed" | "bel" | "cr" | "smcup" | "rmcup" | "sgr0" | "bold"
            | "rev" | "smul" | "rmul" | "civis" | "cnorm" | "colors" | "home" | "csr" => return "1",
            _ => return "0",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_are_listed_in_their_order() {
        let all = Features(vec!["title".into(), "rgb".into(), "256".into(), "nothing".into()]);
        assert_eq!(all.names(), "title,RGB,256");
        assert_eq!((all.colours(), all.has("title"), all.has("sync")), (1 << 24, "1", "0"));
        assert_eq!((all.can("Tc"), all.can("Smulx"), all.can("cup")), ("1", "0", "1"));
        assert_eq!(Features::default().colours(), 8);
    }
}
