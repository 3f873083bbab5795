//! How a format is worked out, told line by line in tmux's words.

use super::expand::Expander;
use super::modifiers::Modifier;

/// The most that is told, in bytes.
pub(super) const MAX_TRACE: usize = 1 << 20;
/// What is told last where there is more.
pub(super) const TOO_LONG: &str = "# trace is too long";
/// From which depth on lines are set in no further.
const DEEPEST: usize = 10;

/// What was told so far.
#[derive(Debug, Default)]
pub(super) struct Trace {
    /// The lines, each set in by the depth of the format that it is about.
    pub(super) lines: Vec<String>,
    bytes: usize,
    full: bool,
}

impl Expander {
    /// The same where each step is told.
    pub(super) fn traced(mut self) -> Self {
        self.trace = Some(Trace::default());
        self
    }

    /// Tells a step, where somebody wants to know: the line is made for them alone.
    pub(super) fn trace(&mut self, line: impl FnOnce() -> String) {
        let Some(trace) = self.trace.as_mut().filter(|trace| !trace.full) else { return };
        let line = format!("#{:1$}{2}", "", self.depth.min(DEEPEST), line());
        trace.bytes = trace.bytes.saturating_add(line.len() + 1);
        trace.full = trace.bytes > MAX_TRACE;
        trace.lines.push(if trace.full { TOO_LONG.to_owned() } else { line });
    }

    /// Tells what stands before the `:`, each argument as it is written.
    pub(super) fn trace_modifiers(&mut self, modifiers: &[Modifier<'_>]) {
        if self.trace.is_none() {
            return;
        }
        for (at, modifier) in modifiers.iter().enumerate() {
            self.trace(|| format!("modifier {at} is {}", modifier.name));
            for (index, argument) in modifier.arguments.iter().enumerate() {
                self.trace(|| format!("modifier {at} argument {index}: {argument}"));
            }
        }
    }

    /// Tells what a variable is, as far as there is one of that name.
    pub(super) fn trace_variable(&mut self, name: &str, value: Option<&str>) {
        self.trace(|| match value {
            Some(value) => format!("format '{name}' found: {value}"),
            None => format!("format '{name}' not found"),
        });
    }
}
