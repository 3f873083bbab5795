//! What a command takes, written once: its flags, their values and its operands, each with the
//! sentence that explains it. Parsing ([`super::arguments`]), the usage line, help, the manual and
//! completion all read it here.

/// What can stand in the place of a value, for completion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Words {
    /// Nothing that could be listed.
    #[default]
    Anything,
    /// Names of sessions.
    Sessions,
    /// Names of sessions that are saved and do not run.
    Saved,
    /// Windows, as `session:index`.
    Windows,
    /// Panes, as `session:window.pane`.
    Panes,
    /// Clients, by their terminals.
    Clients,
    /// Names of paste buffers.
    Buffers,
    /// Names of servers.
    Servers,
    /// Files.
    Files,
    /// Directories.
    Directories,
    /// Names of commands.
    Commands,
    /// Names of options.
    Options,
    /// Names of hooks.
    Hooks,
    /// Names of layouts.
    Layouts,
    /// These.
    These(&'static [&'static str]),
}

/// What a flag's value or an operand is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Value {
    /// What usage lines call it: `target-pane`.
    pub name: &'static str,
    /// What is said of it: a sentence without capital and full stop.
    pub help: &'static str,
    /// What can stand there.
    pub words: Words,
}

impl Value {
    /// A value of that name.
    pub const fn new(name: &'static str, help: &'static str) -> Self {
        Self { name, help, words: Words::Anything }
    }

    /// The same where these words can stand.
    pub const fn of(self, words: Words) -> Self {
        Self { words, ..self }
    }
}

/// Whether a flag takes a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// It takes none.
    Nothing,
    /// `-x 80`, `-x80`, `--tail 5`, `--tail=5`.
    Value(Value),
    /// A value only where it is attached: `--sig-proxy=false`.
    Attached(Value),
    /// What is attached, or the next word unless that is a flag (`-D`, `-D5`, `-D 5`, `-D -5`).
    Optional(Value),
    /// The next word unless that begins with `-`; letters after it are flags where they can be
    /// (`-ti` is `-t -i`).
    ValueOrNothing,
}

/// A flag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flag {
    /// Its letter.
    pub letter: Option<char>,
    /// Its long name, without the dashes.
    pub name: Option<&'static str>,
    /// What it takes.
    pub takes: Takes,
    /// What it means: a sentence without capital and full stop.
    pub help: &'static str,
    /// Whether it is an alternative to the flag before it, beside which usage lines show it.
    pub instead: bool,
}

impl Flag {
    /// A letter that takes no value.
    pub const fn new(letter: char, help: &'static str) -> Self {
        let letter = Some(letter);
        Self { letter, name: None, takes: Takes::Nothing, help, instead: false }
    }

    /// A letter that takes a value, which says what it means.
    pub const fn with(letter: char, value: Value) -> Self {
        Self { takes: Takes::Value(value), ..Self::new(letter, value.help) }
    }

    /// A long name that takes no value.
    pub const fn long(name: &'static str, help: &'static str) -> Self {
        Self { letter: None, name: Some(name), takes: Takes::Nothing, help, instead: false }
    }

    /// A long name that takes a value, which says what it means.
    pub const fn long_with(name: &'static str, value: Value) -> Self {
        Self { takes: Takes::Value(value), ..Self::long(name, value.help) }
    }

    /// The same by a long name too.
    pub const fn or_long(self, name: &'static str) -> Self {
        Self { name: Some(name), ..self }
    }

    /// The same with a value that may be attached.
    pub const fn attached(self, value: Value) -> Self {
        Self { takes: Takes::Attached(value), ..self }
    }

    /// The same with a value that may be left out.
    pub const fn optional(self, value: Value) -> Self {
        Self { takes: Takes::Optional(value), ..self }
    }

    /// The same with the next word as its value, unless that begins with `-`.
    pub const fn value_or_nothing(self) -> Self {
        Self { takes: Takes::ValueOrNothing, ..self }
    }

