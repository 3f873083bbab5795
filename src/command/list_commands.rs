//! `list-commands`: the table of commands, one line each.

use serde_json::{Value, json};

use super::{COMMANDS, Command, Context, Flow, Outcome, Repeatable, find, flag, value};
use crate::language::syntax::Operand;

/// The entry.
pub const COMMAND: Command = Command {
    name: "list-commands",
    alias: Some("lscm"),
    flags: &[flag::JSON, flag::FORMAT],
    operands: &[Operand::Optional(value::COMMAND)],
    about: "List the commands with their flags",
    repeatable: Repeatable::Always,
    run,
    ..Command::NEW
};

const FORMAT: &str = "#{command_list_name}\
    #{?command_list_alias, (#{command_list_alias}),} #{command_list_usage}";

fn run(context: &mut Context<'_>) -> Outcome {
    let chosen: Vec<&Command> = match context.operand(0) {
        Some(name) => vec![find(name)?],
        None => COMMANDS.to_vec(),
    };
    if context.arguments.has_long("json") {
        let objects: Vec<Value> = chosen
            .iter()
            .map(|command| {
                json!({
                    "name": command.name,
                    "alias": command.alias,
                    "usage": command.usage(),
                    "about": command.about,
                })
            })
            .collect();
        context.print_json(&Value::Array(objects));
        return Ok(Flow::Next);
    }
    let format = context.value('F').unwrap_or(FORMAT).to_owned();
    for command in chosen {
        let extra = [
            ("command_list_name", command.name.to_owned()),
            ("command_list_alias", command.alias.unwrap_or_default().to_owned()),
            ("command_list_usage", command.usage()),
        ];
        let line = context.model.expand_with(&format, &context.target, &extra);
        context.print(line.trim_end());
    }
    Ok(Flow::Next)
}
