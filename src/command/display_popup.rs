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
        Flag::new('k', "any key closes it when the program has ended"),
        Flag::new('N', "of one that is there: no more of what -E and -k said"),
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
        let says = ['B', 'E', 'N', 'S', 'T', 'b', 'k', 's'].into_iter().any(|it| context.has(it));
        if context.is_tmux() || (says && context.operand(0).is_none()) {
            return alter(context, client);
        }
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

/// The popup that is there looks and closes as the flags say from now on.
fn alter(context: &mut Context<'_>, client: ClientId) -> Outcome {
    let options = context.model.window_lookup(context.target.window);
    let options = options.on(context.model.theme_of(Some(client)));
    let look = |flag, option| context.look_of_box(flag, &options.text(option));
    let lines = match (context.has('B'), context.has('b')) {
        (true, _) => Some(None),
        (false, true) => Some(context.border_lines(&options.text("popup-border-lines"))?),
        (false, false) => None,
    };
    let style = context.has('s').then(|| look('s', "popup-style"));
    let border = context.has('S').then(|| look('S', "popup-border-style"));
    let place = Place { client: Some(client), ..context.target };
    let title = context.model.expand_time(context.value('T').unwrap_or_default(), &place);
    let closes = closes(context, true);
    let display = context.model.graph.display_mut(client);
    let Some(popup) = display.and_then(|it| it.popup.as_mut()) else { return Ok(Flow::Next) };
    popup.closes = closes.unwrap_or(popup.closes);
    let edges = &mut popup.float.edges;
    edges.title = title;
    edges.lines = lines.unwrap_or(edges.lines);
    edges.style = border.unwrap_or(edges.style);
    popup.float.style = style.unwrap_or(popup.float.style);
    context.model.settle_popup(client);
    Ok(Flow::Next)
}

/// When it is closed, by the flags; of one that is there nothing, where they say nothing.
fn closes(context: &Context<'_>, is_there: bool) -> Option<Closes> {
    let any = context.has('k');
    Some(match context.arguments.count('E') {
        0 if any => Closes::ByAnyKey,
        0 if is_there && !context.has('N') => return None,
        0 => Closes::ByKey,
        1 => Closes::OnExit,
        _ if any => Closes::OnSuccessOrAnyKey,
        _ => Closes::OnSuccess,
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
        closes: match is_seen {
            true => closes(context, false).unwrap_or(Closes::ByKey),
            false => Closes::OnExit,
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
