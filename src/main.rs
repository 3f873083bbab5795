//! The door: argv to client, one-shot command or server.

mod door;

use std::io::Write;
use std::process::ExitCode;

fn main() -> ExitCode {
    match door::enter(std::env::args_os().skip(1)) {
        Ok(status) => ExitCode::from(status),
        Err(failure) => {
            // Where the terminal is gone there is nobody to tell.
            let _ = writeln!(std::io::stderr(), "{}", door::told(&failure));
            ExitCode::from(door::status_of(&failure))
        }
    }
}
