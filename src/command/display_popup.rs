//! `display-popup`: runs a program in a box over a client's screen.

use super::{Command, Context, Failure, Flow, Outcome, Wait};
use crate::geometry::{Rect, Size};
use crate::language::arguments::FlagSpec;
use crate::language::style::parse_over;
use crate::language::target::Kind;
use crate::model::id::{ClientId, PaneId};
use crate::model::popup::{Closes, Popup};
use crate::model::resolve::Place;
use crate::style::Style;

/// The entry.
pub const COMMAND: Command = Command {
    name: "display-popup",
    alias: Some("popup"),
    flags: FlagSpec::new("Bb:Cc:d:e:Eh:S:s:T:t:w:x:y:"),
    operands: (0, None),
    usage: "[-BCE] [-b border-lines] [-c target-client] [-d start-directory] [-e environment] \
            [-h height] [-S border-style] [-s style] [-T title] [-t target-pane] [-w width] \
            [-x position] [-y position] [shell-command]",
    about: "Run a program in a box over a client's screen, which gets all keys until it is closed, and \
            wait for that; then the program's exit status is the command's",
    target: Some(Kind::Pane),
    run,
    ..Command::NEW
};

/// The names of what edges are made of.
const LINES: &[&str] = &["single", "double", "heavy", "simple", "rounded", "padded", "none"];

fn run(context: &mut Context<'_>) -> Outcome {
    let client = context.target_client('c')?;
    let Some(it) = context.model.clients.get(&client) else { return Ok(Flow::Next) };
    let (has_popup, session) = (it.popup.is_some(), it.session);
    if context.has('C') {
        if let Some(it) = context.model.clients.get_mut(&client) {
            it.popup = None;
        }
        return Ok(Flow::Next);
    }
    let Some(session) = session else { return Err(Failure::new("no current client")) };
    if has_popup {
        let reason = "there is a popup already; it ends with its program, or by display-popup -C";
        return Err(Failure::new(reason));
    }
    let popup = popup(context, client)?;
    let launch = context.launch();
    let base = context.model.sessions.get(&session);
    let (cwd, environment) =
        base.map(|it| (it.cwd.clone(), it.environment.clone())).unwrap_or_default();
    let hidden = context.model.session_beside(session, cwd, environment);
    let screen = context.model.clients.get(&client).map(|it| it.size).unwrap_or_else(|| {
        Size::DEFAULT.into()
    });
    let size = screen.part(popup.inside(screen.cells).size());
    let index = context.model.sessions[&hidden].current;
    let new = context.model.new_window(hidden, index, None, size, &launch);
    if let Some(window) = context.model.windows.get_mut(&new.window) {
        window.options.suggest("remain-on-exit", "on");
    }
    if let Some(it) = context.model.sessions.get_mut(&hidden) {
        it.popup = true;
    }
    if let Some(it) = context.model.clients.get_mut(&client) {
        it.popup = Some(Popup { pane: new.pane, ..popup });
    }
    context.wait(Wait::Spawn(new.pane), move |context, answer| match answer.error {
        Some(error) => Err(Failure::new(error)),
        None => context.wait(Wait::Popup(new.pane), |_, answer| {
            Ok(Flow::Status(u8::try_from(answer.status).unwrap_or(1)))
        }),
    })
}

/// The box that the flags ask for, with no pane yet.
fn popup(context: &Context<'_>, client: ClientId) -> Result<Popup, Failure> {
    let options = context.model.window_lookup(context.target.window);
    let look = |flag, option| {
        let base = parse_over(&context.expand(&options.text(option)), Style::PLAIN);
        context.expanded(flag).map_or(base, |text| parse_over(&text, base))
    };
    let lines = match context.value('b') {
        _ if context.has('B') => "none".to_owned(),
        None => options.text("popup-border-lines"),
        Some(lines) if LINES.contains(&lines) => lines.to_owned(),
        Some(lines) => {
            let known = LINES.join(", ");
            return Err(Failure::new(format!("unknown border lines: {lines} (one of {known})")));
        }
    };
    let place = Place { client: Some(client), ..context.target };
    let title = context.value('T').unwrap_or_default();
    Ok(Popup {
        pane: PaneId(0),
        area: area(context, client)?,
        lines,
        title: context.model.expand_time(title, &place),
        style: look('s', "popup-style"),
        border: look('S', "popup-border-style"),
        closes: match context.arguments.count('E') {
            0 => Closes::ByKey,
            1 => Closes::OnExit,
            _ => Closes::OnSuccess,
        },
    })
}

/// Where the box lies: by default in the middle, half as large as the screen.
fn area(context: &Context<'_>, client: ClientId) -> Result<Rect, Failure> {
    let screen = context.model.clients.get(&client).map_or(Size::DEFAULT, |it| it.size.cells);
    let cols = context.size_of('w', "width", screen.cols)?.unwrap_or(screen.cols / 2);
    let rows = context.size_of('h', "height", screen.rows)?.unwrap_or(screen.rows / 2);
    let (cols, rows) = (cols.clamp(1, screen.cols.max(1)), rows.clamp(1, screen.rows.max(1)));
    let pane = pane_on_screen(context, client);
    let mouse = context.mouse.map(|hit| hit.event.at);
    let status = context.target.session.map_or(0, |session| context.model.status_rows(session));
    let at_top = context.model.session_lookup(context.target.session).text("status-position");
    let x = match context.expanded('x').as_deref() {
        None | Some("C") => (screen.cols - cols) / 2,
        Some("R") => pane.right().saturating_sub(cols),
        Some("P") => pane.x,
        Some("M" | "W") => mouse.map_or(0, |at| at.x.saturating_sub(cols / 2)),
        Some(text) => number(text)?,
    };
    // The row below the box, as tmux counts.
    let end = match context.expanded('y').as_deref() {
        None | Some("C") => (screen.rows - rows) / 2 + rows,
        Some("P") => pane.bottom(),
        Some("M") => mouse.map_or(rows, |at| at.y.saturating_add(rows)),
        Some("S" | "W") if at_top == "top" => status + rows,
        Some("S" | "W") => screen.rows.saturating_sub(status),
        Some(text) => number(text)?,
    };
    Ok(Rect::new(x, end.saturating_sub(rows), cols, rows))
}

fn number(text: &str) -> Result<u16, Failure> {
    let reason = || format!("position invalid: {text} (give cells, or C, R, P, M, W or S)");
    text.parse().map_err(|_| Failure::new(reason()))
}

/// Where the pane worked on is, in the client's cells.
fn pane_on_screen(context: &Context<'_>, client: ClientId) -> Rect {
    let model = &*context.model;
    let window = context.target.window.and_then(|id| model.windows.get(&id));
    let rects = window.map(|window| window.visible()).unwrap_or_default();
    let rect = rects.into_iter().find(|(id, _)| Some(*id) == context.target.pane).map(|(_, it)| it);
    let screen = model.clients.get(&client).map_or(Size::DEFAULT, |it| it.size.cells);
    let rect = rect.unwrap_or(Rect::of(screen));
    let at_top = model.session_lookup(context.target.session).text("status-position") == "top";
    let above = match context.target.session {
        Some(session) if at_top => model.status_rows(session),
        _ => 0,
    };
    Rect { y: rect.y.saturating_add(above), ..rect }
}
