//! docker's templates, as far as people give them by hand: `{{.Names}}` and `{{json .State}}` among
//! text in which pmux's own formats stand too.

use super::Failure;

/// A piece of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Text, formats in it as they were written.
    Text(String),
    /// A field, without its point; as JSON where that was asked for.
    Field {
        /// Its name, or its way through objects, with points between.
        name: String,
        /// As JSON.
        json: bool,
    },
}

/// Takes a template apart. `\t` and `\n` are what they stand for.
///
/// # Errors
/// Something else than a field stands between braces.
pub fn parse(text: &str) -> Result<Vec<Piece>, Failure> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let bad = || {
            Failure::new(format!(
                "bad template: {text}: between {{{{ and }}}} stands a field, as {{{{.Name}}}} or \
                 {{{{json .Name}}}}; formats as #{{session_name}} do more"
            ))
        };
        let (inner, end) = after.split_once("}}").ok_or_else(bad)?;
        let inner = inner.trim();
        let (inner, json) = match inner.strip_prefix("json ") {
            Some(inner) => (inner.trim(), true),
            None => (inner, false),
        };
        let known = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
        let name =
            inner.strip_prefix('.').filter(|name| name.chars().all(known)).ok_or_else(bad)?;
        pieces.push(Piece::Text(before.to_owned()));
        pieces.push(Piece::Field { name: name.to_owned(), json });
        rest = end;
    }
    pieces.push(Piece::Text(rest.to_owned()));
    for piece in &mut pieces {
        if let Piece::Text(text) = piece {
            *text = text.replace("\\t", "\t").replace("\\n", "\n");
        }
    }
    pieces.retain(|piece| *piece != Piece::Text(String::new()));
    Ok(pieces)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_stand_among_text() {
        let text = |text: &str| Piece::Text(text.into());
        let field = |name: &str, json| Piece::Field { name: name.into(), json };
        let check = |template: &str, expect: &[Piece]| {
            assert_eq!(parse(template).unwrap(), expect, "{template}");
        };
        check("{{.ID}}\\t{{ .Names }}", &[field("ID", false), text("\t"), field("Names", false)]);
        check("{{json .State}}!", &[field("State", true), text("!")]);
        check("{{.}}", &[field("", false)]);
        check("#{session_name}", &[text("#{session_name}")]);
        for bad in ["{{range .X}}", "{{.X", "{{X}}", "{{if .A}}b{{end}}"] {
            assert!(parse(bad).unwrap_err().reason.starts_with("bad template: "), "{bad}");
        }
    }
}
