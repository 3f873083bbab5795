//! Files by a pattern, as a shell finds them: `*`, `?` and `[…]` within one part of a path.

use std::path::{Path, PathBuf};

use crate::language::pattern::{is_pattern, matches};

/// The most files that a pattern may find, and directories that are looked into for a part of it.
const MOST: usize = 1000;

/// More than anybody means.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("more than {MOST} files are called so; name them more exactly")]
pub struct TooMany;

/// The files that a pattern names, in the order of their names; relative to `directory` where the
/// pattern is. A name that begins with a dot is found by a part that does too.
///
/// # Errors
/// There are too many.
pub fn find(directory: &Path, pattern: &str) -> Result<Vec<PathBuf>, TooMany> {
    let mut found = vec![match pattern.starts_with('/') {
        true => PathBuf::from("/"),
        false => directory.to_owned(),
    }];
    for part in pattern.split('/').filter(|part| !part.is_empty()) {
        found = match is_pattern(part) {
            true => found.iter().flat_map(|path| names(path, part)).take(MOST + 1).collect(),
            false => found.iter().map(|path| path.join(part.replace('\\', ""))).collect(),
        };
        if found.len() > MOST {
            return Err(TooMany);
        }
        found.retain(|path| path.symlink_metadata().is_ok());
    }
    Ok(found)
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
        .take(MOST + 1)
        .collect();
    names.sort();
    names.into_iter().map(|name| directory.join(name)).collect()
}
