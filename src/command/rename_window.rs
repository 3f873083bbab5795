//! `rename-window`: gives a window a name, which then no longer follows its program.

use super::guess::WINDOW;
use super::{Command, Context, Flow, Outcome, flag, value};
use crate::language::syntax::Operand;
use crate::language::target::Kind;
use crate::model::Model;
use crate::model::id::WindowId;
use crate::model::levels::Level;

/// The entry.
pub const COMMAND: Command = Command {
    name: "rename-window",
    alias: Some("renamew"),
    flags: &[flag::TARGET_WINDOW],
    operands: &[Operand::One(value::NEW_NAME)],
    about: "Rename a window",
    target: Some(Kind::Window),
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    let window = context.window()?;
    let name = context.expand(context.operand(0).unwrap_or_default());
    let name = context.window_name(Some(name))?.unwrap_or_default();
    context.model.rename_window(window, &name);
    if let Some(window) = context.guessed(WINDOW) {
        let name = context.expand("#{window_name}");
        context.print(format!("renamed window {window} to {name}"));
    }
    Ok(Flow::Next)
}

impl Model {
    /// Gives a window a name that no longer follows its program.
    pub fn rename_window(&mut self, id: WindowId, name: &str) {
        if let Some(options) = self.options_mut(Level::Window(id)) {
            options.switch_off("automatic-rename");
        }
        self.graph.rename_window(id, name.chars().filter(|c| !c.is_control()).collect());
    }
}
