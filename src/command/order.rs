//! In which order lists are: `-O` and `-r`, as tmux has them.

use std::cmp::Ordering;

use super::list::Scene;
use super::{Context, Failure};
use crate::language::syntax::{Flag, Value, Words};
use crate::model::resolve::Place;

/// `-O`.
pub const ORDER: Flag = Flag::with(
    'O',
    Value::new(
        "sort-order",
        "what comes first: by name, index, creation, activity or size; z of panes",
    )
    .of(Words::These(&["name", "index", "creation", "activity", "size", "order", "z"])),
);

/// `-r`.
pub const REVERSED: Flag = Flag::new('r', "with -O: the other way round");

/// What things of a kind are put in order by: a format, and whether the greatest comes first.
type By = (&'static str, bool);

const SIZE: By = ("#{e|*:#{window_width},#{window_height}}", false);

/// By order's name, for each kind of list: which of tmux's orders it has.
fn by(command: &str, order: &str) -> Option<By> {
    Some(match (command, order) {
        ("switch-client", order) => return by("list-sessions", order),
        ("list-sessions", "index") => ("#{session_id}", false),
        ("list-sessions", "name") => ("#{session_name}", false),
        ("list-sessions", "creation") => ("#{session_created}", false),
        ("list-sessions", "activity") => ("#{session_activity}", true),
        ("list-windows", "index") => ("#{window_index}", false),
        ("list-windows", "name") => ("#{window_name}", false),
        ("list-windows", "creation") => ("#{window_id}", false),
        ("list-windows", "activity") => ("#{window_activity}", true),
        ("list-windows", "size") => SIZE,
        ("list-panes", "index") => ("#{pane_index}", false),
        ("list-panes", "name") => ("#{pane_title}", false),
        ("list-panes", "creation") => ("#{pane_id}", false),
        ("list-panes", "activity") => ("#{pane_active}", false),
        ("list-panes", "size") => ("#{e|*:#{pane_width},#{pane_height}}", false),
        ("list-panes", "z") => ("#{pane_z}", false),
        ("list-clients", "name") => ("#{client_name}", false),
        ("list-clients", "creation") => ("#{client_created}", false),
        ("list-clients", "activity") => ("#{client_activity}", true),
        ("list-clients", "size") => ("#{e|*:#{client_width},#{client_height}}", false),
        ("list-buffers", "name") => ("#{buffer_name}", false),
        ("list-buffers", "creation") => ("#{buffer_created}", true),
        ("list-buffers", "size") => ("#{buffer_size}", false),
        _ => return None,
    })
}

/// How a thing of a kind is called, which says what comes first where nothing else does.
fn name_of(command: &str) -> &'static str {
    by(command, "name").map_or("", |(format, _)| format)
}

/// A value to compare: what is a number, or an id, as that.
fn key(text: &str) -> (i64, &str) {
    let digits = text.trim_start_matches(['$', '@', '%']);
    (digits.parse().unwrap_or(0), text)
}

impl Context<'_> {
    /// These in the order that `-O` and `-r` ask for.
    ///
    /// # Errors
    /// There is no such order.
    pub fn in_order(&self, mut scenes: Vec<Scene>) -> Result<Vec<Scene>, Failure> {
        let Some(order) = self.value('O').map(str::to_lowercase) else { return Ok(scenes) };
        let order = match order.as_str() {
            "key" => "index",
            "title" => "name",
            "time" => "creation",
            order => order,
        };
        if !["activity", "creation", "index", "modifier", "name", "order", "size", "z"]
            .contains(&order)
        {
            return Err(Failure::usage("invalid sort order"));
        }
        let reversed = self.has('r');
        if order == "order" {
            if reversed {
                scenes.reverse();
            }
            return Ok(scenes);
        }
        let command = self.command.name;
        // What a list has no such order of is in that of its names.
        let (format, greatest_first) = by(command, order).unwrap_or(("", false));
        let expand = |format, (place, extra): &Scene| self.model.expand_with(format, place, extra);
        let name = name_of(command);
        let keyed = |scene: Scene| (expand(format, &scene), expand(name, &scene), scene);
        let mut keyed: Vec<(String, String, Scene)> = scenes.into_iter().map(keyed).collect();
        keyed.sort_by(|one, other| {
            let first = key(&one.0).cmp(&key(&other.0));
            let first = if greatest_first { first.reverse() } else { first };
            let all = first.then_with(|| one.1.cmp(&other.1));
            match (reversed, all) {
                (true, Ordering::Less | Ordering::Greater) => all.reverse(),
                _ => all,
            }
        });
        Ok(keyed.into_iter().map(|(_, _, scene)| scene).collect())
    }

    /// The same of places of which there is nothing else to know.
    ///
    /// # Errors
    /// There is no such order.
    pub fn places_in_order(&self, places: Vec<Place>) -> Result<Vec<Place>, Failure> {
        let scenes = places.into_iter().map(|place| (place, Vec::new())).collect();
        Ok(self.in_order(scenes)?.into_iter().map(|(place, _)| place).collect())
    }
}
