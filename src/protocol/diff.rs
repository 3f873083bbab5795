//! The difference between two views, and the law it obeys: `prev.apply(next.diff(prev)) == next`.
//!
//! Everything small is sent whole when it changed. Pane contents are sent by rows: a row that
//! merely moved, as after a scroll, is told as a move.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::geometry::{Rect, Size};
use crate::line::Line;

use super::view::{
    Borders, CursorView, Float, InputModes, Overlay, PaneFrame, PaneView, Status, View,
};

/// The most rows that the panes of a view have together.
const MOST_ROWS: usize = 1 << 20;

/// What changed from one view to the next. `None` is "as before".
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ViewDiff {
    size: Option<Size>,
    window: Option<Rect>,
    title: Option<String>,
    borders: Option<Borders>,
    status: Option<Option<Status>>,
    message_row: Option<u16>,
    overlay: Option<Option<Overlay>>,
    floats: Option<Vec<Float>>,
    cursor: Option<Option<CursorView>>,
    input: Option<InputModes>,
    user_keys: Option<Vec<(u16, String)>>,
    /// All panes, without their rows, where any of that changed.
    panes: Option<Vec<PaneFrame>>,
    /// The panes whose rows changed.
    contents: Vec<Content>,
}

/// A pane's rows that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Content {
    pane: u32,
    /// Where the rows were before; `None` where all stay.
    shift: Option<Shift>,
    /// Then these rows are new.
    rows: Vec<(u16, Arc<Line>)>,
}

/// Rows that moved together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shift {
    /// The first row of the region.
    pub top: u16,
    /// The first row below the region.
    pub bottom: u16,
    /// How far its rows moved up (or, negative, down). Rows that come in are blank.
    pub up: i16,
}

/// A difference does not fit the view that it was applied to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the view's difference does not fit the view: {0}")]
pub struct Misfit(&'static str);

/// A pane whose rows changed by an applied difference: what a painter wants to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The pane.
    pub pane: u32,
    /// How its rows moved first.
    pub shift: Option<Shift>,
    /// Which rows are new then.
    pub rows: Vec<u16>,
}

/// The pane with what it had on its rows, as far as it still has them.
fn with_rows(frame: PaneFrame, mut lines: Vec<Arc<Line>>) -> PaneView {
    lines.resize_with(frame.rect.rows.into(), Arc::default);
    PaneView { frame, lines }
}

/// Whether there can be such panes: each once, and no more of them than a screen holds. What a peer
/// names takes memory here that it did not send.
fn check(frames: &[PaneFrame]) -> Result<(), Misfit> {
    let ids: BTreeSet<u32> = frames.iter().map(|frame| frame.id).collect();
    if ids.len() < frames.len() {
        return Err(Misfit("a pane is there twice"));
    }
    let rows = || frames.iter().map(|frame| frame.rect.rows);
    if rows().any(|rows| rows > Size::LONGEST_SIDE)
        || rows().map(usize::from).sum::<usize>() > MOST_ROWS
    {
        return Err(Misfit("more rows than any screen has"));
    }
    Ok(())
}

fn same(a: &Arc<Line>, b: &Arc<Line>) -> bool {
    Arc::ptr_eq(a, b) || a == b
}

/// Moves the rows of the region; those that come in are blank.
pub fn shift_rows<T: Default>(rows: &mut [T], shift: Shift) {
    let by = usize::from(shift.up.unsigned_abs());
    let (top, bottom) = (usize::from(shift.top), usize::from(shift.bottom).min(rows.len()));
    let Some(region) = rows.get_mut(top..bottom) else { return };
    let by = by.min(region.len());
    if shift.up > 0 {
        region.rotate_left(by);
        let kept = region.len() - by;
        region[kept..].fill_with(T::default);
    } else {
        region.rotate_right(by);
        region[..by].fill_with(T::default);
    }
}

