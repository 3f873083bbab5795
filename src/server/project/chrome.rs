//! All of a view that is not rows of panes: borders, status line, what lies over them, and what
//! is asked of the tty. It is made of formats and options, which takes longer than rows do.

use crate::dialect::Dialect;
use crate::geometry::{Rect, Size};
use crate::language::key::{MOST_USER_KEYS, key_name};
use crate::language::pattern::matches;
use crate::language::style::{parse_over, styled};
use crate::model::Model;
use crate::model::client::{Client, Overlay as Over};
use crate::model::graph::Float;
use crate::model::menu::{Menu, MenuRow};
use crate::model::options::{ListKey, Lookup, Name, Value, exactly};
use crate::model::popup::Popup;
use crate::model::resolve::Place;
use crate::model::session::Session;
use crate::model::window::Window;
use crate::protocol::View;
use crate::protocol::view::{self, InputModes, MouseMode, Overlay, Status};
use crate::style::{Color, Style};
use crate::terminal::{MouseTracking, Terminal};

use super::super::hints::{candidates, hints};
use super::super::keybar::key_bar;
use super::Placement;
use super::border;
use super::status::status;

/// As it was before.
pub fn keep(view: &mut View, before: &View) {
    view.borders = before.borders;
    view.status.clone_from(&before.status);
    view.message_row = before.message_row;
    view.overlay.clone_from(&before.overlay);
    view.title.clone_from(&before.title);
    view.input = before.input;
}

/// As the model has it now.
pub fn make(
    view: &mut View,
    model: &Model,
    client: &Client,
    session: &Session,
    window: &Window,
    placement: Placement,
) {
    let here = Place { client: Some(client.id), ..Place::of_session(model, session.id) };
    let options = model.session_lookup(Some(session.id));
    view.borders = border::borders(window, model, client, &here, placement);
    view.status = placement.status.map(|row| {
        let line = status(model, session, client, &here, row);
        Status { keys: key_bar(model, session.id, client.size.cells, line.style), ..line }
    });
    view.message_row = message_row(&options, client.size.cells, view.status.as_ref());
    view.overlay = client.overlay().map(|over| overlay(over, model, client, window));
    if view.overlay.is_none() && client.display().is_some_and(|it| it.keys.hints) {
        view.overlay = hints(model, client);
    }
    if options.flag("set-titles") {
        view.title = model.expand_time(&options.text("set-titles-string"), &here);
    }
    view.input = input_modes(model, client, window, &options);
    view.user_keys = user_keys(&model.server());
}

/// The row of messages and prompts: that of the status line which `message-line` names, or the last.
fn message_row(options: &Lookup<'_>, size: Size, status: Option<&Status>) -> u16 {
    let Some(status) = status else { return size.rows.saturating_sub(1) };
    let line = options.text("message-line").parse().unwrap_or(0).min(status.count() - 1);
    match status.at_top {
        true => line,
        false => (size.rows.saturating_sub(status.count())).saturating_add(line),
    }
}

/// The box of a popup, lying there on the client.
fn boxed(float: &Float, rect: Rect) -> view::Float {
    let edges = &float.edges;
    view::Float {
        pane: float.pane.0,
        rect,
        sides: [edges.are_drawn(); 4],
        title_below: false,
        lines: edges.lines,
        border: edges.style,
        title: vec![(0, styled(&edges.title, edges.style).line())],
        hint: String::new(),
    }
}

/// The box of a popup, which says how its program ended.
pub fn popup(popup: &Popup, model: &Model, client: &Client) -> view::Float {
    let rect = popup.float.rect(client.size.cells);
    let over = model.graph.pane(popup.float.pane).filter(|pane| pane.run.is_over());
    view::Float {
        hint: over.map(|pane| hint_of_end(pane.run.exit_status(), rect.cols)).unwrap_or_default(),
        ..boxed(&popup.float, rect)
    }
}

