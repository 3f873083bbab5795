//! Room for a window that comes to a session: a new one, one that moves, a pane that breaks out.

use super::{Context, Failure};
use crate::model::id::SessionId;

impl Context<'_> {
    /// The index for a window that comes to a session: the one asked for, room being made by
    /// `-a` (after it), `-b` (before it), or the first free one. With `-k` a window may stand there now, in
    /// whose place the new one comes.
    ///
    /// # Errors
    /// The index is taken.
    pub fn window_room(&mut self, session: SessionId, wanted: Option<u32>) -> Result<u32, Failure> {
        let base = self.model.session_lookup(Some(session)).number("base-index").max(0) as u32;
        let (after, before, kill) = (self.has('a'), self.has('b'), self.has('k'));
        let here = self.here.index.filter(|_| self.here.session == Some(session));
        let Some(it) = self.model.graph.session(session) else {
            return Err(Failure::not_found("no current session"));
        };
        if after || before {
            let free = wanted.filter(|index| !it.windows.contains_key(index));
            // Beside no window a new one is where it is wanted, and one that is moved beside the
            // current one.
            if let Some(index) = free.filter(|_| self.command.name == "new-window") {
                return Ok(index);
            }
            let beside = wanted.filter(|_| free.is_none());
            let at = beside.or(here).unwrap_or(it.current);
            let index = if after { at.saturating_add(1) } else { at };
            self.model.graph.make_room(session, index);
            return Ok(index);
        }
        let Some(index) = wanted else { return Ok(it.free_index(base)) };
        match it.windows.contains_key(&index) && !kill {
            true if self.is_tmux() && self.command.name == "new-window" => {
                Err(Failure::exists(format!("create window failed: index {index} in use")))
            }
            true => Err(Failure::exists(format!("index in use: {index}"))),
            false => Ok(index),
        }
    }
}
