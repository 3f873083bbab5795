//! What is around the panes of a window: the looks of borders, the titles in them, and what fills the
//! cells that are nobody's.

use crate::border::BorderLines;
use crate::dialect::Dialect;
use crate::geometry::{Point, Rect};
use crate::language::style::{parse_over, styled};
use crate::line::Line;
use crate::model::Model;
use crate::model::client::Client;
use crate::model::options::Lookup;
use crate::model::pane::Pane;
use crate::model::resolve::Place;
use crate::model::window::{Titles, Window};
use crate::protocol::view::{self, Borders, Fill, Indicators, PaneFrame};
use crate::style::{Attributes, Color, Style};

use super::placement::Placement;

/// What fills a tty beside its window where nobody says otherwise.
const DOTS: Fill = Fill { character: '·', style: Style::PLAIN.with(Attributes::DIM) };

/// How the borders of a window look, lying there on the client.
pub fn borders(
    window: &Window,
    model: &Model,
    client: &Client,
    here: &Place,
    placement: Placement,
) -> Borders {
    let options = model.window_lookup(Some(window.id)).on(client.theme.unwrap_or_default());
    let style = |name| {
        let text = model.expand_time(&options.text(name), here);
        parse_over(&model.themed(&text, here), Style::PLAIN)
    };
    let own = style("pane-border-style");
    let (x, y) = placement.corner();
    let whole = window.size.cells;
    let middle = |corner: i32, length: u16| {
        u16::try_from((corner + i32::from(length) / 2).max(0)).unwrap_or(u16::MAX)
    };
    Borders {
        style: own,
        active: style("pane-active-border-style"),
        lines: BorderLines::between_panes(&options.text("pane-border-lines")),
        titles_below: window.titles == Titles::Below,
        indicators: match options.text("pane-border-indicators").as_str() {
            "off" => Indicators { halves: false, arrows: false },
            "arrows" => Indicators { halves: false, arrows: true },
            "both" => Indicators { halves: true, arrows: true },
            _ => Indicators::default(),
        },
        frame: model.identity.dialect == Dialect::Tmux,
        middle: Point::new(middle(x, whole.cols), middle(y, whole.rows)),
        outside: fill(model, &options, here, own, false),
        inside: fill(model, &options, here, own, true),
    }
}

/// What fills the cells inside of the window, or outside of it, that are nobody's: the first glyph of
/// `fill-character`, in the looks of borders where it has none of its own.
fn fill(model: &Model, options: &Lookup<'_>, here: &Place, base: Style, inside: bool) -> Fill {
    let format = options.text("fill-character");
    if format.is_empty() && model.identity.dialect == Dialect::Pmux {
        return if inside { Fill::default() } else { DOTS };
    }
    let flag = |on: bool| i32::from(on).to_string();
    let extra = [("is_inside", flag(inside)), ("is_outside", flag(!inside))];
    let text = model.expand_time_with(&format, here, &extra);
    let line = styled(&text, Style::PLAIN).line();
    let first = line.glyphs().next();
    let (character, own) = match first.filter(|glyph| glyph.width == 1) {
        Some(glyph) => (glyph.text.chars().next().unwrap_or(' '), *glyph.style),
        None if first.is_none() => (' ', Style::PLAIN),
        None => ('·', Style::PLAIN),
    };
    let or = |color: Color, below: Color| if color == Color::Default { below } else { color };
    let style = Style {
        fg: or(own.fg, base.fg),
        bg: or(own.bg, base.bg),
        attributes: own.attributes | base.attributes,
        ..own
    };
    Fill { character, style }
}

/// Makes the frame of a pane of the window say what is around it. It is seen from its column `from.x`
/// on.
pub fn surround(
    frame: &mut PaneFrame,
    model: &Model,
    client: &Client,
    window: &Window,
    pane: &Pane,
    from: Point,
) {
    let options = model.pane_lookup(pane.id).on(client.theme.unwrap_or_default());
    let place = Place { client: Some(client.id), ..Place::of_pane(model, pane.id) };
    let option = match pane.id == window.active {
        true => "pane-active-border-style",
        false => "pane-border-style",
    };
    frame.border = parse_over(
        &model.themed(&model.expand_time(&options.text(option), &place), &place),
        Style::PLAIN,
    );
    let base = model.window_lookup(Some(window.id)).number("pane-base-index");
    let index = window.position(pane.id).map_or(0, |at| at as i64 + base);
    frame.digit = index.rem_euclid(10) as u8;
    frame.marked = model.marked == Some(pane.id);
    frame.title = (window.titles != Titles::Off).then(|| {
        let format = model.pane_lookup(pane.id).text("pane-border-format");
        let text = styled(&model.expand_time(&format, &place), frame.border);
        // tmux has two cells of the border before a title.
        let before = if model.identity.dialect == Dialect::Tmux { 2 } else { 1 };
        let after = before % 2;
        let room = frame.outer().cols.saturating_add(from.x).saturating_sub(before + after);
        let seen = |(column, line): (u16, Line)| match (column + before).checked_sub(from.x) {
            Some(column) => (column, line),
            None => (0, line.slice((from.x - column - before).into(), line.width())),
        };
        text.fit_apart(room).into_iter().map(seen).collect()
    });
}

/// The frame of a pane that floats, of which this is seen on the client.
pub fn framed(
    model: &Model,
    client: &Client,
    window: &Window,
    pane: &Pane,
    rect: Rect,
    sides: [bool; 4],
) -> view::Float {
    let options = model.pane_lookup(pane.id).on(client.theme.unwrap_or_default());
    let lines = match options.text("pane-border-lines").as_str() {
        "none" => None,
        named => Some(BorderLines::between_panes(named)),
    };
    let option = match pane.id == window.active {
        true => "pane-active-border-style",
        false => "pane-border-style",
    };
    let place = Place { client: Some(client.id), ..Place::of_pane(model, pane.id) };
    let border = parse_over(&model.expand_time(&options.text(option), &place), Style::PLAIN);
    let titles = options.text("pane-border-status");
    let title = match titles.as_str() {
        "off" => Vec::new(),
        _ => {
            let text =
                styled(&model.expand_time(&options.text("pane-border-format"), &place), border);
            // As in tmux there is a cell of the edge between a corner and what stands there.
            let apart = u16::from(model.identity.dialect == Dialect::Tmux);
            let pieces = text.fit_apart(rect.cols.saturating_sub(2 + 2 * apart));
            pieces.into_iter().map(|(column, line)| (column + apart, line)).collect()
        }
    };
    let title_below = titles.starts_with("bottom");
    let (pane, hint) = (pane.id.0, String::new());
    view::Float { pane, rect, sides, lines, border, title, title_below, hint }
}
