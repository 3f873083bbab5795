//! What changed: each thing that is not as it was, in tmux's words.
//!
//! Whatever alters something says so ([`Graph::tell`](super::graph::Graph::tell), and for sessions,
//! windows, panes and clients the graph's own methods), and that is kept until the event is over.
//! Then those who have to know of it read it, in order, each what concerns it: sizes, hooks, the
//! event log, who waits, what displays show. Nobody compares, nobody counts, and an event that
//! changed nothing costs nothing.

use super::command_log::Entry;
use super::id::{ClientId, PaneId, SessionId, WindowId};
use super::levels::Level;
use super::resolve::Place;
use crate::geometry::Size;
use crate::style::Theme;

/// What people are told of in a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alert {
    /// The bell rang.
    Bell,
    /// Something was written.
    Activity,
    /// Nothing was written for long.
    Silence,
}

/// A change, and where it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// What is not as it was.
    pub change: Change,
    /// Where, as that was then: what is in it may be gone by now.
    pub place: Place,
    /// What it was before.
    pub was: Was,
}

/// What something was before it changed, where people may ask for that.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Was {
    /// Nobody asks.
    #[default]
    Untold,
    /// The pane.
    Pane(PaneId),
    /// The window, at that index of the session.
    Window(WindowId, Option<u32>),
    /// The columns and rows.
    Size(Size),
    /// The name: of a mode, of a session or window.
    Named(String),
    /// Whatever it was, this is the title that it has from then on.
    Titled(String),
}

/// Something that is not as it was. What is gone can still be asked for until the event is over
/// ([`Graph::was_session`](super::graph::Graph::was_session) and others).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A session began, with its first window.
    SessionCreated(SessionId),
    /// A session is over.
    SessionClosed(SessionId),
    /// A session has another name.
    SessionRenamed(SessionId),
    /// A session joined a group of that name, which has so many sessions then.
    SessionGrouped(SessionId, String, usize),
    /// A session left such a group, which had so many sessions.
    SessionUngrouped(SessionId, String, usize),
    /// A session has another current window.
    SessionWindowChanged(SessionId),
    /// What is remembered of a session is another: its directory, which windows were current before.
    SessionAltered(SessionId),
    /// A session's windows have other indexes.
    IndexesChanged(SessionId),
    /// A session has a window more.
    WindowLinked(SessionId, WindowId),
    /// A session has lost a window.
    WindowUnlinked(SessionId, WindowId),
    /// A window began.
    WindowCreated(WindowId),
    /// A window is over.
    WindowClosed(WindowId),
    /// A window has another name.
    WindowRenamed(WindowId),
    /// A window has another size.
    WindowResized(WindowId),
    /// A window's panes are elsewhere: another layout, or one has the whole window or no longer.
    LayoutChanged(WindowId),
    /// A pane of a window has all of it, or no longer.
    WindowZoomed(WindowId, bool),
    /// A window has another active pane.
    ActivePaneChanged(WindowId),
    /// A window is marked since something happened in it, or no longer.
    AlertsChanged(WindowId),
    /// What is remembered of a window is another: which panes were active before, the layout that it
    /// goes back to.
    WindowAltered(WindowId),
    /// A pane began.
    PaneCreated(PaneId),
    /// A pane's program ended and the pane stays; with the exit status.
    PaneDied(PaneId, i32),
    /// A pane's program ended and the pane goes.
    PaneExited(PaneId),
    /// A pane is over; with its program's exit status, where that ended by itself.
    PaneClosed(PaneId, Option<i32>),
    /// Another program begins in a pane.
    PaneRestarted(PaneId),
    /// A pane's terminal is as new, and its program did not ask for that.
    PaneReset(PaneId),
    /// A pane has another size, in columns and rows.
    PaneResized(PaneId, u16, u16),
    /// A pane is in another window.
    PaneMoved(PaneId),
    /// A pane was marked, or none is any more.
    MarkChanged(Option<PaneId>),
    /// A pane's program, or a person, gave it a title.
    PaneTitleChanged(PaneId),
    /// A program gave its pane a title that it did not have.
    PaneTitled(PaneId, String),
    /// A pane is in another mode, or in none any more.
    ModeChanged(PaneId),
    /// A pane's mode is not as it was, of which formats know nothing: what is chosen in it.
    ModeAltered(PaneId),
    /// What is shown of a pane is not as it was, but for what its program draws: what runs in it
    /// and where, what it wants of a terminal, where its copy mode is.
    PaneAltered(PaneId),
    /// A pane's program got the focus, or lost it.
    PaneFocused(PaneId, bool),
    /// A program rang the bell.
    Bell(PaneId),
    /// People were told of something in a pane's window.
    Alerted(PaneId, Alert),
    /// A pane that had written something has been quiet for so many milliseconds.
    OutputQuiet(PaneId, u64),
    /// A pane's shell said where it is: at a prompt, say.
    ShellMarked(PaneId),
    /// A command began in a pane's shell.
    CommandStarted(PaneId, Box<Entry>),
    /// A command in a pane's shell ended.
    CommandFinished(PaneId, Box<Entry>),
    /// A program set the clipboard.
    ClipboardSet(PaneId),
    /// A client that can show something came.
    ClientCreated(ClientId),
    /// Such a client is gone.
    ClientClosed(ClientId),
    /// A client was attached: it shows a session, or is bound to a pane.
    ClientAttached(ClientId),
    /// A client was detached.
    ClientDetached(ClientId),
    /// A client came to a session, from this one, be it the same, or from none.
    ClientSessionChanged(ClientId, Option<SessionId>),
    /// A client's terminal has another size.
    ClientResized(ClientId),
    /// A client became the one of its session that was used last.
    ClientUsed(ClientId),
    /// A client's terminal became dark or light.
    ClientThemeChanged(ClientId, Theme),
    /// A client's terminal got the focus, or lost it.
    ClientFocused(ClientId, bool),
    /// What only this client sees is not as it was: what lies over its screen, its key table.
    ClientAltered(ClientId),
    /// A client's popup was closed, or became another pane; with that pane, and what the command
    /// that opened it ends with.
    PopupClosed(ClientId, PaneId, i32),
    /// Options were set.
    OptionSet(Level),
    /// The environment of a session, or without one the server's, is another.
    EnvironmentChanged(Option<SessionId>),
    /// A paste buffer is there that was not, is another, or is gone.
    BuffersChanged,
    /// The paste buffer of a name is new, or is another.
    BufferSet(String),
    /// The paste buffer of a name is gone.
    BufferDeleted(String),
    /// Keys mean something else.
    KeyTableChanged,
    /// A message was shown.
    MessagesChanged,
    /// A prompt was answered.
    AnswersChanged,
    /// A name of somebody's own is a hook, or a format is looked at, or no longer.
    HooksChanged,
    /// A channel was signalled or locked, or is free again.
    ChannelsChanged,
    /// What formats show is not as it was, whoever is asked: what a command printed, which pane is
    /// marked.
    ShownChanged,
}
