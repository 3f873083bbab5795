//! Windows: selecting, moving, linking and killing them. What is expected is what tmux 3.3a does and says, hints in
//! parentheses aside.

use super::{World, check};
use crate::geometry::Size;

#[test]
fn windows_are_selected_moved_linked_and_killed() {
    check("select-window -t 5", "can't find window: 5\n");
    check("next-window", "no next window\n");
    check("previous-window", "no previous window\n");
    check("last-window", "no last window\n");
    check(
        "new-window -n two ; new-window -n three ; last-window ; display-message -p '#{window_name}' ; next-window ; display-message -p '#{window_name}' ; next-window ; display-message -p '#{window_name}' ; previous-window ; display-message -p '#{window_name}'",
        "two\nthree\none\nthree\n",
    );
    check(
        "new-window -n two ; select-window -t 0 ; select-window -T -t 0 ; display-message -p '#{window_name}' ; select-window -l ; display-message -p '#{window_name}'",
        "two\none\n",
    );
    check("new-window -n two ; next-window -a", "no next window\n");
    // What others have too only leaves the place that the new one comes to, which is current as it was.
    check(
        "new-session -d -s other -n his ; link-window -s main:0 -t other:5 ; new-window -dk -t other:5 -n new ; list-windows -a -F '#{session_name}:#{window_index}:#{window_name}#{window_active}'",
        "main:0:one1\nother:0:his0\nother:5:new1\n",
    );
    check(
        "new-window -n two ; select-window -n ; display-message -p '#{window_index}' ; select-window -p ; display-message -p '#{window_index}'",
        "0\n1\n",
    );
    check(
        "new-window -n two ; new-window -n three ; kill-window -t 1 ; list-windows -F '#{window_index}:#{window_name}'",
        "0:one\n2:three\n",
    );
    check(
        "new-window -n two ; new-window -n three ; kill-window -a -t 1 ; list-windows -F '#{window_index}:#{window_name}'",
        "1:two\n",
    );
    check(
        "new-window -n two ; swap-window -s 0 -t 1 ; list-windows -F '#{window_index}:#{window_name}#{window_active}'",
        "0:two0\n1:one1\n",
    );
    check(
        "new-window -n two ; swap-window -d -s 0 -t 1 ; list-windows -F '#{window_index}:#{window_name}#{window_active}'",
        "0:two0\n1:one1\n",
    );
    check(
        "new-window -n two ; new-window -n three ; swap-window -d -s 0 -t 1 ; list-windows -F '#{window_index}:#{window_name}#{window_active}'",
        "0:two0\n1:one1\n2:three0\n",
    );
    check(
        "new-window -n two ; swap-window -t 0 ; list-windows -F '#{window_index}:#{window_name}#{window_active}'",
        "0:two0\n1:one1\n",
    );
    check("new-window -n two ; swap-window -t 9", "can't find window: 9\n");
    check(
        "new-window -n two ; move-window -t 5 ; list-windows -F '#{window_index}:#{window_name}#{window_active}'",
        "0:one0\n5:two1\n",
    );
    check(
        "new-window -n two ; move-window -s 0 -t 5 ; list-windows -F '#{window_index}:#{window_name}#{window_active}'",
        "1:two0\n5:one1\n",
    );
    check(
        "new-window -n two ; move-window -d -s 0 -t 5 ; list-windows -F '#{window_index}:#{window_name}#{window_active}'",
        "1:two1\n5:one0\n",
    );
    check(
        "new-window -n two ; move-window -d -s 1 -t 5 ; list-windows -F '#{window_index}:#{window_name}#{window_active}'",
        "0:one1\n5:two0\n",
    );
    check("new-window -n two ; move-window -s 0 -t 1", "index in use: 1\n");
    check(
        "new-window -n two ; move-window -k -s 0 -t 1 ; list-windows -F '#{window_index}:#{window_name}#{window_active}'",
        "1:one1\n",
    );
    check("new-window -n two ; move-window -s 1 -t 1", "same index: 1\n");
    check(
        "new-window -n two ; new-window -n three ; move-window -b -s 2 -t 1 ; list-windows -F '#{window_index}:#{window_name}#{window_active}'",
        "0:one0\n1:three1\n2:two0\n",
    );
    check(
        "new-window -n two ; new-window -n three ; move-window -a -s 0 -t 1 ; list-windows -F '#{window_index}:#{window_name}#{window_active}'",
        "1:two0\n2:one1\n3:three0\n",
    );
    check(
        "new-window -n two -t 7 ; move-window -r ; list-windows -F '#{window_index}:#{window_name}#{window_active}'",
        "0:one0\n1:two1\n",
    );
    check(
        "set-option -g renumber-windows on ; new-window -n two ; new-window -n three ; move-window -s 0 -t 7 ; list-windows -F '#{window_index}:#{window_name}#{window_active}'",
        "1:two0\n2:three0\n7:one1\n",
    );
    check(
        "set-option -g renumber-windows on ; new-window -n two ; new-window -n three ; move-window -t 7 ; list-windows -F '#{window_index}:#{window_name}#{window_active}'",
        "0:one0\n1:two0\n2:three1\n",
    );
    check(
        "new-session -d -s other -n o ; move-window -s main:0 -t other: ; list-windows -a -F '#{session_name}:#{window_index}:#{window_name}#{window_active}'",
        "other:0:o0\nother:1:one1\n",
    );
    check(
        "new-session -d -s other -n o ; new-window -n two -t main: ; move-window -s main:0 -t other:3 ; list-windows -a -F '#{session_name}:#{window_index}:#{window_name}#{window_active}'",
        "main:1:two1\nother:0:o0\nother:3:one1\n",
    );
    check(
        "new-session -d -s other -n o ; link-window -s main:0 -t other:3 ; list-windows -a -F '#{session_name}:#{window_index}:#{window_name}#{window_active}'",
        "main:0:one1\nother:0:o0\nother:3:one1\n",
    );
    check(
        "new-session -d -s other -n o ; link-window -d -s main:0 -t other:3 ; list-windows -a -F '#{session_name}:#{window_index}:#{window_name}#{window_active}'",
        "main:0:one1\nother:0:o1\nother:3:one0\n",
    );
    check("new-session -d -s other -n o ; link-window -s main:0 -t other:0", "index in use: 0\n");
    check(
        "new-session -d -s other -n o ; link-window -k -s main:0 -t other:0 ; list-windows -a -F '#{session_name}:#{window_index}:#{window_name}#{window_active}'",
        "main:0:one1\nother:0:one1\n",
    );
    check("link-window -s 0 -t 0", "same index: 0\n");
    check(
        "link-window -s 0 -t 4 ; list-windows -F '#{window_index}:#{window_name}#{window_active}'",
        "0:one0\n4:one1\n",
    );
    check("unlink-window", "window only linked to one session (-k kills it)\n");
    check(
        "link-window -s 0 -t 4 ; unlink-window ; list-windows -F '#{window_index}:#{window_name}#{window_active}'",
        "0:one1\n",
    );
    check(
        "link-window -s 0 -t 4 ; unlink-window -t 0 ; list-windows -F '#{window_index}:#{window_name}#{window_active}'",
        "4:one1\n",
    );
    check(
        "new-window -n two ; unlink-window -k -t 0 ; list-windows -F '#{window_index}:#{window_name}#{window_active}'",
        "1:two1\n",
    );
    check(
        "respawn-window",
        "respawn window failed: window main:0 still active (-k kills its programs)\n",
    );
    check("kill-window extra", "command kill-window: too many arguments (need at most 0)\n");
}

