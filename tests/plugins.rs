//! What the plugins and tools of tmux's users do, done to pmux that is called `tmux`. Each test makes
//! the calls that one kind of them makes, in words of its own, and looks at what a person would see.

mod support;

use std::fs;

use pmux::geometry::Size;
use support::programs::write_program;
use support::{Output, Person, Pmux, wait_for};

const SIZE: Size = Size { cols: 80, rows: 24 };

/// What it prints where all is well.
fn ok(pmux: &Pmux, args: &[&str]) -> String {
    let Output { status, stdout, stderr } = pmux.tmux(args);
    assert_eq!((status, stderr.as_str()), (0, ""), "tmux {args:?}");
    stdout.trim_end().to_owned()
}

/// Writes a script into the home, to be run as `~/NAME`.
fn script(pmux: &Pmux, name: &str, text: &str) {
    let path = pmux.home(name);
    fs::create_dir_all(path.parent().expect("the home")).expect("a folder");
    write_program(&path, &format!("#!/bin/sh\n{text}"));
}

/// A world with a `~/.tmux.conf` and scripts.
fn world(config: &str, scripts: &[(&str, &str)]) -> Pmux {
    let pmux = Pmux::new();
    fs::write(pmux.home(".tmux.conf"), config).expect("a configuration");
    scripts.iter().for_each(|(name, text)| script(&pmux, name, text));
    // A login shell's profile may put another tmux first.
    let profile = format!("PS1='$ '\nPATH={}/bin:$PATH\n", pmux.dir().display());
    fs::write(pmux.home(".profile"), profile).expect("a profile");
    pmux
}

/// Somebody who comes to a new session, and their shell has asked for a command.
fn come(pmux: &Pmux) -> Person {
    let mut person = pmux.attach_as_tmux(SIZE, &["new", "-s", "main"]);
    person.wait_until("a shell", |screen| screen.row(0) == "$");
    person
}

/// What a file in the home says, once it is there and has an end.
fn told(pmux: &Pmux, name: &str) -> String {
    let read = || fs::read_to_string(pmux.home(name)).ok().filter(|text| text.ends_with('\n'));
    wait_for(name, read).trim_end().to_owned()
}

/// Waits until a format has a value.
fn wait_value(pmux: &Pmux, target: &str, format: &str, wanted: &str) {
    let mut last = String::new();
    let is_so = || {
        last = ok(pmux, &["display-message", "-p", "-t", target, format]);
        (last == wanted).then_some(())
    };
    wait_for(&format!("{format} = {wanted}"), is_so);
}

#[test]
fn a_plugin_manager_finds_the_plugins_in_the_files_and_runs_them() {
    // It reads the files that the server read, keeps its folder in the environment, and runs each
    // plugin's script, which asks and sets: all while the configuration is still being read.
    let manager = r#"
        tmux start-server
        tmux show-environment -g PLUGINS > /dev/null 2>&1 ||
            tmux set-environment -g PLUGINS "$HOME/plugins/"
        folder=$(tmux show-environment -g PLUGINS | cut -f2 -d=)
        for file in $(tmux display-message -p '#{config_files}' | tr , ' '); do
            sed -n "s/^ *set -g @plugin  *'\([^']*\)'.*/\1/p" "$file"
        done | while read -r name; do "$folder${name##*/}" > /dev/null 2>&1; done
        tmux bind-key I run-shell "$HOME/manager install""#;
    let sensible = r#"
        is_unset() { [ "$(tmux show-option -gqv "$1")" = "$2" ]; }
        tmux set-option -s escape-time 0
        is_unset history-limit 2000 && tmux set-option -g history-limit 50000
        tmux list-keys -T prefix | grep -q ' R  ' || tmux bind-key R source-file ~/.tmux.conf
        tmux list-keys -T prefix | grep -q ' C-o ' || tmux set-option -g @free yes"#;
    let other = r#"
        key=$(tmux show-option -gqv @other-key)
        tmux bind-key "${key:-y}" run-shell -b "$HOME/plugins/other act"
        [ "$1" = act ] && tmux set-option -g @acted "$(tmux display-message -p '#S:#I.#P')""#;
    let pmux = world(
        "set -g @plugin 'some/sensible'\nset -g @plugin 'some/other'\nset -g @other-key 'O'\n\
         run '~/manager'\n",
        &[("manager", manager), ("plugins/sensible", sensible), ("plugins/other", other)],
    );
    let mut person = come(&pmux);
    assert_eq!(ok(&pmux, &["show", "-sv", "escape-time"]), "0");
    assert_eq!(ok(&pmux, &["show", "-gv", "history-limit"]), "50000");
    assert_eq!(ok(&pmux, &["show", "-gqv", "@free"]), "", "C-o has a meaning");
    let keys = ok(&pmux, &["list-keys", "-T", "prefix"]);
    let bound = |key: &str| keys.lines().find(|line| line.split_whitespace().nth(3) == Some(key));
    assert!(bound("I").is_some_and(|line| line.contains("manager install")), "{keys}");
    assert!(bound("R").is_some_and(|line| line.contains("source-file")), "{keys}");
    person.prefix("O");
    wait_value(&pmux, "main", "#{@acted}", "main:0.0");
}

