//! The colours of a theme, which follow what a terminal shows its text on: `themered` and nine others.
//!
//! What each is, is an option for dark terminals and one for light ones. Whoever knows these puts the
//! colours in their place before a style is read ([`themed`]); else they are those of a dark terminal.

use std::borrow::Cow;

use crate::style::Theme;

/// The names, what options call each, and what it is on a dark and on a light terminal.
pub const THEMED: [(&str, &str, u32, u32); 10] = [
    ("themeblack", "black", 0x0d0d0d, 0x1a1a1a),
    ("themeblue", "blue", 0x6ca6cd, 0x4682b4),
    ("themecyan", "cyan", 0x5f9ea0, 0x008b8b),
    ("themedarkgrey", "dark-grey", 0x262626, 0x737373),
    ("themegreen", "green", 0x9acd32, 0x2e8b57),
    ("themelightgrey", "light-grey", 0xb3b3b3, 0xcccccc),
    ("thememagenta", "magenta", 0x9370db, 0x551a8b),
    ("themered", "red", 0xcd5c5c, 0x8b3a3a),
    ("themewhite", "white", 0xe6e6e6, 0xf2f2f2),
    ("themeyellow", "yellow", 0xb8860b, 0xb8860b),
];

/// What a theme's colour is where nobody says otherwise, on a dark terminal.
pub(super) fn fallback(name: &str) -> Option<u32> {
    THEMED.iter().find(|(known, ..)| *known == name).map(|(_, _, dark, _)| *dark)
}

/// What it is on a terminal, as a style names colours.
pub fn default_of(name: &str, theme: Theme) -> Option<String> {
    let (.., dark, light) = THEMED.iter().find(|(known, ..)| *known == name)?;
    Some(format!("#{:06x}", if theme == Theme::Light { light } else { dark }))
}

/// A style with a theme's colours replaced by what `pick` says of them.
pub fn themed<'a>(style: &'a str, pick: &dyn Fn(&str) -> Option<String>) -> Cow<'a, str> {
    if !style.contains("theme") {
        return Cow::Borrowed(style);
    }
    let mut out = String::with_capacity(style.len());
    let mut rest = style;
    while let Some(at) = rest.find("theme") {
        let (before, from) = rest.split_at(at);
        let end = from.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(from.len());
        let (name, after) = from.split_at(end);
        out.push_str(before);
        // A name begins where a value does.
        let begins = before.is_empty() && out.is_empty() || before.ends_with('=');
        match pick(name).filter(|_| begins) {
            Some(color) => out.push_str(&color),
            None => out.push_str(name),
        }
        rest = after;
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The same in the styles `#[…]` of a text.
pub fn in_styles<'a>(text: &'a str, pick: &dyn Fn(&str) -> Option<String>) -> Cow<'a, str> {
    if !text.contains("#[") || !text.contains("theme") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("#[") {
        let (before, style) = rest.split_at(at + 2);
        out.push_str(before);
        let (style, after) = style.split_at(style.find(']').unwrap_or(style.len()));
        out.push_str(&themed(style, pick));
        rest = after;
    }
    out.push_str(rest);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_put_in_where_styles_name_them() {
        let pick = |name: &str| (name == "themered").then(|| "red".to_owned());
        let check = |text: &str, expect: &str| assert_eq!(themed(text, &pick), expect);
        check("fg=themered,bg=themeblue", "fg=red,bg=themeblue");
        check("themered", "red");
        check("fg=themereds,x=a themered", "fg=themereds,x=a themered");
        check("fg=blue", "fg=blue");
        assert_eq!(
            in_styles("fg=themered #[bg=themered]fg=themered", &pick),
            "fg=themered #[bg=red]fg=themered"
        );
        assert_eq!(default_of("themewhite", Theme::Light).as_deref(), Some("#f2f2f2"));
        assert_eq!(default_of("theme", Theme::Light), None);
    }
}
