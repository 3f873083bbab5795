"""A program that writes without an end, and keeps what it wrote: writer.py KIND FILE.

SIGUSR2 has it pause at the end of a piece and go on; FILE.paused is there meanwhile. SIGHUP is noted
in FILE.hup, and an answer that came twice in FILE.twice."""

import itertools
import os
import select
import signal
import sys
import time
import tty
from collections import deque

kind, path = sys.argv[1:]
log = open(path, "ab", buffering=0)
paused = False


def toggle(*_):
    global paused
    paused = not paused


def note(ending):
    open(path + ending, "w").close()


def write(text):
    data = text.encode()
    while data:
        count = os.write(1, data)
        log.write(data[:count])
        data = data[count:]


WORDS = ["words", "größer", "слово", "文字列", "한국어", "e\u0301te\u0301", "👩‍💻 code", "\tand tabs\t."]


def lines(number):
    look = f"\x1b[{number % 8 + 30};{(number // 8) % 5}m"
    word = WORDS[number % len(WORDS)]
    link = f"\x1b]8;;https://example.org/{number % 7}\x1b\\link\x1b]8;;\x1b\\" if number % 5 == 0 else ""
    long = "long " * (number % 40)
    write(f"\x1b[m{number:07d} {look}{word}\x1b[m {link}{long}\r\n")


def flood(number):
    write("".join(f"{number * 100 + i:09d} plain output of a build\r\n" for i in range(100)))


def full_screen(number):
    row, column = number * 7 % 24 + 1, number * 13 % 70 + 1
    write(f"\x1b[{row};{column}H\x1b[48;5;{number % 256}m{number:06d}\x1b[m")
    if number % 11 == 0:
        write(f"\x1b[{number % 10 + 2};{number % 10 + 12}r\x1b[{number % 10 + 12};1H\n\x1b[r")
    if number % 17 == 0:
        write(f"\x1b[{row};1H\x1b[2L\x1b[3P\x1b[0K")
    if number % 50 == 0:
        write(f"\x1b]2;title {number}\x07\x1b7\x1b[3;3H\x1b(0qx\x1b(B\x1b8")


def alternate(number):
    if number % 40 == 0:
        write("\x1b[?1049l" + f"below {number}\r\n" + "\x1b[?1049h\x1b[?1002;1006;2004h\x1b[>5u\x1b[H\x1b[2J")
    write(f"\x1b[{number % 24 + 1};1H\x1b[{number % 9}m~ row of an editor {number}\x1b[m\x1b[K")


asked = deque(maxlen=200)
rest = b""


def ask(number):
    """Each question has an answer of its own, so that one that comes twice shows."""
    global rest
    write(f"\x1b[{number % 20 + 1};{number // 20 % 70 + 1}H\x1b[6n")
    deadline = time.monotonic() + 0.3
    while (left := deadline - time.monotonic()) > 0:
        if not select.select([0], [], [], left)[0]:
            break
        rest += os.read(0, 1000)
        *answers, rest = rest.split(b"R")
        for answer in answers:
            if answer in asked:
                note(".twice")
            asked.append(answer)
        if answers:
            break


KINDS = {"lines": lines, "flood": flood, "full-screen": full_screen, "alternate": alternate, "ask": ask}
PAUSES = {"flood": 0.0, "ask": 0.0}

tty.setraw(0)
signal.signal(signal.SIGUSR2, toggle)
signal.signal(signal.SIGHUP, lambda *_: note(".hup"))
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR2})
for number in itertools.count(1):
    KINDS[kind](number)
    # Signals come here and nowhere else.
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGUSR2})
    time.sleep(PAUSES.get(kind, 0.001))
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR2})
    if paused:
        note(".paused")
        while paused:
            signal.sigwait({signal.SIGUSR2})
            toggle()
        os.remove(path + ".paused")
