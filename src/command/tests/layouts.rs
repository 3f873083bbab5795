//! Layouts: sizes, presets, layout strings. What is expected is what tmux 3.3a does and says, hints in
//! parentheses aside.

use super::check;

#[test]
fn windows_are_laid_out() {
    check(
        "split-window ; resize-pane -Z ; select-pane -Z -U ; display-message -p '#{pane_index}#{window_zoomed_flag}' ; select-pane -U ; display-message -p '#{pane_index}#{window_zoomed_flag}'",
        "01\n10\n",
    );
    check(
        "split-window ; resize-pane -Z ; select-pane -t 1 ; display-message -p '#{pane_index}#{window_zoomed_flag}'",
        "11\n",
    );
    check(
        "split-window ; resize-pane -Z ; last-pane -Z ; display-message -p '#{pane_index}#{window_zoomed_flag}'",
        "01\n",
    );
    check(
        "split-window -h ; resize-pane -L 5 ; display-message -p '#{window_layout}' ; resize-pane -R ; display-message -p '#{window_layout}'",
        "ae75,80x24,0,0{35x24,0,0,0,44x24,36,0,1}\nb855,80x24,0,0{36x24,0,0,0,43x24,37,0,1}\n",
    );
    check(
        "split-window -h ; resize-pane -x 20 ; display-message -p '#{pane_width}' ; resize-pane -x 50% ; display-message -p '#{pane_width}'",
        "20\n40\n",
    );
    check(
        "split-window ; resize-pane -y 5 ; display-message -p '#{pane_height}' ; resize-pane -y 30% ; display-message -p '#{pane_height}'",
        "5\n7\n",
    );
    check(
        "split-window ; resize-pane -U 3 ; display-message -p '#{window_layout}' ; resize-pane -D 30 ; display-message -p '#{window_layout}'",
        "09c9,80x24,0,0[80x9,0,0,0,80x14,0,10,1]\nd89e,80x24,0,0[80x22,0,0,0,80x1,0,23,1]\n",
    );
    check(
        "split-window ; resize-pane -U zero",
        "adjustment invalid: zero (give a number from 1 to 65535)\n",
    );
    check(
        "split-window ; resize-pane -U 0",
        "adjustment too small: 0 (give a number from 1 to 65535)\n",
    );
    check(
        "split-window ; resize-pane -x cow",
        "width invalid: cow (give cells, 20, or a part, 30%)\n",
    );
    check("resize-pane -Z ; display-message -p '#{window_zoomed_flag}'", "0\n");
    check(
        "split-window ; resize-pane -Z ; display-message -p '#{window_zoomed_flag} #{pane_height}' ; resize-pane -U 1 ; display-message -p '#{window_zoomed_flag} #{pane_height}'",
        "1 24\n0 12\n",
    );
    check(
        "resize-window -x 100 -y 30 ; display-message -p '#{window_width}x#{window_height}'",
        "100x30\n",
    );
    check(
        "resize-window -R 5 ; display-message -p '#{window_width}x#{window_height}' ; resize-window -U 4 ; display-message -p '#{window_width}x#{window_height}'",
        "85x24\n85x20\n",
    );
    check(
        "set-option -g default-size 70x20 ; resize-window -a ; display-message -p '#{window_width}x#{window_height}'",
        "70x20\n",
    );
    check("resize-window -x 0", "width too small: 0 (give a number from 1 to 10000)\n");
    check("resize-window -x 10001", "width too large: 10001 (give a number from 1 to 10000)\n");
    check("resize-window -x cow", "width invalid: cow (give a number from 1 to 10000)\n");
    check("resize-window -A ; display-message -p '#{window_width}x#{window_height}'", "80x24\n");
    check(
        "resize-window -y 2 ; new-window ; join-pane -s 1 -t 0",
        "source and target panes must be different\n",
    );
    check(
        "split-window ; split-window ; rotate-window ; list-panes -F '#{pane_index}#{pane_id}#{pane_active}'",
        "0%10\n1%20\n2%01\n",
    );
    check(
        "split-window ; split-window ; rotate-window -D ; list-panes -F '#{pane_index}#{pane_id}#{pane_active}'",
        "0%20\n1%00\n2%11\n",
    );
    check(
        "split-window ; select-pane -t 0 ; rotate-window -U ; list-panes -F '#{pane_index}#{pane_id}#{pane_active}'",
        "0%11\n1%00\n",
    );
    check(
        "split-window ; resize-pane -Z ; rotate-window -Z ; display-message -p '#{window_zoomed_flag}' ; rotate-window ; display-message -p '#{window_zoomed_flag}'",
        "1\n0\n",
    );
    check(
        "split-window ; split-window ; select-layout even-horizontal ; display-message -p '#{window_layout}'",
        "9bb2,80x24,0,0{26x24,0,0,0,26x24,27,0,1,26x24,54,0,2}\n",
    );
    check(
        "split-window ; split-window ; select-layout tiled ; display-message -p '#{window_layout}'",
        "a7cf,80x24,0,0[80x11,0,0{39x11,0,0,0,40x11,40,0,1},80x12,0,12,2]\n",
    );
    check(
        "split-window ; split-window ; select-layout main-v ; display-message -p '#{window_layout}'",
        "c464,80x24,0,0{78x24,0,0,0,1x24,79,0[1x12,79,0,1,1x11,79,13,2]}\n",
    );
    check(
        "split-window ; split-window ; set-option -w main-pane-height 10 ; select-layout main-horizontal ; display-message -p '#{window_layout}'",
        "94c7,80x24,0,0[80x10,0,0,0,80x13,0,11{40x13,0,11,1,39x13,41,11,2}]\n",
    );
    check(
        "split-window ; next-layout ; display-message -p '#{window_layout}' ; next-layout ; display-message -p '#{window_layout}' ; previous-layout ; display-message -p '#{window_layout}'",
        "8205,80x24,0,0{40x24,0,0,0,39x24,41,0,1}\nc195,80x24,0,0[80x12,0,0,0,80x11,0,13,1]\n8205,80x24,0,0{40x24,0,0,0,39x24,41,0,1}\n",
    );
    check(
        "split-window ; previous-layout ; display-message -p '#{window_layout}'",
        "9295,80x24,0,0[80x11,0,0,0,80x12,0,12,1]\n",
    );
    check(
        "split-window ; select-layout -n ; display-message -p '#{window_layout}' ; select-layout -o ; display-message -p '#{window_layout}'",
        "8205,80x24,0,0{40x24,0,0,0,39x24,41,0,1}\nc195,80x24,0,0[80x12,0,0,0,80x11,0,13,1]\n",
    );
    check(
        "split-window -l 5 ; select-layout -E ; display-message -p '#{window_layout}'",
        "c195,80x24,0,0[80x12,0,0,0,80x11,0,13,1]\n",
    );
    check(
        "split-window ; select-layout ; display-message -p '#{window_layout}'",
        "c195,80x24,0,0[80x12,0,0,0,80x11,0,13,1]\n",
    );
    check(
        "split-window ; select-layout cow",
        "invalid layout: cow (give a layout string or even-horizontal, even-vertical, main-horizontal, main-horizontal-mirrored, main-vertical, main-vertical-mirrored, tiled)\n",
    );
    check(
        "split-window ; select-layout 0000,80x24,0,0",
        "invalid layout: the checksum does not match: 0000,80x24,0,0\n",
    );
    check(
        "split-window -h ; select-layout '89f5,80x24,0,0{39x24,0,0,0,40x24,40,0,1}' ; display-message -p '#{window_layout}'",
        "89f5,80x24,0,0{39x24,0,0,0,40x24,40,0,1}\n",
    );
    check(
        "split-window ; split-window ; select-layout '89f5,80x24,0,0{39x24,0,0,0,40x24,40,0,1}'",
        "have 3 panes but need 2: 89f5,80x24,0,0{39x24,0,0,0,40x24,40,0,1}\n",
    );
    check(
        "split-window ; resize-pane -Z ; select-layout even-vertical ; display-message -p '#{window_zoomed_flag}'",
        "0\n",
    );
    check(
        "resize-window -x 120 -y 40 ; split-window -h ; resize-window -x 80 -y 24 ; display-message -p '#{window_layout}'",
        "8205,80x24,0,0{40x24,0,0,0,39x24,41,0,1}\n",
    );
    check(
        "split-window ; split-window ; select-layout 'c195,80x24,0,0[80x12,0,0,0,80x11,0,13,1]'",
        "have 3 panes but need 2: c195,80x24,0,0[80x12,0,0,0,80x11,0,13,1]\n",
    );
}

#[test]
fn a_window_sized_by_hand_follows_its_clients_again_when_told_to() {
    let mut world = super::World::attached();
    let size = "display-message -p '#{window_width}x#{window_height}'";
    assert_eq!(world.run(&format!("resize-window -x 100 ; {size}")), "100x24\n");
    assert_eq!(world.run(&format!("resize-window -A ; {size}")), "80x24\n");
    world.run("resize-window -y 10 ; set-option -wu window-size");
    assert_eq!(world.run(size), "80x24\n");
}
