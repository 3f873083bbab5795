//! What is held of everything that people, programs and terminals may write to pmux: command lines,
//! formats and what a tty sends; of what was kept of a server; and of what it and its shim say to each
//! other. `fuzz/` tries the same laws.

mod command_lines;
mod formats;
mod inputs;
mod journals;
mod shims;
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
                "\r", "\r\n",
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
    fn whatever_was_done_to_a_journal_it_is_refused_or_goes_on(
        steps in prop::collection::vec(any::<[u8; 2]>(), 0..32),
        alterations in prop::collection::vec(
            (any::<[u8; 2]>(), prop::collection::vec(any::<u8>(), 0..9)),
            0..6,
        ),
    ) {
        let alterations = alterations.into_iter().flat_map(|(place, bytes)| {
            place.into_iter().chain([bytes.len() as u8]).chain(bytes).collect::<Vec<u8>>()
        });
        let count = [steps.len() as u8];
        let steps = steps.into_iter().flatten();
        journals::hold(&count.into_iter().chain(steps).chain(alterations).collect::<Vec<u8>>());
    }

    #[test]
    fn nothing_that_a_shim_or_its_server_is_sent_is_more_than_refused(
        kind in prop_oneof![0_u8..9, 60_u8..80, any::<u8>()],
        beside in 0_u8..4,
        payload in prop::collection::vec(prop_oneof![Just(0), any::<u8>()], 0..60),
    ) {
        shims::hold(&[&[kind, beside], payload.as_slice()].concat());
        let frame = [&(payload.len() as u32).to_le_bytes()[..], &[kind, 0], &payload].concat();
        shims::hold(&[frame.as_slice(), &frame, &payload].concat());
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

/// Nothing is read where there is no room for an entry's head.
#[test]
fn a_journal_whose_ring_is_just_full_is_whole() {
    let steps = [17, 185, 17, 233, 17, 185, 17, 17, 17, 17, 17, 17, 17, 17, 17, 249, 1, 0];
    journals::hold(&[&[steps.len() as u8 / 2][..], &steps].concat());
}
