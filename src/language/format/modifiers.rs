//! What stands before the `:` in `#{…:…}`.

use super::text::skip;

/// One modifier with its arguments, which are formats still.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Modifier<'a> {
    /// Its name.
    pub(super) name: &'a str,
    /// What stood between its delimiters.
    pub(super) arguments: Vec<&'a str>,
}

impl Modifier<'_> {
    /// Whether the argument at `index` has `flag` in it.
    pub(super) fn flag(&self, index: usize, flag: char) -> bool {
        self.arguments.get(index).is_some_and(|argument| argument.contains(flag))
    }
}

/// Names that take no argument, longer ones first.
const PLAIN: &[&str] = &["||", "&&", "==", "!=", "<=", ">=", "!!", "<", ">", "!"];

/// Letters, and `=`, that stand alone or have arguments.
const LETTERS: &str = "abcdelmnpqstwACEILNOPRSTVW=";

/// Those that never have any.
const ALONE: &str = "abdlnwET";

/// Separates the modifiers from what they modify. Without any, or where they are not written
/// right, all of it is what is modified.
pub(super) fn parse(text: &str) -> (Vec<Modifier<'_>>, &str) {
    parse_all(text).unwrap_or((Vec::new(), text))
}

fn parse_all(text: &str) -> Option<(Vec<Modifier<'_>>, &str)> {
    let mut modifiers = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.strip_prefix(';').unwrap_or(rest);
        if let Some(body) = rest.strip_prefix(':') {
            return Some((modifiers, body));
        }
        let (modifier, after) = parse_one(rest)?;
        modifiers.push(modifier);
        rest = after;
    }
}

fn ends(text: &str) -> bool {
    text.starts_with([':', ';'])
}

fn parse_one(text: &str) -> Option<(Modifier<'_>, &str)> {
    let plain = PLAIN.iter().find(|name| text.strip_prefix(**name).is_some_and(ends));
    if let Some(name) = plain {
        return Some((Modifier { name, arguments: Vec::new() }, &text[name.len()..]));
    }
    let letter = text.chars().next().filter(|c| LETTERS.contains(*c))?;
    let (name, rest) = text.split_at(letter.len_utf8());
    if ends(rest) {
        return Some((Modifier { name, arguments: Vec::new() }, rest));
    }
    let delimiter = rest.chars().next().filter(|_| !ALONE.contains(letter))?;
    if delimiter == '-' || !delimiter.is_ascii_punctuation() {
        let end = skip(rest, &[':', ';'])?;
        return Some((Modifier { name, arguments: vec![&rest[..end]] }, &rest[end..]));
    }
    let mut arguments = Vec::new();
    let mut rest = &rest[1..];
    while !ends(rest) {
        let end = skip(rest, &[delimiter, ':', ';'])?;
        arguments.push(&rest[..end]);
        rest = &rest[end..];
        if let Some(after) = rest.strip_prefix(delimiter) {
            rest = after;
        }
    }
    Some((Modifier { name, arguments }, rest))
}
