//! What can come next on a command line: for the completion of shells. The names, flags and what
//! their values are come from the table; what only a running server knows is named, for the
//! caller to ask.

use super::{COMMANDS, Command, find};
use crate::model::layout::Preset;
use crate::model::options::{HOOKS, TABLE};

/// A word that may stand there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The word.
    pub word: String,
    /// What it is, for shells that show that; may be empty.
    pub about: String,
}

/// Words that the table does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Names of sessions.
    Sessions,
    /// Windows, as `session:index`.
    Windows,
    /// Panes, as `session:window.pane`.
    Panes,
    /// Clients, by their terminals.
    Clients,
    /// Names of paste buffers.
    Buffers,
    /// Files.
    Files,
    /// Directories.
    Directories,
    /// Names of servers.
    Servers,
}

impl Source {
    /// The commands that list such words, a line each: the word, a tab, what it is.
    pub fn commands(self) -> &'static [&'static [&'static str]] {
        const SESSIONS: &[&str] =
            &["list-sessions", "-F", "#{session_name}\t#{session_windows} windows"];
        match self {
            Self::Sessions => &[SESSIONS],
            Self::Windows => &[
                SESSIONS,
                &["list-windows", "-a", "-F", "#{session_name}:#{window_index}\t#{window_name}"],
            ],
            Self::Panes => &[
                SESSIONS,
                &[
                    "list-panes",
                    "-a",
                    "-F",
                    "#{session_name}:#{window_index}.#{pane_index}\t#{pane_current_command}",
                ],
            ],
            Self::Clients => &[&["list-clients", "-F", "#{client_name}\t#{client_session}"]],
            Self::Buffers => &[&["list-buffers", "-F", "#{buffer_name}\t#{buffer_sample}"]],
            Self::Files | Self::Directories | Self::Servers => &[],
        }
    }
}

/// What can stand in the place of a command line's last word.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Completion {
    /// These.
    pub words: Vec<Candidate>,
    /// And these.
    pub source: Option<Source>,
}

impl Completion {
    fn words<W: Into<String>, A: Into<String>>(words: impl IntoIterator<Item = (W, A)>) -> Self {
        let candidate =
            |(word, about): (W, A)| Candidate { word: word.into(), about: about.into() };
        Self { words: words.into_iter().map(candidate).collect(), source: None }
    }

    fn source(source: Source) -> Self {
        Self { words: Vec::new(), source: Some(source) }
    }
}

/// What can stand in the place of the last of the words that follow `pmux`; it may be empty, or
/// begun. Of the words only those are given that begin so.
pub fn complete(words: &[String]) -> Completion {
    let (last, before) = match words.split_last() {
        Some((last, before)) => (last.as_str(), before),
        None => ("", words),
    };
    let mut completion = after(before, last);
    completion.words.retain(|candidate| candidate.word.starts_with(last));
    completion
}

/// pmux's own flags, what their values are called, and what they do.
const GLOBAL: &[(&str, &str, &str)] = &[
    ("-L", "socket-name", "the server of this name"),
    ("-S", "socket-path", "the server at this path"),
    ("-f", "file", "the configuration, if the server starts"),
    ("--host", "host", "the server of another host, over ssh"),
    ("-o", "ssh-option", "an option for ssh"),
    ("-N", "", "start no server"),
    ("--help", "", "show the commands"),
    ("--version", "", "show the version"),
];

fn after(before: &[String], last: &str) -> Completion {
    // A command line may hold several commands.
    let begins = before.iter().rposition(|word| word.ends_with(';')).map(|at| at + 1);
    let mut words = match begins {
        Some(at) => &before[at..],
        None => before,
    };
    while begins.is_none()
        && let Some((flag, rest)) = words.split_first()
        && flag.starts_with('-')
    {
        words = rest;
        let known = GLOBAL.iter().find(|(name, value, _)| name == flag && !value.is_empty());
        if let Some((_, value, _)) = known {
            let Some((_, rest)) = words.split_first() else { return values(value) };
            words = rest;
        }
    }
    match words.split_first() {
        None if last.starts_with('-') && begins.is_none() => {
            Completion::words(GLOBAL.iter().map(|(flag, _, about)| (*flag, *about)))
        }
        None => names(),
        Some((help, [])) if help == "help" => names(),
        Some((name, words)) => match find(name) {
            Ok(command) => of_command(command, words, last),
            Err(_) => Completion::default(),
        },
    }
}

