//! What the flags of the commands mean: one table, which `COMMAND --help` and the manual show.
//! What a flag's value is, is said once for all commands, by the name that usage lines have for
//! it; what a flag without a value means, by command.

use super::Command;

/// What is said of flags of tmux's that scripts may give and that nothing depends on here.
pub const NO_EFFECT: &str = "accepted, no effect";

/// What is said of signals that a raw client gets.
const SIG_PROXY: &str = "send signals that the client gets to the program; =false: do not";

/// What the values of flags mean, by what usage lines call them.
const VALUES: &[(&str, &str)] = &[
    (
        "border-lines",
        "what the edges are made of: single, double, heavy, simple, rounded, padded or none",
    ),
    ("border-style", "the look of the edges"),
    ("buffer-name", "a paste buffer, by name"),
    ("confirm-key", "the key that says yes, instead of y"),
    (
        "delay",
        "how long to wait first, in seconds; of a message, how long it stays, in milliseconds",
    ),
    ("directory", "where the program starts"),
    ("dst-pane", "the pane to come to"),
    ("dst-window", "the window to come to, as session:index"),
    ("duration", "for how long, in milliseconds"),
    (
        "end-line",
        "the last line: 0 is the first on the screen, -1 the last of the history; -: the end",
    ),
    ("environment", "a variable for the program, as NAME=value"),
    ("factor", "how many times as fast as it was: 2, or 0.5"),
    ("file", "the file; - is stdin or stdout"),
    ("filter", "only those for which this format is true"),
    ("flags", "read-only, ignore-size; with ! before it: not so"),
    ("format", "print this format for each; #{pane_id} and the like are replaced"),
    ("height", "so many rows"),
    ("how-many-before", "which one: 0 is the last, 1 the one before it, and so on"),
    ("inputs", "what the prompts begin with, parted by commas"),
    ("keys", "the keys that leave, as C-b,d or ctrl-p,ctrl-q; none where empty"),
    ("key-table", "a key table: root, prefix, copy-mode, copy-mode-vi or your own"),
    ("key=value", "only those with this event, session, window, pane or client; again for more"),
    ("lines", "so many of the last lines, or all"),
    ("moment", "how long ago, as 10m, or a time, as 2026-11-28T22:47:13Z or in seconds since 1970"),
    ("new-buffer-name", "the buffer's new name"),
    ("note", "what the key does, for list-keys -N and the panel of hints"),
    (
        "policy",
        "run it again when it ends, each time after a longer pause: no, on-failure[:most], always or \
         unless-stopped, which is the same",
    ),
    (
        "position",
        "where the box lies, in cells, of -y the row below it; C: in the middle, R: at the pane's right, P: \
         at its left or bottom, M: at the mouse, S: beside the status line, W: there under the mouse",
    ),
    ("prefix-string", "what stands before each key, instead of the prefix"),
    ("prompt", "the question"),
    ("prompts", "the questions, parted by commas"),
    ("regex", "a regular expression that a line of text is to match"),
    ("repeat-count", "so many times"),
    ("selected-style", "the look of the selected line"),
    ("separator", "what is put for each end of a line, instead of Enter"),
    ("session-name", "the new session's name"),
    ("signal", "a signal, as INT, SIGINT or 2"),
    ("size", "how large the new pane is: cells, or with % a part"),
    ("sort-order", "what comes first: name, time, index, size, activity or creation"),
    ("src-pane", "the pane that is taken"),
    ("src-window", "the window that is taken, as session:index"),
    (
        "state",
        "only those with this name=, id=, status= or exited=, as docker has it; again for more",
    ),
    ("style", "the look of the box"),
    ("starting-choice", "the line that is selected first, from 0; -: none"),
    ("start-directory", "where programs start, from where you are"),
    (
        "start-line",
        "the first line: 0 is the first on the screen, -1 the last of the history; -: the start",
    ),
    ("target-client", "a client, by its terminal: see list-clients"),
    ("target-pane", "a pane, as session:window.pane or %id"),
    ("target-session", "a session, by name or $id"),
    ("target-window", "a window, as session:index, session:name or @id"),
    (
        "template",
        "docker's: {{.ID}}, {{.Names}} and the like among text, with table before it in columns, or json",
    ),
    ("time", "how long, as 500ms, 2s or 1m30s; a bare number is seconds"),
    ("title", "the title"),
    ("version", "the version of the format: 3, or 2 for asciinema before its 3.0"),
    ("type", "what is asked for; accepted, no effect"),
    ("width", "so many columns"),
    ("window-name", "the new window's name"),
    ("working-directory", "where the session's new programs start from now on"),
    ("XxY", "the size that the client counts as, in cells"),
];

