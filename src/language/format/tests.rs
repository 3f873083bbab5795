use proptest::prelude::*;

use super::*;

/// A session `work` with the windows `0:ed` and `1:sh*`, and one pane in each.
struct Desk {
    window: usize,
}

const NAMES: [&str; 2] = ["ed", "sh"];

impl Context for Desk {
    fn variable(&self, name: &str) -> Option<String> {
        let value = match name {
            "session_name" => "work",
            "session_id" => "$0",
            "window_index" => return Some(self.window.to_string()),
            "window_name" => NAMES[self.window],
            "window_flags" => "*Z",
            "pane_id" => "%7",
            "pane_title" => "漢字 title",
            "pane_current_path" => "/home/me/src",
            "host" => "box.example",
            "host_short" => "box",
            "zero" => "0",
            "one" => "1",
            "empty" => "",
            "code" => "98",
            "styled" => "#[fg=red]ab#[default]cd",
            "hash" => "a#b",
            "left" => "[#{session_name}] %H",
            "loop" => "#{E:loop}#{E:loop}",
            "created" => "1445765102",
            "quote" => "a b'c",
            "evil" => "#(evil) $(evil)`;'\"",
            "@hi" => "#(echo hi)",
            "@deep" => "#{E:@hi} %H",
            "@evil" => "#{E:evil} #{E:#{evil}} #{?one,#{E:@hi},}",
            _ => return None,
        };
        Some(value.into())
    }

    fn each(&self, kind: Loop, order: Order, body: &mut dyn FnMut(&dyn Context, Turn)) -> bool {
        let turn = |window| if window == self.window { Turn::Current } else { Turn::Other };
        match kind {
            Loop::Windows => {
                let mut all: Vec<usize> = (0..NAMES.len()).collect();
                if order.reversed {
                    all.reverse();
                }
                all.into_iter().for_each(|window| body(&Desk { window }, turn(window)));
            }
            Loop::Sessions | Loop::Panes => body(self, Turn::Current),
            Loop::Clients | Loop::Options { .. } | Loop::Environment(_) => {}
        }
        true
    }

    fn shell(&self, command: &str) -> String {
        match command {
            "prints" => "#S #{one} #(again) %H".to_owned(),
            _ => format!("<{command}>"),
        }
    }

    fn is_option(&self, name: &str) -> bool {
        name.starts_with('@')
    }

    fn now(&self) -> i64 {
        1_445_800_000
    }

    fn local_time(&self, epoch: i64) -> Time {
        utc(epoch)
    }
}

/// The time in UTC (days from the civil calendar, era by era).
fn utc(epoch: i64) -> Time {
    let (days, seconds) = (epoch.div_euclid(86_400), epoch.rem_euclid(86_400));
    let mut year = 1970;
    let mut left = days;
    let length =
        |year: i64| if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) { 366 } else { 365 };
    while !(0..length(year)).contains(&left) {
        if left < 0 {
            year -= 1;
            left += length(year);
        } else {
            left -= length(year);
            year += 1;
        }
        if year.abs() > 100_000 {
            break;
        }
    }
    let yearday = left;
    let february = length(year) - 337;
    let mut month = 1;
    for days in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
        if left < days {
            break;
        }
        left -= days;
        month += 1;
    }
    Time {
        epoch,
        year: year as i32,
        month,
        day: left as u8 + 1,
        hour: (seconds / 3600) as u8,
        minute: (seconds / 60 % 60) as u8,
        second: (seconds % 60) as u8,
        weekday: (days + 4).rem_euclid(7) as u8,
        yearday: yearday as u16,
        utc_offset: 0,
        zone: "UTC".into(),
    }
}

fn check(format: &str, expect: &str) {
    assert_eq!(expand(format, &Desk { window: 1 }), expect, "{format}");
}

#[test]
fn variables_and_their_letters_are_replaced() {
    check("#{session_name}:#{window_index}", "work:1");
    check("#S#W #I#F #D #h #H", "worksh 1*Z %7 box box.example");
    check("#{none}|#{}|#{:a}", "||");
    check("#x # a#", "#x # a");
    check("#{session_name", "");
    check("a#{b", "a");
    check("é#{one}é", "é1é");
}

#[test]
fn hashes_escape() {
    check("##", "#");
    check("###", "#");
    check("####", "##");
    check("##S", "#S");
    check("#,#}#:", ",}#:");
    // Letters after `#` are a colour's in a style, and variables' everywhere else.
    check("#[fg=#FF00#{one}0]#F", "#[fg=#FF0010]*Z");
    check("#[fg=red]x", "#[fg=red]x");
    check("##[fg=red]x", "##[fg=red]x");
    check("###[fg=#{one}]x", "###[fg=1]x");
    check("#{hash}", "a#b");
}

