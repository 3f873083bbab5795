//! How what a mode marks looks, as the options of its pane say it.

use crate::language::style::parse_over;
use crate::model::Model;
use crate::model::copy_mode::{Looks, NumberLooks, Numbers};
use crate::model::options::Lookup;
use crate::model::resolve::Place;
use crate::style::Style;

impl Model {
    /// A style that an option gives; formats in it are about a place.
    pub fn style_at(&self, options: &Lookup<'_>, name: &str, place: &Place) -> Style {
        let text = options.text(name);
        match text.contains("#{") {
            true => parse_over(&self.expand(&text, place), Style::PLAIN),
            false => options.style(name),
        }
    }

    /// How what is marked in a pane's mode looks.
    pub fn mode_looks(&self, options: &Lookup<'_>, place: &Place) -> Looks {
        let style = |name| self.style_at(options, name, place);
        Looks {
            selection: style("copy-mode-selection-style"),
            chosen: style("tree-mode-selection-style"),
            match_: style("copy-mode-match-style"),
            current_match: style("copy-mode-current-match-style"),
            mark: style("copy-mode-mark-style"),
            current_line: style("copy-mode-current-line-style"),
            numbers: NumberLooks {
                numbers: Numbers::of(&options.text("copy-mode-line-numbers")),
                number: style("copy-mode-line-number-style"),
                current: style("copy-mode-current-line-number-style"),
            },
        }
    }
}
