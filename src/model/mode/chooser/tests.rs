//! What choosers do, whatever there is to choose from.

use proptest::prelude::*;

use super::*;
use crate::model::copy_mode::Looks;
use crate::style::{Attributes, Style};

const SIZE: Size = Size::new(24, 6);

fn entry(name: &str, children: Vec<Entry>) -> Entry {
    Entry {
        id: format!("id {name}"),
        target: name.to_owned(),
        name: name.to_owned(),
        text: "line".to_owned(),
        sought: format!("Line {name}"),
        place: Place::default(),
        opens: true,
        children,
        ..Entry::default()
    }
}

fn entries(count: usize) -> Vec<Entry> {
    (0..count).map(|n| entry(&n.to_string(), Vec::new())).collect()
}

fn chooser(count: usize) -> Chooser {
    let mut chooser = Chooser::new(Things::Buffers, "Title", "paste", Recipe::default());
    chooser.fill(entries(count));
    chooser.hint = "q close".to_owned();
    chooser
}

/// A chooser of a tree with the face of tmux: two with two and one below.
fn tree() -> Chooser {
    let mut chooser = Chooser::new(Things::Tree, "", "", Recipe::default());
    chooser.face = Dialect::Tmux;
    let below = |names: &[&str]| names.iter().map(|name| entry(name, Vec::new())).collect();
    let one = entry("one", vec![entry("w0", below(&["p0", "p1"])), entry("w1", below(&["p2"]))]);
    chooser.fill(vec![one, entry("two", vec![entry("w2", below(&["p3"]))])]);
    chooser
}

fn rows(chooser: &Chooser, size: Size) -> Vec<String> {
    let bold = Style::PLAIN.with(Attributes::BOLD);
    let looks = Looks::of(bold);
    let rows = chooser.rows(size, &looks);
    rows.iter().map(|row| row.text.trim_end().to_owned()).collect()
}

fn after(chooser: &mut Chooser, names: &[&str]) -> (usize, Came) {
    let mut came = Came::Nothing;
    for name in names {
        let mut words = name.split(' ');
        let act = act(words.next().unwrap(), words.next()).unwrap();
        came = chooser.act(act, 1, SIZE, &BTreeSet::new());
    }
    (chooser.selected, came)
}

#[test]
fn lines_stand_between_a_title_and_what_keys_do() {
    let mut it = chooser(9);
    after(&mut it, &["page-down", "cursor-down"]);
    let expect = ["Title", "1: line", "2: line", "3: line", "4: line", "q close              5/9"];
    assert_eq!(rows(&it, SIZE), expect);
    assert_eq!(it.focus(SIZE), Point::new(0, 4));
    // Each has its row only where there is room.
    assert_eq!(rows(&it, Size::new(24, 3)), ["3: line", "4: line", "q close              5/9"]);
    assert_eq!(rows(&it, Size::new(24, 1)), ["4: line"]);
    assert_eq!(rows(&chooser(1), SIZE)[1..3], ["0: line", ""]);
}

#[test]
fn a_click_selects_what_it_is_on() {
    let mut it = chooser(9);
    after(&mut it, &["history-bottom"]);
    assert!(it.point(SIZE, Point::new(20, 1)));
    assert_eq!((it.selected, it.focus(SIZE)), (5, Point::new(0, 1)));
    assert!(!it.point(SIZE, Point::new(0, 0)) && !it.point(SIZE, Point::new(0, 5)));
    assert!(!chooser(2).point(SIZE, Point::new(0, 3)));
    assert_eq!(it.selected, 5);
}

#[test]
fn what_is_searched_for_is_found_round_the_end() {
    let mut it = chooser(12);
    assert_eq!(after(&mut it, &["search-forward line_1"]), (0, Came::NotFound));
    let typed = ["search-forward-incremental =1", "search-forward-incremental =11"];
    assert_eq!(after(&mut it, &typed), (11, Came::Nothing));
    // One letter fewer is looked for from where it began.
    assert_eq!(after(&mut it, &["search-forward-incremental =1"]).0, 1);
    assert_eq!(after(&mut it, &["search-forward-incremental 1", "search-again"]).0, 10);
    assert_eq!(after(&mut it, &["search-again", "search-again"]).0, 1);
    assert_eq!(after(&mut it, &["search-reverse"]).0, 11);
    assert_eq!(after(&mut it, &["search-backward 0", "search-again"]).0, 0);
}