#[test]
fn conditions_choose() {
    check("#{?one,yes,no}", "yes");
    check("#{?zero,yes,no}#{?empty,yes,no}#{?none,yes,no}", "nonono");
    check("#{?zero,yes}|#{?one}|#{?#S}|#{?}|#{?one,yes}", "|one|work||yes");
    check("#{?#{none},yes,no}", "no");
    check("#{?#{==:#W,sh},#{?one,a,b},c}", "a");
    check("#{?one,#[fg=white#,bg=red],x}#W", "#[fg=white,bg=red]sh");
    check("#{?1,a,b}", "b");
    check("#{?zero,a,one,b,c}", "b");
    check("#{?zero,a,empty,b,c}", "c");
    check("#{?one,a#},b}", "a}");
}

#[test]
fn operators_compare_and_count() {
    check("#{==:a,a}#{==:a,b}#{!=:a,b}#{==:,}", "1011");
    check("#{<:a,b}#{>:a,b}#{<=:b,b}#{>=:b,b}", "1011");
    check("x#{==:a}y", "x");
    check("x#{?one,a#{<:1}b,c}d", "xad");
    check("#{==:#{session_name},work}", "1");
    check("#{&&:1,#{one}}#{&&:1,0}#{||:0,1}#{||:0,#{zero}}", "1010");
    check("#{&&:1,1,0}#{||:0,0,1}", "01");
    check("#{!:#{zero}}#{!:#{one}}#{!!:x}", "101");
    check("#{m:w*,#S}#{m:x*,#S}#{m/i:W*,#S}#{m/r:^w,#S}#{m/ri:^W,#S}#{m/r:(,#S}", "101110");
    check("#{e|+|:1,2} #{e|-:1,5} #{e|*:4,5} #{e|/:7,2} #{e|%:7,3} #{e|m:-7,3}", "3 -4 20 3 1 -1");
    check("#{e|+:,0x10} #{e|-||6:1,0} #{e|+|f|x:1,2}#{e|+|f|2|more:1,2}", "16 1.000000 ");
    check("#{e|/|f|2:7,2} #{e|*|f|4:5.5,3} #{e|*|f:2.5,2} #{e|+|f|0:1,1}", "3.50 16.5000 5.00 2");
    check("#{e|==:1,1}#{e|<:10,9}#{e|>=:10,9}#{e|!=:1,1}", "1010");
    check("#{e|/:7,0}|#{e|+:x,1}|#{e|^:1,1}|#{e|/|f:1,0}", "-9223372036854775808|||inf");
    check("#{e|+:#{window_index},#{e|*:2,3}}", "7");
    check("#{a:98}#{a:#{code}}|#{a:5}", "bb|");
    check("#{m/z:wk,#S}#{m/z:kw,#S}#{m/p:wk,#S}", "100,3");
    check("#{c:red} #{c:colour231} #{c:colour232} #{c:#010203}", "800000 ffffff 080808 010203");
    check("#{c/f:red}#{c/b:colour4}#{c/f:#010203}", "\x1b[31m\x1b[48;5;4m\x1b[38;2;1;2;3m");
    check("#{c/f:none}#{c/b:brightred}#{c/f:default}|#{c/f:x}", "\x1b[0m\x1b[101m\x1b[39m|");
    check("#{R:ab,3}|#{R:a,0}#{R:a,x}", "ababab|");
    check("#{N/s:work}#{N/s:no}#{N:ed}#{N/w:vi}", "1010");
}

