//! Flags and operands of a command, separated as getopt(3) does: `-dP`, `-x80`, `-x 80`, `--`,
//! and a few long flags such as `--json`.

use std::iter::Peekable;

use super::command_line::quote_as_tmux;
use super::syntax::{Flag, Syntax, Takes};

/// Why words are not what a command takes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ArgumentError {
    /// No such flag; with its dashes.
    #[error("unknown flag {0}")]
    UnknownFlag(String),
    /// A flag that needs a value has none; with its dashes.
    #[error("{0} expects an argument")]
    MissingValue(String),
    /// A long flag that takes no value has one; with its dashes.
    #[error("{0} takes no argument")]
    UnexpectedValue(String),
    /// Not enough operands.
    #[error("too few arguments (need at least {0})")]
    TooFew(usize),
    /// Too many operands.
    #[error("too many arguments (need at most {0})")]
    TooMany(usize),
}

/// Flags with their values, and operands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Arguments {
    flags: Vec<(&'static Flag, Option<String>)>,
    rest: Vec<String>,
    ended: bool,
}

impl Arguments {
    /// What formats know of them after a command (tmux's `hook_arguments` and the like).
    pub fn variables(&self) -> Vec<(String, String)> {
        let mut all = Vec::new();
        for (at, (flag, value)) in self.flags.iter().enumerate() {
            // One that has two spellings is known by its letter, however it was written.
            let name = flag.spellings().next().unwrap_or_default();
            let name = name.trim_start_matches('-').to_owned();
            let same = |(other, _): &&(&Flag, _)| other == flag;
            let turn = self.flags[..at].iter().filter(same).count();
            let is_last = !self.flags[at + 1..].iter().any(|(other, _)| other == flag);
            if let Some(value) = value {
                all.push((format!("hook_flag_{name}_{turn}"), value.clone()));
            }
            if is_last {
                let value = value.clone().unwrap_or_else(|| "1".to_owned());
                all.push((format!("hook_flag_{name}"), value));
            }
        }
        for (at, word) in self.rest.iter().enumerate() {
            all.push((format!("hook_argument_{at}"), word.clone()));
        }
        all.push(("hook_arguments".to_owned(), self.written()));
        all
    }

    /// All of them as they could have been written, in tmux's order: flags without values together,
    /// those with values, each kind in the order of the letters, operands.
    fn written(&self) -> String {
        let mut flags: Vec<(String, Option<&str>)> = self
            .flags
            .iter()
            .map(|(flag, value)| (flag.spellings().next().unwrap_or_default(), value.as_deref()))
            .collect();
        flags.sort_by(|(one, _), (other, _)| one.cmp(other));
        let is_bare = |(name, value): &&(String, Option<&str>)| value.is_none() && name.len() == 2;
        let letters: String = flags.iter().filter(is_bare).map(|(name, _)| &name[1..]).collect();
        let together = (!letters.is_empty()).then(|| format!("-{letters}"));
        let others = flags.iter().filter(|flag| !is_bare(flag)).map(|(name, value)| match value {
            Some(value) => format!("{name} {}", quote_as_tmux(value)),
            None => name.clone(),
        });
        let rest = self.rest.iter().map(|word| quote_as_tmux(word));
        together.into_iter().chain(others).chain(rest).collect::<Vec<_>>().join(" ")
    }

    /// Separates the words after a command's name. The first operand ends the flags (but see
    /// [`Syntax::anywhere`]), and so does `--`. A word such as `-1` is an operand where `1` is no flag.
    pub fn parse(syntax: Syntax, words: &[String]) -> Result<Self, ArgumentError> {
        let mut arguments = Self::default();
        let mut words = words.iter().peekable();
        while let Some(word) = words.next() {
            if word == "--" {
                arguments.ended = true;
            } else if let Some(long) = word.strip_prefix("--") {
                arguments.long(syntax, long, &mut words)?;
                continue;
            } else if let Some(letters) = word.strip_prefix('-').filter(|l| is_flags(syntax, l)) {
                arguments.letters(syntax, letters, &mut words)?;
                continue;
            } else {
                arguments.rest.push(word.clone());
                if syntax.anywhere {
                    continue;
                }
            }
            arguments.rest.extend(words.cloned());
            break;
        }
        Ok(arguments)
    }

