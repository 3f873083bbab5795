//! Working a format out.

use super::modifiers::{self, Modifier};
use super::text;
use super::trace::Trace;
use super::{Context, time};
use crate::language::command_line::quote_as_tmux;
use crate::shell::quoted;

/// How deep formats may stand in each other.
const MAX_DEPTH: usize = 100;
/// How many formats may be worked out for one result.
const MAX_STEPS: usize = 100_000;
/// How many bytes may be read and written for one result, parts that go into others included.
pub(super) const MAX_BYTES: usize = 16 << 20;
/// How many commands may count in one format.
const MAX_COMMANDS: usize = 64;
/// The greatest width that may be asked for, in columns, and how often a text may be repeated.
pub(super) const MOST: i64 = 10_000;

/// Works out one format, and counts.
pub(super) struct Expander {
    pub(super) depth: usize,
    steps: usize,
    pub(super) bytes: usize,
    /// `%H` and the like stand for the time now.
    time: bool,
    /// What is worked out is a person's, and so are the commands in it.
    runs: bool,
    /// It is a command.
    pub(super) in_command: bool,
    /// It is what a command printed.
    pub(super) still: bool,
    /// Something was put in that is no option's, and so perhaps not a person's.
    foreign: bool,
    /// The commands that count, as they are to run.
    pub(super) commands: Vec<String>,
    /// How it is worked out, where somebody wants to know.
    pub(super) trace: Option<Trace>,
}

/// The variable that a letter after `#` stands for.
fn alias(letter: char) -> Option<&'static str> {
    Some(match letter {
        'D' => "pane_id",
        'F' => "window_flags",
        'H' => "host",
        'h' => "host_short",
        'I' => "window_index",
        'P' => "pane_index",
        'S' => "session_name",
        'T' => "pane_title",
        'W' => "window_name",
        _ => return None,
    })
}

impl Expander {
    pub(super) fn new() -> Self {
        Self {
            depth: 0,
            steps: 0,
            bytes: 0,
            time: false,
            runs: true,
            in_command: false,
            still: false,
            foreign: false,
            commands: Vec::new(),
            trace: None,
        }
    }

    /// The same where `%H` and the like stand for the time now, at whatever depth.
    pub(super) fn timed(mut self) -> Self {
        self.time = true;
        self
    }

    pub(super) fn expand(&mut self, format: &str, context: &dyn Context) -> String {
        self.steps += 1;
        self.bytes = self.bytes.saturating_add(format.len());
        if self.depth >= MAX_DEPTH || self.steps > MAX_STEPS || self.bytes > MAX_BYTES {
            self.trace_limit();
            return String::new();
        }
        if format.is_empty() {
            return String::new();
        }
        self.depth += 1;
        self.trace(|| format!("expanding format: {format}"));
        let out = match self.time && format.contains('%') {
            true => {
                let now = context.local_time(context.now());
                let timed = time::strftime(format, &now);
                if timed != format {
                    self.trace(|| format!("after time expanded: {timed}"));
                }
                self.expand_parts(&timed, context)
            }
            false => self.expand_parts(format, context),
        };
        self.trace(|| format!("result is: {out}"));
        self.depth -= 1;
        out
    }

    /// Tells which bound a format is beyond.
    fn trace_limit(&mut self) {
        let (is_deep, is_long) = (self.depth >= MAX_DEPTH, self.steps > MAX_STEPS);
        self.trace(|| match (is_deep, is_long) {
            (true, _) => format!("reached loop limit ({MAX_DEPTH})"),
            (false, true) => format!("reached step limit ({MAX_STEPS})"),
            (false, false) => format!("reached size limit ({MAX_BYTES})"),
        });
    }

    /// Counts what was written, and drops it once it is too much.
    fn counted(&mut self, text: String) -> String {
        self.bytes = self.bytes.saturating_add(text.len());
        if self.bytes > MAX_BYTES { String::new() } else { text }
    }

