//! What a shim and its server say, of anybody's: `cargo +nightly fuzz run shim`.

#![no_main]

#[path = "../../tests/laws/shims.rs"]
mod shims;

libfuzzer_sys::fuzz_target!(|input: &[u8]| shims::hold(input));
