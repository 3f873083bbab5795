//! Whether the pmux that is called is newer than the one that serves, as after an installation; and a
//! word about it to whoever lists their sessions.

use std::fs::{self, Metadata};
use std::io::Write;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::time::Duration;

use pmux::os::tty;

use super::{Call, doctor};

/// How long a server that does not answer is waited for.
const PATIENCE: Duration = Duration::from_millis(500);

/// Tells a person at a terminal that the server could be replaced, after what they asked for. Where that
/// is not to be known nothing is told.
pub fn tell(call: &Call, socket: &Path) {
    let stderr = std::io::stderr();
    if call.host.is_some() || !tty::is_tty(&stderr) {
        return;
    }
    if let Ok(Some(server)) = doctor::ask(call, socket, PATIENCE)
        && is_newer_than(server.pid)
    {
        // Where stderr is gone there is nobody to tell.
        let _ = writeln!(&stderr, "{}", words(&server.version));
    }
}

fn words(version: &str) -> String {
    let which = match version == env!("CARGO_PKG_VERSION") {
        true => "an older build of pmux".to_owned(),
        false => format!("still pmux {}", pmux::visible::visible(version)),
    };
    format!("the server is {which}: pmux upgrade-server replaces it, nothing is lost")
}

/// Whether this program's file is another than that of a server, and was made later.
pub fn is_newer_than(server: u32) -> bool {
    let file = |process: &str| fs::metadata(format!("/proc/{process}/exe"));
    match (file("self"), file(&server.to_string())) {
        (Ok(own), Ok(its)) => is_newer(&own, &its),
        // Nothing tells elsewhere than on Linux.
        _ => false,
    }
}

fn is_newer(own: &Metadata, its: &Metadata) -> bool {
    let made = |it: &Metadata| (it.mtime(), it.mtime_nsec());
    (own.dev(), own.ino()) != (its.dev(), its.ino()) && made(own) > made(its)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_names_both() {
        assert!(words("0.0.9").contains("still pmux 0.0.9: pmux upgrade-server"));
        assert!(words(env!("CARGO_PKG_VERSION")).contains("an older build of pmux:"));
        assert!(!is_newer_than(std::process::id()));
    }
}
