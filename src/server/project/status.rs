//! The status line: made up of the parts that options have for it, or laid out as `status-format` says.

use crate::dialect::Dialect;
use crate::language::style::{self, Fitted, parse_over, styled};
use crate::model::Model;
use crate::model::client::Client;
use crate::model::options::{Lookup, Name};
use crate::model::resolve::Place;
use crate::model::session::Session;
use crate::model::window::Window;
use crate::protocol::message::StatusPart;
use crate::protocol::view::{Justify, Status, StatusRow, WindowTab};
use crate::style::{Style, Theme};

use super::chrome::overlaid;

/// The status line of a session on a client, whose first row is `row`.
pub fn status(model: &Model, session: &Session, client: &Client, here: &Place, row: u16) -> Status {
    let options = model.session_lookup(Some(session.id));
    let theme = status_theme(&options, model.theme_of(here.client));
    let options = options.on(theme);
    let style = model.expand_time(&options.text("status-style"), here);
    let base = overlaid(parse_over(&style, Style::PLAIN), status_colors(&options));
    let rows = rows(model, session, &options, here, (base, client.size.cells.cols));
    let at_top = row == 0 && options.text("status-position") == "top";
    if rows.first().is_some_and(Option::is_some) {
        return Status { at_top, style: base, rows, ..Status::default() };
    }
    let part = |text: &str, style: Style, limit: i64| {
        let line = styled(&model.expand_status(text, here), style).line();
        line.slice(0, usize::try_from(limit).unwrap_or(0))
    };
    let over = |name| overlaid(base, options.style(name));
    let left = part(
        &options.text("status-left"),
        over("status-left-style"),
        options.number("status-left-length"),
    );
    let right = part(
        &options.text("status-right"),
        over("status-right-style"),
        options.number("status-right-length"),
    );
    let tabs = session.windows.iter().filter_map(|(&index, id)| {
        let window = model.graph.window(*id)?;
        Some(tab(model, session, here, (base, theme), index, window))
    });
    let separator = model.window_lookup(session.window()).text("window-status-separator");
    Status {
        at_top,
        style: base,
        rows,
        left,
        windows: tabs.collect(),
        separator: styled(&separator, base).line(),
        right,
        justify: match options.text("status-justify").as_str() {
            "centre" | "absolute-centre" => Justify::Centre,
            "right" => Justify::Right,
            _ => Justify::Left,
        },
        keys: None,
    }
}

/// The rows of the status line, from the top. `None` is the one that is made up of parts, as pmux has
/// it where nobody says otherwise.
fn rows(
    model: &Model,
    session: &Session,
    options: &Lookup<'_>,
    here: &Place,
    (base, cols): (Style, u16),
) -> Vec<Option<StatusRow>> {
    let row = |n: u16| {
        let name = Name::parse(&format!("status-format[{n}]")).ok()?;
        let format = options.value(&name).map(|value| value.to_string()).unwrap_or_default();
        let default = Lookup::default().value(&name).map(|value| value.to_string());
        let is_own = n == 0 && model.identity.dialect == Dialect::Pmux;
        if is_own && default.as_ref() == Some(&format) {
            return None;
        }
        Some(laid_out(styled(&model.expand_status(&format, here), base).fit(cols)))
    };
    (0..model.status_lines(Some(session.id))).map(row).collect()
}

/// A row and what clicks on it mean.
fn laid_out(fitted: Fitted) -> StatusRow {
    let part = |range: style::Range| match range {
        style::Range::Left => StatusPart::Left,
        style::Range::Right => StatusPart::Right,
        style::Range::Window(index) => StatusPart::Window(index),
        style::Range::Pane(id) => StatusPart::Pane(id),
        style::Range::Session(id) => StatusPart::Session(id),
        style::Range::User(name) => StatusPart::User(name),
        style::Range::Control(number) => StatusPart::Control(number),
    };
    let parts = fitted.ranges.into_iter().map(|(columns, range)| (columns, part(range)));
    StatusRow { line: fitted.line, parts: parts.collect() }
}

/// What the colours in the status line are made for. Where its own are set, the others are as they
/// are on a dark terminal, whoever looks: that is what they were chosen with.
fn status_theme(options: &Lookup<'_>, theme: Theme) -> Theme {
    let own = ["status-style", "status-bg", "status-fg"];
    match own.iter().any(|name| options.is_set(name)) {
        true => Theme::Dark,
        false => theme,
    }
}

/// The older options for the status line's colours, which go over its style.
fn status_colors(options: &Lookup<'_>) -> Style {
    let color = |name| options.color(name).unwrap_or_default();
    Style::PLAIN.fg(color("status-fg")).bg(color("status-bg"))
}

fn tab(
    model: &Model,
    session: &Session,
    here: &Place,
    (base, theme): (Style, Theme),
    index: u32,
    window: &Window,
) -> WindowTab {
    let options = model.window_lookup(Some(window.id)).on(theme);
    let current = session.current == index;
    let mut style = overlaid(base, options.style("window-status-style"));
    let mut add = |name: &str, on: bool| {
        if on {
            style = overlaid(style, options.style(name));
        }
    };
    add("window-status-last-style", session.last() == Some(index));
    add("window-status-bell-style", window.bell);
    add("window-status-activity-style", window.alerted || model.graph.is_silent(window.id));
    add("window-status-current-style", current);
    let format = match current {
        true => options.text("window-status-current-format"),
        false => options.text("window-status-format"),
    };
    let place = Place { client: here.client, ..Place::of_index(model, session.id, index) };
    let text = model.expand_status(&format, &place);
    WindowTab { index, current, line: styled(&text, style).line() }
}
