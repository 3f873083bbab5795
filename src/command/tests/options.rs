//! Options, hooks and the environment.

use super::{World, check};
use crate::model::Clock;
use crate::model::client::Client;

#[test]
fn options_are_set_where_the_flags_say() {
    let mut world = World::new();
    let mut is = |line: &str, expect: &str| assert_eq!(world.run(line), expect, "{line}");
    is(
        "set -g history-limit 5 ; show -g history-limit ; show -v history-limit",
        "history-limit 5\n",
    );
    is("set history-limit 6 ; show history-limit ; show -gv history-limit", "history-limit 6\n5\n");
    is("set -u history-limit ; show history-limit ; show -A history-limit", "history-limit* 5\n");
    is("set -w mode-keys vi ; show -w mode-keys ; showw -v mode-keys", "mode-keys vi\nvi\n");
    is("setw -g mode-keys emacs ; show -gwv mode-keys", "emacs\n");
    is("set -p remain-on-exit on ; show -p remain-on-exit", "remain-on-exit on\n");
    is("show -wv remain-on-exit", "");
    is("set -U remain-on-exit ; show -p remain-on-exit", "");
    is("set -s buffer-limit 7 ; show -sv buffer-limit ; show -v buffer-limit", "7\n7\n");
}

#[test]
fn flags_turn_over_and_text_is_added_to() {
    check("set -g mouse off ; set -g mouse ; show -gv mouse", "on\n");
    check(
        "set -g status-left a ; set -ga status-left 'b c' ; show -g status-left",
        "status-left \"ab c\"\n",
    );
    check("set -gF @s '#{session_name}!' ; show -gv @s", "main!\n");
    check("set -s command-alias[7] a=b ; show -s command-alias[7]", "command-alias[7] \"a=b\"\n");
}

#[test]
fn own_options_are_of_whom_the_flags_say() {
    check("set -g @a 'b c' ; show -g @a ; show -gv @a", "@a \"b c\"\nb c\n");
    check("set -g @a b ; show @a", "invalid option: @a\n");
    check("set -g @a b ; show -A @a", "@a* b\n");
    check("set @a b ; show", "@a b\n");
    check("set -w @a b ; show -wv @a ; display-message -p '#{@a}'", "b\nb\n");
    check("show -q @none", "");
}

#[test]
fn what_is_no_option_or_value_is_refused() {
    let says = |line: &str, part: &str| {
        let output = World::new().run(line);
        assert!(output.contains(part), "{line}: {output}");
    };
    says("set -g histroy-limit 1", "invalid option: histroy-limit (did you mean history-limit?)");
    says("set -g stat on", "ambiguous option: stat");
    says("set -g history-limit x", "value is invalid: x");
    says("set -g mouse perhaps", "bad value: perhaps");
    says("set -og mouse on", "already set: mouse");
    check("set -q nothing 1 ; show -q nothing", "");
    check("set -oq -g mouse off ; show -gv mouse", "on\n");
}

#[test]
fn all_options_can_be_set_before_there_is_a_session() {
    let mut world = World::empty();
    assert_eq!(world.run("set -g mouse off ; set -s buffer-limit 9 ; setw -g mode-keys vi"), "");
    assert_eq!(
        world.run("bind x kill-pane ; set-environment -g A 1 ; set-hook -g alert-bell kill-pane"),
        ""
    );
    assert_eq!(world.run("set mouse on"), "no current session (-g sets it for all)\n");
    let shown = world.run("show -g");
    assert!(shown.lines().any(|line| line == "mouse off"), "{shown}");
    // What is shown can be set again; a list with nothing in it is its name alone.
    let server = world.run("show -s");
    for line in shown.lines().chain(server.lines()).filter(|line| line.contains(' ')) {
        assert_eq!(World::empty().run(&format!("set -g {line}")), "", "{line}");
    }
}

#[test]
fn hooks_are_lists_of_commands() {
    let mut world = World::new();
    let mut is = |line: &str, expect: &str| assert_eq!(world.run(line), expect, "{line}");
    is(
        "set-hook -g alert-bell 'display-message a' ; show-hooks -g alert-bell",
        "alert-bell[0] \"display-message a\"\n",
    );
    is("set-hook -ga alert-bell 'display-message b'", "");
    is("set-hook alert-activity 'kill-pane' ; show-hooks", "alert-activity[0] kill-pane\n");
}

