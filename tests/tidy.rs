//! The house rules that can be read off the source: who may import whom, where `unsafe` may
//! stand, that every file says what it knows.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Small values that every room may use.
const SHARED: &[&str] =
    &["border", "dialect", "geometry", "key", "line", "shell", "style", "visible"];

/// For each room, the rooms it may use beside itself and the shared values. What is not here
/// must not be: the engine knows no pane, the client no model, the model no socket.
const RULES: &[(&str, &[&str])] = &[
    ("border", &[]),
    ("dialect", &[]),
    ("geometry", &[]),
    ("key", &[]),
    ("line", &[]),
    ("shell", &[]),
    ("style", &[]),
    ("visible", &[]),
    ("os", &[]),
    ("store", &[]),
    ("shim", &["os"]),
    ("terminal", &[]),
    ("saved", &["terminal"]),
    ("journal", &["os", "terminal"]),
    ("language", &[]),
    ("cast", &[]),
    ("protocol", &[]),
    ("model", &["terminal", "saved", "language", "cast"]),
    ("command", &["model", "terminal", "saved", "language", "cast"]),
    (
        "server",
        &[
            "command", "model", "protocol", "terminal", "saved", "language", "os", "shim", "store",
            "journal",
        ],
    ),
    ("display", &["protocol"]),
    ("client", &["display", "protocol", "cast", "os"]),
];

/// A file of the project.
struct Source {
    /// Its path from the project's folder.
    path: PathBuf,
    text: String,
}

impl Source {
    fn is_test(&self) -> bool {
        self.path.components().any(|part| part.as_os_str() == "tests")
            || self.path.file_name().is_some_and(|name| name == "tests.rs")
    }

    /// The room it belongs to: the first folder or file under `src`.
    fn room(&self) -> String {
        let mut parts = self.path.components().skip(1);
        let first = parts.next().map(|part| part.as_os_str().to_string_lossy().into_owned());
        first.unwrap_or_default().trim_end_matches(".rs").to_owned()
    }

    /// Its lines of code, numbered, without comments and without what is compiled for tests only.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let text = self.text.split("\n#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        let lines = text.lines().enumerate().map(|(at, line)| (at + 1, line));
        lines.filter(|(_, line)| !line.trim_start().starts_with("//"))
    }
}

fn sources(folders: &[&str]) -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    let mut folders: Vec<PathBuf> = folders.iter().map(|folder| root.join(folder)).collect();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of the project") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).expect("a file of the project");
                let path = path.strip_prefix(root).expect("a file of the project").to_owned();
                files.push(Source { path, text });
            }
        }
    }
    files.sort_by(|one, other| one.path.cmp(&other.path));
    assert!(!files.is_empty());
    files
}

/// The rooms of our own that a line names by `crate::`, also in `use crate::{one, other::X}`.
fn rooms_named(line: &str) -> Vec<String> {
    let name = |text: &str| -> String {
        text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
    };
    let mut rooms = Vec::new();
    for after in line.split("crate::").skip(1) {
        match after.strip_prefix('{') {
            None => rooms.push(name(after)),
            Some(list) => {
                let mut depth = 0;
                let mut start = true;
                for (at, c) in list.char_indices() {
                    if start && depth == 0 && !c.is_whitespace() {
                        rooms.push(name(&list[at..]));
                    }
                    start = (c == ',' && depth == 0) || (start && c.is_whitespace());
                    depth += i32::from(c == '{') - i32::from(c == '}');
                }
            }
        }
    }
    rooms
}

fn fail_with(what: &str, wrong: &[String]) {
    assert!(wrong.is_empty(), "{what}:\n{}", wrong.join("\n"));
}

#[test]
fn names_are_found_in_imports() {
    assert_eq!(rooms_named("use crate::key::{Key, KeyCode};"), ["key"]);
    assert_eq!(
        rooms_named("use crate::{key::{Key, KeyCode}, line, style::X};"),
        ["key", "line", "style"]
    );
    assert_eq!(rooms_named("fn f(x: crate::model::Model, y: crate::os::tty::X)"), ["model", "os"]);
}

#[test]
fn rooms_use_only_the_rooms_below_them() {
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for source in sources(&["src"]).iter().filter(|source| !source.is_test()) {
        let room = source.room();
        // The map and the command line see everything.
        if ["lib", "main", "cli"].contains(&room.as_str()) {
            continue;
        }
        let Some((_, allowed)) = RULES.iter().find(|(name, _)| *name == room) else {
            wrong.push(format!("{}: no rule for the room {room}", source.path.display()));
            continue;
        };
        seen.insert(room.clone());
        for (at, line) in source.code() {
            for used in rooms_named(line) {
                let used = used.as_str();
                let known = RULES.iter().any(|(name, _)| *name == used);
                let fine = used == room || SHARED.contains(&used) || allowed.contains(&used);
                if known && !fine {
                    wrong.push(format!("{}:{at}: {room} uses {used}", source.path.display()));
                }
            }
        }
    }
    fail_with("a room knows what it must not", &wrong);
    assert_eq!(seen.len(), RULES.len(), "rules for rooms that there are: {seen:?}");
}

#[test]
fn unsafe_stands_only_where_the_system_is_called() {
    let mut wrong = Vec::new();
    for source in sources(&["src", "tests", "benches"]) {
        // An allocator that counts, for one test of its own, is unsafe by its trait.
        let others = ["tests/tidy.rs", "tests/footprint.rs"].map(Path::new);
        if source.path.starts_with("src/os") || others.contains(&source.path.as_path()) {
            continue;
        }
        for (at, line) in source.code() {
            if line.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == "unsafe") {
                wrong.push(format!("{}:{at}: {}", source.path.display(), line.trim()));
            }
        }
    }
    fail_with("unsafe outside src/os", &wrong);
}

