//! `refresh-client`: draws a client anew, or changes how it is shown.

use super::{Command, Context, Failure, Flow, Outcome, flag, value};
use crate::geometry::Size;
use crate::language::syntax::{Flag, Operand, Value};
use crate::model::effect::OutletTask;

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
        Flag::with('C', Value::new("XxY", "the size that the client counts as, in cells")),
        Flag::with('F', value::FLAGS).meaning("as -f"),
        Flag::with('f', value::FLAGS),
        flag::TARGET_CLIENT,
    ],
    operands: &[Operand::Optional(value::ADJUSTMENT)],
    about: "Draw a client anew; -C gives it a size, -f sets its flags. -L, -R, -U and -D move the part \
            that it shows of a window that is larger",
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
    let size = context.value('C').map(size).transpose()?;
    let flags = context.value('f').or(context.value('F')).map(str::to_owned);
    let plain = size.is_none() && flags.is_none() && !context.has('S');
    let graph = &mut context.model.graph;
    if let (Some(cells), Some(whole)) = (size, graph.client(id).map(|client| client.size)) {
        graph.resize_client(id, whole.part(cells));
    }
    if let Some(client) = graph.client_mut(id) {
        for flag in flags.iter().flat_map(|flags| flags.split(',')) {
            let (name, on) = flag.strip_prefix('!').map_or((flag, true), |name| (name, false));
            match name {
                "read-only" => client.read_only = on,
                "ignore-size" => client.ignore_size = on,
                _ => {}
            }
        }
    }
    // What changed is on its way to the client anyhow; without flags it gets all of it again.
    if plain {
        context.model.tell_outlet(id, OutletTask::Redraw);
    }
    Ok(Flow::Next)
}

fn size(text: &str) -> Result<Size, Failure> {
    let side =
        |text: &str| text.parse().ok().filter(|side| (1..=Size::LONGEST_SIDE).contains(side));
    let parts = text.split_once(['x', ',']);
    parts
        .and_then(|(cols, rows)| Some(Size::new(side(cols)?, side(rows)?)))
        .ok_or_else(|| Failure::new(format!("bad size argument: {text}: give one such as 80x24")))
}
