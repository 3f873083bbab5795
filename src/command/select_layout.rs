//! `select-layout`: arranges a window's panes in a named way, or as a layout string says.

use super::{Command, Context, Failure, Flow, Outcome, flag};
use crate::geometry::Area;
use crate::language::syntax::{Flag, Operand, Value, Words};
use crate::language::target::Kind;
use crate::model::Model;
use crate::model::graph::Depth;
use crate::model::id::{PaneId, WindowId};
use crate::model::layout::{MainSizes, Preset, SplitSize, parse_all};

/// The entry.
pub const COMMAND: Command = Command {
    name: "select-layout",
    alias: Some("selectl"),
    flags: &[
        Flag::new('E', "spread the panes evenly"),
        Flag::new('n', "the next layout"),
        Flag::new('o', "as it was before"),
        Flag::new('p', "the layout before"),
        flag::TARGET_PANE,
    ],
    operands: &[Operand::Optional(
        Value::new("layout-name", "one by its name, or as #{window_layout} writes it")
            .of(Words::Layouts),
    )],
    about: "Arrange the panes; -n and -p go through the layouts, -o undoes, -E spreads out",
    target: Some(Kind::Pane),
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    let (id, pane) = (context.window()?, context.pane()?);
    let name = context.operand(0).map(str::to_owned);
    let Some(window) = context.model.graph.window(id) else { return Ok(Flow::Next) };
    let (preset, before) = (window.preset, window.previous_layout.clone());
    let arguments = &context.arguments;
    if arguments.has('n') {
        context.model.arrange(id, Preset::next(preset));
    } else if arguments.has('p') {
        context.model.arrange(id, Preset::previous(preset));
    } else if arguments.has('E') {
        context.model.graph.spread(id, pane);
    } else if arguments.has('o') {
        // The panes may be others by now: the places are handed out anew.
        let Some(before) = before else { return Ok(Flow::Next) };
        arrange_by(context, id, &before.to_string())?;
    } else if let Some(name) = name {
        match Preset::parse(&name) {
            Some(preset) => context.model.arrange(id, preset),
            None => arrange_by(context, id, &name)?,
        }
    } else if let Some(preset) = preset {
        context.model.arrange(id, preset);
    }
    Ok(Flow::Next)
}

/// Arranges the panes as a layout string says.
fn arrange_by(context: &mut Context<'_>, id: WindowId, text: &str) -> Result<(), Failure> {
    let Some(window) = context.model.graph.window(id) else { return Ok(()) };
    let (layout, is_tmux) = (parse_all(text, &window.tiled()), context.is_tmux());
    let (layout, floats) = layout.map_err(|error| match text.contains(',') {
        true if is_tmux => Failure::new(format!("invalid layout: {text}")),
        true => Failure::new(format!("{error}: {text}")),
        false => {
            let names = Preset::ALL.map(Preset::name).join(", ");
            Failure::usage(format!("invalid layout: {text} (give a layout string or {names})"))
        }
    })?;
    // Those that float go where the string has them, if it names them.
    let over: Vec<(PaneId, Area)> = floats
        .into_iter()
        .rev()
        .filter_map(|(number, place)| Some((PaneId(number?), place)))
        .filter(|(pane, _)| window.float(*pane).is_some())
        .collect();
    context.model.graph.set_layout(id, layout);
    for (pane, place) in over {
        context.model.graph.place_float(pane, place);
        context.model.graph.sink(pane, Depth::Front);
    }
    Ok(())
}

impl Model {
    /// Arranges a window's panes in a named way.
    pub fn arrange(&mut self, window: WindowId, preset: Preset) {
        let options = self.window_lookup(Some(window));
        let size = |name, default| SplitSize::parse(&options.text(name)).unwrap_or(default);
        let default = MainSizes::default();
        let sizes = MainSizes {
            main_cols: size("main-pane-width", default.main_cols),
            main_rows: size("main-pane-height", default.main_rows),
            other_cols: size("other-pane-width", default.other_cols),
            other_rows: size("other-pane-height", default.other_rows),
            most_columns: options.count("tiled-layout-max-columns").min(u16::MAX.into()) as u16,
        };
        self.graph.arrange(window, preset, &sizes);
    }
}
