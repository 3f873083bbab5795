//! Options as files have them. What a file says of one is read as if somebody had typed it.

use crate::model::options::{Change, Kind, ListKey, Name, Options, Value};
use crate::saved::{self, Setting};

/// What is set at a level.
pub fn settings(options: &Options) -> Vec<Setting> {
    let setting = |(name, value): (&str, &Value)| Setting {
        name: name.to_owned(),
        value: match value {
            Value::Text(text) => saved::Value::Text(text.clone()),
            Value::Number(number) => saved::Value::Number(*number),
            Value::Flag(flag) => saved::Value::Flag(*flag),
            Value::List(list) => saved_list(list.iter()),
        },
    };
    options.iter().map(setting).collect()
}

/// A list: by numbers where there are none but these, so that others read it too.
fn saved_list<'a>(list: impl Iterator<Item = (&'a ListKey, &'a String)> + Clone) -> saved::Value {
    let numbers = list.clone().map(|(key, text)| match key {
        ListKey::Number(number) => Some((*number, text.clone())),
        ListKey::Named(_) => None,
    });
    match numbers.collect() {
        Some(numbers) => saved::Value::List(numbers),
        None => {
            saved::Value::Named(list.map(|(key, text)| (key.to_string(), text.clone())).collect())
        }
    }
}

/// The elements of a list that was saved; none of anything else.
fn elements(value: &saved::Value) -> Vec<(ListKey, &str)> {
    match value {
        saved::Value::List(list) => {
            list.iter().map(|(number, text)| (ListKey::Number(*number), text.as_str())).collect()
        }
        saved::Value::Named(list) => list
            .iter()
            .filter_map(|(key, text)| Some((ListKey::parse(key)?, text.as_str())))
            .collect(),
        _ => Vec::new(),
    }
}

/// Sets it all at a level that takes such options. What this pmux has no option for, or not with such
/// a value, is left out.
pub fn set(options: &mut Options, settings: &[Setting], takes: impl Fn(&Name) -> bool) {
    for Setting { name, value } in settings {
        let Some(known) = Name::parse(name).ok().filter(|it| it.name() == name && takes(it)) else {
            continue;
        };
        let text = match value {
            saved::Value::List(_) | saved::Value::Named(_) => {
                let Name::Known { definition, .. } = known else { continue };
                if matches!(definition.kind, Kind::List { .. }) {
                    set_list(options, definition, elements(value));
                }
                continue;
            }
            saved::Value::Text(text) => text.clone(),
            saved::Value::Number(number) => number.to_string(),
            saved::Value::Flag(flag) => String::from(if *flag { "on" } else { "off" }),
        };
        // What is not one of its values is no setting.
        let _ = options.change(&known, Change::Put(&text), None);
    }
}

fn set_list(
    options: &mut Options,
    definition: &'static crate::model::options::Definition,
    elements: Vec<(ListKey, &str)>,
) {
    let whole = Name::Known { definition, index: None };
    // An empty list is one too.
    let _ = options.change(&whole, Change::Put(""), None);
    for (key, text) in elements {
        let name = Name::Known { definition, index: Some(key) };
        let so_far = options.iter().find(|(name, _)| *name == definition.name);
        let so_far = so_far.map(|(_, value)| value.clone());
        let _ = options.change(&name, Change::Put(text), so_far.as_ref());
    }
}
