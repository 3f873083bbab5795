//! What formats say of a model: loops and their order, and what there is in them alone.

use super::World;

/// `main` with the windows 0 (one), 1 (c) and 2 (b), of which 1 is the current one, and a session `a`.
fn world() -> World {
    let mut world = World::new();
    world.run("neww -d -n c ; neww -d -n b ; selectw -t :1 ; split-window -d -t :1");
    world.run("new-session -d -s a ; set -w -t main:2 @mark yes");
    world
}

fn check(format: &str, expect: &str) {
    let line = format!("display-message -t main: -p '{format}'");
    assert_eq!(world().run(&line), format!("{expect}\n"), "{format}");
}

#[test]
fn loops_have_an_order() {
    check("#{W:#W }#{W/n:#W }#{W/nr:#W }#{W/r:#W }", "one c b b c one one c b b c one ");
    check("#{S:#S }#{S/n:#S }#{S/r:#S }", "main a a main a main ");
    check("#{P:#P }#{P/r:#P }#{P/i:#P,[#P]}", "0 1 1 0 [0]1");
}

#[test]
fn loops_know_where_they_are() {
    check("#{W:#{loop_index}#{loop_last_flag} }#{loop_index}", "00 10 21 ");
    check(
        "#{W:#{window_before_active}#{window_after_active},-}#{W:[#{prev_window_index}#{next_window_index}]}",
        "10-01[1][02][1]",
    );
    check("#{W:#{next_window_active}#{prev_window_active}#{next_@mark}|}", "1|00yes|1|");
    check("#{W:#{P:#{loop_index}}:#{loop_index} }", "0:0 01:1 0:2 ");
    check("#{N:c}#{N:d}#{N/s:a}#{N/s:b}", "1010");
}

#[test]
fn options_and_the_environment_are_gone_through() {
    let mut world = world();
    world.run(
        "set -w -t main: @x 1 ; set -w -t main: @y 2 ; setenv -t main -h A b ; setenv -r -t main C",
    );
    let line = "display -t main: -p '#{O/w:#{option_name}=#{option_value}#{option_is_user}#{option_is_array} }'";
    assert_eq!(world.run(line), "@x=110 @y=210 automatic-rename=off00 \n");
    world.run("set -g update-environment 'A B'");
    let elements = "#{?#{==:#{option_name},update-environment},#{option_array_key}#{option_value}\
                    #{option_array_first}#{option_array_last}#{option_array_count} ,}";
    let line = format!("display -t main: -p '#{{O/g:{elements}}}'");
    assert_eq!(world.run(&line), "0A102 1B012 \n");
    let names = world.run("display -p '#{O/v:#{option_name} }'");
    assert!(names.contains("buffer-limit ") && !names.contains("mouse"), "{names}");
    let hooks = world.run("display -p '#{O/g:#{?option_is_hook,#{option_name} ,}}'");
    assert!(hooks.contains("after-new-window "), "{hooks}");
    let shown = world.run("display -t main: -p '#{V:#{environ_name}=#{environ_value}#{environ_hidden}#{environ_removed} }'");
    assert!(shown.contains("A=b10 ") && shown.contains("C=01 "), "{shown}");
}

#[test]
fn how_a_format_is_worked_out_is_printed_before_it() {
    let steps = "# expanding format: #S\n# found #S: session_name\n\
                 # format 'session_name' found: main\n# replaced 'session_name' with 'main'\n\
                 # result is: main\n";
    let mut world = World::new();
    assert_eq!(world.run("display-message -p -v '#S'"), format!("{steps}main\n"));
    // Without -p that is all, and what is no format is not worked out.
    assert_eq!(world.run("display-message -v '#S'"), steps);
    assert_eq!(world.run("display-message -p -v -l '#S'"), "#S\n");
    let looped = world.run("display-message -p -v '#{W:#I}#{O/s:}#{V:}#{S:}'");
    for line in ["# window loop: 0 @0\n", "# session loop: $0\n"] {
        assert!(looped.contains(line), "{looped}");
    }
}

#[test]
fn a_pane_tells_of_its_terminal() {
    let mut world = World::new();
    let mut is = |feed: &str, format: &str, expect: &str| {
        world.feed(feed);
        let line = format!("display-message -p '{format}'");
        assert_eq!(world.run(&line), format!("{expect}\n"), "{feed:?} {format}");
    };
    is(
        "",
        "#{pane_tabs} #{pane_private_modes} #{pane_key_mode}",
        "8,16,24,32,40,48,56,64,72 7,25 VT10x",
    );
    is("\x1b[3;10r", "#{scroll_region_upper} #{scroll_region_lower}", "2 9");
    is(
        "\x1b[r\x1b[4h\x1b[?2004h",
        "#{insert_flag}#{bracket_paste_flag}#{pane_private_modes}",
        "117,25,2004",
    );
    is("\x1b[4l\x1b[H漢x\x1b[H", "#{cursor_character}", "漢");
    is("\x1b[3C", "[#{cursor_character}]", "[ ]");
    is("\x1b[5;7H\x1b[?1049h", "#{alternate_saved_x} #{alternate_saved_y}", "6 4");
    is("\x1b[?1049l", "[#{alternate_saved_x}]", "[]");
    is("\x1b]11;#102030\x07", "#{pane_fg} #{pane_bg}", "default #102030");
    is(
        "\x1b]12;#ff0000\x07\x1b[5 q",
        "#{cursor_colour} #{cursor_shape} #{cursor_blinking}",
        "#ff0000 bar 1",
    );
    is("\x1b[?2026h", "#{synchronized_output_flag}", "1");
    is("", "#{pane_pb_state} #{pane_pb_progress} #{pane_unseen_changes}", "hidden 0 0");
    is(
        "",
        "#{pane_x} #{pane_y} #{pane_z} #{pane_floating_flag}#{pane_zoomed_flag} #{pane_flags}",
        "0 0 1 00 *",
    );
    is("", "#{session_format}#{window_format}#{pane_format}", "001");
    is("", "#{command}", "display-message");
}

#[test]
fn a_pane_has_its_window_styles_colours() {
    let mut world = World::new();
    world.run("set -g window-style fg=red,bg=colour17 ; set -g window-active-style bg=blue");
    assert_eq!(world.run("display -p '#{pane_fg} #{pane_bg}'"), "red blue\n");
}