#[test]
fn what_copies_to_the_clipboard_gets_lines_words_and_directories() {
    let copy_line = r#"
        tmux send-keys C-a
        tmux copy-mode
        tmux send -X begin-selection
        tmux send -X -N 150 cursor-down
        tmux send -X end-of-line
        tmux send -X previous-word
        tmux send -X next-word-end
        tmux send -X copy-pipe-and-cancel "cat > ~/clip; echo >> ~/clip"
        tmux send-keys C-e
        tmux display-message 'copied!'"#;
    let copy_directory = r#"
        printf '%s\n' "$(tmux display-message -p '#{pane_current_path}')" > ~/clip"#;
    let pmux = world(
        "bind y run-shell -b ~/line\nbind Y run-shell -b ~/directory\n\
         bind -T copy-mode y send-keys -X copy-pipe-and-cancel 'cat > ~/clip; echo >> ~/clip'\n\
         bind -T copy-mode ! send-keys -X copy-pipe-and-cancel \"tr -d '\\n' > ~/clip; echo >> ~/clip\"\n",
        &[("line", copy_line), ("directory", copy_directory)],
    );
    let mut person = come(&pmux);
    let clip = |person: &mut Person| {
        let text = told(&pmux, "clip");
        wait_value(&pmux, "main", "#{pane_in_mode}", "0");
        fs::remove_file(pmux.home("clip")).expect("the clipboard");
        person.wait_until("the prompt", |screen| screen.contains("$"));
        text
    };
    person.type_("exec cat\r").wait_until("no prompt", |screen| screen.contains("exec cat"));
    wait_value(&pmux, "main", "#{pane_current_command}", "cat");
    person.prefix("Y");
    assert_eq!(clip(&mut person), fs::canonicalize(pmux.home("")).unwrap().display().to_string());
    person
        .type_("alpha beta\r")
        .wait_until("an echo", |it| it.text().matches("alpha").count() == 2);
    // A line editor would go to the beginning of its line at C-a; here it is where the cursor is.
    person.type_("\x02[\x1b[A\x01\x00\x1bfy");
    assert_eq!(clip(&mut person), "alpha");
    person.type_("\x02[\x1b[A\x1b[A\x01\x00\x1b[B\x05!");
    assert_eq!(clip(&mut person), "alpha betaalpha beta");
    assert!(ok(&pmux, &["list-buffers"]).contains(r#""alpha beta\nalpha beta""#));

    ok(
        &pmux,
        &["respawn-pane", "-k", "-t", "main", r"printf '\033c$ ls -la xyz\033[3G'; exec cat"],
    );
    person.wait_for("ls -la xyz");
    ok(&pmux, &["run-shell", "-b", "~/line"]);
    // cat prints the C-a that a shell would have obeyed.
    person.wait_for("copied!");
    assert!(clip(&mut person).ends_with("-la xyz"));
}

/// Sessions as one who saves them looks at them.
const PANES: &str = "pane\t#{session_name}\t#{window_index}\t#{window_active}\t:#{window_flags}\t\
    #{pane_index}\t#{pane_title}\t:#{pane_current_path}\t#{pane_active}\t#{pane_current_command}";
const WINDOWS: &str = "window\t#{session_name}\t#{window_index}\t:#{window_name}\t\
    #{window_active}\t:#{window_flags}\t#{window_layout}\t#{automatic-rename}";

#[test]
fn sessions_that_were_saved_by_a_plugin_come_back_as_they_were() {
    let save = format!(
        r#"
        tmux list-panes -a -F '{PANES}' > ~/save.part
        tmux list-windows -a -F '{WINDOWS}' >> ~/save.part
        tmux display-message -p 'state	#{{client_session}}	#{{client_last_session}}' >> ~/save.part
        tmux list-panes -a -F '#{{session_name}}:#{{window_index}}.#{{pane_index}}' |
            while read -r pane; do
                tmux capture-pane -epJ -S -1000 -t "$pane" | sed '${{/^$/d}}' > ~/"contents-$pane"
            done
        mv ~/save.part ~/save
        tmux display-message 'saved!'"#
    );
    let restore = r#"
        socket=$(echo "$TMUX" | cut -d, -f1)
        tab=$(printf '\t')
        grep '^pane' ~/save | while IFS="$tab" read -r _ session window _ _ pane title path active _; do
            path=${path#:}
            contents=$HOME/contents-$session:$window.$pane
            show="cat '$contents'; exec sh"
            if ! tmux has-session -t "$session" 2> /dev/null; then
                TMUX='' tmux -S "$socket" new-session -d -s "$session" -c "$path" "$show"
                first=$(tmux show-option -gv base-index)
                [ "$first" = "$window" ] || tmux move-window -s "$session:$first" -t "$session:$window"
            elif ! tmux list-windows -t "$session" -F '#{window_index}' | grep -qx "$window"; then
                tmux new-window -d -t "$session:$window" -c "$path" "$show"
            else
                tmux split-window -t "$session:$window" -c "$path" "$show"
                tmux resize-pane -t "$session:$window" -U 999
            fi
        done
        grep '^window' ~/save | while IFS="$tab" read -r _ session window name active flags layout auto; do
            tmux select-layout -t "$session:$window" "$layout"
            tmux rename-window -t "$session:$window" "${name#:}"
            [ "$auto" = 0 ] || tmux set-option -u -t "$session:$window" automatic-rename
            case $flags in *-*) tmux select-window -t "$session:$window" ;; esac
        done
        awk -F"$tab" '$1 == "window" && $5 == 1 { print $2 ":" $3 }' ~/save |
            while read -r window; do tmux select-window -t "$window"; done
        grep '^pane' ~/save | while IFS="$tab" read -r _ session window _ _ pane title path active _; do
            [ "$active" = 0 ] || tmux select-pane -t "$session:$window.$pane"
            tmux select-pane -t "$session:$window.$pane" -T "$title"
        done
        tmux switch-client -t "$(grep '^state' ~/save | cut -f2)"
        tmux kill-session -t zero
        tmux display-message 'restored!'"#;
    let pmux = world(
        "bind C-s run-shell ~/store\nbind C-r run-shell ~/restore\nset -g display-time 0\n",
        &[("store", &save), ("restore", restore)],
    );
    let mut person = come(&pmux);
    let home = pmux.home("");
    fs::create_dir(home.join("deep er")).expect("a folder");
    for args in [
        &["new", "-d", "-s", "second", "-x", "80", "-y", "24", "-n", "logs", "exec sh"][..],
        &["split-window", "-h", "-t", "second", "-l", "30", "-c", "deep er", "exec sh"],
        &["split-window", "-v", "-t", "second:0.1", "exec sh"],
        &["new-window", "-t", "second:4", "-n", "a b", "exec sh"],
        &["select-window", "-t", "second:0"],
        &["select-pane", "-t", "second:0.1", "-T", "here"],
        &["split-window", "-v", "-t", "main", "-l", "4", "exec sh"],
    ] {
        ok(&pmux, args);
    }
    person.prefix("o").type_("printf '%s\\n' $((6*7))-seen\r").wait_for("42-seen");
    let panes = || {
        let area = "\t#{window_name}\t#{pane_left},#{pane_top} #{pane_width}x#{pane_height}";
        ok(&pmux, &["list-panes", "-a", "-F", &format!("{PANES}{area}")])
    };
    wait_value(&pmux, "second:0.1", "#{b:pane_current_path}", "deep er");
    let before = panes();
    person.prefix("\x13").wait_for("saved!");
    ok(&pmux, &["kill-server"]);
    drop(person);

    let mut person = pmux.attach_as_tmux(SIZE, &["new", "-s", "zero"]);
    person.wait_for("[zero]");
    person.prefix("\x12").wait_for("restored!");
    person.type_(" ").wait_for("42-seen");
    wait_for("all as it was", || (panes() == before).then_some(()));
}

#[test]
fn what_saves_from_time_to_time_is_run_by_the_status_line_and_shows_nothing() {
    let save = r#"
        processes=$(ps -u "$(id -u)" -o command= | grep -c '^[^ ]*tmux new -s plugins-test')
        echo "$processes $(tmux display-message -p '#{pid}') $(echo "$TMUX" | cut -d, -f2)" >> ~/ran"#;
    let setup = r##"
        now=$(tmux show-option -gqv status-right)
        case $now in *save*) ;; *) tmux set-option -gq status-right "#($HOME/save)$now" ;; esac"##;
    let pmux = world(
        "set -g status-interval 1\nset -g status-right 'right'\nrun ~/setup\n",
        &[("save", save), ("setup", setup)],
    );
    let mut person = pmux.attach_as_tmux(SIZE, &["new", "-s", "plugins-test"]);
    let screen = person.wait_for("right");
    assert!(screen.last_row().ends_with("right"), "{screen}");
    let runs = wait_for("several runs", || {
        let text = fs::read_to_string(pmux.home("ran")).ok()?;
        (text.lines().count() >= 3).then_some(text)
    });
    for run in runs.lines().take(3) {
        // Its client is the only process that looks like tmux: it is alone on the machine.
        let [clients, found, server] = run.split(' ').collect::<Vec<_>>()[..] else {
            panic!("{runs}")
        };
        assert_eq!((clients, found), ("1", server), "{runs}");
    }
}

