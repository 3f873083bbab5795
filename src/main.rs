//! The door: argv to client, one-shot command or server.

mod door;

use std::process::ExitCode;

fn main() -> ExitCode {
    match door::enter(std::env::args_os().skip(1)) {
        Ok(status) => ExitCode::from(status),
        Err(message) => {
            eprintln!("pmux: {message}");
            ExitCode::FAILURE
        }
    }
}
