//! Pastes (xterm's bracketed paste mode, 2004).

const START: &[u8] = b"\x1b[200~";
const END: &[u8] = b"\x1b[201~";

/// The most that is held back since it may be part of an end mark, in bytes. No text has so much of
/// that and nothing else; what has is left out.
const LONGEST: usize = 4096;

/// A paste that comes in parts.
///
/// Line ends become those of the Return key. Where it is bracketed, the mark that ends it is taken
/// out of the text again and again, so that no text can leave the brackets, however it is cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paste {
    bracketed: bool,
    begun: bool,
    after_return: bool,
    /// Line ends stay as they are.
    keeps_ends: bool,
    /// What came last, and may become part of an end mark.
    held: Vec<u8>,
}

impl Paste {
    /// A paste that nothing has come of.
    pub fn new(bracketed: bool) -> Self {
        Self { bracketed, begun: false, after_return: false, keeps_ends: false, held: Vec::new() }
    }

    /// The same, with line ends as they are.
    pub fn keeping_line_ends(self) -> Self {
        Self { keeps_ends: true, ..self }
    }

    /// Whether it is in brackets.
    pub fn is_bracketed(&self) -> bool {
        self.bracketed
    }

    /// Appends what the program gets for the next part.
    pub fn part(&mut self, text: &[u8], out: &mut Vec<u8>) {
        if self.bracketed && !std::mem::replace(&mut self.begun, true) {
            out.extend_from_slice(START);
        }
        let first = out.len();
        out.append(&mut self.held);
        for &byte in text {
            let newline = byte == b'\n' && !self.keeps_ends;
            if !(newline && self.after_return) {
                out.push(if newline { b'\r' } else { byte });
            }
            self.after_return = byte == b'\r';
            // What is left of a mark that was taken out may be the start of another.
            if self.bracketed && out.len() >= first + END.len() && out.ends_with(END) {
                out.truncate(out.len() - END.len());
            }
        }
        if self.bracketed {
            self.held = out.split_off(first + unfinished(&out[first..]));
            if self.held.len() > LONGEST {
                self.held.clear();
            }
        }
    }

    /// Appends what the program gets when it has all of it.
    pub fn end(mut self, out: &mut Vec<u8>) {
        self.part(b"", out);
        out.append(&mut self.held);
        if self.bracketed {
            out.extend_from_slice(END);
        }
    }
}

/// From where on a text is nothing but beginnings of end marks.
fn unfinished(text: &[u8]) -> usize {
    let mut end = text.len();
    while let Some(start) = text[..end].iter().rposition(|&byte| byte == END[0]) {
        if !END.starts_with(&text[start..end]) {
            break;
        }
        end = start;
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Text with many parts of marks in it, cut anywhere.
    fn parts() -> impl Strategy<Value = Vec<Vec<u8>>> {
        let piece = prop_oneof![
            (0..=END.len()).prop_map(|n| END[..n].to_vec()),
            (0..=END.len()).prop_map(|n| END[n..].to_vec()),
            Just(START.to_vec()),
            "[a\r\n]{0,3}".prop_map(String::into_bytes),
        ];
        let part = prop::collection::vec(piece, 0..4).prop_map(|pieces| pieces.concat());
        prop::collection::vec(part, 0..6)
    }

    fn pasted(parts: &[Vec<u8>], bracketed: bool) -> Vec<u8> {
        let (mut paste, mut out) = (Paste::new(bracketed), Vec::new());
        parts.iter().for_each(|part| paste.part(part, &mut out));
        paste.end(&mut out);
        out
    }

    proptest! {
        #[test]
        fn cuts_make_no_difference_and_only_the_end_ends_it(parts in parts()) {
            for bracketed in [true, false] {
                let got = pasted(&parts, bracketed);
                prop_assert_eq!(&got, &pasted(&[parts.concat()], bracketed));
                if bracketed {
                    let ends = got.windows(END.len()).filter(|it| *it == END).count();
                    prop_assert!(ends == 1 && got.starts_with(START) && got.ends_with(END));
                }
            }
        }
    }

    #[test]
    fn what_is_held_back_has_a_bound() {
        let (mut paste, mut out) = (Paste::new(true), Vec::new());
        for _ in 0..10_000 {
            paste.part(b"\x1b[20", &mut out);
        }
        assert!(paste.held.len() <= LONGEST);
    }
}
