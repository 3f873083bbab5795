//! Shell commands in what is drawn (`#(…)`).

mod support;

use std::fs;

use pmux::geometry::Size;
use support::{Pmux, wait_for};

const SIZE: Size = Size::new(80, 24);

#[test]
fn commands_run_wherever_an_option_is_drawn() {
    let pmux = Pmux::with_config(
        "set -g @u '#(echo deep)'\n\
         set -g status-left '#(date +%Z) #{E:@u} #{?#(echo 1),yes,no} #(echo \"[#S]\") '\n\
         set -g status-left-length 60\n\
         set -g status-right ''\n\
         set -g window-status-current-format '#(echo at-#I)'\n\
         set -g pane-border-status top\n\
         set -g pane-border-format ' #(echo border-#{pane_index}) '\n",
    );
    let mut person = pmux.attach(SIZE, &["new", "-s", "main", "exec sleep 1000"]);
    for shown in ["UTC deep yes [main]", "at-0", "border-0"] {
        person.wait_for(shown);
    }
    person.detach();
}

#[test]
fn what_a_program_chose_runs_nothing() {
    let pmux = Pmux::with_config(
        "set -g status-left '#(echo #{pane_title}) #{E:pane_title} #(cat said) ok'\n\
         set -g status-left-length 190\n\
         set -g status-right ''\n",
    );
    fs::write(pmux.home("said"), "out: #(touch bad1) #{E:pane_title}\n")
        .expect("a file of the test");
    let title = "\\033]2;t #(touch bad2) $(touch bad3);touch bad4`touch bad5`\\007";
    let program = format!("printf '{title}'; exec sleep 1000");
    let wide = Size::new(200, 24);
    let mut person = pmux.attach(wide, &["new", "-s", "main", &program]);
    person.wait_until("all three", |screen| {
        screen.contains("t __touch bad2_") && screen.contains("out:  t") && screen.contains("ok")
    });
    person.detach();
    let left = fs::read_dir(pmux.home("")).expect("a home").flatten().map(|it| it.file_name());
    let bad: Vec<_> = left.filter(|name| name.to_string_lossy().starts_with("bad")).collect();
    assert!(bad.is_empty(), "{bad:?}");
}

#[test]
fn nobody_attached_is_nobody_shown() {
    let pmux = Pmux::with_config(
        "set -g status-interval 1\nset -g status-left '#(echo x >>ran; echo shown)'\n",
    );
    let mut person = pmux.attach(SIZE, &["new", "-s", "main", "exec sleep 1000"]);
    person.wait_for("shown");
    let ran = || fs::read(pmux.home("ran")).map_or(0, |bytes| bytes.len());
    let first = ran();
    wait_for("it runs again", || (ran() > first).then_some(()));
    person.detach();
    let jobs = || pmux.ok(&["show-messages", "-J"]);
    wait_for("it has ended", || (!jobs().contains("running")).then_some(()));
    let then = ran();
    // That nothing happens has no condition to wait for: more than the interval goes by.
    std::thread::sleep(std::time::Duration::from_millis(1500));
    assert_eq!(ran(), then);
}
