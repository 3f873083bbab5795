//! The picture in the README: the real thing at work, drawn from the cells that it shows.
//! `cargo test --test picture -- --ignored` takes it anew.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so")]

#[path = "../support/mod.rs"]
mod support;
mod svg;

use std::path::Path;

use pmux::geometry::Size;
use support::{Picture, Pmux};

/// A shell's prompt as people have it.
const PROFILE: &str = r#"
PS1='\[\e[38;5;110m\]\W\[\e[38;5;245m\] ❯\[\e[m\] '
eval "$(dircolors)"
alias ls='ls --color=always'
cd ~/pmux
"#;

#[test]
#[ignore = "it writes docs/pmux.svg"]
fn the_picture_is_taken() {
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut pmux = Pmux::new();
    std::os::unix::fs::symlink(project, pmux.home("pmux")).unwrap();
    std::fs::write(pmux.config(), "set -g status-right '#[fg=colour247] %d %b  %H:%M '\n").unwrap();
    pmux.set_env("SHELL", Some("/bin/bash"));
    pmux.set_env("COLORTERM", Some("truecolor"));
    // A login shell's profile has its own ideas of where programs are.
    let program = Path::new(env!("CARGO_BIN_EXE_pmux")).parent().unwrap().display();
    let profile = format!("PATH={program}:$PATH\n{PROFILE}");
    std::fs::write(pmux.home(".profile"), profile).unwrap();

    let mut person = pmux.attach(Size::new(132, 40), &["new", "-s", "build", "-n", "pmux"]);
    person.wait_for("pmux ❯");
    let edit = "vim -n -i NONE -u DEFAULTS --cmd 'set noswapfile' \
                -c 'set number termguicolors background=dark noshowcmd noruler laststatus=0' \
                -c 'colorscheme habamax' -c 'highlight Normal guibg=NONE' \
                -c 'normal 12Gzt' src/geometry.rs";
    pmux.ok(&["split-window", "-hd", "-t", "build", "-l", "63"]);
    pmux.ok(&["split-window", "-d", "-t", "build:.1", "-l", "24"]);
    pmux.ok(&["new-window", "-dn", "logs", "tail -f /dev/null"]);
    pmux.ok(&["new-window", "-dn", "server", "tail -f /dev/null"]);
    pmux.ok(&["new-session", "-d", "-s", "notes", "tail -f /dev/null"]);
    let log = "clear; git --no-pager log --no-merges --color --format='%C(yellow)%h %Creset%<(54,trunc)%s' -13";
    pmux.ok(&["send-keys", "-t", "build:.1", log, "Enter"]);
    pmux.ok(&["send-keys", "-t", "build:.2", "clear; ls src; pmux ls", "Enter"]);
    person.wait_for("notes: 1 window");
    person.type_(format!("{edit}\r"));
    person.wait_for("pub struct");
    let whole = |screen: &Picture| screen.contains("C-b then") && screen.contains("╯");
    let picture = person.prefix("").wait_until("the panel of keys", whole);
    std::fs::create_dir_all(project.join("docs")).unwrap();
    std::fs::write(project.join("docs/pmux.svg"), svg::of(&picture, "pmux")).unwrap();
    person.type_("\x1b");
}
