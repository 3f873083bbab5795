//! Frames of a peer that may be anybody: `cargo +nightly fuzz run peer`.

#![no_main]

#[path = "../../tests/protocol/peer.rs"]
mod peer;

libfuzzer_sys::fuzz_target!(|input: &[u8]| peer::withstand(input));
