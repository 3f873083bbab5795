//! `new-pane`: a new pane that lies over the others of its window.

use super::split_window::{Opens, open};
use super::{Command, Context, Failure, Outcome, flag, value};
use crate::border::BorderLines;
use crate::geometry::{Area, Size};
use crate::language::number::Amount;
use crate::language::syntax::{Flag, Operand, Value};
use crate::language::target::Kind;
use crate::model::graph::NewFloat;
use crate::model::id::{PaneId, WindowId};

/// The entry.
pub const COMMAND: Command = Command {
    name: "new-pane",
    alias: Some("newp"),
    flags: &[
        Flag::new('A', "it is seen over a zoomed pane, too"),
        flag::BEFORE_PANE,
        Flag::new('C', "with -O: a click elsewhere closes it"),
        flag::STAY,
        flag::EMPTY,
        flag::WHOLE,
        flag::SIDE_BY_SIDE,
        flag::FROM_STDIN,
        Flag::new('k', "keep it when its program has ended, until a key is pressed"),
        Flag::new('K', "with -O: it gets all keys, the prefix too"),
        Flag::new('L', "beside the target instead, as split-window"),
        Flag::new('M', "with the mouse: as large as it is dragged"),
        Flag::new('O', "nothing else of the window can be used until it ends"),
        Flag::new('v', "with -L: one above the other; so it is without a flag"),
        flag::PRINT,
        flag::AWAIT_END,
        Flag::new('Z', "zoom the new pane"),
        Flag::with('B', BORDER_LINES),
        Flag::with('c', value::START_DIRECTORY),
        Flag::with('e', value::ENVIRONMENT),
        flag::PRINT_FORMAT,
        Flag::with('l', value::SIZE)
            .meaning("with -L: how large it is, in cells or with % as a part"),
        Flag::with('m', value::END_MESSAGE),
        Flag::with('p', value::PERCENTAGE),
        Flag::with('R', value::INACTIVE_BORDER_STYLE),
        Flag::with('s', value::PANE_STYLE),
        Flag::with('S', value::ACTIVE_BORDER_STYLE),
        flag::TARGET_PANE,
        Flag::with('T', value::TITLE),
        Flag::with('x', value::FRAME_WIDTH),
        Flag::with('y', value::FRAME_HEIGHT),
        Flag::with('X', value::X_POSITION),
        Flag::with('Y', value::Y_POSITION),
    ],
    operands: &[Operand::Rest(value::RUN_IN_PANE)],
    about: "Open a pane that lies over the others of the window",
    target: Some(Kind::Pane),
    reach: super::Reach::STDIN,
    reaches_with: Some('I'),
    run,
    ..Command::NEW
};

/// What a pane that floats has around it.
pub const BORDER_LINES: Value = Value::new("border-lines", "what is around it; none: nothing")
    .of(crate::language::syntax::Words::These(BorderLines::BETWEEN_PANES));

fn run(context: &mut Context<'_>) -> Outcome {
    let (window, pane) = (context.window()?, context.pane_of_window()?);
    let modal = context.has('O');
    let tiled = context.has('L');
    if modal && tiled {
        return Err(Failure::new("modal pane must be floating"));
    }
    if modal && context.model.graph.window(window).is_some_and(|it| it.modal.is_some()) {
        return Err(Failure::new("window already has a modal pane"));
    }
    if tiled {
        let beside = context.beside()?;
        return open(context, Opens::Beside(beside));
    }
    if context.has('M') {
        return super::drag_pane::new_pane(context, window, pane);
    }
    let framed = context.framed_as_asked(window)?;
    let place = context.floating_place(window, framed, None)?;
    open(context, Opens::Over(context.new_float(place, framed)))
}

