//! The dialect that a server speaks, and that a client was called in: pmux's own, or tmux's for whoever
//! calls it `tmux`.
//!
//! It decides what people and programs may have come to rely on: names of variables, places of files,
//! defaults, versions, words. What is simply more exists in both. Knows names, and nothing of who uses
//! them.

/// Whose defaults, places and words these are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Dialect {
    /// pmux's own.
    #[default]
    Pmux,
    /// tmux's, as of the version that [`Dialect::version`] says.
    Tmux,
}

/// How the help begins that messages end with.
const HELPS: &[&str] = &[
    "attach from ",
    "did you mean ",
    "pmux ",
    "give ",
    "new -d ",
    "-g ",
    "-k ",
    "-l ",
    "one of",
    "it is ",
    "no such event",
    "names are ",
    "show-hooks ",
    "a code point ",
];

impl Dialect {
    /// That of a program that was called by this name, with or without its directory; a login shell's
    /// begins with `-`.
    pub fn of_name(name: &str) -> Self {
        let base = name.rsplit('/').next().unwrap_or_default();
        match base.strip_prefix('-').unwrap_or(base) {
            "tmux" => Self::Tmux,
            _ => Self::Pmux,
        }
    }

    /// The name of the program: of its files, of its socket's directory, and before its messages.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pmux => "pmux",
            Self::Tmux => "tmux",
        }
    }

    /// The version that programs are told: of tmux the one whose behaviour this is.
    pub const fn version(self) -> &'static str {
        match self {
            Self::Pmux => env!("CARGO_PKG_VERSION"),
            Self::Tmux => "3.8",
        }
    }

    /// A message as it is told in it: tmux's end without the help that pmux gives in parentheses.
    pub fn told(self, message: &str) -> &str {
        let usage = message.find("\nusage: ").filter(|_| self == Self::Tmux);
        let message = usage.map_or(message, |at| &message[..at]);
        let begins = |rest: &str| HELPS.iter().any(|help| rest.starts_with(help));
        let help = message.rfind(" (").filter(|_| self == Self::Tmux && message.ends_with(')'));
        let Some(at) = help.filter(|at| begins(&message[at + 2..])) else { return message };
        // Of a number that is none tmux does not say what it is.
        let is_number =
            ["give a number ", "give cells, "].map(|it| message[at + 2..].starts_with(it));
        let told = &message[..at];
        match told.rsplit_once(": ").filter(|_| is_number.contains(&true)) {
            Some((told, _)) => told,
            None => told,
        }
    }

    /// What a client ends with where pmux has a status for each kind of failure: tmux has one.
    pub const fn failed(self, status: u8) -> u8 {
        match (self, status) {
            (Self::Tmux, 2..=5) => 1,
            _ => status,
        }
    }

    /// Why something cannot be done with a file: tmux names the file last.
    pub fn of_file(self, path: &str, reason: String) -> String {
        let why = reason.strip_prefix(path).and_then(|rest| rest.strip_prefix(": "));
        match why.filter(|_| self == Self::Tmux) {
            Some(why) => format!("{why}: {path}"),
            None => reason,
        }
    }

    /// The variable by which programs in panes know their server: `socket,pid,session`.
    pub const fn server_variable(self) -> &'static str {
        match self {
            Self::Pmux => "PMUX",
            Self::Tmux => "TMUX",
        }
    }

    /// The variable by which they know their pane: `%3`.
    pub const fn pane_variable(self) -> &'static str {
        match self {
            Self::Pmux => "PMUX_PANE",
            Self::Tmux => "TMUX_PANE",
        }
    }

    /// The variable that says in which directory those of the sockets are.
    pub const fn directory_variable(self) -> &'static str {
        match self {
            Self::Pmux => "PMUX_TMPDIR",
            Self::Tmux => "TMUX_TMPDIR",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tmux_gives_no_help() {
        for (message, told) in [
            ("unknown command: x (pmux list-commands lists them)", "unknown command: x"),
            ("too few arguments (need at least 1)", "too few arguments (need at least 1)"),
            ("width invalid: cow (give cells, 20, or a part, 30%)", "width invalid"),
            ("can't find session: a (b)", "can't find session: a (b)"),
            ("(k)", "(k)"),
            ("unknown flag -Z\nusage: pmux ls", "unknown flag -Z"),
        ] {
            assert_eq!(Dialect::Tmux.told(message), told);
            assert_eq!(Dialect::Pmux.told(message), message);
        }
        let of_file = |dialect: Dialect| dialect.of_file("/x", "/x: No such file".into());
        assert_eq!(of_file(Dialect::Tmux), "No such file: /x");
        assert_eq!(of_file(Dialect::Pmux), "/x: No such file");
    }

    #[test]
    fn the_name_it_is_called_by_says_which_it_is() {
        for name in ["tmux", "/home/me/bin/tmux", "-tmux", "./tmux"] {
            assert_eq!(Dialect::of_name(name), Dialect::Tmux, "{name}");
        }
        for name in ["pmux", "", "/usr/bin/pmux", "tmux2", "/opt/tmux/pmux"] {
            assert_eq!(Dialect::of_name(name), Dialect::Pmux, "{name}");
        }
    }
}
