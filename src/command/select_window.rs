//! `select-window`: another window becomes a session's current one.

use super::{Command, Context, Failure, Flow, Outcome, flag};
use crate::language::syntax::Flag;
use crate::language::target::Kind;

/// The entry.
pub const COMMAND: Command = Command {
    name: "select-window",
    alias: Some("selectw"),
    flags: &[
        Flag::new('l', "the window before"),
        Flag::new('n', "the next window"),
        Flag::new('p', "the window of the number before"),
        Flag::new('T', "where it is the current one: the window before"),
        flag::TARGET_WINDOW,
    ],
    about: "Show a window; -n the next, -p the previous, -l the last one",
    target: Some(Kind::Window),
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    if context.has('n') {
        return context.step_window(Step::Next, false);
    }
    if context.has('p') {
        return context.step_window(Step::Previous, false);
    }
    let (session, index) = context.target.the_index()?;
    let current = context.model.graph.session(session).map(|session| session.current);
    if context.has('l') || (context.has('T') && current == Some(index)) {
        return context.step_window(Step::Last, false);
    }
    context.model.select_window(session, index);
    Ok(Flow::Next)
}

/// Which window, seen from the current one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The next, round the end.
    Next,
    /// The previous, round the end.
    Previous,
    /// The one that was current before.
    Last,
}

impl Context<'_> {
    /// The target session shows another of its windows; with `alerted` only those with an
    /// alert count.
    pub fn step_window(&mut self, step: Step, alerted: bool) -> Outcome {
        let id = self.session()?;
        let session =
            self.model.graph.session(id).ok_or_else(|| Failure::not_found("no current session"))?;
        let current = session.current;
        let counts = |index: &u32| {
            let window = session.windows.get(index).and_then(|id| self.model.graph.window(*id));
            window.is_some_and(|window| {
                let silent = || self.model.graph.is_silent(window.id);
                !alerted || window.bell || window.alerted || silent()
            })
        };
        let by = |by: i64| {
            let steps = 1..session.windows.len().max(1) as i64;
            steps.map(|n| session.step(current, n * by)).find(counts)
        };
        let (found, missing) = match step {
            Step::Next => (by(1), "no next window"),
            Step::Previous => (by(-1), "no previous window"),
            Step::Last => (session.last(), "no last window"),
        };
        let index = found.ok_or_else(|| Failure::new(missing))?;
        self.model.select_window(id, index);
        Ok(Flow::Next)
    }
}
