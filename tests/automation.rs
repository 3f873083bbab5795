//! The snippets of `docs/automation.md` do what it says.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so")]

mod support;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use support::Pmux;

/// A snippet, and what it is said to print.
#[derive(Debug, Default)]
struct Snippet {
    line: usize,
    script: String,
    printed: String,
}

/// The `sh` blocks of a page, each with the `text` block that follows it.
fn snippets(page: &str) -> Vec<Snippet> {
    let (mut all, mut block): (Vec<Snippet>, Option<&str>) = (Vec::new(), None);
    for (at, line) in page.lines().enumerate() {
        match (block, line.strip_prefix("```")) {
            (None, Some(kind)) => {
                block = Some(kind);
                if kind == "sh" {
                    all.push(Snippet { line: at + 1, ..Snippet::default() });
                }
            }
            (Some(_), Some(_)) => block = None,
            (Some(kind), None) => {
                let snippet = all.last_mut().unwrap();
                let text = if kind == "sh" { &mut snippet.script } else { &mut snippet.printed };
                text.push_str(line);
                text.push('\n');
            }
            (None, None) => {}
        }
    }
    all
}

#[test]
fn the_page_says_what_is_so() {
    if !Command::new("bash").arg("--version").output().is_ok_and(|it| it.status.success()) {
        eprintln!("skipped: no bash is installed");
        return;
    }
    let mut pmux = Pmux::new();
    let bin = Path::new(env!("CARGO_BIN_EXE_pmux")).parent().unwrap();
    let path = std::env::var("PATH").unwrap_or_else(|_| "/usr/bin:/bin".into());
    pmux.set_env("PATH", Some(&format!("{}:{path}", bin.display())));
    fs::write(pmux.home(".bashrc"), "PS1='$ '\n").unwrap();
    // A session of the person's own, so that the server stays between the snippets.
    pmux.ok(&["new", "-d", "-s", "own", "cat"]);
    pmux.ok(&["set", "-g", "window-size", "manual"]);
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/automation.md");
    let all = snippets(&fs::read_to_string(page).unwrap());
    assert!(all.len() >= 6);
    for snippet in all {
        // The person's own session is none of the page's business.
        let script = snippet
            .script
            .replace("pmux ls --json", "pmux ls --json -f '#{!=:#{session_name},own}'");
        let mut command = Command::new("sh");
        let env = pmux.env().iter().map(|(name, value)| (name, value));
        command.args(["-euc", &script]).env_clear().envs(env).current_dir(pmux.home(""));
        let output = command.stdin(Stdio::null()).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        let (stdout, stderr) = (text(output.stdout), text(output.stderr));
        let told: Vec<&str> =
            stderr.lines().filter(|line| !line.starts_with("timed out")).collect();
        assert!(told.is_empty(), "line {}: {stderr}{stdout}", snippet.line);
        assert_eq!(stdout, snippet.printed, "line {}", snippet.line);
    }
}

/// What `capture-pane --json` says of a pane.
fn captured(pmux: &Pmux, args: &[&str]) -> serde_json::Value {
    let text = pmux.ok(&[&["capture-pane", "--json"], args].concat());
    serde_json::from_str(&text).expect("JSON")
}

#[test]
fn a_pane_is_all_there_as_json() {
    let pmux = Pmux::new();
    let script = "seq 1 5; printf 'a\\346\\274\\242\\033[38;2;1;2;3;48;5;200;4:3;1mlook\\033[m \
        \\033]8;;http://x\\007link\\033]8;;\\007\\033]2;title\\007\\033[?2004h\\033[4 q'; cat";
    pmux.ok(&["new", "-d", "-s", "job", "-x", "20", "-y", "4", script]);
    pmux.ok(&["await", "--for", "link", "job"]);
    let json = captured(&pmux, &["-t", "job"]);
    assert_eq!((&json["version"], &json["pane"]), (&1.into(), &"%0".into()));
    assert_eq!(
        (&json["columns"], &json["rows"], &json["title"]),
        (&20.into(), &4.into(), &"title".into())
    );
    let cursor = serde_json::json!({
        "column": 12, "row": 3, "visible": true, "shape": "underline", "blinking": false,
    });
    assert_eq!(json["cursor"], cursor);
    assert!(json["modes"].as_array().unwrap().contains(&2004.into()));
    assert_eq!(json["history_lines"], 2);
    let lines = json["lines"].as_array().unwrap();
    assert_eq!(lines.len(), 4);
    assert_eq!(lines[0]["text"], "3");
    let last = serde_json::json!({
        "row": 3,
        "text": "a\u{6f22}look link",
        "wrapped": false,
        "looks": [
            {
                "column": 3, "columns": 4, "fg": "#010203", "bg": 200, "underline": "curly",
                "attributes": ["bold"],
            },
            { "column": 8, "columns": 4, "link": "http://x" },
        ],
        "marks": [],
    });
    assert_eq!(lines[3], last);
    let all = captured(&pmux, &["-S", "-", "-E", "0", "-t", "job"]);
    let rows: Vec<i64> =
        all["lines"].as_array().unwrap().iter().map(|it| it["row"].as_i64().unwrap()).collect();
    assert_eq!(rows, [-2, -1, 0]);
    assert!(
        pmux.fails(&["capture-pane", "--json", "-e", "-t", "job"]).starts_with("-e is about text")
    );
    assert!(pmux.fails(&["capture-pane", "--json", "-a", "-t", "job"]).starts_with("no alternate"));
}

