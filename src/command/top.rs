//! `top`: the processes that run in a pane, with what they take.

use serde_json::json;

use super::census::{bytes, length, percent};
use super::{Command, Context, Failure, Flow, Outcome, Repeatable, flag, value};
use crate::language::syntax::Operand;
use crate::language::target::Kind;
use crate::model::census::Process;

/// The entry.
pub const COMMAND: Command = Command {
    name: "top",
    flags: &[flag::JSON, flag::TARGET_PANE],
    operands: &[Operand::Optional(value::TARGET_PANE)],
    anywhere: true,
    about: "List the processes in a pane, with the part of a processor and the memory that each \
            takes and how long it has run",
    ours: true,
    repeatable: Repeatable::Always,
    run,
    ..Command::NEW
};

/// Milliseconds for which one looks.
const GLANCE: u64 = 200;

fn run(context: &mut Context<'_>) -> Outcome {
    context.take_named(Kind::Pane)?;
    let id = context.pane()?;
    let as_json = context.arguments.has_long("json");
    let pid = context.model.graph.pane(id).filter(|pane| !pane.is_dead());
    let pid = pid.and_then(|pane| pane.run.pid);
    let pid = pid.ok_or_else(|| Failure::new(format!("the program of {id} has ended")))?;
    context.look(vec![pid], GLANCE, move |context, census| {
        let family = census.families.into_iter().next().unwrap_or_default();
        match as_json {
            true => {
                let all: Vec<_> = family.iter().map(object).collect();
                context.print_json(&serde_json::Value::from(all));
            }
            false => {
                let titles = ["PID", "PPID", "CPU", "MEM", "TIME", "ELAPSED", "COMMAND"];
                let mut rows = vec![titles.map(str::to_owned).to_vec()];
                rows.extend(family.iter().map(row));
                context.columns(rows);
            }
        }
        Ok(Flow::Next)
    })
}

fn row(process: &Process) -> Vec<String> {
    vec![
        process.pid.to_string(),
        process.parent.to_string(),
        percent(process.cpu),
        bytes(process.memory),
        length(process.time),
        length(process.elapsed),
        process.command.clone(),
    ]
}

fn object(process: &Process) -> serde_json::Value {
    json!({
        "pid": process.pid,
        "parent": process.parent,
        "cpu_percent": process.cpu,
        "cpu_time": process.time,
        "memory": process.memory,
        "elapsed": process.elapsed,
        "command": process.command,
    })
}
