//! The keys that leave, found among bytes that go straight on. Knows how terminals write keys
//! (through `decode`); holds back no more than the keys that may be the beginning of those.

use std::time::Duration;

use super::super::decode::{Decoder, Input, token_length};
use crate::key::{Key, KeyAction};

/// How long the rest of a key is waited for that came in parts.
const REST: Duration = Duration::from_millis(20);

/// The longest part of a key that is held back, in bytes.
const LONGEST_PART: usize = 16;

/// A person's bytes on their way.
#[derive(Debug)]
pub struct DetachKeys {
    keys: Vec<Key>,
    /// So many of them were pressed.
    pressed: usize,
    /// The bytes of those.
    held: Vec<u8>,
    /// The beginning of a key.
    part: Vec<u8>,
    decoder: Decoder,
}

impl DetachKeys {
    /// Waits for `keys`, one after the other; none is never. `erase` is the byte that the
    /// Backspace key sends.
    pub fn new(keys: Vec<Key>, erase: u8) -> Self {
        let decoder = Decoder::new(REST, erase);
        Self { keys, pressed: 0, held: Vec::new(), part: Vec::new(), decoder }
    }

    /// Takes bytes, and appends those that go on. Whether all the keys were pressed: what comes
    /// after them goes nowhere.
    pub fn feed(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> bool {
        if self.keys.is_empty() {
            out.extend_from_slice(bytes);
            return false;
        }
        let mut all = std::mem::take(&mut self.part);
        all.extend_from_slice(bytes);
        let mut rest = all.as_slice();
        while !rest.is_empty() {
            let Some(length) = token_length(rest) else {
                // The Escape key by itself goes on at once, and so does what is no key.
                if rest.len() > 1 && rest.len() <= LONGEST_PART {
                    self.part = rest.to_vec();
                } else {
                    self.give_up(out);
                    out.extend_from_slice(rest);
                }
                return false;
            };
            let (token, after) = rest.split_at(length);
            rest = after;
            if self.token(token, out) {
                return true;
            }
        }
        false
    }

    /// How long to wait for the rest of a key before [`DetachKeys::expire`].
    pub fn patience(&self) -> Option<Duration> {
        (!self.part.is_empty()).then_some(REST)
    }

    /// The rest of a key did not come.
    pub fn expire(&mut self, out: &mut Vec<u8>) {
        self.give_up(out);
        out.append(&mut self.part);
    }

    fn token(&mut self, token: &[u8], out: &mut Vec<u8>) -> bool {
        let mut found = None;
        self.decoder.feed(token, |input| {
            if let Input::Key(event) = input {
                found = Some(event);
            }
        });
        // A key that comes up, which some terminals tell, changes nothing.
        if self.pressed > 0 && found.as_ref().is_some_and(|it| it.action == KeyAction::Release) {
            self.held.extend_from_slice(token);
            return false;
        }
        let key = found.filter(|event| event.action == KeyAction::Press).map(|event| event.key);
        if key != Some(self.keys[self.pressed]) {
            self.give_up(out);
            if key != Some(self.keys[0]) {
                out.extend_from_slice(token);
                return false;
            }
        }
        self.held.extend_from_slice(token);
        self.pressed += 1;
        self.pressed == self.keys.len()
    }

    /// What was held back goes on.
    fn give_up(&mut self, out: &mut Vec<u8>) {
        self.pressed = 0;
        out.append(&mut self.held);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What goes on of parts, and whether the keys were found; then what goes on when no more
    /// comes.
    fn fed(keys: &[Key], parts: &[&str]) -> (String, bool, String) {
        let mut detach_keys = DetachKeys::new(keys.to_vec(), 0x7f);
        let mut out = Vec::new();
        let found = parts.iter().any(|part| detach_keys.feed(part.as_bytes(), &mut out));
        let text = String::from_utf8(out).unwrap();
        let mut rest = Vec::new();
        detach_keys.expire(&mut rest);
        (text, found, String::from_utf8(rest).unwrap())
    }

    #[track_caller]
    fn check(parts: &[&str], out: &str, found: bool, rest: &str) {
        let docker = [Key::ctrl('p'), Key::ctrl('q')];
        assert_eq!(fed(&docker, parts), (out.into(), found, rest.into()), "{parts:?}");
    }

    #[test]
    fn the_keys_are_found_however_they_are_written() {
        check(&["abc\x10\x11def"], "abc", true, "\x10\x11");
        check(&["\x10", "\x11"], "", true, "\x10\x11");
        check(&["\x10\x10\x11"], "\x10", true, "\x10\x11");
        check(&["\x1b[112;5u\x1b[113;5u"], "", true, "\x1b[112;5u\x1b[113;5u");
        check(
            &["\x1b[11", "2;5:1u", "\x1b[112;5:3u", "\x11"],
            "",
            true,
            "\x1b[112;5:1u\x1b[112;5:3u\x11",
        );
        check(&["\x1b[27;5;112~\x11"], "", true, "\x1b[27;5;112~\x11");
    }

    #[test]
    fn all_else_goes_on_as_it_is() {
        check(&["\x10x"], "\x10x", false, "");
        check(&["\x10"], "", false, "\x10");
        check(&["\x11\x11"], "\x11\x11", false, "");
        check(&["\x1b"], "\x1b", false, "");
        check(&["\x1b["], "", false, "\x1b[");
        check(
            &["ä漢\x1bOA\x1b[1;5A\x1b[M !!\x1b[<0;3;4M"],
            "ä漢\x1bOA\x1b[1;5A\x1b[M !!\x1b[<0;3;4M",
            false,
            "",
        );
        // Pasted, they are no keys.
        let paste = "\x1b[200~\x10\x11\x1b[201~";
        check(&[paste], paste, false, "");
        assert_eq!(fed(&[], &["\x10\x11"]), ("\x10\x11".into(), false, String::new()));
    }
}
