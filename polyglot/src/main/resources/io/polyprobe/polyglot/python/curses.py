"""The part of curses that full-screen tools use, by the terminal's escape sequences: GraalPy has no _curses."""

import os
import select
import shutil
import sys
import termios
import tty

A_NORMAL = 0
A_BOLD = 1 << 21
A_REVERSE = 1 << 18

_RENDITIONS = ((A_BOLD, "1"), (A_REVERSE, "7"))


class error(Exception):
    """What curses raises; its name is curses' own."""


class _Window:
    """The whole screen. What is added shows when it is refreshed."""

    def __init__(self):
        self._text = []
        self._wait = None

    def nodelay(self, flag):
        self._wait = 0 if flag else None

    def getch(self):
        """A key, or -1 where there is none and nodelay was set, or no more input."""
        ready, _, _ = select.select([0], [], [], self._wait)
        key = os.read(0, 1) if ready else b""
        return key[0] if key else -1

    def getmaxyx(self):
        columns, lines = shutil.get_terminal_size()
        return lines, columns

    def clear(self):
        self._text = ["\033[H\033[2J"]

    def addstr(self, y, x, text, attributes=A_NORMAL):
        codes = [code for attribute, code in _RENDITIONS if attributes & attribute]
        shown = "\033[%sm%s\033[m" % (";".join(codes), text) if codes else text
        self._text.append("\033[%d;%dH%s" % (y + 1, x + 1, shown))

    def refresh(self):
        sys.stdout.write("".join(self._text))
        sys.stdout.flush()
        self._text = []


def wrapper(function, *arguments):
    """Calls a function with the screen, which is as it was when the call ends."""
    before = termios.tcgetattr(0) if os.isatty(0) else None
    try:
        if before:
            tty.setcbreak(0)
        sys.stdout.write("\033[?1049h\033[?25l")
        return function(_Window(), *arguments)
    finally:
        sys.stdout.write("\033[?25h\033[?1049l")
        sys.stdout.flush()
        if before:
            termios.tcsetattr(0, termios.TCSADRAIN, before)
