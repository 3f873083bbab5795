//! What the fuzzer found once (`found/`, each named for what was wrong), and its ways through
//! the engine in brief: every law holds.

use super::fuzz_laws::{hold, hold_tampered};
use proptest::prelude::*;

#[test]
fn what_was_found_once_is_found_no_more() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/terminal/found");
    for entry in std::fs::read_dir(folder).expect("the folder of findings") {
        let path = entry.expect("an entry").path();
        eprintln!("{}", path.display());
        hold(&std::fs::read(path).expect("a finding"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_are_an_unsound_checkpoint(changes in prop::collection::vec(any::<(u16, u8)>(), 0..6), script in super::streams::anything()) {
        let mut input = vec![changes.len() as u8];
        for (at, bits) in changes {
            input.extend(at.to_le_bytes());
            input.push(bits);
        }
        input.extend(script);
        hold_tampered(&input);
    }
}