#[test]
fn modifiers_change_the_value() {
    check("#{=2:session_name}|#{=-2:session_name}|#{=9:session_name}", "wo|rk|work");
    check(
        "#{=/2/..:session_name}|#{=/-2/..:session_name}|#{=/9/..:session_name}",
        "wo..|..rk|work",
    );
    check("#{=3:pane_title}|#{=5:pane_title}", "漢|漢字 ");
    check("#{=2:styled}|#{w:styled}", "#[fg=red]ab|4");
    check("#{p6:session_name}|#{p-6:session_name}|#{p2:session_name}", "work  |  work|work");
    check("#{=2;p4:session_name}|#{p4;=2:session_name}|#{;=2:session_name}", "wo  |wo  |wo");
    check("#{w:#[fg=red]ab}#{n:#S}#{b:#{l:/a/b}} #{q:#{quote}}", "00/a/b a b'c");
    check("#{n:pane_title} #{w:pane_title}", "12 10");
    check("#{b:pane_current_path} #{d:pane_current_path}", "src /home/me");
    check("#{b:empty}#{d:empty}|#{b:none}#{d:none}", "..|");
    check("#{=2;=-3:session_name} #{p3;p6:session_name}|", "ork work  |");
    check("#{q:quote} #{q/e:hash}", "a\\ b\\'c a##b");
    check("#{q/s:quote} #{q/a:quote}", "'a b'\\''c' \"a b'c\"");
    check("#{=/3/#,:session_name} #{=/2/#{l:>}:session_name}", "wor, wo>");
    check("#{l:#{?one,a,b}} #{l:a#,b}", "#{?one,a,b} a,b");
    check(
        "#{s/o/0/:session_name} #{s/(.)r/<\\1>/:session_name} #{s/W/V/i:session_name}",
        "w0rk w<o>k Vork",
    );
    check("#{s|o|0|;s|k|c|:session_name} #{s/o/#{one}/:session_name}", "w0rc w1rk");
    check("#{s/(/x/:session_name}", "work");
    check(
        "#{s/x*/-/:session_name} #{s/^/-/:session_name} #{s/$/-/:session_name}",
        "w-o-r-k- -work work-",
    );
    check("#{s/^./\\0\\0/:session_name} #{s/(x*)o/\\1\\-/:session_name}", "wwork w1-rk");
    check("#{=2:#{b:pane_current_path}}", "sr");
    check("#{zz:session_name}#{session_name:x}", "");
}

#[test]
fn options_are_formats_too() {
    check("#{left}", "[#{session_name}] %H");
    check("#{E:left}", "[work] %H");
    check("#{T:left}", "[work] 19");
    check("#(date #{one}) #(a (b))", "<date 1> <a (b)>");
    assert_eq!(expand_time("%H:%M %% #S", &Desk { window: 0 }), "19:06 % work");
    check("%H", "%H");
}

#[test]
fn loops_go_over_what_there_is() {
    check("#{W:#I:#W ,[#I] }", "0:ed [1] ");
    check("#{W:#W }", "ed sh ");
    check("#{S:#S}#{P:#D}#{L:x}", "work%7");
    check("#{W/r:#W }#{W/nr:#W }#{O:x}#{V/g:x}", "sh ed sh ed ");
    check("#{W:#{?#{==:#W,ed},#{l:a,b},c} }", "a,b c ");
}

#[test]
fn times_become_text() {
    check("#{t:created}", "Sun Oct 25 09:25:02 2015");
    check("#{t/f/%%H#:%%M:created} #{t/f/%Y:created}", "%H:%M 2015");
    check("#{t/r:created} #{t/d:created}|#{t:#{created}}", "9h41m 34898|1445765102");
    check("#{t/p:created}", "09:25");
    check("#{t:empty}#{t:session_name}", "");
    let at = |epoch: i64| time::pretty(&utc(epoch), &utc(1_445_765_102));
    assert_eq!(at(1_445_765_102 - 3 * 86_400), "Thu22");
    assert_eq!(at(1_445_765_102 - 60 * 86_400), "26Aug");
    assert_eq!(at(1_445_765_102 - 800 * 86_400), "Aug13");
}

#[test]
fn strftime_knows_what_the_c_library_knows() {
    let check = |epoch, format: &str, expect: &str| {
        assert_eq!(strftime(format, &utc(epoch)), expect, "{format}");
    };
    let sunday = 1_445_765_102;
    check(sunday, "%a %A %b %B %d %e %j %y %Y %C", "Sun Sunday Oct October 25 25 298 15 2015 20");
    check(
        sunday,
        "%D %F %R %T %r %x %X",
        "10/25/15 2015-10-25 09:25 09:25:02 09:25:02 AM 10/25/15 09:25:02",
    );
    check(sunday, "%I %l %k %p %P %s %u %w %z %Z", "09  9  9 AM am 1445765102 7 0 +0000 UTC");
    check(sunday, "%-H %_d %^a %-j %%", "9 25 SUN 298 %");
    check(sunday, "%Q %", "%Q %");
    check(sunday, "%U %W %V %G", "43 42 43 2015");
    // 2016-01-01 and 2021-01-03 lie in the last ISO week of the year before.
    check(1_451_606_400, "%U %W %V %G %g", "00 00 53 2015 15");
    check(1_609_632_000, "%V %G", "53 2020");
    check(1_609_718_400, "%U %W %V %G", "01 01 01 2021");
    check(0, "%e|%I", " 1|12");
}

