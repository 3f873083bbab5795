//! Command lines of anybody's: `cargo +nightly fuzz run command_line`.

#![no_main]

#[path = "../../tests/laws/command_lines.rs"]
mod command_lines;

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    if let Ok(text) = std::str::from_utf8(input) {
        command_lines::hold(text);
    }
});
