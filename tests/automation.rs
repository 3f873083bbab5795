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