#[test]
fn sessions_of_a_group_have_the_same_windows() {
    let mut world = World::new();
    let mut is = |line: &str, expect: &str| assert_eq!(world.run(line), expect, "{line}");
    let all = "list-sessions -F '#S #{session_group} #{session_group_list} #{session_group_size} \
               #{session_windows}'";
    is("new-session -d -t main -n x", "command or window name given with target\n");
    is("new-session -d -t main -s other -P", "other:\n");
    is(all, "main main main,other 2 1\nother main main,other 2 1\n");
    // What comes to one, or goes, or moves, does so in all.
    is("new-window -d -t other:3 -n two ; new-window -d -t main:5 -n three", "");
    let windows = "list-windows -F '#I #W' -t ";
    is(&format!("{windows}main"), "0 one\n3 two\n5 three\n");
    is(&format!("{windows}other"), "0 one\n3 two\n5 three\n");
    is("select-window -t other:5 ; move-window -r -t main", "");
    is("display-message -p -t other: '#I #W'", "2 three\n");
    is("swap-window -s main:1 -t other:2", "can't move window, sessions are grouped\n");
    is("link-window -s main:1 -t other:7", "sessions are grouped\n");
    is("unlink-window -t main:1", "window only linked to one session (-k kills it)\n");
    is("kill-window -t main:2", "");
    is("display-message -p -t other: '#I #W'", "0 one\n");
    // A third is named after the group; one that ends leaves it, and its windows stay.
    is("new-session -d -t other ; kill-session -t main", "");
    is("list-sessions -F '#S #{session_group}'", "main-2 main\nother main\n");
    is("kill-window -t other:0 ; kill-window -t main-2:1", "");
    is("list-sessions", "");
    // One that is made without any other begins a group.
    is("new-session -d -t new -s first ; new-session -d -t new", "");
    is("list-sessions -F '#S #{session_group_size}'", "first 2\nnew-4 2\n");
    is("kill-session -g -t first ; list-sessions", "");
}

