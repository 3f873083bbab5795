//! A screen as an SVG picture: text as text, lines as lines, in a window's frame.

use std::fmt::Write;

use vt100::Color;

use super::support::{Look, Picture};

/// A cell and the frame, in pixels.
const CELL: (f64, f64) = (8.4, 18.0);
const MARGIN: f64 = 14.0;
const BAR: f64 = 34.0;

const BACKGROUND: &str = "#16181d";
const FOREGROUND: &str = "#d5d8de";

/// The sixteen colours of a calm dark terminal.
const PALETTE: [&str; 16] = [
    "#2a2e36", "#e06c75", "#98c379", "#e5c07b", "#61afef", "#c678dd", "#56b6c2", "#c8ccd4",
    "#5c6370", "#ef8a92", "#b1d796", "#f0d399", "#82c3ff", "#d79bea", "#7fd0da", "#f2f4f8",
];

/// The screen with a window's frame around it.
pub fn of(picture: &Picture, title: &str) -> String {
    let columns = picture.rows.first().map_or(0, Vec::len);
    let width = columns as f64 * CELL.0 + 2.0 * MARGIN;
    let height = picture.rows.len() as f64 * CELL.1 + BAR + MARGIN;
    let mut out = String::new();
    let _ = writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.1} {height:.1}\" \
         width=\"{width:.0}\" height=\"{height:.0}\" font-family=\"ui-monospace, 'SF Mono', \
         Menlo, Consolas, 'DejaVu Sans Mono', monospace\" font-size=\"14\">\n\
         <rect width=\"100%\" height=\"100%\" rx=\"10\" fill=\"{BACKGROUND}\"/>"
    );
    for (n, color) in ["#ff5f57", "#febc2e", "#28c840"].iter().enumerate() {
        let x = 20.0 + 20.0 * n as f64;
        let _ = writeln!(out, "<circle cx=\"{x}\" cy=\"17\" r=\"6\" fill=\"{color}\"/>");
    }
    let _ = writeln!(
        out,
        "<text x=\"{:.1}\" y=\"22\" fill=\"#8b919c\" text-anchor=\"middle\">{title}</text>",
        width / 2.0
    );
    for (y, row) in picture.rows.iter().enumerate() {
        backgrounds(&mut out, y, row);
        texts(&mut out, y, row);
    }
    out.push_str("</svg>\n");
    out
}

fn corner(x: usize, y: usize) -> (f64, f64) {
    (MARGIN + x as f64 * CELL.0, BAR + y as f64 * CELL.1)
}

/// The stretches of a row that have something in common.
fn stretches<T: PartialEq>(row: &[Look], key: impl Fn(&Look) -> T) -> Vec<(usize, usize, T)> {
    let mut all: Vec<(usize, usize, T)> = Vec::new();
    for (x, look) in row.iter().enumerate() {
        let key = key(look);
        match all.last_mut() {
            Some((_, end, last)) if *last == key => *end = x + 1,
            _ => all.push((x, x + 1, key)),
        }
    }
    all
}

fn backgrounds(out: &mut String, y: usize, row: &[Look]) {
    for (from, to, color) in stretches(row, |look| colors(look).1) {
        if let Some(color) = color {
            let ((x, y), cols) = (corner(from, y), (to - from) as f64);
            let _ = writeln!(
                out,
                "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{:.1}\" height=\"{:.1}\" fill=\"{color}\"/>",
                cols * CELL.0 + 0.3,
                CELL.1 + 0.3
            );
        }
    }
}

