//! Menus: a box of lines over a client's screen, each of which is a command.

use unicode_width::UnicodeWidthStr;

use crate::border::BorderLines;
use crate::geometry::{Point, Rect, Size};
use crate::key::Key;
use crate::language::key::key_name;
use crate::language::style::parse_over;
use crate::line::Line;
use crate::style::Style;

use super::Model;
use super::resolve::Place;

/// What the edges and the blanks beside the text take of a menu, in columns.
const SIDES: usize = 4;

/// A menu.
#[derive(Debug, Clone, PartialEq)]
pub struct Menu {
    /// Its upper left corner, where there is room.
    pub at: Point,
    /// In its upper edge.
    pub title: Line,
    /// Its lines.
    pub rows: Vec<MenuRow>,
    /// The line that Enter chooses.
    pub selected: Option<usize>,
    /// It is there until somebody chooses; otherwise letting the mouse go ends it.
    pub stays: bool,
    /// The mouse is for it: what that is on is selected, and a click chooses.
    pub mouse: bool,
    /// What its commands are about.
    pub place: Place,
    /// What its edges are made of.
    pub lines: BorderLines,
    /// The looks of its lines.
    pub style: MenuLook,
    /// The looks of the selected line.
    pub selected_style: MenuLook,
    /// The looks of its edges.
    pub border: MenuLook,
}

/// How a part of a menu looks: as an option says by now, and over that as its command did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MenuLook {
    /// The option.
    pub option: &'static str,
    /// What the command said.
    pub own: Option<String>,
}

impl MenuLook {
    /// As the option says.
    pub const fn of(option: &'static str) -> Self {
        Self { option, own: None }
    }
}

impl Model {
    /// How a part of a menu looks now.
    pub fn look_of_menu(&self, menu: &Menu, look: &MenuLook) -> Style {
        let options = self.window_lookup(menu.place.window);
        let options = options.on(self.theme_of(menu.place.client));
        let themed = |text: &str| self.themed(text, &menu.place);
        let text = self.expand_time(&options.text(look.option), &menu.place);
        let base = parse_over(&themed(&text), Style::PLAIN);
        look.own.as_ref().map_or(base, |own| parse_over(&themed(own), base))
    }
}

/// A line of a menu.
#[derive(Debug, Clone, PartialEq)]
pub enum MenuRow {
    /// One that can be chosen.
    Item {
        /// What it says.
        line: Line,
        /// The key that chooses it.
        key: Option<Key>,
        /// Whether that is shown.
        shown: bool,
        /// What it does.
        command: String,
    },
    /// One that cannot be chosen now.
    Disabled(Line),
    /// A line across.
    Separator,
}

impl MenuRow {
    fn can_be_chosen(&self) -> bool {
        matches!(self, MenuRow::Item { .. })
    }

    fn width(&self) -> usize {
        match self {
            MenuRow::Item { line, key: Some(key), shown: true, .. } => {
                line.width() + key_name(*key).width() + 3
            }
            MenuRow::Item { line, .. } | MenuRow::Disabled(line) => line.width(),
            MenuRow::Separator => 0,
        }
    }
}

impl Menu {
    /// How much room it takes, with its edges.
    pub fn size(title: &Line, rows: &[MenuRow]) -> Size {
        let widest = rows.iter().map(MenuRow::width).chain([title.width()]).max().unwrap_or(0);
        let side = |cells: usize| u16::try_from(cells).unwrap_or(u16::MAX);
        Size::new(side(widest + SIDES), side(rows.len() + 2))
    }

    /// Where it lies on a screen of that size.
    pub fn rect(&self, screen: Size) -> Rect {
        let wanted = Self::size(&self.title, &self.rows);
        let (cols, rows) = (wanted.cols.min(screen.cols), wanted.rows.min(screen.rows));
        let (x, y) = (self.at.x.min(screen.cols - cols), self.at.y.min(screen.rows - rows));
        Rect::new(x, y, cols, rows)
    }

    /// The first of its lines that there is room for.
    pub fn top(&self, screen: Size) -> usize {
        let shown = usize::from(self.rect(screen).rows.saturating_sub(2)).max(1);
        (self.selected.unwrap_or(0) + 1).saturating_sub(shown)
    }

