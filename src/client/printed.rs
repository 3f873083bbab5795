//! What a command printed that may have to be asked again: the person gets it once.
//!
//! What is printed goes out at once, and is kept. Where the command is asked again, its new answer
//! is held against that: as far as it is the same it was printed already, and the rest goes on from
//! there. Where it is not, what is out cannot be taken back, and the command fails.

use std::io::{self, Write};

/// The most that is kept, in bytes. A command that has printed more is not asked again.
const MOST: usize = 1 << 20;

/// Stdout, for a command that may be asked again.
#[derive(Debug)]
pub(super) struct Printed<W> {
    out: W,
    /// What was printed; `None` where that is too much to be kept, or is not to be.
    kept: Option<Vec<u8>>,
    /// How much of that the answer has repeated.
    repeated: usize,
}

impl<W> Printed<W> {
    /// For a command that has printed nothing yet, and may be asked again or not.
    pub(super) fn new(out: W, repeatable: bool) -> Self {
        Self { out, kept: repeatable.then(Vec::new), repeated: 0 }
    }

    /// The command is to be asked again. Whether it can be.
    pub(super) fn again(&mut self) -> bool {
        self.repeated = 0;
        self.kept.is_some()
    }

    /// What of `bytes` is new.
    fn new_of<'a>(&mut self, bytes: &'a [u8]) -> io::Result<&'a [u8]> {
        let owed = self.kept.iter().flat_map(|kept| &kept[self.repeated..]);
        let same = owed.zip(bytes).take_while(|(old, new)| old == new).count();
        self.repeated += same;
        let is_through = self.kept.as_ref().is_none_or(|kept| kept.len() == self.repeated);
        match is_through || same == bytes.len() {
            true => Ok(&bytes[same..]),
            false => Err(io::Error::other(
                "the server was replaced while this was printed, and it is not the same any more",
            )),
        }
    }
}

impl<W: Write> Write for Printed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let new = self.new_of(bytes)?;
        if let Some(kept) = self.kept.as_mut().filter(|_| !new.is_empty()) {
            kept.extend_from_slice(new);
            self.repeated = kept.len();
        }
        self.kept.take_if(|kept| kept.len() > MOST);
        // A reader that has enough is the same one for all of it.
        self.out.write_all(new)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Wherever answers are cut, and however often a command is asked: it is printed once.
        #[test]
        fn an_answer_is_printed_once(
            answer in prop::collection::vec(any::<u8>(), 0..40),
            ends in prop::collection::vec(0..40_usize, 0..4),
            step in 1..9_usize,
        ) {
            let mut out = Vec::new();
            let mut printed = Printed::new(&mut out, true);
            for end in ends.into_iter().map(|end| end.min(answer.len())).chain([answer.len()]) {
                prop_assert!(printed.again());
                for part in answer[..end].chunks(step) {
                    printed.write_all(part).unwrap();
                }
            }
            prop_assert_eq!(out, answer);
        }
    }

    #[test]
    fn what_cannot_be_said_again_is_an_error() {
        let mut out = Vec::new();
        let mut printed = Printed::new(&mut out, true);
        printed.write_all(b"one\ntwo\n").unwrap();
        assert!(printed.again());
        printed.write_all(b"one\n").unwrap();
        assert!(printed.write_all(b"three\n").is_err());
        assert_eq!(out, b"one\ntwo\n");
        let mut once = Printed::new(io::sink(), false);
        once.write_all(b"one").unwrap();
        assert!(!once.again());
        let mut much = Printed::new(io::sink(), true);
        much.write_all(&vec![0; MOST + 1]).unwrap();
        assert!(!much.again());
    }
}
