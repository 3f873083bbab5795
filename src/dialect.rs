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
    fn the_name_it_is_called_by_says_which_it_is() {
        for name in ["tmux", "/home/me/bin/tmux", "-tmux", "./tmux"] {
            assert_eq!(Dialect::of_name(name), Dialect::Tmux, "{name}");
        }
        for name in ["pmux", "", "/usr/bin/pmux", "tmux2", "/opt/tmux/pmux"] {
            assert_eq!(Dialect::of_name(name), Dialect::Pmux, "{name}");
        }
    }
}