/// The move that explains most of the rows that are not where they were, if any explains
/// enough of them to be worth telling.
fn find_shift(prev: &[Arc<Line>], next: &[Arc<Line>]) -> Option<Shift> {
    let count = prev.len().min(next.len());
    let moved = |y: usize| !same(&prev[y], &next[y]);
    let top = (0..count).find(|&y| moved(y))?;
    let bottom = (0..count).rfind(|&y| moved(y))? + 1;
    let region = top..bottom;
    // A blank row is as good anywhere: it tells nothing of where rows went.
    let anchors = region.clone().filter(|&y| !next[y].is_empty()).take(3);
    let candidates = anchors.flat_map(|y| {
        let found = region.clone().find(|&from| Arc::ptr_eq(&prev[from], &next[y]));
        found.map(|from| from as isize - y as isize)
    });
    let last = region.clone().rev().find(|&y| !prev[y].is_empty()).and_then(|from| {
        let found = region.clone().rev().find(|&y| Arc::ptr_eq(&prev[from], &next[y]));
        found.map(|y| from as isize - y as isize)
    });
    let explains = |up: isize| {
        let from = |y: usize| y.checked_add_signed(up).filter(|from| region.contains(from));
        region
            .clone()
            .filter(|&y| !next[y].is_empty())
            .filter(|&y| from(y).is_some_and(|from| Arc::ptr_eq(&prev[from], &next[y])))
            .count()
    };
    let (worth, up) =
        candidates.chain(last).filter(|&up| up != 0).map(|up| (explains(up), up)).max()?;
    let up = i16::try_from(up).ok()?;
    (worth >= 2).then_some(Shift { top: top as u16, bottom: bottom as u16, up })
}

fn content(prev: Option<&PaneView>, next: &PaneView) -> Option<Content> {
    let mut before = prev.map(|pane| pane.lines.clone()).unwrap_or_default();
    before.resize_with(next.lines.len(), Arc::default);
    let shift = find_shift(&before, &next.lines);
    if let Some(shift) = shift {
        shift_rows(&mut before, shift);
    }
    let rows: Vec<_> = (0u16..)
        .zip(before.iter().zip(&next.lines))
        .filter(|(_, (before, after))| !same(before, after))
        .map(|(y, (_, after))| (y, after.clone()))
        .collect();
    let changed = shift.is_some() || !rows.is_empty();
    changed.then_some(Content { pane: next.id, shift, rows })
}

fn changed<T: PartialEq + Clone>(prev: &T, next: &T) -> Option<T> {
    (prev != next).then(|| next.clone())
}

impl View {
    /// What has to be told to somebody who has `prev` so that they have this view.
    pub fn diff(&self, prev: &View) -> ViewDiff {
        let frames_differ = self.panes.len() != prev.panes.len()
            || self.panes.iter().zip(&prev.panes).any(|(a, b)| a.frame != b.frame);
        let before = |id: u32| prev.panes.iter().find(|pane| pane.id == id);
        ViewDiff {
            size: changed(&prev.size, &self.size),
            window: changed(&prev.window, &self.window),
            title: changed(&prev.title, &self.title),
            borders: changed(&prev.borders, &self.borders),
            status: changed(&prev.status, &self.status),
            message_row: changed(&prev.message_row, &self.message_row),
            overlay: changed(&prev.overlay, &self.overlay),
            floats: changed(&prev.floats, &self.floats),
            cursor: changed(&prev.cursor, &self.cursor),
            input: changed(&prev.input, &self.input),
            user_keys: changed(&prev.user_keys, &self.user_keys),
            panes: frames_differ
                .then(|| self.panes.iter().map(|pane| pane.frame.clone()).collect()),
            contents: self.panes.iter().filter_map(|p| content(before(p.id), p)).collect(),
        }
    }

    /// Makes this view the next one, and says which rows changed.
    ///
    /// # Errors
    /// [`Misfit`] where the difference was not made for this view; the view is then of no
    /// use any more.
    pub fn apply(&mut self, diff: ViewDiff) -> Result<Vec<Change>, Misfit> {
        fn set<T>(field: &mut T, value: Option<T>) {
            if let Some(value) = value {
                *field = value;
            }
        }
        set(&mut self.size, diff.size);
        set(&mut self.window, diff.window);
        set(&mut self.title, diff.title);
        set(&mut self.borders, diff.borders);
        set(&mut self.status, diff.status);
        set(&mut self.message_row, diff.message_row);
        set(&mut self.overlay, diff.overlay);
        set(&mut self.floats, diff.floats);
        set(&mut self.cursor, diff.cursor);
        set(&mut self.input, diff.input);
        set(&mut self.user_keys, diff.user_keys);
        if let Some(frames) = diff.panes {
            check(&frames)?;
            let mut before = std::mem::take(&mut self.panes);
            let mut lines = |id| {
                let found = before.iter_mut().find(|pane| pane.id == id);
                found.map(|pane| std::mem::take(&mut pane.lines)).unwrap_or_default()
            };
            self.panes = frames
                .into_iter()
                .map(|f| {
                    let kept = lines(f.id);
                    with_rows(f, kept)
                })
                .collect();
        }
        diff.contents.into_iter().map(|content| self.apply_content(content)).collect()
    }

