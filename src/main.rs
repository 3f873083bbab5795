//! The command line interface (cli): argv to client, one-shot command or server.

mod cli;

use std::io::Write;
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut arguments = std::env::args_os();
    let dialect = cli::dialect(arguments.next());
    match cli::enter(dialect, arguments) {
        Ok(status) => ExitCode::from(status),
        Err(failure) => {
            // Where the terminal is gone there is nobody to tell.
            let _ = writeln!(std::io::stderr(), "{}", cli::told(dialect, &failure));
            ExitCode::from(cli::status_of(dialect, &failure))
        }
    }
}
