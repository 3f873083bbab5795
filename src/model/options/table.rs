//! The table of options: the master copy from which `set-option`, `show-options`, completion
//! and the manual all take names, values and help.
//!
//! Names and meanings are tmux's (tmux(1), OPTIONS); the defaults are tmux's where somebody
//! used to it would notice. It stands in alphabetical order, and a test holds that.

use super::definition::{Definition, Kind, Scope};
use crate::border::BorderLines;

use Kind::{Choice, Color, Columns, Command, Flag, Key, Shell, Size, Style, Text};

const ON_OFF_BOTH: Kind = Choice(&["off", "on", "both"]);
const ALERTS: Kind = Choice(&["none", "any", "current", "other"]);
const KEYS: Kind = Choice(&["emacs", "vi"]);
const BOX_LINES: Kind = Choice(BorderLines::AROUND_BOXES);
const CURSORS: Kind = Choice(&[
    "default",
    "blinking-block",
    "block",
    "blinking-underline",
    "underline",
    "blinking-bar",
    "bar",
]);
/// Elements that a person may give together, with commas between.
const LIST: Kind = Kind::List { separators: ",", item: &Text };
/// As large as tmux lets numbers be.
const MAX: i64 = i32::MAX as i64;

const fn number(min: i64, max: i64) -> Kind {
    Kind::Number { min, max }
}

const fn server(
    name: &'static str,
    kind: Kind,
    default: &'static str,
    help: &'static str,
) -> Definition {
    Definition {
        name,
        scope: Scope::Server,
        kind,
        default,
        light: None,
        elements: &[],
        help,
        effect: true,
    }
}

const fn session(
    name: &'static str,
    kind: Kind,
    default: &'static str,
    help: &'static str,
) -> Definition {
    Definition {
        name,
        scope: Scope::Session,
        kind,
        default,
        light: None,
        elements: &[],
        help,
        effect: true,
    }
}

const fn window(
    name: &'static str,
    kind: Kind,
    default: &'static str,
    help: &'static str,
) -> Definition {
    Definition {
        name,
        scope: Scope::Window,
        kind,
        default,
        light: None,
        elements: &[],
        help,
        effect: true,
    }
}

const fn pane(
    name: &'static str,
    kind: Kind,
    default: &'static str,
    help: &'static str,
) -> Definition {
    Definition {
        name,
        scope: Scope::Pane,
        kind,
        default,
        light: None,
        elements: &[],
        help,
        effect: true,
    }
}

impl Definition {
    /// Gives a list its elements, where text with separators would cut them apart.
    const fn of(mut self, elements: &'static [&'static str]) -> Self {
        self.elements = elements;
        self
    }

    /// Gives it another default for light terminals. Options of the status line go together: where
    /// its own colours are set, all of them are as on a dark one.
    const fn light(mut self, default: &'static str) -> Self {
        self.light = Some(default);
        self
    }

    /// Marks an option that is accepted, kept and shown, but that nothing reads yet.
    const fn unused(mut self) -> Self {
        self.effect = false;
        self
    }
}

/// Adds a style option to the style of a window in the status line, where `$when` holds and
/// the option is not `default` (which would take away what the window has already).
macro_rules! also {
    ($when:literal, $style:literal, $otherwise:expr) => {
        concat!(
            "#{?#{&&:",
            $when,
            ",#{!=:#{E:",
            $style,
            "},default}}, #{E:",
            $style,
            "},",
            $otherwise,
            "}",
        )
    };
}

/// What a window's alerts add to its style in the status line.
macro_rules! alerts {
    () => {
        concat!(
            also!("#{window_last_flag}", "window-status-last-style", ""),
            also!(
                "#{window_bell_flag}",
                "window-status-bell-style",
                also!(
                    "#{||:#{window_activity_flag},#{window_silence_flag}}",
                    "window-status-activity-style",
                    ""
                )
            ),
        )
    };
}

