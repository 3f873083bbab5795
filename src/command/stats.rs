//! `stats`: what the programs in panes take, a row each, told again every second.

use serde_json::json;

use super::census::{bytes, percent};
use super::list_panes::panes_of;
use super::list_windows::{sessions_by_name, windows_of};
use super::template::{self, Piece};
use super::{Command, Context, Failure, Flow, Outcome, Repeatable, flag, value};
use crate::language::syntax::{Flag, Operand};
use crate::model::Model;
use crate::model::census::{Census, Process};
use crate::model::effect::ClientEffect;
use crate::model::id::PaneId;
use crate::model::resolve::Place;
use crate::visible::escaped;

/// The entry.
pub const COMMAND: Command = Command {
    name: "stats",
    flags: &[
        flag::JSON,
        Flag::long("no-stream", "once, not every second"),
        Flag::long_with("format", value::GO_TEMPLATE),
        flag::TARGET_PANE,
    ],
    operands: &[Operand::Any(value::TARGET_PANE)],
    anywhere: true,
    about: "Show how much of a processor and of the memory the programs in panes take, with all that \
            they started: again every second, or with --no-stream once",
    ours: true,
    repeatable: Repeatable::Always,
    run,
    ..Command::NEW
};

/// Milliseconds between two tables.
const SECOND: u64 = 1000;

/// Milliseconds for which one looks who looks once.
const GLANCE: u64 = 500;

/// A table's columns: docker's name for what is in them, and their titles.
const COLUMNS: &[(&str, &str)] = &[
    ("ID", "PANE"),
    ("Name", "NAME"),
    ("CPUPerc", "CPU %"),
    ("MemUsage", "MEM USAGE"),
    ("MemPerc", "MEM %"),
    ("PIDs", "PIDS"),
    ("Command", "COMMAND"),
];

/// How it is told.
#[derive(Clone)]
struct Manner {
    /// The panes that were named; none for all.
    panes: Vec<PaneId>,
    template: Option<Vec<Piece>>,
    is_table: bool,
    as_json: bool,
    goes_on: bool,
}

fn run(context: &mut Context<'_>) -> Outcome {
    let is_named = context.arguments.has('t') || !context.arguments.rest().is_empty();
    let panes = if is_named { context.panes()? } else { Vec::new() };
    let format = context.arguments.long_value("format").filter(|format| *format != "json");
    let (format, is_table) = match format.and_then(|format| format.strip_prefix("table ")) {
        Some(rest) => (Some(rest), true),
        None => (format, format.is_none()),
    };
    let template = format.map(template::parse).transpose()?;
    for piece in template.iter().flatten() {
        if let Piece::Field { name, .. } = piece
            && name != "Container"
            && COLUMNS.iter().all(|(known, _)| known != name)
        {
            let names: Vec<&str> = COLUMNS.iter().map(|(name, _)| *name).collect();
            let names = names.join(", .");
            return Err(Failure::new(format!("no field .{name} in stats: there are .{names}")));
        }
    }
    let as_json = context.arguments.has_long("json")
        || context.arguments.long_value("format") == Some("json");
    let goes_on = !context.arguments.has_long("no-stream") && context.is_one_shot();
    tell(context, Manner { panes, template, is_table, as_json, goes_on })
}

/// Looks and tells, and so on.
fn tell(context: &mut Context<'_>, manner: Manner) -> Outcome {
    let running: Vec<(PaneId, i32)> = match manner.panes.is_empty() {
        true => all_panes(context.model),
        false => manner.panes.clone(),
    }
    .into_iter()
    .filter_map(|id| Some((id, context.model.graph.pane(id)?)))
    .filter(|(_, pane)| !pane.is_dead())
    .filter_map(|(id, pane)| Some((id, pane.run.pid?)))
    .collect();
    if running.is_empty() && !manner.panes.is_empty() {
        let id = manner.panes[0];
        return Err(Failure::new(format!("the program of {id} has ended")));
    }
    let (panes, pids): (Vec<PaneId>, Vec<i32>) = running.into_iter().unzip();
    let millis = if manner.goes_on { SECOND } else { GLANCE };
    context.look(pids, millis, move |context, census| {
        let text = text(context, &manner, &panes, &census);
        if !manner.goes_on {
            context.print_text(&text);
            return Ok(Flow::Next);
        }
        if let Some(client) = context.client {
            let text = context.shown(&text).into_owned();
            // On a terminal each takes the place of the one before.
            let text = match context.prints_to_tty() && manner.is_table && !manner.as_json {
                true => format!("\x1b[H{}\x1b[J", text.replace('\n', "\x1b[K\r\n")),
                false => text,
            };
            context.model.ask_client(client, ClientEffect::Feed(text.into_bytes()));
        }
        tell(context, manner)
    })
}

