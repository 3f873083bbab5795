//! `commands`: the command log of a pane, one line a command that was run in its shell.

use super::list::Scene;
use super::marks::why_none;
use super::{Command, Context, Flow, Outcome, Repeatable, flag, value};
use crate::language::syntax::Operand;
use crate::language::target::Kind;
use crate::model::command_log::Entry;
use crate::model::resolve::Place;

/// The entry.
pub const COMMAND: Command = Command {
    name: "commands",
    flags: &[flag::JSON, flag::FORMAT, flag::FILTER, flag::TARGET_PANE],
    operands: &[Operand::Optional(value::TARGET_PANE)],
    anywhere: true,
    about: "List the commands that were run in a pane's shell, with how long they took and how \
        they ended",
    target: Some(Kind::Pane),
    repeatable: Repeatable::Always,
    run,
    ..Command::NEW
};

const FORMAT: &str = "#{command_number}: #{?command_running,running,\
    #{?#{!=:#{command_status},},#{command_status},?}} #{command_took} #{command_path}$ #{command_first_line}";

const FIELDS: &[&str] = &[
    "command_number",
    "command_text",
    "command_path",
    "command_started",
    "command_duration",
    "command_status",
    "command_running",
];

fn run(context: &mut Context<'_>) -> Outcome {
    let place = context.operand_pane()?;
    let pane = place.pane.and_then(|id| context.model.graph.pane(id));
    // An empty list says nothing about why it is empty.
    let unmarked =
        pane.filter(|pane| pane.command_log.newest().is_none() && !pane.run.shell.is_marked());
    let why = unmarked.map(|pane| why_none(context.model, pane.id));
    let asks = context.client.filter(|_| context.is_one_shot());
    let entries = pane.into_iter().flat_map(|pane| pane.command_log.entries());
    let scenes = entries.map(|entry| scene(place, entry)).collect();
    context.list_with(scenes, FORMAT, FIELDS);
    match (why, asks) {
        (Some(why), Some(client)) => {
            context.model.complain(client, &why);
        }
        (Some(why), None) => context.print(why),
        (None, _) => {}
    }
    Ok(Flow::Next)
}

fn scene(place: Place, entry: &Entry) -> Scene {
    let text = |value: Option<String>| value.unwrap_or_default();
    let status = entry.finished.and_then(|finished| finished.status);
    let duration = entry.finished.map(|finished| finished.duration);
    let directory = entry.directory.as_ref().map(|path| path.display().to_string());
    let first_line = match entry.text.split_once('\n') {
        Some((first, _)) => format!("{first} \u{2026}"),
        None => entry.text.clone(),
    };
    let extra = vec![
        ("command_number", entry.number.to_string()),
        ("command_text", entry.text.clone()),
        ("command_first_line", first_line),
        ("command_path", text(directory)),
        ("command_started", entry.started.to_string()),
        ("command_duration", text(duration.map(|duration| duration.to_string()))),
        ("command_took", text(duration.map(took))),
        ("command_status", text(status.map(|status| status.to_string()))),
        ("command_running", u8::from(entry.finished.is_none()).to_string()),
    ];
    (place, extra)
}

/// Milliseconds as a person tells them.
fn took(millis: u64) -> String {
    let (seconds, rest) = (millis / 1000, millis % 1000);
    match seconds {
        0..10 => format!("{seconds}.{}s", rest / 100),
        10..60 => format!("{seconds}s"),
        60..3600 => format!("{}m{:02}s", seconds / 60, seconds % 60),
        _ => format!("{}h{:02}m", seconds / 3600, seconds / 60 % 60),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn lengths_of_time_are_short_to_read() {
        let check = |millis, expect| assert_eq!(super::took(millis), expect);
        check(0, "0.0s");
        check(1290, "1.2s");
        check(59_999, "59s");
        check(61_000, "1m01s");
        check(7_260_000, "2h01m");
    }
}
