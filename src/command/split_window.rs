//! `split-window`: a new pane beside another. What it has in common with `new-pane` is here: what a new
//! pane shows, how it looks, and what is waited for.

use super::guess::PANE;
use super::set_option::apply;
use super::{Command, Context, Failure, Flow, Outcome, Reach, Wait, flag, value};
use crate::dialect::Dialect;
use crate::language::syntax::{Flag, Operand};
use crate::language::target::Kind;
use crate::model::Beside;
use crate::model::graph::NewFloat;
use crate::model::id::PaneId;
use crate::model::layout::{Orientation, SplitSize};
use crate::model::levels::Level;
use crate::model::options::{Change, Name};
use crate::model::watches::{News, Sign, Verdict};

/// The entry.
pub const COMMAND: Command = Command {
    name: "split-window",
    alias: Some("splitw"),
    flags: &[
        flag::BEFORE_PANE,
        flag::STAY,
        flag::EMPTY,
        flag::WHOLE,
        flag::SIDE_BY_SIDE,
        flag::FROM_STDIN,
        Flag::new('k', "keep it when its program has ended, until a key is pressed"),
        Flag::new('v', "one above the other; so it is without a flag"),
        flag::PRINT,
        flag::AWAIT_END,
        Flag::new('Z', "zoom the new pane"),
        Flag::with('B', super::new_pane::BORDER_LINES),
        Flag::with('c', value::START_DIRECTORY),
        Flag::with('e', value::ENVIRONMENT),
        flag::PRINT_FORMAT,
        Flag::with('l', value::SIZE),
        Flag::with('m', value::END_MESSAGE),
        Flag::with('p', value::PERCENTAGE),
        Flag::with('R', value::INACTIVE_BORDER_STYLE),
        Flag::with('s', value::PANE_STYLE),
        Flag::with('S', value::ACTIVE_BORDER_STYLE),
        flag::TARGET_PANE,
        Flag::with('T', value::TITLE),
    ],
    operands: &[Operand::Rest(value::RUN_IN_PANE)],
    about: "Split a pane in two",
    target: Some(Kind::Pane),
    reach: Reach::STDIN,
    reaches_with: Some('I'),
    run,
    ..Command::NEW
};

/// Where a new pane goes.
pub enum Opens {
    /// Beside another.
    Beside(Beside),
    /// Over the others.
    Over(NewFloat),
}

fn run(context: &mut Context<'_>) -> Outcome {
    let (window, pane) = (context.window()?, context.pane_of_window()?);
    let it = context.model.graph.window(window);
    if it.is_none_or(|it| it.float(pane).is_none()) {
        let beside = context.beside()?;
        return open(context, Opens::Beside(beside));
    }
    // Beside one that floats there is one more that does.
    let framed = context.framed_as_asked(window)?;
    let (before, full) = (context.has('b'), context.has('f'));
    let along = context.split_orientation();
    let places = it.and_then(|it| it.beside_float(pane, along, before, full));
    let (old, new) = places.ok_or_else(|| Failure::new("no space for a new pane"))?;
    context.model.graph.place_float(pane, old);
    open(context, Opens::Over(context.new_float(new, framed)))
}

/// Opens a pane, sees to what it shows and how it looks, and waits for what is to be waited for.
pub fn open(context: &mut Context<'_>, opens: Opens) -> Outcome {
    let session = context.session()?;
    let guessed = context.guessed(PANE).filter(|_| !context.has('P'));
    let launch = context.or_nothing(context.launch(), context.has('E') || context.has('I'))?;
    let new = match opens {
        Opens::Beside(beside) => {
            let zooms = context.has('Z');
            // The pane that has all of the window is the active one.
            let stays = context.has('d') && !zooms;
            let split = context.model.split_window(session, beside, (!stays, zooms), &launch);
            split.map_err(|error| match context.model.identity.dialect {
                Dialect::Tmux => Failure::new("no space for a new pane"),
                Dialect::Pmux => Failure::from(error),
            })?
        }
        Opens::Over(float) => {
            let at = context.pane_of_window()?;
            context.model.float_pane(session, at, float, &launch)
        }
    };
    let Some(new) = new else { return Ok(Flow::Next) };
    if let Err(failure) = dress(context, new.pane) {
        context.model.remove_pane(new.pane);
        return Err(failure);
    }
    let id = new.pane;
    let (reads, waits) = (context.has('I'), context.has('W'));
    context.started(new, PANE, move |context| {
        guessed.into_iter().for_each(|old| context.print(format!("split pane {old}: {id} is new")));
        match (reads, waits) {
            (true, _) => read(context, new.pane),
            (false, true) => await_end(context, id),
            (false, false) => Ok(Flow::Next),
        }
    })
}

