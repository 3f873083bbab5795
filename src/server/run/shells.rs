//! The scripts by which shells in panes tell what they do: written to a directory of their own
//! beside the socket, which only its owner can enter and which goes when the server ends. It is
//! known by what is in it, and removed file by file: nothing else of that name is touched. Which
//! shell is given which, and how, is the model's affair (`model::shells`).

use std::fs::{self, DirBuilder, File};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, symlink};
use std::path::{Path, PathBuf};

use crate::os::process;

/// Where each script is, and what it says.
const SCRIPTS: &[(&str, &str)] = &[
    ("bash/pmux.bash", include_str!("../../../config/shell/pmux.bash")),
    ("zsh/.zshenv", include_str!("../../../config/shell/pmux.zsh")),
    ("fish/vendor_conf.d/pmux.fish", include_str!("../../../config/shell/pmux.fish")),
];

/// Where this program has the name of the dialect in which it is not called by its own, for those to
/// whom no other file of that name leads.
const LINK: &str = "bin/tmux";

/// The directory; it is removed with this.
pub struct Scripts {
    dir: PathBuf,
    /// The directory itself, whatever has its name by now.
    held: File,
}

impl Scripts {
    /// Writes the scripts beside a socket. What another server left there is replaced; a
    /// directory made anew is ours, whoever may write beside it.
    ///
    /// # Errors
    /// They cannot be written, or something else has their name: then shells go without.
    pub fn write(socket: &Path) -> io::Result<Self> {
        let dir = beside(socket);
        let is_taken = dir.symlink_metadata().is_ok();
        if is_taken && !is_scripts(&dir) {
            return Err(io::Error::new(
                io::ErrorKind::AlreadyExists,
                format!("{} is something else than pmux's, and left as it is", dir.display()),
            ));
        }
        remove(&dir);
        let make = |dir: &Path| DirBuilder::new().mode(0o700).create(dir);
        make(&dir)?;
        let scripts = Self { held: File::open(&dir)?, dir };
        let dir = scripts.directory();
        folders().into_iter().rev().try_for_each(|folder| make(&dir.join(folder)))?;
        SCRIPTS.iter().try_for_each(|(place, text)| fs::write(dir.join(place), text))?;
        symlink(process::installed_program()?, dir.join(LINK))?;
        Ok(scripts)
    }

    /// Where they are.
    pub fn directory(&self) -> &Path {
        &self.dir
    }
}

impl Drop for Scripts {
    fn drop(&mut self) {
        let same = |one: fs::Metadata, other: fs::Metadata| {
            (one.dev(), one.ino()) == (other.dev(), other.ino())
        };
        let named = self.dir.symlink_metadata().ok().zip(self.held.metadata().ok());
        if named.is_some_and(|(one, other)| same(one, other)) {
            remove(&self.dir);
        }
    }
}

/// The directory of a socket's scripts.
fn beside(socket: &Path) -> PathBuf {
    let mut name = socket.as_os_str().to_owned();
    name.push(".shell");
    name.into()
}

/// Where each file is.
fn places() -> impl Iterator<Item = &'static str> {
    SCRIPTS.iter().map(|(place, _)| *place).chain([LINK])
}

/// The folders that the scripts are in, the innermost first.
fn folders() -> Vec<&'static Path> {
    let above = |place: &'static str| Path::new(place).ancestors().skip(1);
    let mut folders: Vec<&Path> = places().flat_map(above).collect();
    folders.retain(|folder| !folder.as_os_str().is_empty());
    folders.sort_by_key(|folder| (std::cmp::Reverse(folder.components().count()), *folder));
    folders.dedup();
    folders
}

/// Whether something is a directory of scripts that a server of ours made: there is nothing in it
/// but those.
pub fn is_scripts(dir: &Path) -> bool {
    let is_own_folder = |path: &Path| {
        path.symlink_metadata().is_ok_and(|it| it.is_dir() && it.uid() == process::uid())
    };
    let (mut left, folders) = (vec![PathBuf::new()], folders());
    while let Some(folder) = left.pop() {
        // A path that ends in a slash would be where a link leads.
        let path = if folder.as_os_str().is_empty() { dir.to_owned() } else { dir.join(&folder) };
        if !is_own_folder(&path) {
            return false;
        }
        let Ok(entries) = fs::read_dir(&path) else { return false };
        for entry in entries.flatten() {
            let place = folder.join(entry.file_name());
            if folders.contains(&place.as_path()) {
                left.push(place);
            } else if !places().any(|own| Path::new(own) == place) {
                return false;
            }
        }
    }
    true
}

/// Removes the scripts of a server that is dead.
pub fn remove_scripts(socket: &Path) {
    let dir = beside(socket);
    if is_scripts(&dir) {
        remove(&dir);
    }
}

/// Removes what scripts and folders of ours are in a directory, and that if nothing is left in it.
fn remove(dir: &Path) {
    // What cannot be removed is replaced by the next server.
    for place in places() {
        let _ = fs::remove_file(dir.join(place));
    }
    for folder in folders() {
        let _ = fs::remove_dir(dir.join(folder));
    }
    let _ = fs::remove_dir(dir);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_pmux_made_is_removed() {
        let dir = std::env::temp_dir().join(format!("pmux-scripts-{}", std::process::id()));
        let _ = fs::remove_dir_all(&dir);
        fs::create_dir(&dir).unwrap();
        let (socket, folder) = (dir.join("p"), dir.join("p.shell"));
        drop(Scripts::write(&socket).unwrap());
        assert!(!folder.exists());
        // What a dead server left is replaced, and a dying one does not take that along.
        let dying = Scripts::write(&socket).unwrap();
        let scripts = Scripts::write(&socket).unwrap();
        drop(dying);
        assert!(is_scripts(&folder) && folder.join("zsh/.zshenv").exists());
        // What somebody put there stays, whoever asks.
        fs::write(folder.join("zsh/mine"), "precious").unwrap();
        assert!(!is_scripts(&folder));
        remove_scripts(&socket);
        drop(scripts);
        assert!(Scripts::write(&socket).is_err());
        assert_eq!(fs::read_to_string(folder.join("zsh/mine")).unwrap(), "precious");
        // Links lead nowhere.
        fs::remove_dir_all(&folder).unwrap();
        let theirs = dir.join("theirs");
        fs::create_dir_all(theirs.join("bash")).unwrap();
        std::os::unix::fs::symlink(&theirs, &folder).unwrap();
        assert!(Scripts::write(&socket).is_err() && theirs.join("bash").exists());
        fs::remove_dir_all(&dir).unwrap();
    }
}
