//! Examples are what tmux 3.3a gives for the same acts; the rest are laws.

use proptest::prelude::*;

use super::text::DEEPEST;
use super::*;
use crate::geometry::Direction;

const LR: Orientation = Orientation::LeftRight;
const TB: Orientation = Orientation::TopBottom;

/// What a person does to a layout. Panes are told by index, taken modulo their number.
#[derive(Debug, Clone)]
enum Act {
    Split(usize, Orientation, bool, bool, Option<SplitSize>),
    Remove(usize),
    Resize(Size),
    Pane(usize, Direction, u16),
    To(usize, Option<u16>, Option<u16>),
    Drag(Point, Point),
    Apply(Preset),
    Spread(usize),
    Swap(usize, usize),
    Rotate(bool),
}

/// A layout of 80x24 and the number that the next pane gets.
struct Window {
    layout: Layout,
    next: u32,
}

impl Window {
    fn new(cols: u16, rows: u16) -> Self {
        Self { layout: Layout::new(Size::new(cols, rows), PaneId(0)), next: 1 }
    }

    fn pane(&self, index: usize) -> PaneId {
        let panes = self.layout.panes();
        panes[index % panes.len()].0
    }

    fn act(&mut self, act: &Act) {
        match *act {
            Act::Split(at, orientation, before, full, size) => {
                let new = PaneId(self.next);
                let at = self.pane(at);
                if self.layout.split(at, new, orientation, before, full, size).is_ok() {
                    self.next += 1;
                }
            }
            Act::Remove(pane) => {
                let last = self.layout.count() == 1;
                assert_eq!(self.layout.remove(self.pane(pane)), !last);
            }
            Act::Resize(size) => self.layout.resize(size),
            Act::Pane(pane, direction, by) => {
                self.layout.resize_pane(self.pane(pane), direction, by);
            }
            Act::To(pane, cols, rows) => self.layout.set_pane_size(self.pane(pane), cols, rows),
            Act::Drag(from, to) => {
                self.layout.drag_border(from, to);
            }
            Act::Apply(preset) => {
                let panes: Vec<PaneId> =
                    self.layout.panes().iter().map(|(pane, _)| *pane).collect();
                self.layout.apply(preset, &MainSizes::default(), &panes);
            }
            Act::Spread(pane) => {
                self.layout.spread(self.pane(pane));
            }
            Act::Swap(a, b) => self.layout.swap(self.pane(a), self.pane(b)),
            Act::Rotate(forward) => self.layout.rotate(forward),
        }
    }
}

/// The layout string, without its checksum, after acts on a window of `cols` by `rows`.
fn check(cols: u16, rows: u16, acts: &[Act], expect: &str) {
    let mut window = Window::new(cols, rows);
    acts.iter().for_each(|act| window.act(act));
    let text = window.layout.to_string();
    assert_eq!(&text[5..], expect, "after {acts:?}");
}

fn split(at: usize, orientation: Orientation) -> Act {
    Act::Split(at, orientation, false, false, None)
}

fn cells(at: usize, orientation: Orientation, size: u16) -> Act {
    Act::Split(at, orientation, false, false, Some(SplitSize::Cells(size)))
}

#[test]
fn splits_share_as_in_tmux() {
    check(80, 24, &[], "80x24,0,0,0");
    check(80, 24, &[split(0, LR)], "80x24,0,0{40x24,0,0,0,39x24,41,0,1}");
    check(159, 48, &[split(0, LR)], "159x48,0,0{79x48,0,0,0,79x48,80,0,1}");
    let percent = Act::Split(0, TB, true, false, Some(SplitSize::Percent(25)));
    check(80, 24, &[percent], "80x24,0,0[80x6,0,0,1,80x17,0,7,0]");
    check(
        80,
        24,
        &[cells(0, TB, 1), Act::To(0, None, Some(1)), cells(1, TB, 1), {
            Act::Split(2, LR, false, true, None)
        }],
        "80x24,0,0{40x24,0,0[40x1,0,0,0,40x20,0,2,1,40x1,0,23,2],39x24,41,0,3}",
    );
    let full = |before, size| Act::Split(0, LR, before, true, Some(SplitSize::Cells(size)));
    let acts = [cells(0, LR, 5), split(1, TB), cells(0, LR, 1), cells(0, LR, 1), full(false, 40)];
    check(
        80,
        24,
        &acts,
        "80x24,0,0{33x24,0,0,0,1x24,34,0,4,1x24,36,0,3,\
         1x24,38,0[1x12,38,0,1,1x11,38,13,2],40x24,40,0,5}",
    );
    check(
        80,
        24,
        &[&acts[..], &[full(true, 70)]].concat(),
        "80x24,0,0{70x24,0,0,6,1x24,71,0,0,1x24,73,0,4,1x24,75,0,3,\
         1x24,77,0[1x12,77,0,1,1x11,77,13,2],1x24,79,0,5}",
    );
}

