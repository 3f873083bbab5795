//! Panes: selecting, swapping, joining, breaking and starting them. What is expected is what tmux 3.3a does and says, hints in
//! parentheses aside.

use super::{World, check};
use crate::model::effect::{Effect, PaneEffect};
use crate::model::run::Ended;
use crate::terminal::Mark;

#[test]
fn panes_are_selected_swapped_joined_and_broken() {
    check(
        "split-window -h ; select-pane -L ; display-message -p '#{pane_index}' ; select-pane -R ; display-message -p '#{pane_index}' ; select-pane -R ; display-message -p '#{pane_index}'",
        "0\n1\n0\n",
    );
    check(
        "split-window ; split-window -h ; select-pane -U ; select-pane -D ; display-message -p '#{pane_index}'",
        "2\n",
    );
    check(
        "split-window ; split-window -h ; select-pane -L ; select-pane -U ; select-pane -D ; display-message -p '#{pane_index}'",
        "1\n",
    );
    check("select-pane -U ; display-message -p '#{pane_index}'", "0\n");
    check("last-pane", "no last pane\n");
    check(
        "split-window ; last-pane ; display-message -p '#{pane_index}' ; select-pane -l ; display-message -p '#{pane_index}'",
        "0\n1\n",
    );
    check(
        "select-pane -m ; display-message -p '#{pane_marked}' ; select-pane -m ; display-message -p '#{pane_marked}' ; select-pane -m ; select-pane -M ; display-message -p '#{pane_marked}'",
        "1\n0\n0\n",
    );
    check(
        "select-pane -d ; display-message -p '#{pane_input_off}' ; select-pane -e ; display-message -p '#{pane_input_off}'",
        "1\n0\n",
    );
    check("select-pane -T hello ; display-message -p '#{pane_title}'", "hello\n");
    check("select-pane -t 7", "can't find pane: 7\n");
    check(
        "split-window ; split-window ; kill-pane -t 1 ; list-panes -F '#{pane_index}:#{pane_height}'",
        "0:18\n1:5\n",
    );
    check(
        "split-window ; split-window ; kill-pane -a -t 1 ; list-panes -F '#{pane_index}:#{pane_height}'",
        "0:24\n",
    );
    check(
        "split-window ; swap-pane -U ; list-panes -F '#{pane_index}#{pane_id}#{pane_active}'",
        "0%11\n1%00\n",
    );
    check(
        "split-window ; swap-pane -D ; list-panes -F '#{pane_index}#{pane_id}#{pane_active}'",
        "0%11\n1%00\n",
    );
    check(
        "split-window ; swap-pane -d -s 0 -t 1 ; list-panes -F '#{pane_index}#{pane_id}#{pane_active}'",
        "0%10\n1%01\n",
    );
    check(
        "split-window ; swap-pane -d -s 1 -t 0 ; list-panes -F '#{pane_index}#{pane_id}#{pane_active}'",
        "0%11\n1%00\n",
    );
    check(
        "split-window ; swap-pane -s 0 -t 1 ; list-panes -F '#{pane_index}#{pane_id}#{pane_active}'",
        "0%11\n1%00\n",
    );
    check(
        "split-window ; split-window ; swap-pane -d -s 0 -t 1 ; list-panes -F '#{pane_index}#{pane_id}#{pane_active}'",
        "0%10\n1%00\n2%21\n",
    );
    check(
        "split-window ; split-window ; swap-pane -s 0 -t 1 ; list-panes -F '#{pane_index}#{pane_id}#{pane_active}'",
        "0%11\n1%00\n2%20\n",
    );
    check(
        "split-window ; select-pane -m -t 0 ; swap-pane ; list-panes -F '#{pane_index}#{pane_id}#{pane_active}'",
        "0%11\n1%00\n",
    );
    check(
        "split-window ; new-window ; swap-pane -s :0.0 -t :1.0 ; list-panes -a -F '#{window_index}.#{pane_index}#{pane_id}#{pane_active}'",
        "0.0%21\n0.1%10\n1.0%01\n",
    );
    check(
        "split-window ; new-window ; swap-pane -d -s :0.0 -t :1.0 ; list-panes -a -F '#{window_index}.#{pane_index}#{pane_id}#{pane_active}'",
        "0.0%20\n0.1%11\n1.0%01\n",
    );
    check(
        "split-window ; new-window ; swap-pane -d -s :0.1 -t :1.0 ; list-panes -a -F '#{window_index}.#{pane_index}#{pane_id}#{pane_active}'",
        "0.0%00\n0.1%21\n1.0%11\n",
    );
    check(
        "split-window ; break-pane -n broken ; list-panes -a -F '#{window_index}.#{pane_index}#{pane_id} #{pane_height} #{window_name} #{window_active}'",
        "0.0%0 24 one 0\n1.0%1 24 broken 1\n",
    );
    check(
        "split-window ; break-pane -d -n broken -P ; list-panes -a -F '#{window_index}.#{pane_index}#{pane_id} #{pane_height} #{window_active}'",
        "main:1.0\n0.0%0 24 1\n1.0%1 24 0\n",
    );
    check(
        "split-window ; break-pane -P -F '#{pane_id}' -s 0 -n x ; list-panes -a -F '#{window_index}.#{pane_index}#{pane_id} #{window_active}'",
        "%0\n0.0%1 0\n1.0%0 1\n",
    );
    check("split-window ; break-pane -t 0", "index in use: 0\n");
    check(
        "split-window ; new-window ; break-pane -a -s :0.0 -t :0 -n x ; list-panes -a -F '#{window_index}.#{pane_index}#{pane_id} #{window_active}'",
        "0.0%1 0\n1.0%0 1\n2.0%2 0\n",
    );
    check(
        "break-pane -t 3 -n alone ; list-windows -F '#{window_index}:#{window_name}#{window_active}'",
        "3:alone1\n",
    );
    check("break-pane", "");
    check(
        "new-window ; join-pane -s 0 -t 1 ; list-panes -a -F '#{window_index}.#{pane_index}#{pane_id} #{pane_height} #{pane_active}'",
        "source and target panes must be different\n",
    );
    check(
        "new-window ; join-pane -h -s 0 -t 1 ; list-panes -a -F '#{window_index}.#{pane_index}#{pane_id} #{pane_width} #{pane_active}'",
        "source and target panes must be different\n",
    );
    check(
        "new-window ; join-pane -d -b -l 5 -s 0 -t 1 ; list-panes -a -F '#{window_index}.#{pane_index}#{pane_id} #{pane_height} #{pane_active}'",
        "source and target panes must be different\n",
    );
    check(
        "split-window ; new-window ; join-pane -l 25% -s 0.1 -t 1 ; list-panes -a -F '#{window_index}.#{pane_index}#{pane_id} #{pane_height} #{pane_active}'",
        "0.0%0 24 1\n1.0%2 17 0\n1.1%1 6 1\n",
    );
    check("split-window ; join-pane -s 0 -t 0", "source and target panes must be different\n");
    check(
        "split-window ; split-window ; join-pane -h -s 0 -t 2 ; display-message -p '#{window_layout}'",
        "8c0c,80x24,0,0[80x18,0,0,1,80x5,0,19{40x5,0,19,2,39x5,41,19,0}]\n",
    );
    check(
        "split-window ; move-pane -h -f -s 0 -t 1 ; display-message -p '#{window_layout}'",
        "0209,80x24,0,0{40x24,0,0,1,39x24,41,0,0}\n",
    );
    check(
        "new-window ; select-pane -m -t :0.0 ; join-pane -t 1 ; list-panes -a -F '#{window_index}.#{pane_index}#{pane_id}'",
        "1.0%1\n1.1%0\n",
    );
    check("new-window ; join-pane -t :0", "");
    check(
        "respawn-pane",
        "respawn pane failed: pane main:0.0 still active (-k kills its program)\n",
    );
    check("respawn-pane -k cat ; list-panes -F '#{pane_index}#{pane_start_command}'", "0cat\n");
    check(
        "split-window ; respawn-window -k cat ; list-panes -F '#{pane_index}#{pane_id}'",
        "0%0\n",
    );
    check("send-keys -N 0 a", "repeat count too small: 0 (give a number from 1 to 2147483647)\n");
    check("send-keys -N cow a", "repeat count invalid: cow (give a number from 1 to 2147483647)\n");
    check("send-keys -X cancel", "not in a mode\n");
    check(
        "copy-mode ; display-message -p '#{pane_in_mode}' ; copy-mode -q ; display-message -p '#{pane_in_mode}'",
        "1\n0\n",
    );
    check("copy-mode ; send-keys -X cancel ; display-message -p '#{pane_in_mode}'", "0\n");
    check("clear-history", "");
    check("send-prefix", "");
    check("select-pane -Q", "command select-pane: unknown flag -Q\n");
}

