//! Finding what somebody means by a few letters of it, as fzf does: `prod sh`, `^dev`, `!ssh`, `a | b`.
//!
//! A query is groups with `|` between, each of terms with blanks between: one group has to match, with
//! all its terms. A term's letters come in that order, with others between. `'term` stands there as
//! it is, `^term` at the beginning, `term$` at the end, and `!term` must not be there. Case counts
//! where the query has a capital letter of ASCII.
//!
//! Styles in the text are neither looked at nor counted.

use unicode_width::UnicodeWidthChar;

use super::style::{Align, StyledText};

/// Where a query was found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Match {
    /// The columns of what it matched, in order, of those that are seen.
    pub columns: Vec<usize>,
    /// How well: more is better.
    pub score: i64,
}

/// A term that stands as it is.
const EXACT: i64 = 1000;
/// It is at the beginning because that was asked for.
const PREFIX: i64 = 200;
/// Or at the end.
const SUFFIX: i64 = 100;
/// The first letter is the text's first.
const START: i64 = 12;
/// A letter is a word's first.
const WORD: i64 = 8;
/// A letter follows the one before it.
const RUN: i64 = 6;
/// The most that is taken off for how far in it begins.
const FAR: usize = 10;

/// A character of the text.
struct Glyph<'a> {
    text: &'a str,
    align: Align,
    /// Its column among those of its alignment.
    offset: usize,
    width: usize,
}

/// One term of a query.
struct Term<'a> {
    text: Vec<&'a str>,
    inverse: bool,
    exact: bool,
    prefix: bool,
    suffix: bool,
}

/// Looks for a query in a text that is drawn `width` columns wide; none where it is not there.
pub fn find(query: &str, text: &StyledText, width: usize) -> Option<Match> {
    if query.trim_matches([' ', '|']).is_empty() {
        return Some(Match::default());
    }
    let fold = !query.bytes().any(|b| b.is_ascii_uppercase());
    let mut widths = [0usize; 4];
    let glyphs: Vec<Glyph<'_>> = text
        .glyphs()
        .map(|(text, width, align)| {
            let all = &mut widths[slot(align)];
            let offset = *all;
            *all += usize::from(width);
            Glyph { text, align, offset, width: usize::from(width) }
        })
        .collect();
    let groups = query.split('|').filter(|group| !group.trim_matches(' ').is_empty());
    let mut best: Option<(i64, Vec<bool>)> = None;
    for group in groups {
        let found = group_in(group, &glyphs, fold);
        if let Some(found) = found
            && best.as_ref().is_none_or(|(score, _)| found.0 > *score)
        {
            best = Some(found);
        }
    }
    let (score, hit) = best?;
    Some(Match { columns: columns(&glyphs, &hit, widths, width), score })
}

