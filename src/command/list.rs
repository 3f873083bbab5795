//! What every list command does: a filter, then a line or a JSON object a place.

use serde_json::{Map, Value};

use super::Context;
use crate::language::format::is_true;
use crate::model::resolve::Place;

impl Context<'_> {
    /// Prints a line for each place, by `-F` or the command's own format, or with `--json` an
    /// array of objects with these fields; `-f` picks the places for which a format is true.
    pub fn list(&mut self, places: Vec<Place>, format: &str, fields: &[&str]) {
        let format = self.value('F').unwrap_or(format).to_owned();
        let filter = self.value('f').map(str::to_owned);
        let wanted = |place: &Place| {
            let holds = |filter: &String| is_true(&self.model.expand(filter, place));
            filter.as_ref().is_none_or(holds)
        };
        let places: Vec<Place> = places.into_iter().filter(wanted).collect();
        if self.arguments.has_long("json") {
            let objects = places.iter().map(|place| self.object(place, fields)).collect();
            return self.print(Value::Array(objects).to_string());
        }
        for place in places {
            self.print(self.model.expand(&format, &place));
        }
    }

    /// The variables of a place as a JSON object. Numbers are numbers; names ending in `_flag`
    /// or known to be yes or no are booleans; what there is not is null.
    pub fn object(&self, place: &Place, fields: &[&str]) -> Value {
        let value = |field: &str| {
            let text = self.model.expand(&format!("#{{{field}}}"), place);
            match text.parse::<i64>() {
                _ if text.is_empty() => Value::Null,
                Ok(number) if is_yes_no(field) => Value::Bool(number != 0),
                Ok(number) if !is_text(field) => Value::from(number),
                _ => Value::String(text),
            }
        };
        Value::Object(Map::from_iter(fields.iter().map(|field| ((*field).to_owned(), value(field)))))
    }
}

/// Fields that are yes or no.
fn is_yes_no(field: &str) -> bool {
    const KNOWN: &[&str] =
        &["window_active", "pane_active", "pane_dead", "pane_in_mode", "client_readonly"];
    field.ends_with("_flag") || KNOWN.contains(&field)
}

/// Fields that are text even where it looks like a number.
fn is_text(field: &str) -> bool {
    ["_name", "_title", "_path", "_command", "_tty"].iter().any(|end| field.ends_with(end))
}