#[test]
fn keys_go_between_an_editors_windows_and_panes_from_both_sides() {
    // An editor of two windows, which hands the keys on at its edges.
    let editor = r#"
        trap 'stty sane' EXIT
        stty raw -echo
        window=0
        printf 'ready'
        while :; do
            printf '\r\nwindow %s.' "$window"
            case $(dd bs=1 count=1 2> /dev/null | od -An -to1 | tr -d ' ') in
                010) way=-L; next=$((window - 1)) ;;
                014) way=-R; next=$((window + 1)) ;;
                161) exit ;;
                *) continue ;;
            esac
            case $next in
                0|1) window=$next ;;
                *) tmux -S "${TMUX%%,*}" select-pane -t "$TMUX_PANE" "$way" ;;
            esac
        done"#;
    let keys = [("C-h", "L"), ("C-l", "R")].map(|(key, way)| {
        format!(
            "bind -n {key} if-shell \"ps -o state= -o comm= -t '#{{pane_tty}}' | grep -iqE \
             '^[^TXZ ]+ +(\\S+/)?g?(view|n?vim?x?)(diff)?$'\" 'send-keys {key}' 'select-pane -{way}'\n"
        )
    });
    let pmux = world(&keys.concat(), &[("vim", editor)]);
    let mut person = come(&pmux);
    ok(&pmux, &["split-window", "-h", "-d", "-t", "main", "exec cat"]);
    person.type_("exec ~/vim\r").wait_for("window 0.");
    for (key, pane, window) in [
        ("\x0c", "0", "1"),
        ("\x0c", "1", "1"),
        ("\x08", "0", "1"),
        ("\x08", "0", "0"),
        // Round the edge, as in tmux.
        ("\x08", "1", "0"),
    ] {
        person.type_(key);
        wait_value(&pmux, "main", "#{pane_index}", pane);
        let shows = format!("window {window}.");
        wait_for(&shows, || {
            let text = ok(&pmux, &["capture-pane", "-p", "-t", "main:0.0"]);
            text.trim_end().ends_with(&shows).then_some(())
        });
    }
}

