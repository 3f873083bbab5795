//! Everything that `config/pmux.conf` binds is there: its commands, their flags, and the acts of
//! copy mode and of the choosers.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so")]

use pmux::command::find;
use pmux::language::arguments::Arguments;
use pmux::language::command_line::{self, Parsed, Statement, Surroundings, Word};
use pmux::model::copy_mode::action;
use pmux::model::mode::{self, CHOOSE_TABLE};

const CONFIG: &str = include_str!("../config/pmux.conf");

#[test]
fn the_default_configuration_has_only_what_there_is() {
    let outside = Surroundings { env: &|_| None, holds: &|_| false };
    let statements = command_line::parse(CONFIG, outside).unwrap();
    assert!(statements.len() > 200);
    for statement in statements {
        check_statement(&statement, false);
    }
}

fn check_statement(statement: &Statement, chooses: bool) {
    let Statement::Commands(commands) = statement else { panic!("{statement:?}") };
    for command in commands {
        check(command, chooses);
    }
}

/// Checks a command, which a key in a chooser may be bound to.
fn check(parsed: &Parsed, chooses: bool) {
    let argv = parsed.argv();
    let command = find(&argv[0]).unwrap_or_else(|failure| panic!("{parsed}: {failure:?}"));
    let arguments = Arguments::parse(command.syntax(), &argv[1..])
        .unwrap_or_else(|error| panic!("{parsed}: {error}"));
    let rest = arguments.rest();
    match command.name {
        "bind-key" => {
            // After the key stand its commands, with `;` between.
            let bound = &parsed.words[parsed.words.len() - rest.len() + 1..];
            let chooses = arguments.value('T') == Some(CHOOSE_TABLE);
            for words in bound.split(|word| word.text() == ";") {
                check(&Parsed { line: parsed.line, words: words.to_vec() }, chooses);
            }
            return;
        }
        "send-keys" if arguments.has('X') && chooses => {
            mode::act(&rest[0], rest.get(1).map(String::as_str))
                .unwrap_or_else(|e| panic!("{parsed}: {e:?}"));
        }
        // What needs the mouse's place is the command's own.
        "send-keys" if arguments.has('X') && rest[0] == "scroll-to-mouse" => {}
        "send-keys" if arguments.has('X') => {
            action(&rest[0], rest.get(1).map(|_| "1"))
                .unwrap_or_else(|e| panic!("{parsed}: {e:?}"));
        }
        _ => {}
    }
    for word in &parsed.words {
        if let Word::Block { statements, .. } = word {
            statements.iter().for_each(|it| check_statement(it, chooses));
        }
    }
}
