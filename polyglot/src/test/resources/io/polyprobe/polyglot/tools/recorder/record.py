"""Runs tools one after another, each as the main module, until it waits or ends."""

import builtins
import contextlib
import io
import runpy
import signal
import sys
import time

import bcc

# What of the standard library would outlast a tool, keep it from its end, or is not there.
signal.signal = lambda *arguments: None
time.sleep = bcc.BPF.trace_print
builtins.exit = builtins.quit = sys.exit

# Data symbols that tools look for; not all kernels show any (CONFIG_KALLSYMS_ALL).
SYMBOLS = "".join(
    f"ffffffff8200{number:04x} D {name}\n"
    for number, name in enumerate(["btrfs_file_operations", "ext4_file_operations", "vm_zone_stat"])
)


class Curses(bcc.Anything):
    def wrapper(self, function, *arguments):
        return function(self, *arguments)


sys.modules["curses"] = Curses()

_open = builtins.open


def open_file(file, *arguments, **named):
    return io.StringIO(SYMBOLS) if file == "/proc/kallsyms" else _open(file, *arguments, **named)


builtins.open = open_file


def record(path, *arguments):
    """What the tool said where it ended without waiting."""
    sys.argv = [path, *arguments]
    said = io.TextIOWrapper(io.BytesIO())
    try:
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            runpy.run_path(path, run_name="__main__")
    except bcc.Waiting:
        return ""
    except SystemExit as end:
        if isinstance(end.code, str):
            said.write(end.code)
    except Exception as failure:
        said.write(f"{type(failure).__name__}: {failure}")
    said.flush()
    return said.buffer.getvalue().decode(errors="replace")