/// Something to choose from, as a program: what is typed is the choice. It has no terminal but that
/// of its pane, and a list and the choice go through named pipes.
const CHOOSER: &str = r#"
    cat "$1"
    printf 'choose: '
    read -r choice
    [ "$choice" = none ] && exit 130
    grep -x "$choice" "$1" > "$2""#;

#[test]
fn a_popup_or_a_split_is_chosen_in_and_the_caller_gets_the_choice() {
    let pick = r#"
        way=$1; shift
        folder=$(mktemp -d)
        mkfifo "$folder/out" "$folder/status"
        cat > "$folder/list"
        export TMUX=$(echo "$TMUX" | cut -d, -f1,2)
        cat "$folder/out" > "$folder/copy" & reader=$!
        case $way in
            popup)
                tmux popup -d "$PWD" -xC -yC -w50% -h50% -B -E \
                    "~/chooser $folder/list $folder/choice; out=\$?; cat $folder/choice > $folder/out; exit \$out"
                status=$? ;;
            split)
                tmux show-options -p remain-on-exit \; show-options -p synchronize-panes > /dev/null
                tmux split-window -c "$PWD" -l 10 \
                    "sh -c '~/chooser $folder/list $folder/choice; out=\$?; cat $folder/choice > $folder/out; echo \$out > $folder/status'" \
                    \; set-option -p synchronize-panes off \; set-option -p remain-on-exit off
                status=$(cat "$folder/status") ;;
        esac
        wait $reader
        printf 'got %s (%s)\n' "$(cat "$folder/copy")" "$status"
        rm -r "$folder""#;
    let pmux = world(
        "bind F run-shell -b 'seq 20 | ~/pick popup > ~/picked'\n",
        &[("pick", pick), ("chooser", &format!("touch \"$2\"\n{CHOOSER}"))],
    );
    let mut person = come(&pmux);
    for (way, choice, expect) in [
        ("popup", "7", "got 7 (0)"),
        ("popup", "none", "got  (130)"),
        ("split", "12", "got 12 (0)"),
        ("split", "none", "got  (130)"),
    ] {
        person.type_(format!("clear; seq 20 | ~/pick {way}\r")).wait_for("choose:");
        person.type_(format!("{choice}\r")).wait_for(expect);
        wait_value(&pmux, "main", "#{window_panes}", "1");
    }
    // The same from a key: a job has no terminal, and the popup comes to who pressed the key.
    person.prefix("F").wait_for("choose:");
    person.type_("5\r");
    assert_eq!(told(&pmux, "picked"), "got 5 (0)");
}