/// The options and the title that flags give a new pane.
fn dress(context: &mut Context<'_>, pane: PaneId) -> Result<(), Failure> {
    let options = [
        ('s', "window-style", "bad style"),
        ('s', "window-active-style", "bad style"),
        ('S', "pane-active-border-style", "bad active border style"),
        ('R', "pane-border-style", "bad inactive border style"),
        ('B', "pane-border-lines", "bad border lines"),
        ('m', "remain-on-exit-format", "bad message"),
    ];
    for (flag, option, bad) in options {
        let Some(text) = context.value(flag).map(str::to_owned) else { continue };
        let is_set = context.set_for_pane(pane, option, &text);
        is_set.map_err(|_| Failure::new(format!("{bad}: {text}")))?;
    }
    if context.has('k') || context.has('m') {
        context.set_for_pane(pane, "remain-on-exit", "key")?;
    }
    if let Some(title) = context.expanded('T') {
        let title = title.chars().filter(|c| !c.is_control()).collect();
        context.model.graph.title_pane(pane, title);
    }
    Ok(())
}

/// A pane shows what whoever asks has on their stdin.
pub(super) fn read(context: &mut Context<'_>, pane: PaneId) -> Outcome {
    if context.client.is_none() {
        return Ok(Flow::Next);
    }
    let most = crate::model::buffers::MOST_IN_ONE;
    context.read("-".into(), most, move |context, answer| {
        let data = answer.file()?;
        context.model.show_in(pane, &data);
        Ok(Flow::Next)
    })
}

/// Waits for the end of a pane's program, whose status is the command's.
fn await_end(context: &mut Context<'_>, pane: PaneId) -> Outcome {
    let watch = context.model.watch_from(&[pane], &Sign::End, None, |_| None);
    go_on(context, watch)
}

fn go_on(context: &mut Context<'_>, watch: u64) -> Outcome {
    if let Some(news) = context.model.watches.take(watch, context.model.clock.millis) {
        context.model.watches.give_up(watch);
        return Ok(match news {
            News::Verdict(_, Verdict::Ended(ended)) => Flow::Status(ended.exit_status()),
            News::Verdict(_, Verdict::Closed) => Flow::Status(crate::model::run::HUNG_UP),
            _ => Flow::Next,
        });
    }
    context.wait(Wait::Watch(watch), move |context, _| go_on(context, watch))
}

impl Context<'_> {
    /// Sets an option for a pane alone.
    pub(super) fn set_for_pane(
        &mut self,
        pane: PaneId,
        name: &str,
        text: &str,
    ) -> Result<(), Failure> {
        let name = Name::parse(name).map_err(|error| Failure::new(error.to_string()))?;
        apply(self, Level::Pane(pane), &name, Change::Put(text))
    }

    /// Where a new pane goes that is beside the target.
    ///
    /// # Errors
    /// The target floats, or a size is none.
    pub fn beside(&self) -> Result<Beside, Failure> {
        Ok(Beside {
            pane: self.tiled_pane()?,
            orientation: self.split_orientation(),
            before: self.has('b'),
            full: self.has('f'),
            size: self.split_size()?,
        })
    }

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
        let number = text.strip_suffix('%').unwrap_or(&text).parse::<u64>();
        let bad = || match self.is_tmux() {
            true if number.as_ref().is_ok_and(|n| *n > 100) => {
                Failure::new("invalid tiled geometry too large")
            }
            true => Failure::new("invalid tiled geometry invalid"),
            false => Failure::new(format!("bad size: {text}: give cells (20) or a part (30%)")),
        };
        Ok(Some(match text.strip_suffix('%') {
            Some(percent) => {
                let percent: u16 = percent.parse().map_err(|_| bad())?;
                // As much as there is, where tmux is asked for more.
                let is_most = self.is_tmux() && self.has('l');
                let percent = if is_most { percent.min(100) } else { percent };
                SplitSize::Percent(Some(percent).filter(|p| *p <= 100).ok_or_else(bad)?)
            }
            None => SplitSize::Cells(text.parse().map_err(|_| bad())?),
        }))
    }
}
