//! From the model to what a file has.

use std::os::unix::ffi::OsStrExt;

use super::super::Model;
use super::options::settings;
use crate::model::graph::Floating;
use crate::model::id::{PaneId, SessionId, WindowId};
use crate::model::pane::Pane as LivePane;
use crate::model::program::Program;
use crate::saved::{
    Buffer, Command, Float, Origin, Pane, Server, Session, Variable, Window, check_session, is_name,
};

impl Model {
    /// Whether a session is one to be saved: not one that goes with what it lies beside, nor one that
    /// is only there since it failed.
    pub fn is_to_be_saved(&self, id: SessionId) -> bool {
        let session = self.graph.session(id);
        session.is_some_and(|it| it.is_in_sight() && !it.windows.is_empty() && is_name(&it.name))
    }

    /// A session as it is kept, with the checkpoints of its terminals, which `terminal` has; nothing
    /// of one that is not to be saved.
    pub fn kept_session(
        &self,
        id: SessionId,
        mut terminal: impl FnMut(&LivePane) -> Vec<u8>,
    ) -> Option<Session> {
        let session = self.graph.session(id).filter(|_| self.is_to_be_saved(id))?;
        let windows = session.windows.iter();
        let (origins, windows) = windows
            .filter_map(|(index, id)| {
                Some((self.origin_of(*id)?, self.kept_window(*index, *id, &mut terminal)?))
            })
            .unzip();
        // Those that a program could have: others have no name that is text.
        let variable = |(name, value, hidden): (&[u8], Option<&[u8]>, bool)| {
            let name = str::from_utf8(name).ok().filter(|it| !it.contains(['=', '\0']))?;
            Some(Variable { name: name.to_owned(), value: value.map(<[u8]>::to_vec), hidden })
        };
        let kept = Session {
            name: session.name.clone(),
            created: session.created,
            activity: session.activity,
            directory: session.cwd.as_os_str().as_bytes().to_vec(),
            environment: session.environment.variables().filter_map(variable).collect(),
            options: settings(&session.options),
            windows,
            current: session.current,
            origins,
            group: self.graph.group_of(id).filter(|name| is_name(name)).map(str::to_owned),
        };
        // What could not be read again is not worth writing.
        check_session(&kept).is_ok().then_some(kept)
    }

    /// Which window it is.
    fn origin_of(&self, id: WindowId) -> Option<Origin> {
        let window = self.graph.window(id)?;
        Some(window.origin.unwrap_or(Origin { created: window.created, number: id.0 }))
    }

    fn kept_window(
        &self,
        index: u32,
        id: WindowId,
        terminal: &mut impl FnMut(&LivePane) -> Vec<u8>,
    ) -> Option<Window> {
        let window = self.graph.window(id)?;
        let float = |it: &Floating| {
            let frame = it.frame();
            // A side that is before the window's first is one that wraps around.
            let side = |at: i32| at.rem_euclid(1 << 16) as u16;
            let (x, y) = (side(frame.x), side(frame.y));
            Float {
                place: (x, y, frame.size.cols, frame.size.rows),
                title: String::new(),
                edges: it.framed,
            }
        };
        let tiled = window.layout.panes().into_iter();
        let mut panes: Vec<PaneId> = tiled.map(|(pane, _)| pane).collect();
        panes.extend(window.floats.iter().map(|float| float.pane));
        Some(Window {
            index,
            name: window.name.clone(),
            size: (window.size.cells.cols, window.size.cells.rows),
            layout: window.layout.to_string(),
            zoomed: window.zoomed_pane() == Some(window.active),
            active: panes.iter().position(|it| *it == window.active)?.try_into().ok()?,
            panes: panes.iter().filter_map(|pane| self.kept_pane(*pane, terminal)).collect(),
            floats: window.floats.iter().map(float).collect(),
            options: settings(&window.options),
        })
    }

    fn kept_pane(
        &self,
        id: PaneId,
        terminal: &mut impl FnMut(&LivePane) -> Vec<u8>,
    ) -> Option<Pane> {
        let pane = self.graph.pane(id)?;
        let command = match &pane.run.program {
            Program::LoginShell(_) => Command::LoginShell,
            Program::ShellCommand { command, .. } => Command::Line(command.clone()),
            // A pane that nothing runs in is one of an empty line.
            program if program.is_nothing() => Command::Line(String::new()),
            Program::Argv(words) => Command::Words(words.clone()),
        };
        let directory = pane.run.current_directory.as_ref().unwrap_or(&pane.run.start_directory);
        Some(Pane {
            command,
            directory: directory.as_os_str().as_bytes().to_vec(),
            title: pane.title.clone(),
            options: settings(&pane.options),
            terminal: terminal(pane),
        })
    }

    /// What is the server's own, as it is kept.
    pub fn kept_server(&self) -> Server {
        let buffer = |it: &crate::model::buffers::Buffer| Buffer {
            name: it.name.clone(),
            named: it.named,
            data: it.data.clone(),
            created: it.created,
        };
        let configured = &self.saved.configured;
        let by_hand = |now, configured: &crate::model::options::Options| {
            let mut now = settings(now);
            let before = settings(configured);
            now.retain(|it| !before.contains(it));
            now
        };
        Server {
            buffers: self.buffers.iter().map(buffer).collect(),
            server_options: by_hand(&self.server_options, &configured.server),
            session_options: by_hand(&self.session_options, &configured.session),
            window_options: by_hand(&self.window_options, &configured.window),
        }
    }
}