#[test]
fn a_theme_is_made_of_files_formats_and_programs() {
    let mut pmux = world(
        "set -g @flavor dark\nrun ~/theme/theme\nset -g status-interval 1\nset -g status-left ''\n\
         set -g status-right '#{E:@module_one}'\nset -ag status-right '#{E:@module_two}'\n\
         set -agF status-right '#{E:@module_fixed}'\nset -g status-right-length 100\n",
        &[
            ("theme/theme", "tmux source-file \"$(dirname \"$0\")/options.conf\""),
            ("theme/load", "printf '#[fg=colour9]#S-%s' load"),
            ("theme/name", "printf '<%s>' \"$1\""),
        ],
    );
    let options = r##"
set -ogq @flavor light
source -F "#{d:current_file}/colors_#{@flavor}.conf"
%if "#{>=:#{version},3.3}"
set -gq @new yes
%else
set -gq @new no
%endif
%hidden NAME="one"
set -gqF "@module_${NAME}" "#[fg=#{@color}]#[bg=#{@color_behind}]["
set -agq "@module_${NAME}" "#(~/theme/load)"
set -gq @module_two "#[default]#{?#(echo 1),(T),(F)}#(date -u +%%Z)]"
set -gq @module_fixed "fixed:#{@new}"
set -g window-status-format "#(~/theme/name #W)"
set -g window-status-current-format "#(~/theme/name #{window_index})"
set -gF status-style "bg=#{@color_behind},fg=#{@color}"
"##;
    fs::write(pmux.home("theme/options.conf"), options).expect("a theme");
    let colors = "set -gq @color '#123456'\nset -ogq @color_behind '#654321'\n";
    fs::write(pmux.home("theme/colors_dark.conf"), colors).expect("a theme");
    pmux.set_env("COLORTERM", Some("truecolor"));
    let mut person = pmux.attach_as_tmux(SIZE, &["new", "-s", "main", "-n", "win"]);
    let screen = person.wait_until("what the programs say", |screen| {
        let row = screen.last_row();
        row.starts_with("<0>") && row.ends_with("[main-load(T)UTC]fixed:yes")
    });
    let look = |text: &str| screen.look(screen.find(text).expect("it is there"));
    assert_eq!(look("<0>").fg, vt100::Color::Rgb(0x12, 0x34, 0x56));
    assert_eq!(look("[main").fg, vt100::Color::Rgb(0x12, 0x34, 0x56));
    let loaded = look("main-load");
    assert_eq!((loaded.fg, loaded.bg), (vt100::Color::Idx(9), vt100::Color::Rgb(0x65, 0x43, 0x21)));
}

