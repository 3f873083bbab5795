//! `find-window`: the panes whose names, titles or contents match, to choose from.

use regex::RegexBuilder;

use super::choose_tree::TEMPLATE;
use super::{Command, Context, Failure, Outcome, flag};
use crate::language::syntax::{Flag, Operand, Value};
use crate::language::target::{Kind, matches};
use crate::model::id::PaneId;
use crate::model::mode::{Chooser, Recipe, Things};
use crate::model::pane::Pane;
use crate::model::tree::Depth;

/// The entry.
pub const COMMAND: Command = Command {
    name: "find-window",
    alias: Some("findw"),
    flags: &[
        Flag::new('C', "in what stands in the panes"),
        Flag::new('i', "capital or small letters are the same"),
        Flag::new('N', "in names"),
        Flag::new('r', "a regular expression"),
        Flag::new('T', "in titles"),
        flag::ZOOM,
        flag::TARGET_PANE,
    ],
    operands: &[Operand::One(Value::new("match-string", "the text, or a pattern with * and ?"))],
    about: "Find windows by name (-N), title (-T) or what they show (-C), by default any",
    target: Some(Kind::Pane),
    run,
    ..Command::NEW
};

type Matcher = Box<dyn Fn(&str) -> bool>;

fn run(context: &mut Context<'_>) -> Outcome {
    let wanted = context.operand(0).unwrap_or_default().to_owned();
    let matcher = matcher(context, &wanted)?;
    let any = !(context.has('N') || context.has('T') || context.has('C'));
    let (names, titles, contents) =
        (any || context.has('N'), any || context.has('T'), any || context.has('C'));
    let found: Vec<PaneId> = context
        .model
        .graph
        .panes()
        .filter(|pane| {
            let window = context.model.graph.window_of(pane.id);
            let window = window.and_then(|id| context.model.graph.window(id));
            (names && window.is_some_and(|window| matcher(&window.name)))
                || (titles && matcher(pane.title()))
                || (contents && shows(pane, &matcher))
        })
        .map(|pane| pane.id)
        .collect();
    // In tmux one looks at a list with nothing in it.
    if found.is_empty() && !context.is_tmux() {
        return Err(Failure::new(format!("no windows matching: {wanted}")));
    }
    let ids: String = found.iter().map(|pane| format!(" {pane}")).collect();
    let order = context.recipe(Things::Tree, Depth::default())?.order;
    let condition = format!("#{{m:* #{{pane_id}} *,{ids} }}");
    let recipe = Recipe { condition, order, ..Recipe::default() };
    let title = format!("Matching {wanted}");
    context.choose(Chooser::new(Things::Tree, &title, TEMPLATE, recipe), "")
}

/// Whether text holds what is looked for: a shell pattern, or with `-r` a regular expression.
fn matcher(context: &Context<'_>, wanted: &str) -> Result<Matcher, Failure> {
    let fold = context.has('i');
    if context.has('r') {
        let regex = RegexBuilder::new(wanted).case_insensitive(fold).build();
        let regex = regex.map_err(|error| Failure::new(format!("bad expression: {error}")))?;
        return Ok(Box::new(move |text| regex.is_match(text)));
    }
    let lower = move |text: &str| if fold { text.to_lowercase() } else { text.to_owned() };
    let pattern = format!("*{}*", lower(wanted));
    Ok(Box::new(move |text| matches(&pattern, &lower(text))))
}

/// Whether a line that a pane shows matches.
fn shows(pane: &Pane, matcher: &Matcher) -> bool {
    let rows = pane.size.cells.rows;
    (0..rows).any(|row| matcher(&pane.terminal.line(row).text))
}
