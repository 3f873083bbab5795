//! What of its client's a command line may reach for: the client knows by it what its server may
//! ask, and refuses the rest.

use bitflags::bitflags;

use super::find;

bitflags! {
    /// What a command may have of the client that gives it, beside having it print.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct Reach: u8 {
        /// Its stdin.
        const STDIN = 1;
        /// Its terminal: it becomes a display, or is bound to a pane.
        const TERMINAL = 1 << 1;
        /// Itself: it becomes the program that the command line names.
        const PROGRAM = 1 << 2;
    }
}

impl Reach {
    /// What commands have that carry out others, which nobody sees in the command line.
    pub const OTHERS: Reach = Reach::STDIN.union(Reach::TERMINAL);
}

/// What the commands of a command line may reach for together. A word that is no command's may be
/// an alias of the server's, and so anything but a program.
pub fn reach(argv: &[String]) -> Reach {
    // Without a command it is the one that is usual, which attaches.
    let mut reach = if argv.is_empty() { Reach::OTHERS } else { Reach::empty() };
    let mut begins = true;
    for word in argv {
        let name = word.trim_end_matches(';');
        if begins && !name.is_empty() {
            reach |= find(name).map_or(Reach::OTHERS, |command| command.reach);
        }
        begins = word.ends_with(';') && !word.ends_with("\\;");
    }
    reach
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expect: Reach) {
        let argv: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        assert_eq!(reach(&argv), expect, "{line}");
    }

    #[test]
    fn only_what_was_asked_for_is_within_reach() {
        check("ls", Reach::empty());
        check("kill-server", Reach::empty());
        check("load-buffer -", Reach::STDIN);
        check("attach -t x", Reach::TERMINAL);
        check("exec web env", Reach::PROGRAM | Reach::TERMINAL);
        check("ls ; exec web env", Reach::PROGRAM | Reach::TERMINAL);
        check("ls; load-buffer - ; ls", Reach::STDIN);
        check("display attach\\; exec", Reach::empty());
        check("", Reach::OTHERS);
        check("source-file x", Reach::OTHERS);
        check("myalias x", Reach::OTHERS);
    }
}
