//! Binding keys, and listing what they mean.

use proptest::prelude::*;

use super::{World, check};
use crate::language::command_line::on_one_line;
use crate::language::command_line::{Parsed, Statement, Word};
use crate::language::key;

#[test]
fn keys_are_bound_to_words_text_or_blocks() {
    let listed = "bind-key -T t x split-window -h \\; select-pane -t 0\n";
    check("bind -T t x split-window -h \\; select-pane -t 0 ; list-keys -T t", listed);
    check("bind -T t x 'split-window -h ; select-pane -t 0' ; list-keys -T t", listed);
    check("bind -T t x { split-window -h ; select-pane -t 0 } ; list-keys -T t", listed);
    check(
        "bind -T t x display-message \"a\\\\;\" ; list-keys -T t",
        "bind-key -T t x display-message \"a\\\\;\"\n",
    );
}

#[test]
fn lists_have_columns_as_tmux_has() {
    let bound = "bind -T long-table -r Up resize-pane -U ; bind -T t '#' kill-pane ; ";
    let mut world = World::new();
    assert_eq!(
        world.run(&format!("{bound} list-keys")),
        "bind-key -r -T long-table Up resize-pane -U\n\
         bind-key    -T t          \\# kill-pane\n"
    );
    assert_eq!(world.run("list-keys -T t '#'"), "bind-key -T t \\# kill-pane\n");
    assert_eq!(world.run("list-keys -T nono"), "table nono doesn't exist\n");
    assert_eq!(world.run("list-keys F2"), "unknown key: F2\n");
    assert_eq!(world.run("list-keys nono"), "invalid key: nono\n");
}

#[test]
fn notes_are_listed_in_words() {
    let mut world = World::new();
    world.run("bind -N 'Make a window' c new-window ; bind -n -N Zoom F5 resize-pane -Z");
    world.run("bind x kill-pane");
    assert_eq!(world.run("list-keys -N"), "    F5 Zoom\nC-b c  Make a window\n");
    assert_eq!(world.run("list-keys -aN -T prefix x"), "C-b x kill-pane\n");
    assert_eq!(world.run("list-keys -1N -P '' c"), "c Make a window\n");
}

#[test]
fn what_could_not_run_is_not_bound() {
    check("bind x frobnicate", "unknown command: frobnicate (pmux list-commands lists them)\n");
    check("bind x split-window -y", "command split-window: unknown flag -y\n");
    check("bind x kill-session a", "command kill-session: too many arguments (need at most 0)\n");
    check(
        "bind nokey kill-pane",
        "unknown key: nokey (names are such as a, C-a, M-a, S-Left, F1)\n",
    );
    check("bind x neww -n a ; lsk", "bind-key -T prefix x new-window -n a\n");
    check("set -g command-alias[9] zap=kill-pane ; bind x zap ; lsk", "bind-key -T prefix x zap\n");
}

#[test]
fn keys_are_unbound() {
    check(
        "bind x kill-pane ; bind y kill-pane ; unbind x ; lsk",
        "bind-key -T prefix y kill-pane\n",
    );
    check("bind -n x kill-pane ; unbind -a -n ; lsk", "");
    check("unbind", "missing key\n");
    check("unbind -T nono x", "table nono doesn't exist\n");
    check("unbind -q -T nono x", "");
    check("unbind -a x", "key given with -a\n");
}

fn words() -> impl Strategy<Value = Vec<Word>> {
    let text = "[ -~äж]{0,8}".prop_map(Word::Text);
    proptest::collection::vec(text, 0..4).prop_map(|rest| {
        let name = Word::Text("display-message".to_owned());
        let end = Word::Text("--".to_owned());
        [name, end].into_iter().chain(rest).collect()
    })
}

proptest! {
    /// What list-keys prints binds the same commands again.
    #[test]
    fn listed_keys_can_be_sourced(
        commands in proptest::collection::vec(words(), 1..3),
        name in "[!-~]|C-[a-z]|M-[!-~]|F[1-9]|S-Up|BTab|Space",
    ) {
        let commands: Vec<Parsed> =
            commands.into_iter().map(|words| Parsed { line: 1, words }).collect();
        let statements = vec![Statement::Commands(commands)];
        let mut world = World::new();
        let name = crate::language::command_line::quote(&name);
        let line = format!("bind-key -T t {name} {}", on_one_line(&statements));
        prop_assert_eq!(world.run(&line), "");
        let listed = world.run("list-keys -T t");
        let (first, bound) = bindings(&world);
        prop_assert_eq!(&bound, &statements, "{}", line);
        prop_assert_eq!(world.run(&format!("unbind -a -T t\n{listed}")), "");
        prop_assert_eq!(bindings(&world), (first, bound), "{}", listed);
    }
}

fn bindings(world: &World) -> (key::Trigger, Vec<Statement>) {
    let (_, trigger, binding) = world.model.keys().iter(Some("t")).next().unwrap();
    let mut statements = binding.commands.clone();
    for statement in &mut statements {
        if let Statement::Commands(commands) = statement {
            commands.iter_mut().for_each(|command| command.line = 1);
        }
    }
    (*trigger, statements)
}

#[test]
fn bindings_are_listed_for_programs_too() {
    let mut world = World::new();
    world.run("bind-key -r -N 'Say it' -T mine a display-message x");
    assert_eq!(world.run("list-keys -T mine -F '#{key_string}: #{key_note}'"), "a: Say it\n");
    let json = world.run("list-keys -T mine --json");
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let expect = serde_json::json!([{
        "key_table": "mine",
        "key_string": "a",
        "key_command": "display-message x",
        "key_note": "Say it",
        "key_repeat": true,
    }]);
    assert_eq!(json, expect);
}

#[test]
fn keys_are_listed_in_tmuxs_order() {
    let mut world = World::new();
    let keys = [
        "S-Up",
        "C-Up",
        "M-Up",
        "b",
        "a",
        "F2",
        "Up",
        "BSpace",
        "Escape",
        "C-M-a",
        "C-a",
        "M-a",
        "BTab",
        "WheelUpPane",
        "MouseDown1Pane",
        "MouseDown1Status",
        "C-MouseDown1Pane",
    ];
    keys.iter().for_each(|key| drop(world.run(&format!("bind -T t {key} kill-pane"))));
    let listed = world.run("list-keys -T t -F '#{key_string}'");
    assert_eq!(
        listed.lines().collect::<Vec<_>>().join(" "),
        "Escape a b BSpace F2 BTab Up MouseDown1Pane MouseDown1Status WheelUpPane M-a M-Up C-a C-Up \
         C-MouseDown1Pane C-M-a S-Up"
    );
}

#[test]
fn a_format_in_quotes_is_no_comment() {
    let line = "if-shell -F 1 { display-message \"a #[bold]b\" ; display-message '#{x} # y' }";
    check(&format!("bind -T t x {line} ; list-keys -T t"), &format!("bind-key -T t x {line}\n"));
}
