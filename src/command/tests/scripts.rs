//! What scripts use: files, shell commands, conditions, channels, prompts.

use super::{World, check};
use crate::model::answer::{Answer, Failed, Ran};
use crate::model::client::Overlay;
use crate::model::effect::{ClientEffect, Effect, JobEffect, OutletTask};
use crate::model::prompt::Then;

fn answering(status: i32, output: &str) -> World {
    let answer = Answer::Ran(Ran { status, output: output.into() });
    World { answer, ..World::new() }
}

#[test]
fn conditions_choose_what_runs() {
    check("if -F 1 'display-message -p yes' 'display-message -p no'", "yes\n");
    check("if -F 0 'display-message -p yes' { display-message -p no }", "no\n");
    check("if -F '#{==:#S,main}' 'display-message -p yes'", "yes\n");
    check("if -F 0 'display-message -p yes' ; display-message -p after", "after\n");
    let line = "if-shell true 'display-message -p yes' 'display-message -p no'";
    assert_eq!(answering(0, "").run(line), "yes\n");
    assert_eq!(answering(1, "").run(line), "no\n");
    check("if -F 1 frobnicate", "unknown command: frobnicate (pmux list-commands lists them)\n");
}

#[test]
fn shell_commands_run_and_tell() {
    assert_eq!(answering(0, "a\nb").run("run 'echo a'"), "a\nb\n");
    assert_eq!(answering(3, "a\n").run("run x"), "a\n'x' returned 3\n");
    assert_eq!(answering(137, "").run("run x"), "'x' terminated by signal 9\n");
    check("run -C 'display-message -p x'", "x\n");
    check("run", "");
    check("run -d soon x", "invalid delay time: soon\n");
    let mut world = World::new();
    world.run("run 'echo #{session_name}'");
    let commands: Vec<_> = world
        .model
        .outbox
        .iter()
        .filter_map(|effect| match effect {
            Effect::Job(_, JobEffect::Run(it)) => Some((it.shell.as_str(), it.command.as_str())),
            _ => None,
        })
        .collect();
    assert_eq!(commands, [("/bin/sh", "echo main")]);
}

#[test]
fn files_run_whole_whatever_is_wrong_in_them() {
    let with = |text: &str| World { answer: Answer::File(text.into()), ..World::new() };
    let text = "set -g @a 1\nfrobnicate\nset -g @b '\nset -g @c 3\n";
    assert_eq!(
        with(text).run("source-file x.conf"),
        "x.conf:2: unknown command: frobnicate (pmux list-commands lists them)\n\
         x.conf:3: unterminated quote\n"
    );
    let mut world = with("set -g @a 1\nfrobnicate\nset -g @b 2\n");
    world.run("source-file x.conf");
    assert_eq!(world.run("show -gv @a ; show -gv @b"), "1\n2\n");
    let mut checked = with("set -g @a 1\n");
    assert_eq!(checked.run("source-file -nv x"), "x:1: set -g @a 1\n");
    assert_eq!(checked.run("show -gqv @a"), "");
}

#[test]
fn a_file_that_is_not_there_is_told_of() {
    let answer = Answer::Failed(Failed::new("/none: No such file or directory"));
    let mut world = World { answer, ..World::new() };
    let said = world.run("source-file /none ; display-message -p lost");
    assert!(said.starts_with("/none: No such file or directory\n"), "{said}");
    assert_eq!(world.run("source-file -q /none ; display-message -p said"), "said\n");
}

#[test]
fn channels_wake_and_lock() {
    let mut world = World::new();
    assert_eq!(world.run("wait-for -U l"), "channel l not locked\n");
    assert_eq!(world.run("wait-for -L l ; wait-for -U l"), "");
    assert_eq!(world.run("wait-for c ; wait-for -S c"), "");
    assert_eq!(world.model.take_woken_channels().len(), 1);
}

#[test]
fn those_who_wait_are_listed_and_sent_on() {
    let mut world = World::attached();
    for name in ["c", "-E @e"] {
        let list = format!("wait-for -l {name}");
        assert_eq!(world.run(&list), "");
        world.run(&format!("wait-for {name}"));
        assert_eq!(world.run(&list), "/dev/pts/2\n");
        world.run(&format!("wait-for -w /dev/pts/2 {name}"));
        assert_eq!(world.run(&list), "");
    }
    assert_eq!(world.run("wait-for -Ew nobody @e"), "waiter nobody not found\n");
    assert_eq!(world.run("wait-for -E nothing"), "invalid event: nothing\n");
    // What happens wakes those that it is true for.
    world.run("wait-for -E -F '#{==:#{session_name},other}' @e ; wait-for -E window-renamed");
    assert_eq!(world.model.waiters.take_woken().len(), 1);
    world.run("set-hook -E @e");
    assert_eq!(world.model.waiters.take_woken().len(), 0);
    world.run("rename-session other ; set-hook -E @e");
    assert_eq!(world.model.waiters.take_woken().len(), 1);
}

#[test]
fn messages_are_kept() {
    let mut world = World::attached();
    world.run("display-message hello");
    assert!(world.run("show-messages").ends_with(" hello\n"));
    assert_eq!(world.run("show-messages -JT"), "Terminal /dev/pts/2: xterm-256color 80x25\n");
}