#[test]
fn presets_are_those_of_tmux() {
    let four = [split(0, TB), Act::Apply(Preset::Tiled), split(1, TB), Act::Apply(Preset::Tiled)];
    let four = || [&four[..], &[split(2, TB), Act::Apply(Preset::Tiled)]].concat();
    check(
        200,
        50,
        &four(),
        "200x50,0,0[200x24,0,0{99x24,0,0,0,100x24,100,0,1},\
         200x25,0,25{99x25,0,25,2,100x25,100,25,3}]",
    );
    let then = |preset| [&four()[..], &[Act::Apply(preset)]].concat();
    check(
        200,
        50,
        &then(Preset::MainHorizontal),
        "200x50,0,0[200x24,0,0,0,200x25,0,25{66x25,0,25,1,66x25,67,25,2,66x25,134,25,3}]",
    );
    let main_vertical = then(Preset::MainVertical);
    check(
        200,
        50,
        &main_vertical,
        "200x50,0,0{80x50,0,0,0,119x50,81,0[119x16,81,0,1,119x16,81,17,2,119x16,81,34,3]}",
    );
    check(
        200,
        50,
        &then(Preset::EvenHorizontal),
        "200x50,0,0{50x50,0,0,0,49x50,51,0,1,49x50,101,0,2,49x50,151,0,3}",
    );
    let small = Act::Resize(Size::new(3, 3));
    check(
        200,
        50,
        &[
            &[split(0, TB), split(1, TB), split(2, TB), Act::Apply(Preset::EvenVertical)][..],
            &[Act::Resize(Size::new(7, 3)), Act::Remove(1)],
        ]
        .concat(),
        "7x5,0,0[7x1,0,0,0,7x1,0,2,2,7x1,0,4,3]",
    );
    let mut larger = Window::new(200, 50);
    main_vertical.iter().chain([&small]).for_each(|act| larger.act(act));
    assert_eq!(larger.layout.size(), Size::new(3, 5));
}

#[test]
fn main_sizes_are_bounded() {
    let mut layout = Layout::new(Size::new(200, 50), PaneId(0));
    layout.split(PaneId(0), PaneId(1), LR, false, false, None).unwrap();
    let mut main = |size: &str, other: &str| {
        let sizes = MainSizes {
            main_cols: SplitSize::parse(size).unwrap(),
            other_cols: SplitSize::parse(other).unwrap(),
            ..MainSizes::default()
        };
        let panes: Vec<PaneId> = layout.panes().iter().map(|(pane, _)| *pane).collect();
        layout.apply(Preset::MainVertical, &sizes, &panes);
        layout.rect(PaneId(0)).unwrap().cols
    };
    assert_eq!(main("30%", "0"), 59);
    assert_eq!(main("30%", "150"), 59);
    assert_eq!(main("30%", "50"), 149);
    assert_eq!(main("500", "0"), 80);
    assert_eq!(main("199", "0"), 198);
    assert_eq!(SplitSize::parse("x"), None);
    assert_eq!(SplitSize::parse("101%"), None);
}

#[test]
fn presets_have_names_and_an_order() {
    for preset in Preset::ALL {
        assert_eq!(Preset::parse(preset.name()), Some(preset));
        assert_eq!(Preset::previous(Some(Preset::next(Some(preset)))), preset);
    }
    assert_eq!(Preset::parse("t"), Some(Preset::Tiled));
    assert_eq!(Preset::parse("even"), None);
    assert_eq!(Preset::parse("main-v"), Some(Preset::MainVertical));
    assert_eq!(Preset::next(None), Preset::EvenHorizontal);
    assert_eq!(Preset::previous(None), Preset::Tiled);
}

