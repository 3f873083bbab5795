//! What the mouse holds of a pane that floats while it drags, and where that takes the pane.

use crate::geometry::{Area, Size};

/// What it holds. Places are in the window's cells, and may be beyond them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grip {
    /// All of it, which moves.
    All,
    /// Edges: one to the side, if any, and one above or below.
    Edges(Option<Side>, Option<Side>),
    /// The corner across from where it began.
    Corner((i32, i32)),
}

/// Which of two edges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The left or the upper one.
    First,
    /// The right or the lower one.
    Last,
}

impl Grip {
    /// What a cell of the frame around a place is held by: its corners, of which the cells beside them
    /// are part, and its edges; by the upper one it is moved. `None` inside.
    pub fn of(place: Area, (x, y): (i32, i32)) -> Option<Self> {
        let (left, right) = (place.x - 1, place.right());
        let (upper, lower) = (place.y - 1, place.bottom());
        let side = |at: i32, first: i32, last: i32| match at {
            at if at == first => Some(Side::First),
            at if at == last => Some(Side::Last),
            _ => None,
        };
        let down = side(y, upper, lower);
        // A cell is higher than it is wide, so that a corner is hard to hit.
        let near = match x {
            x if x == left || x == left + 1 => Some(Side::First),
            x if x == right || x == right - 1 => Some(Side::Last),
            _ => None,
        };
        match (side(x, left, right), near, down) {
            (_, Some(across), Some(down)) => Some(Grip::Edges(Some(across), Some(down))),
            (Some(across), ..) => Some(Grip::Edges(Some(across), None)),
            (None, None, Some(Side::First)) => Some(Grip::All),
            (None, None, Some(Side::Last)) => Some(Grip::Edges(None, Some(Side::Last))),
            _ => None,
        }
    }

    /// Where a pane is when the mouse has taken it from there to `to`, but for one that is moved.
    pub fn drag(self, place: Area, framed: bool, to: (i32, i32)) -> Area {
        // Each way by itself: where it starts, and how far it goes.
        let edge = |held: Option<Side>, start: i32, end: i32, to: i32| match held {
            None => (start, end - start),
            Some(Side::First) => (to.min(end - 2) + 1, (end - to - 1).max(1)),
            Some(Side::Last) => (start, (to - start).max(1)),
        };
        let corner = |from: i32, to: i32| {
            let frame = i32::from(framed);
            let (first, last) = (from.min(to), from.max(to));
            let inside = (last - first + 1 - 2 * frame).max(1);
            (first + frame, inside)
        };
        let ((x, cols), (y, rows)) = match self {
            Grip::All => return place,
            Grip::Edges(across, down) => (
                edge(across, place.x, place.right(), to.0),
                edge(down, place.y, place.bottom(), to.1),
            ),
            Grip::Corner(from) => (corner(from.0, to.0), corner(from.1, to.1)),
        };
        let cells = |n: i32| u16::try_from(n).unwrap_or(Size::LONGEST_SIDE);
        Area::new(x, y, Size::new(cells(cols), cells(rows)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: Area = Area { x: 10, y: 5, size: Size::new(20, 6) };

    fn check(from: (i32, i32), to: (i32, i32), expect: Option<(i32, i32, u16, u16)>) {
        let after = Grip::of(PLACE, from).map(|grip| {
            let Area { x, y, size } = grip.drag(PLACE, true, to);
            (x, y, size.cols, size.rows)
        });
        assert_eq!(after, expect, "{from:?} to {to:?}");
    }

    #[test]
    fn an_edge_goes_with_the_mouse_and_the_others_stay() {
        check((9, 7), (5, 9), Some((6, 5, 24, 6)));
        check((30, 7), (35, 9), Some((10, 5, 25, 6)));
        check((15, 11), (3, 14), Some((10, 5, 20, 9)));
        check((9, 4), (7, 2), Some((8, 3, 22, 8)));
        check((30, 11), (33, 13), Some((10, 5, 23, 8)));
        // Inside there is nothing to hold, and the upper edge moves it.
        check((15, 7), (20, 9), None);
        assert_eq!(Grip::of(PLACE, (15, 4)), Some(Grip::All));
        // It has one cell at least, and then stays where its other edge is.
        check((9, 7), (50, 7), Some((29, 5, 1, 6)));
        check((30, 7), (0, 7), Some((10, 5, 1, 6)));
    }

    #[test]
    fn a_new_one_goes_from_corner_to_corner() {
        for (framed, from, to, expect) in [
            (true, (5, 5), (14, 9), (6, 6, 8, 3)),
            (true, (14, 9), (5, 5), (6, 6, 8, 3)),
            (false, (5, 5), (14, 9), (5, 5, 10, 5)),
            (true, (5, 5), (5, 5), (6, 6, 1, 1)),
        ] {
            let Area { x, y, size } = Grip::Corner(from).drag(PLACE, framed, to);
            assert_eq!((x, y, size.cols, size.rows), expect, "{from:?} to {to:?}");
        }
    }
}