    /// The same, but with a meaning of its own that is not its value's.
    pub const fn meaning(self, help: &'static str) -> Self {
        Self { help, ..self }
    }

    /// The same, given instead of the flag before it.
    pub const fn instead(self) -> Self {
        Self { instead: true, ..self }
    }

    /// Its spellings with their dashes, the letter first.
    pub fn spellings(&self) -> impl Iterator<Item = String> {
        let letter = self.letter.map(|letter| format!("-{letter}"));
        letter.into_iter().chain(self.name.map(|name| format!("--{name}")))
    }

    /// The value that it takes.
    pub const fn value(&self) -> Option<Value> {
        match self.takes {
            Takes::Value(value) | Takes::Attached(value) | Takes::Optional(value) => Some(value),
            Takes::Nothing | Takes::ValueOrNothing => None,
        }
    }

    /// Its spellings with its value, as a list of flags shows them: `-n, --tail lines`.
    pub fn title(&self) -> String {
        self.spelled(", ")
    }

    fn spelled(&self, between: &str) -> String {
        let spellings: Vec<String> = self.spellings().collect();
        let spellings = spellings.join(between);
        match self.takes {
            Takes::Value(value) => format!("{spellings} {}", value.name),
            Takes::Attached(value) => format!("{spellings}[={}]", value.name),
            Takes::Optional(value) => format!("{spellings} [{}]", value.name),
            Takes::Nothing | Takes::ValueOrNothing => spellings,
        }
    }

    /// Whether usage lines have it among the letters that stand together.
    fn is_bare_letter(&self) -> bool {
        self.name.is_none() && self.value().is_none()
    }
}

/// One of the words after the flags, or several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operand {
    /// One word that must be there.
    One(Value),
    /// One word that may be.
    Optional(Value),
    /// Words of that kind, at least one.
    Some(Value),
    /// Words of that kind, or none.
    Any(Value),
    /// All words that are left, or none; they make one value together.
    Rest(Value),
    /// `--`, which says that what follows is meant as it is.
    Dashes,
}

impl Operand {
    /// What it is.
    pub const fn value(&self) -> Option<Value> {
        match *self {
            Self::One(value)
            | Self::Optional(value)
            | Self::Some(value)
            | Self::Any(value)
            | Self::Rest(value) => Some(value),
            Self::Dashes => None,
        }
    }

    /// How many words it is: at least, and at the most.
    const fn arity(&self) -> (usize, Option<usize>) {
        match self {
            Self::One(_) => (1, Some(1)),
            Self::Optional(_) => (0, Some(1)),
            Self::Some(_) => (1, None),
            Self::Any(_) | Self::Rest(_) => (0, None),
            Self::Dashes => (0, Some(0)),
        }
    }

    fn usage(&self) -> String {
        match self {
            Self::One(value) => value.name.to_owned(),
            Self::Optional(value) | Self::Rest(value) => format!("[{}]", value.name),
            Self::Some(value) => format!("{} ...", value.name),
            Self::Any(value) => format!("[{} ...]", value.name),
            Self::Dashes => "[--]".to_owned(),
        }
    }
}

/// All that a command takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Syntax {
    /// Its flags, in the order in which they are shown.
    pub flags: &'static [Flag],
    /// Its operands, in order.
    pub operands: &'static [Operand],
    /// Whether flags may stand after operands too: a command with operands that nobody takes for
    /// flags.
    pub anywhere: bool,
}

