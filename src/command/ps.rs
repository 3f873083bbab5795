//! `ps`: one row a pane, with what runs in it; with docker's flags beside tmux's.

use std::cmp::Reverse;

use super::amount::count;
use super::list::Scene;
use super::list_panes::panes_of;
use super::list_windows::{sessions_by_name, windows_of};
use super::template::{self, Piece};
use super::{Command, Context, Failure, Flow, Outcome, Repeatable, flag, value};
use crate::language::syntax::{Flag, Value, Words};
use crate::model::resolve::Place;
use crate::visible::escaped;

/// The entry.
pub const COMMAND: Command = Command {
    name: "ps",
    flags: &[
        Flag::new('a', "those that have ended too"),
        Flag::new('q', "ids only"),
        Flag::new('l', "only the newest of all, those that have ended too").or_long("latest"),
        flag::JSON,
        Flag::long("no-trunc", "commands whole"),
        Flag::long_with(
            "filter",
            Value::new(
                "state",
                "only those with this name=, id=, status= or exited=, as docker has it; again for \
                 more",
            )
            .of(Words::These(&["name=", "id=", "status=", "exited="])),
        ),
        Flag::long_with("format", value::GO_TEMPLATE),
        flag::FORMAT,
        flag::FILTER,
        Flag::with('n', Value::new("count", "only so many of all, the newest first"))
            .or_long("last"),
    ],
    about: "List the programs in all panes; with -a also those that have ended and are kept, with \
            -n only so many of all, the newest first, with -l the newest, with -q only the panes' \
            ids",
    ours: true,
    repeatable: Repeatable::Always,
    run,
    ..Command::NEW
};

/// The columns: their titles, and what is in them.
const COLUMNS: &[(&str, &str)] = &[
    ("SESSION", "#{session_name}"),
    ("PANE", "#{pane_id}"),
    ("COMMAND", "#{=/40/…:pane_command}"),
    ("PID", "#{pane_pid}"),
    ("STARTED", "#{pane_age} ago"),
    ("STATUS", "#{pane_status}"),
    ("SIZE", "#{pane_width}x#{pane_height}"),
    ("CWD", "#{pane_current_path}"),
];

/// What docker's templates call things: the title, and the format for it.
const DOCKER: &[(&str, &str, &str)] = &[
    ("Command", "COMMAND", "#{pane_command}"),
    ("CreatedAt", "CREATED AT", "#{t:pane_started}"),
    ("ID", "ID", "#{pane_id}"),
    ("Names", "NAMES", "#{session_name}"),
    ("RunningFor", "CREATED", "#{pane_age} ago"),
    ("State", "STATE", "#{pane_state}"),
    ("Status", "STATUS", "#{pane_status}"),
];

const FIELDS: &[&str] = &[
    "session_id",
    "session_name",
    "window_id",
    "window_index",
    "pane_id",
    "pane_index",
    "pane_command",
    "pane_current_command",
    "pane_pid",
    "pane_started",
    "pane_state",
    "pane_exit_status",
    "pane_dead_time",
    "pane_restarts",
    "pane_width",
    "pane_height",
    "pane_current_path",
];

fn run(context: &mut Context<'_>) -> Outcome {
    let filters = filters(context)?;
    let model = &*context.model;
    let sessions = sessions_by_name(model).into_iter();
    let windows = sessions.flat_map(|session| windows_of(model, session));
    let panes = windows.flat_map(|window| panes_of(model, &window));
    // Whoever asks for what has ended need not say so twice.
    let newest = newest(context)?;
    let all = context.has('a') || newest.is_some() || filters.iter().any(Filter::is_about_the_end);
    let scenes = panes.filter_map(|place| scene(context, place, all));
    let scenes = scenes.filter(|scene| Filter::take(&filters, context, scene));
    let mut scenes: Vec<Scene> = scenes.collect();
    if let Some(count) = newest {
        scenes.sort_by_key(|(place, _)| Reverse(place.pane));
        scenes.truncate(count);
    }
    if let Some(format) = context.arguments.long_value("format").map(str::to_owned) {
        return by_template(context, &scenes, &format);
    }
    if context.has('F') || context.arguments.has_long("json") {
        context.list_with(scenes, "", FIELDS);
    } else if context.has('q') {
        context.list_with(scenes, "#{pane_id}", FIELDS);
    } else if context.arguments.has_long("no-trunc") {
        let whole = |&(title, format)| match title {
            "COMMAND" => (title, "#{pane_command}"),
            _ => (title, format),
        };
        context.table(scenes, &COLUMNS.iter().map(whole).collect::<Vec<_>>());
    } else {
        context.table(scenes, COLUMNS);
    }
    Ok(Flow::Next)
}

/// How many are wanted of the newest, where not all are.
fn newest(context: &Context<'_>) -> Result<Option<usize>, Failure> {
    if context.has('l') {
        return Ok(Some(1));
    }
    let text = context.value('n');
    let most = text.map(|text| count(text, "count", 0, u32::MAX)).transpose()?;
    Ok(most.map(|most| most as usize))
}

/// A pane with what only this list knows of it; `None` where it is not to be in it.
fn scene(context: &Context<'_>, place: Place, all: bool) -> Option<Scene> {
    let pane = context.model.graph.pane(place.pane?)?;
    let state = context.model.state_of(pane);
    if state == "exited" && !all {
        return None;
    }
    let described = pane.run.program.describe();
    let command = if described.is_empty() { pane.run.program.name() } else { described };
    let since = |time: i64| age(context.model.clock.unix - time);
    let status = match (pane.run.ended, state) {
        (None, _) => format!("Up {}", since(pane.run.started)),
        (Some(ended), "restarting") => format!("Restarting ({})", ended.status()),
        (Some(ended), _) => format!("Exited ({}) {} ago", ended.status(), since(pane.run.ended_at)),
    };
    let extra = vec![
        ("pane_command", command),
        ("pane_age", since(pane.run.started)),
        ("pane_status", status),
    ];
    Some((place, extra))
}

