//! What directories and files are called. A name is for whoever looks into the directory; what is in
//! a file says its label, and a file that somebody gave another name is had back all the same.

use std::path::Path;

/// The file of what is the server's own.
pub const SERVER: &str = "server";

/// The same of a server before, which nobody has had back yet.
pub const SERVER_BEFORE: &str = "server.before";

/// What files of sessions end with.
const SESSION: &str = ".session";

/// The longest part of a file's name that is made of a session's, in bytes.
const LONGEST: usize = 120;

/// The directory of the server at a socket: each has its own, so that servers that live at a time
/// never take each other's sessions for lost ones.
pub fn directory_for(socket: &Path) -> String {
    socket.to_string_lossy().chars().fold(String::new(), |mut name, c| {
        match c {
            '/' => name.push('%'),
            '%' => name.push_str("=p"),
            '=' => name.push_str("=e"),
            c => name.push(c),
        }
        name
    })
}

/// A file for a session of that name which is not `taken`.
pub fn file_for(session: &str, taken: impl Fn(&str) -> bool) -> String {
    let mut stem = String::new();
    for byte in session.bytes() {
        match byte.is_ascii_alphanumeric() || b"-_+@".contains(&byte) {
            true => stem.push(char::from(byte)),
            false => stem.push_str(&format!("%{byte:02X}")),
        }
    }
    if stem.len() > LONGEST {
        stem.truncate(LONGEST - 9);
        stem.push_str(&format!("~{:08x}", crc32fast::hash(session.as_bytes())));
    }
    let name = |count: u32| match count {
        1 => format!("{stem}{SESSION}"),
        count => format!("{stem}.{count}{SESSION}"),
    };
    (1..).map(name).find(|name| !taken(name)).unwrap_or_default()
}

/// Whether a file is called as those of sessions are.
pub fn is_session(file: &str) -> bool {
    file.strip_suffix(SESSION).is_some_and(|stem| !stem.is_empty() && !stem.starts_with('.'))
}
