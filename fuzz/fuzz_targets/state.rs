//! The state of a server with a section that says anything: `cargo +nightly fuzz run state`.

#![no_main]

#[path = "../../tests/laws/states.rs"]
mod states;

libfuzzer_sys::fuzz_target!(|input: &[u8]| states::hold(input));
