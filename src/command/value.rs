//! What values of flags and operands are that several commands take, each explained once. A value
//! of one command stands in its file.

use crate::border::BorderLines;
use crate::language::syntax::{Value, Words};

pub const ACTIVE_BORDER_STYLE: Value =
    Value::new("active-border-style", "the look of its border while it is active");
pub const ADJUSTMENT: Value = Value::new("adjustment", "by so many cells; 1 where it is not said");
pub const ARGUMENT: Value = Value::new("argument", "what is said to the program");
pub const BORDER_LINES: Value =
    Value::new("border-lines", "what the edges are made of; none: there are none")
        .of(Words::These(BorderLines::AROUND_BOXES));
pub const BORDER_STYLE: Value = Value::new("border-style", "the look of the edges");
pub const BUFFER_NAME: Value =
    Value::new("buffer-name", "a paste buffer, by name").of(Words::Buffers);
pub const COLUMNS: Value = Value::new("columns", "so many columns");
pub const COMMAND: Value = Value::new("command", "a command of pmux's").of(Words::Commands);
pub const DIRECTORY: Value =
    Value::new("directory", "where the program starts").of(Words::Directories);
pub const DST_PANE: Value = Value::new("dst-pane", "the pane to come to").of(Words::Panes);
pub const DST_WINDOW: Value =
    Value::new("dst-window", "the window to come to, as session:index").of(Words::Windows);
pub const END_MESSAGE: Value =
    Value::new("message", "as -k, and what is told when the program has ended");
pub const ENVIRONMENT: Value =
    Value::new("environment", "a variable for the program, as NAME=value");
pub const FILE: Value = Value::new("file", "the file").of(Words::Files);
pub const FILTER: Value = Value::new("filter", "only those for which this format is true");
pub const FLAGS: Value = Value::new("flags", "read-only, ignore-size; with ! before it: not so");
pub const FORMAT: Value =
    Value::new("format", "print this format for each; #{pane_id} and the like are replaced");
pub const FRAME_HEIGHT: Value =
    Value::new("height", "so many rows, its edges with it, or with % a part of the window's");
pub const FRAME_WIDTH: Value =
    Value::new("width", "so many columns, its edges with it, or with % a part of the window's");
pub const GO_TEMPLATE: Value = Value::new(
    "template",
    "docker's: {{.ID}}, {{.Names}} and the like among text, with table before it in columns, or json",
);
pub const GROUP_NAME: Value = Value::new(
    "group-name",
    "a session, whose windows the new one shares, or the group that they are in",
)
.of(Words::Sessions);
pub const HEIGHT: Value = Value::new("height", "so many rows");
pub const HOOK: Value =
    Value::new("hook", "a hook, as after-split-window or pane-exited").of(Words::Hooks);
pub const INACTIVE_BORDER_STYLE: Value =
    Value::new("inactive-border-style", "the look of its border while it is not active");
pub const KEY: Value = Value::new("key", "a key, as C-b, M-Left or F5");
pub const KEYS: Value =
    Value::new("keys", "the keys that leave, as C-b,d or ctrl-p,ctrl-q; none where empty");
pub const KEY_FORMAT: Value = Value::new("key-format", "which key chooses a line, as a format");
pub const KEY_TABLE: Value =
    Value::new("key-table", "a key table: root, prefix, copy-mode, copy-mode-vi or your own")
        .of(Words::These(&["prefix", "root", "copy-mode", "copy-mode-vi"]));
pub const LINES: Value = Value::new("lines", "so many lines");
pub const MOMENT: Value = Value::new(
    "moment",
    "how long ago, as 10m, or a time, as 2026-11-28T22:47:13Z or in seconds since 1970",
);
pub const NEW_NAME: Value = Value::new("new-name", "the new name");
pub const OPTION: Value =
    Value::new("option", "an option, or a name of your own that begins with @").of(Words::Options);
pub const PANE_STYLE: Value = Value::new("style", "the look of the pane");
pub const PERCENTAGE: Value = Value::new("percentage", "how large the new pane is, as -l with %");
pub const POSITION: Value = Value::new(
    "position",
    "where the box lies, in cells, of -y the row below it; C: in the middle, R: at the pane's right, \
     P: at its left or bottom, M: at the mouse, S: beside the status line, W: there under the mouse",
);
pub const PROGRAM: Value = Value::new("command", "the program, as PATH has it");
pub const READ_PATH: Value = Value::new("path", "the file; - is stdin").of(Words::Files);
pub const RUN_IN_PANE: Value = Value::new(
    "shell-command",
    "what is run instead of a shell; several words are a program and its arguments",
);
pub const SESSION_NAME: Value = Value::new("session-name", "the new session's name");
pub const SHELL_COMMAND: Value = Value::new("shell-command", "a command for the shell");
pub const SIZE: Value = Value::new("size", "how large the new pane is: cells, or with % a part");
pub const SORT_ORDER: Value =
    Value::new("sort-order", "what comes first: name, time, index, size, activity or creation")
        .of(Words::These(&["name", "time", "index", "size", "activity", "creation"]));
pub const SRC_PANE: Value = Value::new("src-pane", "the pane that is taken").of(Words::Panes);
pub const SRC_WINDOW: Value =
    Value::new("src-window", "the window that is taken, as session:index").of(Words::Windows);
pub const START_DIRECTORY: Value =
    Value::new("start-directory", "where programs start, from where you are")
        .of(Words::Directories);
pub const STYLE: Value = Value::new("style", "the look of the box");
pub const TARGET_CLIENT: Value =
    Value::new("target-client", "a client, by its terminal: see list-clients").of(Words::Clients);
pub const TARGET_PANE: Value =
    Value::new("target-pane", "a pane, as session:window.pane or %id").of(Words::Panes);
pub const TARGET_SESSION: Value =
    Value::new("target-session", "a session, by name or $id").of(Words::Sessions);
pub const TARGET_WINDOW: Value =
    Value::new("target-window", "a window, as session:index, session:name or @id")
        .of(Words::Windows);
pub const TEMPLATE: Value =
    Value::new("template", "commands; %% in them is what was chosen or typed");
pub const TIME: Value =
    Value::new("time", "how long, as 500ms, 2s or 1m30s; a bare number is seconds");
pub const TITLE: Value = Value::new("title", "the title");
pub const VALUE: Value = Value::new("value", "its value");
pub const VARIABLE: Value = Value::new("variable", "a variable's name");
pub const WIDTH: Value = Value::new("width", "so many columns");
pub const WINDOW_NAME: Value = Value::new("window-name", "the new window's name");
pub const WRITTEN_PATH: Value = Value::new("path", "the file; - is stdout").of(Words::Files);
pub const X_POSITION: Value =
    Value::new("x-position", "its left edge, in cells or with % as a part of the window's");
pub const Y_POSITION: Value =
    Value::new("y-position", "its upper edge, in cells or with % as a part of the window's");
