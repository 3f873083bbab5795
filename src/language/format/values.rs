//! What is made of a value: times, substitutions, matches, limits.

use regex::{Regex, RegexBuilder};

use super::expand::{Expander, MAX_BYTES, MOST, number};
use super::modifiers::Modifier;
use super::{Context, text, time};
use crate::language::{fuzzy, pattern, style};
use crate::style::Style;

/// What a regular expression costs, in bytes.
const REGEX_COST: usize = 16 << 10;
/// The longest text that a regular expression looks through, in bytes.
const MAX_SEARCHED: usize = 64 << 10;

impl Expander {
    pub(super) fn time(
        &mut self,
        modifier: &Modifier<'_>,
        value: &str,
        context: &dyn Context,
    ) -> String {
        let Some(epoch) = number(value, 1, i64::MAX) else { return String::new() };
        let now = context.now();
        let pretty =
            || time::pretty(&context.local_time(epoch), &context.local_time(now.max(epoch)));
        match modifier.arguments.first() {
            Some(flag) if flag.contains('p') => pretty(),
            Some(flag) if flag.contains('r') => time::relative(now, epoch),
            Some(flag) if flag.contains('d') => now.saturating_sub(epoch).to_string(),
            Some(flag) if flag.contains('f') && modifier.arguments.len() > 1 => {
                let format = self.argument(modifier, 1, context).unwrap_or_default();
                time::strftime(&text::unescape(&format), &context.local_time(epoch))
            }
            _ => time::strftime("%a %b %e %H:%M:%S %Y", &context.local_time(epoch)),
        }
    }

    pub(super) fn substitute(
        &mut self,
        modifier: &Modifier<'_>,
        value: String,
        context: &dyn Context,
    ) -> String {
        let from = self.argument(modifier, 0, context);
        let (Some(from), Some(to)) = (from, self.argument(modifier, 1, context)) else {
            return value;
        };
        if from.is_empty() {
            return value;
        }
        let (from, to) = (self.expand(&from, context), self.expand(&to, context));
        let regex = self.compile(&from, modifier.flag(2, 'i'), &value);
        let value = match regex {
            Some(regex) => replaced(&regex, from.starts_with('^'), &to, &value),
            None => value,
        };
        self.trace(|| format!("substitute '{from}' to '{to}': {value}"));
        value
    }

    /// A regular expression for `text`, unless it is none, or it or the text is too large.
    fn compile(&mut self, pattern: &str, ignore_case: bool, text: &str) -> Option<Regex> {
        self.bytes = self.bytes.saturating_add(REGEX_COST);
        if self.bytes > MAX_BYTES || text.len() > MAX_SEARCHED {
            return None;
        }
        RegexBuilder::new(pattern).case_insensitive(ignore_case).size_limit(1 << 18).build().ok()
    }

    /// `#{m:…}`: whether it matches; with `p` the columns of what does.
    pub(super) fn matched(&mut self, modifier: &Modifier<'_>, wanted: &str, text: &str) -> String {
        let columns = modifier.flag(0, 'p');
        if !columns && !modifier.flag(0, 'z') {
            return String::from(if self.matches(modifier, wanted, text) { "1" } else { "0" });
        }
        if !self.can_search(wanted, text) {
            return String::new();
        }
        let text = style::styled(text, Style::PLAIN);
        let found = fuzzy::find(wanted, &text, text.width().max(1));
        match (columns, found) {
            (false, found) => String::from(if found.is_some() { "1" } else { "0" }),
            (true, None) => String::new(),
            (true, Some(found)) => {
                found.columns.iter().map(usize::to_string).collect::<Vec<_>>().join(",")
            }
        }
    }

    /// Whether there is enough left of what may be done for looking for one text in another.
    fn can_search(&mut self, wanted: &str, text: &str) -> bool {
        let work = wanted.len().saturating_mul(text.len()) / 16;
        self.bytes = self.bytes.saturating_add(work);
        self.bytes <= MAX_BYTES
    }

    pub(super) fn matches(&mut self, modifier: &Modifier<'_>, wanted: &str, text: &str) -> bool {
        let ignore_case = modifier.flag(0, 'i');
        if modifier.flag(0, 'r') {
            let regex = self.compile(wanted, ignore_case, text);
            return regex.is_some_and(|regex| regex.is_match(text));
        }
        if !self.can_search(wanted, text) {
            return false;
        }
        match ignore_case {
            true => pattern::matches(&wanted.to_lowercase(), &text.to_lowercase()),
            false => pattern::matches(wanted, text),
        }
    }

    pub(super) fn limit(
        &mut self,
        modifier: &Modifier<'_>,
        value: String,
        context: &dyn Context,
    ) -> String {
        let limit = self.argument(modifier, 0, context);
        let limit = limit.and_then(|limit| number(&limit, -MOST, MOST)).unwrap_or(0);
        if limit == 0 {
            return value;
        }
        let columns = usize::try_from(limit.unsigned_abs()).unwrap_or(usize::MAX);
        let value = if text::width(&value) <= columns {
            value
        } else {
            let marker = self.argument(modifier, 1, context).unwrap_or_default();
            match limit > 0 {
                true => text::first_columns(&value, columns) + &marker,
                false => marker + &text::last_columns(&value, columns),
            }
        };
        self.trace(|| format!("applied length limit {limit}: {value}"));
        value
    }
}

/// A text with all that matches replaced; the first alone where that is tied to the beginning. Where
/// nothing at all matches between two characters that counts once, and not before the first.
fn replaced(regex: &Regex, tied: bool, to: &str, text: &str) -> String {
    let mut out = String::new();
    let (mut start, mut last, mut was_empty) = (0, 0, false);
    while start <= text.len() {
        let rest = &text[start..];
        let Some(captures) = regex.captures(rest) else {
            out.push_str(rest);
            return out;
        };
        let Some(whole) = captures.get(0) else { return out };
        let (from, end) = (start + whole.start(), start + whole.end());
        out.push_str(text.get(last..from).unwrap_or_default());
        if tied {
            push_replacement(&mut out, to, &captures);
            out.push_str(&text[end..]);
            return out;
        }
        if was_empty || from != last || !whole.is_empty() {
            push_replacement(&mut out, to, &captures);
            (last, start, was_empty) = (end, end, false);
        } else {
            last = end;
            start = end + text[end..].chars().next().map_or(1, char::len_utf8);
            was_empty = true;
        }
        if out.len() > MAX_BYTES {
            return String::new();
        }
    }
    out
}

/// Pushes what replaces a match: `\0` is all of it, `\1` to `\9` are groups. Any other character after
/// `\` is itself, and so is the number of a group with nothing in it.
fn push_replacement(out: &mut String, to: &str, captures: &regex::Captures<'_>) {
    let mut chars = to.chars();
    while let Some(c) = chars.next() {
        let c = match c {
            '\\' => chars.next().unwrap_or('\\'),
            c => {
                out.push(c);
                continue;
            }
        };
        let group = c.to_digit(10).and_then(|group| captures.get(group as usize));
        match group.filter(|group| !group.is_empty()) {
            Some(group) => out.push_str(group.as_str()),
            None => out.push(c),
        }
    }
}
