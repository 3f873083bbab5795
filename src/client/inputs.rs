//! What a command has read of its client's: stdin, or files that only the client can open, such as
//! its own descriptors. The server asks for one after the other and names none, so it can have no
//! other than those that the command line has.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Read, Write};

use super::ClientError;

/// So much is read of a line that answers a question, in bytes.
const LONGEST_ANSWER: usize = 4096;

/// Files to be read, in this order; after the last one, stdin.
#[derive(Default)]
pub struct Inputs {
    files: VecDeque<Box<dyn Read>>,
}

impl Inputs {
    /// Opens files by their names; `-` is stdin.
    ///
    /// # Errors
    /// One cannot be opened.
    pub fn open(names: &[String]) -> Result<Self, ClientError> {
        let open = |name: &String| -> Result<Box<dyn Read>, ClientError> {
            match name.as_str() {
                // Where it is a socket it cannot be opened anew.
                "-" | "/dev/stdin" => Ok(Box::new(io::stdin())),
                _ => match File::open(name) {
                    Ok(file) => Ok(Box::new(file)),
                    Err(error) => Err(ClientError::Unreadable(name.clone(), error)),
                },
            }
        };
        Ok(Self { files: names.iter().map(open).collect::<Result<_, _>>()? })
    }

    /// What the person at the terminal answers to a question: a line, without its end. Nothing where
    /// they give none.
    pub(super) fn answer(&mut self, question: &str, out: &mut impl Write) -> io::Result<String> {
        let shown: String = question.chars().filter(|c| !c.is_control()).collect();
        write!(out, "{shown} ")?;
        out.flush()?;
        // No more than the line is taken: what comes after it may be for whoever comes then.
        let (mut input, mut line) = (self.next(), Vec::new());
        let mut byte = [0];
        while line.len() < LONGEST_ANSWER && input.read(&mut byte)? > 0 && byte != *b"\n" {
            line.extend(byte);
        }
        Ok(String::from_utf8_lossy(&line).trim().to_owned())
    }

    /// The next one.
    pub(super) fn next(&mut self) -> Box<dyn Read> {
        self.files.pop_front().unwrap_or_else(|| Box::new(io::stdin()))
    }
}

#[cfg(test)]
impl From<&[u8]> for Inputs {
    fn from(bytes: &[u8]) -> Self {
        Self { files: VecDeque::from([Box::new(io::Cursor::new(bytes.to_vec())) as Box<dyn Read>]) }
    }
}
