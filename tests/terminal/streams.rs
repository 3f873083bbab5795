//! Streams of bytes as programs write them, and as nobody should.

use proptest::prelude::*;

/// The screen that streams are made for.
pub const COLS: u16 = 20;
/// Its rows.
pub const ROWS: u16 = 8;

/// Text with an escape sequence or control in it now and then.
fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => "[a-z ]{1,30}",
        2 => prop::sample::select(vec!["漢字", "한", "é", "ß", "😀", "e\u{301}", "─┼", "\u{301}"])
            .prop_map(str::to_owned),
    ]
}

fn controls() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["\r\n", "\n", "\r", "\x08", "\t", "\x1bM", "\x1b7", "\x1b8"])
        .prop_map(str::to_owned)
}

/// Moves and edits with one count.
fn moves() -> impl Strategy<Value = String> {
    let last = prop::sample::select("ABCDGdX@PLMJKSTEF".chars().collect::<Vec<_>>());
    (0u16..25, last).prop_map(|(n, last)| match last {
        'J' | 'K' => format!("\x1b[{}{last}", n % 3),
        _ => format!("\x1b[{n}{last}"),
    })
}

fn places() -> impl Strategy<Value = String> {
    (0u16..12, 0u16..25).prop_map(|(y, x)| format!("\x1b[{y};{x}H"))
}

fn looks() -> impl Strategy<Value = String> {
    prop_oneof![
        (0u16..110).prop_map(|n| format!("\x1b[{n}m")),
        (0u8..=255).prop_map(|n| format!("\x1b[38;5;{n}m")),
        any::<[u8; 3]>().prop_map(|[r, g, b]| format!("\x1b[48;2;{r};{g};{b}m")),
        Just("\x1b[m".to_owned()),
    ]
}

fn margins() -> impl Strategy<Value = String> {
    (0u16..10, 0u16..10).prop_map(|(top, bottom)| format!("\x1b[{top};{bottom}r"))
}

/// What the `vt100` crate and this engine both have and mean the same by.
pub fn shared() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => "[a-z ]{1,30}",
        2 => prop::sample::select(vec!["é", "─┼"]).prop_map(str::to_owned),
        // Wide glyphs where they fit: one that must wrap leaves there what was before.
        1 => (1u16..18).prop_map(|x| format!("\x1b[{x}G漢한")),
        // No reverse index: the other engine scrolls a region from outside it. No line feed
        // alone: it keeps a wrap pending over one, against DEC STD 070.
        3 => prop::sample::select(vec!["\r\n", "\r"]).prop_map(str::to_owned),
        3 => shared_moves(),
        3 => places(),
        1 => shared_looks(),
        // The other engine puts the cursor to the margin instead of home, and takes margins that
        // are upside down for none.
        1 => (1u16..7, 1u16..3).prop_map(|(top, n)| format!("\x1b[{top};{}r\x1b[H", top + n)),
    ];
    prop::collection::vec(piece, 1..40).prop_map(|pieces| pieces.concat())
}

/// Not up and down: the other engine passes through margins that these stop at (DEC STD 070).
fn shared_moves() -> impl Strategy<Value = String> {
    let last = prop::sample::select("CDGdX@PLMJKST".chars().collect::<Vec<_>>());
    (1u16..25, last).prop_map(|(n, last)| match last {
        'J' | 'K' => format!("\x1b[{n}G\x1b[{}{last}", n % 3),
        // The other engine leaves the cursor in its column, against ECMA-48.
        'L' | 'M' => format!("\x1b[{n}{last}\r"),
        // It leaves halves of wide glyphs behind when it shifts from within one. As much is written as the
        // row has room for: what wraps would have it shift in the next one, from wherever.
        'P' | '@' => {
            let n = n.min(COLS);
            let text = &"abcdef"[..usize::from((COLS + 1 - n).min(6))];
            format!("\x1b[{n}G\x1b[K{text}\x1b[{n}G\x1b[{}{last}", n % 7)
        }
        // A wrap pending is a column of its own there; in xterm the cursor is on the last one.
        'X' | 'C' | 'D' | 'd' => format!("\x1b[{n}G\x1b[{n}{last}"),

        _ => format!("\x1b[{n}{last}"),
    })
}