    fn apply_content(&mut self, content: Content) -> Result<Change, Misfit> {
        let pane = self
            .panes
            .iter_mut()
            .find(|pane| pane.id == content.pane)
            .ok_or(Misfit("no such pane"))?;
        if let Some(shift) = content.shift {
            shift_rows(&mut pane.lines, shift);
        }
        let mut rows = Vec::with_capacity(content.rows.len());
        for (y, line) in content.rows {
            let row = pane.lines.get_mut(usize::from(y)).ok_or(Misfit("no such row"))?;
            if !line.is_sound() {
                return Err(Misfit("not a glyph"));
            }
            *row = line;
            rows.push(y);
        }
        Ok(Change { pane: content.pane, shift: content.shift, rows })
    }
}

impl ViewDiff {
    /// Nothing but another cursor, where it is another.
    pub fn of_cursor(prev: &Option<CursorView>, next: &Option<CursorView>) -> Self {
        Self { cursor: changed(prev, next), ..Self::default() }
    }

    /// A row of a pane is new as well. Rows of one pane follow each other.
    pub fn add_row(&mut self, pane: u32, y: u16, line: Arc<Line>) {
        match self.contents.last_mut().filter(|content| content.pane == pane) {
            Some(content) => content.rows.push((y, line)),
            None => self.contents.push(Content { pane, shift: None, rows: vec![(y, line)] }),
        }
    }

    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::protocol::Frames;
    use crate::protocol::message::ServerMessage;
    use crate::style::{Attributes, Style};

    fn line(text: &str) -> Arc<Line> {
        let mut line = Line::new();
        line.push_narrow(text, &Style::PLAIN.with(Attributes::BOLD), &None);
        Arc::new(line)
    }

    fn pane(id: u32, lines: Vec<Arc<Line>>) -> PaneView {
        let rect = Rect::new(0, 0, 20, lines.len() as u16);
        let palette = if id > 2 { vec![(1, (2, 3, 4))] } else { Vec::new() };
        let frame = PaneFrame { active: id == 1, palette, ..PaneFrame::new(id, rect) };
        PaneView { frame, lines }
    }

    prop_compose! {
        fn views()(
            panes in prop::collection::btree_map(0u32..4, prop::collection::vec("[ab]{0,2}", 0..8), 0..4),
            title in "[xy]{0,1}",
            cols in 1u16..3,
        ) -> View {
            let panes = panes.into_iter()
                .map(|(id, rows)| pane(id, rows.iter().map(|row| line(row)).collect()))
                .collect();
            View { size: Size::new(cols, 5), title, panes, ..View::empty() }
        }
    }

    fn transported(diff: ViewDiff) -> ViewDiff {
        let mut bytes = Vec::new();
        ServerMessage::Frame { number: 1, diff: Box::new(diff) }.encode(&mut bytes);
        let mut frames = Frames::default();
        frames.push(&bytes);
        match ServerMessage::decode(&frames.next_frame().unwrap().unwrap()).unwrap() {
            ServerMessage::Frame { diff, .. } => *diff,
            other => panic!("{other:?}"),
        }
    }

    proptest! {
        #[test]
        fn a_difference_applied_gives_the_next_view(prev in views(), next in views()) {
            let mut view = prev.clone();
            view.apply(transported(next.diff(&prev))).unwrap();
            prop_assert_eq!(view, next);
        }

        #[test]
        fn scrolling_is_told_as_a_move(rows in 3usize..30, by in 1usize..3, fixed in 0usize..2) {
            let all: Vec<_> = (0..rows + by).map(|n| line(&n.to_string())).collect();
            let mut before = all[..rows].to_vec();
            let mut after = all[by..].to_vec();
            let footer = line("status");
            for _ in 0..fixed {
                before.push(footer.clone());
                after.push(footer.clone());
            }
            let prev = View { panes: vec![pane(1, before)], ..View::empty() };
            let next = View { panes: vec![pane(1, after)], ..View::empty() };
            let diff = next.diff(&prev);
            if rows - by >= 2 {
                prop_assert_eq!(diff.contents[0].rows.len(), by);
            }
            let mut view = prev;
            view.apply(diff).unwrap();
            prop_assert_eq!(view, next);
        }
    }

    #[test]
    fn nothing_changed_is_empty() {
        let view = View { panes: vec![pane(1, vec![line("a")])], ..View::empty() };
        assert!(view.diff(&view.clone()).is_empty());
    }

    #[test]
    fn a_foreign_difference_is_refused() {
        let view = View { panes: vec![pane(1, vec![line("a")])], ..View::empty() };
        let other = View { panes: vec![pane(1, vec![line("b")])], ..View::empty() };
        assert!(View::empty().apply(other.diff(&view)).is_err());
    }
}
