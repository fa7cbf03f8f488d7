"""What Polyprobe adds to the interpreter before a script runs."""

import _gaps
import _sitebuiltins
import builtins
import os
import signal
import sys
import time

from polyglot import import_value

host = import_value("polyprobe")

# Milliseconds that a wait lasts before the interpreter can look for Ctrl-C.
SLICE = 100

_sleep = time.sleep


class Failure(Exception):
    """An error of the engine: an Exception as BCC raises it. `cause` holds the engine's own diagnostics."""


def _raise(kind, message, cause):
    if kind == "interrupt":
        raise KeyboardInterrupt
    if cause is None:
        raise Exception(message)
    failure = Failure(message)
    failure.cause = cause
    raise failure


def sleep(seconds):
    """time.sleep, in the virtual kernel's time while the script's programs live there."""
    if not host.virtual():
        _sleep(seconds)
    elif seconds < 0:
        raise ValueError("sleep length must be non-negative")
    else:
        left = int(seconds * 1e9)
        while left > 0:
            left = host.sleep(left)


class _CtrlC:
    """Raises KeyboardInterrupt, but not in the midst of a callback for an event, whose line would be torn: then when the
    callbacks have returned. A second Ctrl-C does not wait for one that does not return."""

    def __init__(self):
        self._held = False
        self._pressed = False

    def __call__(self, number, frame):
        if self._held and not self._pressed:
            self._pressed = True
        else:
            raise KeyboardInterrupt

    def after(self, callbacks):
        """Runs callbacks to their end, then raises what was held back."""
        outer, self._held = self._held, True
        try:
            callbacks()
        finally:
            self._held = outer
        if self._pressed and not outer:
            self._pressed = False
            raise KeyboardInterrupt


def _script_line(traceback):
    """The innermost line of the script itself, 0 where it has no part in it."""
    script = os.path.realpath(sys.modules["__main__"].__file__)
    line = 0
    while traceback is not None:
        if os.path.realpath(traceback.tb_frame.f_code.co_filename) == script:
            line = traceback.tb_lineno
        traceback = traceback.tb_next
    return line


def _excepthook(kind, value, traceback):
    if issubclass(kind, BrokenPipeError):
        # As any program that writes into a pipe which nobody reads. The last flush would fail like this one.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        host.endByBrokenPipe()
    elif issubclass(kind, Failure):
        sys.stdout.flush()
        host.report(value.cause, _script_line(traceback))
    else:
        if issubclass(kind, KeyboardInterrupt):
            host.endByInterrupt()
        sys.__excepthook__(kind, value, traceback)


host.onFailure(_raise)
time.sleep = sleep
sys.excepthook = _excepthook
# What the module site adds in CPython and tools call; GraalPy starts embedded scripts without it.
builtins.exit = _sitebuiltins.Quitter("exit", "Ctrl-D (i.e. EOF)")
builtins.quit = _sitebuiltins.Quitter("quit", "Ctrl-D (i.e. EOF)")
# Ctrl-C raises KeyboardInterrupt from here on; before, it ends the JVM without a word.
ctrl_c = _CtrlC()
signal.signal(signal.SIGINT, ctrl_c)