#[test]
fn what_is_chosen_is_told() {
    let mut it = chooser(3);
    assert_eq!(after(&mut it, &["cursor-down", "choose"]).1, Came::Chosen("1".into()));
    let removed = |tagged, asked, targets: &[&str]| Came::Removed {
        how: Removal::Kill,
        targets: targets.iter().map(|it| (*it).to_owned()).collect(),
        tagged,
        asked,
    };
    assert_eq!(after(&mut it, &["kill"]).1, removed(false, false, &["1"]));
    assert_eq!(after(&mut it, &["kill-tagged-now"]).1, Came::Nothing);
    assert_eq!(
        after(&mut it, &["tag-all", "tag", "kill-tagged-now"]).1,
        removed(true, true, &["0", "2"])
    );
    after(&mut it, &["tag-none"]);
    // It stays chosen wherever it is by then, and another is where it is gone.
    it.fill(entries(2));
    assert_eq!(after(&mut it, &["choose"]).1, Came::Chosen("1".into()));
    it.fill(entries(1));
    assert_eq!(after(&mut it, &["choose"]).1, Came::Chosen("0".into()));
    assert_eq!(after(&mut chooser(0), &["cursor-up", "choose"]).1, Came::Nothing);
    assert_eq!(act("nosuch", None), Err(ActError::Unknown("nosuch".into())));
    assert_eq!(act("search-forward", None), Err(ActError::Argument("search-forward".into())));
}

proptest! {
    /// Whatever is done, in whatever pane, the chosen line is seen, where it is said to be.
    #[test]
    fn the_chosen_line_is_seen(
        count in 1usize..40, height in 1u16..12, cols in 8u16..30,
        steps in prop::collection::vec((0..7usize, 1u32..5), 0..20),
    ) {
        let mut it = chooser(count);
        let names = ["cursor-up", "cursor-down", "page-up", "page-down", "history-top",
            "history-bottom", "search-again"];
        for (step, times) in steps {
            it.act(act(names[step], None).unwrap(), times, SIZE, &BTreeSet::new());
        }
        let size = Size::new(cols, height);
        let shown = rows(&it, size);
        prop_assert!(shown.len() <= usize::from(height));
        let row = usize::from(it.focus(size).y);
        prop_assert_eq!(&shown[row], &format!("{}: line", it.selected));
    }
}

#[test]
fn a_tree_opens_and_closes_and_what_is_tagged_is_above_nothing_that_is() {
    let mut it = tree();
    let size = Size::new(30, 10);
    let all = [
        "- one: line",
        "├─→ - w0: line",
        "│   ├─→ p0: line",
        "│   └─→ p1: line",
        "└─→ - w1: line",
        "    └─→ p2: line",
        "- two: line",
        "└─→ - w2: line",
        "    └─→ p3: line",
    ];
    assert_eq!(rows(&it, size)[..9], all);
    after(&mut it, &["history-top", "collapse"]);
    assert_eq!(rows(&it, size)[..2], ["+ one: line", "- two: line"]);
    assert_eq!(after(&mut it, &["expand", "expand", "expand", "expand"]).0, 3);
    // Nothing is below it: what it is among is closed.
    assert_eq!(after(&mut it, &["collapse"]).0, 1);
    assert_eq!(rows(&it, size)[1..3], ["├─→ + w0: line", "└─→ - w1: line"]);
    let tagged = |it: &Chooser| rows(it, size).iter().filter(|row| row.contains('*')).count();
    after(&mut it, &["tag", "history-top", "tag"]);
    assert_eq!(tagged(&it), 1);
    after(&mut it, &["tag-all"]);
    assert_eq!(tagged(&it), 2);
    // What is not seen is found, and seen then.
    assert_eq!(after(&mut it, &["search-forward p1"]).0, 3);
    assert_eq!(after(&mut it, &["search-forward P1"]).1, Came::NotFound);
    assert_eq!(after(&mut it, &["history-top", "cursor-up"]).0, 8);
}

#[test]
fn keys_of_its_own_are_acts() {
    let mut it = tree();
    it.rows[3].key = Some(Key::char('3'));
    let act_of = |key: &str| it.own_act(crate::language::key::parse_key(key).unwrap());
    for (key, expect) in [
        ("q", Some("cancel")),
        ("C-t", Some("tag-all")),
        ("M-+", Some("expand-all")),
        ("Enter", Some("choose")),
        ("x", Some("kill")),
        ("3", Some("choose-line 3")),
        ("y", None),
    ] {
        assert_eq!(act_of(key).map(|words| words.join(" ")).as_deref(), expect, "{key}");
    }
    for things in [Things::Tree, Things::Buffers, Things::Clients] {
        let it = Chooser { things, ..tree() };
        for (key, _) in it.help_lines() {
            for key in key.split(", ").map(|key| crate::language::key::parse_key(key).unwrap()) {
                let words = it.own_act(key).unwrap();
                assert!(act(&words[0], words.get(1).map(String::as_str)).is_ok(), "{words:?}");
            }
        }
    }
}

#[test]
fn rows_are_shared_with_a_preview() {
    let mut it = tree();
    let mut check = |preview, rows: u16, list: usize, shown: usize| {
        it.preview = preview;
        let shares = it.shares(Size::new(40, rows));
        assert_eq!((shares.list, shares.preview), (list, shown), "{preview:?} {rows}");
    };
    check(Preview::Off, 24, 24, 0);
    check(Preview::Normal, 24, 12, 12);
    check(Preview::Normal, 12, 12, 0);
    check(Preview::Big, 24, 6, 18);
    check(Preview::Big, 3, 3, 0);
}
