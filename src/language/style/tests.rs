use proptest::prelude::*;

use super::*;

fn parse(text: &str) -> StyleSpec {
    StyleSpec::parse(text).unwrap_or_else(|e| panic!("{e}"))
}

#[test]
fn terms_change_the_style_below() {
    let check = |text: &str, expect: Style| {
        assert_eq!(parse(text).over(Style::PLAIN), expect, "{text}");
    };
    let plain = Style::PLAIN;
    check("", plain);
    check("fg=red,bg=#0a0B0c", plain.fg(Color::Indexed(1)).bg(Color::Rgb(10, 11, 12)));
    check("fg=brightred bg=colour231", plain.fg(Color::Indexed(9)).bg(Color::Indexed(231)));
    check("fg=Orange,bg=97", plain.fg(Color::Rgb(255, 165, 0)).bg(Color::Indexed(15)));
    check("bold|dim", plain.with(Attributes::BOLD | Attributes::DIM));
    check("bold,italics,nobold", plain.with(Attributes::ITALIC));
    check("FG=Blue, Reverse", plain.fg(Color::Indexed(4)).with(Attributes::INVERSE));
    check(
        "curly-underscore,us=green",
        Style { underline: Underline::Curly, underline_color: Color::Indexed(2), ..plain },
    );
    check("bold,underscore,none,dim", plain.with(Attributes::DIM));
    check("fg=red,default,bold", plain.with(Attributes::BOLD));
    let base = plain.fg(Color::Indexed(2)).bg(Color::Indexed(3)).with(Attributes::BOLD);
    assert_eq!(parse("fg=red,fg=default").over(base), base);
    assert_eq!(parse("bg=terminal").over(base).bg, Color::Default);
    assert_eq!(parse("none").over(base).attributes, Attributes::empty());
    assert_eq!(parse_over("fg=", base), base);
    assert_eq!(parse("fill=red,align=right").fill(), Some(Color::Indexed(1)));
}

#[test]
fn what_is_no_style_is_refused() {
    for text in [
        "fg",
        "fg=",
        "fg=re",
        "fg=#12345",
        "fg=#1234567",
        "fg=#+12345",
        "bg=colour256",
        "bg=colour+1",
        "blod",
        "nofg",
        "align=up",
        "list=off",
        "range=window",
        "range=window|x",
    ] {
        assert_eq!(StyleSpec::parse(text), Err(InvalidStyle(text.into())));
    }
}

#[test]
fn a_style_is_printed_as_it_was_written() {
    for text in [
        "fg=red,bg=#0a0b0c,bold,noitalics",
        "us=colour123,double-underscore,none,default",
        "align=centre,list=on,range=window|3,nolist,norange,fill=brightblue",
        "range=user|x-y",
        "push-default,pop-default,fg=default,bg=terminal,list=left-marker",
        "range=pane|%3,range=session|$2,range=left",
    ] {
        assert_eq!(parse(text).to_string(), text);
    }
    assert_eq!(parse("bright  align=center ,fg=color7").to_string(), "bold,align=centre,fg=white");
}

/// The text of a line laid out, and its ranges as `range@start-end`.
fn check(text: &str, width: u16, expect: &str, ranges: &str) {
    let fitted = styled(text, Style::PLAIN).fit(width);
    assert_eq!(fitted.line.text, expect, "{text}");
    assert!(fitted.line.is_sound());
    assert_eq!(fitted.line.width(), usize::from(width), "{text}");
    let found: Vec<_> = fitted
        .ranges
        .iter()
        .map(|(columns, range)| format!("{range}@{}-{}", columns.start, columns.end))
        .collect();
    assert_eq!(found.join(" "), ranges, "{text}");
}

#[test]
fn parts_stand_left_right_and_in_the_middle() {
    check("ab", 5, "ab   ", "");
    check("ab#[align=right]cd", 6, "ab  cd", "");
    check("ab#[align=centre]x#[align=right]cd", 9, "ab  x  cd", "");
    check("#[align=centre]xyz", 9, "   xyz   ", "");
    check("abcdef#[align=absolute-centre]X", 7, "abcXef ", "");
    check("#[align=right]漢字", 5, " 漢字", "");
    check("漢字", 3, "漢 ", "");
    check("漢字漢#[align=absolute-centre]X", 6, "漢X 漢", "");
    check("", 3, "   ", "");
    check("abc", 0, "", "");
}

#[test]
fn what_does_not_fit_gives_way_in_order() {
    check("abc#[align=centre]xyz#[align=right]def", 7, "abcydef", "");
    check("abc#[align=centre]xyz#[align=right]def", 5, "abcef", "");
    check("abc#[align=centre]xyz#[align=right]def", 2, "ab", "");
}

#[test]
fn hashes_before_a_bracket_make_it_text() {
    let check = |text: &str, expect: &str| {
        assert_eq!(plain_text(text), expect, "{text}");
        assert_eq!(styled(text, Style::PLAIN).line().text, expect, "{text}");
    };
    check("##[fg=red]", "#[fg=red]");
    check("###[fg=red]x", "#x");
    check("####[x", "##[x");
    check("a#b##c", "a#b#c");
    check("#[fg=red]x#[nonsense]y", "xy");
    check("a#[fg=red", "a");
    check("#", "#");
    check("#[", "");
}

