//! What the terminal answers comes to the program as if a person had typed it. So nothing of what
//! was printed may come back in it: the answers are of a fixed grammar, with nothing in it but
//! numbers, hexadecimal digits and words of the terminal's own.

use std::sync::LazyLock;

use pmux::terminal::{Notice, Terminal};
use regex::bytes::Regex;

/// Everything that is ever answered, as it is without 8-bit controls: an alternative for each kind,
/// as xterm's ctlseqs, DEC STD 070 and kitty's pages have them. A new answer gets its line here,
/// and no `.`, no class of letters but hexadecimal ones, nothing that a program could fill.
const GRAMMAR: &[&str] = &[
    // DA1 to DA3, XTVERSION.
    r"\x1b\[\?64(;\d+)*c",
    r"\x1b\[>41;10;0c",
    r"\x1bP!\|00000000\x1b\\",
    r"\x1bP>\|pmux\(\d+\.\d+\.\d+\)\x1b\\",
    // The same as tmux says it.
    r"\x1b\[\?1;2c",
    r"\x1b\[>84;0;0c",
    r"\x1bP>\|tmux \d+\.\d+\x1b\\",
    r"\x1bP1\$r q\d q\x1b\\",
    // DSR, DECXCPR, and the private ones.
    r"\x1b\[\??(\d+;)*\d+[nR]",
    r"\x1b\[0\*\{",
    // DECREQTPARM, DECRQM, the keyboard's flags, mode 2048 and XTWINOPS.
    r"\x1b\[[23];1;1;128;128;1;0x",
    r"\x1b\[\??\d+;[0-4]\$y",
    r"\x1b\[\?\d+u",
    r"\x1b\[>4;\d+m",
    r"\x1b\[\d+(;\d+){0,4}t",
    // A title without text.
    r"\x1b\][lL]\x1b\\",
    // DECRQCRA and the checksum of macros.
    r"\x1bP\d+!~[0-9A-F]{4}\x1b\\",
    // DECRQSS: a setting as the sequence that makes it.
    r#"\x1bP0\$r\x1b\\"#,
    r#"\x1bP1\$r>?[\d;:]*(m|r|s|t|\$\||\*\|| q|"q|"p|\*x|\$\}|\$~)\x1b\\"#,
    // XTGETTCAP.
    r"\x1bP[01]\+r([0-9a-fA-F]+(=[0-9A-F]*)?)?\x1b\\",
    // DECCIR and DECTABSR.
    r"\x1bP1\$u\d+;\d+;1;[@-O];[@A];[@-O];[0-3];[0-3];[@-O];[BA0>]{4}\x1b\\",
    r"\x1bP2\$u(\d+(/\d+)*)?\x1b\\",
    // Colours, ended as they were asked for.
    r"\x1b\]\d+(;\d+)?;rgb:[0-9a-f]{4}/[0-9a-f]{4}/[0-9a-f]{4}(\x07|\x1b\\)",
];

static ANSWERS: LazyLock<Regex> = LazyLock::new(|| {
    let whole = format!("^(?-u:{})*$", GRAMMAR.join("|"));
    Regex::new(&whole).expect("the grammar of answers")
});

/// What the terminal has answered since it was last asked.
pub fn answers(terminal: &mut Terminal) -> Vec<u8> {
    let bytes = terminal.drain_notices().filter_map(|notice| match notice {
        Notice::Reply(bytes) => Some(bytes),
        _ => None,
    });
    bytes.flatten().collect()
}

/// Panics where an answer is not of the grammar.
pub fn check_grammar(answers: &[u8]) {
    let plain = seven_bits(answers);
    assert!(ANSWERS.is_match(&plain), "{:?}", String::from_utf8_lossy(&plain));
}

/// C1 controls of one byte (S8C1T) as those of two.
fn seven_bits(bytes: &[u8]) -> Vec<u8> {
    let two = |&byte: &u8| match byte {
        0x80..0xa0 => vec![0x1b, byte - 0x40],
        _ => vec![byte],
    };
    bytes.iter().flat_map(two).collect()
}
