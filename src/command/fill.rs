//! Commands that a person's answers are put into: `%%`, `%1` to `%9` in what `command-prompt`
//! and the choosers run.
//!
//! An answer becomes part of a word, never of the text that words are read from. So whatever was
//! typed, or stands in a name that somebody else chose, is no flag, no second command and no end
//! of a quote.

use super::{Failure, find};
use crate::language::arguments::Arguments;
use crate::language::command_line::{Parsed, Statement, Word};
use crate::model::Model;
use crate::model::prompt::Then;
use crate::model::resolve::Place;

/// Commands whose operands are commands themselves where they are text; of `if-shell` all but
/// the first.
const TAKE_COMMANDS: &[&str] = &["command-prompt", "confirm-before", "if-shell"];

/// What reads text as commands.
pub type Parse<'a> = &'a dyn Fn(&str) -> Option<Vec<Statement>>;

/// Whether all of a template is the answer, which then is a command itself.
pub fn is_answer(template: &str) -> bool {
    matches!(template.trim(), "%%" | "%%%" | "%1")
}

/// What is done with answers, as commands.
///
/// # Errors
/// What they come to is none.
pub fn answered(
    model: &Model,
    then: &Then,
    answers: &[String],
    here: &Place,
) -> Result<Vec<Statement>, Failure> {
    let parse = |text: &str| model.parse_commands(text, here);
    let statements = match then {
        Then::Template(template) if is_answer(template) => {
            parse(answers.first().map_or("", String::as_str))
        }
        Then::Template(template) => {
            parse(template).map(|statements| fill(&statements, answers, &|text| parse(text).ok()))
        }
        // There is no answer but "yes", and `%1` is a pane.
        Then::Confirm { command, .. } => parse(command),
        Then::Text(template) => parse(&replaced(template, answers)),
    };
    statements.map_err(Failure::from)
}

/// A template's text with the answers put in where tmux does: the first `%%` is one between single
/// quotes, `%%%` and `%1%` one between double quotes, and `%1` as it is, all for the first; `%2` and
/// `%2%` for the second.
fn replaced(template: &str, answers: &[String]) -> String {
    let mut text = template.to_owned();
    for (number, answer) in (1..=9u32).zip(answers) {
        text = replaced_one(&text, number, answer);
    }
    text
}

fn replaced_one(template: &str, number: u32, answer: &str) -> String {
    let (mut out, mut rest, mut seen) = (String::with_capacity(template.len()), template, false);
    while let Some(at) = rest.find('%') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let digit = rest.chars().next().and_then(|c| c.to_digit(10));
        let is_first = rest.starts_with('%') && !seen;
        if digit != Some(number) && !is_first {
            out.push('%');
            continue;
        }
        seen |= is_first;
        rest = &rest[1..];
        let is_double = rest.starts_with('%');
        rest = rest.strip_prefix('%').unwrap_or(rest);
        for c in answer.chars() {
            match c {
                '\'' if is_first && !is_double => out.push_str("'\\''"),
                '"' | '\\' | '$' | ';' | '~' if is_double => out.extend(['\\', c]),
                c => out.push(c),
            }
        }
    }
    out + rest
}

/// A template's commands with the answers put in.
pub fn fill(template: &[Statement], answers: &[String], parse: Parse<'_>) -> Vec<Statement> {
    let statement = |statement: &Statement| match statement {
        Statement::Commands(commands) => {
            let filled = commands.iter().map(|command| fill_command(command, answers, parse));
            Statement::Commands(filled.collect())
        }
        Statement::Assign { line, name, value, hidden } => Statement::Assign {
            line: *line,
            name: name.clone(),
            value: fill_text(value, answers),
            hidden: *hidden,
        },
    };
    template.iter().map(statement).collect()
}

fn fill_command(template: &Parsed, answers: &[String], parse: Parse<'_>) -> Parsed {
    let argv = template.argv();
    let command = argv.first().and_then(|name| find(name).ok());
    let arguments = command.and_then(|it| Arguments::parse(it.syntax(), &argv[1..]).ok());
    let first = arguments.as_ref().map_or(usize::MAX, |it| argv.len() - it.rest().len());
    let is_nested = |at: usize| {
        let name = command.map_or("", |command| command.name);
        TAKE_COMMANDS.contains(&name) && at >= first + usize::from(name == "if-shell")
    };
    let anywhere = command.is_some_and(|command| command.anywhere);
    let mut may_be_flag = arguments.is_some_and(|it| !it.ended());
    let mut words = Vec::with_capacity(template.words.len());
    for (at, word) in template.words.iter().enumerate() {
        let filled = match word {
            Word::Block { statements, .. } => block(fill(statements, answers, parse)),
            Word::Text(text) => match parse(text).filter(|_| text.contains('%') && is_nested(at)) {
                Some(statements) => block(fill(&statements, answers, parse)),
                None => Word::Text(fill_text(text, answers)),
            },
        };
        let is_new_flag = filled.text().starts_with('-') && !word.text().starts_with('-');
        if is_new_flag && may_be_flag && (at == first || (anywhere && at > first)) {
            words.push(Word::Text("--".to_owned()));
            may_be_flag = false;
        }
        words.push(filled);
    }
    Parsed { line: template.line, words }
}

/// Commands as a word, written such that they are read again as they are.
fn block(statements: Vec<Statement>) -> Word {
    let source = statements.iter().map(Statement::to_string).collect::<Vec<_>>().join("\n");
    Word::Block { source, statements }
}

