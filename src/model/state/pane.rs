//! A pane, but for what its program wrote: which window it is in is for that window's layout to say.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::geometry::WindowSize;
use crate::model::Model;
use crate::model::command_log::CommandLog;
use crate::model::graph::Home;
use crate::model::id::PaneId;
use crate::model::line_times::LineTimes;
use crate::model::options::Options;
use crate::model::pane::Pane;
use crate::model::restart::Restart;
use crate::model::run::Run;
use crate::terminal::Terminal;

/// The state.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct PaneState<'a> {
    pub size: WindowSize,
    run: Cow<'a, Run>,
    title: Cow<'a, Option<String>>,
    restart: Option<Restart>,
    restarts: u32,
    /// When its program runs again, in milliseconds of the model's clock.
    pub restart_at: Option<u64>,
    /// A shell command was bound to it, which has ended with the server.
    pub piped: bool,
    input_off: bool,
    activity: i64,
    options: Cow<'a, Options>,
}

impl Model {
    pub(super) fn pane_state(&self, id: PaneId) -> Option<PaneState<'_>> {
        let pane = self.graph.pane(id)?;
        Some(PaneState {
            size: pane.size,
            run: Cow::Borrowed(&pane.run),
            title: Cow::Borrowed(&pane.title),
            restart: pane.restart,
            restarts: pane.restarts,
            restart_at: self.restarts.get(&id).copied(),
            piped: pane.piped,
            input_off: pane.input_off,
            activity: pane.activity,
            options: Cow::Borrowed(&pane.options),
        })
    }
}

impl PaneState<'_> {
    /// The pane, with the terminal that it has.
    pub fn restore(
        self,
        id: PaneId,
        home: Home,
        terminal: Terminal,
        command_log: CommandLog,
        line_times: LineTimes,
    ) -> Pane {
        let told_title = terminal.title().to_owned();
        Pane {
            title: self.title.into_owned(),
            restart: self.restart,
            restarts: self.restarts,
            told_title,
            input_off: self.input_off,
            activity: self.activity,
            command_log,
            line_times,
            options: self.options.into_owned(),
            ..Pane::new(id, home, terminal, self.size, self.run.into_owned())
        }
    }
}
