//! What borders are made of: one table of names and characters for the lines between panes and for
//! the edges of panels, menus and popups.

use serde::{Deserialize, Serialize};

/// A kind of lines. Programs send it by its number, so new ones come last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum BorderLines {
    /// Thin lines.
    #[default]
    Single,
    /// Double lines.
    Double,
    /// Thick lines.
    Heavy,
    /// `+ - |`.
    Simple,
    /// Thin lines with round corners.
    Rounded,
    /// Blanks.
    Padded,
}

/// Where a border's cell goes on: bits of an index into [`BorderLines::character`]'s rows.
pub const UP: usize = 1;
/// See [`UP`].
pub const DOWN: usize = 2;
/// See [`UP`].
pub const LEFT: usize = 4;
/// See [`UP`].
pub const RIGHT: usize = 8;

/// Each kind with its name (tmux's) and its characters by where they go on; those that go on
/// nowhere or one way are straight.
const TABLE: [(BorderLines, &str, [char; 16]); 6] = [
    (
        BorderLines::Single,
        "single",
        ['─', '│', '│', '│', '─', '┘', '┐', '┤', '─', '└', '┌', '├', '─', '┴', '┬', '┼'],
    ),
    (
        BorderLines::Double,
        "double",
        ['═', '║', '║', '║', '═', '╝', '╗', '╣', '═', '╚', '╔', '╠', '═', '╩', '╦', '╬'],
    ),
    (
        BorderLines::Heavy,
        "heavy",
        ['━', '┃', '┃', '┃', '━', '┛', '┓', '┫', '━', '┗', '┏', '┣', '━', '┻', '┳', '╋'],
    ),
    (
        BorderLines::Simple,
        "simple",
        ['-', '|', '|', '|', '-', '+', '+', '+', '-', '+', '+', '+', '-', '+', '+', '+'],
    ),
    (
        BorderLines::Rounded,
        "rounded",
        ['─', '│', '│', '│', '─', '╯', '╮', '┤', '─', '╰', '╭', '├', '─', '┴', '┬', '┼'],
    ),
    (BorderLines::Padded, "padded", [' '; 16]),
];

/// The names of all kinds, and one more.
const fn names_and(last: &'static str) -> [&'static str; TABLE.len() + 1] {
    let mut names = [last; TABLE.len() + 1];
    let mut at = 0;
    while at < TABLE.len() {
        names[at] = TABLE[at].1;
        at += 1;
    }
    names
}

impl BorderLines {
    /// What can be between panes. `number` is tmux's; here it is as `single`.
    pub const BETWEEN_PANES: &[&str] = &names_and("number");
    /// What can be around a box. With `none` there are no edges.
    pub const AROUND_BOXES: &[&str] = &names_and("none");

    /// The kind of that name; `None` where there is no such kind.
    pub fn named(name: &str) -> Option<Self> {
        TABLE.iter().find(|(_, known, _)| *known == name).map(|(lines, ..)| *lines)
    }

    /// The character that goes on where the bits of `goes_on` say.
    pub fn character(self, goes_on: usize) -> char {
        TABLE[self as usize].2[goes_on & (UP | DOWN | LEFT | RIGHT)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_has_its_row_and_its_name() {
        for (at, (lines, name, _)) in TABLE.iter().enumerate() {
            assert_eq!((*lines as usize, BorderLines::named(name)), (at, Some(*lines)));
        }
        assert_eq!(BorderLines::BETWEEN_PANES.last(), Some(&"number"));
        assert_eq!(BorderLines::named("none"), None);
    }

    /// What a box and what crosses are drawn with, as one reads it.
    #[test]
    fn a_character_goes_on_where_its_bits_say() {
        let all = |lines: BorderLines| {
            let corners = [DOWN | RIGHT, DOWN | LEFT, UP | RIGHT, UP | LEFT];
            let tees =
                [UP | DOWN | RIGHT, UP | DOWN | LEFT, DOWN | LEFT | RIGHT, UP | LEFT | RIGHT];
            let rest = [LEFT | RIGHT, UP | DOWN, UP | DOWN | LEFT | RIGHT];
            let bits = corners.into_iter().chain(tees).chain(rest);
            bits.map(|bits| lines.character(bits)).collect::<String>()
        };
        assert_eq!(all(BorderLines::Single), "┌┐└┘├┤┬┴─│┼");
        assert_eq!(all(BorderLines::Double), "╔╗╚╝╠╣╦╩═║╬");
        assert_eq!(all(BorderLines::Heavy), "┏┓┗┛┣┫┳┻━┃╋");
        assert_eq!(all(BorderLines::Simple), "++++++++-|+");
        assert_eq!(all(BorderLines::Rounded), "╭╮╰╯├┤┬┴─│┼");
        for (lines, ..) in TABLE {
            let across = lines.character(LEFT | RIGHT);
            let down = lines.character(UP | DOWN);
            assert!([0, LEFT, RIGHT].iter().all(|bits| lines.character(*bits) == across));
            assert!([UP, DOWN].iter().all(|bits| lines.character(*bits) == down));
        }
    }
}