    fn expand_parts(&mut self, format: &str, context: &dyn Context) -> String {
        let mut out = String::new();
        let mut rest = format;
        // How much is left where a style ends in which letters after `#` are a colour's.
        let mut styled = usize::MAX;
        while let Some(at) = rest.find('#') {
            out.push_str(&rest[..at]);
            rest = &rest[at + 1..];
            let Some(c) = rest.chars().next() else { break };
            let after = &rest[c.len_utf8()..];
            match c {
                '{' => {
                    // What is never closed is dropped.
                    let Some(end) = text::skip(after, &['}']) else { return self.counted(out) };
                    let key = &after[..end];
                    self.trace(|| format!("found #{{}}: {key}"));
                    let Some(value) = self.replace(key, context) else {
                        self.trace(|| format!("failed {key}"));
                        return self.counted(out);
                    };
                    self.trace(|| format!("replaced '{key}' with '{value}'"));
                    out.push_str(&value);
                    rest = &after[end + 1..];
                }
                '(' => {
                    let Some(end) = closing_parenthesis(after) else { return self.counted(out) };
                    out.push_str(&self.printed(&after[..end], context));
                    rest = &after[end + 1..];
                }
                '[' | '#' => {
                    let hashes = 1 + rest.len() - rest.trim_start_matches('#').len();
                    // Before `[` they are left to whoever reads the styles.
                    let (kept, used) = match rest[hashes - 1..].starts_with('[') {
                        true => (hashes, hashes - 1),
                        false => (1, 1),
                    };
                    out.extend(std::iter::repeat_n('#', kept));
                    rest = &rest[used..];
                    if let Some(style) = rest.strip_prefix('[').filter(|_| used == hashes - 1) {
                        self.trace(|| format!("found #*{hashes}["));
                        out.push('[');
                        rest = style;
                        styled = text::skip(style, &[']']).map_or(0, |end| style.len() - end);
                    } else {
                        self.trace(|| "found ##".to_owned());
                    }
                }
                '}' | ',' => {
                    self.trace(|| format!("found #{c}"));
                    out.push(c);
                    rest = after;
                }
                c => {
                    match alias(c).filter(|_| styled == usize::MAX || rest.len() < styled) {
                        Some(name) => {
                            self.trace(|| format!("found #{c}: {name}"));
                            let value = self.variable(name, false, context);
                            self.trace_variable(name, value.as_deref());
                            let value = value.unwrap_or_default();
                            self.trace(|| format!("replaced '{name}' with '{value}'"));
                            out.push_str(&value);
                        }
                        None => out.extend(['#', c]),
                    }
                    rest = after;
                }
            }
            if self.bytes > MAX_BYTES || out.len() > MAX_BYTES {
                return String::new();
            }
        }
        out.push_str(rest);
        self.counted(out)
    }

    /// What a command printed, worked out in turn.
    fn printed(&mut self, command: &str, context: &dyn Context) -> String {
        self.trace(|| format!("found #(): {command}"));
        if !std::mem::take(&mut self.runs) {
            self.trace(|| "#() is disabled".to_owned());
            return String::new();
        }
        let (foreign, time) = (self.foreign, std::mem::take(&mut self.time));
        self.in_command = true;
        let command = self.expand(command, context);
        self.in_command = false;
        // Frames stand still in what a command printed, too.
        self.still = true;
        let line = self.expand(&context.shell(&command), context);
        self.still = false;
        self.time = time;
        if !self.commands.contains(&command) && self.commands.len() < MAX_COMMANDS {
            self.commands.push(command);
        }
        (self.runs, self.foreign) = (true, foreign || !line.is_empty());
        self.trace(|| format!("#() result: {line}"));
        line
    }

    /// The value of a variable; `quoted` where it is going to be quoted for a shell.
    fn variable(&mut self, name: &str, quoted: bool, context: &dyn Context) -> Option<String> {
        let value = context.variable(name)?;
        if context.is_option(name) {
            return Some(value);
        }
        self.foreign = true;
        Some(if self.in_command && !quoted { text::harmless(&value) } else { value })
    }

    /// Works out once more what was worked out already: the commands in it only where all of it is a
    /// person's.
    fn again(&mut self, value: &str, time: bool, context: &dyn Context) -> String {
        let (runs, timed) = (self.runs, self.time);
        self.runs = runs && !self.foreign;
        self.time |= time;
        let value = self.expand(value, context);
        (self.runs, self.time) = (runs, timed);
        value
    }