#[test]
fn hooks_wait_for_what_they_are_for() {
    let mut world = World::new();
    world.run(
        "set-hook -g alert-bell[2] 'display-message b' ; set-hook -ga alert-bell { kill-pane }",
    );
    // What the world is told of in parentheses would be run before anything else.
    assert_eq!(world.run("set-hook -R alert-bell"), "(kill-pane)\n(display-message b)\n");
    assert_eq!(world.run("set-hook -gu alert-bell ; set-hook -R alert-bell"), "");
    check("set-hook -g mouse on", "invalid hook: mouse (show-hooks -g lists them)\n");
    check(
        "set-hook -g alert-bell frobnicate",
        "unknown command: frobnicate (pmux list-commands lists them)\n",
    );
}

#[test]
fn people_have_hooks_of_their_own() {
    let mut world = World::new();
    let mut is = |line: &str, expect: &str| assert_eq!(world.run(line), expect, "{line}");
    is("set-hook -g @mine 'lsk' ; set-hook -R @mine", "(lsk)\n");
    is("set -g @other x ; show-hooks -g @mine", "@mine lsk\n");
    // Options that nobody made a hook of are none, and hooks are no options.
    is("show-hooks -g @nothing", "invalid option: @nothing\n");
    is("show-options -gqv @mine", "lsk\n");
    is("set-hook -u -t main @mine ; set-hook -g @x", "empty value\n");
    is("set-hook -E alert-bell", "event name must start with @\n");
    is("set-hook -E @mine more", "too many arguments\n");
    is("set-hook -E @mine", "");
    let all = world.run("show-hooks -g");
    assert!(all.starts_with("@mine lsk\n") && !all.contains("@other"), "{all}");
    let options = world.run("show-options -g");
    assert!(options.contains("@other x\n") && !options.contains("@mine"), "{options}");
    assert!(world.run("show-options -gH").contains("@mine lsk\n"));
    let hooked: Vec<_> = world.model.hooks.iter().map(|it| it.commands.as_str()).collect();
    assert_eq!(hooked, ["lsk"]);
    assert_eq!(
        world.run("show-hooks -g -F '#{option_name}:#{hook_fire_count}' @mine"),
        "@mine:2\n"
    );
}

#[test]
fn formats_are_looked_at() {
    let mut world = World::new();
    let mut is = |line: &str, expect: &str| assert_eq!(world.run(line), expect, "{line}");
    is("set-hook -g -B '@a::#{session_name}' 'set -g @seen \"#{hook_last} #{hook_value}\"'", "");
    is("set-hook -g -T -B '@b:%0:#{@flag}' 'true #{pane_id}'", "");
    is("set-hook -B bad", "invalid subscription: bad\n");
    is("set-hook -B bad::x", "monitor hook name must start with @\n");
    is("show-hooks -gB", "@a::#{session_name}\n@b:%0:#{@flag}\n");
    is(
        "show-hooks -gB -F '#{hook_monitor_target} #{hook_monitor_format} #{option_is_user}' @b",
        "%0 #{@flag} 1\n",
    );
    let look = |world: &mut World, line: &str| {
        world.run(line);
        world.model.clock.millis += 1000;
        world.model.look_at_monitors();
        let all: Vec<String> = world.model.hooks.drain(..).map(|it| it.commands).collect();
        all
    };
    // The first look is where they start from.
    assert_eq!(look(&mut world, ""), [""; 0]);
    assert_eq!(
        look(&mut world, "set -g @flag 1 ; rename-session other"),
        ["set -g @seen \"main other\"", "true %0"]
    );
    assert_eq!(look(&mut world, "set -g @flag 0"), [""; 0]);
    assert_eq!(look(&mut world, "set-hook -gu -B @a ; rename-session main"), [""; 0]);
    assert!(world.model.monitors_due().is_some());
    assert_eq!(look(&mut world, "set-hook -gu -B @b"), [""; 0]);
    assert_eq!(world.model.monitors_due(), None);
}