/// What flags mean in most commands that have them.
const EVERYWHERE: &[(&str, &str)] = &[
    ("--ansi", "with colours and other looks, as escape sequences"),
    ("--exit", "until the program has ended; that is what is waited for without a flag"),
    ("--follow", "go on with what is written from now on"),
    ("--json", "print JSON, for programs"),
    ("--prompt", "until the shell shows its prompt"),
    ("--timestamps", "the time at which each line was begun stands before it"),
    ("-P", "print where the new one is"),
    ("-Z", "keep a zoomed pane zoomed"),
];

/// What flags mean, by command.
const FLAGS: &[(&str, &[(&str, &str)])] = &[
    (
        "attach-session",
        &[
            ("-d", "detach the session's other clients"),
            ("-E", NO_EFFECT),
            ("-r", "only look: keys change nothing"),
            ("-x", "as -d"),
            ("--raw", "bind the terminal to one pane's program, with nothing of pmux's around it"),
            ("--history", "with --raw: print what has scrolled away first"),
            ("--no-resize", "with --raw: the pane keeps its size"),
            ("--no-stdin", "with --raw: nothing is typed"),
            ("--read-only", "as -r"),
            ("--sig-proxy", SIG_PROXY),
        ],
    ),
    (
        "bind-key",
        &[
            ("-n", "in the root table: without the prefix"),
            ("-r", "the key may repeat without the prefix"),
        ],
    ),
    (
        "break-pane",
        &[
            ("-a", "after the target window"),
            ("-b", "before the target window"),
            ("-d", "do not go there"),
        ],
    ),
    (
        "capture-pane",
        &[
            ("-a", "of the screen that a full-screen program has put aside"),
            ("-C", "control characters as octal escapes"),
            ("-e", "with colours and other looks, as escape sequences"),
            ("-J", "wrapped lines as one, spaces at the end kept"),
            ("--json", "print rows with their looks, cursor, size, title, modes and marks as JSON"),
            ("-N", "keep spaces at the ends of lines"),
            ("-p", "print it instead of keeping it in a buffer"),
            ("-q", "no complaint where there is no such screen"),
        ],
    ),
    ("choose-buffer", &[("-N", NO_EFFECT), ("-r", "the other way round"), ("-Z", NO_EFFECT)]),
    ("choose-client", &[("-r", "the other way round"), ("-Z", NO_EFFECT)]),
    (
        "choose-tree",
        &[
            ("-r", "the other way round"),
            ("-s", "sessions only"),
            ("-w", "sessions and windows only"),
            ("-Z", NO_EFFECT),
        ],
    ),
    ("clear-history", &[("-H", NO_EFFECT)]),
    (
        "command-prompt",
        &[
            ("-1", "one key answers"),
            ("-b", NO_EFFECT),
            ("-F", "expand formats in the template"),
            ("-i", "run the template at each change"),
            ("-k", "one key answers, by its name"),
            ("-N", "numbers only"),
        ],
    ),
    ("confirm-before", &[("-b", NO_EFFECT), ("-y", "Enter says yes too")]),
    (
        "copy-mode",
        &[
            ("-e", "leave it when scrolled to the end"),
            ("-H", "without the place in the corner"),
            ("-M", "begin a selection where the mouse is"),
            ("-q", "leave it"),
            ("-u", "scroll up by a page"),
        ],
    ),
    (
        "detach-client",
        &[
            ("-a", "all others instead"),
            ("-E", "become this shell command instead of ending; not over --host"),
            ("-P", NO_EFFECT),
        ],
    ),
    (
        "display-message",
        &[
            ("-a", NO_EFFECT),
            ("-I", NO_EFFECT),
            ("-N", NO_EFFECT),
            ("-p", "print it instead"),
            ("-v", NO_EFFECT),
        ],
    ),
    ("display-panes", &[("-b", NO_EFFECT), ("-N", "keys do not choose")]),
    (
        "display-menu",
        &[
            ("-M", NO_EFFECT),
            ("-O", "the mouse button may be let go before an entry is chosen, by a click"),
        ],
    ),
    (
        "display-popup",
        &[
            ("-B", "no edges"),
            ("-C", "close the client's popup"),
            ("-E", "close it when the program has ended; given twice, only where that succeeded"),
        ],
    ),
    (
        "events",
        &[(
            "--since",
            "also what happened before, from so long ago (10m) or a time on, as an event's",
        )],
    ),
    (
        "exec",
        &[
            ("-d", "out of sight, in a pane that ps shows; print the pane's id"),
            ("-i", "without a terminal: the program has stdin"),
            (
                "-t",
                "the target may stand after it; as docker's it asks for what a terminal gives anyway",
            ),
            ("--no-tty", "no terminal: stdin, stdout and stderr stay apart"),
            ("--tty", "a terminal, or an error where there is none"),
        ],
    ),
    (
        "find-window",
        &[
            ("-C", "in what stands in the panes"),
            ("-i", "capital or small letters are the same"),
            ("-N", "in names"),
            ("-r", "a regular expression"),
            ("-T", "in titles"),
            ("-Z", NO_EFFECT),
        ],
    ),
    (
        "if-shell",
        &[("-b", "in the background"), ("-F", "a format instead: true unless empty or 0")],
    ),
    (
        "join-pane",
        &[
            ("-b", "before the target: above or left of it"),
            ("-d", "do not go there"),
            ("-f", "over the window's whole width or height"),
            ("-h", "side by side"),
            ("-v", "one above the other"),
        ],
    ),
    (
        "inspect",
        &[
            ("-f", "as --format"),
            ("--format", "{{.process.pid}} or docker's {{.State.Pid}}, or formats; a line each"),
        ],
    ),
    ("kill-pane", &[("-a", "all others instead")]),
    ("kill-session", &[("-a", "all others instead"), ("-C", "only end its windows' alerts")]),
    ("kill-window", &[("-a", "all others instead")]),
    (
        "last-pane",
        &[
            ("-d", "keys do not reach it any more"),
            ("-e", "keys reach it again"),
            ("-Z", "keep a zoomed pane zoomed"),
        ],
    ),
    (
        "link-window",
        &[
            ("-a", "after the target"),
            ("-b", "before the target"),
            ("-d", "do not go there"),
            ("-k", "kill the window that is there"),
        ],
    ),
    (
        "list-keys",
        &[
            ("-1", "the first one only"),
            ("-a", "with -N: also keys without a note"),
            ("-N", "what keys do, in words"),
        ],
    ),
    ("list-panes", &[("-a", "of all sessions"), ("-s", "of the whole session")]),
    ("list-windows", &[("-a", "of all sessions")]),
    ("load-buffer", &[("-w", "to the clipboard too")]),
    ("logs", &[("-f", "as --follow"), ("-t", "as --timestamps"), ("-n", "as --tail")]),
    (
        "move-window",
        &[
            ("-a", "after the target"),
            ("-b", "before the target"),
            ("-d", "do not go there"),
            ("-k", "kill the window that is there"),
            ("-r", "close the gaps in the windows' numbers"),
        ],
    ),
    (
        "new-session",
        &[
            ("-A", "attach to the session of that name, if there is one"),
            ("-d", "do not attach"),
            ("-D", "with -A: detach the session's other clients"),
            ("-E", NO_EFFECT),
            ("-X", "as -D"),
        ],
    ),
    (
        "new-window",
        &[
            ("-a", "after the target"),
            ("-b", "before the target"),
            ("-d", "do not go there"),
            ("-k", "kill the window that is there"),
            ("-S", "go to the window of that name, if there is one"),
        ],
    ),
    ("next-window", &[("-a", "the next with an alert")]),
    (
        "paste-buffer",
        &[
            ("-d", "delete the buffer then"),
            ("-p", "as a paste, for programs that tell one from typing"),
            ("-r", "ends of lines stay as they are"),
        ],
    ),
    (
        "pipe-pane",
        &[
            ("-I", "what the command prints is typed into the pane"),
            ("-o", "end the pipe that there is instead of starting another"),
            ("-O", "what the program writes goes to the command, as without -I"),
        ],
    ),
    ("previous-window", &[("-a", "the one before with an alert")]),
    (
        "ps",
        &[
            ("-a", "those that have ended too"),
            ("-l", "as --latest"),
            ("--latest", "only the newest of all, those that have ended too"),
            ("-n", "as --last"),
            ("--last", "only so many of all, the newest first"),
            ("--no-trunc", "commands whole"),
            ("-q", "ids only"),
        ],
    ),
    ("rm", &[("-f", "as --force"), ("--force", "also what still runs; it is hung up")]),
    ("refresh-client", &[("-S", "the status line only")]),
    (
        "play",
        &[
            ("-i", "as --idle-limit"),
            ("--idle-limit", "the longest pause, as 500ms or 2s"),
            ("-s", "as --speed"),
        ],
    ),
    (
        "resize-pane",
        &[
            ("-D", "down"),
            ("-L", "to the left"),
            ("-M", "by the mouse"),
            ("-R", "to the right"),
            ("-U", "up"),
            ("-Z", "zoom, or no more"),
        ],
    ),
    (
        "resize-window",
        &[
            ("-a", "to the smallest client's size"),
            ("-A", "to the largest client's size"),
            ("-D", "higher"),
            ("-L", "narrower"),
            ("-R", "wider"),
            ("-U", "lower"),
        ],
    ),
    ("respawn-pane", &[("-k", "kill the program that runs")]),
    ("respawn-window", &[("-k", "kill the programs that run")]),
    ("rotate-window", &[("-D", "downwards"), ("-U", "upwards; so it is without a flag")]),
    ("run-shell", &[("-b", "in the background"), ("-C", "pmux commands instead of the shell's")]),
    ("save-buffer", &[("-a", "add to the file")]),
    (
        "select-layout",
        &[
            ("-E", "spread the panes evenly"),
            ("-n", "the next layout"),
            ("-o", "as it was before"),
            ("-p", "the layout before"),
        ],
    ),
    (
        "select-pane",
        &[
            ("-D", "the pane below"),
            ("-d", "keys do not reach it any more"),
            ("-e", "keys reach it again"),
            ("-L", "the pane on the left"),
            ("-l", "the pane before"),
            ("-M", "no pane is marked any more"),
            ("-m", "mark the pane"),
            ("-R", "the pane on the right"),
            ("-U", "the pane above"),
            ("-Z", "keep a zoomed pane zoomed"),
        ],
    ),
    (
        "select-window",
        &[
            ("-l", "the window before"),
            ("-n", "the next window"),
            ("-p", "the window of the number before"),
            ("-T", "where it is the current one: the window before"),
        ],
    ),
    (
        "send-keys",
        &[
            ("-F", "expand formats"),
            ("-H", "hexadecimal numbers of characters"),
            ("-l", "text as it is, no names of keys"),
            ("-M", "the mouse event that led here"),
            ("-R", "reset the terminal first"),
            ("--strict", "what is no key's name is an error, and nothing is typed then"),
            ("-X", "an act of copy mode"),
        ],
    ),
    ("send-prefix", &[("-2", "the second prefix")]),
    ("set-buffer", &[("-a", "add to the buffer"), ("-w", "to the clipboard too")]),
    (
        "set-environment",
        &[
            ("-F", "expand formats in the value"),
            ("-g", "for all sessions"),
            ("-h", "hidden from programs"),
            ("-r", "remove it for new programs"),
            ("-u", "as if it had never been set"),
        ],
    ),
    (
        "set-hook",
        &[
            ("-a", "beside the commands that are there"),
            ("-g", "for all sessions or windows"),
            ("-p", "for the pane"),
            ("-R", "run it now"),
            ("-u", "no more"),
            ("-w", "for the window"),
        ],
    ),
    ("set-option", SET_OPTION),
    ("set-window-option", SET_OPTION),
    (
        "show-environment",
        &[("-g", "of all sessions"), ("-h", "hidden ones"), ("-s", "as commands for a shell")],
    ),
    (
        "show-hooks",
        &[("-g", "of all sessions or windows"), ("-p", "of the pane"), ("-w", "of the window")],
    ),
    (
        "show-messages",
        &[("-J", "shell commands of status lines"), ("-T", "the clients' terminals")],
    ),
    ("show-options", SHOW_OPTIONS),
    ("show-window-options", SHOW_OPTIONS),
    (
        "source-file",
        &[
            ("-F", "expand formats in the paths"),
            ("-n", "only check"),
            ("-q", "no complaint where there is no such file"),
            ("-v", "print the commands"),
        ],
    ),
    (
        "spawn",
        &[
            ("-d", "out of sight; print the pane's id"),
            ("-i", "without a terminal: stdin is typed"),
            ("-t", "as docker has it: a terminal, which it has without being asked"),
            ("--rm", "forget the session when its program ends"),
            ("--sig-proxy", SIG_PROXY),
        ],
    ),
    (
        "split-window",
        &[
            ("-b", "before the target: above or left of it"),
            ("-d", "do not go there"),
            ("-f", "over the window's whole width or height"),
            ("-h", "side by side"),
            ("-v", "one above the other; so it is without a flag"),
            ("-Z", "zoom the new pane"),
        ],
    ),
    (
        "start-server",
        &[
            ("-a", "show what it writes, and leave with its exit status"),
            ("-i", "the same; without a terminal, stdin is typed"),
        ],
    ),
    ("stats", &[("--no-stream", "once, not every second")]),
    (
        "swap-pane",
        &[
            ("-d", "the active pane stays"),
            ("-D", "with the next pane"),
            ("-U", "with the pane before"),
        ],
    ),
    ("swap-window", &[("-d", "do not go there")]),
    (
        "switch-client",
        &[
            ("-E", NO_EFFECT),
            ("-l", "to the session before"),
            ("-n", "to the next session"),
            ("-p", "to the session of the name before"),
            ("-r", "only look, or no more"),
            ("-Z", NO_EFFECT),
        ],
    ),
    (
        "unbind-key",
        &[
            ("-a", "all keys of the table"),
            ("-n", "in the root table"),
            ("-q", "no complaint where it is not bound"),
        ],
    ),
    ("unlink-window", &[("-k", "kill it where no other session has it")]),
    (
        "wait-for",
        &[("-L", "lock the channel"), ("-S", "wake those who wait"), ("-U", "unlock the channel")],
    ),
];

