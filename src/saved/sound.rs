//! What a file may say: bounds of what pmux itself has, so that nothing that reads it has to ask
//! again. What an option, a layout or a checkpoint means is looked at where that is known.

use super::{Command, Kept, Pane, Session, Setting, Window};

/// The longest name, in bytes. No session's that pmux saves is longer: it would not fit a label.
const LONGEST_NAME: usize = 32 << 10;

/// The most windows of a session, and panes of a window.
const MOST: usize = 10_000;

/// The largest side of a window, in cells, as `new-session -x` takes it.
const LARGEST: u16 = 10_000;

/// Whether a session may be called so.
pub fn is_name(name: &str) -> bool {
    let begins_like_an_id = name.starts_with(['$', '=', '@', '%']);
    !name.is_empty()
        && !begins_like_an_id
        && name.len() <= LONGEST_NAME
        && !name.contains(char::is_control)
}

/// Whether all of it is something that pmux can have written.
pub fn check(kept: &Kept) -> Result<(), &'static str> {
    match kept {
        Kept::Session(session) => check_session(session),
        Kept::Server(server) => {
            let all = [&server.server_options, &server.session_options, &server.window_options];
            let buffers = server.buffers.iter();
            holds(all.into_iter().all(|them| are_settings(them)), "an option has no name")?;
            holds(buffers.map(|it| &it.name).all(|name| !name.is_empty()), "a buffer has no name")
        }
    }
}

/// Whether a session is one that pmux can have written.
pub fn check_session(session: &Session) -> Result<(), &'static str> {
    holds(is_name(&session.name), "no session can have its name")?;
    let variables = session.environment.iter();
    let is_variable = |name: &str| !name.is_empty() && !name.contains(['=', '\0']);
    holds(variables.map(|it| it.name.as_str()).all(is_variable), "a variable has no name")?;
    holds(are_settings(&session.options), "an option has no name")?;
    let windows = &session.windows;
    holds((1..=MOST).contains(&windows.len()), "it has no windows")?;
    holds(
        windows.windows(2).all(|two| two[0].index < two[1].index),
        "two windows are in one place",
    )?;
    holds(windows.iter().all(|it| it.index <= i32::MAX as u32), "a window is too far out")?;
    holds(
        windows.iter().any(|it| it.index == session.current),
        "it shows a window that it has not",
    )?;
    let origins = session.origins.len();
    holds(origins == 0 || origins == windows.len(), "its windows are not those that it has")?;
    holds(session.group.as_deref().is_none_or(is_name), "no group can have its name")?;
    windows.iter().try_for_each(of_window)
}

fn of_window(window: &Window) -> Result<(), &'static str> {
    let Window { panes, floats, size, .. } = window;
    let is_side = |side: u16| (1..=LARGEST).contains(&side);
    holds(is_side(size.0) && is_side(size.1), "a window has no size")?;
    holds((1..=MOST).contains(&panes.len()), "a window has no panes")?;
    holds(floats.len() <= panes.len(), "more panes of a window float than it has")?;
    holds((window.active as usize) < panes.len(), "no pane of a window is active")?;
    holds(are_settings(&window.options), "an option has no name")?;
    panes.iter().try_for_each(of_pane)
}

fn of_pane(pane: &Pane) -> Result<(), &'static str> {
    let has_words = match &pane.command {
        Command::LoginShell => true,
        Command::Line(line) => !line.contains('\0'),
        Command::Words(words) => {
            words.first().is_some_and(|it| !it.is_empty())
                && !words.iter().any(|it| it.contains('\0'))
        }
    };
    holds(has_words, "a pane runs nothing")?;
    holds(are_settings(&pane.options), "an option has no name")
}

fn are_settings(settings: &[Setting]) -> bool {
    settings.iter().all(|it| !it.name.is_empty())
}

fn holds(it_does: bool, else_said: &'static str) -> Result<(), &'static str> {
    if it_does { Ok(()) } else { Err(else_said) }
}
