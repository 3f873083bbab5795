#!/usr/bin/env python3
"""Writes down what a multiplexer says in control mode to acts: acts.txt, or what a client of it sends.

    tests/control/record.py PROGRAM acts.txt > tests/control/recorded.txt
    tests/control/record.py PROGRAM NAME.txt > tests/control/NAME-recorded.txt

PROGRAM is tmux, or anything that wants to be taken for it. Times, numbers and processes are left
out, as no two runs have the same ones.
"""

import os
import re
import select
import subprocess
import sys
import tempfile

QUIET = 0.6


def normal(line):
    line = re.sub(r"^%(begin|end|error) \d+ \d+ (\d)$", r"%\1 \2", line)
    line = re.sub(r"^(%extended-output %\d+) \d+", r"\1 AGE", line)
    return re.sub(r"client-\d+\b", "client-PID", line)


class Talk:
    def __init__(self, program, directory):
        env = {"PATH": os.environ["PATH"], "HOME": directory, "TMUX_TMPDIR": directory,
               "PMUX_TMPDIR": directory, "LC_ALL": "C.UTF-8", "TERM": "xterm", "SHELL": "/bin/sh"}
        config = os.path.join(directory, "config")
        with open(config, "w", encoding="utf-8") as file:
            file.write("set -g automatic-rename off\n")
        self.base = [program, "-L", "record", "-f", config]
        self.env = env
        begin = ["-C", "new-session", "-s", "one", "-n", "zero", "-x", "80", "-y", "24", "cat"]
        self.child = subprocess.Popen(self.base + begin, stdin=subprocess.PIPE,
                                      stdout=subprocess.PIPE, env=env, cwd=directory)
        self.rest = b""

    def lines(self):
        while select.select([self.child.stdout], [], [], QUIET)[0]:
            part = os.read(self.child.stdout.fileno(), 65536)
            if not part:
                break
            self.rest += part
        *whole, self.rest = self.rest.split(b"\n")
        return [normal(line.decode("utf-8", "replace")) for line in whole]

    def act(self, line):
        if line.startswith("$ "):
            subprocess.run(self.base + line[2:].split(), env=self.env, check=False,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            return
        self.child.stdin.write(line.encode() + b"\n")
        self.child.stdin.flush()


def main():
    acts = os.path.join(os.path.dirname(os.path.abspath(__file__)), sys.argv[2])
    with tempfile.TemporaryDirectory() as directory:
        talk = Talk(sys.argv[1], directory)
        print("> (begins)")
        print(*talk.lines(), sep="\n")
        for line in open(acts, encoding="utf-8").read().splitlines():
            if line.startswith("#"):
                continue
            print(f"> {line}")
            talk.act(line)
            for said in talk.lines():
                print(said)
        talk.child.stdin.close()
        talk.child.wait(5)
        subprocess.run(talk.base + ["kill-server"], env=talk.env, check=False,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


main()
