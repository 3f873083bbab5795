//! Help, made from the table: `pmux --help`, `pmux COMMAND --help`, the manual's table.

use super::{COMMANDS, Command, Failure, OWN, find};
use crate::language::syntax::Flag;

/// The commands that a newcomer needs, in the order in which they need them.
const FIRST: &[&str] = &[
    "new-session",
    "attach-session",
    "list-sessions",
    "detach-client",
    "split-window",
    "new-window",
    "select-pane",
    "copy-mode",
    "kill-session",
    "list-keys",
];

/// What the other commands are about, and how the names of those begin or end.
const GROUPS: &[(&str, &[&str])] = &[
    (
        "Keys and options",
        &["-key", "-keys", "option", "-hook", "-hooks", "-environment", "source-file"],
    ),
    ("Copying", &["buffer", "copy-mode", "capture-pane", "clear-history"]),
    ("Panes", &["pane", "-layout"]),
    ("Windows", &["window"]),
    ("Sessions", &["session", "-client", "-server", "-clients", "choose-tree"]),
    ("Scripting", &[""]),
];

/// The order in which groups are shown.
const ORDER: &[&str] =
    &["Sessions", "Windows", "Panes", "Copying", "Keys and options", "Scripting"];

fn group(command: &Command) -> &'static str {
    let in_group = |(_, parts): &&(&str, &[&str])| parts.iter().any(|p| command.name.contains(p));
    GROUPS.iter().find(in_group).map_or("Scripting", |(title, _)| title)
}

/// The commands of a group, by name.
fn members(title: &str) -> impl Iterator<Item = &'static Command> {
    COMMANDS.iter().copied().filter(move |command| group(command) == title)
}

/// Help for one command; `None` gives the overview.
///
/// # Errors
/// There is no such command.
pub fn help(name: Option<&str>) -> Result<String, Failure> {
    match name {
        None => Ok(overview()),
        Some(name) => find(name).map(one),
    }
}

fn overview() -> String {
    let usage = OWN.usage();
    let mut text = format!(
        "pmux, a terminal multiplexer: sessions that outlive their terminal\n\n\
         usage: pmux {usage}\n\n\
         Without a command pmux makes a new session. The prefix key in a session is C-b:\n\
         C-b d leaves it running, C-b ? lists all keys.\n",
    );
    text.push_str("\nTo begin with:\n");
    let known = |name: &&str| COMMANDS.iter().find(|command| command.name == *name).copied();
    FIRST.iter().filter_map(known).for_each(|command| text.push_str(&row(command)));
    for title in ORDER {
        text.push_str(&format!("\n{title}:\n"));
        members(title).for_each(|command| text.push_str(&row(command)));
    }
    text.push_str("\nBefore the command:\n");
    for same in OWN.flags.chunk_by(|one, other| one.help == other.help) {
        let titles: Vec<String> = same.iter().map(Flag::title).collect();
        text.push_str(&explained(&titles.join(", "), same[0].help));
    }
    text.push_str("\npmux COMMAND --help tells more of one; man pmux tells all.\n");
    text
}

/// How wide the names are in the overview.
const NAMES: usize = 30;

fn row(command: &Command) -> String {
    let name = match command.alias {
        Some(alias) => format!("{} ({alias})", command.name),
        None => command.name.to_owned(),
    };
    format!("  {name:<NAMES$} {}\n", command.about)
}

fn one(command: &Command) -> String {
    let mut text = format!("{}\n\n{}.\n", command.usage_line(), command.about);
    if let Some(alias) = command.alias {
        text.push_str(&format!("Its short name is {alias}.\n"));
    }
    let explained: Vec<String> =
        command.explained().map(|(title, help)| explained(&title, help)).collect();
    if !explained.is_empty() {
        text.push('\n');
    }
    text + &explained.concat()
}

/// How wide flags are in help.
const WIDEST_FLAG: usize = 24;

fn explained(flag: &str, meaning: &str) -> String {
    format!("  {flag:<WIDEST_FLAG$} {meaning}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_overview_has_every_command_and_begins_with_what_is_needed_first() {
        let text = help(None).unwrap();
        for command in COMMANDS {
            assert!(text.contains(&format!("  {}", command.name)), "{}", command.name);
        }
        let at = |name: &str| text.find(name).unwrap();
        assert!(at("  new-session") < at("  detach-client"));
        assert!(at("  detach-client") < at("\nSessions:"));
    }

    #[test]
    fn a_command_s_help_says_what_its_values_are() {
        let text = help(Some("lsw")).unwrap();
        assert!(text.starts_with("usage: pmux list-windows [-ar] "), "{text}");
        for part in ["-t target-session", "by name or $id", "--json", "Its short name is lsw."] {
            assert!(text.contains(part), "{part} in {text}");
        }
        assert!(text.contains("  -a  "), "{text}");
        let error = help(Some("frobnicate")).unwrap_err().to_string();
        assert!(error.starts_with("unknown command: frobnicate"), "{error}");
    }

    #[test]
    fn entries_are_in_order_and_whole() {
        let mut names: Vec<&str> = COMMANDS.iter().map(|command| command.name).collect();
        assert!(names.is_sorted(), "{names:?}");
        names.extend(COMMANDS.iter().filter_map(|command| command.alias));
        let all = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), all);
        for command in COMMANDS {
            for (title, help) in command.explained() {
                assert!(!help.is_empty() && !help.ends_with('.'), "{} {title}", command.name);
            }
            let mut spellings: Vec<String> =
                command.flags.iter().flat_map(|flag| flag.spellings()).collect();
            let all = spellings.len();
            spellings.sort();
            spellings.dedup();
            assert_eq!(spellings.len(), all, "{}", command.name);
            assert!(!command.about.is_empty() && !command.about.ends_with('.'), "{}", command.name);
        }
    }
}
