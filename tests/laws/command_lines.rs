//! Any text is a command line or is refused with a line that it has. What it says can be printed,
//! and what is printed says the same.

use pmux::language::command_line::{Statement, Surroundings, Word, parse, parse_file};

fn variable(name: &str) -> Option<String> {
    match name {
        "HOME" => Some("/home/me".to_owned()),
        "A" => Some("one; two { \"#".to_owned()),
        _ => None,
    }
}

/// Holds the laws of a text.
pub fn hold(text: &str) {
    let surroundings = Surroundings { env: &variable, holds: &|condition| condition == "1" };
    let (_, wrong) = parse_file(text, surroundings);
    for error in wrong {
        assert!((1..=text.lines().count() + 1).contains(&error.line), "{error}");
    }
    let Ok(statements) = parse(text, surroundings) else { return };
    let printed: Vec<String> = statements.iter().map(Statement::to_string).collect();
    let printed = printed.join("\n");
    let again = parse(&printed, surroundings);
    let again = again.unwrap_or_else(|error| panic!("{error} in {printed:?} of {text:?}"));
    assert_eq!(outline(&again), outline(&statements), "{printed:?}");
}

/// What statements say, without the lines that they stand on and how blocks are written.
fn outline(statements: &[Statement]) -> String {
    let word = |word: &Word| match word {
        Word::Text(text) => format!("{text:?}"),
        Word::Block { statements, .. } => format!("{{{}}}", outline(statements)),
    };
    let statement = |statement: &Statement| match statement {
        Statement::Commands(commands) => {
            let command = |words: &[Word]| words.iter().map(word).collect::<Vec<_>>().join(" ");
            commands.iter().map(|it| command(&it.words)).collect::<Vec<_>>().join(";")
        }
        Statement::Assign { name, value, hidden, .. } => format!("{hidden} {name}={value:?}"),
    };
    statements.iter().map(statement).collect::<Vec<_>>().join("\n")
}