    /// Asks something, of which only the answer counts.
    pub(super) fn asked<T>(&mut self, ask: impl FnOnce(&mut Self) -> T) -> T {
        let foreign = self.foreign;
        let answer = ask(self);
        self.foreign = foreign;
        answer
    }

    /// An argument of a modifier, worked out.
    pub(super) fn argument(
        &mut self,
        modifier: &Modifier<'_>,
        index: usize,
        context: &dyn Context,
    ) -> Option<String> {
        let argument = modifier.arguments.get(index)?;
        Some(self.expand(&text::unescape(argument), context))
    }

    /// What `#{key}` stands for; nothing where it is not written right, and then nothing that comes after
    /// it counts.
    fn replace(&mut self, key: &str, context: &dyn Context) -> Option<String> {
        let (modifiers, body) = modifiers::parse(key);
        // Of several of one kind, the last one counts.
        let has = |name: &str| modifiers.iter().rfind(|modifier| modifier.name == name);
        self.trace_modifiers(&modifiers);
        let foreign = std::mem::take(&mut self.foreign);
        let mut value = match self.operator(&modifiers, body, context)? {
            Some(value) => value,
            None if body.contains("#{") => {
                self.trace(|| format!("expanding inner format '{body}'"));
                self.expand(body, context)
            }
            None => {
                let value = self.known(&modifiers, body, context);
                self.trace_variable(body, value.as_deref());
                value.unwrap_or_default()
            }
        };
        if has("E").is_some() {
            value = self.again(&value, false, context);
        } else if has("T").is_some() {
            value = self.again(&value, true, context);
        }
        for modifier in modifiers.iter().filter(|modifier| modifier.name == "s") {
            value = self.substitute(modifier, value, context);
        }
        if let Some(modifier) = has("=") {
            value = self.limit(modifier, value, context);
        }
        if let Some(width) = has("p").and_then(|modifier| self.argument(modifier, 0, context)) {
            let width = number(&width, -MOST, MOST).unwrap_or(0);
            value = text::pad(&value, width, MOST as usize);
            if width != 0 {
                self.trace(|| format!("applied padding width {width}: {value}"));
            }
        }
        if has("n").is_some() {
            value = value.len().to_string();
            self.trace(|| format!("replacing with length: {value}"));
        }
        if has("w").is_some() {
            value = text::width(&value).to_string();
            self.trace(|| format!("replacing with width: {value}"));
        }
        self.foreign |= foreign;
        Some(self.counted(value))
    }

    /// The value of a variable, and what is made of such values alone: times, parts of paths, quotes.
    fn known(
        &mut self,
        modifiers: &[Modifier<'_>],
        name: &str,
        context: &dyn Context,
    ) -> Option<String> {
        let has = |name: &str| modifiers.iter().rfind(|modifier| modifier.name == name);
        let quotes = has("q").map(|quote| match quote.arguments.first() {
            None => 'q',
            Some(flags) => {
                ['s', 'e', 'h', 'a'].into_iter().find(|c| flags.contains(*c)).unwrap_or(' ')
            }
        });
        let value = self.variable(name, matches!(quotes, Some('q' | 's')), context);
        if let Some(modifier) = has("t") {
            return Some(self.time(modifier, &value?, context));
        }
        let mut value = value?;
        if has("b").is_some() {
            value = text::basename(&value).to_owned();
        }
        if has("d").is_some() {
            value = text::dirname(&value).to_owned();
        }
        Some(match quotes {
            Some('q') => text::quote_shell(&value),
            Some('s') => quoted(&value),
            Some('e' | 'h') => value.replace('#', "##"),
            Some('a') => quote_as_tmux(&value),
            _ => value,
        })
    }
}

/// A whole number within bounds, as text.
pub(super) fn number(text: &str, least: i64, most: i64) -> Option<i64> {
    text.trim_start().parse().ok().filter(|number| (least..=most).contains(number))
}

/// Where the `)` is that belongs to an opening parenthesis before `text`.
fn closing_parenthesis(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    text.char_indices().find_map(|(at, c)| {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => return Some(at),
            ')' => depth -= 1,
            _ => {}
        }
        None
    })
}