fn shared_looks() -> impl Strategy<Value = String> {
    let plain = vec![0u16, 1, 3, 7, 27, 23, 39, 49, 24];
    prop_oneof![
        prop::sample::select(plain).prop_map(|n| format!("\x1b[{n}m")),
        (30u16..38).prop_map(|n| format!("\x1b[{n}m")),
        (40u16..48).prop_map(|n| format!("\x1b[{n}m")),
        (90u16..98).prop_map(|n| format!("\x1b[{n}m")),
        (0u8..=255).prop_map(|n| format!("\x1b[38;5;{n}m")),
        any::<[u8; 3]>().prop_map(|[r, g, b]| format!("\x1b[48;2;{r};{g};{b}m")),
    ]
}

/// Sequences that few programs use, and strings.
fn rarities() -> impl Strategy<Value = String> {
    let switched = prop::sample::select(vec![
        1, 4, 5, 6, 7, 9, 12, 25, 40, 45, 47, 66, 67, 69, 1000, 1002, 1003, 1004, 1005, 1006, 1007,
        1015, 1016, 1045, 1047, 1048, 1049, 2004, 2026, 2027, 2031, 2048,
    ]);
    let rectangle = (
        prop::collection::vec(0u16..25, 0..9),
        prop::sample::select("rtvxz{pw".chars().collect::<Vec<_>>()),
    );
    prop_oneof![
        4 => (switched, any::<bool>())
            .prop_map(|(mode, on)| format!("\x1b[?{mode}{}", if on { 'h' } else { 'l' })),
        1 => Just("\x1b[4h".to_owned()),
        1 => Just("\x1b[4l".to_owned()),
        2 => (0u16..25, 0u16..25).prop_map(|(left, right)| format!("\x1b[{left};{right}s")),
        2 => rectangle.prop_map(|(params, last)| {
            let params: Vec<String> = params.iter().map(u16::to_string).collect();
            format!("\x1b[{}${last}", params.join(";"))
        }),
        3 => prop::sample::select(vec![
            "\x1bD", "\x1bE", "\x1bH", "\x1bM", "\x1b6", "\x1b9", "\x1b(0", "\x1b(B", "\x1b-A", "\x1b.A\x1bN", "\x0e",
            "\x0f", "\x1b)0", "\x1b#8", "\x1b[3g", "\x1b[!p", "\x1b[2Z", "\x1b[3I", "\x1b[9b",
            "\x1b[2 @", "\x1b[2 A", "\x1b[2'}", "\x1b[2'~", "\x1b[1\"q", "\x1b[0\"q", "\x1b[?J",
            "\x1b[?1K", "\x1bV", "\x1bW", "\x1b[>1u", "\x1b[<u", "\x1b[3 q", "\x1b[99999b",
            "\x1b[65535;65535H", "\x1b[65535S", "\x1b[65535@", "\x1b[65535L", "\x1b[?2027h",
            "👩\u{200d}👧", "🇩🇪", "❤\u{fe0f}", "\u{200b}", "\u{ad}", "\x1bc",
        ]).prop_map(str::to_owned),
        2 => prop::sample::select(vec![
            "\x1b]2;a title\x07", "\x1b]8;id=1;http://x\x1b\\", "\x1b]8;;\x07", "\x1b]52;c;aGk=\x07",
            "\x1b]4;1;?\x07", "\x1b]133;A\x07", "\x1bP$qm\x1b\\", "\x1bP+q544e\x1b\\", "\x1b_x\x1b\\",
            "\x1b]7;file:///tmp\x07", "\x1b[c", "\x1b[6n", "\x1b[22t", "\x1b[23t",
        ]).prop_map(str::to_owned),
    ]
}

/// All that this engine knows, and bytes that nobody does.
pub fn anything() -> impl Strategy<Value = Vec<u8>> {
    let text = |strategy: BoxedStrategy<String>| strategy.prop_map(String::into_bytes).boxed();
    let piece = prop_oneof![
        8 => text(words().boxed()),
        4 => text(controls().boxed()),
        4 => text(moves().boxed()),
        3 => text(places().boxed()),
        2 => text(looks().boxed()),
        1 => text(margins().boxed()),
        3 => text(rarities().boxed()),
        1 => prop::collection::vec(any::<u8>(), 1..12),
    ];
    prop::collection::vec(piece, 1..40).prop_map(|pieces| pieces.concat())
}