/// How a program ended, and what can be done about its popup: as much of it as there is room for.
fn hint_of_end(status: i32, cols: u16) -> String {
    let ended = match status {
        0 => "the program has ended".to_owned(),
        status => format!("the program ended with status {status}"),
    };
    let hint = format!("{ended}: Esc closes");
    // Edges, and a blank on each side.
    match hint.len() + 4 <= usize::from(cols) {
        true => hint,
        false => "Esc closes".to_owned(),
    }
}

/// A message as `message-format` has it. As tmux the status line is seen where nothing of it is.
fn message(text: &str, model: &Model, client: &Client, window: &Window) -> Overlay {
    let options = model.session_lookup(client.session()).on(client.theme.unwrap_or_default());
    let here = Place { client: Some(client.id), ..Place::of_pane(model, window.active) };
    let base = model.expand_time(&options.text("message-style"), &here);
    let base = parse_over(&base, Style::PLAIN);
    let extra = [("message", text.to_owned()), ("command_prompt", "0".to_owned())];
    let format = options.text("message-format");
    let text = styled(&model.expand_time_with(&format, &here, &extra), base);
    let rest = match (model.identity.dialect, model.has_status(client.session())) {
        (Dialect::Pmux, _) => Some(Style::PLAIN.fg(base.fg).bg(base.bg)),
        (Dialect::Tmux, false) => Some(Style::PLAIN),
        (Dialect::Tmux, true) => None,
    };
    Overlay::Message { parts: text.fit_apart(client.size.cells.cols), rest }
}

fn overlay(over: &Over, model: &Model, client: &Client, window: &Window) -> Overlay {
    let options = model.session_lookup(client.session()).on(client.theme.unwrap_or_default());
    match over {
        Over::Message { text, .. } => message(text, model, client, window),
        Over::Prompt(prompt) if !prompt.candidates.is_empty() => candidates(prompt, client),
        Over::Prompt(prompt) => {
            let style = options.style("message-style");
            let (text, cursor) = prompt.shown();
            Overlay::Prompt { label: styled(&prompt.label, style).line(), text, cursor, style }
        }
        Over::PaneNumbers { .. } => {
            let theme = client.theme.unwrap_or_default();
            let options = model.window_lookup(Some(window.id)).on(theme);
            let base = options.number("pane-base-index");
            let color = |active| match active {
                true => options.color("display-panes-active-colour"),
                false => options.color("display-panes-colour"),
            };
            let panes = window.visible().into_iter().filter_map(|(pane, _)| {
                let number = u32::try_from(window.position(pane)? as i64 + base).ok()?;
                Some((
                    pane.0,
                    number,
                    Style::PLAIN.fg(color(pane == window.active).unwrap_or_default()),
                ))
            });
            Overlay::PaneNumbers { panes: panes.collect() }
        }
        Over::Menu(menu) => Overlay::Menu(menu_view(model, menu, client)),
    }
}

fn menu_view(model: &Model, menu: &Menu, client: &Client) -> view::Menu {
    let screen = client.size.cells;
    let (rect, top) = (menu.rect(screen), menu.top(screen));
    let row = |row: &MenuRow| match row {
        MenuRow::Item { line, key, shown, .. } => {
            let key = key.filter(|_| *shown).map(key_name).unwrap_or_default();
            view::MenuRow::Item(line.clone(), key)
        }
        MenuRow::Disabled(line) => view::MenuRow::Disabled(line.clone()),
        MenuRow::Separator => view::MenuRow::Separator,
    };
    let shown = menu.rows.iter().skip(top).take(rect.rows.saturating_sub(2).into());
    let style = model.look_of_menu(menu, &menu.style);
    view::Menu {
        rect,
        lines: menu.lines,
        title: menu.title.clone(),
        rows: shown.map(row).collect(),
        selected: menu.selected.and_then(|row| u16::try_from(row.checked_sub(top)?).ok()),
        style,
        selected_style: overlaid(style, model.look_of_menu(menu, &menu.selected_style)),
        border: overlaid(style, model.look_of_menu(menu, &menu.border)),
    }
}

/// The longest sequence of a person's own, in bytes.
const LONGEST_USER_KEY: usize = 64;

