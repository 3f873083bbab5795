//! What a change is told as to a client in control mode, if it is told it at all.

use crate::model::Model;
use crate::model::change::{Change, Told};
use crate::model::id::{ClientId, PaneId, SessionId, WindowId};
use crate::model::resolve::Place;

/// What a window's layout is told as.
const LAYOUT: &str = "%layout-change #{window_id} #{window_layout} #{window_visible_layout} \
                      #{window_raw_flags}";

/// The session that a client shows.
fn session_of(model: &Model, client: ClientId) -> Option<SessionId> {
    model.graph.client(client)?.session()
}

/// Whether a client's session has a window.
fn has_window(model: &Model, client: ClientId, window: WindowId) -> bool {
    let session = session_of(model, client).and_then(|id| model.graph.session(id));
    session.is_some_and(|session| session.windows.values().any(|id| *id == window))
}

/// Whether a client is told what a pane's program writes.
pub fn shows_pane(model: &Model, client: ClientId, pane: PaneId) -> bool {
    model.graph.window_of(pane).is_some_and(|window| has_window(model, client, window))
}

/// What a client is told of a change.
pub fn notice(model: &Model, client: ClientId, told: &Told) -> Option<String> {
    let graph = &model.graph;
    let window_line = |id: WindowId, what: &str| match has_window(model, client, id) {
        true => format!("%window-{what} {id}"),
        false => format!("%unlinked-window-{what} {id}"),
    };
    Some(match &told.change {
        Change::SessionCreated(_) | Change::SessionClosed(_) => "%sessions-changed".to_owned(),
        Change::SessionRenamed(id) => {
            format!("%session-renamed {id} {}", graph.session(*id)?.name)
        }
        Change::SessionWindowChanged(id) => {
            format!("%session-window-changed {id} {}", graph.session(*id)?.window()?)
        }
        Change::WindowLinked(_, id) => {
            session_of(model, client)?;
            window_line(*id, "add")
        }
        // Of the client's own session it is the client's own window up to then.
        Change::WindowUnlinked(session, id) => match session_of(model, client)? == *session {
            true => format!("%window-close {id}"),
            false => window_line(*id, "close"),
        },
        Change::WindowRenamed(id) => {
            session_of(model, client)?;
            format!("{} {}", window_line(*id, "renamed"), graph.window(*id)?.name)
        }
        Change::LayoutChanged(id) if has_window(model, client, *id) => {
            model.expand(LAYOUT, &Place::of_window(model, *id))
        }
        Change::ActivePaneChanged(id) => {
            format!("%window-pane-changed {id} {}", graph.window(*id)?.active)
        }
        Change::ModeChanged(id) => format!("%pane-mode-changed {id}"),
        Change::ClientSessionChanged(id, _) => {
            session_of(model, client)?;
            let changed = graph.client(*id)?;
            let session = graph.session(changed.session()?)?;
            match *id == client {
                true => format!("%session-changed {} {}", session.id, session.name),
                false => {
                    let name = changed.name();
                    format!("%client-session-changed {name} {} {}", session.id, session.name)
                }
            }
        }
        Change::ClientDetached(id) if *id != client => {
            format!("%client-detached {}", graph.was_client(*id)?.name())
        }
        Change::BufferSet(name) => format!("%paste-buffer-changed {name}"),
        Change::BufferDeleted(name) => format!("%paste-buffer-deleted {name}"),
        _ => return None,
    })
}
