//! A pane as JSON, for programs that drive it (`capture-pane --json`). `docs/automation.md` says what
//! each field is; one that changes its meaning raises [`VERSION`], one more does not.

use serde_json::{Map, Value, json};

use crate::line::{Line, RunKind};
use crate::model::Model;
use crate::model::command_log::Entry;
use crate::model::pane::Pane;
use crate::model::resolve::Place;
use crate::model::rows::CapturedRow;
use crate::style::{Attributes, Color, CursorShape, Style, Underline};

/// The version of the schema.
const VERSION: u32 = 1;

/// A pane with these of its rows.
pub fn picture(model: &Model, pane: &Pane, rows: &[CapturedRow]) -> Value {
    let terminal = &pane.terminal;
    let cursor = terminal.cursor();
    let shape = match cursor.shape {
        CursorShape::Default => Value::Null,
        CursorShape::Block => "block".into(),
        CursorShape::Underline => "underline".into(),
        CursorShape::Bar => "bar".into(),
    };
    json!({
        "version": VERSION,
        "pane": pane.id.to_string(),
        "title": pane.title(),
        "path": model.expand("#{pane_current_path}", &Place::of_pane(model, pane.id)),
        "columns": terminal.size().cols,
        "rows": terminal.size().rows,
        "cursor": {
            "column": cursor.at.x,
            "row": cursor.at.y,
            "visible": cursor.visible,
            "shape": shape,
            "blinking": cursor.blink,
        },
        "alternate_screen": terminal.is_alternate(),
        "copy_mode": pane.is_in_copy_mode(),
        "modes": terminal.private_modes(),
        "keyboard_flags": terminal.keyboard_flags(),
        "history_lines": terminal.history().len(),
        "shell": { "marks": pane.run.shell.is_marked(), "at_prompt": pane.run.shell.is_at_prompt() },
        "lines": rows.iter().map(|it| row(it, pane)).collect::<Value>(),
    })
}

fn row(row: &CapturedRow, pane: &Pane) -> Value {
    // Blanks at the end that nothing is seen of are as if they had never been written.
    let line = &row.text;
    let plain = line.runs.last().is_none_or(|run| run.style.is_plain() && run.link.is_none());
    let text = line.with_tabs();
    let text = if plain { text.trim_end_matches(' ') } else { &text };
    let mut object = json!({
        "row": row.at,
        "text": text,
        "wrapped": row.text.goes_on,
        "looks": looks(line),
        "marks": pane.command_log.entries().flat_map(|entry| marks(row, entry)).collect::<Value>(),
    });
    if text.contains('\t') {
        object["tabs"] = tabs(line);
    }
    object
}

/// The columns that the tabs of a row take, which are one character each of its text.
fn tabs(line: &Line) -> Value {
    let mut at = 0;
    let tabs = line.runs().filter_map(|(text, run)| {
        let (column, columns) = (at, run.columns(text));
        at += columns;
        let is_tab = run.kind == RunKind::Tab;
        is_tab.then(|| json!({ "column": column, "columns": columns }))
    });
    tabs.collect()
}

/// The stretches of a row that are not plain.
fn looks(line: &Line) -> Value {
    let mut at = 0;
    let looks = line.runs().filter_map(|(text, run)| {
        let (column, columns) = (at, run.columns(text));
        at += columns;
        if run.style.is_plain() && run.link.is_none() {
            return None;
        }
        let mut look = Map::new();
        look.insert("column".into(), column.into());
        look.insert("columns".into(), columns.into());
        style(&run.style, &mut look);
        if let Some(link) = &run.link {
            look.insert("link".into(), link.uri.as_str().into());
        }
        Some(Value::Object(look))
    });
    looks.collect()
}

fn style(style: &Style, look: &mut Map<String, Value>) {
    for (name, color) in
        [("fg", style.fg), ("bg", style.bg), ("underline_color", style.underline_color)]
    {
        match color {
            Color::Default => {}
            Color::Indexed(n) => drop(look.insert(name.into(), n.into())),
            Color::Rgb(r, g, b) => {
                look.insert(name.into(), format!("#{r:02x}{g:02x}{b:02x}").into());
            }
        }
    }
    let underline = match style.underline {
        Underline::None => None,
        Underline::Single => Some("single"),
        Underline::Double => Some("double"),
        Underline::Curly => Some("curly"),
        Underline::Dotted => Some("dotted"),
        Underline::Dashed => Some("dashed"),
    };
    if let Some(underline) = underline {
        look.insert("underline".into(), underline.into());
    }
    const ATTRIBUTES: [(Attributes, &str); 8] = [
        (Attributes::BOLD, "bold"),
        (Attributes::DIM, "dim"),
        (Attributes::ITALIC, "italic"),
        (Attributes::BLINK, "blink"),
        (Attributes::INVERSE, "inverse"),
        (Attributes::HIDDEN, "hidden"),
        (Attributes::STRIKE, "strike"),
        (Attributes::OVERLINE, "overline"),
    ];
    let on = ATTRIBUTES.iter().filter(|(attribute, _)| style.attributes.contains(*attribute));
    let on: Vec<Value> = on.map(|(_, name)| (*name).into()).collect();
    if !on.is_empty() {
        look.insert("attributes".into(), on.into());
    }
}

/// Where the output of a command begins and ends, where that is on this row.
fn marks(row: &CapturedRow, entry: &Entry) -> impl Iterator<Item = Value> {
    let (from, to) = entry.span();
    let begins = row.column_of(from).map(
        |column| json!({ "mark": "output-begins", "column": column, "command": entry.number }),
    );
    let ends = to.and_then(|to| row.column_of(to)).map(|column| {
        let status = entry.finished.and_then(|finished| finished.status);
        let number = entry.number;
        json!({ "mark": "output-ends", "column": column, "command": number, "status": status })
    });
    begins.into_iter().chain(ends)
}