#[test]
fn a_split_needs_room() {
    let mut layout = Layout::new(Size::new(2, 3), PaneId(0));
    assert_eq!(layout.split(PaneId(0), PaneId(1), LR, false, false, None), Err(NoSpace));
    assert_eq!(layout.split(PaneId(9), PaneId(1), TB, false, false, None), Err(NoSpace));
    assert_eq!(layout.split(PaneId(0), PaneId(1), TB, false, false, None), Ok(()));
    let before = layout.clone();
    assert_eq!(layout.split(PaneId(0), PaneId(2), TB, false, true, None), Err(NoSpace));
    assert_eq!(layout, before);
    assert_eq!(NoSpace.to_string(), "no space for new pane");
}

#[test]
fn a_layout_is_never_deeper_than_it_can_be_read() {
    let mut layout = Layout::new(Size::new(5000, 5000), PaneId(0));
    let (mut last, mut orientation) = (0, LR);
    let size = Some(SplitSize::Percent(99));
    while layout.split(PaneId(last), PaneId(last + 1), orientation, false, false, size).is_ok() {
        (last, orientation) = (last + 1, if orientation == LR { TB } else { LR });
    }
    assert_eq!(layout.root.depth(), DEEPEST);
    // There was room; and there is where no deeper split is made.
    assert!(layout.rect(PaneId(last)).is_some_and(|rect| rect.cols > 9 && rect.rows > 9));
    let mut wider = layout.clone();
    let beside = if orientation == LR { TB } else { LR };
    assert_eq!(wider.split(PaneId(last), PaneId(9999), beside, false, false, None), Ok(()));
    assert_eq!(wider.split(PaneId(0), PaneId(9998), LR, false, true, None), Ok(()));
    assert_eq!(wider.split(PaneId(0), PaneId(9997), TB, false, true, None), Err(NoSpace));
    let panes: Vec<PaneId> = layout.panes().into_iter().map(|(pane, _)| pane).collect();
    assert_eq!(parse(&layout.to_string(), &panes).as_ref(), Ok(&layout));
    let bytes = postcard::to_allocvec(&layout).unwrap();
    assert_eq!(postcard::from_bytes::<Layout>(&bytes).as_ref(), Ok(&layout));
}

#[test]
fn neighbours_are_the_last_used_and_go_round() {
    let mut window = Window::new(80, 24);
    window.act(&split(0, LR));
    window.act(&split(1, TB));
    let layout = &window.layout;
    let go = |from: u32, direction, recent: &[u32]| {
        let recent: Vec<PaneId> = recent.iter().map(|n| PaneId(*n)).collect();
        layout.neighbour(PaneId(from), direction, &recent).map(|pane| pane.0)
    };
    use Direction::{Down, Left, Right, Up};
    assert_eq!(go(0, Right, &[]), Some(1));
    assert_eq!(go(0, Right, &[0, 2, 1]), Some(2));
    assert_eq!(go(0, Left, &[2]), Some(2));
    assert_eq!(go(1, Down, &[]), Some(2));
    assert_eq!(go(2, Down, &[]), Some(1));
    assert_eq!(go(1, Up, &[]), Some(2));
    assert_eq!(go(2, Left, &[]), Some(0));
    assert_eq!(go(0, Up, &[]), None);
    assert_eq!(go(7, Up, &[]), None);
}

#[test]
fn places_have_panes() {
    let mut window = Window::new(80, 24);
    window.act(&split(0, LR));
    window.act(&split(1, TB));
    let at = |name| window.layout.pane_at_side(Side::parse(name).unwrap()).unwrap().0;
    let names = ["left", "right", "top", "bottom", "top-left", "top-right", "bottom-left"];
    assert_eq!(names.map(at), [0, 1, 0, 0, 0, 1, 0]);
    assert_eq!(at("bottom-right"), 2);
    assert_eq!(window.layout.at(Point::new(40, 3)), None);
    assert_eq!(window.layout.nearest(Point::new(200, 200)), Some(PaneId(2)));
    assert!(window.layout.border_at(Point::new(40, 3)));
    assert!(!window.layout.border_at(Point::new(39, 3)));
}