fn texts(out: &mut String, y: usize, row: &[Look]) {
    let same = |look: &Look| {
        let line = lines(&look.text).is_some();
        (colors(look).0, look.bold, look.dim, look.italic, look.underline, line)
    };
    for (from, to, (color, bold, dim, italic, underline, is_line)) in stretches(row, same) {
        let color = color.unwrap_or_else(|| FOREGROUND.to_owned());
        let opacity = if dim { " opacity=\"0.55\"" } else { "" };
        if is_line {
            let mut path = String::new();
            for (x, look) in row.iter().enumerate().take(to).skip(from) {
                draw_line(&mut path, corner(x, y), lines(&look.text).unwrap_or(0));
            }
            let _ = writeln!(out, "<path d=\"{path}\" stroke=\"{color}\" fill=\"none\"{opacity}/>");
            continue;
        }
        let text: String = row[from..to].iter().map(|look| look.text.as_str()).collect();
        let skipped = text.len() - text.trim_start_matches(' ').len();
        let text = text.trim_matches(' ');
        if text.is_empty() {
            continue;
        }
        let (x, y) = corner(from + skipped, y);
        let weight = if bold { " font-weight=\"bold\"" } else { "" };
        let slant = if italic { " font-style=\"italic\"" } else { "" };
        let line = if underline { " text-decoration=\"underline\"" } else { "" };
        let _ = writeln!(
            out,
            "<text x=\"{x:.1}\" y=\"{:.1}\" fill=\"{color}\" textLength=\"{:.1}\" \
             xml:space=\"preserve\"{weight}{slant}{line}{opacity}>{}</text>",
            y + 13.5,
            text.chars().count() as f64 * CELL.0,
            text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
        );
    }
}

const UP: u8 = 1;
const DOWN: u8 = 2;
const LEFT: u8 = 4;
const RIGHT: u8 = 8;

/// Where a box-drawing character goes.
fn lines(text: &str) -> Option<u8> {
    Some(match text {
        "─" => LEFT | RIGHT,
        "│" => UP | DOWN,
        "┌" | "╭" => DOWN | RIGHT,
        "┐" | "╮" => DOWN | LEFT,
        "└" | "╰" => UP | RIGHT,
        "┘" | "╯" => UP | LEFT,
        "├" => UP | DOWN | RIGHT,
        "┤" => UP | DOWN | LEFT,
        "┬" => DOWN | LEFT | RIGHT,
        "┴" => UP | LEFT | RIGHT,
        "┼" => UP | DOWN | LEFT | RIGHT,
        _ => return None,
    })
}

fn draw_line(path: &mut String, (x, y): (f64, f64), ways: u8) {
    let (middle_x, middle_y) = (x + CELL.0 / 2.0, y + CELL.1 / 2.0);
    let ends = [
        (UP, middle_x, y),
        (DOWN, middle_x, y + CELL.1),
        (LEFT, x, middle_y),
        (RIGHT, x + CELL.0, middle_y),
    ];
    for (way, to_x, to_y) in ends {
        if ways & way != 0 {
            let _ = write!(path, "M{middle_x:.1} {middle_y:.1}L{to_x:.1} {to_y:.1}");
        }
    }
}

/// Text and background colour of a cell; `None` is the terminal's own.
fn colors(look: &Look) -> (Option<String>, Option<String>) {
    let (fg, bg) = (color(look.fg), color(look.bg));
    match look.inverse {
        false => (fg, bg),
        true => (
            Some(bg.unwrap_or_else(|| BACKGROUND.to_owned())),
            Some(fg.unwrap_or_else(|| FOREGROUND.to_owned())),
        ),
    }
}

fn color(color: Color) -> Option<String> {
    match color {
        Color::Default => None,
        Color::Rgb(r, g, b) => Some(format!("#{r:02x}{g:02x}{b:02x}")),
        Color::Idx(n @ 0..16) => Some(PALETTE[usize::from(n)].to_owned()),
        Color::Idx(n @ 232..) => {
            let level = 8 + 10 * (n - 232);
            Some(format!("#{level:02x}{level:02x}{level:02x}"))
        }
        Color::Idx(n) => {
            let level = |part: u8| if part == 0 { 0 } else { 55 + 40 * part };
            let (r, g, b) = ((n - 16) / 36, (n - 16) / 6 % 6, (n - 16) % 6);
            Some(format!("#{:02x}{:02x}{:02x}", level(r), level(g), level(b)))
        }
    }
}