const SET_OPTION: &[(&str, &str)] = &[
    ("-a", "add to the value that it has"),
    ("-F", "expand formats in the value"),
    ("-g", "for all sessions or windows"),
    ("-o", "only where it is not set"),
    ("-p", "for the pane"),
    ("-q", "no complaint about unknown options"),
    ("-s", "for the server"),
    ("-u", "as if it had never been set"),
    ("-U", "the same, in all panes of the window too"),
    ("-w", "for the window"),
];

const SHOW_OPTIONS: &[(&str, &str)] = &[
    ("-A", "also what is inherited, with a star"),
    ("-g", "of all sessions or windows"),
    ("-H", "hooks too"),
    ("-p", "of the pane"),
    ("-q", "no complaint about unknown options"),
    ("-s", "of the server"),
    ("-v", "values only"),
    ("-w", "of the window"),
];

/// The flags of a command's usage line with the name of their value and what they mean.
pub fn flags(command: &Command) -> Vec<(String, &'static str)> {
    let mut found = Vec::new();
    for part in command.usage.split(['[', ']']).flat_map(|part| part.split(" | ")) {
        let (flag, value) = match part.trim().split_once(' ') {
            Some((flag, value)) => (flag, Some(value)),
            None => (part.trim(), None),
        };
        match (flag.strip_prefix('-'), value) {
            (None, _) | (Some("-"), None) => {}
            (Some(_), Some(value)) => {
                let named = VALUES.iter().find(|(name, _)| *name == value);
                let own = own(command, flag);
                let meaning = own.or(named.map(|(_, meaning)| *meaning)).unwrap_or_default();
                found.push((format!("{flag} {value}"), meaning));
            }
            (Some(long), None) if long.starts_with('-') => {
                found.push((flag.to_owned(), own(command, flag).unwrap_or_default()));
            }
            (Some(letters), None) => {
                for letter in letters.chars() {
                    let flag = format!("-{letter}");
                    let meaning = own(command, &flag).unwrap_or_default();
                    found.push((flag, meaning));
                }
            }
        }
    }
    found
}

