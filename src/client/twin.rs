//! A client whose server speaks another version of a stream: that server's own program takes its place,
//! with the same arguments, and so speaks the same version. It may have been removed or replaced since
//! the server was started; as long as that runs the kernel has it.
//!
//! Only a server on this host, which is the person's own, is taken at its word, and only where what it
//! names is one of theirs: a process of that person's which calls itself a server of pmux.

use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use super::ClientError;
use crate::os::process;
use crate::protocol::Mismatch;

/// The variable by which a client that takes the place of another has its token, so that it is that one.
pub const TOKEN: &str = "PMUX_CLIENT_TOKEN";

/// Becomes the program of the server, as this client where it had a token. Comes back only where that
/// cannot be, with what the person is to be told.
pub(super) fn become_twin(server: &Mismatch, token: Option<[u8; 16]>) -> ClientError {
    let directory = format!("/proc/{}", server.pid);
    let directory = Path::new(&directory);
    if is_server(directory) && is_another(&directory.join("exe")) {
        let mut command = Command::new(directory.join("exe"));
        command.arg0("pmux").args(std::env::args_os().skip(1));
        command.envs(token.map(|token| (TOKEN, written(token))));
        // Where it comes back it could not be executed, and what is told then is the same.
        let _ = process::end_by_broken_pipes().map(|()| command.exec());
    }
    ClientError::Mismatch(server.version.clone())
}

/// Whether a process is the person's own and calls itself a server.
fn is_server(directory: &Path) -> bool {
    let is_own = fs::metadata(directory).is_ok_and(|it| it.uid() == process::uid());
    let title = fs::read(directory.join("cmdline")).unwrap_or_default();
    is_own && title.starts_with(b"pmux: server [")
}

/// Whether a program is not ours, which would fare no better.
fn is_another(program: &Path) -> bool {
    let file = |path: &Path| fs::metadata(path).map(|it| (it.dev(), it.ino()));
    match (file(program), file(Path::new("/proc/self/exe"))) {
        (Ok(its), Ok(ours)) => its != ours,
        _ => false,
    }
}

fn written(token: [u8; 16]) -> String {
    token.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The token of the client whose place this one takes, where it takes one's.
pub fn inherited_token() -> Option<[u8; 16]> {
    read(&std::env::var_os(TOKEN)?)
}

fn read(text: &OsString) -> Option<[u8; 16]> {
    let text = text.to_str().filter(|text| text.len() == 32 && text.is_ascii())?;
    let mut token = [0; 16];
    for (at, byte) in token.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * at..2 * at + 2], 16).ok()?;
    }
    Some(token)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_as_it_was_written() {
        let token: [u8; 16] = std::array::from_fn(|at| (at * 17) as u8);
        assert_eq!(read(&written(token).into()), Some(token));
        assert_eq!((read(&"short".into()), read(&"z".repeat(32).into())), (None, None));
    }

    #[test]
    fn a_process_that_is_no_server_is_not_executed() {
        let server = Mismatch { pid: std::process::id(), version: "9.9".to_owned() };
        assert!(become_twin(&server, None).to_string().contains("the server is 9.9"));
    }
}
