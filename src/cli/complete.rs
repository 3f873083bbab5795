//! What can come next on a command line, said to a shell's completion: a word a line, a tab,
//! what it is. It never starts a server, never waits for one for long, and never complains.

use std::io::Write;
use std::time::Duration;

use pmux::client;
use pmux::command::{self, Source};
use pmux::dialect::Dialect;
use pmux::os::socket;
use pmux::server::saved_sessions;

use super::{Call, connected, request, socket_of};

/// How long a server that does not answer is waited for: a person waits as well.
const PATIENCE: Duration = Duration::from_millis(500);

/// Says what can stand in the place of the last of these words.
pub fn complete(dialect: Dialect, words: Vec<String>) -> u8 {
    let completion = command::complete(&words);
    let mut text = String::new();
    for candidate in completion.words {
        text.push_str(&line(&candidate.word, &candidate.about));
    }
    let last = words.last().cloned().unwrap_or_default();
    match completion.source {
        None => {}
        Some(Source::Files) => text.push_str(":files\n"),
        Some(Source::Directories) => text.push_str(":directories\n"),
        Some(Source::Servers) => {
            servers(dialect).iter().filter(|name| name.starts_with(&last)).for_each(|name| {
                text.push_str(&line(name, ""));
            });
        }
        Some(source) => {
            // The flags before the command say whose words they are.
            let before = words[..words.len().saturating_sub(1)].iter().map(Into::into);
            let told = super::call::read(dialect, before)
                .map(|call| ask(call, source))
                .unwrap_or_default();
            for found in told.lines().filter(|line| line.starts_with(&last)) {
                let (word, about) = found.split_once('\t').unwrap_or((found, ""));
                text.push_str(&line(word, about));
            }
        }
    }
    // A shell that has gone needs no words.
    let _ = std::io::stdout().write_all(text.as_bytes());
    0
}

/// A candidate's line; what would break it is left out.
fn line(word: &str, about: &str) -> String {
    let plain = |text: &str| text.replace(char::is_control, " ");
    format!("{}\t{}\n", plain(word), plain(about))
}

/// What the server that is there says.
fn ask(mut call: Call, source: Source) -> String {
    call.no_start = true;
    let mut told = String::new();
    // Another host is too far away for a key.
    for words in source.commands().iter().filter(|_| call.host.is_none()) {
        call.command = words.iter().map(|word| (*word).to_owned()).collect();
        let Ok(path) = socket_of(&call) else { break };
        let Some(stream) = connected(&call, &path).ok().flatten() else {
            // What can be attached to, or restored, where there is no server.
            if matches!(source, Source::Sessions | Source::Saved) {
                saved_sessions(&path).iter().for_each(|it| told += &line(&it.name, "saved"));
            }
            break;
        };
        let request = request(call.dialect, call.command.clone()).ok();
        let answer = request.and_then(|request| client::ask(stream, &request, PATIENCE).ok());
        told.push_str(&answer.unwrap_or_default());
    }
    told
}

/// The names of the servers whose sockets are there.
fn servers(dialect: Dialect) -> Vec<String> {
    let folder = socket::socket_path(dialect, "default")
        .ok()
        .and_then(|path| Some(path.parent()?.to_owned()));
    let entries = folder.and_then(|folder| std::fs::read_dir(folder).ok());
    let names = entries.into_iter().flatten().flatten();
    let names = names.filter_map(|entry| entry.file_name().into_string().ok());
    // A lock, and what belongs to a shell, have a name of two parts.
    let mut names: Vec<String> = names.filter(|name| !name.contains('.')).collect();
    names.sort();
    names
}