/// All terms of a group: how well they match, and which characters are theirs.
fn group_in(group: &str, glyphs: &[Glyph<'_>], fold: bool) -> Option<(i64, Vec<bool>)> {
    let mut hit = vec![false; glyphs.len()];
    let mut score = 0;
    for term in group.split(' ').filter(|term| !term.is_empty()) {
        let term = Term::parse(term)?;
        let found = match term.exact {
            true => exact(&term, glyphs, fold),
            false => scattered(&term.text, glyphs, fold),
        };
        match (found, term.inverse) {
            (None, true) => {}
            (Some((worth, at)), false) => {
                score += worth;
                at.into_iter().for_each(|at| hit[at] = true);
            }
            _ => return None,
        }
    }
    Some((score, hit))
}

impl<'a> Term<'a> {
    /// Reads a term; none where nothing is left of it.
    fn parse(term: &'a str) -> Option<Self> {
        let (inverse, rest) = strip(term, '!');
        let (quoted, rest) = strip(rest, '\'');
        let (prefix, rest) = if quoted { (false, rest) } else { strip(rest, '^') };
        let suffix = rest.ends_with('$');
        let rest = rest.strip_suffix('$').unwrap_or(rest);
        let exact = inverse || quoted || prefix || suffix;
        (!rest.is_empty()).then(|| Term { text: characters(rest), inverse, exact, prefix, suffix })
    }
}

fn strip(text: &str, sign: char) -> (bool, &str) {
    text.strip_prefix(sign).map_or((false, text), |rest| (true, rest))
}

/// The characters of a term, each with the marks that belong to it, as a text's are.
fn characters(text: &str) -> Vec<&str> {
    let mut all: Vec<&str> = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices().skip(1) {
        if c.width() != Some(0) {
            all.push(&text[start..at]);
            start = at;
        }
    }
    all.push(&text[start..]);
    all
}

fn same(a: &str, b: &str, fold: bool) -> bool {
    a == b || (fold && a.len() == 1 && a.eq_ignore_ascii_case(b))
}

fn begins_word(glyphs: &[Glyph<'_>], at: usize) -> bool {
    at.checked_sub(1).is_some_and(|before| " -_/.:".contains(glyphs[before].text))
}

/// A term that stands somewhere as it is: the place that is worth most.
fn exact(term: &Term<'_>, glyphs: &[Glyph<'_>], fold: bool) -> Option<(i64, Vec<usize>)> {
    let (size, all) = (term.text.len(), glyphs.len());
    let last = all.checked_sub(size)?;
    let places = match (term.prefix, term.suffix) {
        (true, true) if last > 0 => return None,
        (true, _) => 0..=0,
        (false, true) => last..=last,
        (false, false) => 0..=last,
    };
    let fits = |at: usize| {
        term.text.iter().zip(&glyphs[at..]).all(|(wanted, is)| same(wanted, is.text, fold))
    };
    let worth = |at: usize| {
        let edges = i64::from(term.prefix) * PREFIX + i64::from(term.suffix) * SUFFIX;
        let start = match at {
            0 => START,
            at => i64::from(begins_word(glyphs, at)) * WORD,
        };
        let after = if edges == 0 { (all - at - size) as i64 } else { 0 };
        EXACT + size as i64 * RUN + edges + start - at.min(FAR) as i64 - after
    };
    let mut best: Option<(i64, usize)> = None;
    for at in places.filter(|at| fits(*at)) {
        if best.is_none_or(|(score, _)| worth(at) > score) {
            best = Some((worth(at), at));
        }
    }
    best.map(|(score, at)| (score, (at..at + size).collect()))
}

/// A term whose letters come in their order: the first end that there is, and from there back, so that
/// they are close together.
fn scattered(term: &[&str], glyphs: &[Glyph<'_>], fold: bool) -> Option<(i64, Vec<usize>)> {
    let mut from = 0;
    for wanted in term {
        from += 1 + glyphs[from..].iter().position(|it| same(wanted, it.text, fold))?;
    }
    let mut at = vec![0; term.len()];
    for (wanted, at) in term.iter().zip(&mut at).rev() {
        from = glyphs[..from].iter().rposition(|it| same(wanted, it.text, fold))?;
        *at = from;
    }
    let (first, last) = (*at.first()?, *at.last()?);
    let mut score = match first {
        0 => START,
        first => i64::from(begins_word(glyphs, first)) * WORD - first.min(FAR) as i64,
    };
    for pair in at.windows(2) {
        score += match pair[1] == pair[0] + 1 {
            true => RUN,
            false => i64::from(begins_word(glyphs, pair[1])) * WORD,
        };
    }
    Some((score - (last + 1 - first - at.len()) as i64, at))
}

fn slot(align: Align) -> usize {
    match align {
        Align::Left => 0,
        Align::Centre => 1,
        Align::Right => 2,
        Align::AbsoluteCentre => 3,
    }
}

/// The columns of what was hit, where all of it is laid out as a line without a list.
fn columns(glyphs: &[Glyph<'_>], hit: &[bool], all: [usize; 4], width: usize) -> Vec<usize> {
    let [mut left, mut centre, mut right, middle] = all;
    let mut over = (left + centre + right).saturating_sub(width);
    for part in [&mut centre, &mut right, &mut left] {
        let cut = over.min(*part);
        *part -= cut;
        over -= cut;
    }
    let middle = middle.min(width);
    let start =
        [0, left + (width - right - left) / 2 - centre / 2, width - right, (width - middle) / 2];
    let source = [0, all[1] / 2 - centre / 2, all[2] - right, 0];
    let shown = [left, centre, right, middle];
    let mut columns = Vec::new();
    for (glyph, _) in glyphs.iter().zip(hit).filter(|(_, hit)| **hit) {
        let part = slot(glyph.align);
        for offset in glyph.offset..glyph.offset + glyph.width {
            if (source[part]..source[part] + shown[part]).contains(&offset) {
                columns.push(start[part] + offset - source[part]);
            }
        }
    }
    columns.sort_unstable();
    columns.dedup();
    columns
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::style::styled;
    use crate::style::Style;

    fn check(query: &str, text: &str, expect: Option<&[usize]>) {
        let text = styled(text, Style::PLAIN);
        let found = find(query, &text, text.width().max(1));
        let found = found.as_ref().map(|it| it.columns.as_slice());
        assert_eq!(found, expect, "{query:?}");
    }

    #[test]
    fn letters_in_their_order_are_found_close_together() {
        check("", "text", Some(&[]));
        check(" | ", "text", Some(&[]));
        check("lg", "the log", Some(&[4, 6]));
        check("lo", "all of low", Some(&[2, 4]));
        check("gl", "log", None);
        check("x", "", None);
        check("web shop", "webshop: shop", Some(&[0, 1, 2, 3, 4, 5, 6]));
        check("wed|shop", "web shop", Some(&[4, 5, 6, 7]));
        check("LOG", "log", None);
        check("log", "LOG", Some(&[0, 1, 2]));
        check("ü", "Ü", None);
        check("界", "a界b", Some(&[1, 2]));
    }

    #[test]
    fn terms_can_stand_as_they_are_or_not_be_there() {
        check("'og", "log og", Some(&[4, 5]));
        check("'lg", "log", None);
        check("^lo", "log", Some(&[0, 1]));
        check("^og", "log", None);
        check("og$", "log og", Some(&[4, 5]));
        check("^log$", "logs", None);
        check("^log$", "log", Some(&[0, 1, 2]));
        check("!ssh", "s-s-h", Some(&[]));
        check("!ssh", "ssh box", None);
        check("box !ssh", "box", Some(&[0, 1, 2]));
        check("!", "box", None);
    }

    #[test]
    fn styles_take_no_room() {
        check("og", "#[fg=red]l#[bold]og", Some(&[1, 2]));
        check("r", "#[align=right]r#[align=left]ll", Some(&[2]));
        let text = styled("#[align=right]right#[align=left]left", Style::PLAIN);
        let found = find("right", &text, 6).map(|it| it.columns);
        assert_eq!(found, Some(vec![4, 5]));
    }
}
