"""A program that writes what a file has, and goes on as that grows: follower.py FILE."""

import os
import sys
import time
import tty

tty.setraw(0)
tty.setraw(1)
with open(sys.argv[1], "rb", buffering=0) as file:
    while True:
        data = file.read(1 << 16)
        if not data:
            time.sleep(0.005)
        while data:
            data = data[os.write(1, data) :]
