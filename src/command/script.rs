//! The files whose commands run, one named in another: how deep that goes and how much it comes to
//! has an end, since a file may name itself.

use std::cell::Cell;
use std::fmt;
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
    /// A file that no other names.
    pub fn new(name: &str) -> Self {
        Self { name: name.to_owned(), depth: 1, read: Rc::new(Cell::new(0)) }
    }

    /// A file that is named in `outer`, if in any.
    ///
    /// # Errors
    /// Too many are, one in the other.
    pub fn within(outer: Option<&Script>, name: &str) -> Result<Self, Failure> {
        let Some(outer) = outer else { return Ok(Self::new(name)) };
        if outer.depth >= MAX_DEPTH {
            return Err(Failure::new(format!(
                "{name}: too many nested files: {MAX_DEPTH} name each other, perhaps one names itself"
            )));
        }
        Ok(Self { name: name.to_owned(), depth: outer.depth + 1, read: outer.read.clone() })
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

    #[test]
    fn files_that_name_each_other_come_to_an_end() {
        let mut script = Script::new("a");
        let mut depth = 1;
        while let Ok(inner) = Script::within(Some(&script), "a") {
            (script, depth) = (inner, depth + 1);
        }
        assert_eq!(depth, MAX_DEPTH);
        let first = Script::new("a");
        let count =
            (0..).take_while(|_| Script::within(Some(&first), "b").unwrap().count(0).is_ok());
        assert_eq!(count.count(), MAX_IN_ALL / LEAST);
        assert!(Script::new("a").count(MAX_FILE).is_ok());
        assert!(Script::new("a").count(MAX_FILE + 1).is_err());
    }
}
