//! The command line interface (cli): argv to client, one-shot command or server.

mod cli;

use std::io::Write;
use std::process::ExitCode;

fn main() -> ExitCode {
    match cli::enter(std::env::args_os().skip(1)) {
        Ok(status) => ExitCode::from(status),
        Err(failure) => {
            // Where the terminal is gone there is nobody to tell.
            let _ = writeln!(std::io::stderr(), "{}", cli::told(&failure));
            ExitCode::from(cli::status_of(&failure))
        }
    }
}
