//! What came of what was waited for, each kind as what it is.

use std::ffi::OsString;
use std::path::PathBuf;

use super::census::Census;
use super::saved::Files;
use crate::saved::Kept;

/// Variables of an environment, as the system has them.
pub type Variables = Vec<(OsString, OsString)>;

/// What came of something that was waited for.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Answer {
    /// It is done, or has happened, and there is no more to tell.
    #[default]
    Done,
    /// It could not be done.
    Failed(Failed),
    /// A program ended, with this status as a shell tells it.
    Ended(i32),
    /// A shell command ended.
    Ran(Ran),
    /// What was read.
    File(Vec<u8>),
    /// The file that was made.
    Path(PathBuf),
    /// The files that were found, in order.
    Files(Vec<PathBuf>),
    /// The environment that a program was started with.
    Environment(Variables),
    /// Where a program is, and what it was started with.
    Surroundings(Surroundings),
    /// What processes take.
    Census(Census),
    /// Which files of saved sessions there are.
    Saved(Files),
    /// What is in one, and when it was saved, in seconds of Unix time.
    Kept(Box<(Kept, i64)>),
}

/// Why something could not be done.
#[derive(Debug, Clone, PartialEq, Eq, Default, thiserror::Error)]
#[error("{reason}")]
pub struct Failed {
    /// In words.
    pub reason: String,
    /// What a shell would leave with: of programs 127 where there is none, 126 where there is one
    /// that cannot be started; of all else 1.
    pub status: i32,
}

impl Failed {
    /// With the status of what is no program.
    pub fn new(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), status: 1 }
    }
}

/// How a shell command ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ran {
    /// With which status, as a shell tells it: signals as 128 and the number.
    pub status: i32,
    /// What it printed.
    pub output: Vec<u8>,
}

/// What a program has around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Surroundings {
    /// Where it is.
    pub directory: PathBuf,
    /// What it was started with.
    pub environment: Variables,
}

/// A method that takes an answer for one of its kind.
macro_rules! kind {
    ($(#[$doc:meta])* $name:ident, $kind:ident($what:ty)) => {
        $(#[$doc])*
        ///
        /// # Errors
        /// There is none, or it is of another kind.
        pub fn $name(self) -> Result<$what, Failed> {
            match self {
                Answer::$kind(it) => Ok(it),
                other => Err(other.why_not()),
            }
        }
    };
}

impl Answer {
    kind!(
        /// What was read.
        file, File(Vec<u8>)
    );
    kind!(
        /// The file that was made.
        path, Path(PathBuf)
    );
    kind!(
        /// The files that were found.
        files, Files(Vec<PathBuf>)
    );
    kind!(
        /// The status that a program ended with.
        ended, Ended(i32)
    );
    kind!(
        /// How a shell command ended.
        ran, Ran(Ran)
    );
    kind!(
        /// A program's environment.
        environment, Environment(Variables)
    );
    kind!(
        /// A program's surroundings.
        surroundings, Surroundings(Surroundings)
    );
    kind!(
        /// What processes take.
        census, Census(Census)
    );
    kind!(
        /// Which files of saved sessions there are.
        saved, Saved(Files)
    );
    kind!(
        /// What is in one.
        kept, Kept(Box<(Kept, i64)>)
    );

    /// That it is done, whatever else there is to tell.
    ///
    /// # Errors
    /// It could not be.
    pub fn done(self) -> Result<(), Failed> {
        match self {
            Answer::Failed(failed) => Err(failed),
            _ => Ok(()),
        }
    }

    /// Why there is nothing of the kind that was asked for.
    fn why_not(self) -> Failed {
        match self {
            Answer::Failed(failed) => failed,
            other => Failed::new(format!("another answer than was asked for: {other:?}")),
        }
    }
}