    fn letters<'a>(
        &mut self,
        syntax: Syntax,
        letters: &str,
        words: &mut Peekable<impl Iterator<Item = &'a String>>,
    ) -> Result<(), ArgumentError> {
        for (at, letter) in letters.char_indices() {
            let written = || format!("-{letter}");
            let Some(flag) = syntax.letter(letter) else {
                return Err(ArgumentError::UnknownFlag(written()));
            };
            let attached = &letters[at + letter.len_utf8()..];
            let value = match flag.takes {
                Takes::Nothing => {
                    self.flags.push((flag, None));
                    continue;
                }
                Takes::Optional(_) if attached.is_empty() => {
                    let is_flag = |word: &str| {
                        word.strip_prefix('-').is_some_and(|rest| {
                            rest.starts_with(|c: char| c == '-' || c.is_ascii_alphabetic())
                        })
                    };
                    let value = words.next_if(|word| !is_flag(word)).cloned();
                    self.flags.push((flag, value));
                    continue;
                }
                Takes::ValueOrNothing if are_bare(syntax, attached) => {
                    let value = match attached {
                        "" => words.next_if(|word| !word.starts_with('-')).cloned(),
                        _ => None,
                    };
                    self.flags.push((flag, value));
                    continue;
                }
                _ if !attached.is_empty() => Some(attached.to_owned()),
                Takes::Attached(_) => None,
                Takes::Value(_) | Takes::Optional(_) | Takes::ValueOrNothing => Some(
                    words.next().cloned().ok_or_else(|| ArgumentError::MissingValue(written()))?,
                ),
            };
            self.flags.push((flag, value));
            break;
        }
        Ok(())
    }

    fn long<'a>(
        &mut self,
        syntax: Syntax,
        text: &str,
        words: &mut impl Iterator<Item = &'a String>,
    ) -> Result<(), ArgumentError> {
        let (name, attached) = match text.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (text, None),
        };
        let written = || format!("--{name}");
        let flag = syntax.long(name).ok_or_else(|| ArgumentError::UnknownFlag(written()))?;
        let value = match (flag.takes, attached) {
            (Takes::Nothing, Some(_)) => return Err(ArgumentError::UnexpectedValue(written())),
            (Takes::Nothing | Takes::Attached(_) | Takes::Optional(_), None) => None,
            (_, Some(value)) => Some(value),
            (_, None) => {
                Some(words.next().cloned().ok_or_else(|| ArgumentError::MissingValue(written()))?)
            }
        };
        self.flags.push((flag, value));
        Ok(())
    }

    fn find(&self, is_it: impl Fn(&Flag) -> bool) -> impl DoubleEndedIterator<Item = Option<&str>> {
        let found = self.flags.iter().filter(move |(flag, _)| is_it(flag));
        found.map(|(_, value)| value.as_deref())
    }

    fn letter(&self, letter: char) -> impl DoubleEndedIterator<Item = Option<&str>> {
        self.find(move |flag| flag.letter == Some(letter))
    }

    fn name(&self, name: &'static str) -> impl DoubleEndedIterator<Item = Option<&str>> {
        self.find(move |flag| flag.name == Some(name))
    }

    /// Whether a flag was given, by either of its names.
    pub fn has(&self, letter: char) -> bool {
        self.letter(letter).next().is_some()
    }

    /// How often a flag was given.
    pub fn count(&self, letter: char) -> usize {
        self.letter(letter).count()
    }

    /// A flag's value; the last one where it was given more than once.
    pub fn value(&self, letter: char) -> Option<&str> {
        self.letter(letter).next_back().flatten()
    }

    /// All values of a flag that may be given more than once.
    pub fn values(&self, letter: char) -> impl Iterator<Item = &str> {
        self.letter(letter).flatten()
    }

    /// Whether a flag that has a long name was given; that name without its dashes.
    pub fn has_long(&self, name: &'static str) -> bool {
        self.name(name).next().is_some()
    }

    /// The value of a flag that has a long name.
    pub fn long_value(&self, name: &'static str) -> Option<&str> {
        self.name(name).next_back().flatten()
    }

    /// All values of a flag that has a long name and may be given more than once.
    pub fn long_values(&self, name: &'static str) -> impl Iterator<Item = &str> {
        self.name(name).flatten()
    }

    /// Takes a flag away, however often it was given.
    pub fn forget(&mut self, letter: char) {
        self.flags.retain(|(flag, _)| flag.letter != Some(letter));
    }

    /// The operands.
    pub fn rest(&self) -> &[String] {
        &self.rest
    }

    /// Whether `--` ended the flags: what follows was meant as it is.
    pub fn ended(&self) -> bool {
        self.ended
    }

    /// Refuses fewer than `min` operands, and more than `max` where there is a limit.
    pub fn expect_rest(&self, min: usize, max: Option<usize>) -> Result<(), ArgumentError> {
        match max {
            _ if self.rest.len() < min => Err(ArgumentError::TooFew(min)),
            Some(max) if self.rest.len() > max => Err(ArgumentError::TooMany(max)),
            _ => Ok(()),
        }
    }
}

/// Whether letters are flags that take no value.
fn are_bare(syntax: Syntax, letters: &str) -> bool {
    let is_bare = |flag: &Flag| flag.takes == Takes::Nothing;
    letters.chars().all(|letter| syntax.letter(letter).is_some_and(is_bare))
}