#[test]
fn what_happens_sets_hooks_off() {
    let mut world = World::attached();
    let mut sets_off = |line: &str, expect: &[&str]| {
        world.model.graph.take_changes();
        world.model.hooks.clear();
        assert_eq!(world.run(line), "", "{line}");
        let changes = world.model.graph.take_changes();
        changes.iter().for_each(|told| world.model.hook_change(told));
        let names: Vec<&str> =
            world.model.hooks.iter().filter_map(|it| it.commands.strip_prefix("run ")).collect();
        assert_eq!(names, expect, "{line}");
    };
    for hook in [
        "session-created",
        "session-renamed",
        "session-closed",
        "window-linked",
        "window-renamed",
        "window-unlinked",
        "client-session-changed",
        "client-detached",
    ] {
        sets_off(&format!("set-hook -g {hook} 'run {hook}'"), &[]);
    }
    sets_off("new-session -d -s other -n a", &["window-linked", "session-created"]);
    sets_off("new-window -n b", &["window-linked"]);
    sets_off("rename-window c", &["window-renamed"]);
    sets_off("rename-session new", &["session-renamed"]);
    sets_off("kill-window", &["window-unlinked"]);
    sets_off("switch-client -t other", &["client-session-changed"]);
    sets_off("kill-session -t new", &["session-closed", "window-unlinked"]);
    sets_off("detach-client", &["client-detached"]);
}

#[test]
fn the_environment_is_kept_by_level() {
    let mut world = World::new();
    let mut is = |line: &str, expect: &str| assert_eq!(world.run(line), expect, "{line}");
    is("setenv A 1 ; setenv -r B ; setenv -h C 3 ; showenv", "A=1\n-B\n");
    is("showenv -h ; showenv A ; showenv B", "C=3\nA=1\n-B\n");
    is("showenv -s", "A=\"1\"; export A;\nunset B;\n");
    is("setenv Q 'a\"$b' ; showenv -s Q", "Q=\"a\\\"\\$b\"; export Q;\n");
    is("setenv -u A ; showenv A", "unknown variable: A\n");
    is("setenv -g G 1 ; showenv -g G ; showenv G", "G=1\nunknown variable: G\n");
    is("setenv A=1 2", "variable name contains =\n");
    is("setenv -u A 2", "can't specify a value with -u\n");
    is("setenv A", "no value specified\n");
    is("setenv '' 1", "empty variable name\n");
}

#[test]
fn elements_have_numbers_or_names() {
    let mut world = World::new();
    let mut is = |line: &str, expect: &str| assert_eq!(world.run(line), expect, "{line}");
    is("set -g update-environment 'A B' ; set -g update-environment[notify] E", "");
    is("set -ga update-environment F ; set -g update-environment[07] G", "");
    is(
        "show -g update-environment",
        "update-environment[0] A\nupdate-environment[1] B\nupdate-environment[2] F\n\
         update-environment[7] G\nupdate-environment[notify] E\n",
    );
    is("show -gv update-environment[notify] ; display -p '#{update-environment[1]}'", "E\nB\n");
    is("set -gu update-environment[notify] ; show -gv update-environment[notify]", "");
    is(
        "show -gF '#{option_name}:#{option_array_key}:#{option_value}#{option_is_array}' update-environment[7]",
        "update-environment:7:G1\n",
    );
    is("show -gF '#{option_name}=#{option_value}#{option_is_user}' @x", "invalid option: @x\n");
    is("set -g @x 'a b' ; show -gvF '#{option_value}#{option_value_only}' @x", "a b1\n");
}

#[test]
fn values_are_taken_as_tmux_takes_them() {
    let mut world = World::new();
    let mut is = |line: &str, expect: &str| assert_eq!(world.run(line), expect, "{line}");
    is("set -g renumber-windows '' ; show -gv renumber-windows", "on\n");
    is("set -g status-bg 'light coral' ; show -gv status-bg", "#f08080\n");
    is("set -g status-bg 91 ; show -gv status-bg", "brightred\n");
    is("set -g status-bg ThemeRed ; show -gv status-bg", "themered\n");
    is(
        "set -g status-style 'noattr width=3 pad=1 ignore,fg=themeblue' ; show -gv status-style",
        "noattr width=3 pad=1 ignore,fg=themeblue\n",
    );
    is("set -g pane-scrollbars-style x", "pane-scrollbars-style: invalid style: x\n");
    is("set -g repeat-time 2000001", "repeat-time: value is too large: 2000001\n");
    is("set -s prefix-timeout 5 ; show -sv prefix-timeout", "5\n");
    is("setw menu-style fg=red ; showw -v menu-style ; show -gv menu-style", "fg=red\ndefault\n");
}

