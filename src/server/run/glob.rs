//! Files by a pattern, as a shell finds them: `*`, `?` and `[…]` within one part of a path.

use std::path::{Path, PathBuf};

use crate::language::pattern::{is_pattern, matches};

/// The most files that a pattern finds, and directories that are looked into for a part of it.
const MOST: usize = 4096;

/// The files that a pattern names, in the order of their names; relative to `directory` where the
/// pattern is. A name that begins with a dot is found by a part that does too.
pub fn find(directory: &Path, pattern: &str) -> Vec<PathBuf> {
    let mut found = vec![match pattern.starts_with('/') {
        true => PathBuf::from("/"),
        false => directory.to_owned(),
    }];
    for part in pattern.split('/').filter(|part| !part.is_empty()) {
        found = match is_pattern(part) {
            true => found.iter().flat_map(|path| names(path, part)).take(MOST).collect(),
            false => found.iter().map(|path| path.join(part.replace('\\', ""))).collect(),
        };
        found.retain(|path| path.symlink_metadata().is_ok());
    }
    found
}

/// What in a directory is called as `pattern` says.
fn names(directory: &Path, pattern: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(directory).into_iter().flatten().flatten();
    let mut names: Vec<_> = entries
        .map(|entry| entry.file_name())
        .filter(|name| {
            let name = name.to_string_lossy();
            (!name.starts_with('.') || pattern.starts_with('.')) && matches(pattern, &name)
        })
        .collect();
    names.sort();
    names.into_iter().map(|name| directory.join(name)).collect()
}
