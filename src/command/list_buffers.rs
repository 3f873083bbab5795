//! `list-buffers`: one line a paste buffer.

use super::order::{ORDER, REVERSED};
use super::{Command, Context, Flow, Outcome, Repeatable, flag};
use crate::model::buffers::Buffer;
use crate::model::variables::sample;

/// The entry.
pub const COMMAND: Command = Command {
    name: "list-buffers",
    alias: Some("lsb"),
    flags: &[flag::JSON, flag::FORMAT, flag::FILTER, ORDER, REVERSED],
    about: "List the paste buffers, the newest first",
    repeatable: Repeatable::Always,
    run,
    ..Command::NEW
};

const FORMAT: &str = "#{buffer_name}: #{buffer_size} bytes: \"#{buffer_sample}\"";

const FIELDS: &[&str] = &["buffer_name", "buffer_size", "buffer_created", "buffer_sample"];

fn run(context: &mut Context<'_>) -> Outcome {
    let here = context.target;
    let scenes = context.model.buffers().iter().map(|buffer| (here, variables(buffer))).collect();
    let scenes = context.in_order(scenes)?;
    context.list_with(scenes, FORMAT, FIELDS);
    Ok(Flow::Next)
}

/// What formats know of one buffer.
pub fn variables(buffer: &Buffer) -> Vec<(&'static str, String)> {
    vec![
        ("buffer_name", buffer.name.clone()),
        ("buffer_size", buffer.data.len().to_string()),
        ("buffer_created", buffer.created.to_string()),
        ("buffer_sample", sample(&buffer.data)),
    ]
}
