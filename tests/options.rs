//! The table of options tells the truth: an option has an effect where something reads it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so")]

use std::fs;
use std::path::Path;

use pmux::model::options::TABLE;

#[test]
fn options_have_an_effect_where_they_are_read() {
    let mut code = String::new();
    read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut code);
    // The status line is a format that reads options itself, and so are other defaults.
    let elements = TABLE.iter().flat_map(|option| option.elements).copied();
    let as_tmux = include_str!("../config/tmux.conf");
    let defaults = TABLE.iter().map(|option| option.default).chain([as_tmux]);
    let formats: String = elements.chain(defaults).collect::<Vec<_>>().concat();
    let mut wrong = Vec::new();
    for option in TABLE {
        let name = option.name;
        let read = code.contains(&format!("\"{name}\""))
            || code.contains(&format!("\"{name}["))
            // A theme's colours are read for the theme that there is.
            || name.split_once("-theme-").is_some_and(|_| code.contains("-theme-{"))
            || ["{", ":"].iter().any(|before| formats.contains(&format!("{before}{name}}}")));
        // tmux has such names for the sake of old files.
        let is_obsolete = option.help.starts_with("Obsolete, as in tmux");
        if read != (option.effect && !is_obsolete) {
            wrong.push(format!("{name}: {}", if read { "is read" } else { "nobody reads it" }));
        }
    }
    assert!(
        wrong.is_empty(),
        "unused() in src/model/options/table.rs is wrong:\n{}",
        wrong.join("\n")
    );
}

/// All code under a folder but the table's own, without tests.
fn read(folder: &Path, code: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("options") {
            read(&path, code);
        } else if path.extension().is_some_and(|extension| extension == "rs")
            && !path.ends_with("tests.rs")
        {
            let text = fs::read_to_string(&path).unwrap();
            code.push_str(text.split("\n#[cfg(test)]").next().unwrap_or_default());
        }
    }
}
