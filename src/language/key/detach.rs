//! The key chord that detaches, as the container world writes it: `ctrl-p,ctrl-q`.

use crate::key::Key;

use super::{UnknownKey, from_char, parse_key};

/// Parses keys joined by commas: a character, `ctrl-` and one of `a`–`z @ [ \ ] ^ _`, or a key's
/// name as anywhere else. At least one key.
pub fn parse_detach_keys(text: &str) -> Result<Vec<Key>, UnknownKey> {
    text.split(',').map(|name| parse_detach_key(name.trim())).collect()
}

fn parse_detach_key(name: &str) -> Result<Key, UnknownKey> {
    let Some(rest) = super::strip_word(name, "ctrl-") else { return parse_key(name) };
    let mut chars = rest.chars();
    match (chars.next(), chars.next()) {
        (Some(c @ ('a'..='z' | 'A'..='Z' | '@' | '[' | '\\' | ']' | '^' | '_')), None) => {
            // Docker names the byte, so `ctrl-[` is Escape and `ctrl-m` is Enter.
            Ok(from_char(char::from(c as u8 & 0x1f)))
        }
        _ => Err(UnknownKey(name.to_owned())),
    }
}
