//! The hooks: happenings that people hang commands on, kept as options that are lists of
//! commands (tmux(1), HOOKS). They have a table of their own, since `show-options` is silent
//! about them.

use super::definition::{Definition, Kind, Scope};

/// A hook's commands are one element each, whatever is in them.
const COMMANDS: Kind = Kind::List { separators: "", item: &Kind::Command };

const fn hook(name: &'static str, scope: Scope, help: &'static str) -> Definition {
    Definition {
        name,
        scope,
        kind: COMMANDS,
        default: "",
        light: None,
        elements: &[],
        help,
        effect: true,
    }
}

/// Hooks that belong to sessions and run after commands.
macro_rules! after {
    ($command:literal) => {
        hook(
            concat!("after-", $command),
            Scope::Session,
            concat!("The command ", $command, " has run."),
        )
    };
}

const fn session(name: &'static str, help: &'static str) -> Definition {
    hook(name, Scope::Session, help)
}

const fn window(name: &'static str, help: &'static str) -> Definition {
    hook(name, Scope::Window, help)
}

const fn pane(name: &'static str, help: &'static str) -> Definition {
    hook(name, Scope::Pane, help)
}

/// Every hook, in alphabetical order.
pub const HOOKS: &[Definition] = &[
    after!("bind-key"),
    after!("capture-pane"),
    after!("copy-mode"),
    after!("display-message"),
    after!("display-panes"),
    after!("kill-pane"),
    after!("list-buffers"),
    after!("list-clients"),
    after!("list-keys"),
    after!("list-panes"),
    after!("list-sessions"),
    after!("list-windows"),
    after!("load-buffer"),
    after!("lock-server"),
    after!("new-session"),
    after!("new-window"),
    after!("paste-buffer"),
    after!("pipe-pane"),
    session("after-queue", "A queue of commands has run."),
    after!("refresh-client"),
    after!("rename-session"),
    after!("rename-window"),
    after!("resize-pane"),
    after!("resize-window"),
    after!("save-buffer"),
    after!("select-layout"),
    after!("select-pane"),
    after!("select-window"),
    after!("send-keys"),
    after!("set-buffer"),
    after!("set-environment"),
    after!("set-hook"),
    after!("set-option"),
    after!("show-environment"),
    after!("show-messages"),
    after!("show-options"),
    after!("split-window"),
    after!("swap-window"),
    after!("unbind-key"),
    session("alert-activity", "Something happened in a window that is watched for that."),
    session("alert-bell", "The bell rang in a window."),
    session("alert-silence", "Nothing happened for long in a window that is watched for that."),
    session("client-active", "A client became the one used last."),
    session("client-attached", "A client was attached."),
    session("client-closed", "A client that showed something is gone."),
    session("client-created", "A client came that shows something."),
    session("client-dark-theme", "A client's terminal told that it is dark."),
    session("client-detached", "A client was detached."),
    session("client-focus-in", "A client's terminal got the focus."),
    session("client-focus-out", "A client's terminal lost the focus."),
    session("client-light-theme", "A client's terminal told that it is light."),
    session("client-resized", "A client's terminal changed its size."),
    session("client-session-changed", "A client went to another session."),
    session("command-error", "A command failed."),
    session("marked-pane-changed", "A pane was marked, or none is any more."),
    pane("pane-activity", "Something was written in a pane that had been looked at since."),
    pane("pane-bell", "The bell rang in a pane."),
    pane("pane-command-finished", "A command ended in a pane's shell."),
    pane("pane-command-started", "A command began in a pane's shell."),
    pane("pane-created", "A pane was made, or another program begins in one."),
    pane("pane-died", "A pane's program ended and the pane stays."),
    pane("pane-exited", "A pane's program ended and the pane goes."),
    pane("pane-focus-in", "A pane got the focus."),
    pane("pane-focus-out", "A pane lost the focus."),
    pane("pane-mode-changed", "A pane went into copy mode or left it."),
    pane("pane-mode-entered", "A pane went into a mode."),
    pane("pane-mode-exited", "A pane left a mode."),
    pane("pane-moved", "A pane went to another window."),
    pane("pane-prompt-closed", "A prompt in a pane was closed."),
    pane("pane-prompt-opened", "A prompt was opened in a pane."),
    pane("pane-resized", "A pane changed its size."),
    pane("pane-set-clipboard", "A pane's program set the clipboard."),
    pane("pane-shell-prompt", "A pane's shell is at a prompt."),
    pane("pane-title-changed", "A pane's title changed."),
    session("session-added-to-group", "A session joined a group."),
    session("session-closed", "A session ended."),
    session("session-created", "A session was made."),
    session("session-removed-from-group", "A session left its group."),
    session("session-renamed", "A session got another name."),
    session("session-window-changed", "A session went to another window."),
    window("window-closed", "A window ended."),
    window("window-created", "A window was made."),
    window("window-layout-changed", "A window's panes were arranged anew."),
    session("window-linked", "A window came into a session."),
    window("window-pane-changed", "A window's active pane changed."),
    window("window-renamed", "A window got another name."),
    window("window-resized", "A window changed its size."),
    session("window-unlinked", "A window left a session."),
    window("window-unzoomed", "No pane has all of a window any more."),
    window("window-zoomed", "A pane has all of its window."),
];

/// Whether an option of this name is a hook.
pub fn is_hook(name: &str) -> bool {
    HOOKS.binary_search_by(|hook| hook.name.cmp(name)).is_ok()
}
