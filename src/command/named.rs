//! Names that people give to sessions, windows and groups. In tmux's dialect they are kept as they are
//! given, whatever is in them, with what controls a terminal written out; pmux refuses what could
//! not be named again.

use super::{Context, Failure};
use crate::dialect::Dialect;
use crate::language::command_line::written_out;
use crate::model::Model;
use crate::model::answer::Failed;
use crate::model::id::SessionId;
use crate::visible::is_undecodable;

/// A name of something that is called `kind`, which no text can be that is not UTF-8.
///
/// # Errors
/// It is not UTF-8.
pub fn well_named(kind: &str, name: &str) -> Result<(), Failure> {
    match name.contains(is_undecodable) {
        true => Err(Failure::usage(format!("invalid {kind} name: {name}"))),
        false => Ok(()),
    }
}

/// The name that a session is to have: what no other session has, and `own` may have already.
///
/// # Errors
/// It is none, or taken.
pub fn session_name(model: &Model, name: &str, own: Option<SessionId>) -> Result<String, Failure> {
    well_named("session", name)?;
    let name = match model.identity.dialect {
        Dialect::Tmux => written_out(name),
        Dialect::Pmux => checked(name)?,
    };
    let is_other = |id: SessionId| Some(id) != own;
    match model.session_named(&name).is_some_and(|it| is_other(it.id) && !it.kept) {
        true => Err(Failure::exists(format!("duplicate session: {name}"))),
        false => Ok(name),
    }
}

/// Refuses an empty name, one with control characters, one that begins like an id.
fn checked(name: &str) -> Result<String, Failure> {
    let reason = if name.is_empty() {
        "a session's name cannot be empty"
    } else if name.contains(char::is_control) {
        "a session's name cannot contain control characters"
    } else if name.starts_with(['$', '=', '@', '%']) {
        "a session's name cannot begin with '$', '=', '@' or '%'"
    } else {
        return Ok(name.to_owned());
    };
    Err(Failure::new(format!("bad session name: {}: {reason}", name.escape_debug())))
}

impl Context<'_> {
    /// A name that a window is to have, as it is kept.
    ///
    /// # Errors
    /// It is not UTF-8.
    pub fn window_name(&self, name: Option<String>) -> Result<Option<String>, Failure> {
        let Some(name) = name else { return Ok(None) };
        well_named("window", &name)?;
        Ok(Some(match self.model.identity.dialect {
            Dialect::Tmux => written_out(&name),
            Dialect::Pmux => name,
        }))
    }

    /// A failure with a file.
    pub fn of_file(&self, path: &str, failed: Failed) -> Failure {
        let failure = Failure::from(failed);
        let reason = self.model.identity.dialect.of_file(path, failure.reason);
        Failure { reason, ..failure }
    }

    /// Whether errors are to be told in tmux's very words.
    pub fn is_tmux(&self) -> bool {
        self.model.identity.dialect == Dialect::Tmux
    }

    /// One text in tmux's dialect, another in pmux's own.
    pub fn words<'t>(&self, tmux: &'t str, pmux: &'t str) -> &'t str {
        if self.is_tmux() { tmux } else { pmux }
    }
}
