//! Styles as options and `#[…]` write them: `fg=red,bold,align=right` (tmux(1), "STYLES").
//!
//! Knows how styles are written, how text with styles in it is taken apart ([`StyledText`]) and
//! how that is laid out on a line of a given width ([`StyledText::fit`]). It must not know what
//! is on the status line or what a click there does: a [`Range`] is handed back as it was named.

mod color;
mod fit;
mod styled;
mod themed;

#[cfg(test)]
mod tests;

use std::fmt;

use crate::style::{Attributes, Color, Style, Underline};

pub use color::{color_name, parse_color, rgb_of_name, sequence_of_name, usual_name};
pub use fit::Fitted;
pub use styled::{StyledText, plain_text, styled, styled_within};
pub use themed::{THEMED, default_of, in_styles, themed};

/// A colour as a style names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StyleColor {
    /// `default`: what the style is laid over has.
    Inherited,
    /// This one.
    Is(Color),
}

/// On which side text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Align {
    /// At the left.
    #[default]
    Left,
    /// In the middle of what left and right leave.
    Centre,
    /// At the right.
    Right,
    /// In the middle of all, over what is there.
    AbsoluteCentre,
}

/// What text is in a list that is cut where it does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListPart {
    /// Part of the list.
    On,
    /// The part of it to keep in sight.
    Focus,
    /// What stands for the part cut off at the left.
    LeftMarker,
    /// What stands for the part cut off at the right.
    RightMarker,
}

/// What a click on a stretch of text means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Range {
    /// `StatusLeft`
    Left,
    /// `StatusRight`
    Right,
    /// `Status`, on the window of this index.
    Window(u32),
    /// `Status`, on the pane of this id.
    Pane(u32),
    /// `Status`, on the session of this id.
    Session(u32),
    /// `Status`, with a name of the person's own.
    User(String),
    /// `Control0` to `Control9`.
    Control(u8),
}

/// One thing that a style says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Directive {
    /// `default`: all as in what the style is laid over.
    Default,
    /// `none`: nothing switched on.
    None,
    /// `fg=`
    Fg(StyleColor),
    /// `bg=`
    Bg(StyleColor),
    /// `us=`: the underline's colour.
    UnderlineColor(StyleColor),
    /// `fill=`
    Fill(StyleColor),
    /// An attribute, and whether it is on.
    Attribute(Attributes, bool),
    /// A kind of underline, or none.
    Underline(Underline),
    /// `align=`
    Align(Align),
    /// `list=`, or `nolist`.
    List(Option<ListPart>),
    /// `range=`, or `norange`.
    Range(Option<Range>),
    /// `push-default`
    PushDefault,
    /// `pop-default`
    PopDefault,
    /// `acs` and `noacs`: letters stand for lines.
    Acs(bool),
    /// `noattr`: what is drawn with the style has nothing switched on.
    NoAttributes,
    /// `ignore`, or `noignore`.
    Ignore(bool),
    /// `width=`: columns, or per cent where that is said. Of scrollbars.
    Width(u32, bool),
    /// `pad=`: columns beside a scrollbar.
    Pad(u32),
    /// `set-default`
    SetDefault,
}

/// A style as it was written: what it says, in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StyleSpec {
    directives: Vec<Directive>,
}

/// What text that is no style is refused with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("invalid style: {0}")]
pub struct InvalidStyle(pub String);

const ATTRIBUTES: &[(&str, Attributes)] = &[
    ("bold", Attributes::BOLD),
    ("bright", Attributes::BOLD),
    ("dim", Attributes::DIM),
    ("italics", Attributes::ITALIC),
    ("blink", Attributes::BLINK),
    ("reverse", Attributes::INVERSE),
    ("hidden", Attributes::HIDDEN),
    ("strikethrough", Attributes::STRIKE),
    ("overline", Attributes::OVERLINE),
];

const UNDERLINES: &[(&str, Underline)] = &[
    ("underscore", Underline::Single),
    ("double-underscore", Underline::Double),
    ("curly-underscore", Underline::Curly),
    ("dotted-underscore", Underline::Dotted),
    ("dashed-underscore", Underline::Dashed),
];

