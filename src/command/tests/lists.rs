//! Lists of windows, panes, clients and commands, and the trees to choose from.

use super::{World, check};
use crate::model::mode::Chooser;

#[test]
fn windows_are_listed_as_tmux_does() {
    check("list-windows", "0: one* (1 panes) [80x24] [layout b25d,80x24,0,0,0] @0 (active)\n");
    let two = "rename-session a ; new-window -d -n b ; new-session -d -s z -n c -x 80 -y 24 ; ";
    check(
        &format!("{two} list-windows -a"),
        "a:0: one* (1 panes) [80x24] \na:1: b (1 panes) [80x24] \nz:0: c* (1 panes) [80x24] \n",
    );
    check(&format!("{two} list-windows -t a -F '#{{window_name}}'"), "one\nb\n");
    check(&format!("{two} lsw -a -f '#{{m:*c,#W}}' -F '#S:#W'"), "z:c\n");
}

#[test]
fn panes_are_listed_by_window_session_or_all() {
    let panes = "split-window -h ; new-window -d -n b ; new-session -d -s z ; ";
    check(&format!("{panes} lsp -t main:0 -F '#P#{{?pane_active,*,}}'"), "0\n1*\n");
    check(&format!("{panes} lsp -s -t main -F '#I.#P'"), "0.0\n0.1\n1.0\n");
    check(&format!("{panes} lsp -a -F '#S #D'"), "main %0\nmain %1\nmain %2\nz %3\n");
    check("lsp -F '#{pane_index}: [#{pane_width}x#{pane_height}] #{pane_id}'", "0: [80x24] %0\n");
}

#[test]
fn lists_are_json_where_programs_ask() {
    let mut world = World::attached();
    for list in ["list-sessions", "list-windows", "list-panes", "list-clients", "list-commands"] {
        let text = world.run(&format!("{list} --json"));
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert!(!value.as_array().unwrap().is_empty(), "{list}");
    }
    let text = world.run("list-panes --json");
    let panes: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(panes[0]["pane_id"], "%0");
    assert_eq!(panes[0]["pane_active"], true);
    assert_eq!(panes[0]["pane_width"], 80);
}

#[test]
fn clients_are_listed_and_named() {
    let mut world = World::attached();
    let listed = world.run("list-clients -F '#{client_name} #{client_session}'");
    assert_eq!(listed, "/dev/pts/2 main\n");
    assert_eq!(world.run("list-clients -t nobody"), "can't find session: nobody\n");
}

#[test]
fn commands_are_listed_from_the_table() {
    check(
        "list-commands bind",
        "bind-key (bind) [-nr] [-T key-table] [-N note] key [command [arguments]]\n",
    );
    check("list-commands -F '#{command_list_alias}' wait-for", "wait\n");
}

#[test]
fn keys_are_in_the_order_that_is_asked_for() {
    let keys = "bind-key -T mine b next-window ; bind-key -T mine a next-window ; \
                bind-key -T mine C-a next-window ; list-keys -T mine -F '#{key_string}'";
    check(&format!("{keys} -O name"), "C-a\na\nb\n");
    check(&format!("{keys} -O name -r"), "b\na\nC-a\n");
    check(&format!("{keys} -O modifier"), "a\nb\nC-a\n");
    // Tables stay in their order, and -r is nothing by itself.
    let two = "bind-key -T more a next-window ; bind-key -T more b next-window ; \
               bind-key -T mine c next-window ; bind-key -T mine d next-window ; \
               list-keys -F '#{key_table} #{key_string}' -f '#{m:m?[nr]e,#{key_table}}'";
    let listed = "mine c\nmine d\nmore a\nmore b\n";
    let reversed = "mine d\nmine c\nmore b\nmore a\n";
    check(two, listed);
    check(&format!("{two} -r"), listed);
    check(&format!("{two} -O index"), listed);
    for order in ["index", "name", "modifier", "order"] {
        check(&format!("{two} -r -O {order}"), reversed);
    }
    let mut world = World::tmux();
    let by_key = "more a\nmore b\nmine c\nmine d\n";
    assert_eq!(world.run(&format!("{two} -O index")), by_key);
    let last_first = "mine d\nmine c\nmore b\nmore a\n";
    assert_eq!(world.run(&format!("{two} -r -O key")), last_first);
    check("list-keys -O nothing", "invalid sort order\n");
    check("show-window-options -g -F '#{option_name}' mode-keys", "mode-keys\n");
}

#[test]
fn sessions_come_in_the_order_that_is_asked_for() {
    let mut world = World::attached();
    world.run("new-session -d -s zz ; new-session -d -s zb");
    let shown = "display-message -p '#{client_session}'";
    assert_eq!(world.run(&format!("switch-client -n -O index ; {shown}")), "zz\n");
    assert_eq!(world.run(&format!("switch-client -t main ; switch-client -n ; {shown}")), "zb\n");
    assert_eq!(world.run("switch-client -n -O nothing"), "invalid sort order\n");
}