#[test]
fn borders_are_dragged() {
    let mut window = Window::new(80, 24);
    window.act(&split(0, LR));
    window.act(&split(1, TB));
    let layout = &mut window.layout;
    assert!(layout.drag_border(Point::new(40, 3), Point::new(30, 3)));
    assert_eq!(layout.rect(PaneId(0)), Some(Rect::new(0, 0, 30, 24)));
    assert!(!layout.drag_border(Point::new(20, 3), Point::new(30, 3)));
    assert!(!layout.drag_border(Point::new(30, 3), Point::new(30, 9)));
    // Where the two borders meet, both move.
    assert!(layout.drag_border(Point::new(30, 12), Point::new(50, 5)));
    assert_eq!(layout.rect(PaneId(1)), Some(Rect::new(51, 0, 29, 5)));
    assert!(layout.drag_border(Point::new(50, 3), Point::new(500, 3)));
    assert_eq!(layout.rect(PaneId(0)), Some(Rect::new(0, 0, 78, 24)));
}

fn with_checksum(text: &str) -> String {
    let sum = text.bytes().fold(0, |s: u16, b| s.rotate_right(1).wrapping_add(b.into()));
    format!("{sum:04x},{text}")
}

#[test]
fn strings_are_read() {
    // tmux(1)'s own example, without pane numbers, and what tmux prints.
    let two = [PaneId(1), PaneId(2)];
    assert!(parse("bb62,159x48,0,0{79x48,0,0,79x48,80,0}", &two).is_ok());
    let known = "ceae,200x50,0,0{49x50,0,0,0,49x50,50,0,1,49x50,100,0,2,50x50,150,0,3}";
    let four: Vec<PaneId> = (0..4).map(PaneId).collect();
    assert_eq!(parse(known, &four).unwrap().to_string(), known);
    let known = "bb62,159x48,0,0{79x48,0,0,79x48,80,0}";
    // Too many places: the last are taken out.
    let one = parse(known, &[PaneId(7)]).unwrap();
    assert_eq!(one.panes(), [(PaneId(7), Rect::new(0, 0, 159, 48))]);

    let error = |text: &str, panes: u32| {
        let panes: Vec<PaneId> = (0..panes).map(PaneId).collect();
        parse(text, &panes).unwrap_err().to_string()
    };
    assert_eq!(error(known, 3), "have 3 panes but need 2");
    let wrong = "invalid layout: the checksum does not match";
    assert_eq!(error("0000,159x48,0,0,1", 1), wrong);
    for text in ["", "ab", "é", "tiled", "éé,", "+b62,80x24,0,0"] {
        assert_eq!(error(text, 1), wrong, "{text:?}");
    }
    for (text, expect) in [
        ("80x24,0,0,1]", "the end expected at \"]\""),
        ("80x24,0", "a comma expected at \"\""),
        ("80x,0,0,1", "a number expected at \",0,0,1\""),
        ("80y24,0,0,1", "an x expected at \"y24,0,0,1\""),
        ("80x24,0,0{40x24,0,0,1", "a closing bracket expected at \"\""),
        ("0x24,0,0,1", "a size is out of range"),
        ("80x99999999999,0,0,1", "a size is out of range"),
        ("80x24,0,0{40x24,0,0,1,40x24,41,0,2}", "the sizes do not add up"),
        ("80x24,0,0{40x24,0,0,1}", "the sizes do not add up"),
    ] {
        let expect = format!("invalid layout: {expect}");
        assert_eq!(error(&with_checksum(text), 2), expect, "{text}");
    }
    let deep = "9x9,0,0{".repeat(100_000);
    assert_eq!(error(&with_checksum(&deep), 2), "invalid layout: a size is out of range");
}

/// Every cell is of one pane or of a border, every pane is in the layout and has a cell.
fn tiles(layout: &Layout) {
    let size = layout.size();
    let panes = layout.panes();
    let mut owners = vec![0u8; usize::from(size.cols) * usize::from(size.rows)];
    for (_, rect) in &panes {
        assert!(!rect.size().is_empty());
        assert!(rect.right() <= size.cols && rect.bottom() <= size.rows);
        for y in rect.y..rect.bottom() {
            for x in rect.x..rect.right() {
                owners[usize::from(y) * usize::from(size.cols) + usize::from(x)] += 1;
            }
        }
    }
    for (index, owners) in (0..).zip(owners) {
        let p = Point::new(index % size.cols, index / size.cols);
        let border = u8::from(layout.border_at(p));
        assert_eq!(owners + border, 1, "{p:?} of {layout}");
    }
    let mut ids: Vec<PaneId> = panes.iter().map(|(pane, _)| *pane).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), panes.len());
}

fn orientation() -> impl Strategy<Value = Orientation> {
    prop_oneof![Just(LR), Just(TB)]
}

