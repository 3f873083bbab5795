use proptest::prelude::*;

use super::*;

fn env(name: &str) -> Option<String> {
    match name {
        "HOME" => Some("/home/me".into()),
        "~root" => Some("/root".into()),
        "EDITOR" => Some("vi -e".into()),
        _ => None,
    }
}

fn surroundings() -> Surroundings<'static> {
    Surroundings { env: &env, holds: &|format| format == "1" }
}

/// What text says, in a form that is easy to write down: words in `<>`, commands of a sequence
/// joined by `;`, a line each, blocks as `{…}` around the same.
fn outline(statements: &[Statement]) -> String {
    let word = |word: &Word| match word {
        Word::Text(text) => format!("<{text}>"),
        Word::Block { statements, .. } => format!("{{{}}}", outline(statements)),
    };
    let command = |command: &Parsed| command.words.iter().map(word).collect::<String>();
    let statement = |statement: &Statement| match statement {
        Statement::Commands(commands) => commands.iter().map(command).collect::<Vec<_>>().join(";"),
        Statement::Assign { name, value, hidden, .. } => {
            format!("{}{name}={value}", if *hidden { "hidden " } else { "" })
        }
    };
    statements.iter().map(statement).collect::<Vec<_>>().join("\n")
}

fn check(text: &str, expect: &str) {
    let statements = parse(text, surroundings()).unwrap_or_else(|e| panic!("{text}: {e}"));
    assert_eq!(outline(&statements), expect, "{text}");
}

fn check_error(text: &str, expect: &str) {
    let error = parse(text, surroundings()).unwrap_err();
    assert_eq!(error.to_string(), expect, "{text}");
}

#[test]
fn words_are_separated_as_tmux_separates_them() {
    check("a b\tc", "<a><b><c>");
    check("a; b ;c", "<a>;<b>;<c>");
    check("a;b;", "<a>;<b>");
    check("a\nb\r\n\nc", "<a>\n<b>\n<c>");
    check("a\\;b", "<a;b>");
    check("bind x a \\; b", "<bind><x><a><;><b>");
    check("a#b #c ; d", "<a#b>");
    check("# only\n  # comments \\\n still", "");
    check("a \\\n  b", "<a><b>");
    check("a b\\\nc", "<a><bc>");
    check("a 'b'\"c\"d", "<a><bcd>");
    check("a \"\" ''", "<a><><>");
    check("a \"b\nc\"", "<a><b\nc>");
    check("a b{c", "<a><b{c>");
    check("a x#{b c}d", "<a><x#{b c}d>");
    check("", "");
}

