//! What can come next on a command line: for the completion of shells. The names, flags and what
//! their values are come from the table; what only a running server knows is named, for the
//! caller to ask.

use super::{COMMANDS, Command, OWN, find};
use crate::language::syntax::{Flag, Takes, Value, Words};
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
    /// Names of sessions that are saved and do not run.
    Saved,
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
            Self::Saved => &[&[
                "list-sessions",
                "-F",
                "#{session_name}\tsaved #{t:session_saved}",
                "-f",
                "#{session_saved}",
            ]],
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

fn after(before: &[String], last: &str) -> Completion {
    // A command line may hold several commands.
    let begins = before.iter().rposition(|word| word.ends_with(';')).map(|at| at + 1);
    let mut words = match begins {
        Some(at) => &before[at..],
        None => before,
    };
    while begins.is_none()
        && let Some((word, rest)) = words.split_first()
        && word.starts_with('-')
    {
        words = rest;
        let found = OWN.flags.iter().find(|flag| flag.spellings().any(|it| it == *word));
        if let Some(wanted) = found.and_then(Flag::value) {
            let Some((_, rest)) = words.split_first() else { return value(wanted) };
            words = rest;
        }
    }
    match words.split_first() {
        None if last.starts_with('-') && begins.is_none() => flags(OWN.flags),
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
    let syntax = command.syntax();
    // The flag that is written last in a word.
    let flag_of = |word: &str| match word.strip_prefix("--") {
        Some(long) => syntax.long(long),
        None => word.chars().next_back().and_then(|letter| syntax.letter(letter)),
    };
    let takes = |flag: &&Flag| matches!(flag.takes, Takes::Value(_));
    let (mut operands, mut ended, mut waiting) = (0, false, None);
    // What stands where the target may has it.
    let target = syntax.letter('t').filter(takes);
    let first = syntax.operand(0).is_some_and(|value| value.name.starts_with("target-"));
    let has_target = |letters: &str| {
        first && target.is_some() && !letters.starts_with('-') && letters.contains('t')
    };
    for word in words {
        match word.strip_prefix('-') {
            _ if waiting.take().is_some() => {}
            Some("-") if !ended => ended = true,
            Some(letters) if !ended && !letters.is_empty() => {
                operands += usize::from(operands == 0 && has_target(letters));
                waiting = flag_of(word).filter(|_| !word.contains('=')).filter(takes);
            }
            _ => {
                operands += 1;
                ended |= !command.anywhere;
            }
        }
    }
    match waiting {
        Some(flag) => flag.value().map(value).unwrap_or_default(),
        None if last.starts_with('-') && !ended => flags(command.flags),
        None => syntax.operand(operands).map(value).unwrap_or_default(),
    }
}

/// Flags, those with a name first.
fn flags(flags: &[Flag]) -> Completion {
    let spelled = |flag: &Flag| flag.spellings().map(|it| (it, flag.help)).collect::<Vec<_>>();
    let mut all: Vec<(String, &str)> = flags.iter().flat_map(spelled).collect();
    all.sort_by_key(|(flag, _)| match flag.starts_with("--") {
        true => (false, String::new()),
        false => (true, flag.to_lowercase()),
    });
    Completion::words(all)
}

/// The words that a value may be.
fn value(value: Value) -> Completion {
    match value.words {
        Words::Anything => Completion::default(),
        Words::Sessions => Completion::source(Source::Sessions),
        Words::Saved => Completion::source(Source::Saved),
        Words::Windows => Completion::source(Source::Windows),
        Words::Panes => Completion::source(Source::Panes),
        Words::Clients => Completion::source(Source::Clients),
        Words::Buffers => Completion::source(Source::Buffers),
        Words::Servers => Completion::source(Source::Servers),
        Words::Files => Completion::source(Source::Files),
        Words::Directories => Completion::source(Source::Directories),
        Words::Commands => names(),
        Words::Options => Completion::words(TABLE.iter().map(|it| (it.name, it.help))),
        Words::Hooks => Completion::words(HOOKS.iter().map(|it| (it.name, it.help))),
        Words::Layouts => Completion::words(Preset::ALL.map(|it| (it.name(), ""))),
        Words::These(words) => Completion::words(words.iter().map(|word| (*word, ""))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::syntax::Operand;

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
        check(
            "send-keys -",
            &["--strict", "-c", "-F", "-H", "-K", "-l", "-M", "-N", "-R", "-t", "-X"],
        );
        check("kill-session -", &["-a", "-C", "-f", "-g", "-t"]);
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
        check("selectl main-h", &["main-horizontal", "main-horizontal-mirrored"]);
        check("kill -s I", &["INT"]);
        check("spawn --restart on", &["on-failure"]);
        asks("attach ", Source::Sessions);
        asks("restore -t b", Source::Saved);
        asks("rename ", Source::Sessions);
        check("bind -T copy-mode-", &["copy-mode-vi"]);
        check("completions ", &["bash", "zsh", "fish"]);
        check("rename-session -t x ", &[]);
    }

    /// Every value of the table is one that is known to be anything, so that none is forgotten.
    #[test]
    fn targets_are_all_known() {
        for command in COMMANDS {
            let values = command.flags.iter().filter_map(Flag::value);
            for value in values.chain(command.operands.iter().filter_map(Operand::value)) {
                if value.name.starts_with("target-") || value.name.starts_with("src-") {
                    assert!(is_known(value), "{}: {value:?}", command.name);
                }
            }
        }
    }

    fn is_known(wanted: Value) -> bool {
        value(wanted).source.is_some()
    }
}
