//! The files whose commands run, one named in another: how deep that goes and how much it comes to
//! has an end, since a file may name itself.

use std::cell::Cell;
use std::fmt;
use std::path::Path;
use std::rc::Rc;

use super::Failure;

/// How deep files may name each other, the first one counted.
const MAX_DEPTH: usize = 50;

/// The most that a file of commands may be, in bytes.
pub const MAX_FILE: usize = 1 << 20;

/// The most that a file and all that it names may come to, in bytes.
const MAX_IN_ALL: usize = 4 << 20;

/// What a file counts for at least, in bytes: so many empty ones have an end too.
const LEAST: usize = 4 << 10;

/// A file whose commands run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Script {
    /// The file, as it was named.
    pub name: String,
    /// Where the first file is, which led to it, or the name of what is none.
    first: Rc<str>,
    /// The files that it is named in, itself counted.
    depth: usize,
    /// What was read so far, of all files that the first one led to.
    read: Rc<Cell<usize>>,
}

impl fmt::Display for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

impl Script {
    /// A file that no other names, and whose name says where it is.
    pub fn new(name: &str) -> Self {
        let read = Rc::new(Cell::new(0));
        Self { name: name.to_owned(), first: name.into(), depth: 1, read }
    }

    /// A file that is named in `outer`, if in any, and that is there.
    ///
    /// # Errors
    /// Too many are, one in the other.
    pub fn within(outer: Option<&Script>, name: &str, there: &Path) -> Result<Self, Failure> {
        let Some(outer) = outer else {
            return Ok(Self { first: there.to_string_lossy().into(), ..Self::new(name) });
        };
        if outer.depth >= MAX_DEPTH {
            return Err(Failure::new(format!(
                "{name}: too many nested files: {MAX_DEPTH} name each other, perhaps one names itself"
            )));
        }
        Ok(Self { name: name.to_owned(), depth: outer.depth + 1, ..outer.clone() })
    }

    /// Whether one of these files led to it.
    pub fn is_of(&self, files: &[String]) -> bool {
        files.iter().any(|file| **file == *self.first)
    }

    /// Counts what was read of it.
    ///
    /// # Errors
    /// It is too much.
    pub fn count(&self, bytes: usize) -> Result<(), Failure> {
        let read = self.read.get().saturating_add(bytes.max(LEAST));
        if bytes > MAX_FILE || read > MAX_IN_ALL {
            let (name, file, all) = (&self.name, MAX_FILE >> 20, MAX_IN_ALL >> 20);
            return Err(Failure::new(format!(
                "{name}: too much for a file of commands: {file} MiB each and {all} MiB in all"
            )));
        }
        self.read.set(read);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn within(outer: Option<&Script>, name: &str) -> Script {
        Script::within(outer, name, &Path::new("/etc").join(name)).unwrap()
    }

    #[test]
    fn a_file_is_of_the_one_that_led_to_it() {
        let first = within(None, "first");
        let inner = within(Some(&within(Some(&first), "second")), "third");
        assert!(first.is_of(&["/etc/first".to_owned()]) && inner.is_of(&["/etc/first".to_owned()]));
        assert!(!inner.is_of(&["/etc/third".to_owned()]));
    }

    #[test]
    fn files_that_name_each_other_come_to_an_end() {
        let mut script = Script::new("a");
        let mut depth = 1;
        while let Ok(inner) = Script::within(Some(&script), "a", Path::new("/a")) {
            (script, depth) = (inner, depth + 1);
        }
        assert_eq!(depth, MAX_DEPTH);
        let first = Script::new("a");
        let count = (0..).take_while(|_| within(Some(&first), "b").count(0).is_ok());
        assert_eq!(count.count(), MAX_IN_ALL / LEAST);
        assert!(Script::new("a").count(MAX_FILE).is_ok());
        assert!(Script::new("a").count(MAX_FILE + 1).is_err());
    }
}
