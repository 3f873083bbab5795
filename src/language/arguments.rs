//! Flags and operands of a command, separated as getopt(3) does: `-dP`, `-x80`, `-x 80`, `--`,
//! and a few long flags such as `--json`.

use std::iter::Peekable;

use super::command_line::quote;

/// The flags that a command takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FlagSpec {
    /// Letters; one with a `:` after it takes a value, one with `::` a value only where it is
    /// attached (`-x80`, but not `-x 80`), one with `:?` the next word unless that begins with `-`;
    /// letters after it are flags where they can be (`-ti` is `-t -i`).
    pub short: &'static str,
    /// Long flags without their `--`; one that ends in `=` takes a value, one that ends in `::`
    /// a value only where it is attached (`--x=1`, but not `--x 1`).
    pub long: &'static [&'static str],
    /// Whether flags may stand after operands too.
    pub anywhere: bool,
}

/// Whether a flag takes a value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Takes {
    Nothing,
    Value,
    AttachedValue,
    ValueOrNothing,
}

impl FlagSpec {
    /// Short flags only.
    pub const fn new(short: &'static str) -> Self {
        Self { short, long: &[], anywhere: false }
    }

    /// The names of the long flags, without what says of their values.
    pub fn long_names(&self) -> impl Iterator<Item = &'static str> {
        self.long.iter().map(|name| name.trim_end_matches(['=', ':']))
    }

    /// The same with long flags as well.
    pub const fn with_long(self, long: &'static [&'static str]) -> Self {
        Self { long, ..self }
    }

    /// The same where flags may stand after operands too: a command with operands that nobody
    /// takes for flags.
    pub const fn anywhere(self) -> Self {
        Self { anywhere: true, ..self }
    }

    fn short(&self, flag: char) -> Option<Takes> {
        let at = self.short.find(flag).filter(|_| !matches!(flag, ':' | '?'))?;
        let after = &self.short[at + flag.len_utf8()..];
        Some(match after {
            _ if after.starts_with("::") => Takes::AttachedValue,
            _ if after.starts_with(":?") => Takes::ValueOrNothing,
            _ if after.starts_with(':') => Takes::Value,
            _ => Takes::Nothing,
        })
    }

    /// Whether letters are flags that take no value.
    fn are_bare(&self, letters: &str) -> bool {
        letters.chars().all(|flag| self.short(flag) == Some(Takes::Nothing))
    }

    fn long(&self, name: &str) -> Option<(&'static str, Takes)> {
        self.long.iter().find_map(|known| {
            let (known, takes) = match (known.strip_suffix('='), known.strip_suffix("::")) {
                (Some(known), _) => (known, Takes::Value),
                (None, Some(known)) => (known, Takes::AttachedValue),
                (None, None) => (*known, Takes::Nothing),
            };
            (known == name).then_some((known, takes))
        })
    }
}

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

/// A flag's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Name {
    Short(char),
    Long(&'static str),
}

/// Flags with their values, and operands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Arguments {
    flags: Vec<(Name, Option<String>)>,
    rest: Vec<String>,
    ended: bool,
}

impl Arguments {
    /// What formats know of them after a command (tmux's `hook_arguments` and the like).
    pub fn variables(&self) -> Vec<(String, String)> {
        let mut all = Vec::new();
        let mut words: Vec<String> = Vec::new();
        for (at, (name, value)) in self.flags.iter().enumerate() {
            let (flag, written) = match name {
                Name::Short(letter) => (letter.to_string(), format!("-{letter}")),
                Name::Long(name) => ((*name).to_owned(), format!("--{name}")),
            };
            words.push(written);
            words.extend(value.as_deref().map(quote));
            let same = |(other, _): &&(Name, _)| other == name;
            let turn = self.flags[..at].iter().filter(same).count();
            let is_last = !self.flags[at + 1..].iter().any(|(other, _)| other == name);
            if let Some(value) = value {
                all.push((format!("hook_flag_{flag}_{turn}"), value.clone()));
            }
            if is_last {
                let value = value.clone().unwrap_or_else(|| "1".to_owned());
                all.push((format!("hook_flag_{flag}"), value));
            }
        }
        for (at, word) in self.rest.iter().enumerate() {
            words.push(quote(word));
            all.push((format!("hook_argument_{at}"), word.clone()));
        }
        all.push(("hook_arguments".to_owned(), words.join(" ")));
        all
    }

    /// Separates the words after a command's name. The first operand ends the flags (but see
    /// [`FlagSpec::anywhere`]), and so does `--`. A word such as `-1` is an operand where `1` is no flag.
    pub fn parse(spec: &FlagSpec, words: &[String]) -> Result<Self, ArgumentError> {
        let mut arguments = Self::default();
        let mut words = words.iter().peekable();
        while let Some(word) = words.next() {
            if word == "--" {
                arguments.ended = true;
            } else if let Some(long) = word.strip_prefix("--") {
                arguments.long(spec, long, &mut words)?;
                continue;
            } else if let Some(letters) = word.strip_prefix('-').filter(|l| is_flags(spec, l)) {
                arguments.short(spec, letters, &mut words)?;
                continue;
            } else {
                arguments.rest.push(word.clone());
                if spec.anywhere {
                    continue;
                }
            }
            arguments.rest.extend(words.cloned());
            break;
        }
        Ok(arguments)
    }

