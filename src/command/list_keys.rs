//! `list-keys`: what the keys mean, as commands that bind them again, or with `-N` in words.

use unicode_width::UnicodeWidthStr;

use super::list::Scene;
use super::order::REVERSED;
use super::{Command, Context, Failure, Flow, Outcome, Repeatable, flag, value};
use crate::language::command_line::{on_one_line, quote};
use crate::language::key::{self, Trigger};
use crate::language::syntax::{Flag, Operand, Value, Words};
use crate::model::keys::Binding;

/// The entry.
pub const COMMAND: Command = Command {
    name: "list-keys",
    alias: Some("lsk"),
    flags: &[
        Flag::new('1', "the first one only"),
        Flag::new('a', "with -N: also keys without a note"),
        Flag::new('N', "what keys do, in words"),
        flag::JSON,
        flag::FORMAT,
        flag::FILTER,
        Flag::with(
            'O',
            Value::new("sort-order", "what comes first: by key, name or modifier")
                .of(Words::These(&["index", "name", "modifier", "order"])),
        ),
        REVERSED,
        Flag::with(
            'P',
            Value::new("prefix-string", "what stands before each key, instead of the prefix"),
        ),
        Flag::with('T', value::KEY_TABLE),
    ],
    operands: &[Operand::Optional(value::KEY)],
    about: "List the key bindings as commands, or with -N what they do",
    starts_server: true,
    repeatable: Repeatable::Always,
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    let only = match context.operand(0) {
        Some(name) => {
            let unknown = |_| Failure::usage(format!("invalid key: {name}"));
            Some(key::parse(name).map_err(unknown)?)
        }
        None => None,
    };
    sorted(context, Vec::new())?;
    let table = context.value('T').map(str::to_owned);
    if let Some(table) = table.as_ref().filter(|table| !context.model.keys().has(table)) {
        return Err(Failure::not_found(format!("table {table} doesn't exist")));
    }
    if context.has('F') || context.arguments.has_long("json") {
        let scenes = scenes(context, table.as_deref(), only.as_ref());
        context.list_with(scenes, "", FIELDS);
        return Ok(Flow::Next);
    }
    let mut lines = match context.has('N') {
        true => notes(context, table.as_deref(), only.as_ref()),
        false => commands(context, table.as_deref(), only.as_ref()),
    };
    if let (true, Some(_)) = (lines.is_empty(), &only) {
        let name = context.operand(0).unwrap_or_default();
        return Err(Failure::usage(format!("unknown key: {name}")));
    }
    if context.has('1') {
        lines.truncate(1);
        // One line is a message, where there is somebody to see it.
        if let (Some(line), Ok(client)) = (lines.first(), context.target_client('t'))
            && context.client == Some(client)
        {
            context.model.show_message(client, &line.replace('#', "##"), None);
            return Ok(Flow::Next);
        }
    }
    lines.iter().for_each(|line| context.print(line));
    Ok(Flow::Next)
}

const FIELDS: &[&str] = &["key_table", "key_string", "key_command", "key_note", "key_repeat"];

/// The bindings as formats know them.
fn scenes(context: &Context<'_>, table: Option<&str>, only: Option<&Trigger>) -> Vec<Scene> {
    let scene = |(table, key, binding): Entry<'_>| {
        let known = vec![
            ("key_table", table.to_owned()),
            ("key_string", key.to_string()),
            ("key_command", on_one_line(&binding.commands)),
            ("key_note", binding.note.clone()),
            ("key_repeat", u8::from(binding.repeat).to_string()),
        ];
        (context.target, known)
    };
    entries(context, table, only).into_iter().map(scene).collect()
}

type Entry<'a> = (&'a str, &'a Trigger, &'a Binding);

fn entries<'a>(
    context: &'a Context<'_>,
    table: Option<&str>,
    only: Option<&'a Trigger>,
) -> Vec<Entry<'a>> {
    let wanted = |entry: &Entry<'_>| only.is_none_or(|only| only == entry.1);
    let all = context.model.keys().iter(table).filter(wanted).collect();
    sorted(context, all).unwrap_or_default()
}

