//! Whatever is in a file, it is refused or what is in it is sound; and what pmux wrote of that is
//! read again as it was. The first byte says whether the bytes are a file, or what would be in one, so
//! that what lies behind the sums is reached.

#![no_main]

use libfuzzer_sys::fuzz_target;
use pmux::saved;
use pmux::terminal::Terminal;

fuzz_target!(|data: &[u8]| {
    let Some((first, bytes)) = data.split_first() else { return };
    let file = match first & 1 {
        0 => bytes.to_vec(),
        _ => match postcard::from_bytes(bytes) {
            Ok(kept) => saved::encode(&kept, 0),
            Err(_) => return,
        },
    };
    let _ = saved::label(&file);
    let Ok((label, kept)) = saved::decode(&file) else { return };
    if let saved::Kept::Session(session) = &kept {
        for pane in session.windows.iter().flat_map(|window| &window.panes) {
            let _ = Terminal::restore(&pane.terminal);
        }
    }
    let again = saved::encode(&kept, label.saved);
    assert_eq!(saved::decode(&again), Ok((label, kept)));
});
