//! What every list command does: a filter, then a line or a JSON object a place.

use serde_json::{Map, Value};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::Context;
use crate::language::format::is_true;
use crate::model::resolve::Place;
use crate::model::variables::{self, Kind};

impl Context<'_> {
    /// Prints a line for each place, by `-F` or the command's own format, or with `--json` an
    /// array of objects with these fields; `-f` picks the places for which a format is true.
    pub fn list(&mut self, places: Vec<Place>, format: &str, fields: &[&str]) {
        let scenes = places.into_iter().map(|place| (place, Vec::new())).collect();
        self.list_with(scenes, format, fields);
    }

    /// The same for places of which formats know some variables more.
    pub fn list_with(&mut self, scenes: Vec<Scene>, format: &str, fields: &[&str]) {
        let format = self.value('F').unwrap_or(format).to_owned();
        let filter = self.value('f').map(str::to_owned);
        let expand =
            |format: &str, (place, extra): &Scene| self.model.expand_with(format, place, extra);
        let wanted =
            |scene: &Scene| filter.as_ref().is_none_or(|filter| is_true(&expand(filter, scene)));
        let scenes = scenes.iter().filter(|scene| wanted(scene));
        if self.arguments.has_long("json") {
            let objects = scenes.map(|scene| object(fields, |format| expand(format, scene)));
            let all = Value::Array(objects.collect());
            return self.print_json(&all);
        }
        let text: String = scenes.map(|scene| expand(&format, scene) + "\n").collect();
        self.print_text(&text);
    }
}

impl Context<'_> {
    /// Prints a table: columns with titles, each as wide as the widest in it; `-f` picks rows. A
    /// terminal gets no more of a row than has room in a line, but for `--no-trunc`.
    pub fn table(&mut self, scenes: Vec<Scene>, columns: &[(&str, &str)]) {
        let filter = self.value('f').map(str::to_owned);
        let expand =
            |format: &str, (place, extra): &Scene| self.model.expand_with(format, place, extra);
        let wanted =
            |scene: &&Scene| filter.as_ref().is_none_or(|filter| is_true(&expand(filter, scene)));
        let row = |scene| columns.iter().map(|(_, format)| expand(format, scene)).collect();
        let mut rows: Vec<Vec<String>> =
            vec![columns.iter().map(|(title, _)| (*title).to_owned()).collect()];
        rows.extend(scenes.iter().filter(wanted).map(row));
        let table = self.aligned(rows);
        let room = self.room().filter(|_| !self.arguments.has_long("no-trunc"));
        let table = match room {
            Some(room) => table.lines().map(|line| cut(line, room) + "\n").collect(),
            None => table,
        };
        self.output.extend_from_slice(table.as_bytes());
    }

    /// Prints rows of cells, each column as wide as the widest in it.
    pub fn columns(&mut self, rows: Vec<Vec<String>>) {
        let table = self.aligned(rows);
        self.output.extend_from_slice(table.as_bytes());
    }

    fn aligned(&self, rows: Vec<Vec<String>>) -> String {
        let shown =
            |row: Vec<String>| row.iter().map(|cell| self.shown(cell).into_owned()).collect();
        aligned(rows.into_iter().map(shown).collect())
    }

    /// How many columns a line has on the terminal that it is printed on, where that is known.
    fn room(&self) -> Option<usize> {
        let client = self.model.graph.client(self.client?)?;
        let is_known = self.prints_to_tty() && self.is_one_shot() && !client.tty.is_empty();
        is_known.then(|| client.size.cells.cols.into())
    }
}

/// As much of a line as has room in so many columns, and an ellipsis where that is not all.
fn cut(line: &str, room: usize) -> String {
    if line.width() <= room {
        return line.to_owned();
    }
    let mut used = 1;
    let fits = |c: &char| {
        used += c.width().unwrap_or(0);
        used <= room
    };
    line.chars().take_while(fits).chain(['…']).collect()
}

/// Rows of cells as lines, each column as wide as the widest in it.
pub fn aligned(rows: Vec<Vec<String>>) -> String {
    let most = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |row: &Vec<String>, at: usize| row.get(at).map_or(0, |cell| cell.width());
    let widest = |at: usize| rows.iter().map(|row| width(row, at)).max().unwrap_or(0);
    let widths: Vec<usize> = (0..most).map(widest).collect();
    let line = |row: Vec<String>| {
        let cell = |(text, width): (&String, &usize)| {
            format!("{text}{}", " ".repeat(width - text.width() + 2))
        };
        let line: String = row.iter().zip(&widths).map(cell).collect();
        line.trim_end().to_owned() + "\n"
    };
    rows.into_iter().map(line).collect()
}

/// A place, and what else formats know there.
pub type Scene = (Place, Vec<(&'static str, String)>);

/// Variables as a JSON object: of each what [`kind_of`] says that it is; what there is not is null.
fn object(fields: &[&str], expand: impl Fn(&str) -> String) -> Value {
    let value = |field: &str| {
        let text = expand(&format!("#{{{field}}}"));
        match (kind_of(field), text.parse::<i64>()) {
            _ if text.is_empty() => Value::Null,
            (Kind::Flag, Ok(number)) => Value::Bool(number != 0),
            (Kind::Number, Ok(number)) => Value::from(number),
            _ => Value::String(text),
        }
    };
    Value::Object(Map::from_iter(fields.iter().map(|field| ((*field).to_owned(), value(field)))))
}

/// What a field's values are: a variable's as its table says, and of what a list alone knows what
/// its name says.
fn kind_of(field: &str) -> Kind {
    const FLAGS: &[&str] = &["command_running", "key_repeat"];
    const TEXTS: &[&str] =
        &["_string", "_note", "_name", "_sample", "_text", "_path", "_command", "_table"];
    match variables::find(field) {
        Some(variable) => variable.kind,
        None if FLAGS.contains(&field) || field.ends_with("_flag") => Kind::Flag,
        None if TEXTS.iter().any(|end| field.ends_with(end)) => Kind::Text,
        None => Kind::Number,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_cut_where_it_has_no_room() {
        for (line, room, expect) in [
            ("short", 5, "short"),
            ("longer", 5, "long…"),
            ("漢字漢字", 5, "漢字…"),
            ("漢字漢字", 4, "漢…"),
            ("", 0, ""),
        ] {
            assert_eq!(cut(line, room), expect);
        }
    }
}