impl Context<'_> {
    /// A pane at a place, as the flags say more of it.
    pub fn new_float(&self, place: Area, framed: bool) -> NewFloat {
        let modal = self.has('O').then(|| (self.has('K'), self.has('C')));
        NewFloat {
            place,
            framed,
            over_zoom: modal.is_some() || self.has('A'),
            modal,
            active: !self.has('d'),
            zoom: self.has('Z'),
        }
    }

    /// Whether there are edges around a new pane, by `-B` or the window's options.
    ///
    /// # Errors
    /// There is no such kind of edges.
    pub fn framed_as_asked(&self, window: WindowId) -> Result<bool, Failure> {
        match self.value('B') {
            Some(lines) if BorderLines::BETWEEN_PANES.contains(&lines) => Ok(lines != "none"),
            Some(lines) => {
                let known = BorderLines::BETWEEN_PANES.join(", ");
                let tmux = format!("pane-border-lines unknown value: {lines}");
                Err(self.fails(&tmux, &format!("one of {known}")))
            }
            None => {
                let options = self.model.window_lookup(Some(window));
                Ok(options.text("pane-border-lines") != "none")
            }
        }
    }

    /// Where `-x`, `-y`, `-X` and `-Y` put a pane that is to float, or where it did before: else half as
    /// wide as the window and a quarter as high, each a little further than the one before it.
    ///
    /// # Errors
    /// A size or a place is none.
    pub fn floating_place(
        &mut self,
        window: WindowId,
        framed: bool,
        before: Option<Area>,
    ) -> Result<Area, Failure> {
        let whole = self.model.graph.window(window).map_or(Size::DEFAULT, |it| it.size.cells);
        let edge = i32::from(framed);
        let most = Size::LONGEST_SIDE.into();
        let side = |flag, whole: u16, otherwise: i32| {
            let given = self.cells(flag, "position", 0..=most, whole)?;
            Ok::<i32, Failure>(given.map_or(otherwise, |cells| cells - 2 * edge))
        };
        let had = before.map(|area| (i32::from(area.size.cols), i32::from(area.size.rows)));
        let (half, quarter) = (i32::from(whole.cols / 2), i32::from(whole.rows / 4));
        let cols = side('x', whole.cols, had.map_or(half, |had| had.0))?;
        let rows = side('y', whole.rows, had.map_or(quarter, |had| had.1))?;
        let corner = |flag, least: i32, whole: u16| {
            let given = self.cells(flag, "position", least..=whole.into(), whole)?;
            Ok::<_, Failure>(given.map(|cells| cells + edge))
        };
        let x = corner('X', -cols, whole.cols)?.or(before.map(|area| area.x));
        let y = corner('Y', -rows, whole.rows)?.or(before.map(|area| area.y));
        let is_side = |side: i32| (1..=most).contains(&side);
        if !is_side(cols) {
            return Err(Failure::new("invalid width"));
        }
        if !is_side(rows) {
            return Err(Failure::new("invalid height"));
        }
        let next = self.model.graph.cascade(window, x.is_none(), y.is_none()).unwrap_or_default();
        let size = Size::new(cols as u16, rows as u16);
        Ok(Area::new(x.unwrap_or(next.0), y.unwrap_or(next.1), size))
    }

    /// A number of cells that a flag gives, as such or with `%` as a part of `whole`; `what` names it to
    /// the person.
    ///
    /// # Errors
    /// It is none, or not within these bounds.
    pub fn cells(
        &self,
        flag: char,
        what: &str,
        bounds: std::ops::RangeInclusive<i32>,
        whole: u16,
    ) -> Result<Option<i32>, Failure> {
        let Some(text) = self.expanded(flag) else { return Ok(None) };
        let fails = |problem: &str| {
            let help = format!("{text}: give cells, as 20, or a part, as 30%");
            self.fails(&format!("{what} {problem}"), &help)
        };
        let cells = match Amount::parse(text.strip_prefix('-').unwrap_or(&text)) {
            Ok(amount) => i32::from(amount.of(whole)),
            Err(_) => return Err(fails("invalid")),
        };
        let cells = if text.starts_with('-') { -cells } else { cells };
        match cells {
            cells if cells < *bounds.start() => Err(fails("too small")),
            cells if cells > *bounds.end() => Err(fails("too large")),
            cells => Ok(Some(cells)),
        }
    }

    /// What goes wrong, in tmux's words, and for pmux's own people with what to do.
    pub fn fails(&self, tmux: &str, help: &str) -> Failure {
        match self.model.identity.dialect {
            crate::dialect::Dialect::Tmux => Failure::new(tmux),
            crate::dialect::Dialect::Pmux => Failure::new(format!("{tmux}: {help}")),
        }
    }

    /// A pane that nothing may be done with while another takes all.
    ///
    /// # Errors
    /// It is that one.
    pub fn is_not_modal(&self, pane: PaneId) -> Result<(), Failure> {
        let window = self.model.graph.window_of(pane).and_then(|id| self.model.graph.window(id));
        match window.and_then(|window| window.modal).is_some_and(|modal| modal.pane == pane) {
            true => Err(Failure::new("pane is modal")),
            false => Ok(()),
        }
    }
}