/// The commands, by name and alias.
fn names() -> Completion {
    let aliases = COMMANDS.iter().filter_map(|it| Some((it.alias?, it.about)));
    let names = COMMANDS.iter().map(|it| (it.name, it.about));
    Completion::words(names.chain(aliases).chain([("help", "Show the commands, or one")]))
}

fn of_command(command: &Command, words: &[String], last: &str) -> Completion {
    let usage = Usage::of(command);
    let takes_value = |flag: &str| match flag.strip_prefix("--") {
        Some(long) => command.flags.long.iter().any(|it| it.strip_suffix('=') == Some(long)),
        None => flag.chars().next_back().is_some_and(|letter| {
            let at = command.flags.short.find(letter);
            at.is_some_and(|at| command.flags.short[at + letter.len_utf8()..].starts_with(':'))
        }),
    };
    let (mut operands, mut ended, mut waiting) = (0, false, None);
    // What stands where the target may has it.
    let has_target = |letters: &str| !letters.starts_with('-') && letters.contains('t');
    let first = usage.operands.first().is_some_and(|name| name.starts_with("target-"));
    for word in words {
        match word.strip_prefix('-') {
            _ if waiting.take().is_some() => {}
            Some("-") if !ended => ended = true,
            Some(letters) if !ended && !letters.is_empty() => {
                operands += usize::from(first && operands == 0 && has_target(letters));
                waiting = (!word.contains('=') && takes_value(word)).then_some(word.as_str());
            }
            _ => {
                operands += 1;
                ended |= !command.flags.anywhere;
            }
        }
    }
    match waiting {
        Some(flag) => {
            let letter = flag.chars().next_back().map(|letter| format!("-{letter}"));
            let name =
                if flag.starts_with("--") { flag.to_owned() } else { letter.unwrap_or_default() };
            values(usage.value_of(&name).unwrap_or_default())
        }
        None if last.starts_with('-') && !ended => flags(command),
        None => values(usage.operand(operands).unwrap_or_default()),
    }
}

/// A command's flags.
fn flags(command: &Command) -> Completion {
    let known = super::flags(command);
    let letters =
        command.flags.short.chars().filter(|c| !":?".contains(*c)).map(|c| format!("-{c}"));
    let longs = command.flags.long_names().map(|name| format!("--{name}"));
    let about = |flag: &str| {
        let found = known.iter().find(|(known, _)| known.split(' ').next() == Some(flag));
        found.map_or("", |(_, meaning)| meaning)
    };
    Completion::words(longs.chain(letters).map(|flag| {
        let about = about(&flag);
        (flag, about)
    }))
}