/// Text, line ends and looks: what a shell's screen is made of.
pub fn lines() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => words(),
        3 => Just("\r\n".to_owned()),
        2 => looks(),
    ];
    prop::collection::vec(piece, 1..60).prop_map(|pieces| pieces.concat())
}

/// Many lines, as a flood of output has them; some coloured, some in other scripts, a few with
/// what no flood has.
pub fn flood() -> impl Strategy<Value = String> {
    let line = |piece: BoxedStrategy<String>| {
        prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat() + "\r\n")
    };
    let colored = prop_oneof![words(), words(), looks(), Just("\x1b[m".to_owned())].boxed();
    let piece = prop_oneof![
        100 => "[a-z ]{0,50}".prop_map(|line| line + "\r\n"),
        60 => line(words().boxed()),
        60 => line(colored).prop_map(|line| "\x1b[m".to_owned() + &line),
        20 => words(),
        2 => controls(),
        2 => looks(),
        1 => places(),
    ];
    prop::collection::vec(piece, 20..120).prop_map(|pieces| pieces.concat())
}

/// A line of fewer than `pieces` of all that flows: text, broken and whole, tabs, returns, looks,
/// erasing in the line.
pub fn flowing(pieces: usize) -> impl Strategy<Value = Vec<u8>> {
    let parts = vec![
        "\t",
        "\r",
        "\x1b[K",
        "\x1b[1K",
        "\x1b[m",
        "\x1b[0m",
        "\x1b[41m",
        "\x1b[1;4:3m",
        "\x1b[48;2;1;2;3m",
        "e\u{301}",
        "\u{301}",
        "漢字",
        "m",
        "K",
        "0;1",
        "\n",
    ];
    let piece = prop_oneof![
        6 => "[a-dm ]{1,30}".prop_map(String::into_bytes),
        6 => prop::sample::select(parts).prop_map(|part| part.as_bytes().to_vec()),
        2 => looks().prop_map(String::into_bytes),
        1 => prop::collection::vec(0x80u8.., 1..4),
    ];
    let line = prop::collection::vec(piece, 0..pieces).prop_map(|pieces| pieces.concat());
    line.prop_map(|line| [line, b"\r\n".to_vec()].concat())
}

/// Looks that the `alacritty_terminal` crate has too: all but blinking.
fn all_looks() -> impl Strategy<Value = String> {
    let plain = vec![0u16, 1, 2, 3, 4, 7, 8, 9, 22, 23, 24, 27, 28, 29, 39, 49, 59];
    prop_oneof![
        3 => prop::sample::select(plain).prop_map(|n| format!("\x1b[{n}m")),
        1 => (0u16..6).prop_map(|n| format!("\x1b[4:{n}m")),
        1 => any::<[u8; 3]>().prop_map(|[r, g, b]| format!("\x1b[58:2::{r}:{g}:{b}m")),
        1 => any::<u8>().prop_map(|n| format!("\x1b[58:5:{n}m")),
        1 => any::<u8>().prop_map(|n| format!("\x1b[1;38;5;{n};4m")),
        1 => any::<[u8; 3]>().prop_map(|[r, g, b]| format!("\x1b[38:2:{r}:{g}:{b}m")),
        2 => shared_looks(),
    ]
}