const ALIGNS: &[(&str, Align)] = &[
    ("left", Align::Left),
    ("centre", Align::Centre),
    ("center", Align::Centre),
    ("right", Align::Right),
    ("absolute-centre", Align::AbsoluteCentre),
    ("absolute-center", Align::AbsoluteCentre),
];

const LIST_PARTS: &[(&str, ListPart)] = &[
    ("on", ListPart::On),
    ("focus", ListPart::Focus),
    ("left-marker", ListPart::LeftMarker),
    ("right-marker", ListPart::RightMarker),
];

fn find<T: Copy>(table: &[(&str, T)], name: &str) -> Option<T> {
    table.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| *value)
}

fn name_of<T: PartialEq>(table: &[(&'static str, T)], value: &T) -> &'static str {
    table.iter().find(|(_, known)| known == value).map_or("", |(name, _)| name)
}

impl StyleSpec {
    /// Parses terms separated by spaces or commas, and attributes by `|` as well.
    pub fn parse(text: &str) -> Result<Self, InvalidStyle> {
        let directives = text
            .split([' ', ',', '\n'])
            .flat_map(|term| term.split(move |c| c == '|' && !term.contains('=')))
            .filter(|term| !term.is_empty())
            .map(|term| Directive::parse(term).ok_or_else(|| InvalidStyle(text.to_owned())))
            .collect::<Result<_, _>>()?;
        Ok(Self { directives })
    }

    /// What it says, in order.
    pub fn directives(&self) -> &[Directive] {
        &self.directives
    }

    /// This style over another one.
    pub fn over(&self, base: Style) -> Style {
        self.directives.iter().fold(base, |style, directive| directive.apply(style, &base))
    }

    /// The colour to fill what is left free with, where the style names one.
    pub fn fill(&self) -> Option<Color> {
        self.directives.iter().rev().find_map(|directive| match directive {
            Directive::Fill(StyleColor::Is(color)) => Some(*color),
            _ => None,
        })
    }
}

/// A style over another one; the other one alone where the text is none.
pub fn parse_over(text: &str, base: Style) -> Style {
    StyleSpec::parse(text).map_or(base, |spec| spec.over(base))
}

impl Directive {
    fn parse(term: &str) -> Option<Self> {
        if let Some((key, value)) = term.split_once('=') {
            return match key.to_ascii_lowercase().as_str() {
                "width" => {
                    let (number, percent) =
                        value.strip_suffix('%').map_or((value, false), |number| (number, true));
                    let number = number.parse().ok().filter(|n| !percent || *n <= 100)?;
                    Some(Directive::Width(number, percent))
                }
                "pad" => value.parse().ok().map(Directive::Pad),
                "fg" => color::parse(value).map(Directive::Fg),
                "bg" => color::parse(value).map(Directive::Bg),
                "us" => color::parse(value).map(Directive::UnderlineColor),
                "fill" => color::parse(value).map(Directive::Fill),
                "align" => find(ALIGNS, value).map(Directive::Align),
                "list" => find(LIST_PARTS, value).map(|part| Directive::List(Some(part))),
                "range" => Range::parse(value).map(|range| Directive::Range(Some(range))),
                _ => None,
            };
        }
        let on = |name: &str, on| {
            if name.eq_ignore_ascii_case("acs") {
                return Some(Directive::Acs(on));
            }
            if let Some(attribute) = find(ATTRIBUTES, name) {
                return Some(Directive::Attribute(attribute, on));
            }
            let underline = find(UNDERLINES, name)?;
            Some(Directive::Underline(if on { underline } else { Underline::None }))
        };
        match term.to_ascii_lowercase().as_str() {
            "default" => Some(Directive::Default),
            "none" => Some(Directive::None),
            "noalign" => Some(Directive::Align(Align::Left)),
            "nolist" => Some(Directive::List(None)),
            "norange" => Some(Directive::Range(None)),
            "noattr" => Some(Directive::NoAttributes),
            "ignore" => Some(Directive::Ignore(true)),
            "noignore" => Some(Directive::Ignore(false)),
            "set-default" => Some(Directive::SetDefault),
            "push-default" => Some(Directive::PushDefault),
            "pop-default" => Some(Directive::PopDefault),
            lower => on(term, true).or_else(|| on(lower.strip_prefix("no")?, false)),
        }
    }

    /// What it makes of a style, `base` being what `default` means.
    fn apply(&self, mut style: Style, base: &Style) -> Style {
        let pick = |color: &StyleColor, inherited: Color| match color {
            StyleColor::Inherited => inherited,
            StyleColor::Is(color) => *color,
        };
        match self {
            Directive::Default => style = *base,
            Directive::None => {
                style.attributes = Attributes::empty();
                style.underline = Underline::None;
            }
            Directive::Fg(color) => style.fg = pick(color, base.fg),
            Directive::Bg(color) => style.bg = pick(color, base.bg),
            Directive::UnderlineColor(color) => {
                style.underline_color = pick(color, base.underline_color);
            }
            Directive::Attribute(attribute, on) => style.attributes.set(*attribute, *on),
            Directive::Underline(underline) => style.underline = *underline,
            Directive::Fill(_)
            | Directive::Align(_)
            | Directive::List(_)
            | Directive::Range(_)
            | Directive::PushDefault
            | Directive::PopDefault
            | Directive::SetDefault
            | Directive::NoAttributes
            | Directive::Ignore(_)
            | Directive::Width(..)
            | Directive::Pad(_)
            | Directive::Acs(_) => {}
        }
        style
    }
}

impl Range {
    fn parse(text: &str) -> Option<Self> {
        let (kind, argument) = match text.split_once('|') {
            Some((kind, argument)) => (kind, Some(argument)),
            None => (text, None),
        };
        let id = |sign: char| argument?.trim_start_matches(sign).parse().ok();
        match kind.to_ascii_lowercase().as_str() {
            "left" if argument.is_none() => Some(Range::Left),
            "right" if argument.is_none() => Some(Range::Right),
            "window" => argument?.parse().ok().map(Range::Window),
            "pane" => id('%').map(Range::Pane),
            "session" => id('$').map(Range::Session),
            "user" => argument.map(|name| Range::User(name.to_owned())),
            "control" => argument?.parse().ok().filter(|n| *n <= 9).map(Range::Control),
            _ => None,
        }
    }
}

impl fmt::Display for StyleSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, directive) in self.directives.iter().enumerate() {
            if i > 0 {
                f.write_str(",")?;
            }
            write!(f, "{directive}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Directive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Directive::Default => f.write_str("default"),
            Directive::None => f.write_str("none"),
            Directive::Fg(color) => write!(f, "fg={color}"),
            Directive::Bg(color) => write!(f, "bg={color}"),
            Directive::UnderlineColor(color) => write!(f, "us={color}"),
            Directive::Fill(color) => write!(f, "fill={color}"),
            Directive::Attribute(attribute, on) => {
                let no = if *on { "" } else { "no" };
                write!(f, "{no}{}", name_of(ATTRIBUTES, attribute))
            }
            Directive::Underline(Underline::None) => f.write_str("nounderscore"),
            Directive::Underline(underline) => f.write_str(name_of(UNDERLINES, underline)),
            Directive::Align(align) => write!(f, "align={}", name_of(ALIGNS, align)),
            Directive::List(None) => f.write_str("nolist"),
            Directive::List(Some(part)) => write!(f, "list={}", name_of(LIST_PARTS, part)),
            Directive::Range(None) => f.write_str("norange"),
            Directive::Range(Some(range)) => write!(f, "range={range}"),
            Directive::PushDefault => f.write_str("push-default"),
            Directive::PopDefault => f.write_str("pop-default"),
            Directive::Acs(on) => f.write_str(if *on { "acs" } else { "noacs" }),
            Directive::NoAttributes => f.write_str("noattr"),
            Directive::Ignore(on) => f.write_str(if *on { "ignore" } else { "noignore" }),
            Directive::Width(width, true) => write!(f, "width={width}%"),
            Directive::Width(width, false) => write!(f, "width={width}"),
            Directive::Pad(pad) => write!(f, "pad={pad}"),
            Directive::SetDefault => f.write_str("set-default"),
        }
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Range::Left => f.write_str("left"),
            Range::Right => f.write_str("right"),
            Range::Window(index) => write!(f, "window|{index}"),
            Range::Pane(id) => write!(f, "pane|%{id}"),
            Range::Session(id) => write!(f, "session|${id}"),
            Range::User(name) => write!(f, "user|{name}"),
            Range::Control(number) => write!(f, "control|{number}"),
        }
    }
}
