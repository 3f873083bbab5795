//! `display-panes`: shows the panes' numbers; pressing one chooses it.

use super::{Command, Context, Failure, Flow, Outcome, answered, flag, value};
use crate::dialect::Dialect;
use crate::language::syntax::{Flag, Operand, Value, Words};
use crate::language::target::Kind;
use crate::model::client::{Client, Overlay};
use crate::model::id::PaneId;
use crate::model::mode::Numbered;
use crate::model::prompt::Then;

/// The entry.
pub const COMMAND: Command = Command {
    name: "display-panes",
    alias: Some("displayp"),
    flags: &[
        flag::ignored('b'),
        Flag::new('N', "keys do not choose"),
        Flag::with('d', Value::new("duration", "for how long, in milliseconds")),
        Flag::new('k', "kill the pane when the numbers go; called tmux"),
        Flag::new('Z', "in no more room than the pane has; called tmux"),
        Flag::with(
            's',
            Value::new("src-window", "the panes of this window; called tmux").of(Words::Windows),
        ),
        Flag::with('t', Value::new("target", "a client; called tmux, a pane").of(Words::Clients)),
    ],
    operands: &[Operand::Optional(value::TEMPLATE)],
    about: "Show the panes' numbers; pressing one selects that pane",
    run,
    ..Command::NEW
};

/// What is done with the chosen pane.
const TEMPLATE: &str = "select-pane -t \"%%\"";

fn run(context: &mut Context<'_>) -> Outcome {
    if context.model.identity.dialect == Dialect::Tmux {
        return in_pane(context);
    }
    let client = context.target_display('t')?;
    let session = context.model.graph.client(client).and_then(Client::session);
    let delay = match context.value('d') {
        Some(text) => {
            text.parse().map_err(|_| Failure::usage(format!("delay is invalid: {text}")))?
        }
        None => {
            let session = session.and_then(|id| context.model.graph.session(id));
            let window = session.and_then(|session| session.window());
            context.model.window_lookup(window).count("display-panes-time")
        }
    };
    let until = match delay {
        // Until a key is pressed.
        0 => u64::MAX,
        delay => context.model.clock.millis.saturating_add(delay),
    };
    let template = match (context.has('N'), context.operand(0)) {
        // Keys go where they always go.
        (true, _) => String::new(),
        (false, template) => template.unwrap_or(TEMPLATE).to_owned(),
    };
    context.show(client, Overlay::PaneNumbers { until, template });
    Ok(Flow::Next)
}

/// As tmux: the numbers are a mode of a pane.
fn in_pane(context: &mut Context<'_>) -> Outcome {
    let find = |kind, name| context.model.resolve(kind, name, &context.here, None);
    let target = find(Kind::Pane, context.value('t'))?;
    let pane = target.pane.ok_or_else(|| Failure::not_found("no current pane"))?;
    let source = match context.value('s') {
        Some(name) => find(Kind::Window, Some(name))?,
        None => target,
    };
    let window = source.window.ok_or_else(|| Failure::not_found("no current window"))?;
    let delay: u64 = match context.value('d') {
        Some(text) => text.parse().map_err(|_| Failure::usage("delay invalid".to_owned()))?,
        None => {
            let text = context.model.expand("#{display-panes-time}", &target);
            text.parse().unwrap_or(1000)
        }
    };
    let until = (delay > 0).then(|| context.model.clock.millis.saturating_add(delay));
    let template = context.operand(0).unwrap_or(TEMPLATE).to_owned();
    let numbered = Numbered { window, template, mute: context.has('N'), until, zooms: false };
    context.model.show_numbers(pane, numbered, !context.has('Z'));
    if context.has('k') {
        context.model.end_with_mode(pane);
    }
    Ok(Flow::Next)
}

impl Context<'_> {
    /// The pane of a number is chosen among those that a pane shows.
    pub(super) fn choose_pane(
        &mut self,
        pane: PaneId,
        numbered: &Numbered,
        number: &str,
    ) -> Outcome {
        let chosen = number.parse().ok().and_then(|it| self.model.numbered_pane(numbered, it));
        let Some(chosen) = chosen.filter(|_| !numbered.mute) else { return Ok(Flow::Next) };
        self.model.leave_mode(pane, self.client);
        let then = Then::Text(numbered.template.clone());
        let statements = answered(self.model, &then, &[chosen.to_string()], &self.here)?;
        self.run_next(statements);
        Ok(Flow::Next)
    }
}
