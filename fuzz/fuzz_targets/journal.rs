//! A pane's journal in memory that was altered: `cargo +nightly fuzz run journal`.

#![no_main]

#[path = "../../tests/laws/journals.rs"]
mod journals;

libfuzzer_sys::fuzz_target!(|input: &[u8]| journals::hold(input));