#[test]
fn commands_are_marked_where_they_stand() {
    let pmux = Pmux::new();
    let script = "printf '\\033]133;A\\007$ \\033]133;B\\007make\\r\\n\\033]133;C\\007one\\r\\ntwo\\r\\n\\033]133;D;2\\007$ '; cat";
    pmux.ok(&["new", "-d", "-s", "job", "-x", "20", "-y", "6", script]);
    pmux.ok(&["await", "--for", "two", "job"]);
    let json = captured(&pmux, &["-t", "job"]);
    let marks = |row: usize| json["lines"][row]["marks"].clone();
    let begins = serde_json::json!([{ "mark": "output-begins", "column": 0, "command": 1 }]);
    let ends = serde_json::json!([
        { "mark": "output-ends", "column": 0, "command": 1, "status": 2 },
    ]);
    assert_eq!((marks(1), marks(3)), (begins, ends));
    assert_eq!((marks(0), marks(2)), (serde_json::json!([]), serde_json::json!([])));
}

#[test]
fn a_slip_in_a_key_s_name_types_nothing() {
    let pmux = Pmux::new();
    pmux.ok(&["new", "-d", "-s", "job", "cat"]);
    let told = pmux.fails(&["send-keys", "--strict", "-t", "job", "a", "Entr"]);
    assert_eq!(told.trim_end(), "unknown key: Entr: nothing was typed (-l types text as it is)");
    let told = pmux.fails(&["send-keys", "-H", "-t", "job", "61", "xx"]);
    assert_eq!(told.trim_end(), "not a byte in hexadecimal: xx");
    pmux.ok(&["send-keys", "--strict", "-t", "job", "o", "k", "Space", "Enter"]);
    pmux.ok(&["send-keys", "--strict", "-l", "-t", "job", "Entr"]);
    pmux.ok(&["send-keys", "-t", "job", "Enter"]);
    pmux.ok(&["await", "--for", "^Entr$", "job"]);
    assert_eq!(pmux.ok(&["logs", "job"]), "ok\nok\nEntr\nEntr\n");
}

#[test]
fn what_gives_no_marks_says_why() {
    let pmux = Pmux::new();
    pmux.ok(&["new", "-d", "-s", "plain", "cat"]);
    pmux.ok(&["new", "-d", "-s", "bare", "bash --norc"]);
    pmux.ok(&["set", "-g", "shell-integration", "off"]);
    pmux.ok(&["new", "-d", "-s", "off", "bash"]);
    let why = |session: &str| {
        let listed = pmux.cmd(&["commands", "--json", session]);
        assert_eq!((listed.status, listed.stdout.as_str()), (0, "[]\n"));
        assert_eq!(pmux.fails(&["output", session]), listed.stderr.trim_end());
        listed.stderr
    };
    let off = why("off");
    assert!(off.contains("shell-integration is off; pmux set -g shell-integration on"), "{off}");
    pmux.ok(&["set", "-g", "shell-integration", "on"]);
    let plain = why("plain");
    assert!(
        plain.starts_with("no command is known of %0: its shell sets no marks: only bash, zsh")
    );
    assert!(plain.contains("this is cat: docs/automation.md"), "{plain}");
    assert!(why("bare").contains("bash was started with arguments of its own"));
}
