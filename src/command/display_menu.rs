//! `display-menu`: a box of commands to choose from.

use super::{Command, Context, Failure, Flow, Outcome, flag, value};
use crate::border::BorderLines;
use crate::dialect::Dialect;
use crate::geometry::Size;
use crate::key::Key;
use crate::language::key::key_name;
use crate::language::key::parse_key;
use crate::language::style::styled;
use crate::language::syntax::{Flag, Operand, Value};
use crate::language::target::Kind;
use crate::line::Line;
use crate::model::client::Overlay;
use crate::model::menu::{Menu, MenuLook, MenuRow};
use crate::model::resolve::Place;
use crate::style::Style;

/// The entry.
pub const COMMAND: Command = Command {
    name: "display-menu",
    alias: Some("menu"),
    flags: &[
        Flag::new('M', "for the mouse too, where it was opened by a key"),
        Flag::new('O', "the mouse button may be let go before an entry is chosen, by a click"),
        Flag::with('b', value::BORDER_LINES),
        Flag::with('c', value::TARGET_CLIENT),
        Flag::with(
            'C',
            Value::new("starting-choice", "the line that is selected first, from 0; -: none"),
        ),
        Flag::with('H', Value::new("selected-style", "the look of the selected line")),
        Flag::with('S', value::BORDER_STYLE),
        Flag::with('s', value::STYLE),
        Flag::with('T', value::TITLE),
        flag::TARGET_PANE,
        Flag::with('x', value::POSITION),
        Flag::with('y', value::POSITION),
    ],
    operands: &[Operand::Some(Value::new(
        "name key command",
        "an entry: what is shown, the key that chooses it, what it does",
    ))],
    about: "Show a menu of commands; each entry is a name, a key and a command, and an empty name alone a \
            line across. Names that begin with - cannot be chosen, and those that expand to nothing are \
            left out",
    target: Some(Kind::Pane),
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    let client = context.target_display('c')?;
    let place = Place { client: Some(client), ..context.target };
    let options = context.model.window_lookup(context.target.window);
    let options = options.on(context.model.theme_of(Some(client)));
    let lines = context.border_lines(&options.text("menu-border-lines"))?;
    // A menu has edges, and be they blank.
    let lines = lines.unwrap_or(BorderLines::Padded);
    let look = |flag, option| MenuLook { option, own: context.expanded(flag) };
    let style = look('s', "menu-style");
    let selected_style = look('H', "menu-selected-style");
    let border = look('S', "menu-border-style");
    let title = context.model.expand_time(context.value('T').unwrap_or_default(), &place);
    let title = styled(&title, Style::PLAIN).line();
    let screen = context.model.graph.client(client).map_or(Size::DEFAULT, |it| it.size.cells);
    let rows = rows(context, &place, screen.cols)?;
    if !rows.iter().any(|row| matches!(row, MenuRow::Item { .. })) {
        return Ok(Flow::Next);
    }
    let at = context.corner_of_menu(client, Menu::size(&title, &rows))?;
    let by_mouse = context.mouse.is_some();
    let stays = context.has('O') || !by_mouse;
    let mut menu = Menu {
        at,
        title,
        rows,
        selected: None,
        stays,
        mouse: by_mouse || context.has('M') || !context.is_tmux(),
        place,
        lines,
        style,
        selected_style,
        border,
    };
    match context.value('C') {
        Some("-") => {}
        Some(text) => {
            let row: usize = text.parse().map_err(|_| {
                Failure::usage(format!(
                    "starting choice invalid: {text} (give a line, from 0, or -)"
                ))
            })?;
            menu.selected = row.checked_sub(1);
            menu.go(false);
        }
        None if by_mouse => {}
        None => menu.go_to(false),
    }
    context.show(client, Overlay::Menu(menu));
    Ok(Flow::Next)
}

/// What an entry says on a terminal of so many columns, and whether its key is shown. As tmux has it one
/// that is too wide shows its end, marked, and its key only where that is short.
fn fitted(line: Line, key: Option<Key>, dialect: Dialect, cols: u16) -> (Line, bool) {
    if dialect == Dialect::Pmux {
        return (line, true);
    }
    // Edges and blanks.
    let mut room = usize::from(cols.saturating_sub(4));
    let width = line.width();
    let mut shown = true;
    if let Some(taken) = key.map(|key| key_name(key).chars().count() + 3) {
        if taken <= room / 4 {
            room -= taken;
        } else {
            shown = taken < room && width < room - taken;
        }
    }
    if width <= room {
        return (line, shown);
    }
    let room = room.saturating_sub(1);
    let mut cut = line.slice(width - room, room);
    cut.push_text(">", &Style::PLAIN);
    (cut, shown)
}

/// The lines that the operands are.
fn rows(context: &Context<'_>, place: &Place, cols: u16) -> Result<Vec<MenuRow>, Failure> {
    let dialect = context.model.identity.dialect;
    let expand = |text: &str| context.model.expand_with(text, place, &context.variables(text));
    let mut rows: Vec<MenuRow> = Vec::new();
    let mut words = context.arguments.rest().iter();
    while let Some(name) = words.next() {
        if name.is_empty() {
            if rows.last().is_some_and(|row| *row != MenuRow::Separator) {
                rows.push(MenuRow::Separator);
            }
            continue;
        }
        let (Some(key), Some(command)) = (words.next(), words.next()) else {
            return Err(Failure::new(format!("the entry {name} has no key or no command")));
        };
        let key = match key.as_str() {
            "" => None,
            key => Some(parse_key(key)?),
        };
        let name = expand(name);
        match name.strip_prefix('-') {
            _ if name.is_empty() => {}
            Some(name) => {
                let line = styled(name, Style::PLAIN).line();
                let (line, _) = fitted(line, None, dialect, cols);
                rows.push(MenuRow::Disabled(line));
            }
            None => {
                let line = styled(&name, Style::PLAIN).line();
                let (line, shown) = fitted(line, key, dialect, cols);
                rows.push(MenuRow::Item { line, key, shown, command: expand(command) });
            }
        }
    }
    rows.pop_if(|row| *row == MenuRow::Separator);
    Ok(rows)
}