#[test]
fn the_engine_and_the_model_do_no_io() {
    let mut wrong = Vec::new();
    for source in sources(&[
        "src/terminal",
        "src/language",
        "src/cast",
        "src/model",
        "src/command",
        "src/protocol",
    ]) {
        let told = [
            "std::fs",
            "std::net",
            "std::process::",
            "std::os::unix::net",
            "Instant::now",
            "SystemTime::now",
            "std::env::",
            "println!",
            "thread::",
        ];
        let lines = source.code().filter(|_| !source.is_test());
        for (at, line) in lines {
            if let Some(what) = told.iter().find(|what| line.contains(*what)) {
                wrong.push(format!("{}:{at}: {what}", source.path.display()));
            }
        }
    }
    fail_with("I/O or a clock where there must be none", &wrong);
}

/// What the graph holds of a pane and a client, which its methods alter and tell of: the maps and
/// all of sessions and windows are out of reach already.
const OF_THE_GRAPH: &[&str] = &["home", "size", "title", "modes", "session", "last_session"];

#[test]
fn only_the_graph_alters_the_graph() {
    let mut wrong = Vec::new();
    for source in sources(&["src/model", "src/command", "src/server"]) {
        if source.is_test() || source.path.starts_with("src/model/graph") {
            continue;
        }
        for (at, line) in source.code() {
            let holders = ["pane", "client", "it"];
            let set =
                |(holder, field): (&str, &str)| line.contains(&format!("{holder}.{field} = "));
            let fields = holders.iter().flat_map(|it| OF_THE_GRAPH.iter().map(move |f| (*it, *f)));
            if fields.into_iter().any(set) {
                wrong.push(format!("{}:{at}: {}", source.path.display(), line.trim()));
            }
        }
    }
    fail_with("what is for model/graph to alter", &wrong);
}

#[test]
fn a_server_reaches_the_world_by_its_run_only() {
    let mut wrong = Vec::new();
    let told = ["crate::os", "std::fs", "std::net", "std::process::", "std::env::", "thread::"];
    for source in sources(&["src/server"]).iter().filter(|source| !source.is_test()) {
        if source.path.starts_with("src/server/run") {
            continue;
        }
        for (at, line) in source.code() {
            if let Some(what) = told.iter().find(|what| line.contains(*what)) {
                wrong.push(format!("{}:{at}: {what}", source.path.display()));
            }
        }
    }
    fail_with("the world, outside of src/server/run", &wrong);
}

#[test]
fn every_file_says_what_it_knows() {
    let mut wrong = Vec::new();
    for source in sources(&["src", "tests", "benches"]) {
        // The tests of a file are about what that file says.
        if !source.path.ends_with("tests.rs") && !source.text.starts_with("//!") {
            wrong.push(source.path.display().to_string());
        }
    }
    fail_with("files without a //! of their own", &wrong);
}

/// Whether a file begins a crate.
fn is_root(path: &Path) -> bool {
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    let parts: Vec<&str> = parts.iter().map(|part| part.as_ref()).collect();
    matches!(
        parts.as_slice(),
        ["src", "lib.rs" | "main.rs"]
            | ["tests" | "benches", _]
            | ["tests" | "benches", _, "main.rs"]
    )
}

/// rustfmt follows `mod` lines, and none that a macro makes: what it does not find is never
/// formatted, and nobody is told.
#[test]
fn every_file_is_reached_by_a_plain_mod_line() {
    let all = sources(&["src", "tests", "benches"]);
    let mut wrong = Vec::new();
    for source in all.iter().filter(|source| !is_root(&source.path)) {
        let is_folder = source.path.ends_with("mod.rs");
        let own = source.path.parent().filter(|_| is_folder).unwrap_or(&source.path);
        let name = own.file_stem().unwrap_or_default().to_string_lossy();
        let folder = own.parent().unwrap_or(own);
        let above = all.iter().filter(|other| {
            let inside = other.path.parent() == Some(folder);
            let begins = is_root(&other.path) || other.path.ends_with("mod.rs");
            (inside && begins) || other.path == folder.with_extension("rs")
        });
        // Within a macro it would stand further to the right.
        let lines = ["mod ", "mod r#", "pub mod "].map(|before| format!("{before}{name};"));
        let mut named = above.flat_map(|other| other.text.lines());
        if !named.any(|line| lines.iter().any(|known| known == line)) {
            wrong.push(source.path.display().to_string());
        }
    }
    fail_with("files that rustfmt does not find", &wrong);
}

#[test]
fn nothing_is_named_for_a_heap() {
    let heaps = ["util", "utils", "common", "helpers", "helper", "types", "manager", "misc"];
    let mut wrong = Vec::new();
    for source in sources(&["src", "tests", "benches"]) {
        let mut parts = source.path.iter().map(|part| part.to_string_lossy());
        if parts.any(|part| heaps.contains(&part.trim_end_matches(".rs"))) {
            wrong.push(source.path.display().to_string());
        }
    }
    fail_with("names that say nothing", &wrong);
}

#[test]
fn nothing_is_shared_behind_a_lock() {
    let mut wrong = Vec::new();
    for source in sources(&["src"]).iter().filter(|source| !source.is_test()) {
        for (at, line) in source.code() {
            if ["Mutex<", "RwLock<", "RefCell<", "static mut", "OnceLock<", "LazyLock<"]
                .iter()
                .any(|what| line.contains(what))
            {
                wrong.push(format!("{}:{at}: {}", source.path.display(), line.trim()));
            }
        }
    }
    fail_with("one thread owns the model, and nothing is global", &wrong);
}
