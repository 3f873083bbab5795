//! The directory for what is to outlive servers and machines: `$XDG_STATE_HOME/pmux`, or where the
//! system keeps such things (`directories`).

use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};

use super::process;

/// Where it is, whether there is one yet or not; nothing for somebody without a home.
pub fn state_path() -> Option<PathBuf> {
    let of_pmux = directories::ProjectDirs::from("", "", "pmux")?;
    let own = of_pmux.state_dir().map(ToOwned::to_owned);
    Some(own.unwrap_or_else(|| of_pmux.data_local_dir().join("state")))
}

/// Makes it where it is missing, for its owner alone.
///
/// # Errors
/// It cannot be made, or is somebody else's.
pub fn make(path: &Path) -> io::Result<()> {
    DirBuilder::new().mode(0o700).recursive(true).create(path)?;
    let owner = fs::metadata(path)?.uid();
    if owner != process::uid() {
        let reason = format!("{} is of user {owner}, not yours", path.display());
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, reason));
    }
    Ok(())
}
