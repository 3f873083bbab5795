//! The engine under whatever bytes and sizes: `cargo +nightly fuzz run terminal`.

#![no_main]

#[path = "../../tests/terminal/answers.rs"]
mod answers;
#[path = "../../tests/terminal/ordeal.rs"]
mod ordeal;

libfuzzer_sys::fuzz_target!(|input: &[u8]| ordeal::undergo(input));
