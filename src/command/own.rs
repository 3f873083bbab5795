//! What may stand before the command: pmux's own flags.

use super::flag;
use super::value;
use crate::language::syntax::{Flag, Operand, Syntax, Value, Words};

/// What tmux has for colours, UTF-8, login shells and logs.
const fn for_tmux(letter: char) -> Flag {
    let help = "for tmux's scripts, no effect: colours and UTF-8 are known without being told";
    Flag::new(letter, help)
}

/// pmux's own flags, and then the command with its flags.
pub const OWN: Syntax = Syntax {
    flags: &[
        for_tmux('2'),
        for_tmux('u'),
        for_tmux('l'),
        for_tmux('v'),
        flag::ignored('q'),
        Flag::new('N', "start no server"),
        Flag::new(
            'C',
            "control mode: speak to a program, in lines; twice for one behind a terminal",
        ),
        Flag::with('L', Value::new("socket-name", "the server of this name").of(Words::Servers)),
        Flag::with('S', Value::new("socket-path", "the server at that socket").of(Words::Files)),
        Flag::with('f', value::FILE)
            .meaning("the configuration of a server that is started; again for more"),
        Flag::with('c', value::SHELL_COMMAND).meaning("run a shell command, as run-shell does"),
        Flag::long_with("host", Value::new("host", "the server of another host, over ssh")),
        Flag::with('o', Value::new("ssh-option", "with --host: for ssh, as its own -o")),
        Flag::long("as-tmux", "be tmux: its defaults, files, variables and words"),
        Flag::new('h', "this, or with the name of a command more of that").or_long("help"),
        Flag::new('V', "the version").or_long("version"),
    ],
    operands: &[Operand::Rest(Value::new("command [flags]", "").of(Words::Commands))],
    anywhere: false,
};