/// Bindings in the order that `-O` asks for, and `-r` the other way round: each table's by itself, but as
/// tmux has it by key, where all are one list. Without `-O` they are as they are, as in tmux.
///
/// # Errors
/// There is no such order.
fn sorted<'a>(context: &Context<'_>, mut all: Vec<Entry<'a>>) -> Result<Vec<Entry<'a>>, Failure> {
    let Some(order) = context.value('O').map(str::to_lowercase) else { return Ok(all) };
    let all_in_one = context.is_tmux() && matches!(order.as_str(), "index" | "key");
    match order.as_str() {
        "name" | "title" => all.sort_by_cached_key(|(_, key, _)| key.to_string()),
        "modifier" => all.sort_by_key(|(_, key, _)| key::rank(key).modifiers),
        "index" | "key" => all.sort_by_key(|(_, key, _)| key::rank(key)),
        // The others have them as they are listed anyway.
        "order" | "activity" | "creation" | "time" | "size" | "z" => {}
        _ => return Err(Failure::usage("invalid sort order")),
    }
    if context.has('r') {
        all.reverse();
    }
    if !all_in_one {
        all.sort_by_key(|(table, ..)| *table);
    }
    Ok(all)
}

/// `text` with spaces after it, `width` columns in all.
fn pad(text: &str, width: usize) -> String {
    let missing = width.saturating_sub(text.width());
    format!("{text}{}", " ".repeat(missing))
}

fn widest<'a>(texts: impl Iterator<Item = &'a String>) -> usize {
    texts.map(|text| text.width()).max().unwrap_or(0)
}

/// A key's name as a word: a character that means something to the command language has a
/// backslash before it, as tmux prints it.
fn quote_key(name: &str) -> String {
    match name {
        "\"" | "#" | "$" | "%" | "'" | ";" | "{" | "}" | "~" | "\\" => format!("\\{name}"),
        name => quote(name),
    }
}

/// Lines of `bind-key`, in columns.
fn commands(context: &Context<'_>, table: Option<&str>, only: Option<&Trigger>) -> Vec<String> {
    let all = entries(context, table, only);
    let keys: Vec<String> = all.iter().map(|(_, key, _)| quote_key(&key.to_string())).collect();
    let tables: Vec<String> = all.iter().map(|(table, ..)| quote(table)).collect();
    // As tmux counts, without what quotes them.
    let bare: Vec<String> = all.iter().map(|(_, key, _)| key.to_string()).collect();
    let (key_width, table_width) = (widest(bare.iter()), widest(tables.iter()));
    let any_repeats = all.iter().any(|(_, _, binding)| binding.repeat);
    let line = |((entry, key), table): ((&Entry<'_>, &String), &String)| {
        let repeat = match (entry.2.repeat, any_repeats) {
            (true, _) => "-r ",
            (false, true) => "   ",
            (false, false) => "",
        };
        let (table, key) = (pad(table, table_width), pad(key, key_width));
        format!("bind-key {repeat}-T {table} {key} {}", on_one_line(&entry.2.commands))
    };
    all.iter().zip(&keys).zip(&tables).map(line).collect()
}

/// Lines of a key and what it does: those of the table, or the root table's and those after the
/// prefix.
fn notes(context: &Context<'_>, table: Option<&str>, only: Option<&Trigger>) -> Vec<String> {
    let prefix = match context.value('P') {
        Some("") => String::new(),
        Some(prefix) => format!("{prefix} "),
        None => {
            let key = context.model.session_lookup(context.here.session).key("prefix");
            key.map(|key| format!("{} ", key::key_name(key))).unwrap_or_default()
        }
    };
    let none = " ".repeat(prefix.width());
    let tables = match table {
        Some(table) => vec![(table, prefix.as_str())],
        None => vec![("root", none.as_str()), ("prefix", prefix.as_str())],
    };
    let noted = |entry: &Entry<'_>| {
        let said = !entry.2.note.is_empty() || context.has('a');
        said && !matches!(entry.1, Trigger::Mouse(_))
    };
    let all: Vec<(&str, Entry<'_>)> = tables
        .into_iter()
        .flat_map(|(table, before)| {
            let those = entries(context, Some(table), only).into_iter().filter(noted);
            those.map(move |entry| (before, entry))
        })
        .collect();
    let keys: Vec<String> = all.iter().map(|(_, (_, key, _))| key.to_string()).collect();
    let width = widest(keys.iter()) + 1;
    let line = |((before, (_, _, binding)), key): (&(&str, Entry<'_>), &String)| {
        let note = match binding.note.as_str() {
            "" => on_one_line(&binding.commands),
            note => note.to_owned(),
        };
        format!("{before}{}{note}", pad(key, width))
    };
    all.iter().zip(&keys).map(line).collect()
}
