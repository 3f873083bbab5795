//! What is asked in a pane, over one of its rows.

use unicode_width::UnicodeWidthStr;

use crate::dialect::Dialect;
use crate::language::style::{StyleSpec, parse_over, styled};
use crate::line::Line;
use crate::model::Model;
use crate::model::client::Client;
use crate::model::mode::lay::{append, lay_over};
use crate::model::pane::Pane;
use crate::model::prompt::Prompt;
use crate::model::resolve::Place;
use crate::style::Style;

/// What is asked in a pane, or typed in its mode; and whether that stands in the first row, as the status
/// line does.
pub fn asked<'a>(
    model: &'a Model,
    client: &'a Client,
    pane: &'a Pane,
) -> Option<(&'a Prompt, bool)> {
    let is_at_top = || model.session_lookup(client.session()).text("status-position") == "top";
    match &pane.prompt {
        Some(prompt) => Some((prompt, is_at_top())),
        None => Some((model.mode_shown(pane.id, client)?.prompt()?, false)),
    }
}

/// A row of so many columns with the question over it, and the column of the cursor.
pub fn over(model: &Model, place: &Place, prompt: &Prompt, under: &Line, cols: u16) -> (Line, u16) {
    let options = model.session_lookup(place.session);
    let name = if prompt.commands { "message-command-style" } else { "message-style" };
    let flags = format!("IS{}", "PANE");
    let extra = [
        ("prompt_flags", flags),
        ("command_prompt", u8::from(prompt.commands).to_string()),
        ("prompt_type", prompt.kind.name().to_owned()),
    ];
    let text = model.expand_with(&options.text(name), place, &extra);
    let style = parse_over(&text, Style::PLAIN);
    // As tmux what is under it is seen beside it where its style fills nothing.
    let own = (model.identity.dialect == Dialect::Pmux).then_some(style.bg);
    let fill = StyleSpec::parse(&text).ok().and_then(|spec| spec.fill()).or(own);
    let cols = usize::from(cols);
    let label = styled(&prompt.label, style).line().slice(0, cols);
    let room = cols - label.width();
    let (typed, cursor) = prompt.shown();
    let column = typed[..cursor].width();
    let skip = (column + 1).saturating_sub(room.max(1));
    let mut line = label.clone();
    let mut answer = Line::new();
    answer.push_text(&typed, &style);
    append(&mut line, &answer.slice(skip, room));
    if let Some(fill) = fill {
        let blanks = cols.saturating_sub(line.width());
        line.push_text(&" ".repeat(blanks), &Style::PLAIN.bg(fill));
    }
    let x = (label.width() + column - skip).min(cols.saturating_sub(1));
    (lay_over(under, 0, &line).slice(0, cols), u16::try_from(x).unwrap_or(u16::MAX))
}
