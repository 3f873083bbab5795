//! `output`: what a command of a pane's command log wrote.

use serde_json::json;

use super::amount::count;
use super::marks::why_none;
use super::{Command, Context, Failure, Flow, Outcome, Repeatable, flag, value};
use crate::language::syntax::{Flag, Operand, Value};
use crate::language::target::Kind;
use crate::model::Model;
use crate::model::command_log::Entry;
use crate::model::id::PaneId;
use crate::model::passage::Passage;

/// The entry.
pub const COMMAND: Command = Command {
    name: "output",
    flags: &[
        flag::JSON,
        Flag::with(
            'n',
            Value::new(
                "how-many-before",
                "which one: 0 is the last, 1 the one before it, and so on",
            ),
        ),
        flag::TARGET_PANE,
    ],
    operands: &[Operand::Optional(value::TARGET_PANE)],
    anywhere: true,
    about: "Print what the last command in a pane's shell wrote, or with -n one before it",
    target: Some(Kind::Pane),
    repeatable: Repeatable::Always,
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    let place = context.operand_pane()?;
    let id = place.pane.ok_or_else(|| Failure::not_found("no current pane"))?;
    let back = context.value('n').map_or(Ok(0), |text| count(text, "command", 0, u32::MAX))?;
    let asks_itself = context.is_one_shot() && context.here.pane == Some(id);
    let Some(pane) = context.model.graph.pane(id) else { return Ok(Flow::Next) };
    // The command that asks is not the one that is asked for.
    let known = pane.command_log.entries().rev().filter(|it| !asks_itself || it.finished.is_some());
    let entry = known.clone().nth(back as usize);
    let entry = entry.ok_or_else(|| missing(context.model, id, known.count()))?;
    let passage = entry.output(&pane.terminal);
    if context.arguments.has_long("json") {
        let object = object(entry, &passage);
        context.print_json(&object);
        return Ok(Flow::Next);
    }
    let number = entry.number;
    context.output.extend_from_slice(passage.text.as_bytes());
    match (passage.gone, context.client.filter(|_| context.is_one_shot())) {
        (0, _) | (_, None) => {}
        (gone, Some(client)) => {
            let lines = if gone == 1 { "line" } else { "lines" };
            let text = format!("{gone} {lines} of command {number} are gone from the history");
            context.model.complain(client, &text);
        }
    }
    Ok(Flow::Next)
}

fn missing(model: &Model, pane: PaneId, known: usize) -> Failure {
    Failure::new(match known {
        0 => why_none(model, pane),
        known => format!("only {known} commands are known of {pane}"),
    })
}

fn object(entry: &Entry, passage: &Passage) -> serde_json::Value {
    json!({
        "command_number": entry.number,
        "command_text": entry.text,
        "command_status": entry.finished.and_then(|finished| finished.status),
        "command_running": entry.finished.is_none(),
        "lines_gone": passage.gone,
        "output": passage.text,
    })
}
