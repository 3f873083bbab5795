//! Windows: selecting, moving, linking and killing them. What is expected is what tmux 3.3a does and says, hints in
//! parentheses aside.

use super::check;

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
