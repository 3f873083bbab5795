//! `choose-buffer`: shows the paste buffers to choose one to paste.

use super::list_buffers::variables;
use super::{Command, Context, Flow, Outcome};
use crate::language::arguments::FlagSpec;
use crate::language::format::is_true;
use crate::language::target::Kind;
use crate::model::client::{Overlay, Panel, PanelKind};
use crate::line::Line;
use crate::style::Style;

/// The entry.
pub const COMMAND: Command = Command {
    name: "choose-buffer",
    flags: FlagSpec::new("F:f:K:NO:rt:Z"),
    operands: (0, Some(1)),
    usage: "[-NrZ] [-F format] [-f filter] [-O sort-order] [-t target-pane] [template]",
    about: "Choose a paste buffer from a list, and paste it or run the template with it",
    target: Some(Kind::Pane),
    run,
    ..Command::NEW
};

const FORMAT: &str = "#{buffer_name}: #{buffer_size} bytes: #{buffer_sample}";

fn run(context: &mut Context<'_>) -> Outcome {
    let client = context.target_client('c')?;
    let rows = rows(context);
    if rows.is_empty() {
        return Ok(Flow::Next);
    }
    let paste = || format!("paste-buffer -p -b '%%' -t {}", context.target.pane.map_or_else(String::new, |pane| pane.to_string()));
    let template = context.operand(0).map_or_else(paste, str::to_owned);
    let (choices, lines) = rows.into_iter().unzip();
    let panel =
        Panel { lines, choices, ..Panel::new(PanelKind::Buffers, "Choose a buffer", template) };
    context.show(client, Overlay::Panel(panel));
    Ok(Flow::Next)
}

/// The names of the buffers that the filter picks, in the order of `-O`, with their lines.
fn rows(context: &Context<'_>) -> Vec<(String, Line)> {
    let mut buffers: Vec<_> = context.model.buffers.iter().collect();
    match context.value('O') {
        Some("name") => buffers.sort_by_key(|buffer| &buffer.name),
        Some("size") => buffers.sort_by_key(|buffer| std::cmp::Reverse(buffer.data.len())),
        _ => {}
    }
    if context.has('r') {
        buffers.reverse();
    }
    let all: Vec<_> = buffers.into_iter().map(|buffer| (buffer, variables(buffer))).collect();
    let expand = |format: &str, variables: &[(&str, String)]| {
        context.model.expand_with(format, &context.target, variables)
    };
    let wanted = |variables: &[(&str, String)]| {
        context.value('f').is_none_or(|filter| is_true(&expand(filter, variables)))
    };
    // A filter that leaves nothing is none.
    let some = all.iter().any(|(_, variables)| wanted(variables));
    let format = context.value('F').unwrap_or(FORMAT);
    all.iter()
        .filter(|(_, variables)| !some || wanted(variables))
        .map(|(buffer, variables)| {
            let mut line = Line::new();
            line.push_text(&expand(format, variables), &Style::PLAIN);
            (buffer.name.clone(), line)
        })
        .collect()
}
