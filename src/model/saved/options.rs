//! Options as files have them. What a file says of one is read as if somebody had typed it.

use crate::model::options::{Change, Kind, Name, Options, Value};
use crate::saved::{self, Setting};

/// What is set at a level.
pub fn settings(options: &Options) -> Vec<Setting> {
    let setting = |(name, value): (&str, &Value)| Setting {
        name: name.to_owned(),
        value: match value {
            Value::Text(text) => saved::Value::Text(text.clone()),
            Value::Number(number) => saved::Value::Number(*number),
            Value::Flag(flag) => saved::Value::Flag(*flag),
            Value::List(list) => {
                saved::Value::List(list.iter().map(|(at, text)| (*at, text.clone())).collect())
            }
        },
    };
    options.iter().map(setting).collect()
}

/// Sets it all at a level that takes such options. What this pmux has no option for, or not with such
/// a value, is left out.
pub fn set(options: &mut Options, settings: &[Setting], takes: impl Fn(&Name) -> bool) {
    for Setting { name, value } in settings {
        let Some(known) = Name::parse(name).ok().filter(|it| it.name() == name && takes(it)) else {
            continue;
        };
        let text = match value {
            saved::Value::List(elements) => {
                let Name::Known { definition, .. } = known else { continue };
                if matches!(definition.kind, Kind::List { .. }) {
                    set_list(options, definition, elements);
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
    elements: &[(u32, String)],
) {
    let whole = Name::Known { definition, index: None };
    // An empty list is one too.
    let _ = options.change(&whole, Change::Put(""), None);
    for (index, text) in elements {
        let name = Name::Known { definition, index: Some(*index) };
        let so_far = options.iter().find(|(name, _)| *name == definition.name);
        let so_far = so_far.map(|(_, value)| value.clone());
        let _ = options.change(&name, Change::Put(text), so_far.as_ref());
    }
}