fn chooser(world: &World) -> Chooser {
    let pane = world.model.client_pane(world.client.unwrap()).unwrap();
    world.model.chooser(pane).cloned().expect("a chooser")
}

fn tree(world: &World) -> Vec<String> {
    let size = crate::geometry::Size::new(80, 24);
    let looks = crate::model::copy_mode::Looks::of(crate::style::Style::PLAIN);
    let chooser = chooser(world);
    let rows = chooser.rows(size, &looks).into_iter().skip(1).take(chooser.rows.len());
    rows.map(|line| line.text.trim_end().to_owned()).collect()
}

#[test]
fn a_tree_shows_what_is_in_what() {
    let mut world = World::attached();
    world.run("split-window -d ; new-window -d -n b ; new-session -d -s z -n c");
    assert_eq!(world.run("choose-tree -F '#{?pane_format,#D,#{?window_format,#W,#S}}'"), "");
    let drawn = [
        "main: main",
        "├─> 0: one",
        "│   ├─> 0: %0",
        "│   └─> 1: %1",
        "└─> 1: b",
        "z: z",
        "└─> 0: c",
    ];
    assert_eq!(tree(&world), drawn);
    let shown = chooser(&world);
    assert_eq!(targets(&shown), ["$0", "@0", "%0", "%1", "@1", "$1", "@2"]);
    assert_eq!(shown.selected, 2);
    world.run("choose-tree -s");
    assert_eq!(tree(&world), ["main: 2 windows (attached)", "z: 1 window"]);
    world.run("choose-tree -w -f '#{==:#S,z}' -F x");
    assert_eq!(tree(&world), ["z: x", "└─> 0: x"]);
}

#[test]
fn one_session_of_a_group_stands_for_all_unless_all_are_asked_for() {
    let mut world = World::attached();
    world.run("new-session -d -s z -t main ; new-session -d -s other");
    world.run("choose-tree -s -F '#S'");
    assert_eq!(tree(&world), ["main: main", "other: other"]);
    world.run("choose-tree -G -s -F '#S'");
    assert_eq!(tree(&world), ["main: main", "other: other", "z: z"]);
}

#[test]
fn a_tree_follows_the_model() {
    let mut world = World::attached();
    world.run("new-window -d -n b ; choose-tree -w -F '#W'");
    assert_eq!(tree(&world), ["main: one", "├─> 0: one", "└─> 1: b"]);
    world.run("rename-window -t :1 c");
    world.model.refresh_choosers(&[world.client.unwrap()]);
    assert_eq!(tree(&world), ["main: one", "├─> 0: one", "└─> 1: c"]);
}

#[test]
fn windows_are_found_by_name() {
    let mut world = World::attached();
    world.run("new-window -d -n build ; new-window -d -n test");
    assert_eq!(world.run("find-window buil"), "");
    assert_eq!(targets(&chooser(&world)), ["$0", "@1"]);
    assert_eq!(world.run("find-window -ri '^TES'"), "");
    assert_eq!(targets(&chooser(&world)), ["$0", "@2"]);
    assert_eq!(world.run("find-window nothing"), "no windows matching: nothing\n");
}

#[test]
fn what_needs_a_client_says_so() {
    for line in ["display-panes", "suspend-client"] {
        check(line, "no current client\n");
    }
    // What is chosen is a pane's.
    check("choose-tree ; display -p '#{pane_mode}'", "tree-mode\n");
    check("choose-client ; display -p '#{pane_in_mode}'", "0\n");
    check("choose-tree -O nosuch", "invalid sort order\n");
    check("command-prompt", "no current client\n");
    check("confirm-before kill-pane", "no current client\n");
}

/// What the lines stand for.
fn targets(chooser: &Chooser) -> Vec<&str> {
    chooser.rows.iter().map(|row| row.target.as_str()).collect()
}

#[test]
fn lists_are_in_the_order_that_is_asked_for() {
    let mut world = World::new();
    world.run("new-window -d -n zebra ; new-window -d -n ape ; new-session -d -s a");
    let mut is = |line: &str, expect: &str| assert_eq!(world.run(line), expect, "{line}");
    is("list-windows -t main -F '#W' -O name", "ape\none\nzebra\n");
    is("list-windows -t main -F '#W' -rO name", "zebra\none\nape\n");
    is("list-windows -t main -F '#W' -O index", "one\nzebra\nape\n");
    is("list-windows -t main -F '#W' -rO order", "ape\nzebra\none\n");
    is("list-windows -O cow", "invalid sort order\n");
    is("list-sessions -F '#S' -O index", "main\na\n");
    is("list-sessions -F '#S' -rO name", "main\na\n");
    is("split-window -d -t main ; list-panes -t main -rO creation -F '#D'", "%4\n%0\n");
    is(
        "set-buffer -b x 1 ; set-buffer -b a 22 ; list-buffers -O size -F '#{buffer_name}'",
        "x\na\n",
    );
    is("list-buffers -O name -F '#{buffer_name}' ; list-clients -O name", "a\nx\n");
}
