//! Help, made from the table: `pmux --help`, `pmux COMMAND --help`, the manual's table.

use super::{COMMANDS, Command, find};

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

/// Help for one command; `None` gives the overview. A name that is no command's gets the words
/// that [`find`] refuses it with.
pub fn help(name: Option<&str>) -> String {
    match name.map(find) {
        None => overview(),
        Some(Ok(command)) => one(command),
        Some(Err(failure)) => format!("{failure}\n"),
    }
}

fn overview() -> String {
    let mut text = String::from(
        "pmux, a terminal multiplexer: sessions that outlive their terminal\n\n\
         usage: pmux [-2uvV] [-f file] [-L socket-name] [-S socket-path]\n       \
         \x20    [--host host [-o ssh-option]] [command [flags]]\n\n\
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
    let flags = flags(command);
    if !flags.is_empty() {
        text.push('\n');
    }
    for (flag, meaning) in flags {
        text.push_str(&format!("  {flag:<24} {meaning}\n"));
    }
    text
}

/// What the values of flags mean, by what usage lines call them.
const VALUES: &[(&str, &str)] = &[
    ("buffer-name", "a paste buffer, by name"),
    ("delay", "how long to wait first, in seconds"),
    ("directory", "where the program starts"),
    ("dst-pane", "the pane to come to"),
    ("dst-window", "the window to come to, as session:index"),
    ("duration", "for how long, in milliseconds"),
    ("environment", "a variable for the program, as NAME=value"),
    ("duration-or-time", "also what happened before: 10m ago, or since a Unix time in seconds"),
    ("key=value", "only those with this event, session, window, pane or client; again for more"),
    ("filter", "only those for which this format is true"),
    ("how-many-before", "which one: 0 is the last, 1 the one before it, and so on"),
    ("format", "print this format for each; #{pane_id} and the like are replaced"),
    ("keys", "the keys that leave, as C-b,d or ctrl-p,ctrl-q; none where empty"),
    ("key-table", "a key table: root, prefix, copy-mode, copy-mode-vi or your own"),
    ("regex", "a regular expression that a line of text is to match"),
    ("lines", "so many of the last lines, or all"),
    ("note", "what the key does, for list-keys -N and the panel of hints"),
    ("signal", "a signal, as INT, SIGINT or 2"),
    ("session-name", "the new session's name"),
    ("src-pane", "the pane that is taken"),
    ("src-window", "the window that is taken, as session:index"),
    ("start-directory", "where programs start"),
    ("target-client", "a client, by its terminal: see list-clients"),
    ("target-pane", "a pane, as session:window.pane or %id"),
    ("target-session", "a session, by name or $id"),
    ("target-window", "a window, as session:index, session:name or @id"),
    ("time", "how long, as 500ms, 2s or 1m30s; a bare number is seconds"),
    ("window-name", "the new window's name"),
];

/// The flags of a usage line whose meaning is the same everywhere.
fn flags(command: &Command) -> Vec<(&'static str, &'static str)> {
    let mut found = Vec::new();
    for part in command.usage.split(['[', ']']).flat_map(|part| part.split(" | ")) {
        if part == "--json" {
            found.push((part, "print JSON, for programs"));
        }
        let flag = part.split_once(' ').filter(|(flag, _)| flag.starts_with('-'));
        let value = flag.and_then(|(_, value)| VALUES.iter().find(|(name, _)| *name == value));
        found.extend(value.map(|(_, meaning)| (part, *meaning)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_overview_has_every_command_and_begins_with_what_is_needed_first() {
        let text = help(None);
        for command in COMMANDS {
            assert!(text.contains(&format!("  {}", command.name)), "{}", command.name);
        }
        let at = |name: &str| text.find(name).unwrap();
        assert!(at("  new-session") < at("  detach-client"));
        assert!(at("  detach-client") < at("\nSessions:"));
    }

    #[test]
    fn a_command_s_help_says_what_its_values_are() {
        let text = help(Some("lsw"));
        assert!(text.starts_with("usage: pmux list-windows [-a] "), "{text}");
        for part in ["-t target-session", "by name or $id", "--json", "Its short name is lsw."] {
            assert!(text.contains(part), "{part} in {text}");
        }
        assert!(help(Some("frobnicate")).starts_with("unknown command: frobnicate"));
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
            let usage: Vec<&str> = command.usage.split(|c| " []|".contains(c)).collect();
            for long in command.flags.long {
                let flag = format!("--{}", long.trim_end_matches(['=', ':']));
                assert!(usage.contains(&flag.as_str()), "{} {flag}", command.name);
            }
            assert!(!command.about.is_empty() && !command.about.ends_with('.'), "{}", command.name);
        }
    }
}