#[test]
fn called_tmux_it_prints_and_refuses_as_that_does() {
    let mut world = World::tmux();
    let mut is = |line: &str, expect: &str| assert_eq!(world.run(line), expect, "{line}");
    is("set -g @a '' ; show -g @a ; set -g @a a=b ; show -g @a", "@a ''\n@a a=b\n");
    is(
        "set -g @a 'a\"b' ; show -g @a ; set -g @a \"a'\\$b\" ; show -g @a",
        "@a 'a\"b'\n@a \"a'\\$b\"\n",
    );
    is(
        "show -s command-alias[1] ; show -s command-alias[4]",
        "command-alias[1] splitp=split-window\ncommand-alias[4] \"choose-window=choose-tree -w\"\n",
    );
    is(
        "set-hook -g window-renamed 'display-message   \"a b\"' ; show-hooks -g window-renamed",
        "window-renamed[0] display-message \"a b\"\n",
    );
    is("set -g display-time -5", "value is too small: -5\n");
    is("set -g status-keys bogus", "unknown value: bogus\n");
    is("set -g default-client-command 'if -x {'", "syntax error\n");
    is("set -g histroy-limit 5", "invalid option: histroy-limit\n");
    is("show -gv status-style ; show -gv prefix", "bg=themegreen,fg=themeblack\nC-b\n");
}

#[test]
fn the_themes_colours_are_what_the_options_say() {
    let mut world = World::new();
    let mut is = |line: &str, expect: &str| assert_eq!(world.run(line), expect, "{line}");
    is("display -p '#{c:themered} #{c/f:themeblue}'", "800000 \x1b[34m\n");
    is(
        "set -s dark-theme-red '#010203' ; display -p '#{c:themered}#[fg=themered]themered'",
        "010203#[fg=#010203]themered\n",
    );
    is(
        "set -s light-theme-red '#040506' ; set -s theme light ; display -p '#{c:themered}'",
        "040506\n",
    );
    // One that is made of itself ends.
    is(
        "set -s theme dark ; set -s dark-theme-red '#{c:themered}' ; display -p '#{c:themered}'",
        "\n",
    );
    is("set -s theme terminal ; display -p '#{c/f:themered}'", "\x1b[31m\n");
}

#[test]
fn hooks_are_shown_where_they_are_asked_for_set_or_not() {
    let mut world = World::new();
    let mut hooks = |flags: &str| {
        let shown = world.run(&format!("show-options {flags}"));
        let hooks = shown.lines().filter(|line| line.starts_with("alert-bell"));
        hooks.collect::<Vec<_>>().join("\n")
    };
    assert_eq!((hooks("-g").as_str(), hooks("-gH").as_str()), ("", "alert-bell"));
    assert_eq!((hooks("-H").as_str(), hooks("-AH").as_str()), ("", "alert-bell*"));
}

#[test]
fn as_tmux_hooks_are_shown_as_they_were_understood() {
    let mut world = World::tmux();
    world.run("set-hook -g alert-bell 'set -g status-left-style bg=red ; neww'");
    let shown = world.run("show-hooks -g alert-bell");
    assert_eq!(shown, "alert-bell[0] set-option -g status-left-style bg=red \\; new-window\n");
}

#[test]
fn a_session_is_locked_when_nobody_has_typed_for_no_less_than_is_said() {
    let mut world = World::attached();
    let client = world.client.expect("somebody");
    let session = world.model.graph.client(client).and_then(Client::session).expect("a session");
    world.run("set-option -g lock-after-time 2");
    // At the end of a second, of which the last thing that they did is known and no more.
    let typed = Clock { unix: 100, micros: 990_000, millis: 5_990 };
    world.model.clock = typed;
    world.model.used(client);
    assert_eq!(world.model.lock_due(session), Some(8_000));
    world.model.clock = Clock { unix: 102, micros: 999_000, millis: 7_999 };
    world.model.lock_where_due(session);
    assert_eq!(world.model.lock_due(session), Some(8_000));
    world.model.clock = Clock { unix: 103, micros: 0, millis: 8_000 };
    world.model.lock_where_due(session);
    assert_eq!(world.model.lock_due(session), None, "only once, until somebody types again");
}
