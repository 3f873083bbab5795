//! Working a format out.

use regex::{Regex, RegexBuilder};

use super::arithmetic::Operation;
use super::modifiers::{self, Modifier};
use super::text::{self, ESCAPED};
use super::{Context, Loop, is_true, time};
use crate::language::pattern;

/// How deep formats may stand in each other.
const MAX_DEPTH: usize = 100;
/// How many formats may be worked out for one result.
const MAX_STEPS: usize = 100_000;
/// How many bytes may be read and written for one result, parts that go into others included.
const MAX_BYTES: usize = 16 << 20;
/// What a regular expression costs, in bytes.
const REGEX_COST: usize = 16 << 10;
/// The longest text that a regular expression looks through, in bytes.
const MAX_SEARCHED: usize = 64 << 10;
/// How many commands may count in one format.
const MAX_COMMANDS: usize = 64;
/// The greatest width that may be asked for, in columns.
const MAX_PAD: usize = 10_000;

/// Works out one format, and counts.
pub(super) struct Expander {
    depth: usize,
    steps: usize,
    bytes: usize,
    /// What is worked out is a person's, and so are the commands in it.
    runs: bool,
    /// It is a command.
    in_command: bool,
    /// Something was put in that is no option's, and so perhaps not a person's.
    foreign: bool,
    /// The commands that count, as they are to run.
    pub(super) commands: Vec<String>,
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
            runs: true,
            in_command: false,
            foreign: false,
            commands: Vec::new(),
        }
    }

    pub(super) fn expand_time(&mut self, format: &str, context: &dyn Context) -> String {
        if !format.contains('%') {
            return self.expand(format, context);
        }
        let now = context.local_time(context.now());
        self.expand(&time::strftime(format, &now), context)
    }

    pub(super) fn expand(&mut self, format: &str, context: &dyn Context) -> String {
        self.steps += 1;
        self.bytes = self.bytes.saturating_add(format.len());
        if self.depth >= MAX_DEPTH || self.steps > MAX_STEPS || self.bytes > MAX_BYTES {
            return String::new();
        }
        self.depth += 1;
        let out = self.expand_parts(format, context);
        self.depth -= 1;
        out
    }

    /// Counts what was written, and drops it once it is too much.
    fn counted(&mut self, text: String) -> String {
        self.bytes = self.bytes.saturating_add(text.len());
        if self.bytes > MAX_BYTES { String::new() } else { text }
    }

    fn expand_parts(&mut self, format: &str, context: &dyn Context) -> String {
        let mut out = String::new();
        let mut rest = format;
        while let Some(at) = rest.find('#') {
            out.push_str(&rest[..at]);
            rest = &rest[at + 1..];
            let Some(c) = rest.chars().next() else {
                rest = "#";
                break;
            };
            let after = &rest[c.len_utf8()..];
            match c {
                '{' => {
                    // What is never closed is dropped.
                    let Some(end) = text::skip(after, &['}']) else { return self.counted(out) };
                    out.push_str(&self.replace(&after[..end], context));
                    rest = &after[end + 1..];
                }
                '(' => {
                    let Some(end) = closing_parenthesis(after) else { return self.counted(out) };
                    out.push_str(&self.printed(&after[..end], context));
                    rest = &after[end + 1..];
                }
                '#' => {
                    let hashes = 1 + rest.len() - rest.trim_start_matches('#').len();
                    // Before `[` they are left to whoever reads the styles.
                    let (kept, used) = match rest[hashes - 1..].starts_with('[') {
                        true => (hashes, hashes - 1),
                        false => (1, 1),
                    };
                    out.extend(std::iter::repeat_n('#', kept));
                    rest = &rest[used..];
                    if kept > 1 {
                        out.push('[');
                        rest = &rest[1..];
                    }
                }
                c if ESCAPED.contains(&c) => {
                    out.push(c);
                    rest = after;
                }
                c => {
                    match alias(c) {
                        Some(name) => {
                            out.push_str(&self.variable(name, false, context).unwrap_or_default());
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
        if !std::mem::take(&mut self.runs) {
            return String::new();
        }
        let foreign = self.foreign;
        self.in_command = true;
        let command = self.expand(command, context);
        self.in_command = false;
        let line = self.expand(&context.shell(&command), context);
        if !self.commands.contains(&command) && self.commands.len() < MAX_COMMANDS {
            self.commands.push(command);
        }
        (self.runs, self.foreign) = (true, foreign || !line.is_empty());
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
        let runs = self.runs;
        self.runs = runs && !self.foreign;
        let value = match time {
            true => self.expand_time(value, context),
            false => self.expand(value, context),
        };
        self.runs = runs;
        value
    }

    /// Asks something, of which only the answer counts.
    fn asked<T>(&mut self, ask: impl FnOnce(&mut Self) -> T) -> T {
        let foreign = self.foreign;
        let answer = ask(self);
        self.foreign = foreign;
        answer
    }

    /// What `#{key}` stands for.
    fn replace(&mut self, key: &str, context: &dyn Context) -> String {
        let (modifiers, body) = modifiers::parse(key);
        // Of several of one kind, the last one counts.
        let has = |name: &str| modifiers.iter().rfind(|modifier| modifier.name == name);
        let foreign = std::mem::take(&mut self.foreign);
        let for_hashes = |quote: &Modifier<'_>| quote.flag(0, 'h') || quote.flag(0, 'e');
        let quoted = has("q").is_some_and(|quote| !for_hashes(quote));
        let value = match self.operator(&modifiers, body, context) {
            Some(value) => Some(value),
            None if body.starts_with('?') => Some(self.choose(&body[1..], context)),
            None if body.contains('#') => Some(self.expand(body, context)),
            None => self.variable(body, quoted, context),
        };
        let exists = value.is_some();
        let mut value = value.unwrap_or_default();
        if let Some(modifier) = has("t") {
            value = self.time(modifier, &value, context);
        }
        if exists && has("b").is_some() {
            value = text::basename(&value).to_owned();
        }
        if exists && has("d").is_some() {
            value = text::dirname(&value).to_owned();
        }
        if let Some(modifier) = has("q") {
            value = match for_hashes(modifier) {
                true => value.replace('#', "##"),
                false => text::quote_shell(&value),
            };
        }
        if has("E").is_some() {
            value = self.again(&value, false, context);
        }
        if has("T").is_some() {
            value = self.again(&value, true, context);
        }
        for modifier in modifiers.iter().filter(|modifier| modifier.name == "s") {
            value = self.substitute(modifier, &value, context);
        }
        if let Some(modifier) = has("=") {
            value = self.limit(modifier, value, context);
        }
        if let Some(width) = has("p").and_then(|modifier| modifier.arguments.first()) {
            let width = self.expand(width, context).parse().unwrap_or(0);
            value = text::pad(&value, width, MAX_PAD);
        }
        if has("n").is_some() {
            value = value.len().to_string();
        }
        if has("w").is_some() {
            value = text::width(&value).to_string();
        }
        self.foreign |= foreign;
        self.counted(value)
    }

    /// The value of a modifier that takes all that follows for itself, if there is one.
    fn operator(
        &mut self,
        modifiers: &[Modifier<'_>],
        body: &str,
        context: &dyn Context,
    ) -> Option<String> {
        let truth = |holds: bool| Some(String::from(if holds { "1" } else { "0" }));
        modifiers.iter().find_map(|modifier| match modifier.name {
            "l" => Some(text::unescape(body)),
            "a" => {
                let code = self.expand(body, context).parse().ok();
                let c = code.and_then(char::from_u32).filter(|c| matches!(c, ' '..='~'));
                let c = c.map(String::from).unwrap_or_default();
                Some(if self.in_command { text::harmless(&c) } else { c })
            }
            "c" => {
                let color = self.expand(body, context);
                Some(crate::language::style::rgb_of_name(&color).unwrap_or_default())
            }
            "!" => truth(!is_true(&self.expand(body, context))),
            "!!" => truth(is_true(&self.expand(body, context))),
            "||" => {
                truth(text::split(body).iter().any(|part| is_true(&self.expand(part, context))))
            }
            "&&" => {
                truth(text::split(body).iter().all(|part| is_true(&self.expand(part, context))))
            }
            "S" => Some(self.repeat(Loop::Sessions, body, context)),
            "W" => Some(self.repeat(Loop::Windows, body, context)),
            "P" => Some(self.repeat(Loop::Panes, body, context)),
            "L" => Some(self.repeat(Loop::Clients, body, context)),
            "N" => truth(self.name_exists(modifier, body, context)),
            "C" => Some(self.row_with(modifier, body, context).to_string()),
            "==" | "!=" | "<" | ">" | "<=" | ">=" | "m" | "e" | "R" => {
                Some(self.of_two(modifier, body, context))
            }
            _ => None,
        })
    }

    /// An operator on two operands; empty where there are not two.
    fn of_two(&mut self, modifier: &Modifier<'_>, body: &str, context: &dyn Context) -> String {
        let Some((left, right)) = text::split_pair(body) else { return String::new() };
        let (left, right) = (self.expand(left, context), self.expand(right, context));
        let holds = match modifier.name {
            "==" => left == right,
            "!=" => left != right,
            "<" => left < right,
            ">" => left > right,
            "<=" => left <= right,
            ">=" => left >= right,
            "m" => self.matches(modifier, &left, &right),
            "R" => {
                let most = (MAX_BYTES - self.bytes.min(MAX_BYTES)) / left.len().max(1);
                return left.repeat(right.parse().unwrap_or(0).min(most));
            }
            _ => return self.calculate(modifier, &left, &right, context),
        };
        String::from(if holds { "1" } else { "0" })
    }

    fn calculate(
        &mut self,
        modifier: &Modifier<'_>,
        left: &str,
        right: &str,
        context: &dyn Context,
    ) -> String {
        let operator = modifier.arguments.first().copied().unwrap_or_default();
        let places = modifier.arguments.get(2).map(|places| self.expand(places, context));
        let places = places.and_then(|places| places.parse().ok());
        Operation { operator, float: modifier.flag(1, 'f'), places }.result(left, right)
    }

    /// `#{?condition,then,…,otherwise}`. A condition is the name of a variable or a format; text
    /// that is neither is false.
    fn choose(&mut self, body: &str, context: &dyn Context) -> String {
        let parts = text::split(body);
        let mut parts = parts.iter();
        while let Some(condition) = parts.next() {
            let Some(then) = parts.next() else {
                // The last part of an odd number of them is what is left otherwise.
                let otherwise = parts.len() == 0 && body.contains(',');
                return if otherwise { self.expand(condition, context) } else { String::new() };
            };
            let holds = self.asked(|it| match context.variable(condition) {
                Some(value) => is_true(&value),
                None => {
                    let value = it.expand(condition, context);
                    value != **condition && is_true(&value)
                }
            });
            if holds {
                return self.expand(then, context);
            }
        }
        String::new()
    }

    /// A loop: the second format, where there is one, is for the current thing.
    fn repeat(&mut self, kind: Loop, body: &str, context: &dyn Context) -> String {
        let (other, current) = text::split_pair(body).unwrap_or((body, body));
        let mut out = String::new();
        context.each(kind, &mut |context, is_current| {
            let format = if is_current { current } else { other };
            out.push_str(&self.expand(format, context));
        });
        out
    }

    fn name_exists(&mut self, modifier: &Modifier<'_>, body: &str, context: &dyn Context) -> bool {
        let (kind, variable) = match modifier.flag(0, 's') {
            true => (Loop::Sessions, "session_name"),
            false => (Loop::Windows, "window_name"),
        };
        let name = self.expand(body, context);
        let mut found = false;
        context.each(kind, &mut |context, _| {
            found |= context.variable(variable).as_deref() == Some(name.as_str());
        });
        found
    }

    /// The number of the first row of the screen with a text, a pattern or, with `r`, a regular
    /// expression in it; 0 where none has.
    fn row_with(&mut self, modifier: &Modifier<'_>, body: &str, context: &dyn Context) -> usize {
        let wanted = self.expand(body, context);
        let wanted = match modifier.flag(0, 'r') {
            true => wanted,
            false => format!("*{wanted}*"),
        };
        let rows = context.screen();
        let found = rows.iter().position(|row| self.matches(modifier, &wanted, row));
        found.map_or(0, |row| row + 1)
    }

    fn time(&mut self, modifier: &Modifier<'_>, value: &str, context: &dyn Context) -> String {
        let Some(epoch) = value.parse().ok().filter(|epoch| *epoch != 0) else {
            return String::new();
        };
        let then = context.local_time(epoch);
        match modifier.arguments.first() {
            Some(flag) if flag.contains('p') => {
                time::pretty(&then, &context.local_time(context.now()))
            }
            Some(flag) if flag.contains('f') => {
                let format = modifier.arguments.get(1).copied().unwrap_or_default();
                let format = self.expand(format, context);
                time::strftime(&format, &then)
            }
            _ => time::strftime("%c", &then),
        }
    }

    fn substitute(
        &mut self,
        modifier: &Modifier<'_>,
        value: &str,
        context: &dyn Context,
    ) -> String {
        let [from, to, ..] = modifier.arguments[..] else { return value.to_owned() };
        let (from, to) = (self.expand(from, context), self.expand(to, context));
        let regex = self.compile(&from, modifier.flag(2, 'i'), value);
        let Some(regex) = regex else { return value.to_owned() };
        let mut out = String::new();
        let mut at = 0;
        for captures in regex.captures_iter(value) {
            let Some(whole) = captures.get(0) else { continue };
            out.push_str(&value[at..whole.start()]);
            at = whole.end();
            push_replacement(&mut out, &to, &captures);
            if out.len() > MAX_BYTES {
                return String::new();
            }
        }
        out.push_str(&value[at..]);
        out
    }

    /// A regular expression for `text`, unless it is none, or it or the text is too large.
    fn compile(&mut self, pattern: &str, ignore_case: bool, text: &str) -> Option<Regex> {
        self.bytes = self.bytes.saturating_add(REGEX_COST);
        if self.bytes > MAX_BYTES || text.len() > MAX_SEARCHED {
            return None;
        }
        RegexBuilder::new(pattern).case_insensitive(ignore_case).size_limit(1 << 18).build().ok()
    }

    fn matches(&mut self, modifier: &Modifier<'_>, wanted: &str, text: &str) -> bool {
        let ignore_case = modifier.flag(0, 'i');
        if modifier.flag(0, 'r') {
            let regex = self.compile(wanted, ignore_case, text);
            return regex.is_some_and(|regex| regex.is_match(text));
        }
        let work = wanted.len().saturating_mul(text.len()) / 16;
        self.bytes = self.bytes.saturating_add(work);
        if self.bytes > MAX_BYTES {
            return false;
        }
        match ignore_case {
            true => pattern::matches(&wanted.to_lowercase(), &text.to_lowercase()),
            false => pattern::matches(wanted, text),
        }
    }

    fn limit(&mut self, modifier: &Modifier<'_>, value: String, context: &dyn Context) -> String {
        let limit = modifier.arguments.first().map(|limit| self.expand(limit, context));
        let limit: i64 = limit.and_then(|limit| limit.parse().ok()).unwrap_or(0);
        let columns = usize::try_from(limit.unsigned_abs()).unwrap_or(usize::MAX);
        if limit == 0 || text::width(&value) <= columns {
            return value;
        }
        let marker = modifier.arguments.get(1).map(|marker| self.expand(marker, context));
        let marker = marker.unwrap_or_default();
        match limit > 0 {
            true => text::first_columns(&value, columns) + &marker,
            false => marker + &text::last_columns(&value, columns),
        }
    }
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

/// Pushes what replaces a match: `\0` is all of it, `\1` to `\9` are groups.
fn push_replacement(out: &mut String, to: &str, captures: &regex::Captures<'_>) {
    let mut chars = to.chars();
    while let Some(c) = chars.next() {
        match (c, chars.clone().next().and_then(|next| next.to_digit(10))) {
            ('\\', Some(group)) => {
                chars.next();
                out.push_str(captures.get(group as usize).map_or("", |group| group.as_str()));
            }
            _ => out.push(c),
        }
    }
}
