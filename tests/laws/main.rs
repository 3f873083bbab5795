//! What is held of everything that people, programs and terminals may write to pmux: command lines,
//! formats and what a tty sends; and of what was kept of a server. `fuzz/` tries the same laws.

mod command_lines;
mod formats;
mod inputs;
mod states;

use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_command_line_is_read_as_it_is_printed(
        parts in prop::collection::vec(prop_oneof![
            "[a-z]{1,4}",
            "\\PC{0,4}",
            prop::sample::select(vec![
                " ", " ; ", "\n", "{", "}", "\"", "'", "\\", "#", "$", "${", "~", "=", "A=b",
                "%if 1", "%elif #{x}", "%else", "%endif", "%hidden ", "\\u12", "\\033", "\\;", "\t",
            ]).prop_map(str::to_owned),
        ], 0..24),
    ) {
        command_lines::hold(&parts.concat());
    }

    #[test]
    fn any_format_is_expanded_within_bounds(
        parts in prop::collection::vec(prop_oneof![
            "[a-z_]{1,6}",
            "\\PC{0,3}",
            prop::sample::select(vec![
                "#{", "}", "#{?", ",", ":", "#{E:", "#{T:", "#{S:", "#{W:", "#{P:", "#{loop}", "#{E:loop}",
                "#{=5:", "#{p9:", "#{s/a/b/:", "#{m/r:", "#{C:", "#{e|*:", "#{==:", "#{||:", "#{n:", "#{w:",
                "#(", ")", "##", "#[", "]", "%H", "%", "#S", "#{t:", "#{l:", "#{q:", "#{R:",
            ]).prop_map(str::to_owned),
        ], 0..16),
    ) {
        formats::hold(&parts.concat());
    }

    #[test]
    fn any_section_of_a_state_is_refused_or_sound(
        which: u8,
        stays: u8,
        bytes in prop::collection::vec(any::<u8>(), 0..40),
    ) {
        states::hold(&[&[which, stays], bytes.as_slice()].concat());
    }

    #[test]
    fn any_bytes_of_a_tty_are_understood_however_they_are_cut(
        step: u8,
        parts in prop::collection::vec(prop_oneof![
            prop::collection::vec(any::<u8>(), 0..6),
            prop::sample::select(vec![
                "\x1b", "\x1b[", "\x1b[<0;3;4M", "\x1b[200~", "\x1b[201~", "\x1b]11;rgb:0/0/0", "\x07",
                "\x1b\\", "\x1b[97;5u", "\x1bO", "\x1b[M", "\x1b[I", "\x1bP1$r0m", "x", "\x1b[?1;2c",
            ]).prop_map(|text| text.as_bytes().to_vec()),
        ], 0..12),
    ) {
        let bytes: Vec<u8> = std::iter::once(step).chain(parts.concat()).collect();
        inputs::hold(&bytes);
    }
}