/// Whether the text after a `-` can be flags: not empty, and no number unless its first digit is
/// a flag.
fn is_flags(syntax: Syntax, letters: &str) -> bool {
    let first = letters.chars().next();
    first.is_some_and(|first| !first.is_ascii_digit() || syntax.letter(first).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::syntax::Value;

    const SOME: Value = Value::new("value", "");
    const SYNTAX: Syntax = Syntax {
        flags: &[
            Flag::new('d', ""),
            Flag::new('P', ""),
            Flag::with('x', SOME),
            Flag::with('e', SOME),
            Flag::new('l', "").attached(SOME),
            Flag::long("json", ""),
            Flag::long_with("format", SOME),
            Flag::long("proxy", "").attached(SOME),
            Flag::with('n', SOME).or_long("tail"),
        ],
        operands: &[],
        anywhere: false,
    };

    fn parse(text: &str) -> Result<Arguments, ArgumentError> {
        let words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
        Arguments::parse(SYNTAX, &words)
    }

    #[test]
    fn flags_cluster_and_take_values() {
        let arguments = parse("-dPx80 -e A=1 -eB=2 -d -l --json a -x b").unwrap();
        assert_eq!(arguments.count('d'), 2);
        assert!(arguments.has('P') && arguments.has_long("json") && arguments.has('l'));
        assert_eq!(arguments.value('x'), Some("80"));
        assert_eq!(arguments.value('l'), None);
        assert_eq!(arguments.values('e').collect::<Vec<_>>(), ["A=1", "B=2"]);
        assert_eq!(arguments.rest(), ["a", "-x", "b"]);
    }

    #[test]
    fn dashes_end_the_flags_and_numbers_are_operands() {
        assert_eq!(parse("-d -- -P").unwrap().rest(), ["-P"]);
        assert_eq!(parse("-1").unwrap().rest(), ["-1"]);
        assert_eq!(parse("-").unwrap().rest(), ["-"]);
        assert_eq!(parse("--format=x").unwrap().long_value("format"), Some("x"));
        assert_eq!(parse("--format x").unwrap().long_value("format"), Some("x"));
        assert_eq!(parse("--proxy=false").unwrap().long_value("proxy"), Some("false"));
        let bare = parse("--proxy false").unwrap();
        assert_eq!((bare.long_value("proxy"), bare.has_long("proxy")), (None, true));
        assert_eq!(bare.rest(), ["false"]);
    }

    #[test]
    fn flags_may_stand_after_operands_where_a_command_says_so() {
        const FLAGS: &[Flag] = &[Flag::with('s', SOME), Flag::long_with("timeout", SOME)];
        let syntax = Syntax { flags: FLAGS, anywhere: true, ..Syntax::default() };
        let words = ["a", "-s", "INT", "b", "--timeout", "2s", "--", "-s"].map(str::to_owned);
        let arguments = Arguments::parse(syntax, &words).unwrap();
        assert_eq!(arguments.rest(), ["a", "b", "-s"]);
        assert_eq!(arguments.value('s'), Some("INT"));
        assert_eq!(arguments.long_value("timeout"), Some("2s"));
    }

    #[test]
    fn a_flag_may_do_without_its_value() {
        const FLAGS: &[Flag] = &[
            Flag::new('d', ""),
            Flag::new('i', ""),
            Flag::new('t', "").value_or_nothing(),
            Flag::with('w', SOME),
        ];
        let syntax = Syntax { flags: FLAGS, ..Syntax::default() };
        let check = |words: &str, flags: &str, value: Option<&str>, rest: &str| {
            let words: Vec<String> = words.split_whitespace().map(str::to_owned).collect();
            let arguments = Arguments::parse(syntax, &words).unwrap();
            let has = "dit".chars().filter(|flag| arguments.has(*flag)).collect::<String>();
            let got = (has.as_str(), arguments.value('t'), arguments.rest().join(" "));
            assert_eq!(got, (flags, value, rest.to_owned()), "{words:?}");
        };
        check("-t web sh", "t", Some("web"), "sh");
        check("-it web sh -t", "it", Some("web"), "sh -t");
        check("-ti web sh", "it", None, "web sh");
        check("-itd web", "dit", None, "web");
        check("-it -w /tmp web sh", "it", None, "web sh");
        check("-it -- sh", "it", None, "sh");
        check("-tweb sh", "t", Some("web"), "sh");
        check("-i -t", "it", None, "");
    }

    #[test]
    fn a_flag_of_two_names_is_one_flag() {
        let arguments = parse("--tail 5 -n 6").unwrap();
        assert_eq!((arguments.value('n'), arguments.long_value("tail")), (Some("6"), Some("6")));
        let told = arguments.variables();
        let of = |name: &str| told.iter().find(|(known, _)| known == name).map(|(_, v)| v.as_str());
        assert_eq!((of("hook_flag_n_0"), of("hook_flag_n_1")), (Some("5"), Some("6")));
        assert_eq!(of("hook_arguments"), Some("-n 5 -n 6"));
    }

    #[test]
    fn what_does_not_fit_is_told() {
        let check = |text, expect: &str| assert_eq!(parse(text).unwrap_err().to_string(), expect);
        check("-z", "unknown flag -z");
        check("-d:", "unknown flag -:");
        check("-x", "-x expects an argument");
        check("--frob", "unknown flag --frob");
        check("--json=1", "--json takes no argument");
        check("--format", "--format expects an argument");
        let two = parse("a b").unwrap();
        assert_eq!(two.expect_rest(3, None), Err(ArgumentError::TooFew(3)));
        assert_eq!(two.expect_rest(0, Some(1)), Err(ArgumentError::TooMany(1)));
        assert_eq!(two.expect_rest(2, Some(2)), Ok(()));
    }
}
