//! Whether this machine's terminfo database knows a terminal (terminfo(5)).

use std::path::{Path, PathBuf};

/// Whether there is an entry for `name` where ncurses looks for one.
pub fn has(name: &str) -> bool {
    let Some(first) = name.chars().next() else { return false };
    let named = |var: &str| std::env::var_os(var).map(PathBuf::from);
    let lists = std::env::var_os("TERMINFO_DIRS").unwrap_or_default();
    let fixed = ["/etc/terminfo", "/lib/terminfo", "/usr/share/terminfo", "/usr/lib/terminfo"];
    named("TERMINFO")
        .into_iter()
        .chain(named("HOME").map(|home| home.join(".terminfo")))
        .chain(std::env::split_paths(&lists))
        .chain(fixed.iter().map(PathBuf::from))
        .any(|directory| holds(&directory, first, name))
}

/// Entries lie in a folder named by their first letter, or by its number where the file system
/// does not tell upper from lower case.
fn holds(directory: &Path, first: char, name: &str) -> bool {
    let folders = [first.to_string(), format!("{:x}", u32::from(first))];
    folders.iter().any(|folder| directory.join(folder).join(name).is_file())
}
