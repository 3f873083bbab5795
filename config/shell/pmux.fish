# pmux's part of fish, in its panes: it tells where prompts, commands and their output are (OSC 133)
# and which directory the shell is in (OSC 7). `set -g shell-integration off` in pmux.conf keeps it
# away.
#
# fish finds this by XDG_DATA_DIRS, which is put back at once.

if set -q PMUX_XDG_DATA_DIRS
    set -gx XDG_DATA_DIRS $PMUX_XDG_DATA_DIRS
    set -e PMUX_XDG_DATA_DIRS
else
    set -e XDG_DATA_DIRS
end

# From 4.0 on fish sets marks of its own.
if status is-interactive; and string match -qr '^[0-3]\.' -- $version
    function __pmux_begin --on-event fish_prompt
        functions -e __pmux_begin
        # Marks come once: who has others keeps those.
        for name in fish_prompt (functions -a -n)
            if not string match -q '__pmux*' -- $name
                and string match -q '__*' -- $name
                or test $name = fish_prompt
                if functions $name 2>/dev/null | string match -q '*133;*'
                    functions -e __pmux_prompt __pmux_preexec __pmux_postexec
                    return
                end
            end
        end
        __pmux_prompt
    end

    function __pmux_prompt --on-event fish_prompt
        if not functions -q __pmux_begin
            printf '\e]133;A\e\\'
        end
    end

    function __pmux_preexec --on-event fish_preexec
        printf '\e]133;C;cmdline_url=%s\e\\' (string escape --style=url -- "$argv" | string join '')
    end

    function __pmux_postexec --on-event fish_postexec
        printf '\e]133;D;%s\e\\' $status
    end

    function __pmux_directory --on-variable PWD
        printf '\e]7;file://%s%s\e\\' $hostname (string escape --style=url -- $PWD)
    end
    __pmux_directory
end