#[test]
fn prompts_ask_what_the_template_needs() {
    let mut world = World::attached();
    let mut prompt = |line: &str| {
        assert_eq!(world.run(line), "", "{line}");
        match world.model.graph[world.client.unwrap()].overlay() {
            Some(Overlay::Prompt(prompt)) => prompt.clone(),
            other => panic!("{line}: {other:?}"),
        }
    };
    let asked = prompt("command-prompt");
    assert_eq!((asked.label.as_str(), asked.then), (":", Then::Template("%1".into())));
    let asked = prompt("command-prompt -I '#W' { rename-window \"%%\" }");
    assert_eq!((asked.label.as_str(), asked.text.as_str()), ("(rename-window) ", "one"));
    let asked = prompt("command-prompt -p 'from,to' -I '1,2' 'swap-window -s %1 -t %2'");
    assert_eq!((asked.label.as_str(), asked.text.as_str()), ("from ", "1"));
    assert_eq!(asked.more, [("to ".to_owned(), "2".to_owned())]);
    let asked = prompt("command-prompt -k -p key 'list-keys %%'");
    assert!(asked.single && asked.key);
    let asked = prompt("confirm-before -p 'kill #W? (y/n)' kill-window");
    assert_eq!(asked.label, "kill one? (y/n) ");
    let then = Then::Confirm { command: "kill-window".into(), key: 'y', enter: false };
    assert_eq!(asked.then, then);
    assert_eq!(prompt("confirm-before kill-pane").label, "Confirm 'kill-pane'? (y/n) ");
}

#[test]
fn clients_are_drawn_anew_resized_and_suspended() {
    let mut world = World::attached();
    let client = world.client.unwrap();
    world.run("refresh-client ; suspend-client");
    assert_eq!(world.model.outlet_tasks, [(client, OutletTask::Redraw)]);
    assert_eq!(world.model.outbox, [Effect::Client(client, ClientEffect::Suspend)]);
    world.run("refresh-client -C 100x30 ; refresh-client -f read-only");
    assert_eq!(world.model.graph[client].size.cells.to_string(), "100x30");
    assert!(world.model.graph[client].read_only);
    let said = world.run("refresh-client -C 0x5");
    assert_eq!(said, "size too small or too big\n");
}

#[test]
fn pane_numbers_stay_for_a_while() {
    let mut world = World::attached();
    let client = world.client.unwrap();
    world.run("display-panes -d 100 'swap-pane -t %%'");
    let expect = Overlay::PaneNumbers { until: 100, template: "swap-pane -t %%".into() };
    assert_eq!(world.model.graph[client].overlay(), Some(&expect));
    assert_eq!(world.run("display-panes -d soon"), "delay is invalid: soon\n");
}

/// The shell commands that were started, with where, and whether what they complain of is heard.
fn started(world: &mut World) -> Vec<(String, String, bool)> {
    let shell = |effect| match effect {
        Effect::Job(_, JobEffect::Run(it)) => {
            Some((it.command, it.cwd.display().to_string(), it.stderr))
        }
        _ => None,
    };
    world.model.outbox.drain(..).filter_map(shell).collect()
}

#[test]
fn shell_commands_have_arguments_and_a_directory() {
    for (mut world, hears) in [(World::attached(), true), (World::tmux(), false)] {
        world.model.outbox.clear();
        world.run("run-shell -b -c /tmp 'x #{1} #{2} #{pane_id} #{3}' one 'two three'");
        let command = "x one two three %0 ".to_owned();
        assert_eq!(started(&mut world), [(command, "/tmp".to_owned(), hears)]);
        // What any format of a command knows, such as the mouse, is known as well.
        world.run("run-shell -b '#{command}'");
        assert_eq!(started(&mut world)[0].0, "run-shell");
        world.run("run-shell -b -E -c sub x");
        let home = "/home/user/sub".to_owned();
        assert_eq!(started(&mut world), [("x".to_owned(), home, true)]);
    }
}

#[test]
fn variables_are_listed_and_text_is_printed_as_it_is() {
    check("display-message -p -l '#{pane_id} %H'", "#{pane_id} %H\n");
    check("display-message -d abc x", "delay invalid\n");
    check("display-message -F x y", "only one of -F or argument must be given\n");
    let all = World::new().run("display-message -a");
    assert!(all.lines().any(|line| line == "pane_id=%0"), "{all}");
    let names: Vec<&str> = all.lines().filter_map(|line| Some(line.split_once('=')?.0)).collect();
    assert!(names.is_sorted() && names.len() > 100);
}

#[test]
fn links_are_forgotten_with_the_history() {
    let mut world = World::new();
    world.feed("\x1b]8;;http://x\x1b\\link");
    assert_eq!(world.run("capture-pane -pH ; clear-history"), "http://x\n");
    assert_eq!(world.run("capture-pane -pH ; clear-history -H"), "http://x\n");
    world.feed(" more");
    assert_eq!(world.run("capture-pane -pH ; capture-pane -p -E 0"), "\nlink more\n");
}

#[test]
fn who_is_hung_up_on_takes_the_shell_along() {
    let mut world = World::attached();
    world.run("detach-client -P");
    let hangs_up = world.model.outbox.iter().any(|effect| match effect {
        Effect::Client(_, ClientEffect::Replaced(command)) => command.contains("kill -HUP $PPID"),
        _ => false,
    });
    assert!(hangs_up, "{:?}", world.model.outbox);
}
