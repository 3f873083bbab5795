//! `split-window`: a new pane beside another.

use super::guess::PANE;
use super::{Command, Context, Failure, Flow, Outcome, flag, value};
use crate::language::syntax::{Flag, Operand};
use crate::language::target::Kind;
use crate::model::Beside;
use crate::model::layout::{Orientation, SplitSize};

/// The entry.
pub const COMMAND: Command = Command {
    name: "split-window",
    alias: Some("splitw"),
    flags: &[
        flag::BEFORE_PANE,
        flag::STAY,
        flag::WHOLE,
        flag::SIDE_BY_SIDE,
        flag::ignored('I'),
        Flag::new('v', "one above the other; so it is without a flag"),
        flag::PRINT,
        Flag::new('Z', "zoom the new pane"),
        Flag::with('c', value::START_DIRECTORY),
        Flag::with('e', value::ENVIRONMENT),
        flag::PRINT_FORMAT,
        Flag::with('l', value::SIZE),
        Flag::with('p', value::PERCENTAGE),
        flag::TARGET_PANE,
    ],
    operands: &[Operand::Rest(value::RUN_IN_PANE)],
    about: "Split a pane in two",
    target: Some(Kind::Pane),
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    let (session, at) = (context.session()?, context.tiled_pane()?);
    let guessed = context.guessed(PANE).filter(|_| !context.has('P'));
    let size = context.split_size()?;
    let orientation = context.split_orientation();
    let (before, full) = (context.has('b'), context.has('f'));
    let (stays, zooms) = (context.has('d'), context.has('Z'));
    let beside = Beside { pane: at, orientation, before, full, size };
    let launch = context.launch();
    let new = context.model.split_window(session, beside, (!stays, zooms), &launch)?;
    let Some(new) = new else { return Ok(Flow::Next) };
    let id = new.pane;
    context.started(new, PANE, move |context| {
        guessed.into_iter().for_each(|old| context.print(format!("split pane {old}: {id} is new")));
        Ok(Flow::Next)
    })
}

impl Context<'_> {
    /// Side by side with `-h`, else one above the other.
    pub fn split_orientation(&self) -> Orientation {
        match self.has('h') {
            true => Orientation::LeftRight,
            false => Orientation::TopBottom,
        }
    }

    /// The new pane's size, by `-l` (cells, or with `%` a part) or `-p` (percent).
    pub fn split_size(&self) -> Result<Option<SplitSize>, Failure> {
        let text = match (self.expanded('l'), self.value('p')) {
            (Some(text), _) => text,
            (None, Some(percent)) => format!("{percent}%"),
            (None, None) => return Ok(None),
        };
        let bad = || Failure::new(format!("bad size: {text}: give cells (20) or a part (30%)"));
        Ok(Some(match text.strip_suffix('%') {
            Some(percent) => {
                let percent: u16 = percent.parse().map_err(|_| bad())?;
                SplitSize::Percent(Some(percent).filter(|p| *p <= 100).ok_or_else(bad)?)
            }
            None => SplitSize::Cells(text.parse().map_err(|_| bad())?),
        }))
    }
}
