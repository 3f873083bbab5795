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
    /// The last digit of the index of a pane that they belong to.
    Number,
    /// Blanks, and no more: a box has the room for them all the same.
    Spaces,
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
const TABLE: [(BorderLines, &str, [char; 16]); 8] = [
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
    // Where there is no pane to count.
    (BorderLines::Number, "number", ['*'; 16]),
    (BorderLines::Spaces, "spaces", [' '; 16]),
];

/// The names of the first kinds, and one more.
const fn names_and<const COUNT: usize>(last: &'static str) -> [&'static str; COUNT] {
    let mut names = [last; COUNT];
    let mut at = 0;
    while at + 1 < COUNT {
        names[at] = TABLE[at].1;
        at += 1;
    }
    names
}

impl BorderLines {
    /// What can be between panes. With `none` they are apart all the same, by blanks.
    pub const BETWEEN_PANES: &[&str] = &names_and::<9>("none");
    /// What can be around a box. With `none` there are no edges.
    pub const AROUND_BOXES: &[&str] = &names_and::<7>("none");

    /// The kind of that name; `None` where there is no such kind.
    pub fn named(name: &str) -> Option<Self> {
        TABLE.iter().find(|(_, known, _)| *known == name).map(|(lines, ..)| *lines)
    }

    /// What is between panes by that name.
    pub fn between_panes(name: &str) -> Self {
        match name {
            "none" => Self::Spaces,
            name => Self::named(name).unwrap_or_default(),
        }
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
        let last = |names: &[&'static str]| names[names.len() - 3..].to_vec();
        assert_eq!(last(BorderLines::BETWEEN_PANES), ["number", "spaces", "none"]);
        assert_eq!(last(BorderLines::AROUND_BOXES), ["rounded", "padded", "none"]);
        assert_eq!(BorderLines::between_panes("none").character(UP | DOWN), ' ');
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
