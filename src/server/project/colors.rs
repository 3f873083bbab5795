//! What a pane's colours are: the person's, or over them what its program set (OSC 4, 10, 11, 12).

use crate::geometry::Point;
use crate::model::options::Lookup;
use crate::model::pane::Pane;
use crate::model::policy;
use crate::model::prompt::Prompt;
use crate::protocol::view::CursorView;
use crate::style::{Color, CursorShape, Rgb, Style};
use crate::terminal::Terminal;

/// The entries of the palette that look different in a pane: `pane-colours`, and over these what
/// the program set.
pub fn palette(terminal: Option<&Terminal>, options: &Lookup<'_>) -> Vec<(u8, Rgb)> {
    let mut palette = policy::palette(options);
    palette.extend(terminal.into_iter().flat_map(|it| it.colors().chosen_palette()));
    palette.into_iter().collect()
}

/// The default colours that a program set, under what the person wants of panes.
pub fn base(terminal: Option<&Terminal>) -> Style {
    let chosen = |number| terminal?.colors().chosen(number).map(Color::from);
    let color = |number| chosen(number).unwrap_or_default();
    Style::PLAIN.fg(color(10)).bg(color(11))
}

/// A pane's cursor, where the program says nothing of it as `cursor-style` and `cursor-colour` do.
pub fn cursor(at: Point, pane: &Pane, options: &Lookup<'_>) -> CursorView {
    let cursor = pane.terminal.cursor();
    let (shape, blink) = match cursor.shape {
        CursorShape::Default => shape(&options.text("cursor-style"), cursor.blink),
        shape => (shape, cursor.blink),
    };
    let wanted = || options.color("cursor-colour").and_then(Color::rgb);
    CursorView { at, shape, blink, color: pane.terminal.colors().chosen(12).or_else(wanted) }
}

/// The cursor of a question, as the options have it.
pub fn of_prompt(at: Point, prompt: &Prompt, options: &Lookup<'_>) -> CursorView {
    let (style, color) = match prompt.commands {
        true => ("prompt-command-cursor-style", "prompt-command-cursor-colour"),
        false => ("prompt-cursor-style", "prompt-cursor-colour"),
    };
    let (shape, blink) = shape(&options.text(style), false);
    CursorView { at, shape, blink, color: options.color(color).and_then(Color::rgb) }
}

/// The shape of a name, and whether it blinks.
fn shape(name: &str, blink: bool) -> (CursorShape, bool) {
    match name {
        "block" => (CursorShape::Block, false),
        "blinking-block" => (CursorShape::Block, true),
        "underline" => (CursorShape::Underline, false),
        "blinking-underline" => (CursorShape::Underline, true),
        "bar" => (CursorShape::Bar, false),
        "blinking-bar" => (CursorShape::Bar, true),
        _ => (CursorShape::Default, blink),
    }
}
