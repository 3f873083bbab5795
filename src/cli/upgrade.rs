//! `upgrade-server`: which pmux the next server is to be of, and whether it is one at all.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use pmux::command;
use pmux::os;
use pmux::os::heard::read_within;

use super::Failure;

/// How long a program may take to say its version.
const PATIENCE: Duration = Duration::from_secs(5);

/// The most that is read of what it says, in bytes.
const MOST: usize = 256;

/// The words of a command, with the file where they ask for an upgrade: the pmux that is called, where they
/// name none. One that is named is asked for its version first: what is no pmux is to disturb nobody.
///
/// # Errors
/// It does not say that it is a pmux.
pub fn with_file(words: Vec<String>) -> Result<Vec<String>, Failure> {
    if let Some(file) = command::upgrade_file(&words) {
        let path = std::path::absolute(file)?;
        check(&path)
            .map_err(|why| format!("{} does not replace the server: {why}", path.display()))?;
    }
    let own = || std::env::current_exe().ok().filter(|file| file.exists());
    Ok(command::with_file(words, own))
}

fn check(file: &Path) -> Result<(), String> {
    let mut command = Command::new(file);
    command.arg("-V").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().map_err(|error| os::reason(&error))?;
    let said = child.stdout.take().map(|from| read_within(from, MOST, PATIENCE));
    end(&mut child);
    match said.unwrap_or_default().starts_with(b"pmux ") {
        true => Ok(()),
        false => Err("it is no pmux, which would say so for -V".to_owned()),
    }
}

/// It may not have ended by itself.
fn end(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}
