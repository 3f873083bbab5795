//! `refresh-client`: draws a client anew, or changes how it is shown, and what one in control mode is
//! told.

use std::collections::BTreeSet;

use super::{Command, Context, Failure, Flow, Outcome, flag, value};
use crate::dialect::Dialect;
use crate::geometry::Size;
use crate::language::syntax::{Flag, Operand, Value};
use crate::model::change::Change;
use crate::model::control::{Control, MOST_SIZES};
use crate::model::effect::{ColorReport, Flow as OutputFlow, OutletTask, Subscription};
use crate::model::id::{ClientId, PaneId, WindowId};
use crate::model::subject::Subject;
use crate::terminal::parse_color;

/// The entry.
pub const COMMAND: Command = Command {
    name: "refresh-client",
    alias: Some("refresh"),
    flags: &[
        Flag::new('c', "of a window that is larger: the part with the cursor, again"),
        Flag::new('D', "the part below"),
        Flag::new('L', "the part to the left"),
        Flag::new('R', "the part to the right"),
        Flag::new('S', "the status line only"),
        Flag::new('U', "the part above"),
        Flag::with(
            'A',
            Value::new("pane:state", "in control mode, on, off, pause or continue; again for more"),
        ),
        Flag::with(
            'B',
            Value::new(
                "name:what:format",
                "in control mode, a format to be told of; a name alone ends that",
            ),
        ),
        Flag::with('C', Value::new("XxY", "the size that the client counts as, in cells")),
        Flag::new('l', "its terminal's clipboard, where that tells it, becomes a paste buffer"),
        Flag::with(
            'r',
            Value::new(
                "pane:report",
                "what a pane's program is told that asks for its colours: the answer of a terminal",
            ),
        ),
        Flag::with('F', value::FLAGS).meaning("as -f"),
        Flag::with('f', value::FLAGS),
        flag::TARGET_CLIENT,
    ],
    operands: &[Operand::Optional(value::ADJUSTMENT)],
    about: "Draw a client anew; -C gives it a size, -f sets its flags. -L, -R, -U and -D move the part \
            that it shows of a window that is larger. In control mode -A says which panes' output it \
            is told, and -B of which formats",
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    let id = context.target_client('t')?;
    if context.has('c') {
        context.model.tell_outlet(id, OutletTask::Pan(None));
        return Ok(Flow::Next);
    }
    if let Some(direction) = context.direction() {
        let by = context.adjustment()?;
        context.model.tell_outlet(id, OutletTask::Pan(Some((direction, by))));
        return Ok(Flow::Next);
    }
    let flags: Vec<String> =
        ['F', 'f'].into_iter().filter_map(|it| context.value(it)).map(str::to_owned).collect();
    flags.iter().for_each(|flags| context.set_client_flags(id, flags));
    if let Some((pane, report)) = context.value('r').and_then(color_report)
        && context.model.graph.has_pane(pane)
    {
        context.model.tell_outlet(id, OutletTask::Color(pane, report));
    }
    let is_control = context.model.graph.client(id).is_some_and(|it| it.control.is_some());
    if (context.has('A') || context.has('B')) && !is_control {
        return Err(Failure::new("not a control client"));
    }
    let values = |flag| context.arguments.values(flag).map(str::to_owned).collect::<Vec<_>>();
    let (states, formats) = (values('A'), values('B'));
    for state in &states {
        if let Some((pane, flow)) = output_flow(state)
            && context.model.graph.has_pane(pane)
        {
            context.model.tell_outlet(id, OutletTask::Output(pane, flow));
        }
    }
    for format in formats {
        let task = match subscription(&format) {
            Some(subscription) => OutletTask::Subscribe(subscription),
            None => OutletTask::Unsubscribe(format),
        };
        context.model.tell_outlet(id, task);
    }
    if let Some(size) = context.value('C').map(str::to_owned) {
        match (is_control, size.strip_prefix('@')) {
            (true, Some(of_window)) => size_window(context, id, of_window)?,
            _ => size_client(context, id, &size, is_control)?,
        }
    }
    if context.has('l') {
        context.model.tell_outlet(id, OutletTask::FetchClipboard);
    }
    let plain =
        flags.is_empty() && ['A', 'B', 'C', 'S', 'l', 'r'].iter().all(|flag| !context.has(*flag));
    // What changed is on its way to the client anyhow; without flags it gets all of it again.
    if plain {
        context.model.tell_outlet(id, OutletTask::Redraw);
    }
    Ok(Flow::Next)
}

