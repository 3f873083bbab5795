//! What a pane's colours are: the person's, or over them what its program set (OSC 4, 10, 11, 12).

use crate::geometry::Point;
use crate::language::style::parse_over;
use crate::model::Model;
use crate::model::copy_mode::{Looks, NumberLooks, Numbers};
use crate::model::options::Lookup;
use crate::model::pane::Pane;
use crate::model::policy;
use crate::model::resolve::Place;
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

/// A style that an option gives; formats in it are about a place.
pub fn style(model: &Model, options: &Lookup<'_>, name: &str, place: &Place) -> Style {
    let text = options.text(name);
    match text.contains("#{") {
        true => parse_over(&model.expand(&text, place), Style::PLAIN),
        false => options.style(name),
    }
}

/// How what is marked in a pane's mode looks.
pub fn looks(model: &Model, options: &Lookup<'_>, place: &Place) -> Looks {
    let style = |name| style(model, options, name, place);
    Looks {
        selection: style("copy-mode-selection-style"),
        chosen: style("tree-mode-selection-style"),
        match_: style("copy-mode-match-style"),
        current_match: style("copy-mode-current-match-style"),
        mark: style("copy-mode-mark-style"),
        current_line: style("copy-mode-current-line-style"),
        numbers: NumberLooks {
            numbers: Numbers::of(&options.text("copy-mode-line-numbers")),
            number: style("copy-mode-line-number-style"),
            current: style("copy-mode-current-line-number-style"),
        },
    }
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
