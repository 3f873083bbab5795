//! `display-popup`: runs a program in a box over a client's screen.

use super::{Command, Context, Failure, Flow, Outcome, Wait, flag, value};
use crate::geometry::{Point, Rect, Size};
use crate::language::syntax::{Flag, Operand};
use crate::language::target::Kind;
use crate::model::client::Client;
use crate::model::graph::{Edges, Float};
use crate::model::id::{ClientId, PaneId};
use crate::model::popup::{Closes, Popup};
use crate::model::resolve::Place;

/// The entry.
pub const COMMAND: Command = Command {
    name: "display-popup",
    alias: Some("popup"),
    flags: &[
        Flag::new('B', "no edges"),
        Flag::new('C', "close the client's popup"),
        Flag::new(
            'E',
            "close it when the program has ended; given twice, only where that succeeded",
        ),
        Flag::with('b', value::BORDER_LINES),
        Flag::with('c', value::TARGET_CLIENT),
        Flag::with('d', value::START_DIRECTORY),
        Flag::with('e', value::ENVIRONMENT),
        Flag::with('h', value::HEIGHT),
        Flag::with('S', value::BORDER_STYLE),
        Flag::with('s', value::STYLE),
        Flag::with('T', value::TITLE),
        flag::TARGET_PANE,
        Flag::with('w', value::WIDTH),
        Flag::with('x', value::POSITION),
        Flag::with('y', value::POSITION),
    ],
    operands: &[Operand::Rest(value::RUN_IN_PANE)],
    about: "Run a program in a box over a client's screen, which gets all keys until it is closed, and \
            wait for that; then the program's exit status is the command's",
    target: Some(Kind::Pane),
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    let client = context.target_display('c')?;
    if context.has('C') {
        context.model.close_popup(client);
        return Ok(Flow::Next);
    }
    if context.model.graph.display(client).is_some_and(|it| it.popup.is_some()) {
        let reason = "there is a popup already; it ends with its program, or by display-popup -C";
        return Err(Failure::new(reason));
    }
    let popup = popup(context, client)?;
    let launch = context.launch();
    let Some(pane) = context.model.open_popup(client, popup, &launch) else {
        return Ok(Flow::Next);
    };
    context.wait(Wait::Spawn(pane), move |context, answer| {
        answer.done()?;
        context.wait(Wait::Popup(pane), |_, answer| {
            let status = answer.ended()?;
            Ok(Flow::Status(u8::try_from(status).unwrap_or(1)))
        })
    })
}

/// The box that the flags ask for, with no pane yet.
pub(super) fn popup(context: &Context<'_>, client: ClientId) -> Result<Popup, Failure> {
    let options = context.model.window_lookup(context.target.window);
    let options = options.on(context.model.theme_of(Some(client)));
    let look = |flag, option| context.look_of_box(flag, &options.text(option));
    let lines = match context.has('B') {
        true => None,
        false => context.border_lines(&options.text("popup-border-lines"))?,
    };
    let place = Place { client: Some(client), ..context.target };
    let title = context.value('T').unwrap_or_default();
    let edges = Edges {
        lines,
        style: look('S', "popup-border-style"),
        title: context.model.expand_time(title, &place),
    };
    let style = look('s', "popup-style");
    // One in control mode has no screen, and nobody at it who could close what has ended.
    let is_seen = context.model.graph.client(client).is_some_and(Client::has_screen);
    Ok(Popup {
        float: Float { pane: PaneId(0), rect: area(context, client)?, edges, style },
        closes: match context.arguments.count('E') {
            _ if !is_seen => Closes::OnExit,
            0 => Closes::ByKey,
            1 => Closes::OnExit,
            _ => Closes::OnSuccess,
        },
    })
}

/// Where the box lies: by default in the middle, half as large as the screen.
fn area(context: &Context<'_>, client: ClientId) -> Result<Rect, Failure> {
    let screen = context.model.graph.client(client).map_or(Size::DEFAULT, |it| it.size.cells);
    let side = |flag, what, whole: u16| {
        let given = context.size_of(flag, what, whole)?;
        Ok::<u16, Failure>(given.unwrap_or(whole / 2).clamp(1, whole.max(1)))
    };
    let size = Size::new(side('w', "width", screen.cols)?, side('h', "height", screen.rows)?);
    let Point { x, y } = context.corner_of_box(client, size)?;
    Ok(Rect::new(x, y, size.cols, size.rows))
}