#[test]
fn styles_and_defaults_are_pushed_and_popped() {
    let base = Style::PLAIN.bg(Color::Indexed(2));
    let line =
        styled("a#[fg=red]b#[push-default]c#[fg=blue]d#[default]e#[pop-default]#[default]f", base);
    let colors: Vec<_> = line.line().glyphs().map(|glyph| glyph.style.fg).collect();
    let (red, blue) = (Color::Indexed(1), Color::Indexed(4));
    assert_eq!(colors, [Color::Default, red, red, blue, red, Color::Default]);
    assert!(line.line().glyphs().all(|glyph| glyph.style.bg == base.bg));
    let fitted = styled("#[fill=blue]a", base).fit(3);
    assert_eq!(fitted.line.runs[1].style.bg, Color::Indexed(4));
    assert_eq!(styled("a", base).fit(3).line.runs[0].style, base);
    assert_eq!(styled("e\u{301}\u{7}x", base).line().glyphs().count(), 2);
}

const LIST: &str = "#[list=left-marker]<#[list=right-marker]>#[list=on]";

fn list(before: &str, focus: usize, after: &str) -> String {
    let mut text = format!("{before}#[list=on]{}", LIST);
    for i in 0..5 {
        let mark = if i == focus { "#[list=focus]" } else { "#[list=on]" };
        text += &format!("{mark}#[range=window|{i}]w{i}#[norange]#[list=on] ");
    }
    text + "#[nolist]" + after
}

#[test]
fn a_list_is_cut_around_its_focus() {
    check(
        &list("[s]", 0, ""),
        20,
        "[s]w0 w1 w2 w3 w4   ",
        "window|0@3-5 window|1@6-8 window|2@9-11 window|3@12-14 window|4@15-17",
    );
    check(&list("[s]", 0, ""), 10, "[s]w0 w1 >", "window|0@3-5 window|1@6-8");
    check(&list("[s]", 2, ""), 10, "[s]< w2 w>", "window|2@5-7 window|3@8-9");
    check(&list("[s]", 4, ""), 10, "[s]<w3 w4 ", "window|3@4-6 window|4@7-9");
    check(&list("[s]", 4, "#[align=right]R"), 10, "[s]<3 w4 R", "window|3@4-5 window|4@6-8");
    check(
        &list("#[align=right]", 0, ""),
        20,
        "     w0 w1 w2 w3 w4 ",
        "window|0@5-7 window|1@8-10 window|2@11-13 window|3@14-16 window|4@17-19",
    );
    check(
        &list("#[align=centre]", 0, ""),
        19,
        "  w0 w1 w2 w3 w4   ",
        "window|0@2-4 window|1@5-7 window|2@8-10 window|3@11-13 window|4@14-16",
    );
    check(
        &list("[s]", 0, "!"),
        20,
        "[s]w0 w1 w2 w3 w4 ! ",
        "window|0@3-5 window|1@6-8 window|2@9-11 window|3@12-14 window|4@15-17",
    );
}

#[test]
fn a_click_finds_its_range() {
    let text = "#[range=left]ab#[norange]c#[align=right,range=user|go]de";
    let fitted = styled(text, Style::PLAIN).fit(8);
    assert_eq!(fitted.range_at(1), Some(&Range::Left));
    assert_eq!(fitted.range_at(2), None);
    assert_eq!(fitted.range_at(7), Some(&Range::User("go".into())));
    assert_eq!(fitted.range_at(8), None);
}

proptest! {
    #[test]
    fn every_text_fits_every_width(
        text in "(#\\[(align=(left|centre|right|absolute-centre)|list=(on|focus|left-marker|right-marker)|nolist|range=window\\|[0-9]|norange|fg=red)\\]|[a-z]|漢|e\u{301}|#){0,30}",
        width in 0u16..40,
    ) {
        let fitted = styled(&text, Style::PLAIN).fit(width);
        prop_assert_eq!(fitted.line.width(), usize::from(width));
        prop_assert!(fitted.line.is_sound());
        let ends: Vec<_> = fitted.ranges.iter().flat_map(|(r, _)| [r.start, r.end]).collect();
        prop_assert!(ends.is_sorted() && ends.last().is_none_or(|end| *end <= width));
    }

    #[test]
    fn what_is_beyond_the_columns_is_not_looked_at_and_the_rest_is_the_same(
        text in "(#\\[(fg=red|bold|default)\\]|[a-z]|漢|e\u{301}|#){0,30}",
        cols in 0usize..40,
    ) {
        let some = styled_within(&text, Style::PLAIN, cols).line();
        prop_assert!(some.width() <= cols + 2);
        let all = styled(&text, Style::PLAIN).line();
        prop_assert_eq!(some.slice(0, cols), all.slice(0, cols));
    }

    #[test]
    fn no_style_breaks_the_parser(text in "\\PC*|([a-z]{2,5}=?[a-z0-9#|]{0,8}[ ,]?)*") {
        if let Ok(spec) = StyleSpec::parse(&text) {
            prop_assert_eq!(StyleSpec::parse(&spec.to_string()), Ok(spec));
        }
        let _ = styled(&text, Style::PLAIN).fit(9);
    }
}
