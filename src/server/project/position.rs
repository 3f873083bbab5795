//! What copy mode says of where it is, over the first row of its pane (`copy-mode-position-format`).

use crate::language::style::{Align, styled};
use crate::line::Line;
use crate::model::Model;
use crate::model::mode::Mode;
use crate::model::options::Lookup;
use crate::model::pane::Pane;
use crate::model::resolve::Place;

/// What stands in the pane's upper right corner, as the options have it for a client. Where it is to
/// stand elsewhere it is laid over the first of the `rows`, which are `cols` wide, and nothing stands
/// there. `None` in modes that have a row for that.
pub fn position(
    model: &Model,
    options: &Lookup<'_>,
    pane: &Pane,
    mode: &Mode,
    place: &Place,
    rows: &mut [Line],
    cols: u16,
) -> Option<Line> {
    let (copy, terminal) = mode.copying(&pane.terminal).filter(|_| mode.shows_output())?;
    if copy.is_position_hidden() {
        return Some(Line::new());
    }
    let text = model.expand(&options.text("copy-mode-position-format"), place);
    let base = model.style_at(options, "copy-mode-position-style", place);
    let text = styled(&text, base);
    if text.is_all(Align::Right) && text.width() <= usize::from(cols) {
        return Some(text.line());
    }
    let gutter = copy.gutter(terminal, model.mode_looks(options, place).numbers.numbers);
    if let Some(first) = rows.first_mut() {
        let (before, after) =
            (first.slice(0, gutter.into()), first.slice(gutter.into(), cols.into()));
        let mut line = before;
        let blanks = usize::from(gutter).saturating_sub(line.width());
        line.push_text(&" ".repeat(blanks), &crate::style::Style::PLAIN);
        for glyph in text.fit_over(&after, cols.saturating_sub(gutter)).glyphs() {
            line.push_glyph(glyph.text, glyph.width, glyph.style, glyph.link);
        }
        *first = line;
    }
    Some(Line::new())
}