/// What is wanted of a pane's output.
fn output_flow(text: &str) -> Option<(PaneId, OutputFlow)> {
    let (pane, state) = text.split_once(':')?;
    let pane = PaneId(pane.strip_prefix('%')?.parse().ok()?);
    let flow = match state {
        "on" => OutputFlow::On,
        "off" => OutputFlow::Off,
        "pause" => OutputFlow::Pause,
        "continue" => OutputFlow::Continue,
        _ => return None,
    };
    Some((pane, flow))
}

/// The colour of a pane that a terminal tells: of its text (OSC 10), or of its cells (OSC 11).
fn color_report(text: &str) -> Option<(PaneId, ColorReport)> {
    let (pane, report) = text.split_once(':')?;
    let pane = PaneId(pane.strip_prefix('%')?.parse().ok()?);
    let report = report.strip_prefix("\x1b]")?;
    let report = report.strip_suffix("\x1b\\").or_else(|| report.strip_suffix('\x07'))?;
    let (which, color) = report.split_once(';')?;
    let color = parse_color(color)?;
    match which {
        "10" => Some((pane, ColorReport::Foreground(color))),
        "11" => Some((pane, ColorReport::Background(color))),
        _ => None,
    }
}

/// A subscription; `None` for a name alone, whose one ends.
fn subscription(text: &str) -> Option<Subscription> {
    let (name, rest) = text.split_once(':')?;
    let (what, format) = rest.split_once(':')?;
    Some(Subscription {
        name: name.to_owned(),
        of: Subject::parse(what),
        format: format.to_owned(),
    })
}

/// Gives a client a size.
fn size_client(
    context: &mut Context<'_>,
    id: ClientId,
    text: &str,
    is_control: bool,
) -> Result<(), Failure> {
    let cells = size(context, text)?;
    let graph = &mut context.model.graph;
    if is_control {
        control(graph.client_mut(id), |control| control.sized = true);
    }
    if let Some(whole) = graph.client(id).map(|client| client.size) {
        graph.resize_client(id, whole.part(cells));
    }
    if is_control {
        tell_layouts(context, id);
    }
    Ok(())
}

/// Gives a window a size for a client in control mode, or with no size none any more.
fn size_window(context: &mut Context<'_>, id: ClientId, text: &str) -> Result<(), Failure> {
    let (window, rest) = text.split_once(':').ok_or_else(|| bad_size(context, text))?;
    let window = WindowId(window.parse().map_err(|_| bad_size(context, text))?);
    let cells = if rest.is_empty() { None } else { Some(size(context, rest)?) };
    let graph = &mut context.model.graph;
    let is_known = graph.has_window(window);
    control(graph.client_mut(id), |control| match cells {
        None => drop(control.sizes.remove(&window)),
        Some(cells) if is_known && control.sizes.len() < MOST_SIZES => {
            control.sizes.insert(window, cells);
        }
        Some(_) => {}
    });
    graph.size_anew(window);
    tell_layouts(context, id);
    Ok(())
}

/// Its program waits for what became of its windows, also of those that are as they were.
fn tell_layouts(context: &mut Context<'_>, id: ClientId) {
    let graph = &mut context.model.graph;
    let session = graph.client(id).and_then(|it| graph.session(it.session()?));
    let windows: BTreeSet<WindowId> =
        session.into_iter().flat_map(|it| it.windows.values().copied()).collect();
    windows.into_iter().for_each(|window| graph.differs(Change::LayoutChanged(window)));
}

fn control(client: Option<&mut crate::model::client::Client>, change: impl FnOnce(&mut Control)) {
    if let Some(control) = client.and_then(|it| it.control.as_mut()) {
        change(control);
    }
}

fn bad_size(context: &Context<'_>, text: &str) -> Failure {
    Failure::new(match context.model.identity.dialect {
        Dialect::Pmux => format!("bad size argument: {text}: give one such as 80x24"),
        Dialect::Tmux => "bad size argument".to_owned(),
    })
}

fn size(context: &Context<'_>, text: &str) -> Result<Size, Failure> {
    let parts = text.split_once(['x', ',']).ok_or_else(|| bad_size(context, text))?;
    let side = |text: &str| text.parse::<u32>().map_err(|_| bad_size(context, text));
    let (cols, rows) = (side(parts.0)?, side(parts.1)?);
    let fits =
        |side: u32| u16::try_from(side).ok().filter(|it| (1..=Size::LONGEST_SIDE).contains(it));
    match (fits(cols), fits(rows)) {
        (Some(cols), Some(rows)) => Ok(Size::new(cols, rows)),
        _ => Err(Failure::new("size too small or too big")),
    }
}
