//! A window as it was written by those before: format 1 knew no panes that commands let float, and
//! format 2 not which window it was before it was restored.

use serde::Deserialize;

use crate::geometry::{Area, WindowSize};
use crate::model::graph::window::{Titles, Window};
use crate::model::graph::{Float, Floating};
use crate::model::id::{PaneId, WindowId};
use crate::model::layout::{Layout, Preset};
use crate::model::options::Options;

/// What a window of format 2 ends before: it was none.
pub(super) const SINCE_2: [u8; 1] = [0];

/// A window of format 1.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[cfg_attr(test, derive(serde::Serialize))]
pub(super) struct WindowOf1 {
    id: WindowId,
    name: String,
    layout: Layout,
    floats: Vec<Float>,
    size: WindowSize,
    titles: Titles,
    active: PaneId,
    visited: Vec<PaneId>,
    zoomed: bool,
    preset: Option<Preset>,
    previous_layout: Option<Layout>,
    bell: bool,
    alerted: bool,
    created: i64,
    activity: i64,
    options: Options,
}

impl From<WindowOf1> for Window {
    fn from(it: WindowOf1) -> Self {
        let floating = |float: Float| {
            let inside = float.inside(it.size.cells);
            Floating {
                framed: float.edges.are_drawn(),
                ..Floating::new(float.pane, Area::from(inside))
            }
        };
        let mut window = Self {
            layout: it.layout,
            floats: it.floats.into_iter().map(floating).collect(),
            titles: it.titles,
            active: it.active,
            visited: it.visited,
            zoomed: it.zoomed,
            preset: it.preset,
            previous_layout: it.previous_layout,
            bell: it.bell,
            alerted: it.alerted,
            activity: it.activity,
            options: it.options,
            ..Self::new(it.id, it.name, it.active, it.size, it.created)
        };
        window.order = window.panes();
        window
    }
}