    /// The line on a cell of a screen of that size, where it can be chosen; `None` within the box,
    /// too, where it is on no such line.
    pub fn row_at(&self, at: Point, screen: Size) -> Option<usize> {
        let rect = self.rect(screen);
        let inside = at.x > rect.x && at.x + 1 < rect.right() && at.y > rect.y;
        let inside = inside && at.y + 1 < rect.bottom();
        let row = inside.then(|| self.top(screen) + usize::from(at.y - rect.y - 1))?;
        self.rows.get(row).filter(|row| row.can_be_chosen()).map(|_| row)
    }

    /// The line that a key chooses.
    pub fn row_of(&self, pressed: Key) -> Option<usize> {
        let is_meant =
            |row: &MenuRow| matches!(row, MenuRow::Item { key: Some(key), .. } if *key == pressed);
        self.rows.iter().position(is_meant)
    }

    /// Selects the next line, or the one before, of those that can be chosen.
    pub fn go(&mut self, back: bool) {
        let count = self.rows.len();
        let step = |n: usize| if back { count - n } else { n };
        let from = self.selected.unwrap_or(if back { 0 } else { count.saturating_sub(1) });
        let order = (1..=count).map(|n| (from + step(n)) % count);
        self.selected = order.into_iter().find(|&row| self.rows[row].can_be_chosen());
    }

    /// Selects the first line, or the last, of those that can be chosen.
    pub fn go_to(&mut self, last: bool) {
        self.selected = None;
        self.go(last);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> Line {
        let mut line = Line::new();
        line.push_text(text, &Style::PLAIN);
        line
    }

    fn menu(rows: Vec<MenuRow>) -> Menu {
        Menu {
            at: Point::new(70, 20),
            title: line("title"),
            rows,
            selected: None,
            stays: true,
            mouse: true,
            place: Place::default(),
            lines: BorderLines::Single,
            style: MenuLook::of("menu-style"),
            selected_style: MenuLook::of("menu-selected-style"),
            border: MenuLook::of("menu-border-style"),
        }
    }

    fn item(text: &str, key: char) -> MenuRow {
        let key = Some(Key::plain(crate::key::KeyCode::Char(key)));
        MenuRow::Item { line: line(text), key, shown: true, command: String::new() }
    }

    #[test]
    fn it_goes_about_what_can_be_chosen() {
        let mut menu = menu(vec![
            MenuRow::Disabled(line("no")),
            item("one", 'a'),
            MenuRow::Separator,
            item("two", 'b'),
        ]);
        let mut gone = Vec::new();
        for back in [false, false, false, true, true] {
            menu.go(back);
            gone.push(menu.selected);
        }
        assert_eq!(gone, [Some(1), Some(3), Some(1), Some(3), Some(1)]);
        menu.go_to(true);
        assert_eq!(menu.selected, Some(3));
        menu.go_to(false);
        assert_eq!(menu.selected, Some(1));
        assert_eq!(menu.row_of(Key::plain(crate::key::KeyCode::Char('b'))), Some(3));
        let mut empty = self::menu(vec![MenuRow::Separator]);
        empty.go(false);
        assert_eq!(empty.selected, None);
        let mut none = self::menu(Vec::new());
        none.go(true);
        assert_eq!(none.selected, None);
    }

    #[test]
    fn it_stays_on_the_screen_and_shows_what_is_selected() {
        let mut menu = menu((0..20).map(|n| item(&format!("item {n}"), 'x')).collect());
        // "item 10", two blanks and "(x)" make 11 columns with what is between.
        let screen = Size::new(80, 24);
        assert_eq!(menu.rect(screen), Rect::new(65, 2, 15, 22));
        assert_eq!(menu.row_at(Point::new(66, 4), screen), Some(1));
        assert_eq!(menu.row_at(Point::new(65, 4), screen), None);
        assert_eq!(menu.row_at(Point::new(70, 2), screen), None);
        let small = Size::new(10, 6);
        assert_eq!(menu.rect(small), Rect::new(0, 0, 10, 6));
        menu.selected = Some(10);
        assert_eq!(menu.top(small), 7);
        assert_eq!(menu.row_at(Point::new(1, 4), small), Some(10));
        for cols in 0..3 {
            let tiny = Size::new(cols, cols);
            menu.row_at(Point::new(0, 0), tiny);
            assert!(menu.rect(tiny).size() == tiny);
        }
    }
}