/// The status line as the other status options make it up.
const STATUS_LINE: &str = concat!(
    "#[align=left range=left #{E:status-left-style}]",
    "#[push-default]#{T;=/#{status-left-length}:status-left}#[pop-default]",
    "#[norange default]",
    "#[list=on align=#{status-justify}]",
    "#[list=left-marker]<#[list=right-marker]>#[list=on]",
    "#{W:",
    "#[range=window|#{window_index} #{E:window-status-style}",
    alerts!(),
    "]",
    "#[push-default]#{T:window-status-format}#[pop-default]",
    "#[norange default]#{?window_end_flag,,#{window-status-separator}}",
    ",",
    "#[range=window|#{window_index} list=focus ",
    "#{?#{!=:#{E:window-status-current-style},default},",
    "#{E:window-status-current-style},#{E:window-status-style}}",
    alerts!(),
    "]",
    "#[push-default]#{T:window-status-current-format}#[pop-default]",
    "#[norange list=on default]#{?window_end_flag,,#{window-status-separator}}",
    "}",
    "#[nolist align=right range=right #{E:status-right-style}]",
    "#[push-default]#{T;=/#{status-right-length}:status-right}#[pop-default]",
    "#[norange default]",
);

/// The second status line, where there is one: the panes with their sizes.
const PANES_LINE: &str = concat!(
    "#[align=centre]#{P:#{?pane_active,#[reverse],}",
    "#{pane_index}[#{pane_width}x#{pane_height}]#[default] }",
);

/// The third: the sessions.
const SESSIONS_LINE: &str = concat!(
    "#[align=centre]#{S:#[range=session|#{session_id} #{E:session-status-style}]",
    "#[push-default]#S#[pop-default]#[norange default] ,",
    "#[range=session|#{session_id} #{E:session-status-current-style}]",
    "#[push-default]#S*#[pop-default]#[norange default] }",
);

