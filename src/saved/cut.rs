//! Less of a session, where there is no room for all of it: of its histories the longest goes first,
//! from its oldest line on. What is on the screens stays.

use super::Session;
use crate::terminal::{Limits, Terminal};

/// Halves the longest of a session's histories. Whether there was any.
pub fn halve_longest(session: &mut Session) -> bool {
    let mut panes: Vec<_> = session.windows.iter_mut().flat_map(|it| &mut it.panes).collect();
    panes.sort_by_key(|pane| std::cmp::Reverse(pane.terminal.len()));
    for pane in panes {
        let Ok(mut terminal) = Terminal::restore(&pane.terminal) else { continue };
        let lines = terminal.history().len();
        if lines == 0 {
            continue;
        }
        terminal.set_limits(Limits { history_lines: lines / 2, ..terminal.history().limits() });
        let shorter = terminal.checkpoint();
        if shorter.len() < pane.terminal.len() {
            pane.terminal = shorter;
            return true;
        }
    }
    false
}