/// What docker's `--filter` picks by.
enum Filter {
    Name(String),
    Id(String),
    Status(String),
    Exited(String),
}

impl Filter {
    fn is_about_the_end(&self) -> bool {
        match self {
            Filter::Status(status) => status == "exited",
            Filter::Exited(_) => true,
            Filter::Name(_) | Filter::Id(_) => false,
        }
    }

    /// Whether a program is one of each kind of filter that was given.
    fn take(filters: &[Filter], context: &Context<'_>, scene: &Scene) -> bool {
        let kind = std::mem::discriminant::<Filter>;
        let value = |format| context.model.expand_with(format, &scene.0, &scene.1);
        let takes = |filter: &Filter| match filter {
            Filter::Name(name) => value("#{session_name}").contains(name.as_str()),
            Filter::Id(id) => value("#{pane_id}") == *id || value("#{session_id}") == *id,
            Filter::Status(status) => value("#{pane_state}") == *status,
            Filter::Exited(status) => value("#{pane_exit_status}") == *status,
        };
        filters.iter().all(|it| filters.iter().any(|other| kind(other) == kind(it) && takes(other)))
    }
}

/// The filters of `--filter`, and of `-f` where it is written as docker's.
fn filters(context: &mut Context<'_>) -> Result<Vec<Filter>, Failure> {
    let parse = |text: &str| {
        let (key, value) = text.split_once('=')?;
        let value = value.to_owned();
        match key {
            "name" => Some(Filter::Name(value)),
            "id" => Some(Filter::Id(value)),
            "status" => Some(Filter::Status(value)),
            "exited" => Some(Filter::Exited(value)),
            _ => None,
        }
    };
    let long = context.arguments.long_values("filter").map(|text| {
        parse(text).ok_or_else(|| {
            Failure::new(format!(
                "bad filter: {text} (it is key=value; keys are name, id, status and exited)"
            ))
        })
    });
    let mut filters = long.collect::<Result<Vec<_>, _>>()?;
    let short: Vec<Filter> = context.arguments.values('f').filter_map(parse).collect();
    if !short.is_empty() {
        context.arguments.forget('f');
        filters.extend(short);
    }
    Ok(filters)
}

/// A line each by docker's template: a table where it says so, JSON objects with `json`.
fn by_template(context: &mut Context<'_>, scenes: &[Scene], format: &str) -> Outcome {
    let (text, is_table) = match format.strip_prefix("table ") {
        Some(text) => (text, true),
        None => (format, false),
    };
    let pieces = match text {
        "json" => Vec::new(),
        _ => template::parse(text)?,
    };
    let known = |name: &str| DOCKER.iter().find(|(known, ..)| *known == name);
    for piece in &pieces {
        if let Piece::Field { name, .. } = piece
            && known(name).is_none()
        {
            let names: Vec<&str> = DOCKER.iter().map(|(name, ..)| *name).collect();
            let names = names.join(", .");
            return Err(Failure::new(format!("no field .{name} in ps: there are .{names}")));
        }
    }
    let expand =
        |format: &str, scene: &Scene| context.model.expand_with(format, &scene.0, &scene.1);
    let line = |scene: &Scene| -> String {
        let pieces = pieces.iter().map(|piece| match piece {
            Piece::Text(text) => expand(text, scene),
            Piece::Field { name, json } => {
                let value = known(name).map(|(.., format)| expand(format, scene));
                let value = value.unwrap_or_default();
                if *json { escaped(serde_json::Value::from(value).to_string()) } else { value }
            }
        });
        pieces.collect()
    };
    let object = |scene: &Scene| {
        let pairs = DOCKER.iter().map(|(name, _, format)| {
            ((*name).to_owned(), serde_json::Value::from(expand(format, scene)))
        });
        escaped(serde_json::Value::Object(pairs.collect()).to_string())
    };
    let titles = pieces.iter().map(|piece| match piece {
        Piece::Text(text) => text.clone(),
        Piece::Field { name, .. } => known(name).map_or("", |(_, title, _)| title).to_owned(),
    });
    let mut lines: Vec<String> = Vec::new();
    if is_table {
        lines.push(titles.collect());
    }
    lines.extend(
        scenes.iter().map(|scene| if text == "json" { object(scene) } else { line(scene) }),
    );
    match is_table {
        true => context.columns(
            lines.iter().map(|line| line.split('\t').map(str::to_owned).collect()).collect(),
        ),
        false => lines.iter().for_each(|line| context.print(line)),
    }
    Ok(Flow::Next)
}

/// A number of seconds in the largest unit that it has two of.
fn age(seconds: i64) -> String {
    match seconds.max(0) {
        n @ ..120 => format!("{n}s"),
        n @ ..7200 => format!("{}m", n / 60),
        n @ ..172_800 => format!("{}h", n / 3600),
        n => format!("{}d", n / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::age;

    #[test]
    fn ages_are_short() {
        let ages = [-5, 0, 119, 120, 7199, 7200, 172_799, 172_800].map(age);
        assert_eq!(ages, ["0s", "0s", "119s", "2m", "119m", "2h", "47h", "2d"]);
    }
}