#[test]
fn another_program_in_a_pane_has_nothing_of_the_one_before() {
    for line in ["respawn-pane -k", "respawn-pane -k cat", "respawn-window -k", "restart"] {
        let mut world = World::new();
        let clock = world.model.clock;
        let run = &mut world.pane().run;
        (run.current_directory, run.waiting, run.told_full) = (Some("/elsewhere".into()), 9, true);
        run.shell.mark(&Mark::Prompt);
        run.end(Ended::Exited(3), clock);
        run.drained = true;
        assert_eq!(world.run("display-message -p '#{pane_current_path}'"), "/elsewhere\n");
        world.run(line);
        let run = world.pane().run.clone();
        assert_eq!(run, run.anew(clock), "{line}");
    }
}

#[test]
fn an_empty_pane_is_started_with_what_was_laid_by() {
    let mut world = World::new();
    let told = "#{pane_dead},#{pane_pid},#{pane_start_command},#{pane_start_path}";
    let is = |world: &mut World, line: &str, expect: &str| {
        let shown = world.run(&format!("{line} ; display-message -p '{told}'"));
        assert_eq!(shown, format!("{expect}\n"), "{line}");
    };
    let spawned = |world: &mut World| {
        world
            .model
            .outbox
            .drain(..)
            .any(|effect| matches!(effect, Effect::Pane(_, PaneEffect::Spawn(_))))
    };
    world.run("split-window -E");
    is(&mut world, "respawn-pane -E -c /tmp 'cat -u'", "0,,\"cat -u\",/tmp");
    assert!(!spawned(&mut world));
    is(&mut world, "respawn-pane", "0,,\"cat -u\",/tmp");
    assert!(spawned(&mut world));
    assert!(world.run("respawn-pane").contains("still active"));
    // One that nothing was ever for runs what any pane does.
    world.run("split-window -E ; respawn-pane");
    assert!(spawned(&mut world));
}