#[test]
fn quotes_and_escapes_are_resolved() {
    check(r#"a \q\ \e\n"#, "<a><q \x1b\n>");
    check(r#"a "\u0041\101\"$\$""#, "<a><AA\"$$>");
    check(r#"a \U0001f600"#, "<a><\u{1f600}>");
    check(r#"a \303\251x "\342\202\254\303\251""#, "<a><éx><€é>");
    check(r#"a \351 \303\303\251"#, "<a><é><Ãé>");
    check(r#"a '\n$HOME'"#, "<a><\\n$HOME>");
    check_error("a \"\\400\"", "1: invalid octal escape");
    check_error("a \\12x", "1: invalid octal escape");
    check_error("a \\u00zz", "1: invalid \\u escape");
    for word in ["b\0c", "'\0'", "\"\0\"", "\\\0", "b#{\0}"] {
        check_error(&format!("a {word}"), "1: a NUL character, which no word can have");
    }
    check_error("a\nb 'c", "2: unterminated quote");
    check_error("a b#{c#{d}\n}", "1: #{ without }");
}

#[test]
fn variables_and_home_directories_are_replaced() {
    check("a $EDITOR ${HOME}x $NONE. $ $1 a$", "<a><vi -e></home/mex><.><$><$1><a$>");
    check(
        "a ~ ~/x \"~/x\" a~ '~' \\~ ~root/y",
        "<a></home/me></home/me/x></home/me/x><a~><~><~></root/y>",
    );
    check("A=1\nA=2 a $A", "A=1\nA=2\n<a><2>");
    check("%hidden A=x\"y z\"\na ${A}", "hidden A=xy z\n<a><xy z>");
    check("a b=c", "<a><b=c>");
    check("\"A=1\"", "<A=1>");
    check_error("a ${HOME", "1: invalid environment variable");
    check_error("a ~nobody", "1: no home directory for ~nobody");
    check_error("%hidden a", "1: %hidden needs NAME=value");
}

#[test]
fn braces_hold_commands() {
    check("if-shell x {\n a b\n c ; d\n}", "<if-shell><x>{<a><b>\n<c>;<d>}");
    check("bind x { a { b } } c", "<bind><x>{<a>{<b>}}<c>");
    let statements = parse("bind x {  a  'b c' }", surroundings()).unwrap();
    let Statement::Commands(commands) = &statements[0] else { panic!() };
    assert_eq!(commands[0].words[2].text(), "a  'b c'");
    assert_eq!(commands[0].to_string(), "bind x { a  'b c' }");
    let continued = "bind x { a # b\\\r\n\r\n } c";
    let again = parse(continued, surroundings()).unwrap()[0].to_string();
    assert!(parse(&again, surroundings()).is_ok(), "{again:?}");
    // Only what the lexer takes for a blank is one.
    let word = "\u{b}a\u{a0}\r";
    let printed = |text: &str| parse(text, surroundings()).unwrap()[0].to_string();
    assert_eq!(
        printed(&printed(&format!("bind x {{ \r\n{word} \t\r\n}}"))),
        format!("bind x {{ {word} }}")
    );
    let behind_comment = "bind x { # a\nb\r}";
    assert_eq!(printed(&printed(behind_comment)), printed(behind_comment));
    check(&printed(behind_comment), "<bind><x>{<b\r>}");
    check(&printed("bind x {a \r#\n}"), "<bind><x>{<a>}");
    check_error("a {\n b", "1: { without }");
    check_error("a }", "1: unexpected }");
    check_error("{ a }", "1: a command begins with its name, not with {");
    assert!(parse(&"a {".repeat(5_000), surroundings()).is_err());
}

#[test]
fn conditions_choose_what_is_read() {
    check("%if 1\na\n%else\nb\n%endif\nc", "<a>\n<c>");
    check("%if 0\na\n%elif 1\nb\n%elif 1\nc\n%else\nd\n%endif", "<b>");
    check("%if 0 a %else b c %endif", "<b><c>");
    check("%if 0\n%if 1\na\n%else\nb\n%endif\n%else\nc\n%endif", "<c>");
    check("%if 0\nA=1\n%endif\na x$A", "<a><x>");
    check("x { %if 1\na\n%endif\n}", "<x>{<a>}");
    check("a %if", "<a><%if>");
    check_error("%endif", "1: %elif, %else or %endif without %if");
    check_error("a\n%if 1\nb", "2: %if without %endif");
    check_error("%if\na\n%endif", "1: %if and %elif need a condition");
    let holds = |format: &str| format == "#{==:#{host},a b}";
    let surroundings = Surroundings { env: &env, holds: &holds };
    let statements = parse("%if #{==:#{host},a b} x %endif", surroundings).unwrap();
    assert_eq!(outline(&statements), "<x>");
}

#[test]
fn a_file_goes_on_after_a_bad_line() {
    let check = |text: &str, expect: &str, errors: &[usize]| {
        let (statements, found) = parse_file(text, surroundings());
        assert_eq!(outline(&statements), expect, "{text}");
        let lines: Vec<_> = found.iter().map(|error| error.line).collect();
        assert_eq!(lines, errors, "{text}: {found:?}");
    };
    check("a\nb \"${X\"\nc \"d\"", "<a>\n<c><d>", &[2]);
    check("a\nb 'c\nd", "<a>\n<d>", &[2]);
    check("a }\nb", "<b>", &[1]);
    check("x {\n b ${\n c\n}\nd", "<d>", &[2]);
    check("x \\400 {\n b\n}\nd", "<d>", &[1]);
    check("%if\na\n%else\nb\n%endif\nc", "<c>", &[1]);
    check("%if 1\na ${\nb\n%endif\nc", "<b>\n<c>", &[2]);
}

#[test]
fn lines_are_those_the_commands_begin_on() {
    let statements = parse("a\n\n b c; d\ne \\\n f\nX=1", surroundings()).unwrap();
    let lines: Vec<usize> = statements
        .iter()
        .flat_map(|statement| match statement {
            Statement::Commands(commands) => commands.iter().map(|c| c.line).collect(),
            Statement::Assign { line, .. } => vec![*line],
        })
        .collect();
    assert_eq!(lines, [1, 3, 3, 4, 6]);
}

#[test]
fn arguments_of_a_shell_are_separated_at_semicolons() {
    let check = |argv: &[&str], expect: &[&[&str]]| {
        let argv = argv.iter().map(|word| (*word).to_owned()).collect();
        assert_eq!(split_argv(argv), expect);
    };
    check(&["a", ";", "b", "c"], &[&["a"], &["b", "c"]]);
    check(&["a", "b;", "c"], &[&["a", "b"], &["c"]]);
    check(&["a", "\\;", "b\\;", "c;d"], &[&["a", ";", "b;", "c;d"]]);
    check(&[";", "a", ";", ";"], &[&["a"]]);
    check(&[], &[]);
}

#[test]
fn quoting_uses_no_more_quotes_than_needed() {
    let check = |word: &str, expect: &str| assert_eq!(quote(word), expect);
    check("status-style", "status-style");
    check("fg=red", "\"fg=red\"");
    check("#{x}", "\"#{x}\"");
    check("\0~x", "\"\\~x\"");
    check(";", "\\;");
    check("", "''");
    check("a b", "\"a b\"");
    check("$x\"\\", "\"\\$x\\\"\\\\\"");
    check("~/a~", "\"\\~/a~\"");
    check("%if", "\"%if\"");
    check("C-b", "C-b");
    check("\x1b[\n", "\"\\e[\\n\"");
}

#[test]
fn a_block_is_printed_as_it_is_read() {
    for text in ["a { b # c\n}", "a { b\\ }", "a { b \\\n}", "a { b '#x' ; c }", "a {}"] {
        let statements = parse(text, surroundings()).unwrap();
        let printed = statements[0].to_string();
        let again = parse(&printed, surroundings()).unwrap();
        assert_eq!(outline(&again), outline(&statements), "{text:?} as {printed:?}");
    }
}

proptest! {
    #[test]
    fn a_quoted_word_is_that_word(word in "[^\0]*") {
        let quoted = quote(&word);
        for text in [quoted.clone(), format!("x {quoted}"), format!("x {{ y {quoted} }}")] {
            let statements = parse(&text, surroundings()).unwrap();
            let Statement::Commands(commands) = &statements[0] else { panic!("{text}") };
            let last = match commands[0].words.last().unwrap() {
                Word::Block { statements, .. } => match &statements[0] {
                    Statement::Commands(inner) => inner[0].words.last().unwrap().clone(),
                    other => panic!("{other:?}"),
                },
                word => word.clone(),
            };
            prop_assert_eq!(last.text(), &word);
        }
    }

    #[test]
    fn no_text_breaks_the_parser(text in "([a-z ;{}\n\"'\\\\#$%~=]|%if|%else|%endif|\\PC){0,60}") {
        let (_, errors) = parse_file(&text, surroundings());
        for error in errors {
            prop_assert!(error.line <= text.lines().count() + 1);
        }
    }

    #[test]
    fn what_is_printed_reads_the_same(words in proptest::collection::vec("\\PC{0,8}", 1..5)) {
        let words = words.into_iter().map(Word::Text).collect();
        let command = Parsed { line: 1, words };
        let statements = parse(&command.to_string(), surroundings()).unwrap();
        prop_assert_eq!(statements, vec![Statement::Commands(vec![command])]);
    }
}
