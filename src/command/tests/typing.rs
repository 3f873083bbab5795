//! What reaches a pane's program, and what is copied from it.

use super::{World, check};
use crate::model::answer::{Answer, Failed};
use crate::model::effect::{Effect, JobEffect, OutletTask, PaneEffect};
use crate::model::id::PaneId;

/// The program writes `before`, then a command line types `expect` into it.
#[track_caller]
fn check_typed(before: &str, line: &str, expect: &str) {
    let mut world = World::new();
    world.feed(before);
    assert_eq!(world.run(line), "", "{line}");
    assert_eq!(world.typed(), expect, "{line}");
}

#[test]
fn keys_and_text_are_typed_as_tmux_types_them() {
    check_typed("", "send-keys Enter a 'b c' Up C-c M-x F5", "\rab c\x1b[A\x03\x1bx\x1b[15~");
    check_typed("", "send-keys -l 'Enter ; é'", "Enter ; é");
    check_typed("", "send-keys -H 41 1b 0x42", "A\x1bB");
    check_typed("", "send-keys -N 3 ab", "ababab");
    check_typed("", "send-keys Escape Space Tab BSpace DC", "\x1b \t\x7f\x1b[3~");
    check_typed("", "send-keys \"a\\nb\"", "a\nb");
    check_typed("", "send-keys -l \"a\\nb\"", "a\nb");
    check_typed("", "send-prefix", "\x02");
    check_typed("\x1b[?1h", "send-keys Up Down", "\x1bOA\x1bOB");
    check_typed("\x1b[?1h", "send-keys -R Up", "\x1b[A");
    check_typed("", "select-pane -d ; send-keys a ; paste-buffer", "");
    check("send-keys -H zz", "not a byte in hexadecimal: zz\n");
}

#[test]
fn buffers_are_pasted_as_tmux_pastes_them() {
    let set = "set-buffer \"a\\nb\" ; ";
    let check = |before, paste: &str, expect| check_typed(before, &format!("{set}{paste}"), expect);
    check("", "paste-buffer", "a\rb");
    check("", "paste-buffer -r", "a\nb");
    check("", "paste-buffer -s X", "aXb");
    check("", "paste-buffer -p", "a\rb");
    check("\x1b[?2004h", "paste-buffer", "a\rb");
    check("\x1b[?2004h", "paste-buffer -p", "\x1b[200~a\rb\x1b[201~");
    check("", "paste-buffer -d ; list-buffers", "a\rb");
}

#[test]
fn as_tmux_control_characters_are_pasted_in_words() {
    for (before, paste, expect) in [
        ("", "paste-buffer", "a^[[31m\rb"),
        ("", "paste-buffer -S", "a\x1b[31m\rb"),
        ("\x1b[?2004h", "paste-buffer -p", "\x1b[200~a^[[31m\rb\x1b[201~"),
        ("\x1b[?2004h", "paste-buffer -pr", "\x1b[200~a^[[31m\nb\x1b[201~"),
    ] {
        let mut world = World::tmux();
        world.feed(before);
        world.run(&format!("set-buffer \"a\\e[31m\\nb\" ; {paste}"));
        assert_eq!(world.typed(), expect, "{paste}");
    }
    check_typed("\x1b[?2004h", "set-buffer \"a\\nb\" ; paste-buffer -pr", "\x1b[200~a\nb\x1b[201~");
}

#[test]
fn as_tmux_what_is_no_number_is_passed_over() {
    let mut world = World::tmux();
    assert_eq!(world.run("send-keys -H 41 zz 100 42"), "");
    assert_eq!(world.typed(), "AB");
}

#[test]
fn synchronised_panes_are_typed_into_together() {
    let mut world = World::new();
    world.run("split-window ; split-window ; set-option -w synchronize-panes on");
    world.run("set-option -p -t 1 synchronize-panes off");
    world.model.outbox.clear();
    world.run("send-keys x");
    let writes =
        [PaneId(0), PaneId(2)].map(|pane| Effect::Pane(pane, PaneEffect::Write(b"x".to_vec())));
    assert!(writes.iter().all(|write| world.model.outbox.contains(write)));
    assert_eq!(world.model.outbox.len(), 2);
}

#[test]
fn copy_mode_copies_into_a_buffer_and_the_clipboard() {
    let mut world = World::attached();
    world.feed("one two\r\nthree\r\n");
    world.run("copy-mode ; send-keys -X cursor-up ; send-keys -X cursor-up");
    world.run("send-keys -X begin-selection ; send-keys -X end-of-line");
    world.run("send-keys -X copy-selection-and-cancel");
    assert_eq!(world.run("show-buffer ; display-message -p '#{pane_in_mode}'"), "one two0\n");
    let client = world.client.unwrap();
    let copied = (client, OutletTask::Clipboard(b"one two".to_vec()));
    assert!(world.model.outlet_tasks.contains(&copied), "{:?}", world.model.outlet_tasks);
}

#[test]
fn copied_text_is_piped_to_a_command() {
    let mut world = World::attached();
    world.feed("word");
    world.run("copy-mode ; send-keys -X select-line ; send-keys -X copy-pipe-and-cancel 'wc -c'");
    let piped = world.model.outbox.iter().find_map(|effect| match effect {
        Effect::Job(_, JobEffect::Run(it)) => Some((it.command.as_str(), it.stdin.as_slice())),
        _ => None,
    });
    assert!(piped.is_some_and(|(command, text)| command == "wc -c" && text.starts_with(b"word")));
}

#[test]
fn keys_in_copy_mode_do_what_they_are_bound_to() {
    let mut world = World::attached();
    world.run("bind-key -T copy-mode q { send-keys -X cancel }");
    let in_mode = |world: &mut World| world.run("display-message -p '#{pane_in_mode}'");
    world.run("copy-mode ; send-keys x");
    assert_eq!(in_mode(&mut world), "1\n");
    world.run("send-keys q");
    assert_eq!((in_mode(&mut world).as_str(), world.typed().as_str()), ("0\n", ""));
}

#[test]
fn files_are_loaded_and_saved_by_the_world() {
    let mut world = World::attached();
    world.answer = Answer::File(b"text".to_vec());
    assert_eq!(world.run("load-buffer -b x notes ; show-buffer -b x"), "text");
    let read = world.model.outbox.iter().any(|effect| match effect {
        Effect::Job(_, JobEffect::ReadFile(path, _)) => path.as_os_str() == "/home/user/notes",
        _ => false,
    });
    assert!(read, "{:?}", world.model.outbox);
    world.run("save-buffer -a -b x /tmp/notes");
    let written = world.model.outbox.iter().any(|effect| match effect {
        Effect::Job(_, JobEffect::WriteFile { data, append: true, .. }) => data == b"text",
        _ => false,
    });
    assert!(written, "{:?}", world.model.outbox);
    world.answer = Answer::Failed(Failed::new("notes: No such file or directory"));
    assert_eq!(world.run("load-buffer notes"), "notes: No such file or directory\n");
}
