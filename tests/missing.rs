//! What tmux 3.8 has and pmux has not: docs/tmux.md says it all, and nothing else.
//!
//! `tests/tmux/` has the names: each command with its alias and the letters of its flags, each option,
//! each format variable.

use std::collections::BTreeSet;
use std::path::Path;

use pmux::command::{COMMANDS, Command};
use pmux::model::options::{Definition, TABLE};
use pmux::model::variables::TABLES;

/// Variables that are in no table: what a mode or the mouse's place says, to whom it concerns.
const OF_A_MOMENT: &[&str] = &[
    "mouse_hyperlink",
    "mouse_line",
    "mouse_pane",
    "mouse_status_line",
    "mouse_status_range",
    "mouse_word",
    "mouse_x",
    "mouse_y",
];

fn read(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Whether a command takes a flag, and does something about it.
fn has(command: &Command, letter: char) -> bool {
    let mut flags = command.flags.iter().filter(|flag| flag.letter == Some(letter));
    flags.any(|flag| !flag.help.contains("no effect"))
}

/// What is missing of commands: `name`, or `name -x`.
fn commands() -> Vec<String> {
    let mut missing = Vec::new();
    for line in read("tests/tmux/commands.txt").lines() {
        let words: Vec<&str> = line.split(' ').collect();
        let [name, alias, letters] = words[..] else { panic!("a line of three words: {line}") };
        let Some(command) = COMMANDS.iter().find(|command| command.name == name) else {
            missing.push(name.to_owned());
            continue;
        };
        assert_eq!(command.alias.unwrap_or("-"), alias, "the alias of {name}");
        let letters = letters.chars().filter(|letter| *letter != '-');
        let lacks = letters.filter(|letter| !has(command, *letter));
        missing.extend(lacks.map(|letter| format!("{name} -{letter}")));
    }
    missing
}

/// The options that are missing, or that nothing reads.
fn options() -> Vec<String> {
    let found = |name: &str| TABLE.iter().find(|option| option.name == name);
    let names = read("tests/tmux/options.txt");
    let lacks = names.lines().filter(|name| !found(name).is_some_and(|it: &Definition| it.effect));
    lacks.map(str::to_owned).collect()
}

/// The variables that are missing.
fn variables() -> Vec<String> {
    let tables = TABLES.iter().flat_map(|(_, table)| table.iter().map(|variable| variable.name));
    let known: BTreeSet<&str> = tables.chain(OF_A_MOMENT.iter().copied()).collect();
    let names = read("tests/tmux/variables.txt");
    names.lines().filter(|name| !known.contains(name)).map(|name| format!("#{{{name}}}")).collect()
}

#[test]
fn the_page_for_tmuxs_people_says_what_is_missing() {
    let page = read("docs/tmux.md");
    let (_, table) = page.split_once("<!-- missing -->").expect("the table");
    let (table, _) = table.split_once("<!-- /missing -->").expect("its end");
    let rows = table.lines().filter_map(|line| line.strip_prefix("| `")?.split_once("` |"));
    let told: BTreeSet<String> = rows.map(|(what, _)| what.to_owned()).collect();
    let is: BTreeSet<String> = [commands(), options(), variables()].into_iter().flatten().collect();
    let untold: Vec<&String> = is.difference(&told).collect();
    let idle: Vec<&String> = told.difference(&is).collect();
    assert!(untold.is_empty(), "docs/tmux.md does not say that these are missing: {untold:#?}");
    assert!(
        idle.is_empty(),
        "docs/tmux.md says that these are missing, and they are not: {idle:#?}"
    );
}