/// Every option there is, but for those that people make up (`@name`).
#[rustfmt::skip]
pub const TABLE: &[Definition] = &[
    session("activity-action", ALERTS, "other",
        "Which windows' activity alerts: any, none, the current one, or the others."),
    window("aggressive-resize", Flag, "off",
        "Size a window by the clients that look at it rather than by all of its session's.").unused(),
    pane("allow-passthrough", Choice(&["off", "on", "all"]), "off",
        "Let programs send sequences past pmux to the terminals that show them, or to all of the session."),
    pane("allow-rename", Flag, "off",
        "Let programs name their window with screen's escape sequence (ESC k)."),
    pane("allow-set-title", Flag, "on",
        "Let programs set their pane's title with an escape sequence."),
    pane("allow-title-reports", Flag, "off",
        "Answer programs that ask for their pane's title. What is printed chooses that text, and the answer comes as if it had been typed."),
    pane("alternate-screen", Flag, "on",
        "Let programs use the alternate screen, so that what was there before comes back."),
    session("assume-paste-time", number(0, MAX), "1",
        "Milliseconds: keys that come faster are a paste. pmux knows pastes by their brackets.").unused(),
    window("automatic-rename", Flag, "on",
        "Name windows after what runs in them, until they are given a name."),
    window("automatic-rename-format", Text, "#{?pane_in_mode,[pmux],#{pane_current_command}}#{?pane_dead,[dead],}",
        "The name that automatic-rename gives."),
    server("backspace", Key, "C-?",
        "The key that programs get for backspace.").unused(),
    session("base-index", number(0, MAX), "0",
        "The number from which windows are counted."),
    session("bell-action", ALERTS, "any",
        "Which windows' bells are heard: any, none, the current one's, or the others'."),
    server("buffer-limit", number(1, MAX), "50",
        "How many paste buffers are kept."),
    pane("clock-mode-colour", Color, "blue",
        "The colour of the clock."),
    pane("clock-mode-style", Choice(&["12", "24", "12-with-seconds", "24-with-seconds"]), "24",
        "Whether the clock counts 12 or 24 hours."),
    server("codepoint-widths", Kind::List { separators: ",", item: &Columns }, "",
        "How many columns code points take where that is not what Unicode says: U+26A0=2, U+E0B0-U+E0D4=1."),
    server("command-alias", LIST, "",
        "Names for commands: name=command.").of(&[
        "split-pane=split-window",
        "splitp=split-window",
        "server-info=show-messages -JT",
        "info=show-messages -JT",
        "choose-window=choose-tree -w",
        "choose-session=choose-tree -s",
    ]),
    server("copy-command", Text, "",
        "The shell command that copy-pipe feeds when it is given none."),
    pane("copy-mode-current-line-number-style", Style, "bold",
        "The look of the number of the line that the cursor is in."),
    pane("copy-mode-current-line-style", Style, "default",
        "The look of the row that the cursor is in."),
    pane("copy-mode-current-match-style", Style, "bg=colour173,fg=colour234",
        "The look of the match that a search has found."),
    pane("copy-mode-line-number-style", Style, "dim",
        "The look of the numbers of lines."),
    pane("copy-mode-line-numbers", Choice(&["off", "default", "absolute", "relative", "hybrid"]), "off",
        "Numbers beside lines in copy mode: how far they are from the newest, or the cursor, or which they are."),
    pane("copy-mode-mark-style", Style, "bg=colour167,fg=colour234",
        "The look of the line with the mark."),
    pane("copy-mode-match-style", Style, "bg=colour109,fg=colour234",
        "The look of a search's other matches."),
    pane("copy-mode-position-format", Text, "#[align=right]#{copy_position_indicator}",
        "What copy mode says of where it is."),
    pane("copy-mode-position-style", Style, "#{E:mode-style}",
        "The look of what copy mode says of where it is."),
    pane("copy-mode-selection-style", Style, "#{E:mode-style}",
        "The look of selected text."),
    pane("cursor-colour", Color, "none",
        "The cursor's colour where the program chooses none."),
    pane("cursor-style", CURSORS, "default",
        "The cursor's shape where the program chooses none."),
    server("default-client-command", Command, "new-session",
        "The command that pmux without arguments runs."),
    session("default-command", Text, "",
        "The shell command that new panes run; empty for a login shell."),
    session("default-shell", Shell, "",
        "The shell, by its full path; empty for the person's own."),
    session("default-size", Size, "80x24",
        "The size of windows that nobody looks at."),
    server("default-terminal", Text, "tmux-256color",
        "TERM for programs in panes."),
    session("destroy-unattached", Choice(&["off", "on", "keep-last", "keep-group"]), "off",
        "End a session when the last client leaves it."),
    session("detach-keys", Text, "#{prefix},d",
        "The keys that leave a program that a terminal is bound to by attach --raw or spawn: names \
         with commas between, or ctrl-p,ctrl-q as docker writes it; empty for none."),
    session("detach-on-destroy", Choice(&["off", "on", "no-detached", "previous", "next"]), "on",
        "Whether a client leaves when its session ends, or goes to another session."),
    session("display-panes-active-colour", Color, "colour167",
        "The colour of the active pane's number in display-panes."),
    pane("display-panes-border-style", Style, "fg=colour240",
        "The look of what parts panes while their numbers are shown."),
    session("display-panes-colour", Color, "colour67",
        "The colour of the other panes' numbers in display-panes."),
    pane("display-panes-format", Text, "#[align=right]#{pane_width}x#{pane_height}",
        "What is said of each pane while their numbers are shown."),
    session("display-panes-time", number(1, MAX), "1500",
        "Milliseconds for which display-panes shows the numbers."),
    session("display-time", number(0, MAX), "2000",
        "Milliseconds for which messages are shown; 0 until a key is pressed."),
    server("editor", Text, "/usr/bin/vi",
        "The editor to run; $VISUAL or $EDITOR where set.").unused(),
    server("escape-time", number(0, MAX), "20",
        "Milliseconds for which an Escape may be the beginning of another key."),
    server("exit-empty", Flag, "on",
        "End the server with its last session."),
    server("exit-unattached", Flag, "off",
        "End the server when its last client leaves."),
    server("extended-keys", Choice(&["off", "on", "always"]), "on",
        "Give programs that ask for them keys that older encodings cannot tell apart.").unused(),
    server("extended-keys-format", Choice(&["csi-u", "xterm"]), "xterm",
        "The encoding of such keys.").unused(),
    window("fill-character", Text, "",
        "The character in the parts of a terminal that a window does not reach."),
    server("focus-events", Flag, "on",
        "Tell hooks when a pane gets and loses the focus; programs are told if they ask."),
    server("follow-ssh-agent", Flag, "on",
        "Programs reach the ssh agent of who attached last, by a path that stays."),
    server("get-clipboard", Choice(&["off", "buffer", "request", "both"]), "off",
        "What programs get that ask for the clipboard while set-clipboard is on: off, nothing; buffer \
         or both, the newest paste buffer. The terminal's own clipboard is never asked for."),
    session("history-bytes", number(0, MAX), "67108864",
        "Bytes that a pane keeps at the most: history, its links and looks, and commands."),
    server("history-file", Text, "",
        "The file in which what was typed at prompts is kept.").unused(),
    session("history-limit", number(0, MAX), "10000",
        "Lines of history that a new pane keeps."),
    session("initial-repeat-time", number(0, MAX), "0",
        "As repeat-time, for the first key; 0 for the same.").unused(),
    server("input-buffer-size", number(0, MAX), "1048576",
        "The longest escape sequence, in bytes.").unused(),
    server("keep-failed", number(0, 1000), "16",
        "How many sessions are kept whose program failed when nobody was attached, for ps -a, logs and \
         rm, where remain-on-exit is set nowhere; 0 for none."),
    session("key-bar", Flag, "off",
        "Show the keys that matter beside the status line; on where there is no configuration."),
    session("key-hints", Flag, "on",
        "Show what can come next when a key table waits for a key."),
    session("key-hints-time", number(0, MAX), "500",
        "Milliseconds before key-hints shows."),
    session("key-table", Text, "root",
        "The key table that keys are looked up in."),
    session("lock-after-time", number(0, MAX), "0",
        "Seconds without a key after which a session's terminals are locked; 0 for never."),
    session("lock-command", Text, "lock -np",
        "The shell command that locks a terminal. Where it cannot be run, or fails, the client detaches."),
    window("main-pane-height", Text, "24",
        "Rows of the main pane in main-horizontal, or a percentage of the window (60%)."),
    window("main-pane-width", Text, "80",
        "Columns of the main pane in main-vertical, or a percentage of the window (60%)."),
    session("menu-border-lines", BOX_LINES, "single",
        "The lines around menus."),
    session("menu-border-style", Style, "default",
        "The look of the lines around menus."),
    session("menu-selected-style", Style, "bg=colour179,fg=colour234",
        "The look of a menu's selected line."),
    session("menu-style", Style, "default",
        "The look of menus."),
    session("message-command-style", Style, "bg=colour236,fg=colour179",
        "The look of the prompt in vi's command mode.").unused(),
    session("message-format", Text, "#[#{?#{command_prompt},#{E:message-command-style},#{E:message-style}}]#{message}",
        "What is written where a message shows; #{message} is its text."),
    server("message-limit", number(0, MAX), "1000",
        "How many messages show-messages remembers."),
    session("message-line", Choice(&["0", "1", "2", "3", "4"]), "0",
        "The row of the status line on which messages and prompts show."),
    session("message-style", Style, "bg=colour179,fg=colour234",
        "The look of messages and prompts."),
    window("mode-keys", KEYS, "emacs",
        "The keys of copy mode; vi where $VISUAL or $EDITOR says so."),
    window("mode-style", Style, "bg=colour179,fg=colour234",
        "The look of selections and of the chosen line in lists."),
    window("monitor-activity", Flag, "off",
        "Mark windows in which something happens."),
    window("monitor-bell", Flag, "on",
        "Mark windows in which the bell rings."),
    window("monitor-silence", number(0, MAX), "0",
        "Mark windows in which nothing happens for this many seconds; 0 for never.").unused(),
    session("mouse", Flag, "on",
        "Use the mouse: panes, borders, the wheel, the status line."),
    server("open-command", Text, if cfg!(target_os = "macos") { "open" } else { "xdg-open" },
        "The shell command that opens a URL, which it is given as its last argument."),
    window("other-pane-height", Text, "0",
        "Rows of the other panes in main-horizontal, or a percentage; 0 for what is left."),
    window("other-pane-width", Text, "0",
        "Columns of the other panes in main-vertical, or a percentage; 0 for what is left."),
    server("output-quiet-time", number(0, MAX), "5",
        "After how many seconds without output a pane that had some is told to be quiet, in events; 0 for never."),
    pane("pane-active-border-style", Style, "#{?pane_in_mode,fg=colour178,#{?synchronize-panes,fg=colour167,fg=colour32}}",
        "The look of the active pane's border.").light("#{?pane_in_mode,fg=colour130,#{?synchronize-panes,fg=colour124,fg=colour25}}"),
    window("pane-base-index", number(0, 65535), "0",
        "The number from which panes are counted."),
    pane("pane-border-format", Text, "#{?pane_active,#[reverse],}#{pane_index}#[default] \"#{pane_title}\"",
        "What stands in pane borders when pane-border-status shows them."),
    window("pane-border-indicators", Choice(&["off", "colour", "arrows", "both"]), "colour",
        "How borders show which pane is active, beside their style: with two panes each has half of the border (colour), arrows point at it, or both. Where there are no colours there are arrows."),
    pane("pane-border-lines", Choice(BorderLines::BETWEEN_PANES), "single",
        "The lines between panes, and around those that float; with none these have none."),
    pane("pane-border-status", Choice(&["off", "top", "bottom", "top-floating", "bottom-floating"]), "off",
        "Show a line of text in each pane's border, or only in those of panes that float."),
    pane("pane-border-style", Style, "fg=colour244",
        "The look of the other panes' borders.").light("fg=colour242"),
    pane("pane-colours", Kind::List { separators: " ,", item: &Color }, "",
        "The palette where the program sets none, entry by entry: pane-colours[1] is red."),
    window("pane-scrollbars", Choice(&["off", "modal", "on"]), "off",
        "Show scrollbars beside panes.").unused(),
    window("pane-scrollbars-position", Choice(&["right", "left"]), "right",
        "The side on which scrollbars show.").unused(),
    window("pane-scrollbars-style", Text, "bg=black,fg=white,width=1,pad=0",
        "The look of scrollbars.").unused(),
    window("pane-status-current-style", Style, "underscore",
        "The look of the active pane in status-format."),
    window("pane-status-style", Style, "default",
        "The look of the other panes in status-format."),
    window("popup-border-lines", BOX_LINES, "single",
        "The lines around popups."),
    window("popup-border-style", Style, "default",
        "The look of the lines around popups."),
    window("popup-style", Style, "default",
        "The look of popups."),
    session("prefix", Key, "C-b",
        "The key that begins a pmux command."),
    session("prefix-timeout", number(0, MAX), "0",
        "Milliseconds after which the prefix key is forgotten; 0 for never.").unused(),
    session("prefix2", Key, "None",
        "A second key like prefix."),
    session("prompt-cursor-colour", Color, "none",
        "The cursor's colour in prompts.").unused(),
    session("prompt-cursor-style", CURSORS, "default",
        "The cursor's shape in prompts.").unused(),
    server("prompt-history-limit", number(0, MAX), "100",
        "How many lines of each kind of prompt are remembered.").unused(),
    pane("remain-on-exit", Choice(&["off", "on", "failed", "key"]), "off",
        "Keep a pane when its program ends: always, when it failed, or until a key is pressed in it."),
    pane("remain-on-exit-format", Text, "Pane is dead (#{?#{!=:#{pane_dead_status},},status #{pane_dead_status},}#{?#{!=:#{pane_dead_signal},},signal #{pane_dead_signal},}, #{t:pane_dead_time}): Enter closes it, respawn-pane runs it again",
        "What stands at the foot of such a pane."),
    session("renumber-windows", Flag, "off",
        "Close the gaps in the windows' numbers when one ends."),
    session("repeat-time", number(0, MAX), "500",
        "Milliseconds for which a repeatable key works again without the prefix."),
    server("restore", Choice(&["off", "ask", "on"]), "ask",
        "Whether sessions are saved, to be had back after the machine was restarted: attach asks then, \
        or the server restores all when it starts; off neither saves nor offers any."),
    server("restore-limit", number(0, 1 << 20), "100",
        "MiB that the files of saved sessions take together, about; the oldest history goes first, and \
        what is on the screens stays."),
    server("restore-programs", LIST, "",
        "Programs, by name, that are started when their session is restored, as shells are; others \
        wait for a key."),
    pane("scroll-on-clear", Flag, "on",
        "Move what was on the screen into history when it is cleared."),
    window("session-status-current-style", Style, "underscore",
        "The look of the session that is shown in status-format."),
    window("session-status-style", Style, "default",
        "The look of the other sessions in status-format."),
    server("set-clipboard", Choice(&["off", "external", "on"]), "on",
        "Set the terminal's clipboard: never, for pmux's own copies, or for programs' too."),
    session("set-titles", Flag, "off",
        "Set the terminal's own title."),
    session("set-titles-string", Text, "#S:#I:#W - \"#T\" #{session_alerts}",
        "The title that set-titles gives."),
    session("shell-integration", Flag, "on",
        "Have bash, zsh and fish in new panes mark prompts, commands and output, for commands, output and events."),
    session("silence-action", ALERTS, "other",
        "Which windows' silence alerts.").unused(),
    session("status", Choice(&["off", "on", "2", "3", "4", "5"]), "on",
        "Show the status line, with so many rows."),
    session("status-bg", Color, "default",
        "The status line's colour, over status-style."),
    session("status-fg", Color, "default",
        "The status line's text colour, over status-style."),
    session("status-format", Kind::List { separators: "", item: &Text }, "",
        "The rows of the status line. While the first is left as it is, it is made up of the options below so that the current window is always to be seen.").of(&[STATUS_LINE, PANES_LINE, SESSIONS_LINE]),
    session("status-interval", number(0, MAX), "15",
        "Seconds between redraws of the status line; 0 for never."),
    session("status-justify", Choice(&["left", "centre", "right", "absolute-centre"]), "left",
        "Where the windows stand in the status line."),
    session("status-keys", KEYS, "emacs",
        "The keys of prompts; vi where $VISUAL or $EDITOR says so.").unused(),
    session("status-left", Text, "#[fg=colour231,bg=#{?client_prefix,colour130,colour24},bold] #S #[default] ",
        "The left of the status line."),
    session("status-left-length", number(0, 32767), "40",
        "Columns that status-left may take."),
    session("status-left-style", Style, "default",
        "The look of status-left."),
    session("status-position", Choice(&["top", "bottom"]), "bottom",
        "Where the status line is."),
    session("status-right", Text, "#[fg=colour247]#{=/32/…:pane_title}#[default]  %d %b  %H:%M ",
        "The right of the status line.").light("#[fg=colour241]#{=/32/…:pane_title}#[default]  %d %b  %H:%M "),
    session("status-right-length", number(0, 32767), "60",
        "Columns that status-right may take."),
    session("status-right-style", Style, "default",
        "The look of status-right."),
    session("status-style", Style, "bg=colour236,fg=colour250",
        "The look of the status line.").light("bg=colour254,fg=colour238"),
    pane("synchronize-panes", Flag, "off",
        "Send what is typed to all of a window's panes."),
    server("terminal-features", LIST, "",
        "What terminals can do, by patterns for TERM: RGB is direct colour. pmux asks the terminal \
        itself, for this too; all else that is said here is accepted and not needed.").of(&[
        "xterm*:clipboard:ccolour:cstyle:focus:title",
        "screen*:title",
    ]),
    server("terminal-overrides", LIST, "",
        "Corrections to terminfo, by patterns for TERM: Tc and RGB are direct colour, as in \
        *:Tc. All else is accepted and not needed."),
    window("tiled-layout-max-columns", number(0, 65535), "0",
        "The most columns of the tiled layout; 0 for no limit."),
    window("tree-mode-border-style", Style, "fg=colour240",
        "The look of the boxes in lists to choose from."),
    window("tree-mode-preview-format", Text, "",
        "What previews in trees say."),
    window("tree-mode-preview-style", Style, "bold",
        "The look of that."),
    window("tree-mode-selection-style", Style, "#{E:mode-style}",
        "The look of what is chosen in a list."),
    session("update-environment", Kind::List { separators: " ,", item: &Text }, "",
        "Variables that a session takes over from whoever attaches.").of(&[
        "DISPLAY",
        "KRB5CCNAME",
        "SSH_ASKPASS",
        "SSH_AUTH_SOCK",
        "SSH_AGENT_PID",
        "SSH_CONNECTION",
        "WAYLAND_DISPLAY",
        "WINDOWID",
        "XAUTHORITY",
    ]),
    server("user-keys", LIST, "",
        "Escape sequences of keys named User0, User1 and so on.").unused(),
    server("variation-selector-always-wide", Flag, "on",
        "Whether U+FE0F makes the character before it two columns wide."),
    session("visual-activity", ON_OFF_BOTH, "off",
        "Show a message for activity instead of ringing the bell, or do both."),
    session("visual-bell", ON_OFF_BOTH, "off",
        "Show a message for a bell instead of ringing it, or do both."),
    session("visual-silence", ON_OFF_BOTH, "off",
        "Show a message for silence instead of ringing the bell, or do both.").unused(),
    pane("window-active-style", Style, "default",
        "The look of the active pane's text where its program chooses none."),
    window("window-pane-current-status-format", Text, "#P:[#T]#{?pane_flags,#{pane_flags}, }",
        "The active pane in status-format."),
    window("window-pane-status-format", Text, "#P:[#T]#{?pane_flags,#{pane_flags}, }",
        "Another pane in status-format."),
    window("window-size", Choice(&["largest", "smallest", "manual", "latest"]), "latest",
        "Which client gives a window its size when several look at it."),
    window("window-status-activity-style", Style, "fg=colour179",
        "The look of windows in which something happened, in the status line.").light("fg=colour58"),
    window("window-status-bell-style", Style, "fg=colour174,bold",
        "The look of windows in which the bell rang, in the status line.").light("fg=colour124,bold"),
    window("window-status-current-format", Text, "#I:#W#{?window_flags,#{window_flags}, }",
        "The current window in the status line."),
    window("window-status-current-style", Style, "fg=colour231,bold",
        "The look of the current window in the status line.").light("fg=colour232,bold"),
    window("window-status-format", Text, "#I:#W#{?window_flags,#{window_flags}, }",
        "A window in the status line."),
    window("window-status-last-style", Style, "default",
        "The look of the last window in the status line."),
    window("window-status-separator", Text, " ",
        "What stands between windows in the status line."),
    window("window-status-style", Style, "fg=colour248",
        "The look of windows in the status line.").light("fg=colour240"),
    pane("window-style", Style, "default",
        "The look of panes' text where their programs choose none."),
    session("word-separators", Text, "!\"#$%&'()*+,-./:;<=>?@[\\]^`{|}~",
        "The characters, blanks aside, that end a word in copy mode."),
    window("wrap-search", Flag, "on",
        "Let searches go round past the end."),
    window("xterm-keys", Flag, "on",
        "Obsolete; function keys with modifiers are always told apart.").unused(),
];