#[test]
fn what_is_killed_is_filtered() {
    let mut world = World::new();
    world.run("new-window -d -n two ; new-window -d -n three ; split-window -d ; split-window -d");
    let mut is = |line: &str, expect: &str| assert_eq!(world.run(line), expect, "{line}");
    is("kill-window -f 1", "-f only valid with -a\n");
    is("kill-window -a -f '#{==:#W,two}' ; list-windows -F '#W'", "one\nthree\n");
    is("kill-pane -a -f '#{==:#P,2}' ; list-panes -F '#P'", "0\n1\n");
    is("new-session -d -s a ; new-session -d -s b ; kill-session -a -t main -f '#{==:#S,b}'", "");
    is("list-sessions -F '#S'", "a\nmain\n");
}

/// In tmux names are as they are given, and messages end where tmux's do.
#[test]
fn tmux_keeps_names() {
    let mut world = World::new();
    world.model.identity.dialect = crate::dialect::Dialect::Tmux;
    let mut is = |line: &str, expect: &str| assert_eq!(world.run(line), expect, "{line}");
    is("rename-session '' ; display-message -p '[#S]'", "[]\n");
    is("rename-session 'a:b.##(c)' ; display-message -p '#S'", "a:b.#(c)\n");
    is("rename-window 'x\\y' ; display-message -p '#W'", "x\\\\y\n");
    is("rename-window '\u{10fec2}'", "invalid window name: \u{10fec2}\n");
    is("new-session -d -s '\u{10fec2}'", "invalid session name: \u{10fec2}\n");
    is("display-message -p -t '{active}'", "no current client\n");
    is("select-pane -t '~'", "no marked target\n");
    is("new-window -t 'a:b:1.%0'", "can't specify pane here\n");
    is("set -t none @x y", "no such session: none\n");
    is("set -w -t none:9 @x y", "no such window: none:9\n");
    is("set-environment -t none A b", "no such session: none\n");
    is("new-session -d -s one1 ; new-session -d -s one2 ; has -t one", "can't find session: one\n");
    is("has-session -t one1 ; display -p -t 'one1:0.{up-of}' x", "can't find pane: {up-of}\n");
}

#[test]
fn a_window_that_is_linked_twice_is_where_it_is_looked_at() {
    let link = "link-window -s main:0 -t main:5 ; ";
    let ask = "display-message -p -t @0 '#{window_index}'";
    check(&format!("{link}select-window -t 5 ; {ask}"), "5\n");
    check(&format!("{link}select-window -t 0 ; {ask}"), "0\n");
    check(&format!("{link}new-window -t 7 ; {ask}"), "0\n");
}

#[test]
fn a_new_window_that_nobody_looks_at_is_as_large_as_is_wanted() {
    let sizes = "list-windows -t later -F '#{window_width}x#{window_height}'";
    let later = "new-session -d -s later -x 60 -y 20 ; ";
    let own = format!("{later}set-option -t later default-size 100x30 ; new-window -d -t later:");
    check(&format!("{later}new-window -d -t later: ; {sizes}"), "60x20\n60x20\n");
    check(&format!("{own} ; {sizes}"), "60x20\n100x30\n");

    // As tmux it is for whoever has it made.
    let attached = |line: &str, mut world: World| {
        world.client = Some(world.attach("main", Size::new(90, 40)));
        world.run(&format!("{line} ; {sizes}"))
    };
    assert_eq!(attached(&own, World::new()), "60x20\n100x30\n");
    assert_eq!(attached(&own, World::tmux()), "60x20\n90x39\n");
    let smallest = format!("set-option -g window-size smallest ; {own}");
    assert_eq!(attached(&smallest, World::tmux()), "60x20\n100x30\n");
    let mut world = World::tmux();
    world.run(later);
    assert_eq!(world.run("show-options -t later"), "default-size 60x20\n");
}

#[test]
fn windows_are_sized_by_who_looks_at_them_or_by_all_of_their_sessions() {
    fn sizes(world: &mut World, line: &str) -> String {
        world.run(line);
        world.model.settle();
        world.run("list-windows -t main -F '#{window_width}x#{window_height}'")
    }
    // What tmux 3.3a says.
    let mut world = World::new();
    world.attach("main", Size::new(90, 40));
    assert_eq!(sizes(&mut world, "new-window"), "80x24\n90x39\n");
    world.run("new-session -d -t main -s other ; select-window -t other:0");
    world.attach("other", Size::new(60, 40));
    let smallest = "set-option -g window-size smallest";
    assert_eq!(sizes(&mut world, smallest), "60x39\n60x39\n");
    let largest = "set-option -g window-size largest";
    assert_eq!(sizes(&mut world, largest), "90x39\n90x39\n");
    let by_each = "set-option -g aggressive-resize on";
    assert_eq!(sizes(&mut world, by_each), "60x39\n90x39\n");
}
