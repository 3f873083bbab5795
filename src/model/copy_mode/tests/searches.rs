//! What is searched for, found and counted.

use super::*;

#[test]
fn searches_find_what_there_is() {
    let terminal = terminal(20, 4, "Foo bar\r\nfoo Bar\r\nx\r\ny\r\nz\r\nfoobar a.c\r\nabc\r\nend");
    let vi = vi();
    for (script, expect) in [
        ("search-forward=foo", "foo Bar"),
        ("search-forward=foo, search-again", "foobar a.c"),
        ("search-forward=foo, 2*search-again", "Foo bar"),
        ("search-forward=foo, search-reverse", "Foo bar"),
        ("search-forward=Bar", "Bar"),
        ("search-backward=bar", "bar a.c"),
        ("search-backward=bar, search-again", "Bar"),
        ("search-backward=bar, 3*search-again", "bar a.c"),
        ("search-forward=a.c", "a.c"),
        ("2*search-forward=a.c", "abc"),
        ("2*search-forward-text=a.c", "a.c"),
        ("search-forward=^fo+b", "foobar a.c"),
        ("search-forward=(", "Foo bar"),
    ] {
        assert_eq!(at(&terminal, &vi, &format!("history-top,{script}")), expect, "{script}");
    }
    let emacs = Habits::default();
    assert_eq!(at(&terminal, &emacs, "history-top, 3*cursor-right, search-forward=foo"), " Bar");
    let mut mode = CopyMode::enter(&terminal, false);
    assert_eq!(run(&mut mode, &terminal, "search-forward=nowhere"), Outcome::NotFound);
    assert_eq!(run(&mut mode, &terminal, "search-again"), Outcome::NotFound);
    assert_eq!(mode.search_text(), "nowhere");
}

#[test]
fn incremental_searches_begin_anew_with_each_letter() {
    let terminal = terminal(20, 4, "bar\r\nbaz\r\nbaz bax\r\nend");
    let mut mode = CopyMode::enter(&terminal, false);
    mode.set_habits(vi());
    run(&mut mode, &terminal, "history-top, end-of-line");
    for (typed, expect) in
        [("=b", "baz"), ("=ba", "baz"), ("=bax", "bax"), ("=baz", "baz"), ("+baz", "baz bax")]
    {
        let action = action("search-forward-incremental", Some(typed)).unwrap();
        mode.act(&terminal, action, 1);
        let rest: String = mode.line(&terminal).chars().skip(mode.cursor.column).collect();
        assert_eq!(rest, expect, "{typed}");
    }
    let empty = action("search-forward-incremental", Some("=")).unwrap();
    mode.act(&terminal, empty, 1);
    assert_eq!(mode.cursor(), Point::new(2, 0));
}

#[test]
fn matches_are_counted_and_the_cursor_is_at_one() {
    let terminal = terminal(20, 4, "foo bar\r\nfoo foo\r\nx\r\ny\r\nz\r\nfoobar\r\nabc\r\nend");
    let told = |habits: Habits, script: &str| {
        let mut mode = CopyMode::enter(&terminal, false);
        mode.set_habits(habits);
        run(&mut mode, &terminal, &format!("history-top, {script}"));
        (mode.told_matches(), mode.match_under_cursor(&terminal))
    };
    for (script, expect, under) in [
        ("search-forward=foo", "(2/4 matches) ", Some("foo")),
        ("search-forward=foo, search-again", "(3/4 matches) ", Some("foo")),
        ("search-backward=foo", "(4/4 matches) ", Some("foo")),
        ("search-backward=foo, top-line, cursor-down", "(4 matches) ", None),
        ("search-forward=fo+b", "(1/1 match) ", Some("foob")),
        ("search-forward=nowhere", "(no match) ", None),
        ("search-forward=nowhere, search-forward=", "", None),
    ] {
        assert_eq!(told(vi(), script), (expect.into(), under.map(str::to_owned)), "{script}");
    }
    // As in emacs the cursor is behind what it found.
    let (place, under) = told(Habits::default(), "search-forward=foo");
    assert_eq!((place.as_str(), under.as_deref()), ("(1/4 matches) ", Some("foo")));
    let mut mode = CopyMode::enter(&terminal, false);
    assert_eq!(mode.matches(), None);
    run(&mut mode, &terminal, "search-backward=nowhere");
    assert_eq!(mode.matches(), Some((0, false)));
}

#[test]
fn more_matches_than_are_counted_are_told_as_more() {
    let mut terminal = Terminal::new(Size::new(200, 4), Limits::default());
    (0..60).for_each(|_| terminal.feed(format!("{}\r\n", "a".repeat(199)).as_bytes()));
    let mut mode = CopyMode::enter(&terminal, false);
    run(&mut mode, &terminal, "search-backward=a");
    assert_eq!(mode.matches(), Some((10_000, true)));
    assert!(mode.indicator(&terminal).starts_with("(10000+ matches)"));
}