fn direction() -> impl Strategy<Value = Direction> {
    use Direction::{Down, Left, Right, Up};
    prop_oneof![Just(Up), Just(Down), Just(Left), Just(Right)]
}

fn size() -> impl Strategy<Value = Size> {
    (0..90u16, 0..40u16).prop_map(|(cols, rows)| Size::new(cols, rows))
}

fn split_size() -> impl Strategy<Value = SplitSize> {
    prop_oneof![(0..90u16).prop_map(SplitSize::Cells), (0..101u16).prop_map(SplitSize::Percent)]
}

fn point() -> impl Strategy<Value = Point> {
    (0..90u16, 0..40u16).prop_map(|(x, y)| Point::new(x, y))
}

fn act() -> impl Strategy<Value = Act> {
    let pane = 0..8usize;
    prop_oneof![
        4 => (
            pane.clone(), orientation(), any::<bool>(), any::<bool>(),
            proptest::option::of(split_size()),
        ).prop_map(|(pane, way, before, full, size)| Act::Split(pane, way, before, full, size)),
        2 => pane.clone().prop_map(Act::Remove),
        1 => size().prop_map(Act::Resize),
        2 => (pane.clone(), direction(), 0..50u16).prop_map(|(p, d, by)| Act::Pane(p, d, by)),
        1 => (pane.clone(), proptest::option::of(0..90u16), proptest::option::of(0..90u16))
            .prop_map(|(p, cols, rows)| Act::To(p, cols, rows)),
        2 => (point(), point()).prop_map(|(from, to)| Act::Drag(from, to)),
        1 => (0..5usize).prop_map(|n| Act::Apply(Preset::ALL[n])),
        1 => pane.clone().prop_map(Act::Spread),
        1 => (pane.clone(), pane).prop_map(|(a, b)| Act::Swap(a, b)),
        1 => any::<bool>().prop_map(Act::Rotate),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn whatever_is_done_panes_tile_the_window(
        size in size(),
        acts in proptest::collection::vec(act(), 0..30),
    ) {
        let mut window = Window::new(size.cols, size.rows);
        for act in &acts {
            window.act(act);
            tiles(&window.layout);
        }
        // What is written is read.
        let panes: Vec<PaneId> = window.layout.panes().iter().map(|(pane, _)| *pane).collect();
        let text = window.layout.to_string();
        prop_assert_eq!(parse(&text, &panes).unwrap().to_string(), text);
    }

    #[test]
    fn a_split_undone_is_as_if_never_done(
        acts in proptest::collection::vec(act(), 0..20),
        at in 0..8usize,
        way in orientation(),
        size in proptest::option::of(split_size()),
    ) {
        let mut window = Window::new(80, 30);
        acts.iter().for_each(|act| window.act(act));
        let before = window.layout.clone();
        let (at, new) = (window.pane(at), PaneId(window.next));
        if window.layout.split(at, new, way, false, false, size).is_ok() {
            prop_assert!(window.layout.remove(new));
        }
        prop_assert_eq!(before, window.layout);
    }

    #[test]
    fn any_size_and_back_keeps_the_panes(
        acts in proptest::collection::vec(act(), 0..20),
        sizes in proptest::collection::vec(size(), 1..5),
    ) {
        let mut window = Window::new(80, 30);
        acts.iter().for_each(|act| window.act(act));
        let panes = |layout: &Layout| -> Vec<PaneId> {
            layout.panes().into_iter().map(|(pane, _)| pane).collect()
        };
        let before = panes(&window.layout);
        for size in sizes {
            window.layout.resize(size);
            tiles(&window.layout);
            let (least, got) = (window.layout.root.clone(), window.layout.size());
            for (got, want, axis) in
                [(got.cols, size.cols.max(1), LR), (got.rows, size.rows.max(1), TB)]
            {
                prop_assert!(got == want || (got > want && least.slack(axis) == 0));
            }
        }
        prop_assert_eq!(before, panes(&window.layout));
    }

    #[test]
    fn no_string_makes_it_panic(text in "[0-9x,{}\\[\\]]{0,60}", panes in 0..4u32) {
        let panes: Vec<PaneId> = (0..panes).map(PaneId).collect();
        if let Ok(layout) = parse(&with_checksum(&text), &panes) {
            prop_assert_eq!(layout.count(), panes.len());
        }
    }
}