/// What a flag means in a command, or in all of them.
fn own(command: &Command, flag: &str) -> Option<&'static str> {
    let name = if command.name == "move-pane" { "join-pane" } else { command.name };
    let of_command = FLAGS.iter().find(|(known, _)| *known == name).map(|(_, flags)| *flags);
    let all = of_command.unwrap_or_default().iter().chain(EVERYWHERE);
    all.into_iter().find(|(known, _)| *known == flag).map(|(_, meaning)| *meaning)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::COMMANDS;

    #[test]
    fn every_flag_of_every_usage_line_is_explained_and_there() {
        for command in COMMANDS {
            for (flag, meaning) in flags(command) {
                assert!(!meaning.is_empty(), "{} {flag}", command.name);
                let name = flag.split(' ').next().unwrap_or_default();
                let known = match name.strip_prefix("--") {
                    Some(long) => command.flags.long_names().any(|name| name == long),
                    None => command.flags.short.contains(&name[1..]),
                };
                assert!(known, "{} {flag} is in the usage line and not taken", command.name);
            }
        }
    }

    #[test]
    fn nothing_is_explained_that_is_not_there() {
        for (name, explained) in FLAGS {
            let command = COMMANDS.iter().find(|command| command.name == *name);
            let known = command.map(|command| flags(command)).unwrap_or_default();
            for (flag, _) in *explained {
                let is_there = known.iter().any(|(it, _)| it.split(' ').next() == Some(flag));
                // Two commands share what is said of options.
                assert!(
                    is_there || name.ends_with("window-option") || name.ends_with("window-options"),
                    "{name} {flag}"
                );
            }
        }
    }
}
