//! What a view says of what is around panes.

use super::*;
use crate::protocol::view::Fill;
use crate::style::{Color, Style};

/// A client of a window of two panes, in a dialect.
fn two(dialect: Dialect) -> (World, Screen) {
    let mut world = World::speaking(dialect);
    let screen = world.attach(&[], SIZE);
    world.ok(&["split-window", "-h", "-t", "build", "program"]);
    (world, screen)
}

/// The titles: in which column a part begins, and what it is.
fn titles(world: &mut World, screen: &mut Screen) -> Vec<Vec<(u16, String)>> {
    world.settle(screen);
    let parts = |title: &Option<Vec<(u16, crate::line::Line)>>| {
        title.iter().flatten().map(|(at, line)| (*at, line.text.clone())).collect()
    };
    screen.view.panes.iter().map(|pane| parts(&pane.title)).collect()
}

#[test]
fn titles_have_parts_and_as_tmux_two_cells_before_them() {
    for (dialect, first, last) in [(Dialect::Pmux, 1, 37), (Dialect::Tmux, 2, 38)] {
        let (mut world, mut screen) = two(dialect);
        world.ok(&["set-option", "-gw", "pane-border-status", "top"]);
        let format = " #{pane_index} #[align=right]ab";
        world.ok(&["set-option", "-gw", "pane-border-format", format]);
        let titles = titles(&mut world, &mut screen);
        let expect = [(first, " 0 ".to_owned()), (last, "ab".to_owned())];
        assert_eq!(titles[0], expect, "{dialect:?}");
    }
}

#[test]
fn each_pane_says_how_its_borders_look() {
    let (mut world, mut screen) = two(Dialect::Tmux);
    world.ok(&["set-option", "-gw", "pane-border-style", "fg=#{?pane_active,red,green}"]);
    world.ok(&["set-option", "-gw", "pane-active-border-style", "fg=blue"]);
    world.ok(&["set-option", "-p", "-t", "build:.0", "pane-border-style", "fg=cyan"]);
    world.ok(&["set-option", "-gw", "pane-base-index", "8"]);
    world.ok(&["select-pane", "-m", "-t", "build:.9"]);
    world.settle(&mut screen);
    let looks: Vec<_> =
        screen.view.panes.iter().map(|it| (it.border.fg, it.digit, it.marked)).collect();
    assert_eq!(looks, [(Color::Indexed(6), 8, false), (Color::Indexed(4), 9, true)]);
    assert!(screen.view.borders.frame);
    assert!(!two(Dialect::Pmux).1.view.borders.frame);
}

#[test]
fn what_fills_a_tty_is_a_format() {
    let (mut world, mut screen) = two(Dialect::Tmux);
    let mut fill = |world: &mut World, format: &str| {
        world.ok(&["set-option", "-gw", "fill-character", format]);
        world.settle(&mut screen);
        let (inside, outside) = (screen.view.borders.inside, screen.view.borders.outside);
        (inside.character, outside)
    };
    world.ok(&["set-option", "-gw", "pane-border-style", "fg=red"]);
    let is = |character, style| Fill { character, style };
    let red = Style::PLAIN.fg(Color::Indexed(1));
    assert_eq!(fill(&mut world, "#{?is_inside,I,#{?is_outside,O,X}}"), ('I', is('O', red)));
    let green = Style::PLAIN.fg(Color::Indexed(2));
    assert_eq!(fill(&mut world, "#[fg=green,acs]~"), ('·', is('·', green)));
    assert_eq!(fill(&mut world, ""), (' ', is(' ', red)));
    assert_eq!(fill(&mut world, "漢"), ('·', is('·', red)));
}
