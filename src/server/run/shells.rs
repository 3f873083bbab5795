//! The scripts by which shells in panes tell what they do: written to a directory of their own
//! beside the socket, which only its owner can enter and which goes when the server ends. Which
//! shell is given which, and how, is the model's affair (`model::shells`).

use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

/// Where each script is, and what it says.
const SCRIPTS: &[(&str, &str)] = &[
    ("bash/pmux.bash", include_str!("../../../config/shell/pmux.bash")),
    ("zsh/.zshenv", include_str!("../../../config/shell/pmux.zsh")),
    ("fish/vendor_conf.d/pmux.fish", include_str!("../../../config/shell/pmux.fish")),
];

/// The directory; it is removed with this.
pub struct Scripts(PathBuf);

impl Scripts {
    /// Writes the scripts beside a socket. What another server left there is replaced; a
    /// directory made anew is ours, whoever may write beside it.
    ///
    /// # Errors
    /// They cannot be written: then shells go without.
    pub fn write(socket: &Path) -> io::Result<Self> {
        let mut name = socket.as_os_str().to_owned();
        name.push(".shell");
        let dir = PathBuf::from(name);
        match fs::remove_dir_all(&dir) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let make = |dir: &Path| DirBuilder::new().mode(0o700).create(dir);
        make(&dir)?;
        let scripts = Self(dir);
        for (place, text) in SCRIPTS {
            let path = scripts.0.join(place);
            let above: Vec<&Path> = path.ancestors().skip(1).collect();
            for folder in above.into_iter().rev().filter(|folder| folder.starts_with(&scripts.0)) {
                match make(folder) {
                    Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                        return Err(error);
                    }
                    _ => {}
                }
            }
            fs::write(path, text)?;
        }
        Ok(scripts)
    }

    /// Where they are.
    pub fn directory(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scripts {
    fn drop(&mut self) {
        // What cannot be removed is replaced by the next server.
        let _ = fs::remove_dir_all(&self.0);
    }
}
