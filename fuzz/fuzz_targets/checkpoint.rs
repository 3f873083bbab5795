//! Checkpoints of whatever terminals, with bytes of them changed: `cargo +nightly fuzz run checkpoint`.

#![no_main]

#[path = "../../tests/terminal/answers.rs"]
mod answers;
#[path = "../../tests/terminal/fuzz_laws.rs"]
mod fuzz_laws;

libfuzzer_sys::fuzz_target!(|input: &[u8]| fuzz_laws::hold_tampered(input));