/// Narrow text and edits that mean the same to the `alacritty_terminal` crate. Each edit has a
/// place before it, as the two think otherwise of a pending wrap.
pub fn narrow_edits() -> impl Strategy<Value = String> {
    let x = || 1..=COLS;
    let edit = prop_oneof![
        (x(), x()).prop_map(|(x, n)| format!("\x1b[{x}G\x1b[{n}@")),
        (x(), x()).prop_map(|(x, n)| format!("\x1b[{x}G\x1b[{}P", n.min(COLS + 1 - x))),
        (x(), x()).prop_map(|(x, n)| format!("\x1b[{x}G\x1b[{n}X")),
        (x(), 0..3u16).prop_map(|(x, n)| format!("\x1b[{x}G\x1b[{n}K")),
        (x(), prop::sample::select(vec![1, 3, 4, 5, 6, 7, 8]), 0..3u16)
            .prop_map(|(x, y, n)| format!("\x1b[{y};{x}H\x1b[{n}J")),
        (1..ROWS, prop::sample::select(vec!['L', 'M']))
            .prop_map(|(n, last)| format!("\x1b[{n}{last}\r")),
        (1..ROWS, prop::sample::select(vec!['S', 'T']))
            .prop_map(|(n, last)| format!("\x1b[{n}{last}")),
        (x(), 1..20u16, prop::sample::select(vec!['C', 'D', 'I', 'Z', 'b', '`', 'd', 'a', 'e']))
            .prop_map(|(x, n, last)| match last {
                'b' => format!("\x1b[{}Gx\x1b[{n}b", x.min(COLS - 1)),
                'e' => format!("\x1b[H\x1b[{}e", n.min(ROWS - 1)),
                _ => format!("\x1b[{x}G\x1b[{n}{last}"),
            }),
        (
            x(),
            prop::sample::select(vec![
                "\t",
                "\x08",
                "\x1bH",
                "\x1b[g\x1b[G\x1bH",
                "\x1b[3g\x1b[G\x1bH",
                "\x1bM",
                "\x1bD",
                "\x1bE",
                "\n",
                "\x0b"
            ])
        )
            .prop_map(|(x, control)| format!("\x1b[{x}G{control}")),
        (1..ROWS, 1..4u16).prop_map(|(top, n)| format!("\x1b[{top};{}r", top + n)),
        (x(), 1..=ROWS).prop_map(|(x, y)| format!("\x1b[{y};{x}H\x1b7")),
        Just("\x1b8".to_owned()),
        prop::sample::select(vec![
            "\x1b[4h",
            "\x1b[4l",
            "\x1b(0",
            "\x1b(B",
            "\x1b)0\x0elqk\x0f",
            "\x1b[r\x1b#8\x1b[H"
        ])
        .prop_map(str::to_owned),
        // Moves of rows only where there are no margins.
        (1..20u16, prop::sample::select(vec!['A', 'B', 'E', 'F']))
            .prop_map(|(n, last)| format!("\x1b[r\x1b[4;7H\x1b[{n}{last}")),
        "[a-z]{1,30}".prop_map(|text| format!("\x1b[?1049h\x1b[H{text}\x1b[?1049l")),
    ];
    let piece = prop_oneof![
        6 => "[a-z ]{1,30}",
        2 => places(),
        2 => Just("\r\n".to_owned()),
        2 => all_looks(),
        8 => edit,
    ];
    prop::collection::vec(piece, 1..40).prop_map(|pieces| pieces.concat())
}

/// Text of all widths with marks, overwritten and scrolled, but never edited within a row.
pub fn wide_text() -> impl Strategy<Value = String> {
    let glyph = prop::sample::select(vec![
        "漢字",
        "한글",
        "é",
        "😀",
        "e\u{301}",
        "漢\u{301}",
        "─┼",
        "a\u{200d}",
        "ｆ",
    ]);
    let piece = prop_oneof![
        4 => "[a-z ]{1,30}",
        6 => prop::collection::vec(glyph, 1..9).prop_map(|glyphs| glyphs.concat()),
        3 => places(),
        2 => Just("\r\n".to_owned()),
        2 => all_looks(),
        1 => prop::sample::select(vec!["\x1b[G\x1b[2J", "\x1b[G\x1b[2K", "\x1b[G\x1bM", "\x1b[G\x1bD", "\x1b[G\x1b[2S", "\x1b[G\x1b[T", "\x1b[G\x1b[2L\r", "\x1b[G\x1b[M\r", "\x1b[G\x1b[K"])
            .prop_map(str::to_owned),
        1 => (1..ROWS, 1..4u16).prop_map(|(top, n)| format!("\x1b[{top};{}r", top + n)),
    ];
    prop::collection::vec(piece, 1..40).prop_map(|pieces| pieces.concat())
}
