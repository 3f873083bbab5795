//! `inspect`: everything that is known of panes, as JSON.

use std::collections::VecDeque;
use std::ffi::OsString;

use serde_json::{Map, Value, json};

use super::template::{self, Piece};
use super::{Command, Context, Failure, Flow, Outcome, Repeatable, flag, value};
use crate::language::syntax::{Flag, Operand};
use crate::model::Model;
use crate::model::answer::Variables;
use crate::model::effect::JobEffect;
use crate::model::id::PaneId;
use crate::model::pane::Pane;
use crate::model::resolve::Place;
use crate::model::run::Ended;
use crate::terminal::Terminal;
use crate::visible::escaped;

/// The entry.
pub const COMMAND: Command = Command {
    name: "inspect",
    flags: &[
        Flag::with('f', value::GO_TEMPLATE)
            .or_long("format")
            .meaning("{{.process.pid}} or docker's {{.State.Pid}}, or formats; a line each"),
        flag::JSON,
        flag::TARGET_PANE,
    ],
    operands: &[Operand::Any(value::TARGET_PANE)],
    anywhere: true,
    about: "Print all that is known of panes as a JSON array: session, window, process with its \
            environment, terminal, and the clients that show it; with -f only what a template names",
    ours: true,
    repeatable: Repeatable::Always,
    run,
    ..Command::NEW
};

/// Where docker's templates find here what docker has in other places.
const DOCKER: &[(&str, &str)] = &[
    ("Config.Cmd", "process.command"),
    ("Config.Env", "process.environment"),
    ("Config.WorkingDir", "process.start_path"),
    ("ID", "pane.id"),
    ("Id", "pane.id"),
    ("Name", "session.name"),
    ("RestartCount", "process.restarts"),
    ("State.ExitCode", "process.exit_status"),
    ("State.FinishedAt", "process.ended"),
    ("State.Pid", "process.pid"),
    ("State.Running", "process.running"),
    ("State.StartedAt", "process.started"),
    ("State.Status", "process.state"),
];

fn run(context: &mut Context<'_>) -> Outcome {
    let template = context.value('f');
    let template = template.map(template::parse).transpose()?;
    let panes = context.panes()?.into();
    next(context, panes, Vec::new(), template)
}

/// Asks for the next pane's environment, which the system knows; at last prints what was found.
fn next(
    context: &mut Context<'_>,
    mut panes: VecDeque<PaneId>,
    mut found: Vec<Value>,
    template: Option<Vec<Piece>>,
) -> Outcome {
    let Some(pane) = panes.pop_front() else {
        if let Some(template) = template {
            for object in &found {
                let line = filled(context, &template, object)?;
                context.print(line);
            }
            return Ok(Flow::Next);
        }
        let text = serde_json::to_string_pretty(&Value::Array(found));
        context.print(escaped(text.unwrap_or_default()));
        return Ok(Flow::Next);
    };
    context.job(JobEffect::Environment(pane), move |context, answer| {
        found.extend(everything(context.model, pane, answer.environment().ok()));
        next(context, panes, found, template)
    })
}

/// A template with what it names of an object; formats in it are expanded for the pane.
fn filled(context: &Context<'_>, template: &[Piece], object: &Value) -> Result<String, Failure> {
    let pane = object["pane"]["id"].as_str().and_then(|id| id.strip_prefix('%')?.parse().ok());
    let place = pane.map_or(context.here, |id| Place::of_pane(context.model, PaneId(id)));
    let mut line = String::new();
    for piece in template {
        match piece {
            Piece::Text(text) => line += &context.model.expand(text, &place),
            Piece::Field { name, json } => {
                let known = DOCKER.iter().find(|(docker, _)| docker == name);
                let way = known.map_or(name.as_str(), |(_, ours)| ours);
                let mut parts = way.split('.').filter(|part| !part.is_empty());
                let value = parts.try_fold(object, |value, part| value.get(part));
                match value {
                    Some(Value::String(text)) if !json => line += text,
                    Some(Value::Null) if !json => {}
                    Some(value) => line += &escaped(value.to_string()),
                    None => {
                        return Err(Failure::new(format!(
                            "no field .{name} in inspect: pmux inspect shows what there is"
                        )));
                    }
                }
            }
        }
    }
    Ok(line)
}