#[test]
fn what_makes_sessions_from_files_gets_them_as_it_wants_them() {
    let pmux = Pmux::new();
    let mut person = come(&pmux);
    let made = ok(
        &pmux,
        &["new-session", "-d", "-P", "-F", "#{session_id}:#{window_id}:#{pane_id}", "-s", "a b"],
    );
    let [session, window, pane] = made.split(':').collect::<Vec<_>>()[..] else { panic!("{made}") };
    // The first window only kept the session; the others are for whoever is here.
    let new = ["new-window", "-d", "-P", "-F", "#{window_id}", "-t", session, "-c", "/", "-n"];
    let editor = ok(&pmux, &[&new[..], &["server: x", "cat"]].concat());
    ok(&pmux, &["kill-window", "-t", window]);
    assert_eq!(pmux.tmux(&["list-panes", "-t", pane]).status, 1, "{pane} has gone");
    ok(&pmux, &["set-option", "-w", "-t", &editor, "main-pane-width", "50"]);
    ok(&pmux, &["set-option", "-w", "-t", &editor, "automatic-rename", "off"]);
    for _ in 0..2 {
        ok(&pmux, &["split-window", "-d", "-t", &editor, "-c", "/", "cat"]);
        ok(&pmux, &["select-layout", "-t", &editor, "main-vertical"]);
    }
    ok(&pmux, &["select-pane", "-t", &format!("{editor}.2")]);
    let layout = ok(&pmux, &["list-windows", "-t", session, "-F", "#W #{window_layout}"]);
    assert!(layout.starts_with("server: x ") && layout.contains("80x23,0,0{50x23,0,0"), "{layout}");
    let fields = ["session_name", "window_index", "pane_index", "pane_active", "pane_start_path"];
    let format = fields.map(|name| format!("#{{{name}}}")).join("␞");
    let panes = ok(&pmux, &["list-panes", "-s", "-t", session, "-F", &format]);
    assert_eq!(panes, "a b␞1␞0␞0␞/\na b␞1␞1␞0␞/\na b␞1␞2␞1␞/");
    // Colons and periods of a name are what targets are made of.
    let shown = ok(&pmux, &["display-message", "-p", "-t", "a b:server: x", "#{window_id}"]);
    assert_eq!(shown, editor);
    ok(&pmux, &["switch-client", "-t", session]);
    person.wait_for("[a b]");
}
