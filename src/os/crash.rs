//! What a process leaves that panics: a file with the message and the way to it, for whoever is to
//! mend it, and of which the person is told once.
//!
//! A panic ends the process at once, whichever thread it is in: half of an event's work is nothing to
//! go on with, and whoever started the process has all that it needs to start it again.

use std::backtrace::Backtrace;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::panic::{self, PanicHookInfo};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use super::{process, state_dir};

/// The folder in the state directory.
const FOLDER: &str = "crashes";

/// The ending of those that nobody was told of.
const NEW: &str = "new";

/// The ending of the others.
const TOLD: &str = "told";

/// The ending of what programs wrote that servers may have died of.
const OUTPUT: &str = "output";

/// So many of each are kept: the newest.
const MOST: usize = 20;

/// What the process ends with, as Rust's do that panic.
const STATUS: i32 = 101;

/// Has a panic of any thread write down what happened in the state directory at `state`, and end the
/// process.
pub fn keep_panics(state: PathBuf, version: &'static str) {
    panic::set_hook(Box::new(move |panic| {
        let text = told(panic, version, &Backtrace::force_capture());
        // Of a disk that is full nobody is told, but whoever listens hears all of it.
        let said = match keep(&state, &text) {
            Ok(file) => format!("{panic}\nmore is in {}\n", file.display()),
            Err(_) => text,
        };
        let _ = io::stderr().write_all(said.as_bytes());
        process::end_now(STATUS);
    }));
}

fn told(panic: &PanicHookInfo<'_>, version: &str, trace: &Backtrace) -> String {
    let thread = std::thread::current();
    let name = thread.name().unwrap_or("without a name");
    format!("{panic}\nin thread {name} of pmux {version}\n\n{trace}\n")
}

/// Keeps a text of a crash, and says where.
///
/// # Errors
/// It cannot be written.
pub fn keep(state: &Path, text: &str) -> io::Result<PathBuf> {
    let folder = state.join(FOLDER);
    state_dir::make(state)?;
    state_dir::make(&folder)?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let name = format!("{:012}-{}.{NEW}", now.as_millis(), std::process::id());
    let path = folder.join(name);
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path)?;
    file.write_all(text.as_bytes())?;
    forget_oldest(&crashes(state));
    Ok(path)
}

/// Removes all but the newest.
fn forget_oldest(all: &[PathBuf]) {
    all[..all.len().saturating_sub(MOST)].iter().for_each(|path| drop(fs::remove_file(path)));
}

/// Keeps what a program wrote and nobody can be shown, and says where.
///
/// # Errors
/// It cannot be written.
pub fn keep_output(state: &Path, name: &str, bytes: &[u8]) -> io::Result<PathBuf> {
    let folder = state.join(FOLDER);
    state_dir::make(state)?;
    state_dir::make(&folder)?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let file = folder.join(format!("{:012}-{name}.{OUTPUT}", now.as_millis()));
    let mut options = OpenOptions::new();
    options.write(true).create_new(true).mode(0o600).open(&file)?.write_all(bytes)?;
    forget_oldest(&kept(state, &[OUTPUT]));
    Ok(file)
}

/// All crashes that are kept, the oldest first.
fn crashes(state: &Path) -> Vec<PathBuf> {
    kept(state, &[NEW, TOLD])
}

/// The files that are kept with one of these endings, the oldest first.
fn kept(state: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let entries = fs::read_dir(state.join(FOLDER)).into_iter().flatten().flatten();
    let is_one =
        |path: &PathBuf| path.extension().is_some_and(|it| endings.iter().any(|end| it == *end));
    let mut all: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(is_one).collect();
    all.sort();
    all
}

/// A crash that a person is told of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crash {
    /// What was said, and where.
    pub message: String,
    /// The file with the whole.
    pub file: PathBuf,
}

/// The crashes that nobody was told of yet, the oldest first. They are told with this.
pub fn tell_new(state: &Path) -> Vec<Crash> {
    let is_new = |path: &PathBuf| path.extension().is_some_and(|ending| ending == NEW);
    let tell = |path: PathBuf| {
        let text = fs::read(&path).ok()?;
        let text = String::from_utf8_lossy(&text);
        let message =
            text.lines().take_while(|line| !line.is_empty()).collect::<Vec<_>>().join(" ");
        let file = path.with_extension(TOLD);
        fs::rename(&path, &file).ok()?;
        Some(Crash { message, file })
    };
    crashes(state).into_iter().filter(is_new).filter_map(tell).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crash_is_kept_and_told_once() {
        let state = std::env::temp_dir().join(format!("pmux-crash-{}", std::process::id()));
        assert_eq!(tell_new(&state), []);
        keep(&state, "panicked at x:\nbroken\nin thread main of pmux 1\n\n0: main\n").unwrap();
        let told = tell_new(&state);
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].message, "panicked at x: broken in thread main of pmux 1");
        assert!(fs::read_to_string(&told[0].file).unwrap().ends_with("0: main\n"));
        assert_eq!(tell_new(&state), []);
        fs::remove_dir_all(&state).unwrap();
    }

    #[test]
    fn the_newest_are_kept() {
        let state = std::env::temp_dir().join(format!("pmux-crashes-{}", std::process::id()));
        let folder = state.join(FOLDER);
        fs::create_dir_all(&folder).unwrap();
        for old in 0..MOST {
            fs::write(folder.join(format!("{old:012}-1.{TOLD}")), "").unwrap();
        }
        keep(&state, "new\n").unwrap();
        let all = crashes(&state);
        assert_eq!(all.len(), MOST);
        assert!(!all.contains(&folder.join(format!("{:012}-1.{TOLD}", 0))));
        assert_eq!(tell_new(&state).len(), 1);
        fs::remove_dir_all(&state).unwrap();
    }
}