/// All there is to know of a pane; `None` where it is gone by now.
fn everything(model: &Model, id: PaneId, environment: Option<Variables>) -> Option<Value> {
    let pane = model.graph.pane(id)?;
    let place = Place::of_pane(model, id);
    Some(json!({
        "session": session(model, &place),
        "window": window(model, &place),
        "pane": {
            "id": id.to_string(),
            "index": number(model, &place, "#{pane_index}"),
            "title": pane.title(),
            "columns": pane.size.cells.cols,
            "rows": pane.size.cells.rows,
            "active": number(model, &place, "#{pane_active}") == json!(1),
            "copy_mode": pane.is_in_copy_mode(),
            "input_off": pane.input_off,
            "last_output": pane.activity,
        },
        "process": process(model, pane, environment),
        "terminal": terminal(&pane.terminal),
        "shell": { "marks": pane.run.shell.is_marked(), "at_prompt": pane.run.shell.is_at_prompt() },
        "clients": clients(model, &place),
    }))
}

fn number(model: &Model, place: &Place, format: &str) -> Value {
    model.expand(format, place).parse::<i64>().map_or(Value::Null, Value::from)
}

fn session(model: &Model, place: &Place) -> Value {
    let session = place.session.and_then(|id| model.graph.session(id));
    session.map_or(Value::Null, |it| {
        json!({
            "id": it.id.to_string(),
            "name": it.name,
            "created": it.created,
            "last_attached": it.last_attached,
            "path": it.cwd.display().to_string(),
            "windows": it.windows.len(),
        })
    })
}

fn window(model: &Model, place: &Place) -> Value {
    let window = place.window.and_then(|id| model.graph.window(id));
    window.map_or(Value::Null, |it| {
        json!({
            "id": it.id.to_string(),
            "index": place.index,
            "name": it.name,
            "columns": it.size.cells.cols,
            "rows": it.size.cells.rows,
            "layout": it.layout.to_string(),
            "zoomed": it.zoomed,
            "panes": it.panes().iter().map(PaneId::to_string).collect::<Vec<_>>(),
        })
    })
}

fn process(model: &Model, pane: &Pane, environment: Option<Variables>) -> Value {
    let signal = match pane.run.ended {
        Some(Ended::Signaled(signal)) => Some(signal),
        _ => None,
    };
    let directory = pane.run.current_directory.as_ref().map(|it| it.display().to_string());
    json!({
        "state": model.state_of(pane),
        "running": !pane.is_dead(),
        "pid": pane.run.pid,
        "command": pane.run.program.words(),
        "tty": pane.run.tty,
        "started": pane.run.started,
        "start_path": pane.run.start_directory.display().to_string(),
        "ended": pane.run.ended.map(|_| pane.run.ended_at),
        "restarts": pane.restarts,
        "exit_status": pane.run.ended.map(Ended::status),
        "signal": signal,
        "foreground": {
            "group": pane.run.foreground,
            "command": pane.run.current_command,
            "path": directory,
        },
        "environment": environment.map(as_object),
    })
}

fn as_object(environment: Variables) -> Value {
    let text = |part: OsString| part.to_string_lossy().into_owned();
    let pairs = environment.into_iter().map(|(name, value)| (text(name), text(value).into()));
    Value::Object(Map::from_iter(pairs))
}

fn terminal(terminal: &Terminal) -> Value {
    let cursor = terminal.cursor();
    json!({
        "title": terminal.title(),
        "path": terminal.directory(),
        "cursor": { "column": cursor.at.x, "row": cursor.at.y, "visible": cursor.visible },
        "alternate_screen": terminal.is_alternate(),
        "modes": terminal.private_modes(),
        "bracketed_paste": terminal.bracketed_paste(),
        "focus_events": terminal.focus_events(),
        "keyboard_flags": terminal.keyboard_flags(),
        "history_lines": terminal.history().len(),
        "history_bytes": terminal.bytes(),
        "history_limit": terminal.history().limits().history_lines,
    })
}

/// The clients whose session shows the pane's window now.
fn clients(model: &Model, place: &Place) -> Value {
    let at = |id| Place::of_client(model, id).window;
    let shows = |id| place.window.is_some() && at(id) == place.window;
    let seen = model.graph.clients().filter(|client| shows(client.id));
    seen.map(|client| {
        json!({
            "name": client.name(),
            "pid": client.pid,
            "terminal": client.term,
            "columns": client.size.cells.cols,
            "rows": client.size.cells.rows,
            "read_only": client.read_only,
            "focused": client.focused,
        })
    })
    .collect()
}
