//! Pastes (xterm's bracketed paste mode, 2004).

/// Appends a paste. Line ends become those of the Return key. Where it is bracketed, the mark
/// that ends it is taken out of the text again and again, so that no text can leave the brackets.
pub fn encode(text: &[u8], bracketed: bool, out: &mut Vec<u8>) {
    const START: &[u8] = b"\x1b[200~";
    const END: &[u8] = b"\x1b[201~";
    if bracketed {
        out.extend_from_slice(START);
    }
    let first = out.len();
    let mut after_return = false;
    for &byte in text {
        let newline = byte == b'\n';
        if !(newline && after_return) {
            out.push(if newline { b'\r' } else { byte });
        }
        after_return = byte == b'\r';
        // What is left of a mark that was taken out may be the start of another.
        if bracketed && out.len() >= first + END.len() && out.ends_with(END) {
            out.truncate(out.len() - END.len());
        }
    }
    if bracketed {
        out.extend_from_slice(END);
    }
}