/// A text with the answers put in: `%%` and `%1` the first, `%2` the second. tmux has `%%%` for
/// an answer whose quotes are escaped, which here every one's are.
fn fill_text(template: &str, answers: &[String]) -> String {
    let mut out = String::with_capacity(template.len());
    let mut rest = template;
    let answer = |n: usize| answers.get(n).map(String::as_str).unwrap_or_default();
    while let Some(at) = rest.find('%') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let (number, after) = match rest.strip_prefix("%%").or_else(|| rest.strip_prefix('%')) {
            Some(after) => (Some(0), after),
            None => match rest.chars().next().and_then(|c| c.to_digit(10)).filter(|d| *d > 0) {
                Some(digit) => (Some(digit as usize - 1), &rest[1..]),
                None => (None, rest),
            },
        };
        match number {
            Some(number) => out.push_str(&quoted_in(&out, answer(number))),
            None => out.push('%'),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// An answer as it can stand at the end of `before`, a text that somebody reads as words later (a
/// shell, say): such that it ends no quotes that are open there.
fn quoted_in(before: &str, answer: &str) -> String {
    let mut open = None;
    let mut chars = before.chars();
    while let Some(c) = chars.next() {
        match (open, c) {
            (None, '\'' | '"') => open = Some(c),
            (Some(quote), c) if quote == c => open = None,
            (None | Some('"'), '\\') => drop(chars.next()),
            _ => {}
        }
    }
    let mut out = String::with_capacity(answer.len());
    for c in answer.chars() {
        match (open, c) {
            (Some('\''), '\'') => out.push_str("'\\''"),
            (Some('"'), '"' | '\\' | '$' | '`') => out.extend(['\\', c]),
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::command_line::{Surroundings, parse};

    fn read(text: &str) -> Option<Vec<Statement>> {
        parse(text, Surroundings { env: &|_| None, holds: &|_| false }).ok()
    }

    /// The commands that a template comes to, each as its words.
    fn filled(template: &str, answers: &[&str]) -> Vec<Vec<String>> {
        let answers: Vec<String> = answers.iter().map(|answer| (*answer).to_owned()).collect();
        let statements = fill(&read(template).unwrap(), &answers, &read);
        statements
            .iter()
            .flat_map(|statement| match statement {
                Statement::Commands(commands) => commands.iter().map(Parsed::argv).collect(),
                Statement::Assign { .. } => Vec::new(),
            })
            .collect()
    }

    fn check(template: &str, answers: &[&str], expect: &[&str]) {
        assert_eq!(filled(template, answers), [expect], "{template} {answers:?}");
    }

    #[test]
    fn answers_go_into_templates_and_stay_one_word() {
        check("rename-window -- '%%'", &["a b"], &["rename-window", "--", "a b"]);
        check("select-pane -t %%", &["1.2"], &["select-pane", "-t", "1.2"]);
        check("swap-pane -s %1 -t %2", &["a", "b"], &["swap-pane", "-s", "a", "-t", "b"]);
        check("set -g @q \"%%%\"", &["foo bar"], &["set", "-g", "@q", "foo bar"]);
        check("set -g @q \"%%%\"", &["a\"b $c"], &["set", "-g", "@q", "a\"b $c"]);
        check("set -g @q %%%", &["foo bar"], &["set", "-g", "@q", "foo bar"]);
        check("display 100%", &[], &["display", "100%"]);
        assert!(is_answer("%1") && is_answer(" %% ") && !is_answer("ls %%"));
    }

    #[test]
    fn in_a_text_they_are_put_in_as_tmux_does() {
        let check = |template: &str, answers: &[&str], expect: &str| {
            let answers: Vec<String> = answers.iter().map(|it| (*it).to_owned()).collect();
            assert_eq!(replaced(template, &answers), expect, "{template}");
        };
        check("set @r '%%'", &["can't; x"], "set @r 'can'\\''t; x'");
        check("a '%%' ; b '%%'", &["x"], "a 'x' ; b '%%'");
        check("a \"%%%\"", &["a\"$;~\\z"], "a \"a\\\"\\$\\;\\~\\\\z\"");
        check("a %1 b %1", &["x ; y"], "a x ; y b x ; y");
        check("%1 %2 %2", &["one", "two"], "one two two");
        check("\"%2%\"", &["one", "b\"c"], "\"b\\\"c\"");
        check("100% none", &["x"], "100% none");
    }

    #[test]
    fn no_answer_is_a_flag_or_a_command() {
        for answer in ["-n", "--", "-t=x", "'; kill-server; '", "\"; kill-server", "; kill-server"]
        {
            for template in ["rename-window '%%'", "rename-window \"%%\"", "rename-window %%"] {
                let words = match answer.starts_with('-') {
                    true => vec!["rename-window", "--", answer],
                    false => vec!["rename-window", answer],
                };
                check(template, &[answer], &words);
            }
            check("move-window -t '%%'", &[answer], &["move-window", "-t", answer]);
            // What is read once more is read the same.
            for template in ["confirm-before \"rename-window '%%'\"", "confirm { renamew %% }"] {
                let [words] = &filled(template, &[answer])[..] else { panic!("{template}") };
                let [again] = &filled(&words[1], &[])[..] else { panic!("{words:?}") };
                assert_eq!(again.last().unwrap(), answer, "{template}");
            }
        }
    }

    #[test]
    fn no_answer_ends_a_quote_for_a_shell() {
        let shell = |template: &str, answer: &str| filled(template, &[answer])[0][1].clone();
        assert_eq!(shell("run-shell \"man '%%'\"", "'; id; '"), "man ''\\''; id; '\\'''");
        assert_eq!(shell("run-shell 'man \"%%\"'", "\"$(id)`id`"), "man \"\\\"\\$(id)\\`id\\`\"");
        assert_eq!(shell("run-shell 'man %%'", "ls"), "man ls");
    }
}
