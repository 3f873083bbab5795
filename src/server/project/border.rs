//! What is around the panes of a window: the looks of borders, the titles in them, and what fills the
//! cells that are nobody's.

use crate::border::BorderLines;
use crate::dialect::Dialect;
use crate::geometry::{Point, Rect};
use crate::language::style::{Range, StyledText, parse_over, styled};
use crate::line::Line;
use crate::model::Model;
use crate::model::client::Client;
use crate::model::id::{ClientId, PaneId};
use crate::model::options::Lookup;
use crate::model::pane::Pane;
use crate::model::resolve::Place;
use crate::model::window::{Titles, Window};
use crate::protocol::view::{self, Borders, Fill, Indicators, PaneFrame};
use crate::style::{Attributes, Color, Style};

use super::Placement;

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
        isolates: super::chrome::orders_text(&model.server(), &client.term),
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
        let text = title_of(model, &place, pane, frame.border);
        let (before, after) = beside_title(model, false);
        let room = frame.outer().cols.saturating_add(from.x).saturating_sub(before + after);
        let seen = |(column, line): (u16, Line)| match (column + before).checked_sub(from.x) {
            Some(column) => (column, line),
            None => (0, line.slice((from.x - column - before).into(), line.width())),
        };
        text.fit_apart(room).into_iter().map(seen).collect()
    });
}

/// What stands in the border of a pane.
fn title_of(model: &Model, place: &Place, pane: &Pane, border: Style) -> StyledText {
    let format = model.pane_lookup(pane.id).text("pane-border-format");
    styled(&model.expand_time(&format, place), border)
}

/// How many cells of the border are seen before a title and after it, at the least: tmux has two before
/// it.
fn beside_title(model: &Model, floats: bool) -> (u16, u16) {
    match model.identity.dialect {
        Dialect::Tmux => (2, 0),
        Dialect::Pmux if floats => (0, 0),
        Dialect::Pmux => (1, 1),
    }
}

/// The thing to click on that stands at a cell of a window in the border of a pane, and the pane.
pub fn control_at(
    model: &Model,
    client: ClientId,
    window: &Window,
    at: Point,
) -> Option<(PaneId, u8)> {
    let float = window.float_at(at);
    let is_meant = |pane: PaneId| match float {
        Some(float) => float.pane == pane,
        None => window.float(pane).is_none(),
    };
    let found = window.shown().into_iter().filter(|(pane, _)| is_meant(*pane));
    found.filter_map(|(id, area)| Some((model.graph.pane(id)?, area))).find_map(|(pane, area)| {
        let titles = match float {
            Some(_) => Titles::named(&model.pane_lookup(pane.id).text("pane-border-status")),
            None => window.titles,
        };
        let row = match titles {
            Titles::Off => return None,
            Titles::Above => area.y - 1,
            Titles::Below => area.bottom(),
        };
        let (before, after) = beside_title(model, float.is_some());
        let outer = window.bars.columns.get(&pane.id).filter(|_| !window.bars.at_left);
        let cols = area.size.cols.saturating_add(outer.copied().unwrap_or(0));
        let column = i32::from(at.x) - area.x - i32::from(before);
        let column = u16::try_from(column).ok().filter(|_| i32::from(at.y) == row)?;
        let place = Place { client: Some(client), ..Place::of_pane(model, pane.id) };
        let text = title_of(model, &place, pane, Style::PLAIN);
        let fitted = text.fit(cols.saturating_sub(before + after));
        match fitted.ranges.iter().find(|(columns, _)| columns.contains(&column))?.1 {
            Range::Control(number) => Some((pane.id, number)),
            _ => None,
        }
    })
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
    let text = model.themed(&model.expand_time(&options.text(option), &place), &place);
    let mut border = parse_over(&text, Style::PLAIN);
    if model.marked == Some(pane.id) && model.identity.dialect == Dialect::Tmux {
        border.attributes.toggle(Attributes::INVERSE);
    }
    let titles = options.text("pane-border-status");
    let title = match titles.as_str() {
        "off" => Vec::new(),
        _ => {
            let text = title_of(model, &place, pane, border);
            let (before, after) = beside_title(model, true);
            let pieces = text.fit_apart(rect.cols.saturating_sub(2 + before + after));
            pieces.into_iter().map(|(column, line)| (column + before, line)).collect()
        }
    };
    let title_below = titles.starts_with("bottom");
    let (pane, hint) = (pane.id.0, String::new());
    view::Float { pane, rect, sides, lines, border, title, title_below, hint }
}
