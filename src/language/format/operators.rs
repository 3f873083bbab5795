//! What a modifier makes of all that follows it: comparisons, conditions, loops, colours.

use super::arithmetic::Operation;
use super::expand::{Expander, MAX_BYTES, MOST, number};
use super::modifiers::Modifier;
use super::{Context, EnvironmentOf, Level, Loop, Order, Sort, Turn, is_true, text};
use crate::language::style;

/// The milliseconds of an animation's shortest step.
pub const FRAME: u64 = 100;

/// The value of a format, where there is an operator in it; nothing where it is not written right.
type Value = Option<Option<String>>;

fn truth(holds: bool) -> Value {
    Some(Some(String::from(if holds { "1" } else { "0" })))
}

impl Expander {
    /// The value of a modifier that takes all that follows for itself, if there is one. Of several kinds
    /// the one counts that is asked for here first; of one kind the last.
    pub(super) fn operator(
        &mut self,
        modifiers: &[Modifier<'_>],
        body: &str,
        context: &dyn Context,
    ) -> Value {
        let has = |name: &str| modifiers.iter().rfind(|modifier| modifier.name == name);
        let last = |names: &[&str]| modifiers.iter().rfind(|it| names.contains(&it.name));
        if let Some(modifier) = has("I").filter(|it| ['f', 'c', 'e'].iter().any(|c| it.flag(0, *c)))
        {
            // The last of them, where there are several.
            let asked = ['e', 'f', 'c'].into_iter().find(|c| modifier.flag(0, *c));
            return Some(Some(asked.map(|asked| context.client(asked, body)).unwrap_or_default()));
        }
        if let Some(modifier) = has("A") {
            let frame = self.frame(modifier, body, context);
            self.trace(|| format!("cycle '{body}' is: {frame}"));
            return Some(Some(frame));
        }
        if has("l").is_some() {
            self.trace(|| format!("literal string is '{body}'"));
            return Some(Some(text::unescape(body)));
        }
        if has("a").is_some() {
            let code = number(&self.expand(body, context), 32, 126);
            let c = code.and_then(|code| u8::try_from(code).ok()).map(char::from);
            let c = c.map(String::from).unwrap_or_default();
            return Some(Some(if self.in_command { text::harmless(&c) } else { c }));
        }
        if let Some(modifier) = has("c") {
            return Some(Some(self.colour(modifier, body, context)));
        }
        if let Some((kind, order)) = loop_of(modifiers) {
            return self.repeat(kind, order, body, context);
        }
        if has("N").is_some_and(|it| it.arguments.is_empty() || it.flag(0, 'w')) {
            return match context.has_session() {
                true => truth(self.name_exists(Loop::Windows, "window_name", body, context)),
                false => {
                    self.trace(|| "window name but no session".to_owned());
                    None
                }
            };
        }
        if has("N").is_some_and(|it| it.flag(0, 's')) {
            return truth(self.name_exists(Loop::Sessions, "session_name", body, context));
        }
        if let Some(modifier) = has("C") {
            return Some(Some(self.row_with(modifier, body, context).to_string()));
        }
        if has("R").is_some() {
            let Some((text, times)) = self.two(body, context) else {
                self.trace(|| format!("repeat syntax error: {body}"));
                return None;
            };
            let most = (MAX_BYTES - self.bytes.min(MAX_BYTES)) / text.len().max(1);
            let times = number(&times, 1, MOST).and_then(|times| usize::try_from(times).ok());
            return Some(Some(text.repeat(times.unwrap_or(0).min(most))));
        }
        if has("!").is_some() || has("!!").is_some() {
            let holds = is_true(&self.expand(body, context));
            return truth(holds != has("!").is_some());
        }
        if let Some(modifier) = last(&["||", "&&"]) {
            let parts = text::split(body);
            let mut parts = parts.iter();
            let name = modifier.name;
            let holds = |part: &&str| {
                let operand = self.expand(part, context);
                self.trace(|| format!("operator {name} has operand: {operand}"));
                is_true(&operand)
            };
            return truth(match name {
                "||" => parts.any(holds),
                _ => parts.all(holds),
            });
        }
        if let Some(modifier) = last(&["m", "<", ">", "==", "!=", "<=", ">="]) {
            let name = modifier.name;
            let Some((left, right)) = self.two(body, context) else {
                self.trace(|| format!("compare {name} syntax error: {body}"));
                return None;
            };
            self.trace(|| format!("compare {name} left is: {left}"));
            self.trace(|| format!("compare {name} right is: {right}"));
            return match name {
                "==" => truth(left == right),
                "!=" => truth(left != right),
                "<" => truth(left < right),
                ">" => truth(left > right),
                "<=" => truth(left <= right),
                ">=" => truth(left >= right),
                _ => Some(Some(self.matched(modifier, &left, &right))),
            };
        }
        if let Some(body) = body.strip_prefix('?') {
            return Some(Some(self.choose(body, context)));
        }
        match has("e").filter(|it| (1..=3).contains(&it.arguments.len())) {
            Some(modifier) => {
                Some(Some(self.calculate(modifier, body, context).unwrap_or_default()))
            }
            None => Some(None),
        }
    }

    /// Two operands.
    fn two(&mut self, body: &str, context: &dyn Context) -> Option<(String, String)> {
        let (left, right) = text::split_pair(body)?;
        Some((self.expand(left, context), self.expand(right, context)))
    }

    /// The colour as six hexadecimal digits, or as the sequence that a terminal takes.
    fn colour(&mut self, modifier: &Modifier<'_>, body: &str, context: &dyn Context) -> String {
        let name = self.expand(body, context);
        let name = context.themed(&name).unwrap_or(name);
        match (modifier.flag(0, 'b'), modifier.flag(0, 'f')) {
            (false, false) => style::rgb_of_name(&name),
            _ if name.eq_ignore_ascii_case("none") => Some("\x1b[0m".to_owned()),
            (background, _) => style::sequence_of_name(&name, background),
        }
        .unwrap_or_default()
    }

    /// One of the frames of an animation, by the clock; nothing outside of a status line.
    fn frame(&mut self, modifier: &Modifier<'_>, body: &str, context: &dyn Context) -> String {
        let steps = self.argument(modifier, 0, context);
        let steps = steps.and_then(|steps| number(&steps, 1, 100)).unwrap_or(1).unsigned_abs();
        let frames: Vec<&str> = body.split(',').collect();
        if self.in_command || self.still || body.is_empty() {
            return String::new();
        }
        let step = steps * FRAME;
        let Some(now) = context.frame_clock((frames.len() > 1).then_some(step)) else {
            return String::new();
        };
        let at = usize::try_from(now / step % frames.len() as u64).unwrap_or(0);
        frames[at].to_owned()
    }

    /// An operation's result; nothing where it is not written right.
    fn calculate(
        &mut self,
        modifier: &Modifier<'_>,
        body: &str,
        context: &dyn Context,
    ) -> Option<String> {
        let operator = self.argument(modifier, 0, context)?;
        let places = match self.argument(modifier, 2, context) {
            Some(places) => {
                let Some(number) = number(&places, -100, 100) else {
                    self.trace(|| format!("expression precision is invalid: {places}"));
                    return None;
                };
                i32::try_from(number).ok()
            }
            None => None,
        };
        let Some((left, right)) = self.two(body, context) else {
            self.trace(|| "expression syntax error".to_owned());
            return None;
        };
        let float = modifier.flag(1, 'f');
        let operation = Operation { operator: &operator, float, places };
        let Some(left) = operation.operand(&left) else {
            self.trace(|| format!("expression left side is invalid: {left}"));
            return None;
        };
        let Some(right) = operation.operand(&right) else {
            self.trace(|| format!("expression right side is invalid: {right}"));
            return None;
        };
        self.trace(|| format!("expression left side is: {}", operation.text(left)));
        self.trace(|| format!("expression right side is: {}", operation.text(right)));
        let Some(result) = operation.result(left, right) else {
            self.trace(|| format!("expression has no valid operator: '{operator}'"));
            return None;
        };
        let result = operation.text(result);
        self.trace(|| format!("expression result is {result}"));
        Some(result)
    }

    /// `#{?condition,then,…,otherwise}`. A condition is the name of a variable or a format; text
    /// that is neither is false. What is left alone is what there is otherwise.
    fn choose(&mut self, body: &str, context: &dyn Context) -> String {
        let parts = text::split(body);
        let mut parts = parts.iter();
        while let Some(condition) = parts.next() {
            let Some(then) = parts.next() else {
                self.trace(|| format!("no condition matched in '{body}'; using last arg"));
                return self.expand(condition, context);
            };
            self.trace(|| format!("condition is: {condition}"));
            let holds = self.asked(|it| it.holds(condition, context));
            self.trace(|| format!("condition '{condition}' is {holds}"));
            if holds {
                return self.expand(then, context);
            }
        }
        self.trace(|| format!("no condition matched in '{body}'; using empty string"));
        String::new()
    }

    /// Whether a condition holds.
    fn holds(&mut self, condition: &str, context: &dyn Context) -> bool {
        if let Some(value) = context.variable(condition) {
            self.trace(|| format!("condition '{condition}' found: {value}"));
            return is_true(&value);
        }
        let value = self.expand(condition, context);
        if value == condition {
            self.trace(|| format!("condition '{condition}' not found; assuming false"));
            return false;
        }
        is_true(&value)
    }

    /// A loop: the second format, where there is one, is for the current thing.
    fn repeat(&mut self, kind: Loop, order: Order, body: &str, context: &dyn Context) -> Value {
        let whole = !matches!(kind, Loop::Sessions | Loop::Windows | Loop::Panes);
        let pair = if whole { None } else { text::split_pair(body) };
        let (other, current) = pair.unwrap_or((body, body));
        let mut out = String::new();
        let known = context.each(kind, order, &mut |context, turn| {
            self.trace(|| told(kind, context));
            let format = if turn == Turn::Current { current } else { other };
            out.push_str(&self.expand(format, context));
        });
        if !known {
            let what = if kind == Loop::Panes {
                "pane loop but no window"
            } else {
                "window loop but no session"
            };
            self.trace(|| what.to_owned());
        }
        known.then_some(Some(out))
    }

    fn name_exists(
        &mut self,
        kind: Loop,
        variable: &str,
        body: &str,
        context: &dyn Context,
    ) -> bool {
        let name = self.expand(body, context);
        let mut found = false;
        context.each(kind, Order::default(), &mut |context, _| {
            found |= context.variable(variable).as_deref() == Some(name.as_str());
        });
        found
    }

    /// The number of the first row of the screen with a text, a pattern or, with `r`, a regular
    /// expression in it; 0 where none has.
    fn row_with(&mut self, modifier: &Modifier<'_>, body: &str, context: &dyn Context) -> usize {
        let wanted = self.expand(body, context);
        self.trace(|| match context.variable("pane_id") {
            Some(pane) => format!("search '{wanted}' pane {pane}"),
            None => format!("search '{wanted}' but no pane"),
        });
        let wanted = match modifier.flag(0, 'r') {
            true => wanted,
            false => format!("*{wanted}*"),
        };
        let rows = context.screen();
        let found = rows.iter().position(|row| self.matches(modifier, &wanted, row));
        found.map_or(0, |row| row + 1)
    }
}

/// Which turn of a loop it is, in words.
fn told(kind: Loop, context: &dyn Context) -> String {
    let of = |name: &str| context.variable(name).unwrap_or_default();
    match kind {
        Loop::Sessions => format!("session loop: {}", of("session_id")),
        Loop::Windows => format!("window loop: {} {}", of("window_index"), of("window_id")),
        Loop::Panes => format!("pane loop: {}", of("pane_id")),
        Loop::Clients => format!("client loop: {}", of("client_name")),
        Loop::Options { .. } => match of("option_array_key") {
            key if key.is_empty() => format!("option loop: {}", of("option_name")),
            key => format!("option loop: {}[{key}]", of("option_name")),
        },
        Loop::Environment(_) => format!("environment loop: {}", of("environ_name")),
    }
}

/// What the loops among the modifiers go over, and in which order.
fn loop_of(modifiers: &[Modifier<'_>]) -> Option<(Loop, Order)> {
    let letter = ["S", "W", "P", "L", "O", "V"]
        .into_iter()
        .find(|name| modifiers.iter().any(|it| it.name == *name))?;
    let modifier = modifiers.iter().rfind(|it| it.name == letter)?;
    let flag = |c| modifier.flag(0, c);
    let by = match letter {
        "P" if flag('z') && !flag('i') => Sort::Depth,
        "P" if !flag('i') => Sort::Age,
        "P" => Sort::Natural,
        _ if flag('i') => Sort::Natural,
        _ if flag('n') => Sort::Name,
        _ if flag('t') => Sort::Activity,
        _ => Sort::Natural,
    };
    let kind = match letter {
        "S" => Loop::Sessions,
        "W" => Loop::Windows,
        "P" => Loop::Panes,
        "L" => Loop::Clients,
        "O" => {
            let level = match () {
                () if flag('v') => Level::Server,
                () if flag('w') => Level::Window,
                () if flag('s') || modifier.arguments.is_empty() || flag('g') && !flag('p') => {
                    Level::Session
                }
                () if flag('p') => Level::Pane,
                () => Level::Nothing,
            };
            Loop::Options { level, global: flag('g') }
        }
        _ => Loop::Environment(match modifier.arguments.first().copied() {
            None | Some("" | "s") => EnvironmentOf::Session,
            Some("g") => EnvironmentOf::Server,
            Some("c") => EnvironmentOf::Client,
            Some(_) => EnvironmentOf::Nobody,
        }),
    };
    Some((kind, Order { by, reversed: flag('r') && !matches!(letter, "O" | "V") }))
}
