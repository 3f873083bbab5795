//! The law of views, on a server: whatever programs write, what a display has drawn from the
//! differences is what a new one would be shown.

use proptest::prelude::*;

use super::super::project::Projection;
use super::*;

/// What programs write, in pieces: text, rows that are edited, that move, that are covered.
const PIECES: [&str; 24] = [
    "a",
    "some words ",
    "\x1b[1;31mred\x1b[m",
    "漢字e\u{301}",
    "\r\n",
    "\n\n\n\n\n\n\n\n\n\n\n\n",
    "\x1b[H",
    "\x1b[5;40H",
    "\x1b[24;1H",
    "\x1b[K",
    "\x1b[2J",
    "\x1b[3L",
    "\x1b[2M",
    "\x1b[4P",
    "\x1b[2S",
    "\x1bM",
    "\x1b[3;9r",
    "\x1b[r",
    "\x1b[?1049h",
    "\x1b[?1049l",
    "\x1b[?5h",
    "\x1b[?25l\x1b[4 q",
    "\x1b[?2026hhidden",
    "\x1b[?2026l\x1b[?5l\x1b[?25h",
];

fn check(world: &World, screen: &Screen) {
    let (model, held) = (&world.server.model, &world.server.synchronized);
    if held.is_empty() {
        let mut new = Projection::default();
        new.advance(model, screen.client, world.server.revision, held);
        assert_eq!(&screen.view, new.view());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn differences_add_up_to_the_view(
        pieces in prop::collection::vec((0u32..2, 0..PIECES.len(), 0u8..4), 1..60),
        small in any::<bool>(),
    ) {
        let mut world = World::new();
        // In a window that is larger than its client, the view follows the cursor.
        let size = if small { Size::new(50, 12) } else { SIZE };
        let mut screen = world.attach(&[], size);
        if small {
            let fixed = ["resize-window", "-t", "build", "-x", "80", "-y", "23"];
            world.ask(&fixed, None);
        }
        world.ask(&["split-window", "-d", "-t", "build"], None);
        world.settle(&mut screen);
        for (pane, piece, shown) in pieces {
            world.event(Event::Output(PaneId(pane), PIECES[piece].as_bytes()));
            if shown > 0 {
                world.clock.millis += 20;
                world.show(&mut [&mut screen]);
                world.acknowledge(&screen);
                check(&world, &screen);
            }
        }
    }
}
