//! The manual's tables are those of the code: of commands, of keys and of options. After a
//! change to one of them, `PMUX_UPDATE_MANUAL=1 cargo test --test manual` writes them anew.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so")]

use std::path::Path;

use pmux::command::{COMMANDS, Command};
use pmux::language::command_line::{self, Statement, Surroundings};
use pmux::language::syntax::{Flag, Takes};
use pmux::model::options::{Definition, Kind, Scope, TABLE};
use pmux::model::variables::TABLES;

#[test]
fn the_manual_has_the_tables_of_the_code() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("man/pmux.1");
    let written = std::fs::read_to_string(&path).unwrap();
    let mut manual = written.clone();
    for (name, table) in [
        ("commands", commands()),
        ("keys", keys()),
        ("variables", variables()),
        ("options", options()),
    ] {
        let begin = format!(".\\\" generated: {name}\n");
        let end = format!(".\\\" end: {name}\n");
        let from = manual.find(&begin).unwrap() + begin.len();
        let to = manual.find(&end).unwrap();
        manual.replace_range(from..to, &table);
    }
    if std::env::var_os("PMUX_UPDATE_MANUAL").is_some() {
        std::fs::write(&path, manual).unwrap();
    } else {
        assert!(manual == written, "PMUX_UPDATE_MANUAL=1 cargo test --test manual writes it anew");
    }
}

fn commands() -> String {
    let mut table = ".Bl -tag -width Ds\n".to_owned();
    for command in COMMANDS {
        let usage = text(&command.usage());
        table += &format!(".It Ic {} {usage}\n", command.name).replace(" \n", "\n");
        if let Some(alias) = command.alias {
            table += &format!("(alias\n.Ic {alias} )\n");
        }
        table += &line(&format!("{}.", command.about));
        table += &explained(command);
    }
    table + ".El\n"
}

/// What a command's flags and operands are.
fn explained(command: &Command) -> String {
    let titles: Vec<String> = command.flags.iter().map(flag).collect();
    let operands = command.explained().skip(titles.len());
    let titles =
        titles.iter().cloned().chain(operands.map(|(name, _)| format!("Ar {}", text(&name))));
    let rows: String = titles
        .zip(command.explained())
        .map(|(title, (_, help))| format!(".It {title}\n{}", line(help)))
        .collect();
    match rows.is_empty() {
        true => rows,
        false => format!(".Bl -tag -width \"-x xxxxxxxxxx\" -compact\n{rows}.El\n"),
    }
}

/// A flag's spellings with its value, as mdoc writes them.
fn flag(flag: &Flag) -> String {
    let spellings: Vec<String> =
        flag.spellings().map(|spelling| format!("Fl {}", &spelling[1..])).collect();
    let spellings = spellings.join(" , ");
    match flag.takes {
        Takes::Value(value) => format!("{spellings} Ar {}", text(value.name)),
        Takes::Attached(value) => format!("{spellings} Ns Oo Ns = Ns Ar {} Oc", value.name),
        Takes::Optional(value) => format!("{spellings} Op Ar {}", text(value.name)),
        Takes::Nothing | Takes::ValueOrNothing => spellings,
    }
}

/// What `config/pmux.conf` binds, with its notes; the mouse has none and is left to the prose.
fn keys() -> String {
    let config = include_str!("../config/pmux.conf");
    let outside = Surroundings { env: &|_| None, holds: &|_| false };
    let mut sections = [
        ("prefix", "After the prefix"),
        ("copy-mode", "In copy mode with emacs's keys"),
        ("copy-mode-vi", "In copy mode with vi's keys"),
        ("choose-mode", "In lists to choose from"),
    ]
    .map(|(table, title)| (table, title, String::new()));
    for statement in command_line::parse(config, outside).unwrap() {
        let Statement::Commands(commands) = statement else { continue };
        for words in commands.iter().map(|command| command.argv()) {
            let (mut table, mut note) = ("prefix", "");
            let mut at = 1;
            while let Some(flag) = words[at].strip_prefix('-').filter(|flag| !flag.is_empty()) {
                match flag {
                    "T" => table = &words[at + 1],
                    "N" => note = &words[at + 1],
                    _ => at -= 1,
                }
                at += 2;
            }
            let section = sections.iter_mut().find(|(name, ..)| *name == table);
            if let (Some((.., rows)), false) = (section, note.is_empty()) {
                *rows += &format!(".It Ic {} Ta \"{}\"\n", text(&words[at]), text(note));
            }
        }
    }
    sections
        .map(|(_, title, rows)| {
            format!(".Ss {title}\n.Bl -column \"M-C-Right\" \"xx\"\n{rows}.El\n")
        })
        .concat()
}

fn variables() -> String {
    let mut text = String::new();
    for (about, table) in TABLES {
        let title = about[..1].to_uppercase() + &about[1..];
        text += &format!(
            ".Ss {title} variables\n.Bl -tag -width \"xxxxxxxxxxxxxxxxxxxxxxxx\" -compact\n"
        );
        for variable in table {
            text += &format!(".It Ic {}\n{}", variable.name, line(variable.help));
        }
        text += ".El\n";
    }
    text
}

fn options() -> String {
    let scopes: [(&str, &[Scope]); 3] = [
        ("Server options", &[Scope::Server]),
        ("Session options", &[Scope::Session]),
        ("Window and pane options", &[Scope::Window, Scope::Pane]),
    ];
    let mut table = String::new();
    for (title, scopes) in scopes {
        table += &format!(".Ss {title}\n.Bl -tag -width Ds\n");
        for definition in TABLE.iter().filter(|definition| scopes.contains(&definition.scope)) {
            table += &option(definition);
        }
        table += ".El\n";
    }
    table
}

fn option(definition: &Definition) -> String {
    let values = match definition.kind {
        Kind::Choice(choices) => choices.join(" | "),
        kind => kind.title().to_owned(),
    };
    let array = if matches!(definition.kind, Kind::List { .. }) { "[]" } else { "" };
    let mut entry = format!(".It Ic {}{array} Ar {}\n", definition.name, text(&values));
    entry += &line(definition.help);
    // A long format or list is better looked up than read here.
    if !definition.default.is_empty() && definition.default.chars().count() <= 40 {
        entry += &format!("By default\n.Li {} .\n", quoted(definition.default));
    }
    if let Some(light) = definition.light.filter(|light| light.chars().count() <= 40) {
        entry += &format!("On a light terminal\n.Li {} .\n", quoted(light));
    }
    if definition.scope == Scope::Pane {
        entry += "It can be set for a pane.\n";
    }
    if !definition.effect {
        entry += "Accepted, no effect.\n";
    }
    entry
}

/// A line of running text.
fn line(words: &str) -> String {
    let words = text(words);
    let guard = if words.starts_with(['.', '\'']) { "\\&" } else { "" };
    format!("{guard}{words}\n")
}

/// One argument of a macro, whatever is in it.
fn quoted(words: &str) -> String {
    format!("\"{}\"", text(words))
}

/// Text as roff shows it and nothing else, also among a macro's arguments, where lone
/// punctuation would count as such.
fn text(words: &str) -> String {
    let plain = words.replace('\\', "\\e").replace('"', "\\(dq").replace('…', "\\[u2026]");
    let guarded = plain.split(' ').map(|word| match word {
        "|" | "." | "," | ":" | ";" | "(" | ")" | "[" | "]" | "?" | "!" => format!("\\&{word}"),
        word if word.starts_with(['-', '\'']) && word.len() > 1 => format!("\\&{word}"),
        word => word.to_owned(),
    });
    guarded.collect::<Vec<_>>().join(" ")
}
