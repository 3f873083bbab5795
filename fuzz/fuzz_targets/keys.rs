//! What a tty sends of anybody's: `cargo +nightly fuzz run keys`.

#![no_main]

#[path = "../../tests/laws/inputs.rs"]
mod inputs;

libfuzzer_sys::fuzz_target!(|input: &[u8]| inputs::hold(input));