#[test]
fn commands_run_where_a_person_wrote_them() {
    check(
        "#{E:@hi} #{T:@hi} #{E:@deep} #{T:@deep}",
        "<echo hi> <echo hi> <echo hi> %H <echo hi> 19",
    );
    check("#{?#(echo 1),A,B} #{?zero,,#(x)}", "A <x>");
    // What one prints is worked out, but for commands in it.
    check("#(prints)", "work 1  %H");
    assert_eq!(expand_time("#(date +%H %%H)", &Desk { window: 0 }), "<date +19 %H>");
    // What others than persons chose runs nothing, in whatever way it gets there.
    check("#{evil}", "#(evil) $(evil)`;'\"");
    check("#{E:evil}", " $(evil)`;'\"");
    check("#{E:#{evil}} #{E:#{=3:evil}vil)}", " $(evil)`;'\" ");
    check("#{E:@evil}", " $(evil)`;'\"  $(evil)`;'\" <echo hi>");
    check("#(say '#{evil}')", "<say '__evil_ __evil_____'>");
    check("#(say #{E:evil})", "<say __evil_ __evil_____>");
    check("#(say #{q:quote})", "<say a\\ b\\'c>");
    check("#(say #{a:59} #{session_name})", "<say _ work>");
}

#[test]
fn what_includes_itself_ends() {
    check("#{E:loop}", "");
    let deep = "#{?one,".repeat(500) + "x" + &"}".repeat(500);
    check(&deep, "");
    let wide = format!("#{{p99999999:{}}}", "#{session_name}");
    assert!(expand(&wide, &Desk { window: 0 }).len() <= 10_000);
    assert!(
        expand("#{R:#{R:#{R:aaaaaaaaaa,9999},9999},9999}", &Desk { window: 0 }).len() <= 16 << 20
    );
}

fn traced(format: &str, expect: &[&str]) {
    let (_, lines) = expand_time_traced(format, &Desk { window: 1 });
    assert_eq!(lines, expect, "{format}");
}

#[test]
fn a_trace_tells_of_each_step() {
    traced("", &[]);
    traced(
        "hi #{?one,#S,no} %%",
        &[
            "# expanding format: hi #{?one,#S,no} %%",
            "# after time expanded: hi #{?one,#S,no} %",
            "# found #{}: ?one,#S,no",
            "# condition is: one",
            "# condition 'one' found: 1",
            "# condition 'one' is true",
            "#  expanding format: #S",
            "#  found #S: session_name",
            "#  format 'session_name' found: work",
            "#  replaced 'session_name' with 'work'",
            "#  result is: work",
            "# replaced '?one,#S,no' with 'work'",
            "# result is: hi work %",
        ],
    );
    traced(
        "#{=3;p5;s/o/0/:session_name}",
        &[
            "# expanding format: #{=3;p5;s/o/0/:session_name}",
            "# found #{}: =3;p5;s/o/0/:session_name",
            "# modifier 0 is =",
            "# modifier 0 argument 0: 3",
            "# modifier 1 is p",
            "# modifier 1 argument 0: 5",
            "# modifier 2 is s",
            "# modifier 2 argument 0: o",
            "# modifier 2 argument 1: 0",
            "# format 'session_name' found: work",
            "#  expanding format: o",
            "#  result is: o",
            "#  expanding format: 0",
            "#  result is: 0",
            "#  expanding format: o",
            "#  result is: o",
            "#  expanding format: 0",
            "#  result is: 0",
            "# substitute 'o' to '0': w0rk",
            "#  expanding format: 3",
            "#  result is: 3",
            "# applied length limit 3: w0r",
            "#  expanding format: 5",
            "#  result is: 5",
            "# applied padding width 5: w0r  ",
            "# replaced '=3;p5;s/o/0/:session_name' with 'w0r  '",
            "# result is: w0r  ",
        ],
    );
    traced(
        "#{?none,a}##{#[x]#{==:a}",
        &[
            "# expanding format: #{?none,a}##{#[x]#{==:a}",
            "# found #{}: ?none,a",
            "# condition is: none",
            "#  expanding format: none",
            "#  result is: none",
            "# condition 'none' not found; assuming false",
            "# condition 'none' is false",
            "# no condition matched in 'none,a'; using empty string",
            "# replaced '?none,a' with ''",
            "# found ##",
            "# found #*1[",
            "# found #{}: ==:a",
            "# modifier 0 is ==",
            "# compare == syntax error: a",
            "# failed ==:a",
            "# result is: #{#[x]",
        ],
    );
    traced(
        "#{e|+:1,2}#(a #{evil})",
        &[
            "# expanding format: #{e|+:1,2}#(a #{evil})",
            "# found #{}: e|+:1,2",
            "# modifier 0 is e",
            "# modifier 0 argument 0: +",
            "#  expanding format: +",
            "#  result is: +",
            "#  expanding format: 1",
            "#  result is: 1",
            "#  expanding format: 2",
            "#  result is: 2",
            "# expression left side is: 1",
            "# expression right side is: 2",
            "# expression result is 3",
            "# replaced 'e|+:1,2' with '3'",
            "# found #(): a #{evil}",
            "#  expanding format: a #{evil}",
            "#  found #{}: evil",
            "#  format 'evil' found: __evil_ __evil_____",
            "#  replaced 'evil' with '__evil_ __evil_____'",
            "#  result is: a __evil_ __evil_____",
            "#  expanding format: <a __evil_ __evil_____>",
            "#  result is: <a __evil_ __evil_____>",
            "# #() result: <a __evil_ __evil_____>",
            "# result is: 3<a __evil_ __evil_____>",
        ],
    );
}