/// The words that a value may be that usage lines call so.
fn values(name: &str) -> Completion {
    let plain = |words: &[&'static str]| Completion::words(words.iter().map(|word| (*word, "")));
    match name {
        "target-session" => Completion::source(Source::Sessions),
        "target-window" | "src-window" | "dst-window" => Completion::source(Source::Windows),
        "target-pane" | "src-pane" | "dst-pane" => Completion::source(Source::Panes),
        "target-client" => Completion::source(Source::Clients),
        "buffer-name" => Completion::source(Source::Buffers),
        "socket-name" => Completion::source(Source::Servers),
        "file" | "path" | "socket-path" => Completion::source(Source::Files),
        "start-directory" | "working-directory" => Completion::source(Source::Directories),
        "command" => names(),
        "option" => Completion::words(TABLE.iter().map(|it| (it.name, it.help))),
        "hook" => Completion::words(HOOKS.iter().map(|it| (it.name, it.help))),
        "layout-name" => Completion::words(Preset::ALL.map(|it| (it.name(), ""))),
        "key-table" => plain(&["prefix", "root", "copy-mode", "copy-mode-vi"]),
        "policy" => plain(&["no", "on-failure", "always", "unless-stopped"]),
        "state" => plain(&["name=", "id=", "status=", "exited="]),
        "signal" => plain(&["HUP", "INT", "QUIT", "KILL", "TERM", "STOP", "CONT", "USR1", "USR2"]),
        "shell" => plain(&["bash", "zsh", "fish"]),
        "version" => plain(&["3", "2"]),
        "key=value" => plain(&["event=", "session=", "window=", "pane=", "client="]),
        _ => Completion::default(),
    }
}

/// What a usage line calls the values of flags, and the operands.
struct Usage {
    values: Vec<(&'static str, &'static str)>,
    operands: Vec<&'static str>,
}

impl Usage {
    fn of(command: &Command) -> Self {
        let mut usage = Self { values: Vec::new(), operands: Vec::new() };
        for part in command.usage.split(['[', ']']).map(str::trim) {
            // What may follow a flag by `=` is its value, and nothing by itself.
            if part.starts_with('=') {
                continue;
            }
            if !part.starts_with('-') {
                usage.operands.extend(part.split_whitespace());
                continue;
            }
            // A flag of two names has its value behind the second.
            let mut value = None;
            for flag in part.split(" | ").collect::<Vec<_>>().into_iter().rev() {
                let (flag, own) = match flag.split_once(' ') {
                    Some((flag, own)) => (flag, Some(own)),
                    None => (flag, None),
                };
                value = own.or(value);
                usage.values.extend(value.map(|value| (flag, value)));
            }
        }
        usage
    }

    fn value_of(&self, flag: &str) -> Option<&'static str> {
        self.values.iter().find(|(known, _)| *known == flag).map(|(_, value)| *value)
    }

    /// What operand number `at` is called.
    fn operand(&self, at: usize) -> Option<&'static str> {
        match self.operands.as_slice() {
            [.., last, "..."] if at + 2 >= self.operands.len() => Some(last),
            operands => operands.get(at).copied(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn completed(line: &str) -> Completion {
        let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
        complete(&words)
    }

    #[track_caller]
    fn check(line: &str, expect: &[&str]) {
        let found = completed(line);
        let words: Vec<&str> = found.words.iter().map(|it| it.word.as_str()).collect();
        assert_eq!((words.as_slice(), found.source), (expect, None), "{line:?}");
    }

    #[track_caller]
    fn asks(line: &str, source: Source) {
        assert_eq!(completed(line), Completion::source(source), "{line:?}");
    }

    #[test]
    fn commands_are_completed_by_name_and_alias() {
        check("kill-s", &["kill-server", "kill-session"]);
        check("-L work splitw", &["splitw"]);
        check("new -d ; awa", &["await"]);
        check("help kill-w", &["kill-window"]);
        check("list-commands att", &["attach-session", "attach"]);
        assert!(completed("").words.len() > COMMANDS.len());
        check("frobnicate x", &[]);
    }

    #[test]
    fn flags_come_from_the_table() {
        check("--h", &["--host", "--help"]);
        check("await --i", &["--idle"]);
        check("await build --t", &["--timeout"]);
        check("send-keys -", &["--strict", "-F", "-H", "-l", "-M", "-N", "-R", "-t", "-X"]);
        check("kill-session -", &["-a", "-C", "-t"]);
        // After an operand a command that says so has none.
        check("send-keys -t x text -", &[]);
        let about = completed("kill-session -t").words[0].about.clone();
        assert_eq!(about, "a session, by name or $id");
    }

    #[test]
    fn values_are_asked_for_by_what_they_are() {
        asks("attach -t ", Source::Sessions);
        asks("attach -dt bu", Source::Sessions);
        asks("selectw -t ", Source::Windows);
        asks("logs -f ", Source::Panes);
        asks("logs --tail 5 ", Source::Panes);
        asks("await one two ", Source::Panes);
        asks("switch-client -c ", Source::Clients);
        asks("pasteb -b ", Source::Buffers);
        asks("record build -o ", Source::Files);
        asks("play ", Source::Files);
        asks("source-file ", Source::Files);
        asks("new -c ", Source::Directories);
        asks("-L ", Source::Servers);
        asks("-f ", Source::Files);
        check("set -g mouse", &["mouse"]);
        check(
            "show-options -g status-l",
            &["status-left", "status-left-length", "status-left-style"],
        );
        check("selectl main-h", &["main-horizontal"]);
        check("kill -s I", &["INT"]);
        check("spawn --restart on", &["on-failure"]);
        asks("attach ", Source::Sessions);
        asks("rename ", Source::Sessions);
        check("bind -T copy-mode-", &["copy-mode-vi"]);
        check("completions ", &["bash", "zsh", "fish"]);
        check("rename-session -t x ", &[]);
    }

    /// Every value of the table is one that is known to be anything, so that none is forgotten.
    #[test]
    fn targets_are_all_known() {
        for command in COMMANDS {
            let usage = Usage::of(command);
            let values = usage.values.iter().map(|(_, value)| *value);
            for value in values.chain(usage.operands.iter().copied()) {
                if value.starts_with("target-") || value.starts_with("src-") {
                    assert!(values_known(value), "{}: {value}", command.name);
                }
            }
        }
    }

    fn values_known(name: &str) -> bool {
        values(name).source.is_some()
    }
}