/// The sequences that a person has given numbers to (`user-keys`), of those that a key can send and
/// nobody types.
fn user_keys(options: &Lookup<'_>) -> Vec<(u16, String)> {
    let list = exactly("user-keys").map(|definition| Name::Known { definition, index: None });
    let Some(Value::List(entries)) = list.and_then(|name| options.value(&name)) else {
        return Vec::new();
    };
    let entry = |(key, text): (&ListKey, &String)| {
        let ListKey::Number(number) = key else { return None };
        let number = u16::try_from(*number).ok().filter(|number| *number < MOST_USER_KEYS)?;
        let is_sound = text.starts_with('\x1b') && (2..=LONGEST_USER_KEY).contains(&text.len());
        is_sound.then(|| (number, text.clone()))
    };
    entries.iter().filter_map(entry).collect()
}

fn input_modes(
    model: &Model,
    client: &Client,
    window: &Window,
    options: &Lookup<'_>,
) -> InputModes {
    let typed_into = model.typed_into(client.id).unwrap_or(window.active);
    let terminal = model.graph.pane(typed_into).map(|pane| &pane.terminal);
    let tracking = terminal.map_or(MouseTracking::Off, |terminal| terminal.mouse());
    let has_menu = matches!(client.overlay(), Some(Over::Menu(_)));
    let follows = window.bars.over || options.flag("focus-follows-mouse");
    InputModes {
        mouse: match (options.flag("mouse"), tracking) {
            (_, MouseTracking::Any) => MouseMode::Motion,
            // A menu selects what the mouse is on; a scrollbar is seen, or a pane the active one.
            (true, _) if has_menu || follows => MouseMode::Motion,
            // Without our own uses of it the mouse is the program's alone.
            (false, MouseTracking::Off) => MouseMode::Off,
            _ => MouseMode::Buttons,
        },
        keyboard: terminal.map_or(0, keyboard_flags),
        escape_time: u32::try_from(model.server().count("escape-time")).unwrap_or(u32::MAX),
        direct_color: has_direct_color(&model.server(), &client.term),
        no_corner: says(&model.server(), "terminal-overrides", &client.term, &["am@"]),
    }
}

/// The flags of the kitty keyboard protocol that a program's keys need: what it has from xterm's
/// modifyOtherKeys has to be told apart there too.
fn keyboard_flags(terminal: &Terminal) -> u8 {
    const DISAMBIGUATE: u8 = 1;
    let other = if terminal.modify_other_keys() > 0 { DISAMBIGUATE } else { 0 };
    terminal.keyboard_flags() | other
}

/// Whether the options say so of terminals with this `TERM`: `terminal-overrides` with terminfo's
/// names for it, `terminal-features` with tmux's.
fn has_direct_color(options: &Lookup<'_>, term: &str) -> bool {
    let says = |option: &str, names: &[&str]| says(options, option, term, names);
    says("terminal-overrides", &["Tc", "RGB"]) || says("terminal-features", &["RGB"])
}

/// Whether `terminal-overrides` says that terminals with this `TERM` order text by its direction.
pub(super) fn orders_text(options: &Lookup<'_>, term: &str) -> bool {
    says_of(options, "terminal-overrides", term, |it| it == "Bidi" || it.starts_with("Bidi="))
}

/// Whether one of an option's entries for terminals with this `TERM` has one of these parts.
fn says(options: &Lookup<'_>, option: &str, term: &str, names: &[&str]) -> bool {
    says_of(options, option, term, |part| names.contains(&part))
}

/// Whether an option's entries for terminals with this `TERM` have such a part.
fn says_of(options: &Lookup<'_>, option: &str, term: &str, is_it: impl Fn(&str) -> bool) -> bool {
    options.list(option).iter().any(|entry| {
        let mut parts = entry.split(':');
        let is_meant = parts.next().is_some_and(|pattern| matches(pattern, term));
        is_meant && parts.any(&is_it)
    })
}

/// A style over another: where it says nothing the other one shows.
pub fn overlaid(below: Style, above: Style) -> Style {
    let pick = |above, below| if above == Color::Default { below } else { above };
    Style {
        fg: pick(above.fg, below.fg),
        bg: pick(above.bg, below.bg),
        attributes: above.attributes | below.attributes,
        ..above
    }
}