impl Syntax {
    /// The flag of that letter.
    pub fn letter(&self, letter: char) -> Option<&'static Flag> {
        self.flags.iter().find(|flag| flag.letter == Some(letter))
    }

    /// The flag of that long name.
    pub fn long(&self, name: &str) -> Option<&'static Flag> {
        self.flags.iter().find(|flag| flag.name == Some(name))
    }

    /// How many operands it takes: at least, and at the most.
    pub fn arity(&self) -> (usize, Option<usize>) {
        self.operands.iter().map(Operand::arity).fold((0, Some(0)), |(least, most), (min, max)| {
            (least + min, most.zip(max).map(|(most, max)| most + max))
        })
    }

    /// What operand number `at`, counted from 0, is.
    pub fn operand(&self, mut at: usize) -> Option<Value> {
        for operand in self.operands {
            match (operand, operand.arity().1) {
                (Operand::Rest(value), _) => return Some(*value).filter(|_| at == 0),
                (_, None) => return operand.value(),
                (_, Some(words)) if at < words => return operand.value(),
                (_, Some(words)) => at -= words,
            }
        }
        None
    }

    /// The flags that exclude each other, a list for each choice.
    pub fn choices(&self) -> impl Iterator<Item = &'static [Flag]> {
        self.flags.chunk_by(|_, next| next.instead)
    }

    /// What follows the command's name in a usage line.
    pub fn usage(&self) -> String {
        let mut parts = Vec::new();
        let is_clustered = |flags: &&[Flag]| matches!(flags, [flag] if flag.is_bare_letter());
        let letters: String =
            self.choices().filter(is_clustered).filter_map(|flags| flags[0].letter).collect();
        if !letters.is_empty() {
            parts.push(format!("[-{letters}]"));
        }
        for flags in self.choices().filter(|flags| !is_clustered(flags)) {
            let flags: Vec<String> = flags.iter().map(|flag| flag.spelled(" | ")).collect();
            parts.push(format!("[{}]", flags.join(" | ")));
        }
        parts.extend(self.operands.iter().map(Operand::usage));
        parts.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINES: Value = Value::new("lines", "so many");
    const PANE: Value = Value::new("pane", "a pane");

    #[test]
    fn a_usage_line_is_what_the_table_says() {
        let check = |flags, operands, usage: &str, arity| {
            let syntax = Syntax { flags, operands, anywhere: false };
            assert_eq!((syntax.usage().as_str(), syntax.arity()), (usage, arity));
        };
        check(&[], &[], "", (0, Some(0)));
        const FLAGS: &[Flag] = &[
            Flag::new('d', "d"),
            Flag::new('t', "t").value_or_nothing(),
            Flag::new('f', "f").or_long("follow"),
            Flag::with('n', LINES).or_long("tail"),
            Flag::long("exit", "e"),
            Flag::long_with("for", LINES).instead(),
            Flag::long("proxy", "p").attached(Value::new("false", "")),
        ];
        check(
            FLAGS,
            &[Operand::Optional(PANE), Operand::One(LINES)],
            "[-dt] [-f | --follow] [-n | --tail lines] [--exit | --for lines] [--proxy[=false]] \
             [pane] lines",
            (1, Some(2)),
        );
        const CHOICE: &[Flag] = &[Flag::new('L', ""), Flag::new('S', "").instead()];
        check(
            CHOICE,
            &[Operand::One(LINES), Operand::Any(PANE)],
            "[-L | -S] lines [pane ...]",
            (1, None),
        );
        check(
            &[],
            &[Operand::Dashes, Operand::Some(PANE), Operand::Rest(LINES)],
            "[--] pane ... [lines]",
            (1, None),
        );
    }

    #[test]
    fn operands_are_found_by_their_number() {
        let names = |operands: &'static [Operand]| {
            let syntax = Syntax { operands, ..Syntax::default() };
            (0..3).map(|at| syntax.operand(at).map_or("", |value| value.name)).collect::<Vec<_>>()
        };
        assert_eq!(names(&[Operand::One(LINES), Operand::Any(PANE)]), ["lines", "pane", "pane"]);
        assert_eq!(names(&[Operand::One(PANE), Operand::Rest(LINES)]), ["pane", "lines", ""]);
        assert_eq!(names(&[Operand::Dashes, Operand::One(PANE)]), ["pane", "", ""]);
    }
}
