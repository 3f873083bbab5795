//! Flags that several commands have, each explained once. A flag of one command stands in its file.

use super::value;
use crate::language::syntax::{Flag, Value};

/// A flag of tmux's that scripts may give and that nothing depends on here.
pub const fn ignored(letter: char) -> Flag {
    Flag::new(letter, "accepted, no effect")
}

pub const AFTER: Flag = Flag::new('a', "after the target");
pub const ALL_SESSIONS: Flag = Flag::new('a', "of all sessions");
pub const APPEND: Flag = Flag::new('a', "add to the value that it has");
pub const BACKGROUND: Flag = Flag::new('b', "in the background");
pub const BEFORE: Flag = Flag::new('b', "before the target");
pub const BEFORE_PANE: Flag = Flag::new('b', "before the target: above or left of it");
pub const CLIPBOARD: Flag = Flag::new('w', "to the clipboard too");
pub const DEAF: Flag = Flag::new('d', "keys do not reach it any more");
pub const AWAIT_END: Flag =
    Flag::new('W', "wait for the program's end; its exit status is the command's");
pub const EMPTY: Flag = Flag::new('E', "no program: it shows what commands write there");

/// The same where there was one, or is one to be.
pub const LAY_BY: Flag = Flag::new('E', "no program yet: it is started when this is done again");
pub const EXPAND_VALUE: Flag = Flag::new('F', "expand formats in the value");
pub const FILTER: Flag = Flag::with('f', value::FILTER);
pub const FORMAT: Flag = Flag::with('F', value::FORMAT);
pub const FOR_ALL: Flag = Flag::new('g', "for all sessions or windows");
pub const FOR_PANE: Flag = Flag::new('p', "for the pane");
pub const FOR_SERVER: Flag = Flag::new('s', "for the server");
pub const FROM_STDIN: Flag = Flag::new('I', "no program: it shows what is read from stdin");
pub const FOR_WINDOW: Flag = Flag::new('w', "for the window");
pub const HEARING: Flag = Flag::new('e', "keys reach it again");
pub const INHERITED: Flag = Flag::new('A', "also what is inherited, with a star");
pub const JSON: Flag = Flag::long("json", "print JSON, for programs");
pub const KEEP_ENVIRONMENT: Flag = Flag::new('E', "the session's environment stays as it is");
pub const KEEP_ZOOMED: Flag = Flag::new('Z', "keep a zoomed pane zoomed");
pub const KILL_THERE: Flag = Flag::new('k', "kill the window that is there");
pub const OF_ALL: Flag = Flag::new('g', "of all sessions or windows");
pub const OF_PANE: Flag = Flag::new('p', "of the pane");
pub const OF_SERVER: Flag = Flag::new('s', "of the server");
pub const OF_WINDOW: Flag = Flag::new('w', "of the window");
pub const ONLY_UNSET: Flag = Flag::new('o', "only where it is not set");
pub const OTHERS: Flag = Flag::new('a', "all others instead");
pub const PRINT: Flag = Flag::new('P', "print where the new one is");
pub const PRINT_FORMAT: Flag = Flag::with('F', value::FORMAT).meaning("with -P: print this format");
pub const QUIET: Flag = Flag::new('q', "no complaint about unknown options");
pub const REVERSE: Flag = Flag::new('r', "the other way round");
pub const SIDE_BY_SIDE: Flag = Flag::new('h', "side by side");
pub const SIG_PROXY: Flag =
    Flag::long("sig-proxy", "send signals that the client gets to the program; =false: do not")
        .attached(Value::new("false", "do not"));
pub const STAY: Flag = Flag::new('d', "do not go there");
pub const TARGET_CLIENT: Flag = Flag::with('t', value::TARGET_CLIENT);
pub const TARGET_PANE: Flag = Flag::with('t', value::TARGET_PANE);
pub const TARGET_SESSION: Flag = Flag::with('t', value::TARGET_SESSION);
pub const TARGET_WINDOW: Flag = Flag::with('t', value::TARGET_WINDOW);
pub const UNSET: Flag = Flag::new('u', "as if it had never been set");
pub const UNSET_IN_PANES: Flag = Flag::new('U', "the same, in all panes of the window too");
pub const VALUES_ONLY: Flag = Flag::new('v', "values only");
pub const WHOLE: Flag = Flag::new('f', "over the window's whole width or height");
pub const ZOOM: Flag = Flag::new('Z', "the pane has the whole window meanwhile");
