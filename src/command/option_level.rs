//! Which level a command sets or shows options at: by its flags, and by what the option is.

use super::{Context, Failure};
use crate::dialect::Dialect;
use crate::language::target::Kind;
use crate::model::levels::Level;
use crate::model::options::{Name, Scope};

impl Context<'_> {
    /// The level that `-s`, `-g`, `-w`, `-p` and `-t` say, for an option of a scope; a person's
    /// own options (`@name`) have none, and go where the flags alone say.
    ///
    /// # Errors
    /// There is no such session, window or pane.
    pub fn option_level(&mut self, scope: Option<Scope>) -> Result<Level, Failure> {
        let window_command = self.command.name.contains("window-option");
        let wanted = scope.unwrap_or(if self.has('s') {
            Scope::Server
        } else if self.has('p') {
            Scope::Pane
        } else if self.has('w') || window_command {
            Scope::Window
        } else {
            Scope::Session
        });
        let global = self.has('g');
        let place = match self.has('g') && self.value('t').is_none() {
            true => {
                // What it has formats of is what it would be about, where there is such.
                self.target =
                    self.model.resolve(Kind::Pane, None, &self.here, None).unwrap_or(self.here);
                self.here
            }
            false => self.take_target(Kind::Pane).map_err(|failure| {
                let (which, text) = (named(wanted, self.has('p')), self.value('t'));
                match text.filter(|_| self.is_tmux()) {
                    Some(text) => Failure::not_found(format!("no such {which}: {text}")),
                    None => failure,
                }
            })?,
        };
        let level = match wanted {
            Scope::Server => Some(Level::Server),
            Scope::Session if global => Some(Level::Sessions),
            Scope::Session => place.session.map(Level::Session),
            Scope::Pane if self.has('p') => place.pane.map(Level::Pane),
            Scope::Window | Scope::Pane if global => Some(Level::Windows),
            Scope::Window | Scope::Pane => place.window.map(Level::Window),
        };
        level.ok_or_else(|| {
            let which = named(wanted, true);
            let help = if self.is_tmux() { "" } else { " (-g sets it for all)" };
            Failure::not_found(format!("no current {which}{help}"))
        })
    }

    /// The option that an operand names, and its level. With `-q` one that there is not is
    /// `None` rather than a failure.
    ///
    /// # Errors
    /// There is no such option, or nothing to set it for.
    pub fn option_named(&mut self, text: &str) -> Result<Option<(Name, Level)>, Failure> {
        let name = match Name::parse(text) {
            Ok(name) => name,
            Err(_) if self.has('q') => return Ok(None),
            Err(error) => {
                return Err(Failure::usage(match self.model.identity.dialect {
                    Dialect::Pmux => error.to_string(),
                    Dialect::Tmux => error.in_brief(),
                }));
            }
        };
        let level = self.option_level(name.scope())?;
        Ok(Some((name, level)))
    }
}

/// What an option of a scope is for.
fn named(scope: Scope, pane: bool) -> &'static str {
    match scope {
        Scope::Server | Scope::Session => "session",
        Scope::Pane if pane => "pane",
        Scope::Window | Scope::Pane => "window",
    }
}