#[test]
fn a_trace_tells_of_loops_operators_and_bounds() {
    let has = |format: &str, line: &str| {
        let (_, lines) = expand_time_traced(format, &Desk { window: 1 });
        assert!(lines.iter().any(|it| it == line), "{format}: {line} in {lines:#?}");
    };
    has("#{W:#I}", "# window loop: 0 ");
    has("#{S:#S}", "# session loop: $0");
    has("#{P:#D}", "# pane loop: %7");
    has("#{||:0,#{one}}", "# operator || has operand: 1");
    has("#{m:w*,#S}", "# compare m right is: work");
    has("#{C:x}", "# search 'x' pane %7");
    has("#{l:a#,b}", "# literal string is 'a#,b'");
    has("#{?zero,a,b}", "# no condition matched in 'zero,a,b'; using last arg");
    has("#{n:one}#{w:one}", "# replacing with width: 1");
    has("#{E:evil}", "#  #() is disabled");
    has("#{e|^:1,2}", "# expression has no valid operator: '^'");
    has("#{e|+:x,2}", "# expression left side is invalid: x");
    has("#{=2:#{b:zero}}", "# expanding inner format '#{b:zero}'");
    has("#{none}", "# format 'none' not found");
    // Lines are set in as far as tmux does, however deep it goes.
    has("#{E:loop}", "#          reached loop limit (100)");
}

#[test]
fn a_trace_is_bounded() {
    let desk = Desk { window: 0 };
    for format in ["#S".repeat(100_000), format!("#{{R:{},9999}}", "a".repeat(1_000)).repeat(3)] {
        let (value, lines) = expand_time_traced(&format, &desk);
        assert_eq!(value, expand_time(&format, &desk));
        assert_eq!(lines.iter().filter(|line| *line == trace::TOO_LONG).count(), 1);
        assert_eq!(lines.last().map(String::as_str), Some(trace::TOO_LONG));
        assert!(lines.iter().map(String::len).sum::<usize>() <= trace::MAX_TRACE + 100);
    }
}

#[test]
fn relative_times_name_two_units() {
    let at = |age: i64| time::relative(1_000_000, 1_000_000 - age);
    let ages = [0, 59, 60, 61, 3600, 3661, 7260, 86_400, 90_000, 90_061, -1];
    let all: Vec<String> = ages.into_iter().map(at).collect();
    assert_eq!(all.join(" "), "0s 59s 1m 1m1s 1h 1h1m 2h1m 1d 1d1h 1d1h ");
}

proptest! {
    #[test]
    fn no_format_breaks_it(
        format in "(#\\{|\\}|#[SWx,]|[=psmetqNEWSPLOVIAClbdwncRr?!<>&|:;/,%0-9]|one|loop|left|#\\[|\\]|#\\(|\\)|\\PC){0,40}"
    ) {
        let desk = Desk { window: 0 };
        prop_assert!(expand(&format, &desk).len() <= 16 << 20);
        let (value, lines) = expand_time_traced(&format, &desk);
        prop_assert_eq!(value, expand_time(&format, &desk));
        prop_assert!(lines.iter().all(|line| line.starts_with('#')));
    }

    #[test]
    fn text_without_hashes_is_itself(text in "[^#]*") {
        prop_assert_eq!(expand(&text, &Desk { window: 0 }), text);
    }

    #[test]
    fn a_limit_holds(text in "\\PC{0,20}", limit in 1usize..12) {
        prop_assert!(text::width(&text::first_columns(&text, limit)) <= limit);
        prop_assert!(text::width(&text::last_columns(&text, limit)) <= limit);
    }
}
