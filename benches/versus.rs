//! Whole multiplexers side by side, in one run: see `versus/mod.rs`.

#[path = "versus/mod.rs"]
mod versus;

fn main() -> std::process::ExitCode {
    versus::main()
}
