//! Paste buffers. What is expected is what tmux 3.3a does and says, hints in
//! parentheses aside.

use super::check;

#[test]
fn buffers_are_made_listed_renamed_and_deleted() {
    check("show-buffer", "no buffers\n");
    check("show-buffer -b none", "no buffer none\n");
    check("set-buffer", "no data specified\n");
    check("set-buffer abc ; show-buffer", "abc");
    check("set-buffer -b x abc ; set-buffer -a -b x def ; show-buffer -b x", "abcdef");
    check("set-buffer abc ; set-buffer -a def ; show-buffer", "def");
    check("set-buffer abc ; set-buffer -n named ; list-buffers", "named: 3 bytes: \"abc\"\n");
    check("set-buffer -b none -n named", "unknown buffer: none\n");
    check("set-buffer -n named", "no buffer\n");
    check("set-buffer '' ; list-buffers", "");
    check(
        "set-buffer one ; set-buffer two ; list-buffers ; delete-buffer ; list-buffers",
        "buffer1: 3 bytes: \"two\"\nbuffer0: 3 bytes: \"one\"\nbuffer0: 3 bytes: \"one\"\n",
    );
    check(
        "set-buffer -b a one ; set-buffer two ; set-buffer -b b three ; list-buffers -F '#{buffer_name}=#{buffer_sample}'",
        "b=three\nbuffer0=two\na=one\n",
    );
    check(
        "set-buffer one ; set-buffer two ; list-buffers -f '#{==:#{buffer_sample},one}' -F '#{buffer_name}'",
        "buffer0\n",
    );
    check(
        "set-buffer \"a\\tb\\nc\\e[31m\\\\ é\" ; list-buffers",
        "buffer0: 14 bytes: \"a\\tb\\nc\\033[31m\\\\ é\"\n",
    );
    check("delete-buffer", "no buffer\n");
    check("delete-buffer -b none", "unknown buffer: none\n");
    check("set-buffer abc ; save-buffer -", "abc");
    check("set-buffer abc ; save-buffer -b none -", "no buffer none\n");
    check("save-buffer -", "no buffers\n");
    check("paste-buffer", "");
    check("paste-buffer -b none", "no buffer none\n");
    check(
        "set-option -g buffer-limit 2 ; set-buffer a ; set-buffer b ; set-buffer c ; list-buffers -F '#{buffer_name}'",
        "buffer2\nbuffer1\n",
    );
    check("capture-pane -p -S 23", "\n");
    check("capture-pane ; list-buffers -F '#{buffer_size}'", "24\n");
    check("capture-pane -a -p", "no alternate screen\n");
    check("capture-pane -a -q -p", "\n");
    check("capture-pane -b x ; list-buffers -F '#{buffer_name} #{buffer_size}'", "x 24\n");
}
