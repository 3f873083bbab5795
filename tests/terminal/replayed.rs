//! What the fuzzer found once (`found/`, each named for what was wrong), and its ways through
//! the engine in brief: every law holds.

use super::fuzz_laws::hold;

#[test]
fn what_was_found_once_is_found_no_more() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/terminal/found");
    for entry in std::fs::read_dir(folder).expect("the folder of findings") {
        let path = entry.expect("an entry").path();
        eprintln!("{}", path.display());
        hold(&std::fs::read(path).expect("a finding"));
    }
}