fn all_panes(model: &Model) -> Vec<PaneId> {
    let sessions = sessions_by_name(model).into_iter();
    let windows = sessions.flat_map(|session| windows_of(model, session));
    windows.flat_map(|window| panes_of(model, &window)).filter_map(|place| place.pane).collect()
}

/// What was seen, as it is to be told.
fn text(context: &Context<'_>, manner: &Manner, panes: &[PaneId], census: &Census) -> String {
    let model = &*context.model;
    let families = panes.iter().zip(&census.families);
    let families = families.filter(|(id, family)| model.graph.has_pane(**id) && !family.is_empty());
    if manner.as_json {
        let all: Vec<_> = families.map(|(id, family)| object(model, *id, family, census)).collect();
        return escaped(serde_json::Value::from(all).to_string()) + "\n";
    }
    let mut rows: Vec<Vec<String>> = Vec::new();
    if manner.is_table {
        let titles = COLUMNS.iter().map(|(_, title)| (*title).to_owned());
        rows.push(match &manner.template {
            Some(pieces) => parted(filled(pieces, |name| title(name).to_owned(), str::to_owned)),
            None => titles.collect(),
        });
    }
    for (id, family) in families {
        let value = |name: &str| field(model, *id, family, census, name);
        rows.push(match &manner.template {
            Some(pieces) => {
                let place = Place::of_pane(model, *id);
                let line = filled(pieces, value, |text| model.expand(text, &place));
                if manner.is_table { parted(line) } else { vec![line] }
            }
            None => COLUMNS.iter().map(|(name, _)| value(name)).collect(),
        });
    }
    super::list::aligned(rows)
}

fn parted(line: String) -> Vec<String> {
    line.split('\t').map(str::to_owned).collect()
}

fn title(name: &str) -> &'static str {
    COLUMNS.iter().find(|(known, _)| *known == name).map_or("PANE", |(_, title)| title)
}

/// A template with its fields and its text as they are to be.
fn filled(
    pieces: &[Piece],
    field: impl Fn(&str) -> String,
    text: impl Fn(&str) -> String,
) -> String {
    let pieces = pieces.iter().map(|piece| match piece {
        Piece::Text(it) => text(it),
        Piece::Field { name, json: false } => field(name),
        Piece::Field { name, json: true } => escaped(json!(field(name)).to_string()),
    });
    pieces.collect()
}

/// What docker calls by a name, of a pane.
fn field(model: &Model, id: PaneId, family: &[Process], census: &Census, name: &str) -> String {
    let (cpu, memory) = taken(family);
    match name {
        "Name" => model.expand("#{session_name}", &Place::of_pane(model, id)),
        "CPUPerc" => percent(cpu),
        "MemUsage" => format!("{} / {}", bytes(memory), bytes(census.memory)),
        "MemPerc" => percent(part(memory, census.memory)),
        "PIDs" => family.len().to_string(),
        "Command" => {
            model.graph.pane(id).map(|it| it.run.current_command.clone()).unwrap_or_default()
        }
        _ => id.to_string(),
    }
}

fn object(model: &Model, id: PaneId, family: &[Process], census: &Census) -> serde_json::Value {
    let (cpu, memory) = taken(family);
    json!({
        "session_name": model.expand("#{session_name}", &Place::of_pane(model, id)),
        "pane_id": id.to_string(),
        "cpu_percent": cpu,
        "memory": memory,
        "memory_percent": part(memory, census.memory),
        "processes": family.len(),
    })
}

/// What processes take together: the part of a processor, and bytes.
fn taken(family: &[Process]) -> (f64, u64) {
    let cpu: f64 = family.iter().map(|process| process.cpu).sum();
    (cpu, family.iter().map(|process| process.memory).sum())
}

fn part(memory: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { memory as f64 * 100.0 / whole as f64 }
}