    fn short<'a>(
        &mut self,
        spec: &FlagSpec,
        letters: &str,
        words: &mut Peekable<impl Iterator<Item = &'a String>>,
    ) -> Result<(), ArgumentError> {
        for (at, flag) in letters.char_indices() {
            let name = Name::Short(flag);
            let attached = &letters[at + flag.len_utf8()..];
            let value = match spec.short(flag) {
                None => return Err(ArgumentError::UnknownFlag(format!("-{flag}"))),
                Some(Takes::Nothing) => {
                    self.flags.push((name, None));
                    continue;
                }
                Some(Takes::ValueOrNothing) if spec.are_bare(attached) => {
                    let value = match attached {
                        "" => words.next_if(|word| !word.starts_with('-')).cloned(),
                        _ => None,
                    };
                    self.flags.push((name, value));
                    continue;
                }
                Some(_) if !attached.is_empty() => Some(attached.to_owned()),
                Some(Takes::AttachedValue) => None,
                Some(Takes::Value | Takes::ValueOrNothing) => Some(
                    words
                        .next()
                        .cloned()
                        .ok_or_else(|| ArgumentError::MissingValue(format!("-{flag}")))?,
                ),
            };
            self.flags.push((name, value));
            break;
        }
        Ok(())
    }

    fn long<'a>(
        &mut self,
        spec: &FlagSpec,
        text: &str,
        words: &mut impl Iterator<Item = &'a String>,
    ) -> Result<(), ArgumentError> {
        let (name, attached) = match text.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (text, None),
        };
        let flag = || format!("--{name}");
        let (known, takes) = spec.long(name).ok_or_else(|| ArgumentError::UnknownFlag(flag()))?;
        let value = match (takes, attached) {
            (Takes::Nothing, Some(_)) => return Err(ArgumentError::UnexpectedValue(flag())),
            (Takes::Nothing | Takes::AttachedValue, None) => None,
            (_, Some(value)) => Some(value),
            (_, None) => {
                Some(words.next().cloned().ok_or_else(|| ArgumentError::MissingValue(flag()))?)
            }
        };
        self.flags.push((Name::Long(known), value));
        Ok(())
    }

    fn find(&self, name: Name) -> impl DoubleEndedIterator<Item = &(Name, Option<String>)> {
        self.flags.iter().filter(move |(known, _)| *known == name)
    }

    /// Whether a flag was given.
    pub fn has(&self, flag: char) -> bool {
        self.find(Name::Short(flag)).next().is_some()
    }

    /// How often a flag was given.
    pub fn count(&self, flag: char) -> usize {
        self.find(Name::Short(flag)).count()
    }

    /// A flag's value; the last one where it was given more than once.
    pub fn value(&self, flag: char) -> Option<&str> {
        self.find(Name::Short(flag)).next_back().and_then(|(_, value)| value.as_deref())
    }

    /// All values of a flag that may be given more than once.
    pub fn values(&self, flag: char) -> impl Iterator<Item = &str> {
        self.find(Name::Short(flag)).filter_map(|(_, value)| value.as_deref())
    }

    /// Whether a long flag was given, named without its dashes.
    pub fn has_long(&self, name: &'static str) -> bool {
        self.find(Name::Long(name)).next().is_some()
    }

    /// A long flag's value.
    pub fn long_value(&self, name: &'static str) -> Option<&str> {
        self.find(Name::Long(name)).next_back().and_then(|(_, value)| value.as_deref())
    }

    /// All values of a long flag that may be given more than once.
    pub fn long_values(&self, name: &'static str) -> impl Iterator<Item = &str> {
        self.find(Name::Long(name)).filter_map(|(_, value)| value.as_deref())
    }

    /// Takes a flag away, however often it was given.
    pub fn forget(&mut self, flag: char) {
        self.flags.retain(|(name, _)| *name != Name::Short(flag));
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

/// Whether the text after a `-` can be flags: not empty, and no number unless its first digit is
/// a flag.
fn is_flags(spec: &FlagSpec, letters: &str) -> bool {
    letters
        .chars()
        .next()
        .is_some_and(|first| !first.is_ascii_digit() || spec.short(first).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPEC: FlagSpec = FlagSpec::new("dPx:e:l::").with_long(&["json", "format=", "proxy::"]);

    fn parse(text: &str) -> Result<Arguments, ArgumentError> {
        let words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
        Arguments::parse(&SPEC, &words)
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
        let spec = FlagSpec::new("s:").with_long(&["timeout="]).anywhere();
        let words = ["a", "-s", "INT", "b", "--timeout", "2s", "--", "-s"].map(str::to_owned);
        let arguments = Arguments::parse(&spec, &words).unwrap();
        assert_eq!(arguments.rest(), ["a", "b", "-s"]);
        assert_eq!(arguments.value('s'), Some("INT"));
        assert_eq!(arguments.long_value("timeout"), Some("2s"));
    }

    #[test]
    fn a_flag_may_do_without_its_value() {
        let spec = FlagSpec::new("dit:?w:");
        let check = |words: &str, flags: &str, value: Option<&str>, rest: &str| {
            let words: Vec<String> = words.split_whitespace().map(str::to_owned).collect();
            let arguments = Arguments::parse(&spec, &words).unwrap();
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
