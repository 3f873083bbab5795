//! Formats of anybody's: `cargo +nightly fuzz run format`.

#![no_main]

#[path = "../../tests/laws/formats.rs"]
mod formats;

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    if let Ok(text) = std::str::from_utf8(input) {
        formats::hold(text);
    }
});
